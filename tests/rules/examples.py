"""Three whole declarations of one crèche of twenty places, which raise no obstacle at all; most cases start from them."""

from collections.abc import Mapping
from typing import Any

from rules.case import Case, Facts
from rules.forms import DeclarationKind, Part, Value
from rules.kinds import KINDS, Kind
from rules.values import read_all

EAJE = KINDS["EAJE"]
FORECAST, UPDATE, ACTUAL = DeclarationKind

ACTUAL_ACTIVITY: dict[str, object] = {
    "licensedPlaces": 20,
    "placesByPeriod": [{"from": "2024-01-01", "to": "2024-12-31", "places": 20}],
    "openingDays": 220,
    "dailyOpeningHours": "10.5",
    "hoursAttendedUnder4": "33 000",
    "hoursAttended4To5": 0,
    "hoursBilledUnder4": "34 500",
    "hoursBilled4To5": 0,
    "freeHours": 0,
    "generalSchemeRate": 99,
    "exceptionalHours": 0,
    "diapersProvided": True,
    "mealsProvided": True,
    "familyContributions": "58650.00",
    "enrolledChildren": 50,
    "childrenWithDisability": 0,
    "childrenInPoverty": 6,
    "trainingDays": 2,
    "childcareStaffFte": 7,
    "totalStaffFte": 9,
}
ACTUAL_FINANCE: dict[str, object] = {
    "account60": 30_000,
    "account61": 25_000,
    "account62": 40_000,
    "account63a": 0,
    "account63b": 0,
    "account64": 285_000,
    "account65": 0,
    "account66": 0,
    "account67": 0,
    "account68": 0,
    "account70623": "171823.79",
    "account70641": 58_650,
}
FORECAST_ACTIVITY: dict[str, object] = {
    name: value
    for name, value in ACTUAL_ACTIVITY.items()
    if name not in {"placesByPeriod", "freeHours", "childrenInPoverty", "childcareStaffFte", "totalStaffFte"}
}
FORECAST_FINANCE = ACTUAL_FINANCE | {"account70623": "176678.13"}
UPDATE_ACTIVITY: dict[str, object] = {
    "licensedPlaces": 20,
    "openingDaysToDate": 110,
    "openingDaysRemaining": 110,
    "dailyOpeningHours": "10.5",
    "hoursAttendedUnder4ToDate": 16_000,
    "hoursAttendedUnder4Remaining": 17_000,
    "hoursAttended4To5ToDate": 0,
    "hoursAttended4To5Remaining": 0,
    "hoursBilledUnder4ToDate": 16_500,
    "hoursBilledUnder4Remaining": 18_000,
    "hoursBilled4To5ToDate": 0,
    "hoursBilled4To5Remaining": 0,
    "generalSchemeRate": 99,
    "exceptionalHoursToDate": 0,
    "exceptionalHoursRemaining": 0,
    "diapersProvided": True,
    "mealsProvided": True,
    "familyContributionsToDate": 28_000,
    "familyContributionsRemaining": 30_650,
    "enrolledChildren": 50,
    "childrenWithDisability": 0,
    "trainingDaysToDate": 1,
    "trainingDaysRemaining": 1,
}

EXAMPLES: Mapping[DeclarationKind, Mapping[Part, Mapping[str, object]]] = {
    ACTUAL: {Part.ACTIVITY: ACTUAL_ACTIVITY, Part.FINANCE: ACTUAL_FINANCE},
    FORECAST: {Part.ACTIVITY: FORECAST_ACTIVITY, Part.FINANCE: FORECAST_FINANCE},
    UPDATE: {Part.ACTIVITY: UPDATE_ACTIVITY, Part.FINANCE: {}},
}
YEARS = {ACTUAL: 2024, FORECAST: 2025, UPDATE: 2025}


def case_of(
    declared: DeclarationKind = ACTUAL,
    year: int | None = None,
    *,
    version: int | None = None,
    facts: Facts | None = None,
    fictional_allowed: bool = True,
    kind: Kind = EAJE,
    **changes: Any,
) -> Case:
    """The example of that kind, with some figures typed otherwise; `None` leaves one out.

    Items that the form of that year and version does not ask are left out; a name that no form knows is an error.
    """
    year = year or YEARS[declared]
    form = kind.form(declared, year, version)
    typed: dict[str, Value | None] = {}
    for part, example in EXAMPLES[declared].items():
        given = {**example, **{name: value for name, value in changes.items() if kind.part_of(name) is part}}
        if isinstance(periods := given.get("placesByPeriod"), list) and "placesByPeriod" not in changes:
            given["placesByPeriod"] = [_in_year(row, year) for row in periods]
        typed |= read_all(form, part, {name: value for name, value in given.items() if name in form.by_name})
    values = {name: value for name, value in typed.items() if value is not None}
    return Case(form, year, values, facts or Facts(), fictional_allowed)


def _in_year(row: Mapping[str, object], year: int) -> dict[str, object]:
    return {**row, "from": f"{year}-01-01", "to": f"{year}-12-31"}
