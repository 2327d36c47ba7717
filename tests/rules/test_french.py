"""How figures are written for French readers."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from rules import french
from rules.forms import Value
from rules.kinds.eaje import FORM

FIGURES: dict[str, tuple[Callable[[Decimal], str], str, str]] = {
    "euros": (french.euros, "169171.79", "169 171,79 €"),
    "whole euros": (french.euros, "58650", "58 650,00 €"),
    "euros below zero": (french.euros, "-1708.81", "-1 708,81 €"),
    "a number": (french.number, "1234.5", "1 234,5"),
    "a number with idle zeros": (french.number, "1200.00", "1 200"),
    "a small number": (french.number, "0.05", "0,05"),
    "percent": (french.percent, "99.00", "99 %"),
    "hours": (french.hours, "10.5", "10,5 h"),
    "one day": (french.days, "1", "1 jour"),
    "days": (french.days, "220", "220 jours"),
}


def _plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(("write", "value", "text"), FIGURES.values(), ids=FIGURES)
def test_figures(write: Callable[[Decimal], str], value: str, text: str) -> None:
    written = write(Decimal(value))
    assert _plain(written) == text
    assert " " not in written, "a figure is never cut at the end of a line"


def test_days_and_moments_are_those_of_paris() -> None:
    assert french.day(date(2015, 6, 30)) == "30/06/2015"
    assert _plain(french.moment(datetime(2015, 6, 30, 21, 59, 59, tzinfo=UTC))) == "30/06/2015 à 23 h 59"
    assert _plain(french.moment(datetime(2015, 12, 31, 23, 5, tzinfo=UTC))) == "01/01/2016 à 0 h 05"


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
    ],
)
def test_a_value_is_shown_in_the_unit_of_its_item(name: str, value: Value, text: str) -> None:
    assert _plain(french.shown(FORM.by_name[name], value)) == text
