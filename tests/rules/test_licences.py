"""The places of a structure, day by day, and in the days of one year that a tenure covers."""

from datetime import date
from decimal import Decimal

import pytest

from rules.licences import Dated, highest, in_year, on

NEW_YEAR, MIDSUMMER, EVE = date(2024, 1, 1), date(2024, 7, 1), date(2024, 12, 31)
OPENED = date(2010, 9, 1)
GROWN: list[Dated] = [(OPENED, 20), (MIDSUMMER, 25)]
SHRUNK: list[Dated] = [(OPENED, 25), (MIDSUMMER, 20)]


@pytest.mark.parametrize(
    ("day", "places"),
    [
        (date(2010, 8, 31), None),
        (OPENED, 20),
        (date(2024, 6, 30), 20),
        (MIDSUMMER, 25),
        (date(2024, 7, 2), 25),
        (date.max, 25),
    ],
)
def test_an_authorisation_holds_from_its_day_until_the_next_one(day: date, places: int | None) -> None:
    assert on(GROWN, day) == places
    assert on(reversed(GROWN), day) == places


def test_without_authorisation_nothing_is_known() -> None:
    assert on([], MIDSUMMER) is None
    assert highest([], NEW_YEAR, EVE) is None
    assert in_year([], 2024, OPENED, None) is None


@pytest.mark.parametrize(
    ("licences", "first", "last", "places"),
    [
        (GROWN, NEW_YEAR, date(2024, 6, 30), 20),
        (GROWN, NEW_YEAR, MIDSUMMER, 25),
        (SHRUNK, date(2024, 6, 30), EVE, 25),
        (SHRUNK, MIDSUMMER, EVE, 20),
        (SHRUNK, date(2024, 7, 2), EVE, 20),
        (GROWN, date(2010, 1, 1), date(2010, 8, 31), None),
        (GROWN, date(2010, 1, 1), OPENED, 20),
        (GROWN, MIDSUMMER, MIDSUMMER, 25),
        (GROWN, EVE, NEW_YEAR, None),
    ],
)
def test_the_highest_is_of_the_days_between_both_included(
    licences: list[Dated], first: date, last: date, places: int | None
) -> None:
    assert highest(licences, first, last) == (None if places is None else Decimal(places))


@pytest.mark.parametrize(
    ("licences", "since", "until", "places"),
    [
        # the whole year, and more
        (GROWN, OPENED, None, 25),
        (GROWN, OPENED, date(2030, 1, 1), 25),
        (SHRUNK, OPENED, None, 25),
        (GROWN, NEW_YEAR, EVE, 25),
        # cut by a transfer or a closing: the day before, on and after the change of places
        (GROWN, OPENED, date(2024, 6, 30), 20),
        (GROWN, OPENED, MIDSUMMER, 25),
        (GROWN, OPENED, date(2024, 7, 2), 25),
        # begun by a transfer or an opening: the day before, on and after
        (SHRUNK, date(2024, 6, 30), None, 25),
        (SHRUNK, MIDSUMMER, None, 20),
        (SHRUNK, date(2024, 7, 2), None, 20),
        # one day of the year, at either end
        ([(OPENED, 20), (EVE, 30)], EVE, None, 30),
        ([(OPENED, 20), (EVE, 30)], OPENED, date(2024, 12, 30), 20),
        ([(OPENED, 20), (date(2024, 1, 2), 30)], OPENED, NEW_YEAR, 20),
        ([(OPENED, 20), (NEW_YEAR, 30)], OPENED, NEW_YEAR, 30),
        # what is authorised in the years around does not count
        ([(OPENED, 40), (NEW_YEAR, 20), (date(2025, 1, 1), 50)], OPENED, None, 20),
        # no day of the year
        (GROWN, OPENED, date(2023, 12, 31), None),
        (GROWN, date(2025, 1, 1), None, None),
    ],
)
def test_a_tenure_answers_for_its_own_days_of_the_year_only(
    licences: list[Dated], since: date, until: date | None, places: int | None
) -> None:
    assert in_year(licences, 2024, since, until) == (None if places is None else Decimal(places))


def test_the_two_sides_of_a_transfer_read_each_its_own_places() -> None:
    cut = date(2024, 6, 30)
    assert in_year(GROWN, 2024, OPENED, cut) == Decimal(20)
    assert in_year(GROWN, 2024, MIDSUMMER, None) == Decimal(25)
