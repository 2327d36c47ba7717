"""The hours of a structure: what it could give, what gives right, what is funded without children; by the law that is given."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from rules.case import Case
from rules.figures import NotKnown
from rules.parameters import PARAMETERS, NoValueInForce, Parameters, UnknownReading
from rules.psu.hours import capacity, entitled_hours, staff_hours, staff_hours_rule
from tests.rules.examples import ACTUAL, FORECAST, case_of
from tests.rules.laws import law_begun, law_with

PERIODS = [
    {"from": "2024-01-01", "to": "2024-07-01", "places": 9},
    {"from": "2024-07-02", "to": "2024-12-31", "places": 20},
]
UNEVEN = [
    {"from": "2024-01-01", "to": "2024-03-01", "places": 8},
    {"from": "2024-03-02", "to": "2024-12-31", "places": 20},
]


def test_the_capacity_is_places_by_days_by_hours() -> None:
    assert capacity(case_of(ACTUAL, placesByPeriod=None)) == 20 * 220 * Decimal("10.5")
    assert capacity(case_of(ACTUAL, placesByPeriod=None, openingDays=100, dailyOpeningHours=11)) == 22_000
    assert capacity(case_of(FORECAST, licensedPlaces=7, openingDays=1, dailyOpeningHours=2)) == 14


def test_the_capacity_takes_the_mean_of_the_places_by_their_days() -> None:
    """9 places for 183 days and 20 for 183; 8 places for 61 days and 20 for 305."""
    for periods, mean in ((PERIODS, "14.5"), (UNEVEN, "18")):
        case = case_of(ACTUAL, placesByPeriod=periods, openingDays=200, dailyOpeningHours=10, licensedPlaces=99)
        assert capacity(case) == Decimal(mean) * 2000


@pytest.mark.parametrize("name", ["licensedPlaces", "openingDays", "dailyOpeningHours"])
def test_a_capacity_of_what_is_not_told_is_not_known(name: str) -> None:
    absent: dict[str, Any] = {name: None}
    with pytest.raises(NotKnown) as found:
        capacity(case_of(FORECAST, **absent))
    assert found.value.args == (name,)


def test_entitled_hours_stop_at_the_capacity_and_count_both_ages() -> None:
    figures: dict[str, Any] = {
        "placesByPeriod": None,
        "licensedPlaces": 10,
        "openingDays": 100,
        "dailyOpeningHours": 10,
    }
    for under_4, older, entitled in ((6_000, 3_999, 9_999), (6_000, 4_000, 10_000), (6_000, 4_001, 10_000)):
        case = case_of(ACTUAL, hoursBilledUnder4=under_4, hoursBilled4To5=older, **figures)
        assert entitled_hours(case) == entitled


def test_exceptional_hours_count_where_the_law_says_so_and_the_form_asks_them() -> None:
    counted = law_with(exceptional_hours_entitled=True)
    case = case_of(ACTUAL, exceptionalHours=500)
    assert [entitled_hours(case), entitled_hours(case, counted)] == [34_500, 35_000]
    assert entitled_hours(case_of(ACTUAL, version=1), counted) == 34_500
    with pytest.raises(NotKnown) as found:
        entitled_hours(case_of(ACTUAL, exceptionalHours=None), counted)
    assert found.value.args == ("exceptionalHours",)


STAFF_HOURS: dict[str, tuple[Case, Parameters, str]] = {
    # 20 places, 50 children: 3 hours of concertation until 2013, then 6, and 6 of preparation from 2025
    "concertation in 2013": (case_of(ACTUAL, 2013), PARAMETERS, "60"),
    "concertation": (case_of(ACTUAL, 2024), PARAMETERS, "120"),
    "preparation by place": (case_of(FORECAST, 2025), PARAMETERS, "120"),
    "another rate": (case_of(FORECAST, 2025), law_with(preparation_hours_per_place=Decimal("2.5")), "50"),
}  # fmt: skip


@pytest.mark.parametrize(("case", "parameters", "hours"), STAFF_HOURS.values(), ids=STAFF_HOURS)
def test_hours_without_children(case: Case, parameters: Parameters, hours: str) -> None:
    assert staff_hours(case, parameters) == Decimal(hours)


def test_the_law_is_ours_unless_another_is_given() -> None:
    assert staff_hours(case_of(FORECAST, 2025)) == 120
    assert staff_hours_rule(case_of(FORECAST, 2025).day)[1] == "psu.preparation_hours_per_place"
    assert staff_hours_rule(case_of(FORECAST, 2025).day, law_with(staff_hours_rule="PER_CHILD"))[2:] == (
        "E",
        "enrolledChildren",
    )


ASKED: dict[str, tuple[Callable[[Case, Parameters], Decimal], Parameters, str]] = {
    "capacity": (capacity, law_with(places_weight="MOON"), "eaje.places_weight"),
    "entitled hours": (entitled_hours, law_with(places_weight="MOON"), "eaje.places_weight"),
    "hours without children": (staff_hours, law_with(staff_hours_rule="MOON"), "psu.staff_hours_rule"),
}


@pytest.mark.parametrize(("ask", "parameters", "name"), ASKED.values(), ids=ASKED)
def test_a_rule_that_nobody_knows_is_an_error_that_names_it(
    ask: Callable[[Case, Parameters], Decimal], parameters: Parameters, name: str
) -> None:
    with pytest.raises(UnknownReading, match=name):
        ask(case_of(ACTUAL, 2024, placesByPeriod=PERIODS), parameters)


def test_hours_of_the_older_ask_the_law_that_is_given() -> None:
    later = law_begun("psu.ages_entitled", date(2025, 1, 1))
    assert entitled_hours(case_of(ACTUAL, 2024, hoursBilled4To5=0), later) == 34_500
    with pytest.raises(NoValueInForce) as found:
        entitled_hours(case_of(ACTUAL, 2024, hoursBilled4To5=1), later)
    assert found.value.name == "psu.ages_entitled"
