"""What is found against what is written, cell by cell. Imports nothing of the rules."""

from tests.permissions.doings import ACTS, DOINGS, act_on, do
from tests.permissions.ground import Ground
from tests.permissions.readings import read
from tests.permissions.table import tables

RIGHTS, BY_STATE, BY_PART, BY_DAY = tables().values()
ACTING = ("A", "F", "P", "O")
"""Who acts on declarations at all; for whoever else there is, the first table says so."""
HOLDERS = {act: who for act, _, who in ACTS.values()} | {"sendBackPart ACTIVITY": "P"}
LETS = {act: state for act, state, _ in ACTS.values()} | {"sendBackPart ACTIVITY": "READY"}
"""Who may do each act, and a state that lets it."""


async def wrong_rights(ground: Ground, who: str) -> list[str]:
    """The cells of one column of the first table that are not as they are written."""
    found = await read(ground, who)
    for row in (*DOINGS, *ACTS):
        found[row] = await do(ground, who, row)
    return [
        f"{row} by {who}: {cells[who]} is {found[row]}"
        for row, cells in RIGHTS.rows.items()
        if cells[who] != found[row]
    ]


async def wrong_states(ground: Ground, state: str) -> list[str]:
    """The same of one state of the declaration."""
    return await _wrong(ground, BY_STATE.rows, state, dict.fromkeys(BY_STATE.rows, state), "WRONG_STATE")


async def wrong_parts(ground: Ground, state: str) -> list[str]:
    """The same of one state of the part."""
    stands = {act: state if state == "IN_PROGRESS" else f"{act.partition(' ')[2]} {state}" for act in BY_PART.rows}
    return await _wrong(ground, BY_PART.rows, state, stands, "WRONG_STATE")


async def wrong_days(ground: Ground, day: str) -> list[str]:
    """The same of one day of the period."""
    otherwise = {"before": "PERIOD_NOT_OPEN", "closed": "PERIOD_CLOSED"}.get(day, "")
    await ground.on(day)
    try:
        return await _wrong(ground, BY_DAY.rows, day, LETS, otherwise)
    finally:
        await ground.on("open")


async def _wrong(
    ground: Ground, rows: dict[str, dict[str, str]], column: str, stands: dict[str, str], otherwise: str
) -> list[str]:
    wrong = []
    for act, cells in rows.items():
        for who in ACTING:
            said = {who: "+", who.lower(): "ITEM_MISSING"}.get(cells[column], otherwise)
            if who != HOLDERS[act] and said == otherwise:
                said = "-"
            found = await act_on(ground, who, act, stands[act])
            if found != said:
                wrong.append(f"{act} by {who}, {column}: {said} is {found}")
    return wrong
