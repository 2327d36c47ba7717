"""A real PostgreSQL of the tests' own: one server, one migrated template, one copy of it per worker."""

import asyncio
import itertools
import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from models.engine import DB, DbRole, ScopedEngine
from server.database import migrate, prepare
from server.database_url import Urls
from server.listener import interrupt
from server.postgres import Cluster

TEMPLATE = "portal_template"
FOLDER_PREFIX = "portal-tests-"
SERVER_URL = pytest.StashKey[str]()
CLUSTER = pytest.StashKey[Cluster]()

# What is drawn is judged by what it gives, never by how long it took on a busy machine.
settings.register_profile("portal", deadline=None)
settings.load_profile("portal")


def pytest_configure(config: pytest.Config) -> None:
    """With workers, their controller starts the one server; without, the first fixture that wants it does."""
    signal.signal(signal.SIGTERM, interrupt)
    url = getattr(config, "workerinput", {}).get("server_url")
    if url:
        config.stash[SERVER_URL] = url
    elif config.getoption("numprocesses", None) and not config.getoption("collectonly"):
        _start(config)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Hand the server to a worker."""
    node.workerinput["server_url"] = node.config.stash[SERVER_URL]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    cluster = config.stash.get(CLUSTER, None)
    if cluster is not None:
        cluster.remove()


def _start(config: pytest.Config) -> str:
    _sweep()
    cluster = Cluster(Path(tempfile.mkdtemp(prefix=f"{FOLDER_PREFIX}{os.getpid()}-")), fast=True)
    config.stash[CLUSTER] = cluster
    config.stash[SERVER_URL] = url = cluster.start()

    async def template() -> None:
        await migrate(await prepare(url, TEMPLATE))

    asyncio.run(template())
    return url


def _sweep() -> None:
    """Delete what killed test runs left."""
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDER_PREFIX}*"):
        pid = folder.name.removeprefix(FOLDER_PREFIX).partition("-")[0]
        if folder.stat().st_uid == os.geteuid() and pid.isdigit() and not _alive(int(pid)):
            Cluster(folder, fast=True).remove()
            shutil.rmtree(folder, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


@pytest.fixture(scope="session")
def server_url(pytestconfig: pytest.Config) -> str:
    """The superuser's URL of the tests' PostgreSQL."""
    return pytestconfig.stash.get(SERVER_URL, None) or _start(pytestconfig)


@pytest.fixture(scope="session")
def clone(server_url: str, worker: str) -> Callable[[], Awaitable[Urls]]:
    """Makes a fresh migrated database of the test's own at each call, and gives its URLs."""
    numbers = itertools.count()

    async def make() -> Urls:
        return await prepare(server_url, f"portal_{worker}_{next(numbers)}", template=TEMPLATE)

    return make


@pytest.fixture(scope="session")
def worker(request: pytest.FixtureRequest) -> str:
    """The name of this test process."""
    return str(getattr(request.config, "workerinput", {}).get("workerid", "alone"))


@pytest.fixture(scope="session")
async def urls(clone: Callable[[], Awaitable[Urls]]) -> Urls:
    """The database of this worker: where each of the four roles connects."""
    return await clone()


@pytest.fixture(scope="session")
async def database(urls: Urls) -> AsyncIterator[ScopedEngine]:
    """The engine on this worker's database, every door open."""
    DB.know(urls)
    await DB.start(*DbRole, min_size=1, max_size=4)
    yield DB
    await DB.stop()
