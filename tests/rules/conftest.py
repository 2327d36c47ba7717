"""The worked example that most law cases start from, and what it becomes under other figures."""

from collections.abc import Callable
from datetime import date

import pytest

from rules import psu
from rules.estimate import Estimate
from rules.forms import Part, Value
from rules.kinds.eaje import CHARGES, FORM
from rules.parameters import PARAMETERS, Parameters
from rules.values import read_all

ACTIVITY = {
    "licensedPlaces": 20,
    "openingDays": 220,
    "dailyOpeningHours": "10.5",
    "hoursAttendedUnder4": "33 000",
    "hoursBilledUnder4": "34 500",
    "generalSchemeRate": 99,
    "familyContributions": "58650.00",
    "diapersProvided": True,
    "mealsProvided": True,
    "trainingDays": 2,
}
FINANCE = {
    "account60": 30_000,
    "account61": 25_000,
    "account62": 40_000,
    "account64": 285_000,
    "account70641": 58_650,
}

Figures = Callable[..., dict[str, Value]]
Worked = Callable[..., Estimate]


@pytest.fixture(scope="session")
def figures() -> Figures:
    """Example A, with some figures typed otherwise; `None` leaves one out."""

    def changed(**changes: object) -> dict[str, Value]:
        activity = {name: changes.get(name, given) for name, given in ACTIVITY.items()}
        finance = {name: changes.get(name, given) for name, given in FINANCE.items()}
        typed = read_all(FORM, Part.ACTIVITY, activity) | read_all(FORM, Part.FINANCE, finance)
        return {name: value for name, value in typed.items() if value is not None}

    return changed


@pytest.fixture(scope="session")
def worked(figures: Figures) -> Worked:
    """The estimate of example A for a year, with some figures typed otherwise."""

    def estimate(
        year: int = 2024, fictional_allowed: bool = True, parameters: Parameters = PARAMETERS, **changes: object
    ) -> Estimate:
        day = date(year, 1, 1)
        values = figures(**changes)
        return psu.estimate(FORM, CHARGES, values, day, fictional_allowed=fictional_allowed, parameters=parameters)

    return estimate
