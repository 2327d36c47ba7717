"""Every cell of the matrix, done on the real thing. Imports nothing of the rules."""

import pytest

from tests.permissions.comparing import (
    BY_DAY,
    BY_PART,
    BY_STATE,
    RIGHTS,
    wrong_days,
    wrong_parts,
    wrong_rights,
    wrong_states,
)
from tests.permissions.doings import ACTS, DOINGS
from tests.permissions.ground import Ground
from tests.permissions.readings import READINGS

PRINTED = {"receipt.read", "totals.figures", "mail.read"}
"""What no question of the API shows: two by the prints, one by the admin."""


def test_every_row_is_tried() -> None:
    assert set(RIGHTS.rows) == set(READINGS) | set(DOINGS) | set(ACTS) | PRINTED


@pytest.mark.parametrize("who", RIGHTS.columns)
async def test_what_somebody_reads_and_does_is_what_is_written(ground: Ground, who: str) -> None:
    assert await wrong_rights(ground, who) == []


@pytest.mark.parametrize("state", BY_STATE.columns)
async def test_each_act_in_each_state(ground: Ground, state: str) -> None:
    assert await wrong_states(ground, state) == []


@pytest.mark.parametrize("state", BY_PART.columns)
async def test_each_act_in_each_state_of_the_part(ground: Ground, state: str) -> None:
    assert await wrong_parts(ground, state) == []


@pytest.mark.parametrize("day", BY_DAY.columns)
async def test_each_act_on_each_day_of_the_period(ground: Ground, day: str) -> None:
    assert await wrong_days(ground, day) == []
