"""Doors to the database, one per role, each in a transaction that is undone after the test."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import asyncpg
import pytest

from models.engine import DbRole, ScopedEngine
from server.database_url import Urls
from tests.world import World

Door = Callable[[DbRole], AbstractAsyncContextManager[Any]]


@pytest.fixture
def door(urls: Urls) -> Door:
    """Connect as a role; what is done there is undone."""

    @asynccontextmanager
    async def opened(role: DbRole) -> AsyncIterator[Any]:
        connection = await asyncpg.connect(urls[role])
        try:
            transaction = connection.transaction()
            await transaction.start()
            yield connection
            await transaction.rollback()
        finally:
            await connection.close()

    return opened


@pytest.fixture
async def owner(door: Door) -> AsyncIterator[Any]:
    """The owner's door."""
    async with door(DbRole.OWNER) as connection:
        yield connection


@pytest.fixture
async def app(door: Door) -> AsyncIterator[Any]:
    """The web process's door; no scope is set."""
    async with door(DbRole.APP) as connection:
        yield connection


@pytest.fixture
async def job(door: Door) -> AsyncIterator[Any]:
    """The jobs' door."""
    async with door(DbRole.JOB) as connection:
        yield connection


@pytest.fixture(scope="session")
async def done(database: ScopedEngine) -> World:
    """A world of two structures; the first one's declaration went all the way to its right."""
    world = await World.granted(structures=2)
    await world.reach("ACCEPTED")
    # Accounts that two structures share: what no act of a year does by itself.
    await world.written(
        "insert into group_accounts (caf_id, organisation_id, kind, year, tenures, total_charges, stated_by_id,"
        " stated_by_name, stated_at) values ($1, $2, 'ACTUAL', 2024, $3, 1, $4, 'N', now())",
        world.caf, world.organisation, world.tenures, world.people["accountant"].id,
    )  # fmt: skip
    await world.written(
        "insert into agreement (caf_id, structure_id, tenure_id, bonus, starts_on, ends_on, places)"
        " values ($1, $2, $3, 'TERRITORY_EMPLOYER', '2021-01-01', '2021-01-01', 5)",
        world.caf, world.structures[1], world.tenures[1],
    )  # fmt: skip
    # A kind that nobody declares: the release of a real one is there for ever, and there is only one.
    await world.written(
        "with made as (insert into statistics_release (structure_kind, year, released_at, parameters)"
        " values ('NONE', 2020, now(), '{}') returning *)"
        " insert into statistics_cell (release_id, structure_kind, year, ratio, axis, reason)"
        " select id, structure_kind, year, 'R', 'ALL', 'SECRET' from made"
    )
    # What an account waits for, and what is sent: no act of a year leaves all of it.
    person, code = world.people["director"].id, b"x" * 32
    for statement in (
        "insert into recovery_code (person_id, code_hash) values ($1, $2)",
        "insert into one_time_link (person_id, purpose, token_hash, created_at, expires_at)"
        " values ($1, 'RESET', $2, now(), now())",
    ):
        await world.written(statement, person, code)
    await world.written(
        "insert into act_key (person_id, key, request, made_at) values ($1, 'k', sha256('k'), now())", person
    )
    await world.written(
        "insert into account_opening (caf_id, person_id, person_name, person_email, opened_at)"
        " values ($1, $2, 'N', 'n@x.example', now())",
        world.caf, person,
    )  # fmt: skip
    await world.written(
        "insert into outgoing_mail (template, caf_id, person_id, created_at, due_at)"
        " values ('ACCOUNT_OPENED', $1, $2, now(), now())",
        world.caf, person,
    )  # fmt: skip
    return world


@pytest.fixture(scope="session")
async def other(database: ScopedEngine) -> World:
    """The same in another Caf."""
    world = await World.granted(structures=2)
    await world.reach("ACCEPTED")
    return world
