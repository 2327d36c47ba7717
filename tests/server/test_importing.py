"""`portal import`: a whole folder or nothing of it, every mistake told at once, the same files again change nothing."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.engine import DB, DbRole, connect_as, watch_statements
from resolvers.imports import AT_ONCE, LOCK, import_all
from resolvers.opaque import encode
from rules.imports import BY_NAME, FILES
from rules.problems import Refused
from rules.structures import siret_fits
from server.database_url import Urls, connect
from tests.commands import portal
from tests.serving import engine_on
from tests.world import CANCEL, NOON, World

Clone = Callable[[], Awaitable[Urls]]
TABLES = ("caf", "organisation", "structure", "tenure", "licence")
STRUCTURES, PER_ORGANISATION = 5_000, 10
SECONDS = 40
"""What an import of five thousand structures may take here, start included; it takes three on two idle cores."""


def siret(number: int) -> str:
    """A SIRET with its right key."""
    return next(text for key in range(10) if siret_fits(text := f"{number:013d}{key}"))


def folder_of(place: Path, texts: Mapping[str, str]) -> Path:
    for name, text in texts.items():
        (place / name).write_text(text, encoding="utf-8")
    return place


def portfolio(structures: int) -> dict[str, str]:
    """A Caf, its organisations, and so many structures, each with a tenure and an authorisation."""
    count = range(structures)
    sirets = [siret(each) for each in range(structures // PER_ORGANISATION + 1)]
    lines = {
        "cafs.csv": ["Caf;Nom", "781;Caf des Yvelines"],
        "organisations.csv": ["Caf;Siret;Raison sociale", *(f"781;{each};Commune {place}" for place, each in enumerate(sirets))],
        "structures.csv": ["Caf;Idequ;Nom;Nature;Commune;Ouverture;Fermeture",
                           *(f"781;E{each};Crèche {each};Multi-accueil;Ville;01/09/2010;" for each in count)],
        "tenures.csv": ["Caf;Idequ;Siret;Du;Au", *(f"781;E{each};{sirets[each // PER_ORGANISATION]};01/09/2010;" for each in count)],
        "licences.csv": ["Caf;Idequ;Du;Places", *(f"781;E{each};01/09/2010;{each % 60 + 1}" for each in count)],
    }  # fmt: skip
    return {name: "\n".join([*each, ""]) for name, each in lines.items()}


async def contents(urls: Urls) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the tables that an import writes, versions of rows included: an idle update would be seen."""
    connection = await connect(urls[DbRole.JOB])
    try:
        return {
            table: [
                tuple(row) for row in await connection.fetch(f"select t.*, t.xmin::text from {table} t order by id")
            ]
            for table in TABLES
        }
    finally:
        await connection.close()


def counts(stored: Mapping[str, list[Any]]) -> list[int]:
    return [len(stored[table]) for table in TABLES]


async def test_five_thousand_structures_then_the_same_again_then_one_bad_line(clone: Clone, tmp_path: Path) -> None:
    urls, folder = await clone(), folder_of(tmp_path, portfolio(STRUCTURES))

    tried = portal(urls, "import", folder, "--dry-run")
    assert tried.returncode == 0, tried.stderr
    assert "Structures : 5\u202f000 création(s), 0 modification(s), 0 sans changement\n" in tried.stdout
    assert tried.stdout.endswith("Essai : rien n'a été écrit.\n")
    assert counts(await contents(urls)) == [0, 0, 0, 0, 0]

    began = time.perf_counter()
    done = portal(urls, "import", folder)
    assert time.perf_counter() - began < SECONDS
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("Tout est écrit.\n")
    stored = await contents(urls)
    assert counts(stored) == [1, 501, 5000, 5000, 5000]

    again = portal(urls, "import", folder)
    assert again.returncode == 0, again.stderr
    assert "Gestions : 0 création(s), 0 modification(s), 5\u202f000 sans changement\n" in again.stdout
    assert await contents(urls) == stored

    structures = (folder / "structures.csv").read_text("utf-8")
    (folder / "structures.csv").write_text(
        structures.replace("Crèche 4000;Multi-accueil", "Crèche 4000;Multi-acceuil").replace("Crèche 7;", "Jardin 7;"),
        encoding="utf-8",
    )
    refused = portal(urls, "import", folder)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.splitlines() == [
        "structures.csv, ligne 4002, colonne « Nature d'activité » : « Nature d'activité » : « Multi-acceuil » n'est pas un"
        " code connu. Choisissez l'un de ceux-ci : MULTI_ACCUEIL, COLLECTIVE_CRECHE, MICRO_CRECHE, FAMILY_CRECHE,"
        " PARENTAL_CRECHE, DROP_IN_NURSERY, KINDERGARTEN. [UNKNOWN_CHOICE]",
        "1 erreur : rien n'a été importé.",
    ]
    assert await contents(urls) == stored


async def test_agreements_are_written_in_the_tenures_that_hold_them(clone: Clone, tmp_path: Path) -> None:
    urls = await clone()
    titles, given = (
        "Caf;Idequ;Bonus;Du;Au;Places;Montant;Progression\n",
        "781;E1;TERRITORY_NEW;01/01/2024;;4;2 750,50;\n",
    )
    folder = folder_of(tmp_path, {**portfolio(3), "agreements.csv": f"{titles}{given}"})
    sql = "select a.bonus, a.amount::text, a.ends_on, a.tenure_id = t.id as held from agreement a join tenure t using (structure_id)"
    for lines, ends_on, told in (
        (given, None, "1 création(s), 0 modification(s), 0"),
        (given, None, "0 création(s), 0 modification(s), 1"),
        (given.replace("2024;;", "2024;31/12/2025;"), date(2025, 12, 31), "0 création(s), 1 modification(s), 0"),
    ):
        (folder / "agreements.csv").write_text(titles + lines, encoding="utf-8")
        done = portal(urls, "import", folder)
        assert (done.returncode, f"Accords ouvrant un bonus : {told} sans changement" in done.stdout) == (0, True), done
        connection = await connect(urls[DbRole.JOB])
        try:
            assert [tuple(row) for row in await connection.fetch(sql)] == [("TERRITORY_NEW", "2750.50", ends_on, True)]
        finally:
            await connection.close()


async def test_of_many_mistakes_two_hundred_are_shown_and_all_are_counted(clone: Clone, tmp_path: Path) -> None:
    texts = portfolio(250)
    texts["licences.csv"] = texts["licences.csv"].replace("01/09/2010", "31/02/2010")
    refused = portal(await clone(), "import", folder_of(tmp_path, texts))
    said = refused.stderr.splitlines()
    assert len(said) == 202
    assert said[0].startswith("licences.csv, ligne 2, colonne « Premier jour » : ")
    assert said[-2:] == ["… et 50 de plus.", "250 erreurs : rien n'a été importé."]


async def test_a_folder_without_a_file_and_a_file_with_a_strange_name_are_refused(clone: Clone, tmp_path: Path) -> None:
    urls = await clone()
    assert "[IMPORT_NO_FILE]" in portal(urls, "import", tmp_path / "nowhere").stderr
    refused = portal(urls, "import", folder_of(tmp_path, {**portfolio(1), "structure.csv": "x"}))
    assert refused.stderr.splitlines()[0].startswith(
        "structure.csv : « structure.csv » n'est pas un fichier que l'import lit."
    )
    (tmp_path / "structure.csv").rename(tmp_path / "LICENCES.CSV")
    assert "LICENCES.CSV : " in portal(urls, "import", tmp_path).stderr
    assert counts(await contents(urls)) == [0, 0, 0, 0, 0]


async def test_the_templates_are_read_back_and_never_written_over(clone: Clone, tmp_path: Path) -> None:
    urls, folder = await clone(), tmp_path / "new" / "folder"
    assert portal(urls, "import", "--template", folder).returncode == 0
    assert sorted(path.name for path in folder.iterdir()) == sorted(BY_NAME)
    for file in FILES:
        titles = (folder / file.name).read_text("utf-8-sig").strip().split(";")
        assert [file.titled(title) for title in titles] == list(file.columns)
    done = portal(urls, "import", folder)
    assert (done.returncode, done.stderr) == (0, "")
    refused = portal(urls, "import", "--template", folder)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "existent déjà" in refused.stderr


# ── What the command stands on ─────────────────────────────────────────────────────────────────────────────────────


async def imported(texts: Mapping[str, str], **more: Any) -> Any:
    with connect_as(DbRole.JOB):
        return await import_all({name: text.encode() for name, text in texts.items()}, NOON, **more)


async def refused(texts: Mapping[str, str]) -> list[tuple[str, ...]]:
    """The codes of what is refused, each with its place; nothing, when it was imported."""
    try:
        await imported(texts)
    except Refused as told:
        return [(each.code.value, *each.path) for each in told.problems]
    return []


@pytest.fixture
async def fresh(clone: Clone) -> Any:
    """The engine on a database without rows."""
    urls = await clone()
    with engine_on(urls):
        yield urls


async def test_the_statements_do_not_grow_with_the_lines(fresh: Urls) -> None:
    with watch_statements() as few:
        await imported(portfolio(AT_ONCE // 10))
    with watch_statements() as many:
        await imported({name: text.replace("\n781;", "\n782;") for name, text in portfolio(AT_ONCE).items()})
    assert len(many) == len(few)


async def test_two_at_once_never_mix(fresh: Urls) -> None:
    found = await asyncio.gather(*(refused(portfolio(200)) for _ in range(2)))
    assert sorted(found) in ([[], []], [[], [("IMPORT_RUNNING",)]])
    assert counts(await contents(fresh)) == [1, 21, 200, 200, 200]


async def test_while_another_import_runs_one_is_refused(fresh: Urls) -> None:
    other = await connect(fresh[DbRole.JOB])
    await other.execute(f"select pg_advisory_lock({LOCK})")
    assert await refused(portfolio(1)) == [("IMPORT_RUNNING",)]
    await other.close()
    assert await refused(portfolio(1)) == []


async def test_what_only_the_database_refuses_is_told_by_line(fresh: Urls) -> None:
    """A structure of the same number appears between the reading and the writing, as another session makes it."""
    await imported({"cafs.csv": portfolio(1)["cafs.csv"]})
    other = await connect(fresh[DbRole.JOB])
    transaction = other.transaction()
    await transaction.start()
    await other.execute(
        "insert into structure (caf_id, id_equ, name, kind, nature, commune, opened_on)"
        " select id, 'E2', 'x', 'EAJE', 'MICRO_CRECHE', 'V', '2010-09-01' from caf"
    )
    waiting = asyncio.create_task(refused(portfolio(5)))
    await asyncio.sleep(0.5)
    await transaction.commit()
    await other.close()
    assert ("IMPORT_REFUSED", "structures.csv", "4") in await waiting
    assert counts(await contents(fresh)) == [1, 0, 1, 0, 0]


async def test_days_move_together_in_one_import(fresh: Urls) -> None:
    texts = portfolio(1)
    await imported(texts)
    closed = {
        "structures.csv": texts["structures.csv"].replace("2010;\n", "2010;31/12/2024\n"),
        "tenures.csv": texts["tenures.csv"].replace("2010;\n", "2010;31/12/2024\n"),
    }
    assert await refused(closed) == []
    earlier = {name: text.replace("01/09/2010;31/12/2024", "01/09/2009;") for name, text in closed.items()}
    assert await refused({"structures.csv": earlier["structures.csv"]}) == []
    assert await refused({"tenures.csv": texts["tenures.csv"]}) == []
    handed = texts["tenures.csv"].replace("2010;\n", f"2010;31/12/2024\n781;E0;{siret(0)};01/01/2025;\n")
    assert await refused({"tenures.csv": handed}) == []
    with connect_as(DbRole.JOB):
        rows = await DB.fetch("select starts_on, ends_on from tenure order by starts_on")
    assert [tuple(row) for row in rows] == [
        (date(2010, 9, 1), date(2024, 12, 31)), (date(2025, 1, 1), None),
    ]  # fmt: skip


@pytest.mark.usefixtures("database")
async def test_the_last_day_of_a_tenure_does_not_cross_its_declarations(clone: Clone) -> None:
    with engine_on(await clone()):
        world = await World.granted()
        await world.written("update caf set code = '781' where id = $1", world.caf)
        (row,) = await world.written(
            "select o.siret, s.id_equ from organisation o, structure s where o.caf_id = $1 and s.caf_id = $1", world.caf
        )
        await world.written("update organisation set siret = $1", siret(1))
        texts = {"tenures.csv": f"Caf;Idequ;Siret;Du;Au\n781;{row['id_equ']};{siret(1)};01/09/2010;31/12/2023\n"}
        assert await refused(texts) == [("DECLARATIONS_BEGUN", "tenures.csv", "2", "Dernier jour")]
        cancelled = await world.act(
            "officer", CANCEL, declaration=encode("Declaration", world.declarations[0]), version=1, reason="Fermeture."
        )
        assert cancelled["errors"] == []
        assert await refused(texts) == []
