"""Every cell of the matrix, done on the real thing. Imports nothing of the rules."""

import pytest

from models.engine import ScopedEngine
from tests.permissions.doings import ACTS, DOINGS, act_on, do
from tests.permissions.ground import Ground, make_ground
from tests.permissions.readings import READINGS, read
from tests.permissions.table import tables

RIGHTS, BY_STATE, BY_PART, BY_DAY = tables().values()
ACTING = ("A", "F", "P", "O")
"""Who acts on declarations at all; whoever else there is, the first table holds."""
PRINTED = {"receipt.read", "totals.figures", "mail.read"}


@pytest.fixture(scope="module")
async def ground(database: ScopedEngine) -> Ground:
    return await make_ground()


def test_every_row_is_tried() -> None:
    assert set(RIGHTS.rows) == set(READINGS) | set(DOINGS) | set(ACTS) | PRINTED


@pytest.mark.parametrize("who", RIGHTS.columns)
async def test_what_somebody_reads_and_does_is_what_the_matrix_says(ground: Ground, who: str) -> None:
    found = await read(ground, who)
    for row in (*DOINGS, *ACTS):
        found[row] = await do(ground, who, row)
    written = {row: cells[who] for row, cells in RIGHTS.rows.items()}
    assert [f"{row}: {written[row]} is {found[row]}" for row in written if found[row] != written[row]] == []


def expected(cells: dict[str, str], who: str, column: str, otherwise: str) -> str:
    """What somebody is answered in a column of a table of acts."""
    holders = {cell.upper() for cell in cells.values()} - {"."}
    if who not in holders and holders:
        return "-"
    return {who: "+", who.lower(): "ITEM_MISSING"}.get(cells[column], otherwise)


@pytest.mark.parametrize("state", BY_STATE.columns)
async def test_each_act_in_each_state_by_each_of_them(ground: Ground, state: str) -> None:
    wrong = []
    for act, cells in BY_STATE.rows.items():
        for who in ACTING:
            found, said = await act_on(ground, who, act, state), expected(cells, who, state, "WRONG_STATE")
            if found != said:
                wrong.append(f"{act} by {who}: {said} is {found}")
    assert wrong == []


@pytest.mark.parametrize("state", BY_PART.columns)
async def test_each_act_in_each_state_of_the_part(ground: Ground, state: str) -> None:
    wrong = []
    for act, cells in BY_PART.rows.items():
        part = act.partition(" ")[2]
        stands = "IN_PROGRESS" if state == "IN_PROGRESS" else f"{part} {state}"
        for who in ACTING:
            found, said = await act_on(ground, who, act, stands), expected(cells, who, state, "WRONG_STATE")
            if not any(cell != "." for cell in cells.values()) and found == "-":
                continue  # nobody's in these states; who has not the right at all is told so
            if found != said:
                wrong.append(f"{act} by {who}: {said} is {found}")
    assert wrong == []


LETS = {act: state for act, state, _ in ACTS.values()} | {"sendBackPart ACTIVITY": "READY"}
"""A state that lets each act."""


@pytest.mark.parametrize("day", BY_DAY.columns)
async def test_each_act_on_each_day_of_the_period(ground: Ground, day: str) -> None:
    closed = {"before": "PERIOD_NOT_OPEN", "closed": "PERIOD_CLOSED"}.get(day, "")
    wrong = []
    await ground.on(day)
    try:
        for act, cells in BY_DAY.rows.items():
            for who in ACTING:
                found, said = await act_on(ground, who, act, LETS[act]), expected(cells, who, day, closed)
                if found != said:
                    wrong.append(f"{act} by {who}: {said} is {found}")
    finally:
        await ground.on("open")
    assert wrong == []
