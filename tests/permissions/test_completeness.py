"""The matrix leaves nothing out, and knows nothing of the rules that it judges. This module alone reads them."""

import ast
from pathlib import Path

import pytest

from rules.policy import POLICY, Role
from rules.workflow import STEPS, PartState, State
from tests.permissions.table import HERE, ROLES, TITLES, action_of, tables

RIGHTS, BY_STATE, BY_PART, BY_DAY = (tables()[title] for title in TITLES)
READ_THE_RULES = {"test_completeness.py", "test_planted.py"}


def missing(policy: dict[str, object]) -> set[str]:
    """The actions without a row."""
    return set(policy) - {action_of(row) for row in RIGHTS.rows}


def test_every_action_of_the_permission_table_has_a_row_and_no_row_is_of_none() -> None:
    assert missing(dict(POLICY)) == set()
    assert {action_of(row) for row in RIGHTS.rows} - set(POLICY) == set()


def test_an_action_without_a_row_is_named() -> None:
    assert missing({**POLICY, "declaration.erase": None}) == {"declaration.erase"}


def test_every_role_is_a_column() -> None:
    assert set(ROLES.values()) == set(Role)
    assert set(ROLES) <= set(RIGHTS.columns)


def test_every_act_and_every_state_has_its_place() -> None:
    acts = {f"{act} {part or ''}".strip() for act, step in STEPS.items() for part in step.actions}
    assert set(BY_STATE.rows) == set(BY_DAY.rows) == acts
    assert set(BY_PART.rows) == {act for act in acts if " " in act}
    assert list(BY_STATE.columns) == list(State)
    assert list(BY_PART.columns) == list(PartState)


def imported(path: Path) -> set[str]:
    """The rooms that a module imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").partition(".")[0])
    return found


@pytest.mark.parametrize("path", sorted(HERE.glob("*.py")), ids=lambda path: path.name)
def test_what_judges_imports_nothing_of_the_rules(path: Path) -> None:
    assert ("rules" in imported(path)) is (path.name in READ_THE_RULES)


def test_no_program_writes_the_matrix() -> None:
    """Its name stands in its reader alone, which only reads."""
    root = HERE.parent.parent
    rooms = (
        each
        for room in ("rules", "models", "resolvers", "schema", "admin", "server", "demo", "tests")
        for each in (root / room).rglob("*.py")
    )
    naming = {path for path in rooms if "matrix" + ".txt" in path.read_text(encoding="utf-8")}
    assert naming == {HERE / "table.py"}
    assert "write" not in (HERE / "table.py").read_text(encoding="utf-8").replace("written", "")
