"""May this be sent now? What is missing, what blocks, what wants a remark, in which part."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from rules.case import Case
from rules.controls import Control, Level
from rules.forms import DeclarationKind, Item, Part, Unit
from rules.problems import Code
from rules.readiness import Obstacle, obstacles, stoppers
from tests.rules.examples import ACTUAL, EAJE, FORECAST, UPDATE, case_of

EXPLAINED = "Ouverture en septembre."


def _obstacles(
    declared: DeclarationKind = ACTUAL, remarks: dict[str, str] | None = None, **changes: Any
) -> tuple[Obstacle, ...]:
    return obstacles(EAJE, case_of(declared, **changes), remarks or {})


def _required() -> Iterator[tuple[DeclarationKind, Item]]:
    for declared in DeclarationKind:
        yield from ((declared, item) for item in case_of(declared).form.items if declared in item.required)


def _without(case: Case, name: str) -> Case:
    return replace(case, typed={other: value for other, value in case.typed.items() if other != name})


@pytest.mark.parametrize("declared", DeclarationKind)
def test_nothing_stands_in_the_way_of_the_examples(declared: DeclarationKind) -> None:
    assert _obstacles(declared) == ()


@pytest.mark.parametrize(("declared", "item"), [*_required()], ids=lambda each: getattr(each, "name", str(each)))
def test_a_required_item_alone_missing_is_told_at_its_path(declared: DeclarationKind, item: Item) -> None:
    (obstacle,) = obstacles(EAJE, _without(case_of(declared), item.name), {})
    assert obstacle.problem.code is Code.ITEM_MISSING
    assert obstacle.problem.path == (item.part.lower(), item.name)
    assert obstacle.problem.details["part"] == item.part
    assert item.label in obstacle.problem.message
    assert (obstacle.part, obstacle.control, obstacle.blocking) == (item.part, None, True)
    assert stoppers((obstacle,), item.part) == stoppers((obstacle,)) == (obstacle.problem,)


@pytest.mark.parametrize(("declared", "item"), [*_required()], ids=lambda each: getattr(each, "name", str(each)))
def test_zero_is_a_value_and_satisfies_what_is_required(declared: DeclarationKind, item: Item) -> None:
    if item.unit is Unit.PLACES_BY_PERIOD or item.above is not None or item.minimum != 0:
        return
    case = case_of(declared)
    nothing = False if item.unit is Unit.YES_NO else Decimal(0)
    found = obstacles(EAJE, replace(case, typed={**case.typed, item.name: nothing}), {})
    assert Code.ITEM_MISSING not in {obstacle.problem.code for obstacle in found}


def test_an_optional_item_is_not_missing() -> None:
    for declared in DeclarationKind:
        case = case_of(declared)
        optional = [item.name for item in case.form.items if declared not in item.required]
        assert optional, declared
        assert not set(optional) & case.typed.keys()


@pytest.mark.parametrize("declared", DeclarationKind)
@pytest.mark.parametrize("version", [1, 2])
def test_an_empty_declaration_lacks_what_is_required_in_the_order_of_the_form(
    declared: DeclarationKind, version: int
) -> None:
    case = replace(case_of(declared, version=version), typed={})
    required = [item.name for item in case.form.items if declared in item.required]
    assert [obstacle.problem.path[1] for obstacle in obstacles(EAJE, case, {})] == required


def test_a_declaration_of_the_first_form_needs_what_that_form_asked() -> None:
    assert obstacles(EAJE, case_of(version=1), {}) == ()


def test_a_blocking_control_stops_whatever_is_remarked() -> None:
    (obstacle,) = _obstacles(remarks={"TRAINING_DAYS_OVER_LIMIT": EXPLAINED}, trainingDays=4)
    assert obstacle.problem.code is Code.CONTROL_BLOCKS
    assert obstacle.problem.path == ("activity", "trainingDays")
    assert obstacle.problem.details == {"control": "TRAINING_DAYS_OVER_LIMIT", "part": Part.ACTIVITY}
    assert (obstacle.blocking, obstacle.remark) == (True, None)
    assert stoppers((obstacle,))


@pytest.mark.parametrize(("remark", "stops"), [(None, True), ("", True), ("  \n", True), (EXPLAINED, False)])
def test_a_warning_wants_a_remark(remark: str | None, stops: bool) -> None:
    remarks = {} if remark is None else {"OPENING_DAYS_UNUSUAL": remark}
    (obstacle,) = _obstacles(FORECAST, remarks, openingDays=170)
    assert (obstacle.problem.code, obstacle.blocking) == (Code.REMARK_WANTED, False)
    assert obstacle.remark == (None if stops else EXPLAINED)
    assert bool(stoppers((obstacle,))) is stops


def test_a_remark_on_another_control_does_not_help() -> None:
    assert stoppers(_obstacles(FORECAST, {"BILLED_BELOW_ATTENDED": EXPLAINED}, openingDays=170))


def test_a_figure_in_two_columns_is_shown_at_the_first() -> None:
    (obstacle,) = _obstacles(UPDATE, openingDaysToDate=60)
    assert obstacle.problem.path == ("activity", "openingDaysToDate")


def test_each_part_is_stopped_by_its_own_obstacles_and_approval_by_all() -> None:
    found = _obstacles(trainingDays=4, dailyOpeningHours=14, account60=None, account70641=1)
    codes = {
        part: [problem.details["control"] or problem.path[1] for problem in stoppers(found, part)]
        for part in (Part.ACTIVITY, Part.FINANCE, None)
    }
    activity, finance = ["DAILY_HOURS_UNUSUAL", "TRAINING_DAYS_OVER_LIMIT"], ["FAMILY_CONTRIBUTIONS_DIFFER"]
    assert codes == {
        Part.ACTIVITY: activity,
        Part.FINANCE: ["account60", *finance],
        None: ["account60", *activity, *finance],
    }


def test_different_contributions_block_an_actual_and_want_a_remark_in_a_forecast() -> None:
    remarks = {"FAMILY_CONTRIBUTIONS_DIFFER": EXPLAINED}
    assert stoppers(_obstacles(ACTUAL, remarks, account70641=1))
    assert not stoppers(_obstacles(FORECAST, remarks, account70641=1))


@pytest.mark.parametrize(
    ("item", "todo"),
    [
        ("openingDays", "Saisissez une valeur."),
        ("freeHours", "Saisissez une valeur ; s'il n'y en a pas, saisissez 0."),
        ("mealsProvided", "Répondez par oui ou par non."),
        ("placesByPeriod", "Indiquez au moins une période."),
    ],
)
def test_what_is_missing_is_asked_in_the_words_of_its_item(item: str, todo: str) -> None:
    changes: dict[str, Any] = {item: None}
    (obstacle,) = _obstacles(**changes)
    assert obstacle.problem.remedy == todo


@pytest.mark.parametrize("control", EAJE.controls, ids=lambda control: str(control.code))
def test_what_a_warning_asks_to_do_mentions_the_remark(control: Control) -> None:
    if Level.WARNING in control.levels.values():
        assert "remarque" in control.todo


def test_a_warning_tells_what_its_own_control_asks_to_do() -> None:
    (obstacle,) = _obstacles(FORECAST, openingDays=170)
    assert obstacle.problem.remedy == "Vérifiez le nombre de jours, ou expliquez-le par une remarque."
