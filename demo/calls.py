"""The declaration periods of the demo: four whole years before the day of loading, and what is asked around that day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from rules.forms import DeclarationKind
from rules.periods import Call, Days

Key = tuple[str, DeclarationKind, int, date | None]
"""Code of the Caf, kind, year, last day observed: a Caf asks each once."""
YEARS = 4
FORECAST, UPDATE, ACTUAL = DeclarationKind


@dataclass(frozen=True, slots=True)
class PlannedPeriod:
    """A call for data of a Caf. A story may have `laid` it; without `slot` nothing is asked yet of this population."""

    caf: str
    call: Call
    days: Days
    slot: str
    laid: bool = False

    @property
    def key(self) -> Key:
        """What a Caf asks only once."""
        return self.caf, self.call.kind, self.call.year, self.call.observed_until


JUNE, SEPTEMBER = (6, 30), (9, 30)
_CALENDAR = {
    # slot: kind, observed until; years between the declared one and each day; opens, due, closes
    "forecast": (FORECAST, None, ((-1, 12, 15), (0, 2, 13), (0, 6, 30))),
    "june": (UPDATE, JUNE, ((0, 6, 15), (0, 7, 10), (0, 9, 15))),
    "september": (UPDATE, SEPTEMBER, ((0, 9, 17), (0, 10, 12), (0, 12, 31))),
    "actual": (ACTUAL, None, ((1, 1, 16), (1, 3, 31), (1, 12, 31))),
}
"""The calendar of a Caf in an ordinary year."""
_AROUND = {
    # what is asked around the day of loading: kind, years from that day's, days counted from that day
    "late": (ACTUAL, -1, (-80, -6, 60)),
    "open": (FORECAST, 0, (-24, 30, 120)),
    "upcoming": (FORECAST, 1, (40, 100, 160)),
}


def planned_periods(day: date, cafs: Iterable[str], laid: Mapping[Key, Days]) -> list[PlannedPeriod]:
    """Every period of each Caf; those that stories have `laid` keep their days. Each Caf is a few days behind the former.

    The actual of the last year is late on the day, the forecast of the year is open, the next one is to come.
    """
    return [
        _as_laid(period, laid)
        for shift, caf in enumerate(cafs)
        for period in (*_past(day, caf, shift), *_around(day, caf, shift))
    ]


def _past(day: date, caf: str, shift: int) -> Iterable[PlannedPeriod]:
    for year in range(day.year - YEARS, day.year):
        for slot, (kind, observed, dates) in _CALENDAR.items():
            if kind is ACTUAL and year == day.year - 1:
                continue
            opens, due, closes = (date(year + later, month, number) for later, month, number in dates)
            call = Call(kind, year, observed and date(year, *observed))
            yield PlannedPeriod(
                caf, call, Days(opens + timedelta(days=shift), due + timedelta(days=shift), closes), slot
            )


def _around(day: date, caf: str, shift: int) -> Iterable[PlannedPeriod]:
    for slot, (kind, years, offsets) in _AROUND.items():
        days = Days(*(day + timedelta(days=each - 3 * shift) for each in offsets))
        yield PlannedPeriod(caf, Call(kind, day.year + years), days, slot)


def _as_laid(period: PlannedPeriod, laid: Mapping[Key, Days]) -> PlannedPeriod:
    days = laid.get(period.key)
    return period if days is None else PlannedPeriod(period.caf, period.call, days, period.slot, laid=True)
