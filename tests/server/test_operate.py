"""Running it for real: the commands of docs/operate.md run as they stand, a backup comes back row by row."""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest

from models.engine import DB, DbRole, connect_as
from resolvers.asker import House
from resolvers.keychain import Unreadable, seal, unseal
from resolvers.opaque import encode
from rules.structures import siret_fits
from server.database import check_roles, prepare
from server.database_url import Urls, derived_urls, url_for
from server.postgres import Cluster
from server.settings import Settings
from tests.clusters import Make
from tests.drafts import age, amounts, proven
from tests.isolation.population import marked_world
from tests.server.handbook import BLOCK, NEW, OLD, PAGE, ROOT, Place, blocks, give_passwords, unknown
from tests.serving import Serving, engine_on
from tests.world import PASSWORD, SIGN_IN, World

COUNTED = "select count(*), md5(string_agg(t::text, E'\\n' order by t::text collate \"C\")) from {} t"


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
    kept = tmp_path / "heads"
    kept.write_text(place.run("portal audit heads"), "utf-8")
    told = place.run(f"portal audit verify --heads {kept}", **{f"{role.name}_URL": restored[role] for role in DbRole})
    assert re.search(r"^Le journal est intact : \d\d+ lignes vérifiées\.$", told, re.MULTILINE)

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


# ── When the law changes ───────────────────────────────────────────────────────────────────────────────────────────


async def test_drafts_are_redone_as_it_is_written(place: Place, tmp_path: Path) -> None:
    await prepared(place)
    with engine_on(place.urls):
        world = await proven()
        await world.save_example()
        await age(world)
    file = tmp_path / "differences.csv"
    said = place.run(blocks("sh", "When the law changes")[0], DIFFERENCES=str(file))
    assert "Essai : rien n'a été écrit." in said
    assert said.endswith("Tout est écrit.\n")
    assert "psu.first_step_supplied : 9,55 → 10,05" in file.read_text("utf-8-sig")
    with engine_on(place.urls):
        assert await amounts(world) == ["171823.79"]


# ── The audit trail ────────────────────────────────────────────────────────────────────────────────────────────────


async def test_the_trail_is_verified_its_heads_are_kept_and_reads_of_long_ago_go(place: Place, tmp_path: Path) -> None:
    await prepared(place)
    with engine_on(place.urls):
        world = await World.granted()
        reader = world.people["manager"].id
        await world.written(
            "insert into read_entry (at, actor_id, actor_name, door, caf_id, object_type, whole_list)"
            " values ('2024-01-01', $1, 'N', 'API', $2, 'Person', true)", reader, world.caf,
        )  # fmt: skip
    verify, against, purge = blocks("sh", "The audit trail")
    heads = tmp_path / "heads"
    assert "Le journal est intact" in place.run(verify, HEADS=str(heads))
    lines = heads.read_text("utf-8").splitlines()
    assert any(re.fullmatch(rf"ACTS {world.caf} \d+ [0-9a-f]{{64}} # Caf {world.code}", line) for line in lines)
    assert "Le journal est intact" in place.run(against, HEADS=str(heads))
    (kept,) = await place.rows(place.urls, "select count(*) from read_entry")
    assert place.run(purge, BEFORE="2025-02-01") == f"Lectures effacées : {kept[0]}.\n"
    assert "Le journal est intact" in place.run(against, HEADS=str(heads))
    with pytest.raises(AssertionError, match="180 jours"):
        place.run(purge, BEFORE="2100-01-01")
    with engine_on(place.urls), connect_as(DbRole.OWNER):
        await DB.fetch("alter table audit_entry disable trigger user")
        await DB.fetch("update audit_entry set act = 'endRoleGrant' where caf_id = $1 and seq = 2", world.caf)
        await DB.fetch("alter table audit_entry enable trigger user")
    wrong = rf"Caf {world.code}, ligne 2 \(n° \d+ dans la table\) : son contenu, ou son empreinte, a été modifié\."
    with pytest.raises(AssertionError, match=wrong):
        place.run(verify, HEADS=str(heads))


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
    "1. The database and its four roles", "3. Tables, first account, first data", "When the law changes", "Backup", "Restore",
    "Health and logs", "The audit trail",
    "Changing SECRET_KEY", "A second factor is lost",
)  # fmt: skip
