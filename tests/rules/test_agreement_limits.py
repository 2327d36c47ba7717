"""What an agreement that opens a bonus may say: figures as its bonus asks them, within their limits, not before the bonus."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from rules.agreement_limits import BANDS, FIGURES, SINCE, read_agreement
from rules.agreements import TERMS, Agreement, Bonus
from rules.figures import bound
from rules.problems import Problem, Refused

DAY = date(2026, 1, 1)
TOLD: dict[str, Any] = {"places": 10, "amount": "3 000,00", "growth": "8,5"}


def asked(bonus: Bonus) -> dict[str, Any]:
    """The figures that a bonus asks."""
    return {name: TOLD[name] for name in FIGURES if getattr(TERMS[bonus], name)}


def refused(bonus: Bonus, starts_on: date = DAY, ends_on: date | None = None, **given: object) -> list[tuple[str, str]]:
    """The codes and paths of the refusals, each in whole French sentences; none when it can be read."""
    try:
        read_agreement(bonus, starts_on, ends_on, **given)
        problems: tuple[Problem, ...] = ()
    except Refused as found:
        problems = found.problems
    assert all(each.message.endswith(".") and each.remedy.endswith(".") for each in problems)
    return [(each.code.value, each.path[0]) for each in problems]


def test_every_bonus_has_its_terms_and_its_first_day() -> None:
    assert set(SINCE) == set(TERMS) == set(Bonus)
    assert {name for _, name in BANDS} <= set(FIGURES)


def test_what_is_typed_is_read_exactly() -> None:
    read = read_agreement(Bonus.TERRITORY_NEW, DAY, None, places=12, amount="2 750,50")
    assert read == Agreement(Bonus.TERRITORY_NEW, DAY, None, Decimal(12), Decimal("2750.50"), None)
    grown = read_agreement(Bonus.TRAJECTORY, DAY, DAY, growth="8,25", places=None, amount="")
    assert grown == Agreement(Bonus.TRAJECTORY, DAY, DAY, None, None, Decimal("8.25"))


@pytest.mark.parametrize("bonus", Bonus)
def test_each_figure_that_its_bonus_asks_is_wanted_and_no_other(bonus: Bonus) -> None:
    told = asked(bonus)
    assert refused(bonus, **told) == []
    for name in FIGURES:
        if name in told:
            assert refused(bonus, **{**told, name: None}) == [("ITEM_MISSING", name)]
            assert refused(bonus, **{**told, name: ""}) == [("ITEM_MISSING", name)]
        else:
            assert refused(bonus, **told, **{name: TOLD[name]}) == [("FIGURE_NOT_ASKED", name)]


@pytest.mark.parametrize(
    ("bonus", "first"),
    [
        (Bonus.ATTRACTIVENESS_PRIVATE, date(2024, 1, 1)),
        (Bonus.ATTRACTIVENESS_PUBLIC, date(2024, 1, 1)),
        (Bonus.TERRITORY_EXISTING, date(2020, 1, 1)),
        (Bonus.TERRITORY_NEW, date(2020, 1, 1)),
        (Bonus.TERRITORY_EMPLOYER, date(2020, 1, 1)),
        (Bonus.TRAJECTORY, date(2025, 11, 1)),
    ],
)
def test_none_begins_before_its_bonus(bonus: Bonus, first: date) -> None:
    before = date.fromordinal(first.toordinal() - 1)
    assert refused(bonus, before, **asked(bonus)) == [("BONUS_NOT_YET", "startsOn")]
    assert refused(bonus, first, **asked(bonus)) == []


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("2599.99", [("OUT_OF_RANGE", "amount")]),
        ("2600", []),
        ("2 600,01", []),
        ("3599.99", []),
        ("3600.00", []),
        ("3600.01", [("OUT_OF_RANGE", "amount")]),
        ("0", [("OUT_OF_RANGE", "amount")]),
        ("-3000", [("OUT_OF_RANGE", "amount")]),
        ("3000.001", [("INVALID_VALUE", "amount")]),
        ("trois mille", [("INVALID_VALUE", "amount")]),
        (3000.5, [("INVALID_VALUE", "amount")]),
        ("9999999999", [("OUT_OF_RANGE", "amount")]),
        ("9999999999999", [("INVALID_VALUE", "amount")]),
    ],
)
def test_a_new_place_is_paid_within_the_published_band(amount: object, expected: list[tuple[str, str]]) -> None:
    assert refused(Bonus.TERRITORY_NEW, places=1, amount=amount) == expected
    lowest, highest = (bound(name, DAY) for name in BANDS[Bonus.TERRITORY_NEW, "amount"])
    assert (lowest, highest) == (Decimal(2600), Decimal(3600))


@pytest.mark.parametrize(
    ("bonus", "given", "expected"),
    [
        (Bonus.TERRITORY_EXISTING, {"places": 1, "amount": "0"}, [("OUT_OF_RANGE", "amount")]),
        (Bonus.TERRITORY_EXISTING, {"places": 1, "amount": "0.01"}, []),
        (Bonus.TERRITORY_EXISTING, {"places": 1, "amount": "99999999.99"}, []),
        (Bonus.TERRITORY_EXISTING, {"places": 1, "amount": "100000000"}, [("OUT_OF_RANGE", "amount")]),
        (Bonus.TERRITORY_EMPLOYER, {"places": 0}, [("OUT_OF_RANGE", "places")]),
        (Bonus.TERRITORY_EMPLOYER, {"places": 1}, []),
        (Bonus.TERRITORY_EMPLOYER, {"places": 999}, []),
        (Bonus.TERRITORY_EMPLOYER, {"places": 1000}, [("OUT_OF_RANGE", "places")]),
        (Bonus.TERRITORY_EMPLOYER, {"places": "1,5"}, [("INVALID_VALUE", "places")]),
        (Bonus.TRAJECTORY, {"growth": "0"}, [("OUT_OF_RANGE", "growth")]),
        (Bonus.TRAJECTORY, {"growth": "-4"}, [("OUT_OF_RANGE", "growth")]),
        (Bonus.TRAJECTORY, {"growth": "9999.99"}, []),
        (Bonus.TRAJECTORY, {"growth": "10000"}, [("OUT_OF_RANGE", "growth")]),
    ],
)
def test_figures_are_what_can_be_stored(bonus: Bonus, given: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert refused(bonus, **given) == expected


def test_every_reason_is_told_at_once() -> None:
    assert refused(Bonus.TERRITORY_NEW, date(2019, 12, 31), date(2019, 12, 30), places=0, growth="1") == [
        ("BONUS_NOT_YET", "startsOn"), ("BAD_DATES", "endsOn"), ("OUT_OF_RANGE", "places"), ("ITEM_MISSING", "amount"),
        ("FIGURE_NOT_ASKED", "growth"),
    ]  # fmt: skip
