"""Delivery beside a web server that is no production: a child process, for the web process never holds the job role."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator

from models.engine import DbRole
from server.database_url import Urls
from server.settings import Settings

HANDED_OVER = (
    "mode", "data", "host", "port", "smtp_url", "mail_from", "link_opening_hours", "link_reset_hours",
    "deadline_days", "grant_days", "idempotency_hours",
)  # fmt: skip
"""What the child is told; of the database, only where the job role connects."""
LAST_SECONDS = 5
"""What a mail in hand is given to leave, once the web server stops."""


@contextlib.contextmanager
def delivering(settings: Settings, urls: Urls, portal: str) -> Iterator[None]:
    """Deliver mails during this block. The child ends with us, whatever ends us: it reads from a pipe that we hold."""
    child = subprocess.Popen(
        [sys.executable, "-m", "server.command", "deliver", "--tied"],
        stdin=subprocess.PIPE,
        env=_environment(settings, urls, portal),
    )
    try:
        yield
    finally:
        if child.stdin is not None:
            child.stdin.close()
        try:
            child.wait(LAST_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _environment(settings: Settings, urls: Urls, portal: str) -> dict[str, str]:
    bare = {name: value for name, value in os.environ.items() if name.lower() not in Settings.model_fields}
    told = {name.upper(): _written(getattr(settings, name)) for name in HANDED_OVER}
    return {**bare, **told, "PUBLIC_URL": portal, "JOB_URL": urls[DbRole.JOB]}


def _written(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return "" if value is None else str(value)
