"""Each ratio on its own: the value, the reason when a figure is missing, the reason when it would divide by zero."""

from decimal import Decimal

import pytest

from rules.case import Case
from rules.forms import DeclarationKind, Value
from rules.kinds import KINDS
from rules.ratios import RATIOS, REASON_TEXTS, UNIT_LABELS, NoRatio, Ratio, Terms, computed, shown

EAJE = KINDS["EAJE"]
FIGURES = {
    "licensedPlaces": "20", "openingDays": "220", "dailyOpeningHours": "10.5",
    "hoursAttendedUnder4": "32000", "hoursAttended4To5": "1000", "hoursBilledUnder4": "33500", "hoursBilled4To5": "1000",
    "familyContributions": "58650", "enrolledChildren": "50", "childrenInPoverty": "6", "totalStaffFte": "7.5",
    "account60": "30000", "account61": "25000", "account62": "40000", "account63a": "0", "account63b": "0",
    "account64": "285000", "account65": "0", "account66": "0", "account67": "0", "account68": "0",
    "account70623": "170000", "account70624": "4000", "account70641": "58650", "account70642": "1350",
    "account741": "3000", "account743": "2000", "account7452": "26000", "account744": "80000", "account746": "10000",
    "account747": "5000",
}  # fmt: skip
VALUES = {
    "REAL_OCCUPANCY": "71.43",  # 33 000 of 46 200 hours
    "FINANCIAL_OCCUPANCY": "74.68",  # 34 500 of 46 200
    "BILLING_RATE": "104.55",  # 34 500 for 33 000
    "COST_PER_ATTENDED_HOUR": "11.52",  # 380 000 € for 33 000 h
    "COST_PER_BILLED_HOUR": "11.01",
    "COST_PER_PLACE": "19000.00",
    "BILLED_HOURS_PER_PLACE_AND_DAY": "7.84",  # 34 500 in 20 places × 220 days
    "MEAN_HOURLY_CONTRIBUTION": "1.70",
    "CHILDREN_PER_PLACE": "2.50",
    "POVERTY_SHARE": "12.00",
    "FTE_PER_PLACE": "0.38",  # 0.375, half up
    "REMAINING_CHARGE_PER_PLACE": "1000.00",  # 380 000 − 360 000, over 20
    "STAFF_COST_SHARE": "75.00",
    "FAMILIES_SHARE": "16.67",  # 60 000 of 360 000
    "CAF_SHARE": "55.56",  # 200 000
    "MUNICIPALITIES_SHARE": "25.00",  # 90 000
    "OTHER_PUBLIC_SHARE": "1.39",  # 5 000
    "COMPANIES_SHARE": "1.39",
}
MISSING = {
    # a figure without which there is no ratio
    "REAL_OCCUPANCY": ["hoursAttendedUnder4", "dailyOpeningHours", "openingDays", "licensedPlaces"],
    "FINANCIAL_OCCUPANCY": ["hoursBilledUnder4", "dailyOpeningHours"],
    "BILLING_RATE": ["hoursBilledUnder4", "hoursAttendedUnder4"],
    "COST_PER_ATTENDED_HOUR": ["account60", "hoursAttendedUnder4"],
    "COST_PER_BILLED_HOUR": ["account64", "hoursBilledUnder4"],
    "COST_PER_PLACE": ["account60", "licensedPlaces"],
    "BILLED_HOURS_PER_PLACE_AND_DAY": ["hoursBilledUnder4", "licensedPlaces", "openingDays"],
    "MEAN_HOURLY_CONTRIBUTION": ["familyContributions", "hoursBilledUnder4"],
    "CHILDREN_PER_PLACE": ["enrolledChildren", "licensedPlaces"],
    "POVERTY_SHARE": ["childrenInPoverty", "enrolledChildren"],
    "FTE_PER_PLACE": ["totalStaffFte", "licensedPlaces"],
    "REMAINING_CHARGE_PER_PLACE": ["account60", "account70623", "licensedPlaces"],
    "STAFF_COST_SHARE": ["account64", "account60"],
    "FAMILIES_SHARE": ["account70641", "account70623"],
    "CAF_SHARE": ["account70623"],
    "MUNICIPALITIES_SHARE": ["account70623"],
    "OTHER_PUBLIC_SHARE": ["account70623"],
    "COMPANIES_SHARE": ["account70623"],
}
NO_HOURS = {"hoursAttendedUnder4": "0", "hoursAttended4To5": "0"}
NO_BILLS = {"hoursBilledUnder4": "0", "hoursBilled4To5": "0"}
NO_INCOME = {name: "0" for name in FIGURES if name.startswith("account7")}
ZERO = {
    # the figures that make the denominator zero
    "REAL_OCCUPANCY": {"openingDays": "0"},
    "FINANCIAL_OCCUPANCY": {"openingDays": "0"},
    "BILLING_RATE": NO_HOURS,
    "COST_PER_ATTENDED_HOUR": NO_HOURS,
    "COST_PER_BILLED_HOUR": NO_BILLS,
    "COST_PER_PLACE": {"licensedPlaces": "0"},
    "BILLED_HOURS_PER_PLACE_AND_DAY": {"openingDays": "0"},
    "MEAN_HOURLY_CONTRIBUTION": NO_BILLS,
    "CHILDREN_PER_PLACE": {"licensedPlaces": "0"},
    "POVERTY_SHARE": {"enrolledChildren": "0"},
    "FTE_PER_PLACE": {"licensedPlaces": "0"},
    "REMAINING_CHARGE_PER_PLACE": {"licensedPlaces": "0"},
    "STAFF_COST_SHARE": {name: "0" for name in FIGURES if name.startswith("account6")},
    **dict.fromkeys(
        ("FAMILIES_SHARE", "CAF_SHARE", "MUNICIPALITIES_SHARE", "OTHER_PUBLIC_SHARE", "COMPANIES_SHARE"), NO_INCOME
    ),
}
BY_CODE = {ratio.code: ratio for ratio in RATIOS["EAJE"]}


def of(version: int | None = None, /, **changes: str | None) -> dict[str, Terms | NoRatio]:
    """The ratios of an actual declaration with these figures; `None` leaves one out."""
    form = EAJE.form(DeclarationKind.ACTUAL, 2024, version)
    given = {**FIGURES, **changes}
    typed: dict[str, Value] = {
        name: Decimal(each) for name, each in given.items() if each is not None and name in form.by_name
    }
    return computed(EAJE, Case(form, 2024, typed))


def test_every_ratio_is_told_in_these_tables() -> None:
    assert VALUES.keys() == MISSING.keys() == ZERO.keys() == BY_CODE.keys()
    assert len(BY_CODE) == len(RATIOS["EAJE"])


@pytest.mark.parametrize("code", VALUES)
def test_the_value(code: str) -> None:
    terms = of()[code]
    assert isinstance(terms, Terms)
    assert str(shown(BY_CODE[code].value(terms))) == VALUES[code]


@pytest.mark.parametrize(("code", "item"), [(code, item) for code, items in MISSING.items() for item in items])
def test_a_missing_figure_is_the_reason(code: str, item: str) -> None:
    assert of(**{item: None})[code] is NoRatio.NOT_DECLARED


@pytest.mark.parametrize("code", ZERO)
def test_a_denominator_of_zero_is_the_reason_and_no_error(code: str) -> None:
    assert of(**ZERO[code])[code] is NoRatio.NOT_APPLICABLE


@pytest.mark.parametrize("code", [code for code in VALUES if code not in ("REMAINING_CHARGE_PER_PLACE",)])
def test_a_numerator_of_zero_is_a_value(code: str) -> None:
    # All but the denominators: places, days, hours and what the totals are made of.
    numerators = {
        "REAL_OCCUPANCY": NO_HOURS, "FINANCIAL_OCCUPANCY": NO_BILLS, "BILLING_RATE": NO_BILLS,
        "BILLED_HOURS_PER_PLACE_AND_DAY": NO_BILLS, "MEAN_HOURLY_CONTRIBUTION": {"familyContributions": "0"},
        "CHILDREN_PER_PLACE": {"enrolledChildren": "0"}, "POVERTY_SHARE": {"childrenInPoverty": "0"},
        "FTE_PER_PLACE": {"totalStaffFte": "0"}, "STAFF_COST_SHARE": {"account64": "0"},
        "FAMILIES_SHARE": {"account70641": "0", "account70642": "0"},
        "CAF_SHARE": {"account70623": "0", "account70624": "0", "account7452": "0"},
        "MUNICIPALITIES_SHARE": {"account744": "0", "account746": "0"},
        "OTHER_PUBLIC_SHARE": {"account741": "0", "account743": "0"}, "COMPANIES_SHARE": {"account747": "0"},
    }  # fmt: skip
    charges = {name: "0" for name in FIGURES if name.startswith("account6")}
    terms = of(**numerators.get(code, charges))[code]
    assert isinstance(terms, Terms)
    assert terms.numerator == 0


def test_a_surplus_is_a_negative_remaining_charge() -> None:
    terms = of(account744="110000")["REMAINING_CHARGE_PER_PLACE"]
    assert isinstance(terms, Terms)
    assert BY_CODE["REMAINING_CHARGE_PER_PLACE"].value(terms) == -500


def test_an_optional_account_left_empty_counts_nothing_as_in_the_total() -> None:
    terms = of(account747=None)["COMPANIES_SHARE"]
    assert terms == Terms(Decimal(0), Decimal(355_000))


def test_a_form_that_did_not_ask_a_figure_has_no_such_ratio() -> None:
    first = of(1)
    assert {code for code, terms in first.items() if isinstance(terms, Terms)} >= {"REAL_OCCUPANCY", "COST_PER_PLACE"}
    assert first["POVERTY_SHARE"] is NoRatio.NOT_DECLARED
    assert first["COMPANIES_SHARE"] is NoRatio.NOT_DECLARED


def test_nothing_declared_is_no_error() -> None:
    form = EAJE.form(DeclarationKind.ACTUAL, 2024)
    assert set(computed(EAJE, Case(form, 2024, {})).values()) == {NoRatio.NOT_DECLARED}


def test_an_update_adds_its_two_columns_up() -> None:
    form = EAJE.form(DeclarationKind.UPDATE, 2024)
    halves = {
        name: Decimal(FIGURES.get(name) or FIGURES[item.total]) / (2 if item.total else 1)
        for name, item in form.by_name.items()
        if name in FIGURES or item.total in FIGURES
    }
    told = computed(EAJE, Case(form, 2024, halves))
    assert told["REAL_OCCUPANCY"] == of()["REAL_OCCUPANCY"]


def accounts_read(ratio: Ratio) -> set[str]:
    """The accounts that change a ratio, beyond what they do to the totals."""
    before = of()[ratio.code]
    swapped = set()
    for one in (name for name in FIGURES if name.startswith("account")):
        beside = "account62" if one.startswith("account6") and one != "account62" else "account61"
        beside = beside if one.startswith("account6") else ("account76" if one != "account76" else "account75")
        moved = {one: str(Decimal(FIGURES[one]) + 100), beside: str(Decimal(FIGURES.get(beside, "1000")) - 100)}
        reference = {beside: FIGURES.get(beside, "1000")}
        if of(**moved)[ratio.code] != of(**reference)[ratio.code]:
            swapped.add(one)
    assert isinstance(before, Terms)
    return swapped


@pytest.mark.parametrize("code", BY_CODE)
def test_a_ratio_that_reads_single_accounts_says_so(code: str) -> None:
    # Whoever reads only the totals must not rebuild an account from a ratio of it.
    assert bool(accounts_read(BY_CODE[code])) is BY_CODE[code].accounts


def test_labels_units_and_reasons_are_french_and_whole() -> None:
    for ratio in BY_CODE.values():
        assert ratio.label[0].isupper()
        assert ratio.tooltip.endswith(".")
        assert UNIT_LABELS[ratio.unit]
        assert len(ratio.code) <= 40
    assert all(REASON_TEXTS[reason].endswith(".") for reason in NoRatio)
