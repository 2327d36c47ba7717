"""`make demo`, as one who runs it sees it: a portal that answers, says how to enter it, stops whole and comes back."""

import asyncio
import contextlib
import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from models.engine import DbRole
from server.database import drop, prepare
from server.database_url import connect, url_for
from server.settings import Settings

PORTAL = Path(sys.executable).with_name("portal")


START_SECONDS = 120


RUNNING: "list[Demo]" = []


class Demo:
    """A running `portal demo` and what it has said."""

    def __init__(self, data: Path, **environment: str) -> None:
        bare = {name: value for name, value in os.environ.items() if name.lower() not in Settings.model_fields}
        self.data = data
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [PORTAL, "demo"],
            env={**bare, "DATA": str(data), "PORT": str(_free_port()), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            cwd=data.parent,
        )
        self.said: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        RUNNING.append(self)

    def _read(self) -> None:
        assert self.process.stdout is not None
        self.said.extend(iter(self.process.stdout.readline, ""))

    @property
    def text(self) -> str:
        return "".join(self.said)

    def wait(self, words: str) -> None:
        """Until it says these words."""
        while words not in self.text:
            assert self.process.poll() is None, self.text
            assert time.monotonic() - self.began < START_SECONDS, self.text
            time.sleep(0.02)

    def answering(self) -> dict[str, Any]:
        """What it wrote for other programs, once it answers."""
        self.wait("http://127.0.0.1")
        found: dict[str, Any] = json.loads((self.data / "demo.json").read_text())
        return found

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Its exit code."""
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(how)
        code = self.process.wait(30)
        self._reader.join(5)
        return code


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder; what was started in it is stopped in the end, whatever happened."""
    with tempfile.TemporaryDirectory(prefix="portal-demo-") as path:
        yield Path(path)
        while RUNNING:
            RUNNING.pop().end()
        for data in Path(path).iterdir():
            _forget_home(data)


def _forget_home(data: Path) -> None:
    """As root the database's files are elsewhere: see `server.postgres_account`."""
    record = data / "postgres" / "home.json"
    if record.exists():
        shutil.rmtree(Path(json.loads(record.read_text())["home"]).parent, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _servers_of(data: Path) -> list[str]:
    """The command lines of the PostgreSQL servers that still use this demo's data."""
    record = data / "postgres" / "home.json"
    home = json.loads(record.read_text())["home"] if record.exists() else str(data / "postgres")
    running = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            running.append(entry.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
    return [line for line in running if f"-D {home}/" in line]


@pytest.mark.long
def test_the_whole_story(folder: Path) -> None:
    data = folder / "data"
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        first = Demo(data, PORT=str(taken))
        told = first.answering()
    assert f"Le port {taken} est occupé" in first.text
    assert told["url"] != f"http://127.0.0.1:{taken}"
    assert stat.S_IMODE((data / "demo.json").stat().st_mode) == 0o600
    for path in ("/", "/graphql", "/schema.graphql", "/admin/", "/healthz", "/readyz"):
        answer = httpx.get(told["url"] + path, headers={"Accept": "text/html"}, follow_redirects=True)
        assert answer.status_code == 200, path
        assert "server" not in answer.headers
    for account in told["accounts"]:
        assert {"email", "password", "roles"} == set(account)
        assert account["email"] in first.text
        for held in account["roles"]:
            assert {"role", "caf", "structure"} == set(held)
    _try_the_lines(first)
    _try_a_mail(first)
    assert _servers_of(data)
    assert first.end(signal.SIGTERM) == 0
    assert not _servers_of(data)

    second = Demo(data)
    assert second.answering()["accounts"] == told["accounts"]
    assert time.monotonic() - second.began < 15
    second.process.send_signal(signal.SIGINT)
    assert second.end(signal.SIGTERM) == 0
    assert second.text.endswith("Le portail est arrêté.\n")
    assert not _servers_of(data)


def _try_the_lines(demo: Demo) -> None:
    """The three lines that it prints work as they stand."""
    demo.wait("Un champ refusé")
    demo.wait("account64")
    lines = [line for line in demo.text.splitlines() if line.startswith("curl ")]
    signed_in, structures, refused = (
        json.loads(subprocess.run(["sh", "-c", line], capture_output=True, check=True, cwd="/").stdout)
        for line in lines
    )
    assert signed_in["data"]["signIn"]["errors"] == []
    assert structures["data"]["structures"]["nodes"][0]["declarations"]["nodes"]
    assert "errors" not in structures
    assert refused["data"]["declarations"]["nodes"]
    assert {error["extensions"]["code"] for error in refused["errors"]} == {"FORBIDDEN"}


def _try_a_mail(demo: Demo) -> None:
    """Two mails of the stories leave by themselves; a link that is asked for is told at the prompt and works."""
    told = demo.answering()
    demo.wait(": validée par la Caf → ")
    demo.wait(": transmise à la Caf → ")
    email = told["accounts"][0]["email"]
    document = (
        "mutation ($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { errors { code } } }"
    )
    asked = httpx.post(told["url"] + "/graphql", json={"query": document, "variables": {"input": {"email": email}}})
    assert asked.json()["data"]["requestPasswordReset"]["errors"] == []
    demo.wait(f"Courriel : Choisir un nouveau mot de passe → {email} (data/mail/")
    (file,) = (demo.data / "mail").glob("*-password-reset.eml")
    assert f"{told['url']}/account/link?token=" in file.read_text(encoding="utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.long
def test_a_load_killed_half_way_leaves_no_half_population(folder: Path) -> None:
    whole = Demo(folder / "whole")
    accounts = whole.answering()["accounts"]
    whole.end()
    data = folder / "data"
    for seconds in (1.5, 3):
        killed = Demo(data)
        time.sleep(seconds)
        killed.end(signal.SIGKILL)
    again = Demo(data)
    assert again.answering()["accounts"] == accounts
    assert again.end() == 0


@pytest.mark.long
async def test_a_server_of_one_s_own_is_used_and_reset_drops_the_demonstration_only(
    folder: Path, server_url: str
) -> None:
    name, url = "shown", url_for(server_url, "shown")
    try:
        first = await asyncio.to_thread(_run_once, folder / "data", url)
        assert first.end() == 0
        assert not (folder / "data" / "postgres").exists()
        await _execute(url, "CREATE TABLE portal_demo.trace (n int)")
        assert (await asyncio.to_thread(_run_once, folder / "data", url)).end() == 0
        await _execute(url, "SELECT n FROM portal_demo.trace")
        assert (await asyncio.to_thread(_run_once, folder / "data", url, RESET="1")).end() == 0
        with pytest.raises(asyncpg.UndefinedTableError):
            await _execute(url, "SELECT n FROM portal_demo.trace")
        owner = await connect((await prepare(server_url, name))[DbRole.OWNER])
        await owner.execute("TRUNCATE portal_demo.population")
        await owner.close()
        half = await asyncio.to_thread(_run_once, folder / "data", url)
        assert half.end() == 0
    finally:
        await drop(server_url, name)


def _run_once(data: Path, url: str, **environment: str) -> Demo:
    demo = Demo(data, DATABASE_URL=url, **environment)
    demo.answering()
    return demo


async def _execute(url: str, sql: str) -> None:
    connection = await connect(url)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


@pytest.mark.parametrize("reset", ["", "1"])
async def test_a_database_that_is_not_the_demonstration_s_is_never_touched(
    folder: Path, server_url: str, worker: str, reset: str
) -> None:
    name = f"foreign_{worker}"
    url = url_for(server_url, name)
    await _execute(server_url, f"CREATE DATABASE {name}")
    try:
        await _execute(url, "CREATE TABLE invoice AS SELECT 1 AS n")
        demo = Demo(folder / "data", DATABASE_URL=url, RESET=reset)
        assert await asyncio.to_thread(demo.process.wait, 30) == 2
        assert "Réglage DATABASE_URL" in demo.text
        assert "rien n'y a été changé" in demo.text
        await _execute(url, "SELECT n FROM invoice")
    finally:
        await drop(server_url, name)


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"DATABASE_URL": "postgresql://u:topsecret@127.0.0.1:1/d"}, "Réglage DATABASE_URL : serveur injoignable"),
        ({"DATABASE_URL": "sqlite:///topsecret"}, "Réglage DATABASE_URL : ce n'est pas une adresse PostgreSQL"),
        ({"PORT": "many"}, "Réglage PORT : « many » n'est pas un nombre entier"),
        ({"POSTGRES_BIN": "/nowhere"}, "Réglage POSTGRES_BIN : /nowhere ne contient pas"),
    ],
)
def test_a_wrong_setting_is_said_in_one_sentence(folder: Path, environment: dict[str, str], words: str) -> None:
    demo = Demo(folder / "data", **environment)
    assert demo.process.wait(30) == 2
    demo.end()
    assert words in demo.text
    assert "Traceback" not in demo.text
    assert "topsecret" not in demo.text
    assert not (folder / "data" / "demo.json").exists()
