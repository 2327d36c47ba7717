"""Databases of their own for what loads a demonstration, and one loaded demonstration for those who look at it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

import orjson
import pytest

from demo.accounts import Account
from demo.load import load
from models.engine import DB, DbRole, connect_as
from server.database_url import Urls
from server.settings import Mode, Settings
from tests.world import SECRETS

Clone = Callable[[], Awaitable[Urls]]
SETTINGS = Settings(mode=Mode.TEST, secret_key=SECRETS[0])
DAY = date(2028, 2, 29)

TABLES = (
    "caf", "organisation", "structure", "tenure", "person", "session", "staff_role", "role_grant", "declaration_period",
    "licence", "agreement", "declaration", "declaration_part", "declaration_estimate", "declaration_event", "submission",
    "accepted_right", "structure_ratio", "audit_entry",
)  # fmt: skip
UNSTEADY = {"password", "content_hash", "reference", "seq", "prev_hash", "hash"}
"""What differs between two loads besides ids: what is drawn by lot, a hash over ids, and a place in a chain."""
SALTED = {"activity", "finance"}
"""What is sent, with a salt."""
LONG = 200
"""From so many characters on, a print of a text stands for it."""

Rows = dict[str, list[dict[str, Any]]]


@asynccontextmanager
async def engine_on(urls: Urls, *doors: DbRole) -> AsyncIterator[None]:
    """The engine on a database, with the doors that the launcher opens or those named; then on the former one again."""
    former = DB.urls, DB.pools
    DB.urls, DB.pools = {}, {}
    try:
        DB.know({door: urls[door] for door in doors} if doors else urls)
        await DB.start(*(doors or (DbRole.JOB, DbRole.APP, DbRole.AUTH)), max_size=4)
        yield
    finally:
        await DB.stop()
        DB.urls, DB.pools = former


async def ask_job(sql: str, *args: Any) -> list[Any]:
    """Rows as the job role sees them: all."""
    with connect_as(DbRole.JOB):
        return list(await DB.fetch(sql, *args))


async def rows_of(tables: tuple[str, ...] = TABLES) -> Rows:
    """Every row of these tables in the order of writing, without what may differ between two loads; long texts as prints."""
    found: Rows = {}
    for table in tables:
        rows = await ask_job(f"select * from {table} order by id")
        names = [name for name in (rows[0].keys() if rows else ()) if not _left_out(name)]
        found[table] = [{name: _steady(name, row[name]) for name in names} for row in rows]
    return found


def _left_out(column: str) -> bool:
    return column in UNSTEADY | {"id"} or column.endswith("_id")


def _steady(column: str, value: Any) -> Any:
    if column in SALTED and value not in (None, "null"):
        value = orjson.dumps({name: each for name, each in orjson.loads(value).items() if name != "salt"}).decode()
    return sha256(value.encode()).hexdigest() if isinstance(value, str) and len(value) > LONG else value


@dataclass
class Demo:
    """A loaded demonstration: where it is, whom it prints, what it showed and what it held once loaded."""

    urls: Urls
    accounts: list[Account] = field(default_factory=list)
    shown: dict[str, tuple[int, int]] = field(default_factory=dict)
    rows: Rows = field(default_factory=dict)

    @classmethod
    async def loaded(cls, urls: Urls, day: date = DAY) -> "Demo":
        """Load it on a day."""
        made = cls(urls)

        def show(what: str, done: int, total: int) -> None:
            assert done == made.shown.get(what, (0, total))[0] + 1
            made.shown[what] = (done, total)

        async with engine_on(urls):
            made.accounts = await load(SETTINGS, day, show)
            made.rows = await rows_of()
        return made


@pytest.fixture(scope="session")
async def loaded(clone: Clone) -> Demo:
    """One demonstration for all who look at it; nobody may count on what others leave in it."""
    return await Demo.loaded(await clone())


@pytest.fixture
async def demo(loaded: Demo) -> AsyncIterator[Demo]:
    """The same, with the engine on it."""
    async with engine_on(loaded.urls):
        yield loaded
