"""What the launcher asks of a folder: is it free, is its path short enough for a socket, what do its files say."""

import fcntl
import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

from server.postgres_account import PostgresError

SOCKET_BYTES = 103
"""Longest path of a Unix socket: 107 bytes on Linux, 103 elsewhere."""
SOCKET_NAME = ".s.PGSQL.5432"


def fits(folder: Path) -> bool:
    """Whether the path of a socket in this folder is short and plain enough."""
    path = str(folder / SOCKET_NAME)
    return len(os.fsencode(path)) <= SOCKET_BYTES and re.fullmatch(r"[\w./-]+", path, re.ASCII) is not None


def take_lock(folder: Path, queue: float) -> IO[str]:
    """The folder for this process alone, until the file is closed; whoever comes second waits `queue` seconds."""
    file = os.fdopen(os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600), "r+")

    def taken() -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    if not wait_for(taken, queue):
        file.seek(0)
        holder = file.read().strip() or "?"
        file.close()
        raise PostgresError(
            f"Le dossier {folder} est déjà utilisé par un portail en marche (processus {holder}). "
            "Arrêtez-le, ou choisissez un autre dossier avec DATA=…"
        )
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


def wait_for(condition: Callable[[], bool], seconds: float) -> bool:
    """Whether the condition came true in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def lines_of(path: Path) -> list[str]:
    """The lines of a file; none if there is no such file."""
    try:
        return path.read_text(errors="replace").splitlines()
    except FileNotFoundError:
        return []
