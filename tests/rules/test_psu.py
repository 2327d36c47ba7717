"""The Psu, case by case: the worked example to the cent, hours and training days up to their limits, what cannot be told."""

from collections.abc import Callable
from datetime import date
from decimal import ROUND_DOWN, Decimal, localcontext
from typing import Any

import pytest

from rules import psu
from rules.estimate import Estimate, Origin, Reason
from rules.kinds.eaje.accounts import CHARGES
from rules.parameters import PARAMETERS
from tests.rules.examples import UPDATE, case_of
from tests.rules.laws import law_with

Worked = Callable[..., Estimate]


EXAMPLE_A = {
    # code: result, does it add up to the right?
    "TOTAL_CHARGES": ("380000", False),
    "COST_PRICE": ("11.01449275362318840579710145", False),
    "BILLED_HOURS": ("34500", False),
    "ATTENDED_HOURS": ("33000", False),
    "BILLING_RATE": ("104.5454545454545454545454545", False),
    "CEILING": ("10.05", False),
    "HOURLY_AMOUNT": ("6.63", False),
    "MEAN_PLACES": ("20", False),
    "THEORETICAL_CAPACITY": ("46200", False),
    "ENTITLED_HOURS": ("34500", False),
    "STAFF_HOURS": ("120", False),
    "FUNDED_HOURS": ("229530.60", True),
    "FAMILY_CONTRIBUTIONS": ("-58650", True),
    "REGIME_RATE": ("-1708.81", True),
    "PSU": ("169171.79", False),
    "TRAINING_DAYS": ("2652.00", True),
    "MEAN_CONTRIBUTION": ("1.70", False),
    "SOCIAL_MIX": ("0", True),
    "DISABILITY": ("0", True),
    "RIGHT": ("171823.79", False),
}


def test_example_a_to_the_cent_and_line_by_line(worked: Worked) -> None:
    estimate = worked(2024)
    assert (estimate.psu, estimate.right) == (Decimal("169171.79"), Decimal("171823.79"))
    assert {line.code: (line.result, line.adds) for line in estimate.lines} == {
        code: (Decimal(result), adds) for code, (result, adds) in EXAMPLE_A.items()
    }
    assert (estimate.fictional, estimate.reason) == (False, None)
    assert estimate.to_verify, "readings of ours were needed, and it says so"


def test_the_first_form_gives_the_same_right_in_the_lines_it_always_had(worked: Worked) -> None:
    estimate = worked(2024, version=1)
    assert estimate.right == Decimal("171823.79")
    assert {line.code for line in estimate.lines} == EXAMPLE_A.keys() - {
        "BILLED_HOURS",
        "ATTENDED_HOURS",
        "MEAN_PLACES",
        "DISABILITY",
    }
    assert [each.code for each in estimate.left_out] == ["DISABILITY"], "it does not ask how many children are enrolled"


def test_both_ages_count_alike(worked: Worked) -> None:
    older = {
        "hoursAttendedUnder4": 20_000,
        "hoursAttended4To5": 13_000,
        "hoursBilledUnder4": 500,
        "hoursBilled4To5": 34_000,
    }
    estimate = worked(2024, **older)
    assert estimate.right == Decimal("171823.79")
    operands = {operand.symbol: operand.reference for operand in estimate.line("BILLED_HOURS").operands}
    assert operands == {"F1": "hoursBilledUnder4", "F2": "hoursBilled4To5"}


def test_example_a_needs_no_invented_price(worked: Worked) -> None:
    assert worked(2024, fictional_allowed=False) == worked(2024)


def test_training_days_are_funded_from_2024(worked: Worked) -> None:
    before = worked(2023)
    assert "TRAINING_DAYS" not in {line.code for line in before.lines}
    assert (before.right, before.left_out) == (before.psu, ())
    assert "TRAINING_DAYS" in {line.code for line in worked(2024).lines}


def test_a_training_day_of_35_places_is_the_published_amount(worked: Worked) -> None:
    assert worked(2024, licensedPlaces=35, trainingDays=1).line("TRAINING_DAYS").result == Decimal("2320.50")


@pytest.mark.parametrize(("days", "amount"), [(0, "0"), (3, "3978.00"), (4, "3978.00")])
def test_training_days_are_funded_up_to_the_limit(worked: Worked, days: int, amount: str) -> None:
    assert worked(2024, trainingDays=days).line("TRAINING_DAYS").result == Decimal(amount)


@pytest.mark.parametrize(("billed", "entitled"), [("30359.99", "30359.99"), ("30360", "30360"), ("31000", "30360")])
def test_hours_give_right_up_to_the_capacity(worked: Worked, billed: str, entitled: str) -> None:
    estimate = worked(
        2024,
        licensedPlaces=12,
        placesByPeriod=None,
        openingDays=230,
        dailyOpeningHours=11,
        hoursAttendedUnder4=30_000,
        hoursBilledUnder4=billed,
    )
    assert estimate.line("ENTITLED_HOURS").result == Decimal(entitled)


def test_the_psu_never_falls_below_zero(worked: Worked) -> None:
    estimate = worked(2024, familyContributions=300_000)
    assert estimate.psu == 0
    assert estimate.line("FLOOR").result == Decimal("70469.40")
    assert estimate.right == estimate.line("TRAINING_DAYS").result == Decimal("2652.00")


def test_the_floor_begins_with_the_first_cent(worked: Worked) -> None:
    estimate = worked(2024, familyContributions="229530.61")
    assert (estimate.line("FLOOR").result, estimate.psu) == (Decimal("0.01"), Decimal(0))


def test_half_a_cent_of_the_regime_rate_goes_up(worked: Worked) -> None:
    estimate = worked(2024, familyContributions="229430.10")
    assert estimate.line("REGIME_RATE").result == Decimal("99.50") - Decimal("100.50")
    assert estimate.psu == Decimal("99.50"), "99 % of 100.50 is 99.495"


def test_without_floor_no_line_speaks_of_it(worked: Worked) -> None:
    with pytest.raises(KeyError):
        worked(2024, familyContributions="229530.60").line("FLOOR")


@pytest.mark.parametrize("name", [*psu.NEEDED, *CHARGES])
def test_an_absent_item_is_not_zero(worked: Worked, name: str) -> None:
    estimate = worked(2024, **{name: None})
    assert (estimate.reason, estimate.missing, estimate.right) == (Reason.ITEMS_MISSING, (name,), None)
    assert case_of().form.by_name[name].label in (estimate.reason_text or "")


def test_missing_items_come_in_the_order_of_the_form(worked: Worked) -> None:
    assert worked(2024, account60=None, openingDays=None).missing == ("openingDays", "account60")


def test_a_missing_column_of_an_update_is_told_by_its_own_name(worked: Worked) -> None:
    estimate = worked(2025, declared=UPDATE, openingDaysRemaining=None)
    assert (estimate.reason, estimate.missing) == (Reason.ITEMS_MISSING, ("openingDaysRemaining",))


def test_optional_items_are_not_needed(worked: Worked) -> None:
    estimate = worked(2024, placesByPeriod=None, freeHours=None, exceptionalHours=None, account70623=None)
    assert estimate.right == Decimal("171823.79")


def test_places_by_period_make_the_capacity_in_a_line_of_their_own(worked: Worked) -> None:
    rows = [
        {"from": "2024-07-02", "to": "2024-12-31", "places": 20},
        {"from": "2024-01-01", "to": "2024-07-01", "places": 9},
    ]
    estimate = worked(2024, placesByPeriod=rows, hoursBilledUnder4=40_000)
    line = estimate.line("MEAN_PLACES")
    assert (line.formula, line.result) == ("M = (n1 × d1 + n2 × d2) ÷ (d1 + d2)", Decimal("14.5"))
    assert {operand.symbol: operand.value for operand in line.operands if operand.origin is Origin.ITEM} == {
        "n1": Decimal(9), "d1": Decimal(183), "n2": Decimal(20), "d2": Decimal(183),
    }  # fmt: skip
    assert estimate.line("THEORETICAL_CAPACITY").result == estimate.line("ENTITLED_HOURS").result == Decimal("33495")
    assert estimate.line("STAFF_HOURS").result == 120
    assert "eaje.places_weight" in {operand.reference for operand in estimate.parameters}


@pytest.mark.parametrize(
    "hours",
    [
        {"hoursAttendedUnder4": 0},
        {"hoursBilledUnder4": 0},
        {"hoursAttendedUnder4": 0, "hoursBilledUnder4": 0},
    ],
    ids=["attended", "billed", "both"],
)
@pytest.mark.parametrize("year", [2024, 2025])
def test_without_hours_there_is_a_reason_and_no_division(worked: Worked, year: int, hours: dict[str, Any]) -> None:
    estimate = worked(year, **hours)
    assert (estimate.reason, estimate.psu, estimate.right, estimate.lines) == (Reason.NO_HOURS, None, None, ())
    assert estimate.reason_text == (
        "Le prix de revient et le taux de facturation ne se calculent pas sans heures réalisées et facturées."
    )


@pytest.mark.parametrize(
    ("year", "known"), [(2004, False), (2012, False), (2013, True), (2014, True), (2027, True), (2028, False)]
)
def test_years_without_known_law_give_a_reason(worked: Worked, year: int, known: bool) -> None:
    estimate = worked(year)
    assert (estimate.reason is None, estimate.right is not None) == (known, known)
    assert known or estimate.reason is Reason.NO_PARAMETER
    assert known or "psu." in (estimate.reason_text or ""), "the parameter is named"


def test_invented_prices_give_an_amount_only_where_allowed(worked: Worked) -> None:
    allowed, refused = worked(2025), worked(2025, fictional_allowed=False)
    assert allowed.right
    assert allowed.fictional
    assert (refused.reason, refused.right, refused.lines) == (Reason.FICTIONAL_PRICES, None, ())
    assert refused.fictional
    assert refused.reason_text == (
        "Le prix plafond officiel de cette année n'est pas enregistré : le droit ne peut pas être estimé."
    )


@pytest.mark.parametrize(
    ("year", "changes", "reason"),
    [
        (2024, {}, None),
        (2012, {}, Reason.NO_PARAMETER),
        (2024, {"openingDays": None}, Reason.ITEMS_MISSING),
        (2024, {"hoursBilledUnder4": 0}, Reason.NO_HOURS),
        (2025, {"declared": UPDATE}, Reason.NO_CHARGES),
        (2025, {"fictional_allowed": False}, Reason.FICTIONAL_PRICES),
    ],
)
def test_an_estimate_keeps_the_day_of_its_law(
    worked: Worked, year: int, changes: dict[str, Any], reason: Reason | None
) -> None:
    estimate = worked(year, **changes)
    assert (estimate.reason, estimate.day) == (reason, date(year, 1, 1))


def test_what_others_set_for_decimals_changes_nothing(worked: Worked) -> None:
    expected = worked(2024, familyContributions=20_000, hoursBilledUnder4=36_001)
    with localcontext(prec=12, rounding=ROUND_DOWN):
        assert worked(2024, familyContributions=20_000, hoursBilledUnder4=36_001) == expected
    with localcontext(rounding=ROUND_DOWN):
        assert worked(2024, familyContributions=20_000, hoursBilledUnder4=36_001) == expected


def test_hours_without_children_may_count_children(worked: Worked) -> None:
    """Six hours for each of 50 children, who are then asked."""
    law = law_with(staff_hours_rule="PER_CHILD")
    assert worked(2025, parameters=law).line("STAFF_HOURS").result == 300
    assert worked(2025, parameters=law, enrolledChildren=None).missing == ("enrolledChildren",)
    assert worked(2025, enrolledChildren=None).right


@pytest.mark.parametrize("year", range(2014, 2028))
@pytest.mark.parametrize("billed", [33_000, 36_000, 45_000])
def test_every_operand_says_where_it_comes_from(worked: Worked, year: int, billed: int) -> None:
    written: dict[str, Decimal] = {}
    form = case_of(year=year).form
    for line in worked(year, hoursBilledUnder4=billed).lines:
        assert line.operands
        for operand in line.operands:
            match operand.origin:
                case Origin.ITEM if operand.reference == "placesByPeriod":
                    assert operand.label.endswith(f"du 01/01/{year} au 31/12/{year}")
                case Origin.ITEM:
                    assert operand.label == form.by_name[operand.reference].label
                case Origin.LINE:
                    assert operand.value == written[operand.reference]
                case Origin.PARAMETER:
                    law = PARAMETERS.on(operand.reference, date(year, 1, 1))
                    used = operand.parameter
                    assert used
                    assert (operand.value, used.since, used.until, used.source, used.status) == (
                        law.value,
                        law.since,
                        law.until,
                        law.source,
                        law.status,
                    )
        written[line.code] = line.result


def test_the_parameters_of_an_estimate_are_told_once(worked: Worked) -> None:
    names = [operand.reference for operand in worked(2024).parameters]
    assert len(names) == len(set(names))
    assert {"psu.coverage_rate", "psu.first_step_supplied", "psu.training_day_hours"} <= set(names)
