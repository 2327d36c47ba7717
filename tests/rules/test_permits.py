"""May this be done now: the roles first, which never depend on the row; then the moment; then what the figures lack."""

from datetime import date
from types import MappingProxyType

import pytest

from rules import structure_acts
from rules.deadlines import Calendar
from rules.forms import Part
from rules.permits import Docket, judged, lacking, no_amount
from rules.policy import APPROVER, Right, Role, UnknownAction, _table, allowed, entitled, right, told
from rules.problems import Code
from rules.readiness import obstacles
from rules.structure_acts import STRUCTURE_STEPS, StructureAct
from rules.workflow import STEPS, Act, PartState, State, after_completion
from tests.rules.examples import EAJE, case_of

DAYS = (date(2024, 1, 10), date(2024, 2, 13), date(2024, 6, 30))
OPEN = date(2024, 1, 15)
PROVIDER = frozenset({Role.ACTIVITY_DATA_PROVIDER})


def docket(state: State = State.IN_PROGRESS, today: date = OPEN, **parts: PartState) -> Docket:
    held = {Part(name): each for name, each in (parts or {"ACTIVITY": PartState.IN_PROGRESS}).items()}
    return Docket(state, MappingProxyType(held), Calendar(today, *DAYS, None))


def verdict_code(
    held: frozenset[Role], found: Docket, act: Act = Act.SAVE, part: Part | None = Part.ACTIVITY
) -> Code | None:
    problem = judged(STEPS[act], part, held, found).problem
    return None if problem is None else problem.code


def test_the_roles_speak_before_the_moment() -> None:
    found = judged(STEPS[Act.SAVE], Part.ACTIVITY, frozenset({Role.FINANCIAL_DATA_PROVIDER}), docket(State.ACCEPTED))
    assert found.problem is found.right
    assert found.right
    assert found.moment
    assert (found.right.code, found.moment.code) == (Code.FORBIDDEN, Code.WRONG_STATE)
    assert found.right.details["requiredRoles"] == ["ACTIVITY_DATA_PROVIDER"]


@pytest.mark.parametrize(
    ("found", "code"),
    [
        (docket(), None),
        (docket(State.TRANSMITTED), Code.WRONG_STATE),
        (docket(ACTIVITY=PartState.COMPLETE), Code.WRONG_STATE),
        (docket(FINANCE=PartState.EMPTY), Code.NOT_FOUND),
        (docket(today=date(2024, 1, 9)), Code.PERIOD_NOT_OPEN),
        (docket(today=DAYS[0]), None),
        (docket(today=DAYS[2]), None),
        (docket(today=date(2024, 7, 1)), Code.PERIOD_CLOSED),
    ],
)
def test_the_moment_of_a_save(found: Docket, code: Code | None) -> None:
    assert verdict_code(PROVIDER, found) is code


def test_an_act_of_the_caf_needs_no_open_period() -> None:
    closed = docket(State.TRANSMITTED, date(2025, 1, 1))
    assert verdict_code(frozenset({Role.DECLARATION_OFFICER}), closed, Act.TAKE, None) is None


def test_figures_stop_only_the_acts_that_want_them() -> None:
    found = obstacles(EAJE, case_of(openingDays=None), {})
    assert [each.code for each in lacking(Act.APPROVE, None, found)] == [Code.ITEM_MISSING]
    assert [each.code for each in lacking(Act.COMPLETE_PART, Part.ACTIVITY, found)] == [Code.ITEM_MISSING]
    assert lacking(Act.COMPLETE_PART, Part.FINANCE, found) == ()
    assert lacking(Act.SAVE, Part.ACTIVITY, found) == ()


def test_without_an_amount_nothing_is_accepted_and_it_says_why() -> None:
    assert no_amount({"right": "1.00"}) is None
    for estimate, words in (
        (None, "aucune estimation"),
        ({"right": None, "reason_text": "Il manque tout."}, "il manque tout"),
    ):
        refused = no_amount(estimate)
        assert refused
        assert refused.code is Code.NO_AMOUNT
        assert words in refused.message


def test_a_declaration_is_ready_once_every_required_part_is_complete() -> None:
    assert after_completion([]) is State.READY
    assert after_completion([PartState.COMPLETE]) is State.READY
    assert after_completion([PartState.COMPLETE, PartState.EMPTY]) is State.IN_PROGRESS


@pytest.mark.parametrize(
    ("act", "closed_on", "code"),
    [
        (StructureAct.CHANGE, None, None), (StructureAct.CHANGE, OPEN, None),
        (StructureAct.CLOSE, None, None), (StructureAct.CLOSE, OPEN, Code.STRUCTURE_CLOSED),
        (StructureAct.REOPEN, OPEN, None), (StructureAct.REOPEN, None, Code.NOT_CLOSED),
    ],
)  # fmt: skip
def test_what_a_caf_may_do_with_a_structure(act: StructureAct, closed_on: date | None, code: Code | None) -> None:
    manager = structure_acts.judged(STRUCTURE_STEPS[act], frozenset({Role.HABILITATION_MANAGER}), closed_on)
    assert (manager.right, manager.moment and manager.moment.code) == (None, code)
    other = structure_acts.judged(STRUCTURE_STEPS[act], frozenset({APPROVER}), closed_on)
    assert other.right
    assert other.right.code is Code.FORBIDDEN


def test_an_unknown_action_is_an_error_and_never_a_yes() -> None:
    for ask in (right, entitled, told, lambda action: allowed(action, frozenset(Role))):
        with pytest.raises(UnknownAction, match=r"no\.such"):
            ask("no.such")


def test_an_action_stands_once_in_the_table() -> None:
    row = Right("some.act", frozenset(), "Parce que.")
    with pytest.raises(ValueError, match="twice"):
        _table(row, row)


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("caf.read", "Public."),
        ("account.own", "Chacun tient son propre compte."),
        ("declaration.cancel", "Un agent de traitement de la Caf annule une déclaration, avec un motif. Habilités : agent de traitement de la Caf."),
    ],
)  # fmt: skip
def test_who_may_is_told_as_short_as_it_is_open(action: str, words: str) -> None:
    assert told(action) == words
