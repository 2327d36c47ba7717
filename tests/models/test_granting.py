"""The function that grants a role: for the manager of that Caf only, within what he may grant."""

from typing import Any

import asyncpg
import pytest

from models.engine import DbRole
from tests.models.conftest import Door
from tests.world import World

GRANT = "select grant_role($1, 'Une Personne', $2, 'APPROVER', '2025-01-01', null, 'ACTIVE', now())"


@pytest.mark.parametrize(
    ("who", "sqlstate"),
    [("manager", None), ("officer", "PC001"), ("deputy", "PC001"), ("stranger", "PC001"), (None, "PC001")],
)
async def test_a_role_is_granted_by_the_manager_of_that_caf_only(
    app: Any, done: World, other: World, who: str | None, sqlstate: str | None
) -> None:
    if who is not None:
        scope = await (other.scope("manager") if who == "stranger" else done.scope(who))
        await app.execute(scope.settings_sql)
    email = f"{who}@new.example"
    if sqlstate is None:
        assert await app.fetchval(GRANT, email, done.tenures[0]) > 0
        return
    with pytest.raises(asyncpg.PostgresError) as refusal:
        await app.fetchval(GRANT, email, done.tenures[0])
    assert refusal.value.sqlstate == sqlstate


@pytest.mark.parametrize("role", [DbRole.AUTH, DbRole.JOB])
async def test_nobody_else_calls_it(door: Door, done: World, role: DbRole) -> None:
    async with door(role) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.fetch(GRANT, "x@new.example", done.tenures[0])


@pytest.mark.parametrize(
    ("person", "change", "sqlstate"),
    [
        ("manager", "", "PC003"),
        ("officer", "", "PC004"),
        ("director", "starts_on", "PC002"),
    ],
    ids=["to oneself", "to staff", "outside the tenure"],
)
async def test_what_a_manager_cannot_grant(app: Any, done: World, person: str, change: str, sqlstate: str) -> None:
    await app.execute((await done.scope("manager")).settings_sql)
    start = "2000-01-01" if change else "2025-01-01"
    with pytest.raises(asyncpg.PostgresError) as refusal:
        await app.fetch(GRANT.replace("2025-01-01", start), done.people[person].email, done.tenures[0])
    assert refusal.value.sqlstate == sqlstate
