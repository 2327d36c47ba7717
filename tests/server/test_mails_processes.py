"""`portal deliver` and `portal remind` as they run: a process of its own, a child of the web server, neither left behind."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from models.engine import DbRole
from rules.mails import Mail
from server.database_url import Urls
from server.settings import Settings
from tests.demo.conftest import Clone, engine_on
from tests.mails import empty, free_port, mail_server, post_to, rows
from tests.serving import PORTAL
from tests.world import World

PATIENCE_SECONDS = 40
ROOT = Path(__file__).parents[2]
BARE = {name: value for name, value in os.environ.items() if name.lower() not in Settings.model_fields}


@pytest.fixture
async def urls(clone: Clone) -> AsyncIterator[Urls]:
    """A database in which nothing else posts, and the engine on it."""
    made = await clone()
    async with engine_on(made):
        yield made


@pytest.fixture
async def world(urls: Urls) -> World:
    made = await World.granted()
    await empty()
    return made


Process = subprocess.Popen
Start = Callable[..., Process[str]]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts a program that is ended whatever happens."""
    started: list[Process[str]] = []

    def begin(environment: dict[str, str], *words: str | Path) -> Process[str]:
        started.append(
            Process(words, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        )
        return started[-1]

    yield begin
    for each in started:
        if each.poll() is None:
            each.kill()
        each.communicate(timeout=20)


def environment(urls: Urls, data: Path, **more: str) -> dict[str, str]:
    return {**BARE, "MODE": "test", "DATA": str(data), "JOB_URL": urls[DbRole.JOB], **more}


async def run(environment: dict[str, str], *words: str) -> tuple[int, str, str]:
    def whole() -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [PORTAL, *words], env=environment, capture_output=True, text=True, timeout=60, check=False
        )

    done = await asyncio.to_thread(whole)
    return done.returncode, done.stdout, done.stderr


async def sent(count: int) -> None:
    """Until so many mails have left."""
    began = time.monotonic()
    while len(await rows("id", "sent_at is not null")) < count:
        assert time.monotonic() - began < PATIENCE_SECONDS, await rows("last_error")
        await asyncio.sleep(0.05)


def child_of(parent: int) -> int:
    """Its one child."""
    found = [
        int(path.name)
        for path in Path("/proc").iterdir()
        if path.name.isdigit() and not gone(int(path.name)) and _stat(int(path.name))[1] == str(parent)
    ]
    (child,) = found
    return child


def told(pid: int) -> dict[str, str]:
    """The environment of a process."""
    given = Path(f"/proc/{pid}/environ").read_bytes().decode()
    return dict(each.split("=", 1) for each in given.split("\0") if "=" in each)


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def gone(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return _stat(pid)[0] == "Z"
    return True


async def test_one_round_sends_what_is_due_and_tells_it_without_names(world: World, urls: Urls, tmp_path: Path) -> None:
    key = await post_to(world.people["director"].id, Mail.PASSWORD_CHANGED)
    with mail_server() as server:
        given = environment(urls, tmp_path, SMTP_URL=server.url, MAIL_FROM="portail@caf.example.org")
        code, said, _ = await run(given, "deliver", "--once")
    assert (code, said) == (0, f"Courriel {key} (PASSWORD_CHANGED) : envoyé\n")
    assert len(server.received) == 1


async def test_one_round_without_a_server_says_so_and_is_no_success(world: World, urls: Urls, tmp_path: Path) -> None:
    await post_to(world.people["director"].id, Mail.PASSWORD_CHANGED)
    given = environment(urls, tmp_path, SMTP_URL=f"smtp://127.0.0.1:{free_port()}", MAIL_FROM="portail@caf.example.org")
    code, said, wrong = await run(given, "deliver", "--once")
    assert code == 1
    assert "remis à plus tard, Serveur 127.0.0.1:" in said
    assert "Traceback" not in wrong


async def test_reminders_are_posted_by_their_verb_each_once(world: World, urls: Urls, tmp_path: Path) -> None:
    today = datetime.now(UTC).date()
    await world.written(
        "update declaration_period set opens_on = $1, due_on = $2, closes_on = $2", today, today + timedelta(days=2)
    )
    assert await run(environment(urls, tmp_path), "remind") == (0, "Rappels mis en attente : 2.\n", "")
    assert await run(environment(urls, tmp_path), "remind") == (0, "Rappels mis en attente : 0.\n", "")


@pytest.mark.parametrize(("given", "setting"), [({}, "PUBLIC_URL"), ({"PUBLIC_URL": "https://p.example"}, "SMTP_URL")])
async def test_production_guesses_neither_its_address_nor_its_mail_server(
    urls: Urls, tmp_path: Path, given: dict[str, str], setting: str
) -> None:
    code, _, wrong = await run({**environment(urls, tmp_path), "MODE": "production", **given}, "deliver", "--once")
    assert code == 2
    assert wrong.startswith(f"Réglage {setting} : il manque")


async def test_it_goes_on_until_it_is_told_to_stop(world: World, urls: Urls, tmp_path: Path, start: Start) -> None:
    process = start(environment(urls, tmp_path), PORTAL, "deliver")
    for count in (1, 2):
        await post_to(world.people["director"].id, Mail.PASSWORD_CHANGED)
        await sent(count)
    process.send_signal(signal.SIGTERM)
    said, _ = await asyncio.to_thread(process.communicate, timeout=20)
    assert process.returncode == 0
    lines = said.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith(
        f"Courriel : Votre mot de passe a changé → {world.people['director'].email} ({tmp_path.name}/mail/"
    )


async def test_one_killed_in_the_middle_loses_nothing(world: World, urls: Urls, tmp_path: Path, start: Start) -> None:
    """Killed at any moment, again and again: in the end every mail has arrived, and its row says so."""
    total = 40
    for _ in range(total):
        await post_to(world.people["director"].id, Mail.PASSWORD_CHANGED, datetime.now(UTC))
    with mail_server() as server:
        given = environment(urls, tmp_path, SMTP_URL=server.url, MAIL_FROM="portail@caf.example.org")
        for count in (5, 15, 25):
            process = start(given, PORTAL, "deliver")
            await sent(count)
            process.kill()
            process.wait(10)
        await world.written("update outgoing_mail set due_at = created_at where sent_at is null")
        assert (await run(given, "deliver", "--once"))[0] == 0
    assert await rows("id", "sent_at is null") == []
    assert len({message["Message-ID"] for message in server.received}) == total
    assert len(server.received) <= total + 3, "at most the one in hand is sent again"


PARENT = """
import time
from pathlib import Path
from models.engine import DbRole
from server.mail.beside import delivering
from server.settings import Settings

settings = Settings.read()
with delivering(settings, {DbRole.JOB: settings.job_url}, "http://127.0.0.1:1"):
    time.sleep(600)
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT], ids=["killed", "told to stop"])
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="this system does not tell who is whose child")
async def test_the_child_ends_with_its_parent(
    world: World, urls: Urls, tmp_path: Path, start: Start, how: signal.Signals
) -> None:
    parent = start(environment(urls, tmp_path), sys.executable, "-c", PARENT)
    await post_to(world.people["director"].id, Mail.PASSWORD_RESET)
    await sent(1)
    child = child_of(parent.pid)
    given = told(child)
    assert given["JOB_URL"] == urls[DbRole.JOB]
    assert not {"DATABASE_URL", "OWNER_URL", "APP_URL", "AUTH_URL"} & set(given)
    (written,) = (tmp_path / "mail").iterdir()
    assert "http://127.0.0.1:1/account/link?token=" in written.read_text(encoding="utf-8")
    parent.send_signal(how)
    parent.wait(20)
    began = time.monotonic()
    while not gone(child):
        assert time.monotonic() - began < 10, "the child outlives its parent"
        await asyncio.sleep(0.05)
