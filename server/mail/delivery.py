"""Delivering: what is due is taken, written, carried, and what became of it is noted, one mail after the other."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.headerregistry import Address
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlencode

from models.engine import DatabaseAway
from resolvers import outbox
from resolvers.outbox import Parcel
from rules.mails import MAILS
from rules.sign_in import LinkPurpose
from server.mail.addresses import BadAddress
from server.mail.carrier import Away, Carrier, NotCarried, Unwanted
from server.mail.letter import Link, letter
from server.mail.message import message

SENDING_SECONDS = 45
"""For one mail, all in all: less than until its next try, so that no other takes it meanwhile."""

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Terms:
    """What the settings decide: where the portal is, in whose name it writes, how long its links are good."""

    portal: str
    sender: Address
    lives: Mapping[LinkPurpose, timedelta]


class End(StrEnum):
    """What became of a try."""

    SENT = "SENT"
    LATER = "LATER"
    GIVEN_UP = "GIVEN_UP"
    POINTLESS = "POINTLESS"
    AWAY = "AWAY"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One try: which mail, what became of it, why; its subject and where it lies, if it was written here."""

    id: int
    end: End
    parcel: Parcel | None = None
    why: str = ""
    subject: str = ""
    file: Path | None = None


async def deliver_due(
    carrier: Carrier, terms: Terms, clock: Clock, stop: asyncio.Event | None = None
) -> AsyncIterator[Outcome]:
    """Try every mail that is due, each once, as the job role; once nobody carries anything, leave the others for later."""
    try:
        while not (stop and stop.is_set()) and (key := await outbox.take(clock())) is not None:
            outcome = await _tried(key, carrier, terms, clock)
            yield outcome
            if outcome.end is End.AWAY:
                break
    finally:
        await carrier.close()


async def _tried(key: int, carrier: Carrier, terms: Terms, clock: Clock) -> Outcome:
    parcel = None
    try:
        parcel = await outbox.read(key, clock())
        if parcel is None:
            await outbox.give_up(key, None, clock())
            return Outcome(key, End.POINTLESS)
        async with asyncio.timeout(SENDING_SECONDS):
            subject, file = await _carried(parcel, carrier, terms, clock)
    except DatabaseAway:
        raise
    except Exception as error:
        end, why = _judged(error)
        if end is End.GIVEN_UP:
            await outbox.give_up(key, why, clock())
        else:
            await outbox.failed(key, why)
        if isinstance(error, TimeoutError):
            await carrier.close()
        return Outcome(key, end, parcel, why)
    await outbox.sent(key, clock())
    return Outcome(key, End.SENT, parcel, subject=subject, file=file)


def _judged(error: Exception) -> tuple[End, str]:
    """What an error means for a mail. One that cannot be written, whatever the reason, does not hold up the others."""
    match error:
        case BadAddress():
            return End.GIVEN_UP, "Cette adresse n'en est pas une."
        case Unwanted():
            return End.GIVEN_UP, str(error)
        case Away():
            return End.AWAY, str(error)
        case NotCarried():
            return End.LATER, str(error)
        case TimeoutError():
            return End.AWAY, "Pas de réponse."
        case _:
            return End.LATER, f"Ce courriel ne peut pas être écrit ({type(error).__name__})."


async def _carried(parcel: Parcel, carrier: Carrier, terms: Terms, clock: Clock) -> tuple[str, Path | None]:
    """A link is made once somebody is there to carry it, and kept before it leaves."""
    await carrier.open()
    now = clock()
    written = letter(parcel, now, terms.portal, await _link(parcel, terms, now))
    made = message(parcel, written, terms.sender, terms.portal, now, encoding=carrier.encoding)
    return written.subject, await carrier.carry(made, parcel, now)


async def _link(parcel: Parcel, terms: Terms, now: datetime) -> Link | None:
    purpose = MAILS[parcel.mail].link
    if purpose is None or (purpose is LinkPurpose.OPENING and parcel.has_password):
        return None
    life = terms.lives[purpose]
    token = await outbox.make_link(parcel, now, life)
    return Link(f"{terms.portal}/account/link?{urlencode({'token': token})}", life, now + life)
