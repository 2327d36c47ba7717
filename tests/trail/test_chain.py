"""The chain of the audit trail: whatever is changed, taken away, put in or exchanged is found, and named."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import asyncpg
import pytest

from models.engine import DB, DbRole, connect_as
from models.scope import scoped
from resolvers.asker import Asker
from resolvers.audit import note
from resolvers.chains import Flaw, heads, purge_reads, verify
from rules.chain import FIELDS, Trail, canonical
from server.audit import sentence
from server.database_url import Urls
from tests.models.ground import elsewhere
from tests.world import NOON, World

PLACE = 3
"""The row that is tampered with, of the chain of a Caf."""
FLIPS = {
    "seq": "seq + 100000", "id": "id + 1000000", "at": "at + interval '1 microsecond'",
    "actor_id": "(select max(id) from person)", "actor_name": "overlay(actor_name placing '~' from 1)", "act": "'cancel'",
    "outcome": "'REFUSED'", "codes": "'X'", "roles": "overlay(roles placing '~' from 1)", "grant_id": "coalesce(grant_id, 0) + 1",
    "door": "'ADMIN'", "caf_id": "(select max(id) from caf)", "structure_id": "structure_id + 1", "tenure_id": "tenure_id + 1",
    "declaration_id": "coalesce(declaration_id, 0) + 1", "role_grant_id": "coalesce(role_grant_id, 0) + 1",
    "object_type": "overlay(object_type placing '~' from 1)", "object_id": "object_id + 1",
    "person_id": "coalesce(person_id, 0) + 1", "from_state": "'OPEN'", "to_state": "'~'", "request_id": "'~'",
    "told_manager": "not told_manager", "told_officer": "not told_officer", "told_national": "not told_national",
    "prev_hash": "set_byte(prev_hash, 0, get_byte(prev_hash, 0) # 1)", "hash": "set_byte(hash, 31, get_byte(hash, 31) # 1)",
}  # fmt: skip
"""One byte, or one bit, of each column."""


@pytest.fixture(scope="module")
async def tampered(clone: Callable[[], Awaitable[Urls]]) -> AsyncIterator[World]:
    """A throw-away copy, whose owner takes the triggers off."""
    async with elsewhere(await clone()):
        world = await World.granted()
        await world.reach("TRANSMITTED")
        await World.make()
        yield world


async def as_owner(*statements: str) -> None:
    with connect_as(DbRole.OWNER):
        async with DB.transaction():
            await DB.fetch("alter table audit_entry disable trigger user")
            for statement in statements:
                await DB.fetch(statement)
            await DB.fetch("alter table audit_entry enable trigger user")


async def flaws() -> list[Flaw]:
    with connect_as(DbRole.JOB):
        return (await verify({}))[1]


async def _row(world: World, seq: int) -> dict[str, Any]:
    rows = await world.written("select * from audit_entry where caf_id = $1 and seq = $2", world.caf, seq)
    return dict(rows[0])


async def _put_back(row: dict[str, Any], among: str) -> None:
    """The row as it was, whatever became of it."""
    names = [name for name in row if name != "id"]
    sets = ", ".join(f"{name} = ${n}" for n, name in enumerate(["id", *names], 1))
    with connect_as(DbRole.OWNER):
        async with DB.transaction():
            await DB.fetch("alter table audit_entry disable trigger user")
            await DB.fetch(f"update audit_entry set {sets} where {among}", row["id"], *(row[name] for name in names))
            await DB.fetch("alter table audit_entry enable trigger user")


def test_every_column_is_hashed() -> None:
    assert set(FLIPS) == {*FIELDS[Trail.ACTS], "prev_hash", "hash"}


async def test_every_column_of_the_table_is_among_them(tampered: World) -> None:
    for trail, table in ((Trail.ACTS, "audit_entry"), (Trail.READS, "read_entry")):
        rows = await tampered.written(
            "select attname from pg_attribute where attrelid = $1::text::regclass and attnum > 0 and not attisdropped",
            table,
        )
        assert {row["attname"] for row in rows} == {*FIELDS[trail], "prev_hash", "hash"}


@pytest.mark.parametrize("column", FLIPS)
async def test_one_byte_in_any_column_is_found_and_named(tampered: World, column: str) -> None:
    row = await _row(tampered, PLACE)
    assert await flaws() == []
    await as_owner(f"update audit_entry set {column} = {FLIPS[column]} where id = {row['id']}")
    moved = row["id"] + 1_000_000 if column == "id" else row["id"]
    found = await flaws()
    await _put_back(row, f"id = {moved}")
    assert found[0].head.caf == tampered.code or column == "caf_id"
    places = [(flaw.seq, flaw.row) for flaw in found if flaw.head.caf == tampered.code]
    gone = column in ("seq", "caf_id")
    assert places[0] == ((PLACE, None) if gone else (PLACE, moved))
    assert len(found) == 1 or gone
    assert f"Caf {tampered.code}, ligne {PLACE}" in " ".join(map(sentence, found))
    assert await flaws() == []


async def test_two_bytes_that_would_read_alike_do_not() -> None:
    empty: dict[str, Any] = dict.fromkeys(FIELDS[Trail.READS])
    one, other = {**empty, "actor_name": "ab", "roles": "c"}, {**empty, "actor_name": "a", "roles": "bc"}
    assert canonical(Trail.READS, one) != canonical(Trail.READS, other)
    assert canonical(Trail.READS, {**empty, "roles": "-"}) != canonical(Trail.READS, empty)


async def test_a_row_taken_away_one_exchanged_and_one_put_in_are_found(tampered: World) -> None:
    row, next_row = await _row(tampered, PLACE), await _row(tampered, PLACE + 1)
    await as_owner(
        f"update audit_entry set seq = 1000000 where id = {row['id']}",
        f"update audit_entry set seq = {PLACE} where id = {next_row['id']}",
        f"update audit_entry set seq = {PLACE + 1} where id = {row['id']}",
    )
    found = await flaws()
    await as_owner(
        f"update audit_entry set seq = 1000000 where id = {row['id']}",
        f"update audit_entry set seq = {PLACE + 1} where id = {next_row['id']}",
        f"update audit_entry set seq = {PLACE} where id = {row['id']}",
    )
    assert {(flaw.seq, flaw.row) for flaw in found} >= {(PLACE, next_row["id"]), (PLACE + 1, row["id"])}
    assert await flaws() == []


@pytest.mark.parametrize("end", [False, True], ids=["in the middle", "at the end"])
async def test_rows_that_are_gone_are_found_and_their_places_are_not_given_again(
    clone: Callable[[], Awaitable[Urls]], end: bool
) -> None:
    async with elsewhere(await clone()):
        world = await World.granted()
        await world.save_example(finance=False)
        with connect_as(DbRole.JOB):
            kept = {(head.trail, head.chain): [head] for head in await heads()}
            last = kept[Trail.ACTS, world.caf][0].seq
        cut = last if end else PLACE
        await as_owner(f"delete from audit_entry where caf_id = {world.caf} and seq = {cut}")
        (flaw,) = await flaws()
        wrong = f"la fin manque : la chaîne allait jusqu'à la ligne {last}" if end else f"la ligne {PLACE} manque"
        assert (flaw.head.caf, flaw.seq, flaw.row, flaw.wrong) == (world.code, cut, None, wrong)
        await world.save_example(activity=False)
        assert f"la ligne {cut} manque" in [flaw.wrong for flaw in await flaws()]
        if end:
            # Whoever turns the head back as well is found by what was kept elsewhere.
            await as_owner(f"delete from audit_entry where caf_id = {world.caf} and seq > {last - 1}")
            before = await _row(world, last - 1)
            with connect_as(DbRole.OWNER):
                await DB.fetch("update audit_head set seq = $2, hash = $3 where trail = 'ACTS' and chain = $1", world.caf, last - 1, before["hash"])  # fmt: skip
            assert await flaws() == []
            with connect_as(DbRole.JOB):
                (flaw,) = (await verify(kept))[1]
            assert (flaw.seq, flaw.wrong) == (last, "la ligne dont l'empreinte avait été conservée manque")


async def test_of_twenty_acts_at_once_in_one_caf_each_has_its_place(database: Any) -> None:
    world = await World.make(structures=20)
    asker = Asker(world.now, world.house, scope=await world.scope("manager"))
    others = await World.make()
    beside = Asker(others.now, others.house, scope=await others.scope("manager"))

    async def act(who: Asker, caf: int, number: int) -> None:
        with scoped(who.person):
            async with DB.transaction():
                await note(who, "openAccount", caf=caf, structure=number)

    await asyncio.gather(
        *(act(who, caf, n) for n in range(20) for who, caf in ((asker, world.caf), (beside, others.caf)))
    )
    rows = await world.written("select seq, structure_id from audit_entry where caf_id = $1 order by seq", world.caf)
    assert [row["seq"] for row in rows] == list(range(1, 21))
    assert {row["structure_id"] for row in rows} == set(range(20))
    assert [flaw for flaw in await flaws() if flaw.head.chain in (world.caf, others.caf)] == []


@pytest.mark.parametrize("column", ["seq", "prev_hash", "hash"])
@pytest.mark.parametrize("role", [DbRole.APP, DbRole.AUTH, DbRole.JOB])
async def test_no_role_chooses_a_place_in_the_chain(database: Any, role: DbRole, column: str) -> None:
    world = await World.make()
    value = "7" if column == "seq" else "'x'"
    insert = (
        f"insert into audit_entry (at, actor_id, actor_name, act, outcome, {column})"
        f" values ($1, $2, $3, 'save', 'DONE', {value})"
    )
    given = (world.now, world.people["manager"].id, f"N {role} {column}")
    with connect_as(role), scoped(await world.scope("manager")):
        if role is not DbRole.JOB:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await DB.fetch(insert, *given)
            return
        await DB.fetch(insert, *given)
    (row,) = await world.written("select * from audit_entry where actor_name = $1", given[-1])
    before = await world.written("select hash from audit_entry where caf_id is null and seq = $1", row["seq"] - 1)
    assert row["prev_hash"] == (before[0]["hash"] if before else bytes(32))
    assert len(row["hash"]) == 32


async def test_reads_of_long_ago_go_and_what_is_kept_hangs_on_the_last_that_went(
    clone: Callable[[], Awaitable[Urls]],
) -> None:
    async with elsewhere(await clone()):
        world = await World.make()
        person = world.people["manager"]
        for day in range(1, 7):
            await world.written(
                "insert into read_entry (at, actor_id, actor_name, door, caf_id, whole_list, object_type)"
                " values (make_timestamptz(2025, 1, $1, 12, 0, 0, 'UTC'), $2, $3, 'API', $4, true, 'Person')",
                day, person.id, person.name, world.caf,
            )  # fmt: skip
        with connect_as(DbRole.OWNER):
            assert await purge_reads(NOON.replace(day=4, hour=0), NOON) == 3
        rows = await world.written("select seq from read_entry order by seq")
        assert [row["seq"] for row in rows] == [4, 5, 6]
        assert await flaws() == []
        assert [row["act"] for row in await world.written("select act from audit_entry where door = 'COMMAND_LINE'")] == ["purgeReads"]  # fmt: skip
        with connect_as(DbRole.OWNER):
            assert await purge_reads(NOON.replace(day=31), NOON) == 3
        assert await flaws() == []
        await world.written(
            "insert into read_entry (at, actor_id, actor_name, door, caf_id, whole_list, object_type)"
            " values ($1, $2, 'N', 'API', $3, true, 'Person')", NOON, person.id, world.caf,
        )  # fmt: skip
        (row,) = await world.written("select seq from read_entry")
        assert row["seq"] == 7
        assert await flaws() == []
        for statement in ("delete from read_entry", "update read_entry set door = 'ADMIN'", "truncate read_entry"):
            with pytest.raises(asyncpg.PostgresError, match="append-only"), connect_as(DbRole.OWNER):
                await DB.fetch(statement)
