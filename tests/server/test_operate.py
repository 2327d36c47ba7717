"""Running it for real: the commands of docs/operate.md run as they stand, a backup comes back row by row, units and image fit."""

import asyncio
import configparser
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from models.engine import DbRole
from resolvers.asker import House
from resolvers.keychain import Unreadable, seal, unseal
from resolvers.opaque import encode
from rules.structures import siret_fits
from server.command import app
from server.database import check_roles, prepare
from server.database_url import Urls, connect, derived_urls, url_for
from server.postgres import Cluster
from server.postgres_binaries import find_binaries
from server.settings import Settings
from tests.clusters import Make
from tests.isolation.population import marked_world
from tests.serving import PORTAL, Serving, engine_on
from tests.world import PASSWORD, SIGN_IN, World

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs/operate.md").read_text(encoding="utf-8")
UNITS = sorted((ROOT / "deploy").glob("*.service"))
OLD, NEW = "l'ancien secret de trente-deux signes au moins", "le nouveau secret de trente-deux signes au moins"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COUNTED = "select count(*), md5(string_agg(t::text, E'\\n' order by t::text collate \"C\")) from {} t"


def blocks(language: str, heading: str | None = None) -> list[str]:
    """The blocks of a language, in the order of the page; under one heading, if it is named."""
    page = PAGE if heading is None else PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return [text for found, text in BLOCK.findall(page) if found == language]


@dataclass
class Place:
    """A server of its own, and the settings of whoever runs the commands there."""

    admin: str
    urls: Urls
    settings: dict[str, str]

    def run(self, commands: str, **more: str) -> str:
        """Run a block of the page as it stands, from the root of the repository; what it prints."""
        bare = {name: value for name, value in os.environ.items() if name.lower() not in Settings.model_fields}
        path = os.pathsep.join((str(PORTAL.parent), str(find_binaries()), bare.get("PATH", "")))
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", commands], cwd=ROOT, capture_output=True, text=True, check=False,
            timeout=120, env={**bare, **self.settings, **more, "PATH": path},
        )  # fmt: skip
        assert done.returncode == 0, f"{commands}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    async def rows(self, urls: Urls, sql: str, role: DbRole = DbRole.JOB) -> list[Any]:
        connection = await connect(urls[role])
        try:
            return list(await connection.fetch(sql))
        finally:
            await connection.close()


@pytest.fixture
async def place(make: Make, place: Path) -> Place:
    """A new PostgreSQL server on which nothing was ever run, its administrator, and passwords for the roles to come."""
    cluster: Cluster = make(place / "postgres")
    admin = await asyncio.to_thread(cluster.start)
    urls = derived_urls(admin, "portal")
    settings = {f"{role.name}_URL": urls[role] for role in DbRole}
    return Place(
        admin, urls, {**settings, "ADMIN_URL": admin, "SECRET_KEY": OLD, "PUBLIC_URL": "https://portail.example"}
    )


async def give_passwords(place: Place) -> None:
    """What `\\password` does by asking."""
    connection = await connect(place.admin)
    for role in DbRole:
        word = place.urls[role].split(f"{role}:", 1)[1].split("@", 1)[0]
        await connection.execute(f"alter role {role} password '{word}'")
    await connection.close()


# ── First start ────────────────────────────────────────────────────────────────────────────────────────────────────

ROLES = """
select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, setconfig::text
from pg_roles r left join pg_db_role_setting s on s.setrole = r.oid where rolname like 'portal_%' order by 1
"""
DATABASE = """
select pg_get_userbyid(datdba) as owner, pg_encoding_to_char(encoding) as encoding,
  (select array_agg(a.grantee::regrole::text || ' ' || a.privilege_type order by 1)::text
   from aclexplode(datacl) a where a.grantee::regrole::text like 'portal_%' or a.grantee = 0) as rights,
  (select pg_get_userbyid(nspowner) || ' ' || (select array_agg(a.grantee::regrole::text || a.privilege_type order by 1)
   from aclexplode(nspacl) a)::text from pg_namespace where nspname = 'public') as schema
from pg_database where datname = current_database()
"""


async def test_the_first_start_runs_as_it_is_written(place: Place, tmp_path: Path) -> None:
    (database,) = blocks("sh", "1. The database and its four roles")
    for _ in range(2):
        place.run(database)
    await give_passwords(place)
    first, import_it = blocks("sh", "3. Tables, first account, first data")
    said = place.run(first, NATIONAL="anne@cnaf.example")
    assert said.rstrip().splitlines()[-1].startswith("https://portail.example/account/link?token=")

    siret = next(text for key in range(10) if siret_fits(text := f"2178064680001{key}"))
    template, dry_run, write = import_it.splitlines()
    folder = str(tmp_path / "files")
    place.run(template, FOLDER=folder)
    for name, line in {
        "cafs.csv": "781;Caf des Yvelines", "organisations.csv": f"781;{siret};Commune",
        "structures.csv": "781;E1;Crèche;EAJE;Multi-accueil;Ville;01/09/2010;;", "tenures.csv": f"781;E1;{siret};01/09/2010;",
        "licences.csv": "781;E1;01/09/2010;20",
    }.items():  # fmt: skip
        with (tmp_path / "files" / name).open("a", encoding="utf-8") as file:
            file.write(line + "\r\n")
    assert "Essai : rien n'a été écrit." in place.run(dry_run, FOLDER=folder)
    assert await place.rows(place.urls, "select from structure") == []
    assert "Structures : 1 création(s)" in place.run(write, FOLDER=folder)
    (row,) = await place.rows(place.urls, "select id_equ, nature from structure")
    assert tuple(row) == ("E1", "MULTI_ACCUEIL")
    await check_roles(place.urls)


async def test_the_roles_and_rights_by_hand_are_those_that_the_portal_makes_itself(place: Place, make: Make, tmp_path: Path) -> None:  # fmt: skip
    (database,) = blocks("sh", "1. The database and its four roles")
    place.run(database)
    await give_passwords(place)
    other = await asyncio.to_thread(make(tmp_path / "postgres").start)
    urls = await prepare(other, "portal")
    for sql in (ROLES, DATABASE):
        assert [tuple(row) for row in await place.rows(place.urls, sql)] == [
            tuple(row) for row in await place.rows(urls, sql)
        ]


# ── Backup and restore ─────────────────────────────────────────────────────────────────────────────────────────────


async def stored(place: Place, urls: Urls) -> dict[str, tuple[Any, ...]]:
    """Of each table and sequence, all it holds: the count and a digest of the rows in order."""
    names = await place.rows(
        urls, "select tablename from pg_tables where schemaname = 'public' order by 1", DbRole.OWNER
    )
    found = {}
    for (table,) in names:
        (row,) = await place.rows(urls, COUNTED.format(f'"{table}"'), DbRole.OWNER)
        found[table] = tuple(row)
    for row in await place.rows(urls, "select sequencename, last_value from pg_sequences", DbRole.OWNER):
        found[row[0]] = (row[1],)
    return found


def schema_of(place: Place, url: str) -> str:
    """All but the rows: tables, constraints, triggers, functions, policies, rights.

    Without the casts and parentheses that PostgreSQL places otherwise once it has read its own words again.
    """
    dumped = place.run(f'pg_dump --schema-only --enable-row-security "{url}"')
    bare = re.sub(r"^\\(un)?restrict .*$", "", dumped, flags=re.MULTILINE)
    return re.sub(r"::(character varying|text)(\[\])?|[()]", "", bare)


async def prepared(place: Place) -> None:
    """A portal whose first account was opened."""
    (database,) = blocks("sh", "1. The database and its four roles")
    place.run(database)
    await give_passwords(place)
    place.run("portal migrate\nportal init --national anne@cnaf.example")


async def populated(place: Place) -> World:
    """Two Cafs in which something stands nearly everywhere."""
    await prepared(place)
    with engine_on(place.urls):
        world = await marked_world()
        await World.granted(structures=2)
    return world


async def test_a_backup_comes_back_row_by_row_and_the_portal_works_on_it(place: Place, tmp_path: Path) -> None:
    world = await populated(place)
    restored = {role: url_for(url, "portal_restored") for role, url in place.urls.items()}
    files = {"BACKUP": str(tmp_path / "backup"), "RESTORED_URL": restored[DbRole.OWNER]}
    place.run(blocks("sh", "Backup")[0], **files)
    place.run(blocks("sh", "Restore")[0], **files)

    before, after = await stored(place, place.urls), await stored(place, restored)
    assert after == before
    assert sum(count for count, *_ in (before["declaration"], before["audit_entry"], before["person"])) > 20
    assert schema_of(place, restored[DbRole.OWNER]) == schema_of(place, place.urls[DbRole.OWNER])

    await check_roles(restored)
    serving = Serving(restored, tmp_path)
    try:
        await serving.start()
        place.run(blocks("sh", "Health and logs")[0], PORTAL=f"http://127.0.0.1:{serving.port}")
        async with serving.client() as client:
            email = world.people["director"].email
            asked = {"query": SIGN_IN, "variables": {"input": {"email": email, "password": PASSWORD}}}
            signed = await client.post("/graphql", json=asked)
            assert signed.json()["data"]["signIn"]["viewer"]["email"] == email, signed.text
            mark = encode("Structure", world.structures[0])
            asked = {"query": "query ($id: ID!) { structure(id: $id) { name } }", "variables": {"id": mark}}
            told = (await client.post("/graphql", json=asked)).json()
        (row,) = await place.rows(restored, f"select name from structure where id = {world.structures[0]}")
        assert told == {"data": {"structure": {"name": row["name"]}}}
    finally:
        serving.end()


async def test_without_the_word_for_row_level_security_there_is_no_backup(place: Place) -> None:
    await prepared(place)
    with pytest.raises(AssertionError, match="row-level security"):
        place.run('pg_dump --format=custom --file=/dev/null "$OWNER_URL"')


# ── Secrets ────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_new_secret_seals_again_what_the_old_one_sealed_and_a_lost_factor_is_taken_off(place: Place) -> None:
    await prepared(place)
    with engine_on(place.urls):
        world = await World.make()
        sealed = seal("ABC", House(secrets=(OLD,)))
        await world.written("update person set totp_secret = $2 where id = $1", world.people["manager"].id, sealed)
    (again,), (remove,) = blocks("sh", "Changing SECRET_KEY"), blocks("sh", "A second factor is lost")
    with pytest.raises(AssertionError, match=world.people["manager"].email):
        place.run(again, SECRET_KEY=NEW)
    assert place.run(again, SECRET_KEY=f"{NEW},{OLD}") == "Seconds facteurs scellés de nouveau : 1.\n"
    (row,) = await place.rows(place.urls, "select totp_secret from person where totp_secret is not null")
    assert unseal(row[0], House(secrets=(NEW,))) == "ABC"
    with pytest.raises(Unreadable):
        unseal(row[0], House(secrets=(OLD,)))
    assert world.people["manager"].name in place.run(remove, LOST=world.people["manager"].email)
    assert await place.rows(place.urls, "select from person where totp_secret is not null") == []


# ── What the page, the units and the image name ────────────────────────────────────────────────────────────────────


def unknown(words: list[str]) -> list[str]:
    """What of a `portal` command line does not exist: its verb, the verb below, its options."""
    command: Any = get_command(app)
    for word in words:
        if word.startswith("--"):
            options = [option for each in command.params for option in each.opts]
            if word.split("=")[0] not in options:
                return [word]
        elif hasattr(command, "commands"):
            if word not in command.commands:
                return [word]
            command = command.commands[word]
    return []


def test_every_command_that_the_page_names_exists() -> None:
    fenced = "\n".join(text for _, text in BLOCK.findall(PAGE))
    inline = re.findall(r"`(portal [^`]+)`", BLOCK.sub("", PAGE))
    lines = [*re.findall(r"^portal .*$", fenced, re.MULTILINE), *inline]
    assert len(lines) > 8
    assert [line for line in lines if unknown(line.split()[1:])] == []


def test_every_file_and_setting_that_the_page_names_exists() -> None:
    assert [path for path in re.findall(r"(?:deploy|tests|docs)/[\w./-]+\w", PAGE) if not (ROOT / path).exists()] == []
    assert [path for path in re.findall(r"\]\(([^)#]+)\)", PAGE) if not (ROOT / "docs" / path).exists()] == []
    named = set(re.findall(r"`([A-Z]+(?:_[A-Z]+)+)`", PAGE)) - {"ADMIN_URL", "RESTORED_URL"}
    assert {name.lower() for name in named} <= Settings.model_fields.keys()


def test_every_block_that_is_said_to_run_is_run() -> None:
    run = [text for heading in HEADINGS_RUN for text in blocks("sh", heading)]
    assert sorted(run) == sorted(blocks("sh"))


HEADINGS_RUN = (
    "1. The database and its four roles", "3. Tables, first account, first data", "Backup", "Restore", "Health and logs",
    "Changing SECRET_KEY", "A second factor is lost",
)  # fmt: skip

HARDENED = {
    "NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes", "User": "portal",
    "CapabilityBoundingSet": "", "StateDirectory": "portal", "LoadCredential": "secret-key:/etc/portal/secret.key",
}  # fmt: skip


def unit_of(path: Path) -> configparser.ConfigParser:
    found = configparser.ConfigParser(strict=False, interpolation=None)
    found.optionxform = str  # type: ignore[assignment,method-assign]
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
