"""How figures are written for French readers."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from rules import french
from rules.forms import PlacesPeriod, Value
from tests.rules.examples import case_of

FIGURES: dict[str, tuple[Callable[[Decimal], str], str, str]] = {
    "euros": (french.euros, "169171.79", "169 171,79 €"),
    "whole euros": (french.euros, "58650", "58 650,00 €"),
    "euros below zero": (french.euros, "-1708.81", "−1 708,81 €"),
    "a number below zero": (french.number, "-1234.5", "−1 234,5"),
    "a price below zero": (french.hourly, "-1.7", "−1,70 €/h"),
    "a number": (french.number, "1234.5", "1 234,5"),
    "a number with idle zeros": (french.number, "1200.00", "1 200"),
    "a small number": (french.number, "0.05", "0,05"),
    "percent": (french.percent, "99.00", "99 %"),
    "hours": (french.hours, "10.5", "10,5 h"),
    "one day": (french.days, "1", "1 jour"),
    "days": (french.days, "220", "220 jours"),
    "a price of an hour": (french.hourly, "1.7", "1,70 €/h"),
    "full-time equivalents": (french.fte, "7.50", "7,5 Etp"),
}


def _plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(("write", "value", "text"), FIGURES.values(), ids=FIGURES)
def test_figures(write: Callable[[Decimal], str], value: str, text: str) -> None:
    written = write(Decimal(value))
    assert _plain(written) == text
    assert " " not in written, "a figure is never cut at the end of a line"


@pytest.mark.parametrize(
    ("value", "text"),
    [(10_000_000, "10 Mo"), (1_500_000, "1,5 Mo"), (1_000_000, "1 Mo"), (10_000, "10 ko"), (999, "999 octets")],
)
def test_sizes_are_told_in_the_largest_unit(value: int, text: str) -> None:
    assert _plain(french.size(value)) == text


def test_days_and_moments_are_those_of_paris() -> None:
    assert french.day(date(2015, 6, 30)) == "30/06/2015"
    assert _plain(french.moment(datetime(2015, 6, 30, 21, 59, 59, tzinfo=UTC))) == "30/06/2015 à 23 h 59"
    assert _plain(french.moment(datetime(2015, 12, 31, 23, 5, tzinfo=UTC))) == "01/01/2016 à 0 h 05"


@pytest.mark.parametrize("text", ["05/01/2027", "5/1/2027", " 05/01/2027 ", "2027-01-05", "05.01.2027"])
def test_a_day_is_read_as_people_and_machines_write_it(text: str) -> None:
    assert french.read_day(text) == date(2027, 1, 5)
    assert french.day(date(2027, 1, 5)) == "05/01/2027"


@pytest.mark.parametrize(
    "text", ["", "demain", "31/02/2027", "05/01/27", "5/1/27", "01/13/2027", "2027/01/05", "2027-1-5", "05/01/2027 9h", "0/1/2027", "05/01/0000"]
)  # fmt: skip
def test_what_is_no_day_is_not_read(text: str) -> None:
    assert french.read_day(text) is None


def test_days_and_moments_of_a_letter() -> None:
    assert french.long_day(date(2015, 6, 30)) == "mardi 30 juin 2015"
    assert french.long_day(date(2015, 7, 1)) == "mercredi 1er juillet 2015"
    assert _plain(french.long_moment(datetime(2015, 6, 30, 22, 5, tzinfo=UTC))) == "mercredi 1er juillet 2015 à 0 h 05"


@pytest.mark.parametrize(
    ("hours", "text"),
    [(1, "60 minutes"), (2, "2 heures"), (24, "24 heures"), (48, "2 jours"), (50, "50 heures"), (168, "7 jours")],
)
def test_a_wait_is_told_in_the_unit_that_people_use(hours: int, text: str) -> None:
    assert _plain(french.duration(timedelta(hours=hours))) == text


def test_a_moment_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        french.moment(datetime(2015, 6, 30))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("licensedPlaces", Decimal(20), "20"),
        ("openingDays", Decimal(220), "220 jours"),
        ("hoursBilledUnder4", Decimal(34500), "34 500 h"),
        ("generalSchemeRate", Decimal("98.5"), "98,5 %"),
        ("account64", Decimal(285000), "285 000,00 €"),
        ("mealsProvided", True, "oui"),
        ("diapersProvided", False, "non"),
        ("totalStaffFte", Decimal("7.50"), "7,5 Etp"),
        ("enrolledChildren", Decimal(1200), "1 200"),
        (
            "placesByPeriod",
            (
                PlacesPeriod(date(2024, 1, 1), date(2024, 6, 30), 1),
                PlacesPeriod(date(2024, 7, 1), date(2024, 12, 31), 20),
            ),
            "1 place du 01/01/2024 au 30/06/2024 ; 20 places du 01/07/2024 au 31/12/2024",
        ),
    ],
)
def test_a_value_is_shown_in_the_unit_of_its_item(name: str, value: Value, text: str) -> None:
    assert _plain(french.shown(case_of().form.by_name[name], value)) == text


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("100", "110", "+10 %"),
        ("100", "110.001", "+10,1 %"),
        ("100", "89.999", "−10,1 %"),
        ("3", "4", "+33,4 %"),
        ("-10", "-5", "+50 %"),
    ],
)
def test_a_change_beyond_a_bound_is_never_written_as_the_bound(old: str, new: str, text: str) -> None:
    assert _plain(french.change(Decimal(old), Decimal(new))) == text


@pytest.mark.parametrize(("value", "shown"), [("9.999", "9.9"), ("10.001", "10.1"), ("9.9", "9.9"), ("12.34", "12.4")])
def test_a_figure_beyond_a_bound_is_rounded_away_from_it(value: str, shown: str) -> None:
    assert french.beyond(Decimal(value), Decimal(10), french.TENTH) == Decimal(shown)


def test_a_capital_leaves_the_others_as_they_are() -> None:
    assert [french.capital(text) for text in ("transmise à la Caf", "é", "")] == ["Transmise à la Caf", "É", ""]
