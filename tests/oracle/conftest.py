"""A database of the oracle's own, which no other test writes."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from server.database_url import Urls
from tests.oracle.ledger import Ledgers
from tests.oracle.storage import Ground, ground

REPORT = Path(__file__).resolve().parents[2] / "build" / "oracle.json"


@pytest.fixture(scope="session")
async def oracle_urls(clone: Callable[[], Awaitable[Urls]]) -> Urls:
    """Of this worker."""
    return await clone()


@pytest.fixture
async def land(server_url: str, oracle_urls: Urls) -> AsyncIterator[Ground]:
    """The engine on that database, for one test."""
    async with ground(server_url, oracle_urls) as opened:
        yield opened


@pytest.fixture(scope="session")
def ledgers(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Ledgers:
    """In the folder of the whole run, which all workers see."""
    base = tmp_path_factory.getbasetemp()
    return Ledgers((base.parent if hasattr(request.config, "workerinput") else base) / "oracle", REPORT)
