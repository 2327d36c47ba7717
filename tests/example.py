"""The worked example of one crèche of twenty places, as a client of the API types it."""

from typing import Any

from rules.forms import Column, DeclarationKind, Part
from rules.kinds import KINDS

EXAMPLE_A_ACTIVITY: dict[str, Any] = {
    "licensedPlaces": 20, "placesByPeriod": [{"startsOn": "2024-01-01", "endsOn": "2024-12-31", "places": 20}],
    "openingDays": 220, "dailyOpeningHours": "10.5", "hoursAttendedUnder4": "33000", "hoursAttended4To5": "0",
    "hoursBilledUnder4": "34500", "hoursBilled4To5": "0", "freeHours": "0", "generalSchemeRate": "99",
    "exceptionalHours": "0", "familyContributions": "58650", "diapersProvided": True, "mealsProvided": True,
    "enrolledChildren": 50, "childrenWithDisability": 0, "childrenInPoverty": 6, "trainingDays": 2,
    "childcareStaffFte": "7", "totalStaffFte": "9",
}  # fmt: skip
EXAMPLE_A_FINANCE = {
    "account60": "30000", "account61": "25000", "account62": "40000", "account63a": "0", "account63b": "0",
    "account64": "285000", "account65": "0", "account66": "0", "account67": "0", "account68": "0",
    "account70623": "171823.79", "account70641": "58650",
}  # fmt: skip


def example(part: Part, kind: DeclarationKind, year: int, places: int = 20) -> dict[str, Any]:
    """The worked example as the form of that kind and year asks it; an update has all of it in its first column."""
    given = EXAMPLE_A_ACTIVITY if part is Part.ACTIVITY else EXAMPLE_A_FINANCE
    whole_year = [{"startsOn": f"{year}-01-01", "endsOn": f"{year}-12-31", "places": places}]
    fitted = {"placesByPeriod": whole_year, "licensedPlaces": places}
    found: dict[str, Any] = {}
    for item in KINDS["EAJE"].form(kind, year).part(part):
        name = item.total or item.name
        if name in given:
            value: Any = fitted.get(name, given[name])
            found[item.name] = type(value)(0) if item.column is Column.REMAINING else value
    return found
