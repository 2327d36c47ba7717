"""Keys of acts are everybody's own: the database shows and lets write nobody else's."""

from typing import Any

import asyncpg
import pytest

from tests.world import World

INSERT = "insert into act_key (person_id, key, request, made_at) values ($1, 'own', sha256('r'), now())"


async def test_a_key_is_its_author_s_alone(app: Any, done: World, other: World) -> None:
    await app.execute((await done.scope("director")).settings_sql)
    await app.execute(INSERT, done.people["director"].id)
    assert await app.fetchval("select count(*) from act_key where key = 'own'") == 1
    for scope in (await done.scope("accountant"), await done.scope("manager"), await other.scope("director")):
        await app.execute(scope.settings_sql)
        assert await app.fetchval("select count(*) from act_key where key = 'own'") == 0
        assert await app.execute("update act_key set answer = 'x'") == "UPDATE 0"


async def test_nobody_writes_a_key_for_another(app: Any, done: World) -> None:
    await app.execute((await done.scope("director")).settings_sql)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await app.execute(INSERT, done.people["accountant"].id)


@pytest.mark.parametrize("change", ["key = 'x'", "request = sha256('x')", "person_id = 1", "made_at = now()"])
async def test_what_a_key_stands_for_never_changes(app: Any, done: World, change: str) -> None:
    await app.execute((await done.scope("director")).settings_sql)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await app.execute(f"update act_key set {change}")


async def test_a_key_stands_once_for_each_person_and_is_the_mark_of_a_request(job: Any, done: World) -> None:
    one, another = done.people["director"].id, done.people["accountant"].id
    await job.execute(INSERT, one)
    await job.execute(INSERT, another)
    async with job.transaction():
        with pytest.raises(asyncpg.UniqueViolationError):
            async with job.transaction():
                await job.execute(INSERT, one)
        with pytest.raises(asyncpg.CheckViolationError):
            async with job.transaction():
                await job.execute(INSERT.replace("'own'", "'new'").replace("sha256('r')", "'short'"), one)


RIGHTS = "select role, caf_id, tenure_id from hold_rights($1, '2025-01-20', $2)"


async def test_whoever_acts_reads_his_own_rights_only(app: Any, done: World, other: World) -> None:
    await app.execute((await done.scope("director")).settings_sql)
    held = [tuple(row) for row in await app.fetch(RIGHTS, None, [*done.declarations, *other.declarations])]
    assert sorted(held) == [("ACTIVITY_DATA_PROVIDER", done.caf, tenure) for tenure in sorted(done.tenures)]
    assert await app.fetch(RIGHTS, None, []) == []
    await app.execute((await done.scope("officer")).settings_sql)
    assert [tuple(row) for row in await app.fetch(RIGHTS, None, [])] == [("DECLARATION_OFFICER", done.caf, None)]


@pytest.mark.parametrize("session", [2**31 - 1, 0])
async def test_a_session_that_is_not_there_holds_nothing(app: Any, done: World, session: int) -> None:
    await app.execute((await done.scope("director")).settings_sql)
    with pytest.raises(asyncpg.PostgresError) as refusal:
        await app.fetch(RIGHTS, session, [])
    assert refusal.value.sqlstate == "PC080"


async def test_without_a_scope_nobody_acts(app: Any, done: World) -> None:
    with pytest.raises(asyncpg.PostgresError) as refusal:
        await app.fetch(RIGHTS, None, done.declarations)
    assert refusal.value.sqlstate == "PC080"
