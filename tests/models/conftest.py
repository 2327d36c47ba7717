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
    return world


@pytest.fixture(scope="session")
async def other(database: ScopedEngine) -> World:
    """The same in another Caf."""
    world = await World.granted(structures=2)
    await world.reach("ACCEPTED")
    return world
