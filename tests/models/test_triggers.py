"""What cannot be changed, whoever writes: the life of a declaration, sealed parts, what is kept for ever."""

from datetime import date
from typing import Any

import asyncpg
import pytest

from models.engine import DbRole
from rules.workflow import STEPS, State
from tests.models.conftest import Door
from tests.world import World

O, I, R, T, P, B, A, C = State  # noqa: E741 - OPEN, IN_PROGRESS, READY, TRANSMITTED, PROCESSING, RETURNED, ACCEPTED, CANCELLED
DESIGN = {
    "save": {(O, I), (I, I), (B, I)},
    "completePart": {(O, I), (I, I), (B, I), (O, R), (I, R), (B, R)},
    "reopenPart": {(R, I), (I, I)},
    "sendBackPart": {(R, I)},
    "approve": {(R, T)},
    "withdraw": {(T, R)},
    "take": {(T, P)},
    "return": {(T, B), (P, B)},
    "accept": {(P, A)},
    "reopen": {(A, B)},
    "cancel": {(O, C), (I, C), (R, C), (T, C), (P, C), (B, C)},
    "grantDelay": {(O, O), (I, I), (R, R), (T, T), (P, P), (B, B)},
}
"""The acts of the design."""
MOVES = set[tuple[State, State]]().union(*DESIGN.values())


def test_the_workflow_takes_no_other_way() -> None:
    for act, step in STEPS.items():
        for state in step.leaves:
            assert (state, step.leads_to or state) in DESIGN[act.value], (act, state)


async def test_the_database_lets_a_declaration_move_as_the_design_says(owner: Any, done: World) -> None:
    declaration = done.declarations[1]
    await owner.execute(
        "update declaration_part set state = 'COMPLETE', version = version + 1 where declaration_id = $1", declaration
    )
    await owner.execute("alter table declaration disable trigger proven")
    moved, others = set(), set()
    for leaves in State:
        await owner.execute("alter table declaration disable trigger moves")
        await owner.execute("update declaration set state = $2 where id = $1", declaration, leaves.value)
        await owner.execute("alter table declaration enable trigger moves")
        for leads_to in State:
            attempt = owner.transaction()
            await attempt.start()
            try:
                await owner.execute(
                    "update declaration set state = $2, version = version + 1 where id = $1",
                    declaration,
                    leads_to.value,
                )
                moved.add((leaves, leads_to))
            except asyncpg.PostgresError as refusal:
                others |= {refusal.sqlstate}
            await attempt.rollback()
    assert (moved, others) == (MOVES, {"PC011"})


@pytest.mark.parametrize("step", [0, 2, -1])
@pytest.mark.parametrize("table", ["declaration", "declaration_part"])
async def test_each_act_adds_one_to_the_version(job: Any, done: World, table: str, step: int) -> None:
    key = "id" if table == "declaration" else "declaration_id"
    with pytest.raises(asyncpg.PostgresError) as refusal:
        await job.execute(
            f"update {table} set state = 'IN_PROGRESS', version = version + $2 where {key} = $1",
            done.declarations[1], step,
        )  # fmt: skip
    assert refusal.value.sqlstate == "PC012"


@pytest.mark.parametrize("complete", [0, 1, 2])
async def test_nothing_is_ready_before_every_part_is_complete(job: Any, done: World, complete: int) -> None:
    await job.execute(
        "update declaration_part set state = 'COMPLETE', version = version + 1 where id in"
        " (select id from declaration_part where declaration_id = $1 order by id limit $2)",
        done.declarations[1], complete,
    )  # fmt: skip
    ready = "update declaration set state = 'READY', version = version + 1 where id = $1"
    if complete == 2:
        assert await job.execute(ready, done.declarations[1]) == "UPDATE 1"
        return
    with pytest.raises(asyncpg.PostgresError) as refusal:
        await job.execute(ready, done.declarations[1])
    assert refusal.value.sqlstate == "PC013"


@pytest.mark.parametrize(
    ("leaves", "leads_to", "refused"),
    [(R, T, "PC015"), (P, A, "PC016"), (T, P, None), (T, B, "PC019"), (P, B, "PC019"), (A, B, "PC019")],
)
async def test_a_transmission_a_right_and_a_part_sent_back_must_be_there_before_the_state_says_so(
    owner: Any, done: World, leaves: State, leads_to: State, refused: str | None
) -> None:
    declaration = done.declarations[1]
    await owner.execute(
        "update declaration_part set state = 'COMPLETE', version = version + 1 where declaration_id = $1", declaration
    )
    await owner.execute("alter table declaration disable trigger moves")
    await owner.execute("alter table declaration disable trigger proven")
    await owner.execute("update declaration set state = $2 where id = $1", declaration, leaves.value)
    await owner.execute("alter table declaration enable trigger moves")
    await owner.execute("alter table declaration enable trigger proven")
    move = "update declaration set state = $2, version = version + 1 where id = $1"
    if refused is None:
        assert await owner.execute(move, declaration, leads_to.value) == "UPDATE 1"
        return
    with pytest.raises(asyncpg.PostgresError) as refusal:
        await owner.execute(move, declaration, leads_to.value)
    assert refusal.value.sqlstate == refused


async def _put(owner: Any, declaration: int, state: State) -> None:
    """The state of a declaration whose parts are complete, whatever the rules say."""
    await owner.execute("alter table declaration_part disable trigger user")
    await owner.execute("update declaration_part set state = 'COMPLETE' where declaration_id = $1", declaration)
    await owner.execute("alter table declaration_part enable trigger user")
    await owner.execute("alter table declaration disable trigger user")
    await owner.execute("update declaration set state = $2 where id = $1", declaration, state.value)
    await owner.execute("alter table declaration enable trigger user")


SEND_BACK = "select send_back_parts($1, $2, 'Motif.', '[\"openingDays\"]', 'Nom', now())"


@pytest.mark.parametrize("leaves", [T, P, A])
async def test_a_declaration_is_returned_once_a_part_is_sent_back(owner: Any, done: World, leaves: State) -> None:
    declaration = done.declarations[1]
    await _put(owner, declaration, leaves)
    await owner.execute((await done.scope("officer")).settings_sql)
    await owner.execute(SEND_BACK, declaration, ["ACTIVITY"])
    move = "update declaration set state = 'RETURNED', version = version + 1 where id = $1"
    assert await owner.execute(move, declaration) == "UPDATE 1"


SENDERS = {"deputy": {R}, "officer": {T, P, A}}
"""Who sends parts back, of declarations in which states."""


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("who", ["director", "accountant", "deputy", "officer", "manager", "stranger", None])
async def test_parts_are_sent_back_by_the_approver_before_and_by_the_caf_after(
    owner: Any, done: World, other: World, who: str | None, state: State
) -> None:
    declaration = done.declarations[1]
    await _put(owner, declaration, state)
    if who is not None:
        scope = await (other.scope("officer") if who == "stranger" else done.scope(who))
        await owner.execute(scope.settings_sql)
    if state not in SENDERS.get(who or "", ()):
        with pytest.raises(asyncpg.PostgresError) as refusal:
            await owner.execute(SEND_BACK, declaration, ["ACTIVITY"])
        assert refusal.value.sqlstate == "PC021"
        return
    await owner.execute(SEND_BACK, declaration, ["ACTIVITY"])
    parts = await owner.fetch(
        "select part, state, sent_back_reason, sent_back_items, sent_back_by_name from declaration_part"
        " where declaration_id = $1 order by part", declaration,
    )  # fmt: skip
    assert [tuple(part) for part in parts] == [
        ("ACTIVITY", "SENT_BACK", "Motif.", '["openingDays"]', "Nom"), ("FINANCE", "COMPLETE", None, "[]", None),
    ]  # fmt: skip


@pytest.mark.parametrize("leads_to", [state for state in State if state is not O])
async def test_an_officer_leads_a_declaration_only_where_the_caf_may(owner: Any, done: World, leads_to: State) -> None:
    declaration = done.declarations[1]
    leaves = next(leaves for leaves, to in sorted(MOVES) if to is leads_to and leaves is not to)
    await _put(owner, declaration, leaves)
    await owner.execute("alter table declaration disable trigger proven")
    await owner.execute((await done.scope("officer")).settings_sql)
    move = "update declaration set state = $2, version = version + 1 where id = $1"
    if leads_to in {P, B, A, C}:
        assert await owner.execute(move, declaration, leads_to.value) == "UPDATE 1"
        return
    with pytest.raises(asyncpg.PostgresError) as refusal:
        await owner.execute(move, declaration, leads_to.value)
    assert refusal.value.sqlstate == "PC020"


@pytest.mark.parametrize("who", ["officer", "deputy", "manager", "stranger", None])
async def test_more_time_is_given_by_an_officer_of_the_caf_and_never_taken_away(
    app: Any, done: World, other: World, who: str | None
) -> None:
    if who is not None:
        scope = await (other.scope("officer") if who == "stranger" else done.scope(who))
        await app.execute(scope.settings_sql)
    extend = "select extend_declaration($1, $2)"
    days = (date(2025, 9, 15), date(2025, 9, 14), date(2025, 9, 16))
    if who != "officer":
        with pytest.raises(asyncpg.PostgresError) as refusal:
            await app.execute(extend, done.declarations[1], days[0])
        assert refusal.value.sqlstate == "PC022"
        return
    for given, kept in zip(days, (days[0], days[0], days[2]), strict=True):
        await app.execute(extend, done.declarations[1], given)
        found = await app.fetchrow("select extended_to, version from declaration where id = $1", done.declarations[1])
        assert tuple(found) == (kept, 1)


@pytest.mark.parametrize("column", ['"values"', "remarks"])
@pytest.mark.parametrize(
    ("state", "part_state", "sealed"),
    [
        (O, "EMPTY", False),
        (I, "IN_PROGRESS", False),
        (B, "SENT_BACK", False),
        (I, "COMPLETE", True),
        (B, "COMPLETE", True),
        (R, "SENT_BACK", True),
        (T, "IN_PROGRESS", True),
        (P, "SENT_BACK", True),
        (A, "IN_PROGRESS", True),
        (C, "IN_PROGRESS", True),
    ],
)
async def test_figures_change_only_while_they_are_typed(
    owner: Any, done: World, state: State, part_state: str, sealed: bool, column: str
) -> None:
    declaration = done.declarations[1]
    for table, value in (("declaration", state.value), ("declaration_part", part_state)):
        await owner.execute(f"alter table {table} disable trigger user")
        key = "id" if table == "declaration" else "declaration_id"
        await owner.execute(f"update {table} set state = $2 where {key} = $1", declaration, value)
        await owner.execute(f"alter table {table} enable trigger user")
    change = f'update declaration_part set {column} = \'{{"x": "1"}}\', version = version + 1 where declaration_id = $1'
    if not sealed:
        assert await owner.execute(change, declaration) == "UPDATE 2"
        return
    with pytest.raises(asyncpg.PostgresError) as refusal:
        await owner.execute(change, declaration)
    assert refusal.value.sqlstate == "PC014"


FOR_EVER = ["submission", "accepted_right", "declaration_event", "audit_entry", "read_entry"]
OF_NO_JOB = {"audit_entry", "read_entry"}
"""What the jobs add to and read, without even the right to change it."""


@pytest.mark.parametrize(
    "statement",
    [
        *(f"update {table} set id = id" for table in FOR_EVER),
        *(f"delete from {table}" for table in [*FOR_EVER, "role_grant", "audit_head"]),
        *(
            f"truncate {table} cascade"
            for table in [*FOR_EVER, "audit_head", "role_grant", "declaration", "tenure", "caf"]
        ),
    ],
)
@pytest.mark.parametrize("role", [DbRole.OWNER, DbRole.JOB, DbRole.APP, DbRole.AUTH])
async def test_what_was_done_is_kept_for_ever(door: Door, done: World, role: DbRole, statement: str) -> None:
    async with door(role) as connection:
        with pytest.raises(asyncpg.PostgresError) as refusal:
            await connection.execute(statement)
    of_no_job = statement.startswith("truncate") or OF_NO_JOB & set(statement.split()) or "audit_head" in statement
    if role in (DbRole.APP, DbRole.AUTH) or (role is DbRole.JOB and of_no_job):
        assert refusal.value.sqlstate == "42501"
    else:
        assert refusal.value.sqlstate == "PC010"


@pytest.mark.parametrize(("more", "sqlstate"), [("0", None), ("0.01", "PC017"), ("-0.01", "PC017")])
async def test_a_right_is_the_estimate_of_its_transmission(job: Any, more: str, sqlstate: str | None) -> None:
    world = await World.granted()
    await world.reach("PROCESSING")
    store = (
        "insert into accepted_right (caf_id, structure_id, tenure_id, declaration_id, submission_id, psu, amount,"
        " accepted_by_id, accepted_by_name, accepted_at) select caf_id, structure_id, tenure_id, declaration_id, id, psu,"
        f" amount + {more}, approver_id, 'N', now() from submission where declaration_id = $1"
    )
    if sqlstate is None:
        assert await job.execute(store, world.declarations[0]) == "INSERT 0 1"
        return
    with pytest.raises(asyncpg.PostgresError) as refusal:
        await job.execute(store, world.declarations[0])
    assert refusal.value.sqlstate == sqlstate


async def test_a_grant_ends_once(job: Any) -> None:
    world = await World.granted()
    end = "update role_grant set ended_at = $2 where tenure_id = $1 and role = 'APPROVER'"
    assert await job.execute(end, world.tenures[0], world.now) == "UPDATE 1"
    with pytest.raises(asyncpg.PostgresError) as refusal:
        await job.execute(end, world.tenures[0], None)
    assert refusal.value.sqlstate == "PC018"
