"""A letter as a message of e-mail: its headers, and a mark by which two copies of it are known to be one."""

import hashlib
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime
from urllib.parse import urlsplit

from resolvers.outbox import Parcel
from server.mail.addresses import address_of
from server.mail.letter import Letter


def message(
    parcel: Parcel, letter: Letter, sender: Address, portal: str, now: datetime, *, encoding: str
) -> EmailMessage:
    """The message. It is written by a machine and says so, so that no other machine answers."""
    to = address_of(parcel.email, parcel.name)
    made = EmailMessage(policy=SMTP if to.addr_spec.isascii() else SMTPUTF8)
    made["Date"] = format_datetime(now)
    made["From"] = sender
    made["To"] = to
    made["Subject"] = letter.subject
    made["Message-ID"] = f"<{mark_of(parcel)}@{urlsplit(portal).hostname}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(letter.text, charset="utf-8", cte=encoding)
    made["Content-Language"] = "fr"
    return made


def mark_of(parcel: Parcel) -> str:
    """The same for every try of this mail, and for no other mail of any portal."""
    known = f"{parcel.id} {parcel.mail} {parcel.person} {parcel.created_at.isoformat()}"
    return f"{parcel.id}.{hashlib.sha256(known.encode()).hexdigest()[:16]}"
