"""The test of the matrix: a right widened on purpose turns it red, whatever the right is widened by."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from resolvers import sessions
from resolvers.asker import may
from rules.policy import POLICY, Role
from rules.workflow import STEPS, Act, State
from tests.permissions.comparing import wrong_rights, wrong_states
from tests.permissions.ground import Ground


@pytest.fixture
def planted() -> Iterator[pytest.MonkeyPatch]:
    """Changes to the tables of the rules, taken back with the verdicts that they led to."""
    with pytest.MonkeyPatch.context() as patch:
        may.cache_clear()
        yield patch
    may.cache_clear()


def widen(patch: pytest.MonkeyPatch, action: str, role: Role) -> None:
    """One role more in one row of the permission table."""
    patch.setitem(POLICY, action, replace(POLICY[action], roles=POLICY[action].roles | {role}))


@pytest.mark.parametrize(
    ("action", "role", "who", "found"),
    [
        ("finance.read", Role.ACTIVITY_DATA_PROVIDER, "A", "finance.read by A: - is +"),
        ("finance.figures", Role.ACTIVITY_DATA_PROVIDER, "A", "finance.figures by A: - is +"),
        ("access.read", Role.DECLARATION_OFFICER, "O", "access.read by O: - is "),
        ("declaration.approve", Role.FINANCIAL_DATA_PROVIDER, "F", "declaration.approve by F: - is "),
        ("declaration.cancel", Role.APPROVER, "P", "declaration.cancel by P: - is "),
        ("structure.keep", Role.DECLARATION_OFFICER, "O", "structure.keep by O: - is "),
        ("caf.keep", Role.HABILITATION_MANAGER, "M", "caf.keep by M: - is "),
    ],
)  # fmt: skip
async def test_a_widened_right_is_found(
    ground: Ground, planted: pytest.MonkeyPatch, action: str, role: Role, who: str, found: str
) -> None:
    widen(planted, action, role)
    wrong = await wrong_rights(ground, who)
    assert [line for line in wrong if line.startswith(found)], wrong


async def test_an_act_that_leaves_one_state_more_is_found(ground: Ground, planted: pytest.MonkeyPatch) -> None:
    step = STEPS[Act.WITHDRAW]
    planted.setitem(STEPS, Act.WITHDRAW, replace(step, leaves=step.leaves | {State.PROCESSING}))
    wrong = await wrong_states(ground, "PROCESSING")
    assert [line for line in wrong if line.startswith("withdraw by P, PROCESSING: WRONG_STATE is ")], wrong


async def test_a_grant_that_opens_something_before_its_day_is_found(
    ground: Ground, planted: pytest.MonkeyPatch
) -> None:
    whole = sessions.load_scope

    async def early(person: int, name: str, now: object) -> object:
        return await whole(person, name, ground.world.now.replace(year=2026))

    planted.setattr(sessions, "load_scope", early)
    wrong = await wrong_rights(ground, "coming")
    assert "declaration.read by coming: . is +" in wrong
