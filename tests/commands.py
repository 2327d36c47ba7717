"""The `portal` command as people run it: a process of its own, on a database named by its settings."""

import os
import subprocess
from pathlib import Path

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
