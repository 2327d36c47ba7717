"""What stands between a right password and an open session: the steps that are still to be done, in their order."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Step(StrEnum):
    """One thing that a session waits for before it opens anything."""

    SECOND_FACTOR = "SECOND_FACTOR"
    NEW_PASSWORD = "NEW_PASSWORD"  # noqa: S105 - the name of a step
    NOTICE = "NOTICE"
    ENROLMENT = "ENROLMENT"


STEP_LABELS = {
    Step.SECOND_FACTOR: "indiquer le code à six chiffres de votre second facteur",
    Step.NEW_PASSWORD: "choisir un nouveau mot de passe",
    Step.NOTICE: "accepter l'avertissement légal",
    Step.ENROLMENT: "mettre en place un second facteur",
}


class SessionDoor(StrEnum):
    """Where a session enters: each door has its cookie, and a session opens its own door only."""

    API = "API"
    ADMIN = "ADMIN"


class LinkPurpose(StrEnum):
    """What a one-time link is for."""

    OPENING = "OPENING"
    RESET = "RESET"


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of an account and of one of its sessions."""

    must_change: bool
    notice_version: str | None
    has_second_factor: bool
    second_factor_at: datetime | None
    staff: bool


def steps_left(standing: Standing, notice: str, second_factor_for_staff: bool) -> tuple[Step, ...]:
    """The steps that a session still waits for. They follow from the account, so that no door is a way round."""
    waits = {
        Step.SECOND_FACTOR: standing.has_second_factor and standing.second_factor_at is None,
        Step.NEW_PASSWORD: standing.must_change,
        Step.NOTICE: standing.notice_version != notice,
        Step.ENROLMENT: second_factor_for_staff and standing.staff and not standing.has_second_factor,
    }
    return tuple(step for step in Step if waits[step])


@dataclass(frozen=True, slots=True)
class Throttle:
    """How many failures in a row are free, how long each further one blocks, and what is forgotten when."""

    free: int
    first_minutes: int
    longest_minutes: int
    window: timedelta
    final: int | None = None
    daily: int | None = None


DAY = timedelta(days=1)
ACCOUNT = Throttle(free=5, first_minutes=1, longest_minutes=15, window=DAY, final=10, daily=25)
ADDRESS = Throttle(free=30, first_minutes=15, longest_minutes=15, window=timedelta(minutes=15))
"""Many people may stand behind one address: it waits longer and forgets sooner."""


@dataclass(frozen=True, slots=True)
class Count:
    """What is counted of one account or address: failures in a row, tries since a moment, and until when it is blocked."""

    failures: int
    tries: int
    since: datetime
    blocked_until: datetime | None = None


def counted(throttle: Throttle, before: Count | None, now: datetime) -> Count | None:
    """The count once a try is made, which is a failure until it succeeds; none while it is blocked."""
    if before is not None and before.blocked_until is not None and before.blocked_until > now:
        return None
    if before is None or now - before.since >= throttle.window:
        before = Count(0, 0, now)
    failures, tries = before.failures + 1, before.tries + 1
    wait = _wait(throttle, failures, tries)
    return Count(failures, tries, before.since, now + wait if wait else None)


def _wait(throttle: Throttle, failures: int, tries: int) -> timedelta:
    """For how long a failure blocks: not at all, then doubling, and a day from the final one on."""
    if throttle.final is not None and failures >= throttle.final:
        return DAY
    if throttle.daily is not None and tries >= throttle.daily:
        return DAY
    if failures < throttle.free:
        return timedelta()
    doubled = throttle.first_minutes << min(failures - throttle.free, 16)
    return timedelta(minutes=min(doubled, throttle.longest_minutes))
