"""Figures read out of a case: known, or an answer that names what is not; never a zero that nobody typed."""

from datetime import date
from decimal import Decimal

import pytest

from rules.figures import NotKnown, asked_sum, bound, figure, known_sum, places_periods
from rules.forms import PlacesPeriod, Values
from rules.parameters import NoValueInForce
from tests.rules.examples import ACTUAL, UPDATE, case_of

VALUES: Values = {"openingDays": Decimal(220), "zero": Decimal(0), "mealsProvided": True}


def test_a_figure_is_what_was_typed_and_zero_is_a_figure() -> None:
    assert figure(VALUES, "openingDays") == 220
    assert figure(VALUES, "zero") == 0


@pytest.mark.parametrize("name", ["absent", "mealsProvided"])
def test_what_is_absent_or_no_figure_is_named(name: str) -> None:
    with pytest.raises(NotKnown) as found:
        figure(VALUES, name)
    assert found.value.args == (name,)


def test_a_sum_takes_what_the_form_asks_and_wants_all_of_it() -> None:
    hours = ("hoursBilledUnder4", "hoursBilled4To5")
    assert asked_sum(case_of(ACTUAL, hoursBilled4To5=500), hours) == 35_000
    assert asked_sum(case_of(ACTUAL, version=1), hours) == 34_500, "the first form has one age"
    assert asked_sum(case_of(UPDATE), hours) == 34_500, "of an update both columns"
    with pytest.raises(NotKnown) as found:
        asked_sum(case_of(ACTUAL, hoursBilled4To5=None), hours)
    assert found.value.args == ("hoursBilled4To5",)


def test_a_sum_of_what_no_form_asks_is_not_known() -> None:
    with pytest.raises(NotKnown) as found:
        asked_sum(case_of(UPDATE), ("account60", "account64"))
    assert found.value.args == ()


def test_a_sum_of_what_is_known_wants_one_at_least() -> None:
    assert known_sum(VALUES, ("openingDays", "absent", "zero", "mealsProvided")) == 220
    assert known_sum(VALUES, ("zero",)) == 0
    with pytest.raises(NotKnown):
        known_sum(VALUES, ("absent", "mealsProvided"))
    with pytest.raises(NotKnown):
        known_sum(VALUES, ())


def test_sums_are_decimals_even_of_nothing_but_zero() -> None:
    assert isinstance(known_sum(VALUES, ("zero",)), Decimal)
    assert isinstance(asked_sum(case_of(ACTUAL), ("hoursBilled4To5",)), Decimal)


def test_periods_come_in_order_of_date() -> None:
    late = PlacesPeriod(date(2024, 7, 1), date(2024, 12, 31), 9)
    early = PlacesPeriod(date(2024, 1, 1), date(2024, 6, 30), 20)
    assert places_periods({"placesByPeriod": (late, early)}) == (early, late)
    assert places_periods({}) == ()


def test_a_figure_of_the_law_holds_on_its_day() -> None:
    assert bound("psu.coverage_rate", date(2024, 1, 1)) == 66
    assert bound("psu.attractiveness_public_amount", date(2024, 1, 1)) == 475
    with pytest.raises(NoValueInForce):
        bound("psu.attractiveness_public_amount", date(2023, 12, 31))
