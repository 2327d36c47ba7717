"""Each control of an Eaje below, on and above what it asks; what it says, where, and when it keeps silent."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from rules.case import Facts, Sent, SharedAccounts
from rules.controls import Control, Finding, Level, findings
from rules.forms import DeclarationKind, Part
from rules.kinds.eaje.sums import result, total_charges, total_income
from tests.rules.control_rows.changes import CHANGES
from tests.rules.control_rows.families import FAMILIES
from tests.rules.control_rows.hours import HOURS
from tests.rules.control_rows.money import MONEY
from tests.rules.control_rows.places import PLACES
from tests.rules.control_rows.row import B, Row, W
from tests.rules.examples import ACTUAL, EAJE, FORECAST, UPDATE, case_of

LEVELS: dict[str, tuple[Level | None, Level | None, Level | None]] = {
    # code: forecast, update, actual
    "LICENSED_PLACES_DIFFER": (W, W, W),
    "MICRO_CRECHE_OVER_LIMIT": (B, B, B),
    "PLACES_PERIODS_OUTSIDE_YEAR": (B, B, B),
    "PLACES_PERIODS_OVERLAP": (B, B, B),
    "PLACES_PERIODS_GAP": (B, B, B),
    "PLACES_PERIODS_PARTIAL": (W, W, W),
    "PLACES_PERIODS_OVER_LICENSED": (B, B, B),
    "OPENING_DAYS_IMPOSSIBLE": (B, B, B),
    "OPENING_DAYS_OVER_OBSERVED_PERIOD": (B, B, B),
    "OPENING_DAYS_OVER_REMAINING_PERIOD": (B, B, B),
    "OPENING_DAYS_UNUSUAL": (W, W, W),
    "DAILY_HOURS_UNUSUAL": (W, W, W),
    "TRAINING_DAYS_OVER_LIMIT": (B, B, B),
    "CHILDCARE_STAFF_OVER_TOTAL": (B, B, B),
    "NO_HOURS": (W, W, B),
    "BILLED_WITHOUT_ATTENDANCE": (None, None, B),
    "BILLED_BELOW_ATTENDED": (W, W, W),
    "FREE_HOURS_TOO_FEW": (W, W, W),
    "FREE_HOURS_OVER_ATTENDED": (B, B, B),
    "BILLING_RATE_HIGH": (W, W, W),
    "BILLED_OVER_CAPACITY": (W, W, W),
    "BILLED_FAR_OVER_CAPACITY": (None, None, B),
    "EXCEPTIONAL_HOURS_WITHOUT_DECISION": (B, B, B),
    "ONLY_EXCEPTIONAL_HOURS": (B, B, B),
    "FAMILY_CONTRIBUTIONS_UNDER_SCALE": (W, W, W),
    "FAMILY_CONTRIBUTIONS_OVER_SCALE": (W, W, W),
    "NEW_STRUCTURE_WITHOUT_SUPPLIES": (W, W, W),
    "CHILDREN_PER_PLACE_UNUSUAL": (W, W, W),
    "CHILDREN_WITH_DISABILITY_OVER_ENROLLED": (B, B, B),
    "CHILDREN_WITH_DISABILITY_MANY": (W, W, W),
    "CHILDREN_IN_POVERTY_OVER_ENROLLED": (B, B, B),
    "CHILDREN_IN_POVERTY_FEW": (None, None, W),
    "GENERAL_SCHEME_RATE_CHANGED": (W, W, W),
    "SUPPLIES_CHANGED": (W, W, W),
    "UPDATE_DIFFERS_FROM_FORECAST": (None, W, None),
    "ACTUAL_DIFFERS_FROM_UPDATE": (None, None, W),
    "ACTUAL_DIFFERS_FROM_PREVIOUS": (None, None, W),
    "VOLUNTARY_CONTRIBUTIONS_DIFFER": (B, B, B),
    "FAMILY_CONTRIBUTIONS_DIFFER": (W, W, B),
    "PRESTATION_DIFFERS_FROM_RIGHT": (W, W, W),
    "NO_CHARGES": (None, None, B),
    "STAFF_SHARE_UNUSUAL": (W, W, W),
    "HOURLY_COST_UNUSUAL": (W, W, W),
    "NO_LOCAL_INCOME": (W, W, W),
    "SHARED_CHARGES_DIFFER": (W, W, W),
    "CHARGES_DIFFER_FROM_UPDATE": (None, None, W),
    "CHARGES_DIFFER_FROM_PREVIOUS": (None, None, W),
    "ACCOUNTS_CHANGED": (W, W, W),
}

PATHS: dict[str, tuple[str, str]] = {
    "LICENSED_PLACES_DIFFER": ("activity", "licensedPlaces"),
    "MICRO_CRECHE_OVER_LIMIT": ("activity", "licensedPlaces"),
    "PLACES_PERIODS_OUTSIDE_YEAR": ("activity", "placesByPeriod"),
    "PLACES_PERIODS_OVERLAP": ("activity", "placesByPeriod"),
    "PLACES_PERIODS_GAP": ("activity", "placesByPeriod"),
    "PLACES_PERIODS_PARTIAL": ("activity", "placesByPeriod"),
    "PLACES_PERIODS_OVER_LICENSED": ("activity", "placesByPeriod"),
    "OPENING_DAYS_IMPOSSIBLE": ("activity", "openingDays"),
    "OPENING_DAYS_OVER_OBSERVED_PERIOD": ("activity", "openingDays"),
    "OPENING_DAYS_OVER_REMAINING_PERIOD": ("activity", "openingDaysRemaining"),
    "OPENING_DAYS_UNUSUAL": ("activity", "openingDays"),
    "DAILY_HOURS_UNUSUAL": ("activity", "dailyOpeningHours"),
    "TRAINING_DAYS_OVER_LIMIT": ("activity", "trainingDays"),
    "CHILDCARE_STAFF_OVER_TOTAL": ("activity", "childcareStaffFte"),
    "NO_HOURS": ("activity", "hoursAttendedUnder4"),
    "BILLED_WITHOUT_ATTENDANCE": ("activity", "hoursAttendedUnder4"),
    "BILLED_BELOW_ATTENDED": ("activity", "hoursBilledUnder4"),
    "FREE_HOURS_TOO_FEW": ("activity", "freeHours"),
    "FREE_HOURS_OVER_ATTENDED": ("activity", "freeHours"),
    "BILLING_RATE_HIGH": ("activity", "hoursBilledUnder4"),
    "BILLED_OVER_CAPACITY": ("activity", "hoursBilledUnder4"),
    "BILLED_FAR_OVER_CAPACITY": ("activity", "hoursBilledUnder4"),
    "EXCEPTIONAL_HOURS_WITHOUT_DECISION": ("activity", "exceptionalHours"),
    "ONLY_EXCEPTIONAL_HOURS": ("activity", "exceptionalHours"),
    "FAMILY_CONTRIBUTIONS_UNDER_SCALE": ("activity", "familyContributions"),
    "FAMILY_CONTRIBUTIONS_OVER_SCALE": ("activity", "familyContributions"),
    "NEW_STRUCTURE_WITHOUT_SUPPLIES": ("activity", "diapersProvided"),
    "CHILDREN_PER_PLACE_UNUSUAL": ("activity", "enrolledChildren"),
    "CHILDREN_WITH_DISABILITY_OVER_ENROLLED": ("activity", "childrenWithDisability"),
    "CHILDREN_WITH_DISABILITY_MANY": ("activity", "childrenWithDisability"),
    "CHILDREN_IN_POVERTY_OVER_ENROLLED": ("activity", "childrenInPoverty"),
    "CHILDREN_IN_POVERTY_FEW": ("activity", "childrenInPoverty"),
    "GENERAL_SCHEME_RATE_CHANGED": ("activity", "generalSchemeRate"),
    "SUPPLIES_CHANGED": ("activity", "diapersProvided"),
    "UPDATE_DIFFERS_FROM_FORECAST": ("activity", "hoursBilledUnder4"),
    "ACTUAL_DIFFERS_FROM_UPDATE": ("activity", "hoursBilledUnder4"),
    "ACTUAL_DIFFERS_FROM_PREVIOUS": ("activity", "hoursBilledUnder4"),
    "VOLUNTARY_CONTRIBUTIONS_DIFFER": ("finance", "account86"),
    "FAMILY_CONTRIBUTIONS_DIFFER": ("finance", "account70641"),
    "PRESTATION_DIFFERS_FROM_RIGHT": ("finance", "account70623"),
    "NO_CHARGES": ("finance", "account60"),
    "STAFF_SHARE_UNUSUAL": ("finance", "account64"),
    "HOURLY_COST_UNUSUAL": ("finance", "account60"),
    "NO_LOCAL_INCOME": ("finance", "account744"),
    "SHARED_CHARGES_DIFFER": ("finance", "account60"),
    "CHARGES_DIFFER_FROM_UPDATE": ("finance", "account60"),
    "CHARGES_DIFFER_FROM_PREVIOUS": ("finance", "account60"),
    "ACCOUNTS_CHANGED": ("finance", "account60"),
}
ROWS: dict[str, list[Row]] = {**PLACES, **HOURS, **FAMILIES, **CHANGES, **MONEY}
CASES = [(code, row) for code, rows in ROWS.items() for row in rows]


def _found(row: Row) -> dict[str, Finding]:
    case = case_of(row.declared, row.year, facts=row.facts, **row.changes)
    return {finding.control.code: finding for finding in findings(EAJE.controls, EAJE, case)}


def _plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(("code", "row"), CASES, ids=[f"{code}-{place}" for place, (code, _) in enumerate(CASES)])
def test_each_control_below_on_and_above(code: str, row: Row) -> None:
    found = _found(row).get(code)
    assert (found is not None) is row.speaks
    if found is None:
        return
    part, item = PATHS[code]
    first = case_of(row.declared, row.year).form.typed_name(row.at or item)
    assert (found.level, found.path) == (_level(code, row.declared), (part, first))
    for figure in row.says:
        assert figure in _plain(found.sentence)
    assert found.sentence.endswith(".")
    assert found.todo.endswith(".")


def _level(code: str, declared: DeclarationKind) -> Level | None:
    return LEVELS[code][(FORECAST, UPDATE, ACTUAL).index(declared)]


def test_every_control_has_its_levels_its_path_and_good_and_bad_rows() -> None:
    codes = [control.code for control in EAJE.controls]
    assert codes == list(LEVELS)
    assert codes == list(PATHS)
    assert sorted(codes) == sorted(ROWS)
    for code, rows in ROWS.items():
        assert {row.speaks for row in rows} == {True, False}, code
        assert all(row.says for row in rows if row.speaks) or code == "PLACES_PERIODS_OVERLAP", code


@pytest.mark.parametrize("control", EAJE.controls, ids=lambda control: str(control.code))
def test_each_control_is_told_as_data(control: Control) -> None:
    assert {kind: control.levels.get(kind) for kind in DeclarationKind} == {
        kind: _level(control.code, kind) for kind in DeclarationKind
    }
    assert control.label
    assert control.sentence.endswith(".")
    assert control.todo.endswith(".")
    quotes = {EAJE.part_of(name) for name in control.items}
    assert control.part(EAJE) is (Part.FINANCE if Part.FINANCE in quotes else Part.ACTIVITY)
    assert control.quotes_accounts(EAJE) is (Part.FINANCE in quotes)
    assert EAJE.part_of(control.items[0]) is control.part(EAJE)


@pytest.mark.parametrize("declared", DeclarationKind)
@pytest.mark.parametrize("fictional_allowed", [True, False])
def test_an_ordinary_declaration_raises_nothing(declared: DeclarationKind, fictional_allowed: bool) -> None:
    case = case_of(declared, fictional_allowed=fictional_allowed)
    assert findings(EAJE.controls, EAJE, case) == ()


def test_the_worked_example_raises_nothing_beside_an_ordinary_year_before_and_what_was_foreseen() -> None:
    values = case_of().values
    known = {
        (kind, year): Sent(kind, year, values) for kind, year in [(FORECAST, 2024), (UPDATE, 2024), (ACTUAL, 2023)]
    }
    facts = Facts("MULTI_ACCUEIL", Decimal(20), None, None, known, SharedAccounts(Decimal(1), 2, Decimal(1)))
    assert findings(EAJE.controls, EAJE, case_of(facts=facts)) == ()


@pytest.mark.parametrize("control", EAJE.controls, ids=lambda control: str(control.code))
@pytest.mark.parametrize("declared", DeclarationKind)
def test_without_figures_every_control_is_silent(control: Control, declared: DeclarationKind) -> None:
    case = replace(case_of(declared), typed={})
    assert control.found(case) is None


def test_a_declaration_of_the_first_form_meets_the_controls_it_knew() -> None:
    changes: dict[str, Any] = {
        "trainingDays": 4, "openingDays": 100, "hoursBilledUnder4": 30_000, "account70641": 1,
        "enrolledChildren": 1, "account70623": 0,
    }  # fmt: skip
    found = findings(EAJE.controls, EAJE, case_of(version=1, **changes))
    assert {finding.control.code for finding in found} == {
        "TRAINING_DAYS_OVER_LIMIT", "OPENING_DAYS_UNUSUAL", "BILLED_BELOW_ATTENDED", "BILLED_FAR_OVER_CAPACITY",
        "FAMILY_CONTRIBUTIONS_DIFFER",
    }  # fmt: skip


def test_a_control_of_a_part_that_is_not_asked_is_left_out() -> None:
    """An update without financial part keeps no remark on accounts."""
    facts = Facts(ctg_since=date(2020, 1, 1), shared=SharedAccounts(Decimal(1), 2, Decimal(2)))
    assert findings(EAJE.controls, EAJE, case_of(UPDATE, facts=facts)) == ()
    asking = replace(EAJE, required_parts=lambda *_: tuple(Part))
    found = findings(asking.controls, asking, case_of(UPDATE, facts=facts, kind=asking))
    assert [finding.control.code for finding in found] == ["NO_LOCAL_INCOME", "SHARED_CHARGES_DIFFER"]


def test_charges_and_surplus_equal_income_and_deficit_by_construction() -> None:
    """F1 needs no control: nobody types the result."""
    assert EAJE.control("F1") is None
    case = case_of(account744=200_000, account69=7, account86=5, account87=5)
    assert total_charges(case) + result(case) == total_income(case)
    assert {"totalCharges", "totalIncome", "result"} <= {item.name for item in case.form.computed}


def test_every_line_of_the_accounts_is_at_least_zero_by_its_bounds() -> None:
    """F6 needs no control: nothing below zero can be typed."""
    assert {item.minimum for item in case_of().form.part(Part.FINANCE)} == {Decimal(0)}
