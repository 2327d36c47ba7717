"""Where a day falls in a declaration period. A day ends at 23:59:59 Europe/Paris."""

from datetime import date, datetime
from enum import StrEnum

from rules.french import PARIS
from rules.workflow import State


class Timing(StrEnum):
    """What the dates of a period say of a day."""

    UPCOMING = "UPCOMING"
    OPEN = "OPEN"
    LATE = "LATE"
    CLOSED = "CLOSED"


TIMING_LABELS = {
    Timing.UPCOMING: "à venir",
    Timing.OPEN: "ouverte",
    Timing.LATE: "en retard",
    Timing.CLOSED: "close",
}

WITH_THE_PARTNER = frozenset({State.OPEN, State.IN_PROGRESS, State.READY, State.RETURNED})
"""The states in which something is still awaited from the partner: only these can be late."""


def day_in_france(moment: datetime) -> date:
    """The day of a moment where deadlines are kept."""
    return moment.astimezone(PARIS).date()


def timing(today: date, opens_on: date, due_on: date, closes_on: date) -> Timing:
    """The place of a day in a period: the days named are included."""
    if today < opens_on:
        return Timing.UPCOMING
    if today <= due_on:
        return Timing.OPEN
    return Timing.LATE if today <= closes_on else Timing.CLOSED


def done_late(moment: datetime, due_on: date) -> bool:
    """Was something done after its due day? What was sent keeps this flag."""
    return day_in_france(moment) > due_on


def is_late(state: State, today: date, due_on: date) -> bool:
    """Is the partner late? A flag; only a closed period is a refusal."""
    return state in WITH_THE_PARTNER and today > due_on
