"""Until when: the day that counts now, how far it is, and how that is said in French. The days named are included."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules.french import day as said
from rules.timing import WITH_THE_PARTNER, Timing, is_late, timing
from rules.workflow import State


class Limit(StrEnum):
    """Which day of the period counts now."""

    OPENING = "OPENING"
    DUE = "DUE"
    CLOSING = "CLOSING"


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of one declaration, seen from one day. `extended_to` is a delay that the Caf granted to it, if any."""

    today: date
    opens_on: date
    due_on: date
    closes_on: date
    extended_to: date | None = None

    @property
    def timing(self) -> Timing:
        """Where today falls."""
        return timing(self.today, self.opens_on, self.due_on, self.closes_on)


@dataclass(frozen=True, slots=True)
class Deadline:
    """The day that counts now; `days_left` is negative once it is past. `words` says how far it is."""

    limit: Limit
    day: date
    days_left: int
    late: bool
    words: str


_LIMITS = {
    Timing.UPCOMING: Limit.OPENING,
    Timing.OPEN: Limit.DUE,
    Timing.LATE: Limit.CLOSING,
    Timing.CLOSED: Limit.CLOSING,
}
_NEAR = {0: "aujourd'hui", 1: "demain"}


def deadline(state: State, calendar: Calendar) -> Deadline | None:
    """The day that counts for what the partner still has to do; none when the Caf's turn has come or all is over."""
    if state not in WITH_THE_PARTNER:
        return None
    limit = _LIMITS[calendar.timing]
    days = {Limit.OPENING: calendar.opens_on, Limit.DUE: calendar.due_on, Limit.CLOSING: calendar.closes_on}
    left = (days[limit] - calendar.today).days
    return Deadline(limit, days[limit], left, is_late(state, calendar.today, calendar.due_on), _words(calendar))


def _words(calendar: Calendar) -> str:
    match calendar.timing:
        case Timing.UPCOMING:
            return f"ouvre {_far(calendar, calendar.opens_on)}"
        case Timing.OPEN:
            return _far(calendar, calendar.due_on)
        case Timing.LATE:
            return f"en retard {_by(calendar)}, dernier jour {_far(calendar, calendar.closes_on)}"
        case _:
            return f"close depuis le {said(calendar.closes_on)}"


def _far(calendar: Calendar, day: date) -> str:
    return far(calendar.today, day)


def far(today: date, day: date) -> str:
    """How far a coming day is: « aujourd'hui », « demain », « dans 3 jours »."""
    left = (day - today).days
    return _NEAR.get(left, f"dans {left} jours")


def _by(calendar: Calendar) -> str:
    past = (calendar.today - calendar.due_on).days
    return "d'un jour" if past == 1 else f"de {past} jours"


def sentence(calendar: Calendar) -> str:
    """The whole of it, said to those from whom something is awaited."""
    match calendar.timing:
        case Timing.UPCOMING:
            return f"La saisie ouvrira {_placed(calendar, calendar.opens_on)}."
        case Timing.OPEN:
            return f"L'échéance est {_placed(calendar, calendar.due_on)}{_delay(calendar)}."
        case Timing.LATE:
            return f"L'échéance du {said(calendar.due_on)} est dépassée {_by(calendar)} ; {_still(calendar)}."
        case _:
            return f"La période est close depuis le {said(calendar.closes_on)} : seule la Caf peut accorder un délai."


def _placed(calendar: Calendar, day: date) -> str:
    left = (day - calendar.today).days
    return f"{_NEAR[left]}, le {said(day)}" if left in _NEAR else f"le {said(day)}, dans {left} jours"


def _delay(calendar: Calendar) -> str:
    return " (délai accordé par la Caf)" if calendar.extended_to == calendar.due_on else ""


def _still(calendar: Calendar) -> str:
    if calendar.today == calendar.closes_on:
        return "la transmission reste possible aujourd'hui encore"
    return f"la transmission reste possible jusqu'au {said(calendar.closes_on)}"
