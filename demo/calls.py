"""The declaration periods of the demo, laid around the day of loading: one closed, one late, one open, one to come."""

from dataclasses import dataclass
from datetime import date, timedelta

from rules.forms import DeclarationKind
from rules.timing import Timing

Key = tuple[str, DeclarationKind, int]
"""Code of the Caf, kind, year: a Caf asks each once."""


@dataclass(frozen=True, slots=True)
class PlannedPeriod:
    """A call for data, and what it will be on the day of loading."""

    caf: str
    kind: DeclarationKind
    year: int
    timing: Timing
    opens_on: date
    due_on: date
    closes_on: date


_DAYS = {
    Timing.CLOSED: (-430, -360, -100),
    Timing.LATE: (-80, -6, 60),
    Timing.OPEN: (-24, 30, 120),
    Timing.UPCOMING: (40, 100, 160),
}
"""First day, due day and last day of a period, counted from the day of loading."""


def planned_periods(day: date, cafs: list[str], taken: set[Key]) -> list[PlannedPeriod]:
    """Four periods for each Caf, in years that the stories have not `taken`. Each Caf has days of its own."""
    return [
        PlannedPeriod(caf, kind, year, timing, *(day + timedelta(days=days - 3 * shift) for days in _DAYS[timing]))
        for shift, caf in enumerate(cafs)
        for (timing, kind), year in zip(_KINDS.items(), _years(day, caf, taken), strict=True)
    ]


_KINDS = {
    (Timing.CLOSED): DeclarationKind.ACTUAL,
    (Timing.LATE): DeclarationKind.ACTUAL,
    (Timing.OPEN): DeclarationKind.FORECAST,
    (Timing.UPCOMING): DeclarationKind.FORECAST,
}


def _years(day: date, caf: str, taken: set[Key]) -> tuple[int, int, int, int]:
    late = _free(day.year - 1, -1, caf, DeclarationKind.ACTUAL, taken)
    closed = _free(late - 1, -1, caf, DeclarationKind.ACTUAL, taken)
    now = _free(day.year, 1, caf, DeclarationKind.FORECAST, taken)
    return closed, late, now, _free(now + 1, 1, caf, DeclarationKind.FORECAST, taken)


def _free(year: int, step: int, caf: str, kind: DeclarationKind, taken: set[Key]) -> int:
    while (caf, kind, year) in taken:
        year += step
    return year
