"""The `portal` command as people run it: a process of its own, on a database named by its settings."""

import os
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from models.engine import DB, DbRole
from server.database_url import Urls
from server.settings import Settings
from tests.serving import PORTAL

Done = subprocess.CompletedProcess[str]
PUBLIC_URL = "https://portail.example"


def portal(urls: Urls, *words: str | Path, **settings: str) -> Done:
    """Run a verb, in production if nothing else is said, and wait for its end."""
    bare = {name: value for name, value in os.environ.items() if name.lower() not in Settings.model_fields}
    given = {f"{role.name}_URL": url for role, url in urls.items()} | {"PUBLIC_URL": PUBLIC_URL} | settings
    return subprocess.run(
        [PORTAL, *words], env=bare | given, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False
    )


@asynccontextmanager
async def engine_on(urls: Urls) -> AsyncIterator[None]:
    """The one engine, lent to another database for this block."""
    before = DB.urls, DB.pools
    DB.urls, DB.pools = dict(urls), {}
    try:
        await DB.start(*DbRole, min_size=1, max_size=2)
        yield
    finally:
        await DB.stop()
        DB.urls, DB.pools = before
