"""The units and the image: they run what exists, may do little, hold no secret, and hold all that is packed."""

import configparser
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from server.settings import Settings
from tests.server.handbook import ROOT, unknown
from tests.serving import PORTAL

UNITS = sorted((ROOT / "deploy").glob("*.service"))


HARDENED = {
    "NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes", "User": "portal",
    "CapabilityBoundingSet": "", "StateDirectory": "portal", "LoadCredential": "secret-key:/etc/portal/secret.key",
}  # fmt: skip


class Unit(configparser.ConfigParser):
    """A unit of systemd, in which capitals count."""

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def unit_of(path: Path) -> Unit:
    found = Unit(strict=False, interpolation=None)
    found.read_string(path.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_runs_a_verb_that_exists_and_may_do_little(path: Path) -> None:
    service = unit_of(path)["Service"]
    program, *words = service["ExecStart"].split()
    assert program == "/opt/portal/bin/portal"
    assert unknown(words) == []
    assert {name: service.get(name) for name in HARDENED} == HARDENED
    given = dict(each.split("=", 1) for each in service["Environment"].split())
    assert {name.lower() for name in given} <= Settings.model_fields.keys()
    assert not any(name in path.read_text() for name in ("OWNER_URL", "SECRET_KEY=", "postgresql://"))


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_systemd_reads_the_unit_without_a_word(path: Path, tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed here")
    text = path.read_text(encoding="utf-8").replace("/opt/portal/bin/portal", str(PORTAL))
    (tmp_path / path.name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", tmp_path / path.name], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def instructions() -> list[tuple[str, str]]:
    text = (ROOT / "deploy/Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in text.splitlines()) if word.isupper()]


def test_the_image_copies_what_there_is_and_all_that_is_packed() -> None:
    copied = [rest.split() for word, rest in instructions() if word == "COPY" and not rest.startswith("--from")]
    sources = {source for *found, _ in copied for source in found}
    assert [source for source in sources if not (ROOT / source).exists()] == []
    packed = re.search(r"^packages = \[(.*)\]", (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert packed
    assert set(re.findall(r'"(\w+)"', packed[1])) <= sources
    assert {"pyproject.toml", "piccolo_conf.py", "requirements.lock"} <= sources


def test_the_image_runs_as_an_ordinary_user_checks_its_health_and_holds_no_secret() -> None:
    found = instructions()
    assert [rest for word, rest in found if word == "USER"] == ["10001"]
    assert [word for word, _ in found].index("USER") < [word for word, _ in found].index("ENTRYPOINT")
    (health,) = [rest for word, rest in found if word == "HEALTHCHECK"]
    assert "/healthz" in health
    (command,) = [re.findall(r'"([^"]+)"', rest) for word, rest in found if word == "CMD"]
    assert unknown(command) == []
    installs = [rest for word, rest in found if word == "RUN" and "requirements.lock" in rest]
    assert all("--require-hashes" in each for each in installs)
    assert installs
    (environment,) = [rest.split() for word, rest in found if word == "ENV"]
    chosen = {each.partition("=")[0].lower() for each in environment} - {
        "path",
        "pythonunbuffered",
        "pythondontwritebytecode",
    }
    assert chosen <= Settings.model_fields.keys()
    assert not any("KEY" in each or "_URL" in each or "PASSWORD" in each for _, each in found)


def test_the_same_packages_draw_receipts_in_the_image_and_in_the_checks() -> None:
    wanted = re.search(r"pango=\((.*)\)", (ROOT / ".ci/run").read_text())
    assert wanted
    (apt,) = [rest for word, rest in instructions() if word == "RUN" and "apt-get" in rest]
    assert set(wanted[1].split()) <= set(apt.split())


def test_what_is_packed_holds_the_files_that_are_no_python(tmp_path: Path) -> None:
    """The image runs what is packed, not the repository."""
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", tmp_path],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    packed = set(subprocess.run([sys.executable, "-m", "zipfile", "-l", wheel], capture_output=True, text=True, check=True).stdout.split())  # fmt: skip
    rooms = ("rules", "schema", "server", "demo", "migrations")
    wanted = {
        str(path.relative_to(ROOT)) for room in rooms for path in (ROOT / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }  # fmt: skip
    assert wanted - packed == set()
