"""Mails on their way, to a real mail server: delivered once, tried again, given up, never lost."""

import asyncio
import re
import stat
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword

from models.engine import DbRole, connect_as
from resolvers import outbox
from resolvers.outbox import Parcel
from rules.mails import Mail
from server.mail.addresses import RelayAddress
from server.mail.carrier import Folder
from server.mail.relay import Relay
from tests.demo.conftest import Clone, engine_on
from tests.mails import TOKEN, deliver, empty, free_port, later, mail_server, rows
from tests.server.carriage import ENDS, ends, post, relay
from tests.world import NOON, World

USE_LINK = "mutation ($input: UseLinkInput!) { useLink(input: $input) { errors { code path } } }"


NEW_PASSWORD = "Quatre canards et une brouette rouge"


@pytest.fixture(scope="module")
async def world(clone: Clone) -> AsyncIterator[World]:
    """People to write to, in a database in which no other test posts."""
    async with engine_on(await clone()):
        yield await World.make()


@pytest.fixture(autouse=True)
async def _nothing_waits(world: World) -> None:
    await empty()


async def test_a_mail_says_who_writes_to_whom_when_and_that_a_machine_did(world: World) -> None:
    key = await post(world)
    with mail_server() as server:
        assert ends(await deliver(relay(server), later(seconds=4))) == ["SENT"]
    (message,) = server.received
    assert message["From"] == "Portail des partenaires <portail@caf.example.org>"
    (to,) = message["To"].addresses
    assert (to.display_name, to.addr_spec) == (world.people["director"].name, world.people["director"].email)
    assert message["Subject"] == "Votre mot de passe a changé"
    assert message["Date"].datetime == later(seconds=4)
    assert re.fullmatch(rf"<{key}\.[0-9a-f]{{16}}@portail\.caf\.example>", message["Message-ID"])
    assert (message["Auto-Submitted"], message["Content-Language"]) == ("auto-generated", "fr")
    assert message.get_content_type() == "text/plain"
    assert server.raw[0].isascii(), "any server can carry it"
    (row,) = await rows(ENDS)
    assert tuple(row) == (1, later(seconds=64), None, later(seconds=4), None)


async def test_what_is_sent_is_not_sent_again(world: World) -> None:
    await post(world)
    with mail_server() as server:
        await deliver(relay(server))
        assert ends(await deliver(relay(server), later(days=2))) == []
    assert len(server.received) == 1


async def test_many_leave_over_one_connection_the_oldest_first(world: World) -> None:
    people = ("director", "accountant", "deputy")
    for minutes, who in enumerate(people):
        await post(world, who, at=later(minutes=-minutes))
    with mail_server() as server:
        assert ends(await deliver(relay(server))) == ["SENT"] * 3
    assert [message["To"].addresses[0].addr_spec for message in server.received] == [
        world.people[who].email for who in reversed(people)
    ]


async def test_what_is_not_due_stays(world: World) -> None:
    await post(world, at=later(seconds=1))
    with mail_server() as server:
        assert await deliver(relay(server)) == []


# ── Links ──────────────────────────────────────────────────────────────────────────────────────────────────────


async def use(world: World, token: str, at: datetime) -> list[str]:
    world.now = at
    try:
        done = await world.act(None, USE_LINK, token=token, password=NEW_PASSWORD)
    finally:
        world.now = NOON
    return [error["code"] for error in done["errors"]]


@pytest.mark.parametrize(
    ("mail", "life", "purpose"),
    [(Mail.ACCOUNT_OPENED, timedelta(days=7), "OPENING"), (Mail.PASSWORD_RESET, timedelta(hours=2), "RESET")],
)
async def test_a_link_works_once_until_it_expires(world: World, mail: Mail, life: timedelta, purpose: str) -> None:
    await world.written("update person set password = null where id = $1", world.people["director"].id)
    for _ in range(2):
        await post(world, mail=mail)
    with mail_server() as server:
        await deliver(relay(server))
    first, second = (TOKEN.findall(message.get_content())[0] for message in server.received)
    assert first != second
    assert f"https://portail.caf.example/account/link?token={first}" in server.received[0].get_content().splitlines()
    kept = await world.written(
        "select purpose, expires_at, token_hash from one_time_link where person_id = $1 and used_at is null",
        world.people["director"].id,
    )
    assert {(row["purpose"], row["expires_at"]) for row in kept} == {(purpose, NOON + life)}
    assert first.encode() not in {row["token_hash"] for row in kept}
    assert await use(world, first, NOON + life) == ["LINK_NOT_VALID"]
    assert await use(world, first, NOON + life - timedelta(seconds=1)) == []
    assert await use(world, first, NOON) == ["LINK_NOT_VALID"]
    assert await use(world, second, NOON) == ["LINK_NOT_VALID"], "a password chosen ends every other link"


async def test_no_link_is_made_while_nobody_carries_it(world: World) -> None:
    before = await world.written("select count(*) as n from one_time_link")
    await post(world, mail=Mail.PASSWORD_RESET)
    assert ends(await deliver(Relay(RelayAddress.read(f"smtp://127.0.0.1:{free_port()}")))) == ["AWAY"]
    assert await world.written("select count(*) as n from one_time_link") == before


# ── Two at once, and one that dies ─────────────────────────────────────────────────────────────────────────────


async def test_two_who_deliver_at_once_never_send_one_mail_twice(world: World) -> None:
    keys = {await post(world) for _ in range(30)}
    with mail_server() as server:
        rounds = await asyncio.gather(*(deliver(relay(server)) for _ in range(4)))
    assert sorted(outcome.id for outcomes in rounds for outcome in outcomes) == sorted(keys)
    assert len(server.received) == 30
    assert len({message["Message-ID"] for message in server.received}) == 30


class Fatal(Folder):
    """Carries the message, and dies before anybody hears of it."""

    async def carry(self, message: EmailMessage, parcel: Parcel, now: datetime) -> Path:
        await super().carry(message, parcel, now)
        raise KeyboardInterrupt


async def test_who_dies_between_sending_and_noting_it_sends_it_again_never_loses_it(
    world: World, tmp_path: Path
) -> None:
    await post(world)
    with pytest.raises(KeyboardInterrupt):
        await deliver(Fatal(tmp_path))
    (row,) = await rows(ENDS)
    assert tuple(row) == (1, later(minutes=1), "Essai interrompu.", None, None)
    assert await deliver(Folder(tmp_path), later(seconds=59)) == [], "nobody takes it while it may still be in hand"
    assert ends(await deliver(Folder(tmp_path), later(minutes=1))) == ["SENT"]
    written = [message_from_bytes(path.read_bytes(), policy=default) for path in sorted((tmp_path / "mail").iterdir())]
    assert len(written) == 2
    assert written[0]["Message-ID"] == written[1]["Message-ID"], "whoever receives both knows them for one"


async def test_one_that_kills_whoever_sends_it_is_given_up_in_the_end(world: World, tmp_path: Path) -> None:
    await post(world)
    now, tries = NOON, 0
    while not (await rows(ENDS))[0]["given_up_at"]:
        try:
            await deliver(Fatal(tmp_path), now)
        except KeyboardInterrupt:
            tries += 1
        now = max(now, (await rows(ENDS))[0]["due_at"])
        assert tries < 30
    assert later(days=3) <= now < later(days=3, hours=7)


async def test_what_was_given_up_while_it_left_counts_as_sent(world: World) -> None:
    key = await post(world)
    await world.written("update outgoing_mail set given_up_at = $2 where id = $1", key, NOON)
    with connect_as(DbRole.JOB):
        await outbox.sent(key, later(seconds=1))
    (row,) = await rows(ENDS)
    assert (row["sent_at"], row["given_up_at"]) == (later(seconds=1), None)


# ── The folder ─────────────────────────────────────────────────────────────────────────────────────────────────


async def test_without_a_mail_server_each_mail_is_a_file_for_us_alone(world: World, tmp_path: Path) -> None:
    key = await post(world, mail=Mail.PASSWORD_RESET)
    (outcome,) = await deliver(Folder(tmp_path))
    assert outcome.file == tmp_path / "mail" / f"2025-01-20-13h00-{key:06}-password-reset.eml"
    assert stat.S_IMODE(outcome.file.stat().st_mode) == 0o600
    assert stat.S_IMODE(outcome.file.parent.stat().st_mode) == 0o700
    written = outcome.file.read_text(encoding="utf-8")
    assert "Un nouveau mot de passe a été demandé" in written, "it can be read as it is"
    message: Any = message_from_bytes(outcome.file.read_bytes(), policy=default)
    assert (message["Subject"], message["Content-Language"]) == ("Choisir un nouveau mot de passe", "fr")
    assert TOKEN.search(message.get_content())


async def test_a_folder_that_cannot_be_written_is_a_server_that_is_away(world: World, tmp_path: Path) -> None:
    await post(world)
    (tmp_path / "mail").write_text("in the way")
    assert ends(await deliver(Folder(tmp_path))) == ["AWAY"]
    assert (await rows(ENDS))[0]["last_error"].startswith("Dossier des courriels : ")


# ── Signing in to the server ───────────────────────────────────────────────────────────────────────────────────


def allowed(server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
    assert isinstance(given, LoginPassword)
    return AuthResult(success=given == LoginPassword(b"portail", b"mot/de:passe"))


@pytest.mark.parametrize(("password", "end"), [("mot%2Fde%3Apasse", "SENT"), ("autre", "AWAY")])
@pytest.mark.filterwarnings("ignore:Requiring AUTH")
async def test_the_account_at_the_mail_server_is_used_and_never_repeated(world: World, password: str, end: str) -> None:
    await post(world)
    with mail_server(authenticator=allowed, auth_required=True, auth_require_tls=False) as server:
        carrier = Relay(RelayAddress.read(f"smtp://portail:{password}@127.0.0.1:{server.port}?tls=none"))
        assert ends(await deliver(carrier)) == [end]
    (row,) = await rows(ENDS)
    assert (row["last_error"] is None) is (end == "SENT")
    assert "autre" not in (row["last_error"] or "") + repr(carrier.address)


async def test_a_seal_that_was_asked_for_is_not_done_without(world: World) -> None:
    await post(world)
    with mail_server() as server:
        carrier = Relay(RelayAddress.read(f"{server.url}?tls=starttls"))
        assert ends(await deliver(carrier)) == ["AWAY"]
    assert server.received == []
