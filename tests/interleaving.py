"""Two acts at the same moment, in an order that is made to happen: a gate stops both in the database, then opens.

A gate is a transaction of its own that holds what both will want. Each act is begun only once the one before it is seen
waiting for a lock, so that whoever was begun first is served first.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import asyncpg
import httpx
from starlette.applications import Starlette

from models.engine import DB, DbRole
from server.app import create_app
from server.database_url import Urls
from tests.browser import ORIGIN, settings
from tests.world import PASSWORD, SIGN_IN, Person, World

PATIENCE = 6.0
_WAITING = """
select count(distinct l.pid) from pg_locks l join pg_stat_activity a on a.pid = l.pid
where not l.granted and a.datname = current_database()
"""
Begin = Callable[[], Awaitable[Any]]


class Gate:
    """What holds everybody up, until it opens."""

    def __init__(self, urls: Urls) -> None:
        self.urls = urls

    async def shut(self, sql: str, *args: Any) -> "Gate":
        """Hold what this statement takes."""
        self.keeper = await asyncpg.connect(self.urls[DbRole.OWNER])
        self.watcher = await asyncpg.connect(self.urls[DbRole.OWNER])
        self.transaction = self.keeper.transaction()
        await self.transaction.start()
        await self.keeper.fetch(sql, *args)
        return self

    async def until_waiting(self, number: int, *running: "asyncio.Task[Any]") -> None:
        """Wait until so many wait for a lock; somebody who does not wait at all but is done counts for one."""
        async with asyncio.timeout(PATIENCE):
            while await self.watcher.fetchval(_WAITING) + sum(task.done() for task in running) < number:  # noqa: ASYNC110 - PostgreSQL tells nobody
                await asyncio.sleep(0.01)

    async def open(self) -> None:
        """Let everybody go on; what the gate itself has written stays."""
        await self.transaction.commit()

    async def leave(self) -> None:
        """Close both connections."""
        await self.keeper.close()
        await self.watcher.close()


async def in_turn(urls: Urls, sql: str, args: Sequence[Any], *acts: Begin) -> list[Any]:
    """Begin each act once the ones before it wait behind what `sql` holds, then open the gate: what each answers."""
    gate = await Gate(urls).shut(sql, *args)
    try:
        begun: list[asyncio.Task[Any]] = []
        for act in acts:
            begun.append(asyncio.ensure_future(act()))
            await gate.until_waiting(len(begun), *begun)
        await gate.open()
        return list(await asyncio.gather(*begun))
    finally:
        await gate.leave()


@asynccontextmanager
async def many_connections(urls: Urls, most: int = 24) -> AsyncIterator[None]:
    """The engine of this process with room for everybody who is made to wait."""
    before, DB.pools = DB.pools, {}
    try:
        await DB.start(*urls, min_size=0, max_size=most)
        yield
    finally:
        await DB.stop()
        DB.pools = before


@cache
def _app() -> Starlette:
    return create_app(settings())


class Crowd:
    """The people of a world, each with a browser of his own on the real HTTP application.

    « director 2 » is the director in a second browser.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.browsers: dict[str, httpx.AsyncClient] = {}

    def person(self, name: str) -> Person:
        """Whose browser that is."""
        return self.world.people[name.partition(" ")[0]]

    async def enter(self, *names: str) -> None:
        """Sign them in."""
        for name in names:
            done = await self.act(name, SIGN_IN, email=self.person(name).email, password=PASSWORD)
            assert done["errors"] == [], done

    async def answer(self, name: str, document: str, key: str | None = None, /, **input: Any) -> httpx.Response:
        """What the door answers to an act, under an idempotency key if there is one."""
        if name not in self.browsers:
            transport = httpx.ASGITransport(
                _app(), raise_app_exceptions=False, client=(f"10.9.{id(self) % 250}.{len(self.browsers)}", 1)
            )
            self.browsers[name] = httpx.AsyncClient(transport=transport, base_url=ORIGIN)
        headers = {} if key is None else {"Idempotency-Key": key}
        body = {"query": document, "variables": {"input": input}}
        return await self.browsers[name].post("/graphql", json=body, headers=headers)

    async def act(self, name: str, document: str, key: str | None = None, /, **input: Any) -> Any:
        """The payload of an act."""
        given = await self.answer(name, document, key, **input)
        assert given.status_code == 200, given.text
        return next(iter(given.json()["data"].values()))

    async def leave(self) -> None:
        """Close the browsers."""
        for browser in self.browsers.values():
            await browser.aclose()
