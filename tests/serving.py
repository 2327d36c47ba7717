"""The portal as it really runs: `portal serve`, a process of its own, on a PostgreSQL server of its own."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from models.engine import DB, DbRole
from server.database import migrate, prepare
from server.database_url import DatabaseError, Urls, connect
from server.postgres import Cluster
from server.settings import Settings
from tests.world import World

PORTAL = Path(sys.executable).with_name("portal")
SLOW_SECONDS = 3
"""The statement timeout; longer than the wait for a connection."""


class Serving:
    """A `portal serve` of its own on a database, and the clients that ask it."""

    def __init__(self, urls: Urls, folder: Path) -> None:
        self.urls, self.folder = urls, folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        """Start it and wait until it is ready."""
        bare = {name: value for name, value in os.environ.items() if name.lower() not in Settings.model_fields}
        chosen = {"MODE": "test", "DATA": str(self.folder), "PORT": str(self.port)}
        chosen |= {f"{role.name}_URL": self.urls[role] for role in (DbRole.APP, DbRole.AUTH)}
        self.process = await asyncio.to_thread(self._run, {**bare, **chosen})
        await self.until_ready(60)

    def _run(self, environment: dict[str, str]) -> subprocess.Popen[bytes]:
        with (self.folder / "said").open("ab") as said:
            return subprocess.Popen([PORTAL, "serve"], env=environment, stdout=said, stderr=said)

    async def until_ready(self, patience: float) -> float:
        """Seconds until /readyz says yes."""
        began = time.monotonic()
        async with self.client() as client:
            while time.monotonic() - began < patience:
                with contextlib.suppress(httpx.TransportError):
                    if (await client.get("/readyz")).status_code == 200:
                        return time.monotonic() - began
                await asyncio.sleep(0.05)
        raise AssertionError(f"not ready after {patience} s:\n{(self.folder / 'said').read_text()}")

    def client(self, token: str | None = None) -> httpx.AsyncClient:
        """A client, signed in with a session token."""
        cookies = {"portal_session": token} if token else {}
        return httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", cookies=cookies, timeout=20)

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the process."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(30)


class Ground:
    """A PostgreSQL server and a world of its own, with `portal serve` on them."""

    def __init__(self, cluster: Cluster, serving: Serving, world: World, urls: Urls) -> None:
        self.cluster, self.serving, self.world, self.urls = cluster, serving, world, urls

    def client(self, name: str = "director") -> httpx.AsyncClient:
        """A client signed in as somebody of the world."""
        return self.serving.client(self.world.people[name].token)

    async def until_database_answers(self) -> None:
        """Wait until the server has recovered: `portal serve` refuses to start without a database."""
        while True:
            with contextlib.suppress(DatabaseError):
                await (await connect(self.urls[DbRole.JOB])).close()
                return
            await asyncio.sleep(0.1)

    async def sql(self, query: str, *args: Any) -> list[dict[str, Any]]:
        """Read or write as the job role on a connection of one's own."""
        connection = await connect(self.urls[DbRole.JOB])
        try:
            return [dict(row) for row in await connection.fetch(query, *args)]
        finally:
            await connection.close()


@contextlib.contextmanager
def engine_on(urls: Urls) -> Iterator[None]:
    """The engine of this process on another database, without pools, for the length of a block."""
    before = DB.urls, DB.pools
    DB.urls, DB.pools = dict(urls), {}
    try:
        yield
    finally:
        DB.urls, DB.pools = before


@contextlib.asynccontextmanager
async def ground(structures: int = 1) -> AsyncIterator[Ground]:
    """Everything set up, served, and removed at the end."""
    with contextlib.ExitStack() as kept:
        folder = Path(kept.enter_context(tempfile.TemporaryDirectory(prefix="outage-")))
        # Not `fast`: what is acknowledged has to be on the disk.
        cluster = Cluster(folder / "postgres")
        kept.callback(cluster.remove)
        superuser = await asyncio.to_thread(cluster.start)
        urls = await prepare(superuser, "portal")
        serving = Serving(urls, folder)
        kept.callback(serving.end)
        with engine_on(urls):
            await migrate(urls)
            owner = await connect(superuser)
            await owner.execute(f"ALTER ROLE portal_app SET statement_timeout = '{SLOW_SECONDS}s'")
            await owner.close()
            world = await world_of_today(structures)
        await serving.start()
        yield Ground(cluster, serving, world, urls)


async def world_of_today(structures: int = 1) -> World:
    """A world whose period is open by the real clock, its providers signed in."""
    world = await World.granted(structures=structures)
    world.now = datetime.now(UTC)
    today = world.now.date()
    await world.written(
        "update declaration_period set opens_on = $2, due_on = $3, closes_on = $3 where id = $1",
        world.period, today - timedelta(days=9), today + timedelta(days=9),
    )  # fmt: skip
    for person in world.people.values():
        person.token = None
    for name in ("director", "accountant"):
        await world.sign_in(name)
    return world
