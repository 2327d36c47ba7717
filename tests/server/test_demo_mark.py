"""Demo accounts live in a database that bears the mark, and nothing else does."""

from collections.abc import AsyncIterator
from datetime import date

import pytest

from models.engine import DbRole
from server.database import drop, prepare
from server.database_url import DatabaseError, Urls, connect, database_of
from server.demo_mark import population, record_population, refuse_foreign, refuse_mark, set_mark


@pytest.fixture
async def bare(server_url: str, worker: str) -> AsyncIterator[Urls]:
    """The URLs of a prepared database without any table."""
    name = f"bare_{worker}"
    yield await prepare(server_url, name)
    await drop(server_url, name)


async def test_a_demonstration_is_served_as_one_only(bare: Urls) -> None:
    await refuse_mark(bare)
    owner = await connect(bare[DbRole.OWNER])
    await set_mark(owner)
    await set_mark(owner)
    await owner.close()
    with pytest.raises(DatabaseError, match="celle d'une démonstration"):
        await refuse_mark(bare)


async def test_a_population_is_remembered_once_whole(bare: Urls) -> None:
    owner = await connect(bare[DbRole.OWNER])
    assert await population(owner) is None
    await set_mark(owner)
    assert await population(owner) is None
    accounts = [{"email": "zoé@demo.example", "password": "hibou", "roles": []}]
    await record_population(owner, date(2026, 1, 1), accounts)
    assert await population(owner) == accounts
    await owner.close()


@pytest.mark.parametrize(("marked", "tables", "refused"), [(False, 1, True), (False, 0, False), (True, 1, False)])
async def test_tables_without_the_mark_are_foreign(bare: Urls, marked: bool, tables: int, refused: bool) -> None:
    owner = await connect(bare[DbRole.OWNER])
    if marked:
        await set_mark(owner)
    if tables:
        await owner.execute("CREATE SCHEMA elsewhere; CREATE TABLE elsewhere.invoice (n int)")
    try:
        if refused:
            with pytest.raises(DatabaseError, match="contient déjà des tables"):
                await refuse_foreign(owner, database_of(bare[DbRole.OWNER]))
        else:
            await refuse_foreign(owner, database_of(bare[DbRole.OWNER]))
    finally:
        await owner.close()
