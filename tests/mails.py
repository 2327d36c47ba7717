"""A post office for tests: mails posted by the portal, delivered to a real mail server on loopback or to a folder."""

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from models.engine import DB, DbRole, connect_as
from rules.sign_in import LinkPurpose
from server.mail.addresses import sender_of
from server.mail.carrier import Carrier
from server.mail.delivery import Outcome, Terms, deliver_due
from tests.world import NOON

PORTAL = "https://portail.caf.example"
TERMS = Terms(
    PORTAL,
    sender_of("Portail des partenaires <portail@caf.example.org>"),
    {LinkPurpose.OPENING: timedelta(days=7), LinkPurpose.RESET: timedelta(hours=2)},
)
TOKEN = re.compile(r"/account/link\?token=([\w-]+)")


@dataclass
class MailServer:
    """A mail server: what it received, and what it answers to whom."""

    received: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    after: str = "250 OK"
    port: int = 0

    async def handle_RCPT(  # noqa: N802 - the name that it is called by
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take or refuse a recipient."""
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take or refuse a message."""
        if self.after.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.raw.append(envelope.content)
            self.received.append(message_from_bytes(envelope.content, policy=default))
        return self.after

    @property
    def url(self) -> str:
        """Where it is, as a setting says it."""
        return f"smtp://127.0.0.1:{self.port}"


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def mail_server(port: int = 0, **options: Any) -> Iterator[MailServer]:
    """A server that listens for the length of a block."""
    server = MailServer(port=port or free_port())
    controller = Controller(server, hostname="127.0.0.1", port=server.port, ready_timeout=20, **options)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


def text_of(message: EmailMessage) -> str:
    """What is read, on one line and with spaces that a keyboard types."""
    return plain(message.get_content())


def plain(text: str) -> str:
    """The same on one line, with spaces that a keyboard types."""
    return " ".join(text.split())


async def deliver(carrier: Carrier, now: datetime = NOON) -> list[Outcome]:
    """One round at a moment."""
    with connect_as(DbRole.JOB):
        return [outcome async for outcome in deliver_due(carrier, TERMS, lambda: now)]


async def rows(columns: str = "*", where: str = "true", *args: Any) -> list[Any]:
    """The mails of this database, oldest first."""
    with connect_as(DbRole.JOB):
        return list(await DB.fetch(f"select {columns} from outgoing_mail where {where} order by id", *args))


async def post_to(person: int, template: str, at: datetime = NOON) -> int:
    """One mail to one person, as an act on his account posts it."""
    with connect_as(DbRole.JOB):
        made = await DB.fetch(
            "insert into outgoing_mail (template, person_id, created_at, due_at) values ($1, $2, $3, $3) returning id",
            template, person, at,
        )  # fmt: skip
    return int(made[0]["id"])


async def empty() -> None:
    """No mail waits or has ever been sent."""
    with connect_as(DbRole.JOB):
        await DB.fetch("delete from outgoing_mail")


def later(**after: int) -> datetime:
    """So long after noon."""
    return NOON + timedelta(**after)
