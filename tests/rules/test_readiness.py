"""May this be sent now? What is missing, what blocks, what wants a remark, in which part."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from rules.forms import DeclarationKind, Form, Item, Part, Value
from rules.kinds import KINDS
from rules.problems import Code
from rules.readiness import Obstacle, obstacles, stoppers

Figures = Callable[..., dict[str, Value]]
EAJE = KINDS["EAJE"]
FORECAST, ACTUAL = DeclarationKind.FORECAST, DeclarationKind.ACTUAL
DAY = date(2024, 1, 1)
EXPLAINED = "Ouverture en septembre."


def _obstacles(
    figures: Figures, declared: DeclarationKind = ACTUAL, remarks: dict[str, str] | None = None, **changes: object
) -> tuple[Obstacle, ...]:
    return obstacles(EAJE, declared, DAY, figures(**changes), remarks or {})


@pytest.mark.parametrize("declared", [FORECAST, ACTUAL])
def test_nothing_stands_in_the_way_of_example_a(figures: Figures, declared: DeclarationKind) -> None:
    assert _obstacles(figures, declared) == ()


@pytest.mark.parametrize("declared", [FORECAST, ACTUAL])
@pytest.mark.parametrize("item", EAJE.form.items, ids=lambda item: str(item.name))
def test_every_item_is_required(figures: Figures, item: Item, declared: DeclarationKind) -> None:
    (obstacle,) = _obstacles(figures, declared, **{item.name: None})
    assert obstacle.problem.code is Code.ITEM_MISSING
    assert obstacle.problem.path == (item.part.lower(), item.name)
    assert obstacle.problem.details["part"] == item.part
    assert (obstacle.part, obstacle.control, obstacle.blocking) == (item.part, None, True)
    assert stoppers((obstacle,), item.part) == stoppers((obstacle,)) == (obstacle.problem,)


def test_an_item_is_missing_only_where_it_is_required(figures: Figures) -> None:
    optional = replace(EAJE.form.by_name["trainingDays"], required=frozenset({ACTUAL}))
    items = tuple(optional if item.name == optional.name else item for item in EAJE.form.items)
    kind = replace(EAJE, form=Form(2, items))
    values = figures(trainingDays=None)
    found = {declared: obstacles(kind, declared, DAY, values, {}) for declared in (FORECAST, ACTUAL)}
    assert not found[FORECAST]
    assert [obstacle.problem.path for obstacle in found[ACTUAL]] == [("activity", "trainingDays")]


def test_an_empty_declaration_lacks_everything_in_the_order_of_the_form() -> None:
    found = obstacles(EAJE, ACTUAL, DAY, {}, {})
    assert [obstacle.problem.path[1] for obstacle in found] == [item.name for item in EAJE.form.items]


def test_zero_is_not_absent(figures: Figures) -> None:
    assert not _obstacles(figures, account60=0, trainingDays=0)


def test_a_blocking_control_stops_whatever_is_remarked(figures: Figures) -> None:
    (obstacle,) = _obstacles(figures, remarks={"TRAINING_DAYS_OVER_LIMIT": EXPLAINED}, trainingDays=4)
    assert obstacle.problem.code is Code.CONTROL_BLOCKS
    assert obstacle.problem.path == ("activity", "trainingDays")
    assert obstacle.problem.details == {"control": "TRAINING_DAYS_OVER_LIMIT", "part": Part.ACTIVITY}
    assert (obstacle.blocking, obstacle.remark) == (True, None)
    assert stoppers((obstacle,))


@pytest.mark.parametrize(("remark", "stops"), [(None, True), ("", True), ("  \n", True), (EXPLAINED, False)])
def test_a_warning_wants_a_remark(figures: Figures, remark: str | None, stops: bool) -> None:
    remarks = {} if remark is None else {"OPENING_DAYS_UNUSUAL": remark}
    (obstacle,) = _obstacles(figures, remarks=remarks, openingDays=100)
    assert (obstacle.problem.code, obstacle.blocking) == (Code.REMARK_WANTED, False)
    assert obstacle.remark == (None if stops else EXPLAINED)
    assert bool(stoppers((obstacle,))) is stops


def test_a_remark_on_another_control_does_not_help(figures: Figures) -> None:
    found = _obstacles(figures, remarks={"BILLED_BELOW_ATTENDED": EXPLAINED}, openingDays=100)
    assert stoppers(found)


def test_each_part_is_stopped_by_its_own_obstacles_and_approval_by_all(figures: Figures) -> None:
    found = _obstacles(figures, trainingDays=4, openingDays=100, account60=None, account70641=1)
    codes = {
        part: [problem.details["control"] or problem.path[1] for problem in stoppers(found, part)]
        for part in (Part.ACTIVITY, Part.FINANCE, None)
    }
    assert codes == {
        Part.ACTIVITY: ["TRAINING_DAYS_OVER_LIMIT", "OPENING_DAYS_UNUSUAL"],
        Part.FINANCE: ["account60", "FAMILY_CONTRIBUTIONS_DIFFER"],
        None: ["account60", "TRAINING_DAYS_OVER_LIMIT", "FAMILY_CONTRIBUTIONS_DIFFER", "OPENING_DAYS_UNUSUAL"],
    }


def test_different_contributions_block_an_actual_and_want_a_remark_in_a_forecast(figures: Figures) -> None:
    remarks = {"FAMILY_CONTRIBUTIONS_DIFFER": EXPLAINED}
    assert stoppers(_obstacles(figures, ACTUAL, remarks, account70641=1))
    assert not stoppers(_obstacles(figures, FORECAST, remarks, account70641=1))
