"""What holds for every estimate, whatever the figures: lines add up, formulas are true, nothing is lost in JSON."""

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import takewhile
from math import floor
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rules.case import Facts, Sent
from rules.estimate import Estimate, Line
from tests.rules.examples import FORECAST, UPDATE

Worked = Callable[..., Estimate]


def _amounts(most: int) -> st.SearchStrategy[str]:
    return st.decimals(0, most, places=2).map(str)


PLACES = st.integers(0, 120)
PERIODS = st.tuples(PLACES, PLACES, st.integers(1, 364)).map(
    lambda drawn: [
        {"from": "2023-01-01", "to": date(2023, 1, 1) + timedelta(days=drawn[2] - 1), "places": drawn[0]},
        {"from": date(2023, 1, 1) + timedelta(days=drawn[2]), "to": "2023-12-31", "places": drawn[1]},
    ]
)
CHANGES = st.fixed_dictionaries(
    {
        "placesByPeriod": st.none() | PERIODS,
        "hoursAttended4To5": _amounts(50_000),
        "hoursBilled4To5": _amounts(50_000),
        "licensedPlaces": st.integers(1, 120),
        "openingDays": st.integers(1, 366),
        "dailyOpeningHours": st.decimals("0.25", "24", places=2).map(str),
        "hoursAttendedUnder4": _amounts(100_000),
        "hoursBilledUnder4": _amounts(120_000),
        "generalSchemeRate": _amounts(100),
        "familyContributions": _amounts(400_000),
        "diapersProvided": st.booleans(),
        "mealsProvided": st.booleans(),
        "trainingDays": st.integers(0, 5),
        "enrolledChildren": st.integers(0, 200),
        "childrenWithDisability": st.integers(0, 20),
        "account64": _amounts(1_000_000),
    }
)
YEARS = st.integers(2013, 2027)
EXAMPLES = settings(max_examples=120, deadline=None)


@given(year=YEARS, changes=CHANGES)
@EXAMPLES
def test_the_lines_add_up_exactly(worked: Worked, year: int, changes: dict[str, Any]) -> None:
    estimate = worked(year, **changes)
    adding = [line for line in estimate.lines if line.adds]
    if estimate.right is None or estimate.psu is None:
        assert estimate.reason
        assert not estimate.lines
        return
    assert sum(line.result for line in adding) == estimate.right
    alone = takewhile(lambda line: line.code != "PSU", estimate.lines)
    assert sum(line.result for line in alone if line.adds) == estimate.psu
    assert estimate.right >= estimate.psu >= 0
    assert estimate.right == estimate.right.quantize(Decimal("0.01"))


@given(year=YEARS, changes=CHANGES)
@EXAMPLES
def test_each_formula_gives_its_result_again(worked: Worked, year: int, changes: dict[str, Any]) -> None:
    for line in worked(year, **changes).lines:
        assert abs(_evaluated(line) - Fraction(line.result)) < Fraction(1, 10**15), line


@given(
    year=YEARS, billed=st.integers(1, 60_000), sent_charges=st.integers(0, 900_000), sent_hours=st.integers(1, 60_000)
)
@EXAMPLES
def test_the_formulas_of_an_update_give_their_results_again(
    worked: Worked, year: int, billed: int, sent_charges: int, sent_hours: int
) -> None:
    values = {"account64": Decimal(sent_charges), "hoursBilledUnder4": Decimal(sent_hours)}
    facts = Facts(sent={(FORECAST, year): Sent(FORECAST, year, values)})
    estimate = worked(year, declared=UPDATE, facts=facts, hoursBilledUnder4Remaining=billed)
    assert estimate.lines
    for line in estimate.lines:
        assert abs(_evaluated(line) - Fraction(line.result)) < Fraction(1, 10**15), line
    assert Estimate.from_data(json.loads(json.dumps(estimate.to_data()))) == estimate


@given(year=YEARS, changes=CHANGES, more=st.decimals("0.01", "50000", places=2))
@EXAMPLES
def test_more_contributions_never_raise_the_right(
    worked: Worked, year: int, changes: dict[str, Any], more: Decimal
) -> None:
    paid = Decimal(str(changes["familyContributions"]))
    less, greater = worked(year, **changes), worked(year, **changes | {"familyContributions": str(paid + more)})
    if less.right is not None:
        assert greater.right is not None
        assert greater.right <= less.right


@given(year=YEARS, changes=CHANGES, billed=st.integers(5_000, 40_000), attended=st.integers(5_000, 40_000))
@EXAMPLES
def test_one_more_billed_hour_below_the_first_threshold_never_lowers_the_right_but_by_a_step_that_shows(
    worked: Worked, year: int, changes: dict[str, Any], billed: int, attended: int
) -> None:
    """The hourly amount may fall with the cost price, by whole cents; nothing else that is paid for hours does."""
    assume(100 * (billed + 1) <= 107 * attended)
    changes |= {
        "hoursAttendedUnder4": attended,
        "hoursAttended4To5": 0,
        "hoursBilledUnder4": billed,
        "hoursBilled4To5": 0,
    }
    before, after = worked(year, **changes), worked(year, **changes | {"hoursBilledUnder4": billed + 1})
    if before.right is None or after.right is None or after.right >= before.right:
        return
    fell = [line.code for line in before.lines if after.line(line.code).result < line.result]
    assert fell[:2] == ["COST_PRICE", "HOURLY_AMOUNT"]


@given(year=st.integers(2013, 2028), changes=CHANGES, allowed=st.booleans())
@EXAMPLES
def test_nothing_is_lost_in_json(worked: Worked, year: int, changes: dict[str, Any], allowed: bool) -> None:
    estimate = worked(year, allowed, **changes)
    assert Estimate.from_data(json.loads(json.dumps(estimate.to_data()))) == estimate


@pytest.mark.parametrize("absent", ["openingDays", "account60"])
def test_a_reason_is_not_lost_in_json(worked: Worked, absent: str) -> None:
    estimate = worked(2024, **{absent: None})
    assert estimate.reason
    assert Estimate.from_data(json.loads(json.dumps(estimate.to_data()))) == estimate


def _evaluated(line: Line) -> Fraction:
    """Compute a formula as a reader would, from its text and its operands alone, in exact fractions."""
    formula, _, condition = line.formula.partition(", car ")
    known: dict[str, Any] = {"min": min, "max": max, "arrondi": _cents}
    for operand in line.operands:
        if isinstance(operand.value, Decimal):
            known[operand.symbol] = Fraction(operand.value) / (100 if operand.unit == "%" else 1)
    assert not condition or eval(_python(condition).replace(" = ", " == "), {}, known), line
    result = eval(_python(formula.rpartition(" = ")[2]), {}, known)
    result = Fraction(result)
    result *= 100 if line.unit == "%" else 1
    return result if line.decimals is None else _nearest(_nearest(result, 10**12), 10**line.decimals)


def _python(words: str) -> str:
    for french, python in {"×": "*", "÷": "/", "−": "-", " ;": ",", "≤": "<=", "≥": ">=", " et ": " and "}.items():
        words = words.replace(french, python)
    return re.sub(r"\s+", " ", words).strip()


def _cents(value: Fraction) -> Fraction:
    """Half up; a printed quotient is cut after 28 digits, and what it lacks of a half there is not a loss."""
    return _nearest(_nearest(value, 10**12), 100)


def _nearest(value: Fraction, parts: int) -> Fraction:
    nearest = floor(abs(value) * parts + Fraction(1, 2))
    return Fraction(nearest if value >= 0 else -nearest, parts)


def test_a_half_that_a_quotient_has_lost_in_its_last_digit_is_rounded_up(worked: Worked) -> None:
    sent = Sent(FORECAST, 2014, {"account64": Decimal(657), "hoursBilledUnder4": Decimal(108)})
    estimate = worked(2014, declared=UPDATE, facts=Facts(sent={(FORECAST, 2014): sent}), hoursBilledUnder4Remaining=1)
    (amount,) = (line.result for line in estimate.lines if line.code == "HOURLY_AMOUNT")
    assert amount == Decimal("4.02"), "66 % of 657 ÷ 108 is 4.015 exactly"
