"""The engine: the right door, the right scope, and every connection given back."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from models import engine as engine_module
from models.engine import DB, DatabaseAway, DbRole, ScopedEngine, connect_as, watch_statements
from models.scope import Grant, Scope, scoped
from models.structure import Structure
from rules.policy import Role
from server.database_url import Urls
from tests.world import World

WHO = "select current_user::text as role, current_setting('portal.person', true) as person"
SEEN = "select count(*) as n from structure"


@pytest.fixture
async def one(urls: Urls) -> AsyncIterator[ScopedEngine]:
    """An engine of its own with one connection per door: whoever comes next gets the same."""
    engine = ScopedEngine()
    engine.know(urls)
    await engine.start(DbRole.APP, DbRole.OWNER, min_size=1, max_size=1)
    yield engine
    await engine.stop()


def free(engine: ScopedEngine, role: DbRole) -> int:
    """How many connections of this door lie ready."""
    return int(engine.pools[role].get_idle_size())


@pytest.mark.parametrize("role", DbRole)
async def test_each_role_has_its_door(database: ScopedEngine, role: DbRole) -> None:
    with connect_as(role):
        assert (await DB.fetch(WHO))[0]["role"] == role.value
        async with DB.transaction():
            assert (await DB.fetch(WHO))[0]["role"] == role.value
    assert (await DB.fetch(WHO))[0]["role"] == DbRole.APP.value


async def test_a_statement_carries_the_scope_and_leaves_none(one: ScopedEngine, done: World) -> None:
    scope = await done.scope("director")
    with scoped(scope):
        assert (await one.fetch(WHO))[0]["person"] == str(scope.person)
        assert (await one.fetch(SEEN))[0]["n"] == 2
    assert not (await one.fetch(WHO))[0]["person"]
    assert (await one.fetch(SEEN))[0]["n"] == 0


@pytest.mark.parametrize("how", ["committed", "undone", "statement failed", "transaction failed", "cancelled"])
async def test_the_next_user_of_a_connection_gets_no_scope(one: ScopedEngine, done: World, how: str) -> None:
    with scoped(await done.scope("director")):
        if how == "statement failed":
            with pytest.raises(asyncpg.PostgresError):
                await one.fetch("select 1 / 0")
        elif how == "cancelled":
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(one.fetch("select pg_sleep(10)"), 0.05)
        else:
            try:
                async with one.transaction() as transaction:
                    assert (await one.fetch(SEEN))[0]["n"] == 2
                    if how == "undone":
                        await transaction.rollback()
                    if how == "transaction failed":
                        await one.fetch("select 1 / 0")
            except asyncpg.DivisionByZeroError:
                assert how == "transaction failed"
    assert free(one, DbRole.APP) == 1
    assert not (await one.fetch(WHO))[0]["person"]
    assert (await one.fetch(SEEN))[0]["n"] == 0


async def test_two_people_at_once_see_their_own(one: ScopedEngine, done: World, other: World) -> None:
    async def structures(world: World) -> set[int]:
        with scoped(await world.scope("director")):
            found = set()
            for _ in range(5):
                found |= {row["id"] for row in await one.fetch("select id from structure")}
                await asyncio.sleep(0)
            return found

    seen = await asyncio.gather(*(structures(world) for world in (done, other, done, other)))
    assert seen == [set(world.structures) for world in (done, other, done, other)]


async def test_a_task_keeps_the_scope_it_was_started_under(one: ScopedEngine, done: World) -> None:
    go = asyncio.Event()

    async def later() -> Any:
        await go.wait()
        return (await one.fetch(SEEN))[0]["n"]

    with scoped(await done.scope("director")):
        inside = asyncio.create_task(later())
    outside = asyncio.create_task(later())
    go.set()
    assert (await inside, await outside) == (2, 0)


TWICE = "create table twice (n int primary key deferrable initially deferred); insert into twice values (1); insert into twice values (1)"


async def test_a_commit_that_fails_gives_the_connection_back(one: ScopedEngine) -> None:
    async def twice() -> None:
        async with one.transaction():
            for statement in TWICE.split("; "):
                await one.fetch(statement)

    with connect_as(DbRole.OWNER):
        with pytest.raises(asyncpg.UniqueViolationError):
            await twice()
        assert one.current_transaction.get() is None
        assert free(one, DbRole.OWNER) == 1
        assert (await one.fetch("select to_regclass('twice') as found"))[0]["found"] is None
        async with one.transaction():
            assert (await one.fetch("select 1 as n"))[0]["n"] == 1


@pytest.mark.parametrize("when", ["during a statement", "before a transaction", "inside", "at the end"])
@pytest.mark.parametrize("scope", [None, Scope(1)])
async def test_a_connection_that_breaks_is_away_and_the_next_one_works(
    one: ScopedEngine, urls: Urls, when: str, scope: Scope | None
) -> None:
    async def broken() -> None:
        killer = await asyncpg.connect(urls[DbRole.APP])
        await killer.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where pid <> pg_backend_pid() and usename = current_user and pid = $1", door
        )  # fmt: skip
        await killer.close()

    async def work() -> None:
        if when == "during a statement":
            await asyncio.gather(broken(), one.fetch("select pg_sleep(2)"))
            return
        if when == "before a transaction":
            one.pools[DbRole.APP]._holders[0]._con._transport.abort()
        async with one.transaction():
            if when != "before a transaction":
                await broken()
            if when == "inside":
                await one.fetch("select 1")

    door = (await one.fetch("select pg_backend_pid() as door"))[0]["door"]
    with scoped(scope):
        with pytest.raises(DatabaseAway):
            await work()
        assert one.current_transaction.get() is None
        assert (await one.fetch("select 1 as n"))[0]["n"] == 1


async def test_a_scope_that_cannot_be_set_gives_the_connection_back(one: ScopedEngine) -> None:
    broken = Scope(1)
    broken.__dict__["settings_sql"] = "select nonsense"
    with scoped(broken):
        for _ in range(2):
            with pytest.raises(asyncpg.PostgresError):
                async with one.transaction():
                    pass
            with pytest.raises(asyncpg.PostgresError):
                await one.fetch("select 1")
    assert (await one.fetch("select 1 as n"))[0]["n"] == 1


async def test_statements_gathered_in_a_transaction_take_their_turn(one: ScopedEngine) -> None:
    async with one.transaction():
        rows = await asyncio.gather(*(one.fetch("select $1::int as n, pg_backend_pid() as door", n) for n in range(8)))
    assert [row[0]["n"] for row in rows] == list(range(8))
    assert len({row[0]["door"] for row in rows}) == 1


async def test_a_transaction_in_a_transaction_is_the_same(one: ScopedEngine) -> None:
    async with one.transaction() as outer:
        async with one.transaction() as inner:
            assert inner is outer
        assert (await one.fetch("select 1 as n"))[0]["n"] == 1


async def test_a_statement_of_another_role_inside_a_transaction_is_refused(one: ScopedEngine) -> None:
    async with one.transaction():
        with connect_as(DbRole.JOB), pytest.raises(RuntimeError, match="portal_job inside a transaction of portal_app"):
            await one.fetch("select 1")
        assert (await one.fetch(WHO))[0]["role"] == DbRole.APP.value


async def test_a_task_that_outlives_its_transaction_writes_nothing(one: ScopedEngine) -> None:
    go = asyncio.Event()

    async def late() -> None:
        await go.wait()
        await one.fetch("insert into caf (code, name) values ('ZZZ', 'late')")

    with connect_as(DbRole.OWNER):
        async with one.transaction():
            task = asyncio.create_task(late())
            await asyncio.sleep(0)
        go.set()
        with pytest.raises(DatabaseAway):
            await task
        assert await one.fetch("select from caf where code = 'ZZZ'") == []


async def test_waiting_for_a_connection_is_bounded(one: ScopedEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "POOL_WAIT_SECONDS", 0.05)
    async with one.transaction():
        others = asyncio.create_task(_alone(one))
        with pytest.raises(DatabaseAway):
            await others
    assert (await one.fetch("select 1 as n"))[0]["n"] == 1


async def _alone(engine: ScopedEngine) -> None:
    engine.current_transaction.set(None)
    await engine.fetch("select 1")


async def test_a_batch_has_the_scope_too(database: ScopedEngine, done: World, other: World) -> None:
    for world in (done, other):
        with scoped(await world.scope("director")):
            async with (
                await Structure.select(Structure.name, Structure.id_equ).order_by(Structure.id_equ).batch() as batch
            ):
                found = [row["id_equ"] async for rows in batch for row in rows]
        assert found == [f"{world.code}0", f"{world.code}1"]
    async with await Structure.select().batch() as batch:
        assert [row async for rows in batch for row in rows] == []


async def test_a_private_connection_keeps_its_scope(one: ScopedEngine, done: World) -> None:
    with scoped(await done.scope("director")):
        connection = await one.get_new_connection()
    try:
        assert await connection.fetchval(SEEN) == 2
        assert await connection.fetchval(SEEN) == 2
    finally:
        await connection.close()


async def test_statements_are_counted_with_those_of_the_tasks_started(one: ScopedEngine) -> None:
    await one.fetch("select 'before'")
    with watch_statements() as seen:
        await one.fetch("select 'alone'")
        async with one.transaction():
            await one.fetch("select 'inside'")
        await asyncio.gather(one.fetch("select 'a'"), one.fetch("select 'b'"))
    await one.fetch("select 'after'")
    assert seen == ["select 'alone'", "select 'inside'", "select 'a'", "select 'b'"]


PLANTED: Any = "1}', true) --"


@pytest.mark.parametrize(
    "given",
    [
        {"person": "1', true), set_config('portal.national', 'on"},
        {"manager_caf": "1'; select 1"},
        {"grants": (Grant(Role.APPROVER, 1, 1, 1, PLANTED),)},
    ],
)
def test_a_scope_is_made_of_numbers_only(given: dict[str, Any]) -> None:
    scope = Scope(**{"person": 1, **given})
    with pytest.raises(ValueError, match="invalid literal for int"):
        _ = scope.settings_sql
