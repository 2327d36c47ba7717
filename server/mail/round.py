"""Going the rounds: deliver what is due, again and again, remind and clean up once a day, tell what was done, stop when told."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from models.engine import DatabaseAway, DbRole, connect_as
from resolvers.act_keys import forget
from resolvers.reminders import remind
from rules.mails import Mail
from rules.timing import day_in_france
from server.mail.carrier import Carrier
from server.mail.delivery import Clock, End, Outcome, Terms, deliver_due
from server.settings import Settings

PAUSE_SECONDS = 3.0
AWAY_SECONDS = 60.0
TOLD = 10
"""The most mails of one round that are listed one by one."""

Tell = Callable[[str], None]


async def remind_all(settings: Settings, clock: Clock) -> int:
    """Post every reminder that is not posted yet. Says how many."""
    days = {Mail.DEADLINE_NEAR: settings.deadline_days, Mail.GRANT_ENDING: settings.grant_days}
    with connect_as(DbRole.JOB):
        return sum([await remind(mail, each, clock()) for mail, each in days.items()])


async def forget_keys(settings: Settings, clock: Clock) -> int:
    """Erase the idempotency keys that need not be known any more. Says how many."""
    with connect_as(DbRole.JOB):
        return await forget(timedelta(hours=settings.idempotency_hours), clock())


@dataclass
class Rounds:
    """One who delivers: by which carrier, on which terms and clock, and to whom he tells it."""

    settings: Settings
    carrier: Carrier
    terms: Terms
    clock: Clock
    tell: Tell
    reminded_on: date | None = None

    async def once(self, stop: asyncio.Event | None = None) -> bool:
        """One round, broken off after the mail in hand when told to stop. False when nobody carried what was due."""
        told, more, there = 0, 0, True
        with connect_as(DbRole.JOB):
            async for outcome in deliver_due(self.carrier, self.terms, self.clock, stop):
                there = there and outcome.end is not End.AWAY
                line = _line(outcome, self.settings.data)
                if line and told < TOLD:
                    self.tell(line)
                    told += 1
                elif line:
                    more += 1
        if more:
            self.tell(f"Courriel : et {more} de plus.")
        return there

    async def until(self, stop: asyncio.Event) -> None:
        """Round after round; a database that is away is waited for. Told to stop, it finishes the mail in hand."""
        while not stop.is_set():
            pause = PAUSE_SECONDS
            try:
                today = day_in_france(self.clock())
                if self.reminded_on != today:
                    await remind_all(self.settings, self.clock)
                    await forget_keys(self.settings, self.clock)
                    self.reminded_on = today
                if not await self.once(stop):
                    pause = AWAY_SECONDS
            except DatabaseAway:
                pause = PAUSE_SECONDS
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await stop.wait()


def _line(outcome: Outcome, data: Path) -> str:
    """What is told of a try. Who receives what is told only where the mail lies beside: logs are kept for long."""
    if outcome.file is not None and outcome.parcel is not None:
        place = Path(data.name) / outcome.file.relative_to(data)
        return f"Courriel : {outcome.subject} → {outcome.parcel.email} ({place})"
    if outcome.end is End.POINTLESS:
        return ""
    about = f" ({outcome.parcel.mail})" if outcome.parcel else ""
    ended = {End.SENT: "envoyé", End.GIVEN_UP: "abandonné"}.get(outcome.end, "remis à plus tard")
    return f"Courriel {outcome.id}{about} : {ended}{f', {outcome.why}' if outcome.why else ''}"
