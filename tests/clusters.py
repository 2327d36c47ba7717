"""What the tests of the embedded PostgreSQL share: a question, and a look at its socket."""

import asyncio
import contextlib
import socket
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import asyncpg

from server.postgres import Cluster
from server.postgres_folder import SOCKET_NAME

Make = Callable[..., Cluster]
"""Makes a cluster in a folder; it is removed at the end of the test."""


async def ask(url: str, sql: str) -> object:
    """The one value that a query answers."""
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def soon(url: str, sql: str, seconds: float = 15) -> object:
    """The answer of a server that is coming up."""
    async with asyncio.timeout(seconds):
        while True:
            with contextlib.suppress(OSError, asyncpg.PostgresError):
                return await ask(url, sql)
            await asyncio.sleep(0.05)


def socket_of(url: str) -> Path:
    """The socket that a URL leads to."""
    return Path(parse_qs(urlsplit(url).query)["host"][0]) / SOCKET_NAME


def below(place: Path, length: int) -> Path:
    """A folder below `place` whose whole path has this length."""
    return place / ("x" * (length - len(str(place)) - 1))


def answers(path: Path) -> bool:
    """Whether somebody listens on a socket."""
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(path)) == 0
