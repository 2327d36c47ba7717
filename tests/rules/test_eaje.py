"""The kind Eaje: its form by kind, year and version, its natures, what it computes by itself; and how a kind is found."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rules import kinds
from rules.forms import Column, DeclarationKind, Form, Item, Part, Unit
from rules.kinds.eaje.accounts import CHARGES, INCOME
from rules.problems import Code, Refused
from rules.values import read_all
from tests.rules.examples import ACTUAL, EAJE, FORECAST, UPDATE, case_of

ASKED = {
    # item: forecast, update, actual; ● required, ○ optional, – not asked; 2: in two columns
    "licensedPlaces": "●●●",
    "placesByPeriod": "○○●",
    "openingDays": "●2●",
    "dailyOpeningHours": "●●●",
    "hoursAttendedUnder4": "●2●",
    "hoursAttended4To5": "●2●",
    "hoursBilledUnder4": "●2●",
    "hoursBilled4To5": "●2●",
    "freeHours": "–2●",
    "generalSchemeRate": "●●●",
    "exceptionalHours": "●2●",
    "diapersProvided": "●●●",
    "mealsProvided": "●●●",
    "familyContributions": "●2●",
    "surcharges": "–2○",
    "enrolledChildren": "●●●",
    "childrenWithDisability": "●●●",
    "childrenInPoverty": "––●",
    "trainingDays": "●2●",
    "childcareStaffFte": "○–●",
    "totalStaffFte": "○–●",
    **dict.fromkeys(CHARGES, "●–●"),
    **dict.fromkeys(("account69", "account86"), "○–○"),
    **dict.fromkeys(INCOME, "○–○"),
    **dict.fromkeys(("account70623", "account70641"), "●–●"),
    "account87": "○–○",
}
OPTIONAL_COLUMNS = {"freeHours", "surcharges"}
FIRST_FORM = {
    "licensedPlaces", "openingDays", "dailyOpeningHours", "hoursAttendedUnder4", "hoursBilledUnder4",
    "generalSchemeRate", "diapersProvided", "mealsProvided", "familyContributions", "trainingDays",
    "account60", "account61", "account62", "account64", "account70641",
}  # fmt: skip
COMPUTED = ("theoreticalCapacity", "entitledHours", "preparationHours", "totalCharges", "totalIncome", "result")


def _mark(form: Form, name: str) -> str:
    if name in form.columns:
        return "2"
    if name not in form.by_name:
        return "–"
    return "●" if form.declared in form.by_name[name].required else "○"


def _items() -> Iterator[Item]:
    yield from EAJE.items
    yield from EAJE.form(UPDATE, 2025).items


@pytest.mark.parametrize("declared", DeclarationKind)
def test_each_kind_asks_its_items_in_the_order_of_the_form(declared: DeclarationKind) -> None:
    form = EAJE.form(declared, 2025)
    place = (FORECAST, UPDATE, ACTUAL).index(declared)
    assert {name: _mark(form, name) for name in ASKED} == {name: marks[place] for name, marks in ASKED.items()}
    assert {item.total or item.name for item in form.items} <= ASKED.keys()
    order = list(dict.fromkeys(item.total or item.name for item in form.items))
    assert order == [name for name, marks in ASKED.items() if marks[place] != "–"]


def test_the_accounts_stand_in_the_order_of_the_plan() -> None:
    names = [item.name for item in EAJE.form(ACTUAL, 2025).part(Part.FINANCE)]
    assert names[:12] == [*CHARGES, "account69", "account86"]
    assert names[12:] == [*INCOME, "account87"]


@pytest.mark.parametrize("item", [*_items()], ids=lambda item: str(item.name))
def test_every_item_explains_itself(item: Item) -> None:
    assert item.label[0].isupper() or item.label.startswith(("dont ", *"0123456789"))
    assert item.tooltip.endswith(".")
    assert item.unit in Unit
    assert item.part is (Part.FINANCE if item.name in EAJE_FINANCE else Part.ACTIVITY)
    assert item.asked
    assert item.required <= item.asked


EAJE_FINANCE = {
    item.name for item in EAJE.items if item.name.startswith(("account", "total")) and item.unit is Unit.EUROS
}
EAJE_FINANCE |= {"result"}


def test_the_first_form_asks_what_it_always_asked() -> None:
    assert {item.name for item in EAJE.form(ACTUAL, 2024, 1).items} == FIRST_FORM
    assert EAJE.form(ACTUAL, 2024).version == EAJE.version == 2
    assert {item.name for item in EAJE.form(ACTUAL, 2024).items} == set(ASKED)


def test_training_days_are_asked_from_the_year_in_which_they_are_funded() -> None:
    assert not EAJE.form(ACTUAL, 2023).asks("trainingDays")
    assert EAJE.form(ACTUAL, 2024).asks("trainingDays")
    assert not EAJE.form(UPDATE, 2023).asks("trainingDays")
    assert EAJE.form(UPDATE, 2024).asks("trainingDays")


@pytest.mark.parametrize("year", [2010, 2014, 2015, 2024, 2030])
def test_an_update_asks_no_accounts_and_the_others_both_parts(year: int) -> None:
    assert EAJE.required_parts(UPDATE, year) == (Part.ACTIVITY,)
    assert EAJE.form(UPDATE, year).part(Part.FINANCE) == ()
    for declared in (FORECAST, ACTUAL):
        assert EAJE.required_parts(declared, year) == (Part.ACTIVITY, Part.FINANCE)
        assert EAJE.form(declared, year).part(Part.FINANCE)


def test_an_update_asks_accounts_the_day_the_data_says_so() -> None:
    asking = replace(EAJE, required_parts=lambda *_: tuple(Part))
    form = asking.form(UPDATE, 2025)
    assert form.part(Part.FINANCE)[0].name == "account60"
    assert UPDATE in form.by_name["account60"].required
    assert not EAJE.form(UPDATE, 2025).part(Part.FINANCE), "one kind keeps no form of another"


def test_an_update_asks_two_columns_and_computes_their_total() -> None:
    form = EAJE.form(UPDATE, 2025)
    columns = {name: [form.by_name[each].column for each in names] for name, names in form.columns.items()}
    assert set(columns) == {name for name, marks in ASKED.items() if marks[1] == "2"}
    assert all(found == list(Column) for found in columns.values())
    assert set(columns) < {item.name for item in form.computed}
    for name, names in form.columns.items():
        first, rest = (form.by_name[each] for each in names)
        assert first.label.endswith("réalisé à ce jour")
        assert rest.label.endswith("prévu pour le reste de l'année")
        assert (UPDATE in first.required) is (name not in OPTIONAL_COLUMNS)
        assert first.minimum == rest.minimum == 0


def test_a_column_alone_makes_no_total() -> None:
    form = EAJE.form(UPDATE, 2025)
    given = {"openingDaysToDate": Decimal(0), "openingDaysRemaining": Decimal(90), "freeHoursToDate": Decimal(1)}
    assert form.yearly(given) == {"openingDays": Decimal(90)}


@pytest.mark.parametrize("declared", DeclarationKind)
@pytest.mark.parametrize("name", COMPUTED)
def test_a_computed_item_cannot_be_typed(declared: DeclarationKind, name: str) -> None:
    form = EAJE.form(declared, 2025)
    with pytest.raises(Refused) as refused:
        read_all(form, EAJE.part_of(name), {name: 1})
    assert [problem.code for problem in refused.value.problems] == [Code.UNKNOWN_ITEM]
    part = EAJE.part_of(name)
    assert (name in {item.name for item in form.computed}) is (part in EAJE.required_parts(declared, 2025))


def test_the_total_of_two_columns_cannot_be_typed() -> None:
    with pytest.raises(Refused):
        read_all(EAJE.form(UPDATE, 2025), Part.ACTIVITY, {"openingDays": 220})


def test_no_name_stands_twice() -> None:
    names = [item.name for item in EAJE.items]
    assert len(set(names)) == len(names)
    assert len({control.code for control in EAJE.controls}) == len(EAJE.controls)


def test_the_part_of_an_item_is_known_whichever_the_form() -> None:
    assert EAJE.part_of("account63a") is Part.FINANCE
    assert EAJE.part_of("result") is Part.FINANCE
    assert EAJE.part_of("trainingDaysRemaining") is Part.ACTIVITY
    with pytest.raises(LookupError):
        EAJE.part_of("nonsense")


def test_the_natures_have_french_labels() -> None:
    assert {"Multi-accueil", "Micro-crèche", "Halte-garderie", "Jardin d'enfants"} <= set(EAJE.natures.values())


def test_controls_are_found_by_code() -> None:
    assert EAJE.control("OPENING_DAYS_UNUSUAL") in EAJE.controls
    assert EAJE.control("NONSENSE") is None


def test_the_estimate_of_the_kind_is_the_psu() -> None:
    estimate = EAJE.estimate(case_of())
    assert (estimate.prestation, estimate.psu, estimate.right) == ("PSU", Decimal("169171.79"), Decimal("171823.79"))
    assert EAJE.estimate(case_of(year=2025, fictional_allowed=False)).right is None


def test_totals_leave_out_what_stands_beside_them() -> None:
    case = case_of(account69=900, account86=5_000, account87=5_000, account744=100_000, account79="0.01")
    assert EAJE.totals(case) == {
        "totalCharges": Decimal(380_000),
        "totalIncome": Decimal("330473.80"),
        "result": Decimal("-49526.20"),
    }


@pytest.mark.parametrize(
    ("absent", "left"),
    [
        ("account62", {"totalIncome"}),
        ("account63b", {"totalIncome"}),
        ("account70641", {"totalCharges"}),
        ("account70623", {"totalCharges"}),
        ("account744", {"totalCharges", "totalIncome", "result"}),
        ("openingDays", {"totalCharges", "totalIncome", "result"}),
    ],
)
def test_a_total_with_a_required_line_absent_is_absent(absent: str, left: set[str]) -> None:
    changes: dict[str, Any] = {absent: None}
    assert EAJE.totals(case_of(**changes)).keys() == left


def test_the_totals_of_the_first_form_are_those_of_its_accounts() -> None:
    assert EAJE.totals(case_of(version=1)) == {
        "totalCharges": Decimal(380_000),
        "totalIncome": Decimal(58_650),
        "result": Decimal(-321_350),
    }


def test_an_update_without_accounts_has_no_totals() -> None:
    assert EAJE.totals(case_of(UPDATE)) == {}


def test_computed_figures() -> None:
    assert EAJE.computed(case_of(hoursBilledUnder4=40_000, hoursBilled4To5=10_000)) == {
        "theoreticalCapacity": Decimal(46_200),
        "entitledHours": Decimal(46_200),
        "preparationHours": Decimal(120),
    }


PERIODS: dict[str, tuple[list[tuple[str, str, int]], str]] = {
    # 366 days in 2024; 220 days × 10.5 h × the mean of the places
    "one period": ([("2024-01-01", "2024-12-31", 18)], "41580"),
    "two halves of 183 days": ([("2024-01-01", "2024-07-01", 10), ("2024-07-02", "2024-12-31", 20)], "34650"),
    "a hundred days closed": ([("2024-01-01", "2024-09-22", 15), ("2024-09-23", "2024-12-31", 0)], "25182.78688524590163934426230"),
    "opened in September": ([("2024-09-01", "2024-12-31", 20)], "46200"),
    "a single day": ([("2024-12-31", "2024-12-31", 1)], "2310"),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "capacity"), PERIODS.values(), ids=PERIODS)
def test_the_capacity_uses_the_mean_of_the_places_by_calendar_days(
    rows: list[tuple[str, str, int]], capacity: str
) -> None:
    typed = [{"from": start, "to": end, "places": places} for start, end, places in rows]
    case = case_of(placesByPeriod=typed)
    assert EAJE.computed(case)["theoreticalCapacity"] == Decimal(capacity)
    assert EAJE.computed(case)["preparationHours"] == 120, "by the authorisation, not by the periods"


def test_without_periods_the_capacity_is_that_of_the_licensed_places() -> None:
    assert EAJE.computed(case_of(placesByPeriod=None))["theoreticalCapacity"] == 46_200
    assert EAJE.computed(case_of(FORECAST))["theoreticalCapacity"] == 46_200
    assert EAJE.computed(case_of(UPDATE))["theoreticalCapacity"] == 46_200


@pytest.mark.parametrize(
    ("year", "absent", "left"),
    [
        (2024, "hoursBilledUnder4", {"theoreticalCapacity", "preparationHours"}),
        (2024, "hoursBilled4To5", {"theoreticalCapacity", "preparationHours"}),
        (2024, "openingDays", {"preparationHours"}),
        (2024, "licensedPlaces", {"theoreticalCapacity", "entitledHours"}),
        (2004, "placesByPeriod", {"theoreticalCapacity"}),
        (2004, "account60", set()),
    ],
)
def test_what_cannot_be_computed_is_absent(year: int, absent: str, left: set[str]) -> None:
    changes: dict[str, Any] = {absent: None}
    assert EAJE.computed(case_of(year=year, **changes)).keys() == left


def test_a_new_file_with_a_kind_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "from dataclasses import replace\nfrom rules.kinds.eaje import KIND as EAJE\nKIND = replace(EAJE, code='ALSH')\n"
    (tmp_path / "alsh_trial.py").write_text(text, encoding="utf-8")
    monkeypatch.setattr(kinds, "__path__", [*kinds.__path__, str(tmp_path)])
    assert kinds.discovered().keys() == {"EAJE", "ALSH"}


def test_two_kinds_of_one_code_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "eaje_twin.py").write_text("from rules.kinds.eaje import KIND\n", encoding="utf-8")
    monkeypatch.setattr(kinds, "__path__", [*kinds.__path__, str(tmp_path)])
    with pytest.raises(ValueError, match="EAJE"):
        kinds.discovered()
