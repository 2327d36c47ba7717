"""The ceiling of the cost price covered: each side of each threshold, before and from 2025."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from rules.estimate import Estimate
from rules.parameters import PARAMETERS, Status

Worked = Callable[..., Estimate]


STEPS = {  # billed for 10 000 h attended → the step whose price holds
    "just below 107": ("10699.99", "first"),
    "107 exactly": ("10700", "first"),
    "just above 107": ("10700.01", "second"),
    "just below 117": ("11699.99", "second"),
    "117 exactly": ("11700", "second"),
    "just above 117": ("11700.01", "third"),
}


@pytest.mark.parametrize("supplied", [True, False])
@pytest.mark.parametrize("year", [2014, 2019, 2024])
@pytest.mark.parametrize(("billed", "step"), STEPS.values(), ids=STEPS)
def test_until_2024_the_ceiling_falls_by_steps(
    worked: Worked, billed: str, step: str, year: int, supplied: bool
) -> None:
    ceiling = worked(year, hoursAttendedUnder4=10_000, hoursBilledUnder4=billed, mealsProvided=supplied).line("CEILING")
    name = f"psu.{step}_step_{'supplied' if supplied else 'unsupplied'}"
    assert ceiling.result == PARAMETERS.on(name, date(year, 1, 1)).value
    assert name in {operand.reference for operand in ceiling.operands}


LINEAR = {  # billed for 10 000 h attended → how far down from the highest price to the lowest
    "below 107": ("10500", "0"),
    "107 exactly": ("10700", "0"),
    "just above 107": ("10700.13", "0.0001"),
    "half-way": ("11350", "0.5"),
    "117, no longer a threshold": ("11700", "0.7692307692"),
    "just below 120": ("11999.87", "0.9999"),
    "120 exactly": ("12000", "1"),
    "just above 120": ("12000.01", "1"),
    "above 120": ("12500", "1"),
}


@pytest.mark.parametrize("supplied", [True, False])
@pytest.mark.parametrize("year", [2025, 2027])
@pytest.mark.parametrize(("billed", "fall"), LINEAR.values(), ids=LINEAR)
def test_from_2025_the_ceiling_falls_in_a_straight_line(
    worked: Worked, billed: str, fall: str, year: int, supplied: bool
) -> None:
    ceiling = worked(year, hoursAttendedUnder4=10_000, hoursBilledUnder4=billed, diapersProvided=supplied).line(
        "CEILING"
    )
    supply = "supplied" if supplied else "unsupplied"
    highest, lowest = (
        Decimal(str(PARAMETERS.on(f"psu.{end}_{supply}", date(year, 1, 1)).value)) for end in ("highest", "lowest")
    )
    assert lowest < highest
    assert ceiling.result == pytest.approx(highest - (highest - lowest) * Decimal(fall), abs=Decimal("1e-9"))


@pytest.mark.parametrize(
    ("diapers", "meals", "price"),
    [(True, True, "10.05"), (True, False, "8.28"), (False, True, "8.28"), (False, False, "8.28")],
)
def test_the_higher_ceiling_wants_both_diapers_and_meals(
    worked: Worked, diapers: bool, meals: bool, price: str
) -> None:
    estimate = worked(2024, diapersProvided=diapers, mealsProvided=meals)
    assert estimate.line("CEILING").result == Decimal(price)


def test_a_cost_price_below_the_ceiling_is_what_is_covered(worked: Worked) -> None:
    estimate = worked(2024, account64=77_500)
    assert estimate.line("COST_PRICE").result == 5
    assert estimate.line("HOURLY_AMOUNT").result == Decimal("3.30")


def test_the_year_2025_changes_the_ceiling_rule_and_the_hours_without_children(worked: Worked) -> None:
    before, after = worked(2024), worked(2025)
    used = [{operand.reference for operand in estimate.parameters} for estimate in (before, after)]
    assert "psu.concertation_hours_per_place" in used[0] - used[1]
    assert "psu.preparation_hours_per_place" in used[1] - used[0]
    assert before.line("STAFF_HOURS").label != after.line("STAFF_HOURS").label
    assert (before.fictional, after.fictional) == (False, True)
    rule = next(operand for operand in after.parameters if operand.reference == "psu.staff_hours_rule")
    assert rule.value == "PER_PLACE"
    assert rule.parameter
    assert rule.parameter.status is Status.TO_VERIFY
