"""The page of the rights: it says what the table says, every noun under a French heading, and is stale when a right moves."""

from dataclasses import replace

import pytest

from rules.policy import POLICY, ROLE_LABELS, Role
from rules.workflow import STATE_LABELS, STEPS, Act, State
from server.docs import ROOT, stale
from server.permissions_page import NOUNS, permissions

PAGE = "docs/permissions.md"


def row(start: str, text: str) -> list[str]:
    """The cells of the one line that begins so."""
    (line,) = (line for line in text.splitlines() if line.startswith(start))
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_the_committed_page_is_the_written_one() -> None:
    assert (ROOT / PAGE).read_text(encoding="utf-8") == permissions()


def test_every_action_stands_with_its_roles_and_its_reason() -> None:
    text = permissions()
    for action, right in POLICY.items():
        cells = row(f"| `{action}` |", text)
        assert cells[-1] == right.why
        if right.reach is None:
            assert [role for role, cell in zip(Role, cells[1:-1], strict=True) if cell] == [
                role for role in Role if role in right.roles
            ]


def test_every_noun_of_the_table_has_a_french_heading() -> None:
    assert {action.partition(".")[0] for action in POLICY} - set(NOUNS) == set()


def test_an_act_stands_under_its_role_in_the_states_that_it_leaves() -> None:
    section = permissions().partition(f"### {ROLE_LABELS[Role.APPROVER].capitalize()}\n\n| Acte")[2].partition("###")[0]
    cells = row("| Approuver et transmettre |", section)
    assert [state for state, cell in zip(STATE_LABELS, cells[1:], strict=True) if cell] == [State.READY]


def test_a_right_or_a_state_that_moves_makes_the_page_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    assert PAGE not in stale()
    with monkeypatch.context() as patch:
        patch.setitem(POLICY, "finance.write", replace(POLICY["finance.write"], roles=frozenset({Role.APPROVER})))
        assert PAGE in stale()
    with monkeypatch.context() as patch:
        patch.setitem(STEPS, Act.TAKE, replace(STEPS[Act.TAKE], leaves=frozenset({State.READY})))
        assert PAGE in stale()
