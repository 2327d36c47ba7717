"""The bonuses that nobody has to ask for: on each side of each threshold, the amount of each step, what cannot be told."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from rules.estimate import Estimate
from rules.parameters import PARAMETERS
from tests.rules.laws import law_with

Worked = Callable[..., Estimate]

SOCIAL_MIX = {
    # families pay for 10 000 h billed: the bonus of 20 places, and why
    "nothing at all": ("0", "42000", "m ≤ S1"),
    "just below 0.75": ("7499.99", "42000", "m ≤ S1"),
    "0.75 exactly": ("7500", "42000", "m ≤ S1"),
    "just above 0.75": ("7500.01", "16000", "m > S1 et m ≤ S2"),
    "just below 1": ("9999.99", "16000", "m > S1 et m ≤ S2"),
    "1 exactly": ("10000", "16000", "m > S1 et m ≤ S2"),
    "just above 1": ("10000.01", "6000", "m > S2 et m ≤ S3"),
    "just below 1.25": ("12499.99", "6000", "m > S2 et m ≤ S3"),
    "1.25 exactly": ("12500", "6000", "m > S2 et m ≤ S3"),
    "just above 1.25": ("12500.01", "0", "m > S3"),
}


@pytest.mark.parametrize("year", [2019, 2024, 2027])
@pytest.mark.parametrize(("paid", "amount", "condition"), SOCIAL_MIX.values(), ids=SOCIAL_MIX)
def test_the_social_mix_by_what_families_pay_for_an_hour(
    worked: Worked, paid: str, amount: str, condition: str, year: int
) -> None:
    hours = {"hoursAttendedUnder4": 10_000, "hoursBilledUnder4": 9_000, "hoursBilled4To5": 1_000}
    estimate = worked(year, familyContributions=paid, **hours)
    line = estimate.line("SOCIAL_MIX")
    assert (line.result, line.adds, line.label) == (Decimal(amount), True, "Bonus mixité sociale")
    assert line.formula.partition(", car ")[2] == condition
    assert estimate.line("MEAN_CONTRIBUTION").result == Decimal(paid) / 10_000


DISABILITY = {
    # of 400 children, charges of 10 places: the bonus, and why. s × t × cost of a place × 10.
    "the first child": (1, "100_000", "37.50", "s < S1"),
    "just below 5 %": (19, "100_000", "712.50", "s < S1"),
    "5 % exactly": (20, "100_000", "1500.00", "s ≥ S1 et s ≤ S2"),
    "just above 5 %": (21, "100_000", "1575.00", "s ≥ S1 et s ≤ S2"),
    "just below 7.5 %": (29, "100_000", "2175.00", "s ≥ S1 et s ≤ S2"),
    "7.5 % exactly": (30, "100_000", "2250.00", "s ≥ S1 et s ≤ S2"),
    "just above 7.5 %": (31, "100_000", "3487.50", "s > S2"),
    # 19 000 € a place is the most that counts until 2023: 5 % × 30 % × 19 000 = 285 for a place.
    "the highest cost": (20, "190_000", "2850.00", "s ≥ S1 et s ≤ S2"),
    "beyond the highest cost": (20, "190_010", "2850.00", "s ≥ S1 et s ≤ S2"),
    # 13 000 € × 45 % × 22.25 % is more than 1 300 € a place.
    "just below the most for a place": (88, "130_000", "12870.00", "s > S2"),
    "the most for a place": (89, "130_000", "13000.00", "s > S2"),
}


@pytest.mark.parametrize(("disabled", "charges", "amount", "condition"), DISABILITY.values(), ids=DISABILITY)
def test_the_inclusion_by_the_share_of_children_with_a_disability(
    worked: Worked, disabled: int, charges: str, amount: str, condition: str
) -> None:
    line = worked(2022, **_children(disabled, charges)).line("DISABILITY")
    assert (line.result, line.adds, line.label) == (Decimal(amount), True, "Bonus inclusion handicap")
    assert line.formula.partition(", car ")[2] == condition


def test_the_share_and_the_cost_of_a_place_are_told(worked: Worked) -> None:
    estimate = worked(2022, **_children(30, "100_000"))
    assert [estimate.line(code).result for code in ("DISABILITY_SHARE", "PLACE_COST")] == [Decimal("7.5"), 10_000]


def test_the_inclusion_may_be_rounded_for_each_place(worked: Worked) -> None:
    """1 ÷ 60 × 15 % × 1 999 = 4.9975: 49.98 for ten places, or 5.00 ten times."""
    figures = {**_children(1, "19_990"), "enrolledChildren": 60}
    each = law_with(disability_rounding="PER_PLACE")
    results = [worked(2022, parameters=law, **figures).line("DISABILITY").result for law in (PARAMETERS, each)]
    assert results == [Decimal("49.98"), Decimal("50.00")]


def test_without_a_child_with_a_disability_nobody_asks_how_many_are_enrolled(worked: Worked) -> None:
    estimate = worked(2022, childrenWithDisability=0, enrolledChildren=0)
    assert estimate.line("DISABILITY").result == 0
    assert estimate.line("DISABILITY").formula == "0, car H = 0"
    assert estimate.left_out == ()


def test_children_with_a_disability_where_none_is_enrolled_leave_the_bonus_out(worked: Worked) -> None:
    estimate = worked(2022, childrenWithDisability=1, enrolledChildren=0)
    (left,) = estimate.left_out
    assert (left.code, left.label) == ("DISABILITY", "Bonus inclusion handicap")
    assert left.reason == "Des enfants en situation de handicap sont déclarés, mais aucun enfant n'est inscrit."
    _holds_nothing_of(estimate, "DISABILITY")
    assert estimate.line("RIGHT").label == "Droit estimé, sans compter : Bonus inclusion handicap"


@pytest.mark.parametrize("name", ["childrenWithDisability", "enrolledChildren"])
def test_an_absent_count_of_children_leaves_the_bonus_out(worked: Worked, name: str) -> None:
    estimate = worked(2022, **{"childrenWithDisability": 1, name: None})
    (left,) = estimate.left_out
    label = "dont enfants en situation de handicap" if name == "childrenWithDisability" else "Nombre d'enfants inscrits"
    assert left.reason == f"Il manque, pour estimer le droit : « {label} »."
    _holds_nothing_of(estimate, "DISABILITY")


def test_a_form_that_does_not_ask_for_enrolled_children_leaves_the_bonus_out(worked: Worked) -> None:
    (left,) = worked(2022, version=1, childrenWithDisability=1).left_out
    assert left.reason == "Le formulaire de cette déclaration ne demande pas ce qu'il faut pour l'estimer."


def test_in_production_an_invented_ceiling_leaves_the_bonus_out_and_not_the_right(worked: Worked) -> None:
    estimate = worked(2024, fictional_allowed=False, childrenWithDisability=3)
    (left,) = estimate.left_out
    assert (left.code, left.reason) == ("DISABILITY", "Un montant officiel de cette année n'est pas enregistré.")
    _holds_nothing_of(estimate, "DISABILITY")
    assert (estimate.fictional, estimate.right) == (False, Decimal("171823.79")), (
        "and it is as if it had not been tried"
    )


def test_before_2019_there_is_neither_and_neither_is_missing(worked: Worked) -> None:
    estimate = worked(2018, childrenWithDisability=3, familyContributions=0)
    assert not {"SOCIAL_MIX", "MEAN_CONTRIBUTION", "DISABILITY"} & {line.code for line in estimate.lines}
    assert estimate.left_out == ()


def _children(disabled: int, charges: str) -> dict[str, Any]:
    """400 children, ten places, these charges."""
    return {
        "enrolledChildren": 400, "childrenWithDisability": disabled, "licensedPlaces": 10, "placesByPeriod": None,
        "account60": 0, "account61": 0, "account62": 0, "account64": charges.replace("_", ""),
    }  # fmt: skip


def _holds_nothing_of(estimate: Estimate, code: str) -> None:
    assert not [line.code for line in estimate.lines if line.code in {code, f"{code}_SHARE", "PLACE_COST"}]
    used = {operand.reference for operand in estimate.parameters}
    assert "psu.disability_cost_ceiling" not in used
    assert estimate.right == sum(line.result for line in estimate.lines if line.adds)
