"""The `portal` command and `make` say the same; what is installed is locked; production takes nothing for granted."""

import re
import tomllib
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from models.engine import DbRole
from server.command import app
from server.database_url import DatabaseError, Urls, connect
from server.demo_mark import set_mark
from server.listener import PortTaken, take_port
from server.settings import Settings, SettingsError

ROOT = Path(__file__).parent.parent.parent
LOCKS = ["requirements.lock", "requirements-dev.lock"]
ONLY_MAKE = {"lock", "clean", "help", "coverage", "mutants"}
ONLY_PORTAL = {"settings", "init", "import", "recompute", "deliver", "remind"}
Clone = Callable[[], Awaitable[Urls]]


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def _refused(monkeypatch: pytest.MonkeyPatch, verb: str, **environment: str) -> BaseException | None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return CliRunner().invoke(app, [verb]).exception


def test_make_and_portal_have_the_same_verbs() -> None:
    makefile = (ROOT / "Makefile").read_text()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    targets = set(re.findall(r"^([a-z-]+):.*##", makefile, re.MULTILINE))
    verbs = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    assert targets - ONLY_MAKE == (verbs | set(project["entry-points"]["portal.verbs"])) - ONLY_PORTAL


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_by_hash_and_names_no_index(lock: str) -> None:
    text = (ROOT / lock).read_text()
    pins = re.findall(r"^\S+==\S+.*(?:\n    --hash.*)*", text, re.MULTILINE)
    assert len(pins) > 30
    assert [pin for pin in pins if "--hash=sha256:" not in pin] == []
    assert re.findall(r"://|^--|@ |/", text, re.MULTILINE) == []


@pytest.mark.parametrize(("lock", "extras"), [("requirements.lock", ["build"]), (LOCKS[1], ["build", "dev"])])
def test_a_lock_holds_what_the_project_asks(lock: str, extras: list[str]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = project["dependencies"] + [each for extra in extras for each in project["optional-dependencies"][extra]]
    locked = {_bare(each) for each in re.findall(r"^(\S+==[^\s;]+)", (ROOT / lock).read_text(), re.MULTILINE)}
    wanted = {_bare(each.partition(";")[0]) for each in asked}
    assert wanted - locked == set()


def _bare(pin: str) -> str:
    """The package and its version without the extras."""
    return re.sub(r"\[.*?\]", "", pin).strip().lower()


def test_both_locks_agree() -> None:
    runtime, dev = (set(re.findall(r"^(\S+==[^\s;]+)", (ROOT / lock).read_text(), re.MULTILINE)) for lock in LOCKS)
    assert runtime - dev == set()


@pytest.mark.parametrize(
    ("verb", "environment", "setting"),
    [
        ("serve", {}, "APP_URL"),
        ("serve", {"DATABASE_URL": "postgresql://u:topsecret-hV3q9ZkTw2@127.0.0.1:1/d"}, "APP_URL"),
        ("serve", {"APP_URL": "postgresql://u:topsecret-hV3q9ZkTw2@127.0.0.1:1/d"}, "AUTH_URL"),
        ("migrate", {}, "OWNER_URL"),
    ],
)
def test_production_wants_each_role_s_own_url(
    monkeypatch: pytest.MonkeyPatch, verb: str, environment: dict[str, str], setting: str
) -> None:
    refused = _refused(monkeypatch, verb, **environment)
    assert isinstance(refused, SettingsError)
    assert str(refused).startswith(f"Réglage {setting} : il manque")
    assert "topsecret" not in str(refused)


@pytest.mark.parametrize("setting", ["APP_URL", "AUTH_URL"])
def test_the_web_process_names_the_url_that_fails(monkeypatch: pytest.MonkeyPatch, setting: str, urls: Urls) -> None:
    given = {f"{role.name}_URL": urls[role] for role in (DbRole.APP, DbRole.AUTH)}
    refused = _refused(monkeypatch, "serve", **given | {setting: "postgresql://u:topsecret-hV3q9ZkTw2@127.0.0.1:1/d"})
    assert isinstance(refused, DatabaseError)
    assert str(refused).startswith(f"Réglage {setting} : serveur injoignable")


def test_the_web_process_refuses_the_owner(monkeypatch: pytest.MonkeyPatch, urls: Urls) -> None:
    refused = _refused(monkeypatch, "serve", APP_URL=urls[DbRole.OWNER], AUTH_URL=urls[DbRole.AUTH])
    assert isinstance(refused, DatabaseError)
    assert str(refused).startswith("Réglage APP_URL : ce compte est propriétaire")


@pytest.fixture
async def marked(clone: Clone) -> Urls:
    """A database that bears the mark of a demonstration."""
    urls = await clone()
    owner = await connect(urls[DbRole.OWNER])
    await set_mark(owner)
    await owner.close()
    return urls


@pytest.mark.parametrize("mode", ["production", "development", "test"])
def test_only_the_demo_serves_a_demonstration_s_database(
    monkeypatch: pytest.MonkeyPatch, marked: Urls, mode: str
) -> None:
    given = {f"{role.name}_URL": marked[role] for role in (DbRole.APP, DbRole.AUTH)}
    refused = _refused(monkeypatch, "serve", MODE=mode, **given)
    assert isinstance(refused, DatabaseError)
    assert "celle d'une démonstration" in str(refused)


def test_the_tables_are_brought_up_to_date_as_the_owner(monkeypatch: pytest.MonkeyPatch, urls: Urls) -> None:
    monkeypatch.setenv("OWNER_URL", urls[DbRole.OWNER])
    done = CliRunner().invoke(app, ["migrate"])
    assert (done.exit_code, done.output) == (0, "Les tables sont à jour.\n")


def test_an_occupied_port_is_refused_or_left_for_the_next_free_one() -> None:
    first = take_port("127.0.0.1", 0)
    port = first.getsockname()[1]
    with pytest.raises(PortTaken, match=f"Réglage PORT : impossible d'écouter sur 127.0.0.1, port {port}"):
        take_port("127.0.0.1", port)
    second = take_port("127.0.0.1", port, move=True)
    assert second.getsockname()[1] > port
    first.close()
    second.close()
