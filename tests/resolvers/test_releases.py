"""A release: computed once from what is accepted, secret where it must be, frozen for ever, one at a time."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import date
from typing import Any

import asyncpg
import pytest

from models.engine import DB, DbRole, ScopedEngine, connect_as
from resolvers.releases import Release, release
from rules.kinds import KINDS
from rules.problems import Code, Refused
from rules.ratios import RATIOS
from server.database_url import Urls
from tests.accepted import NOW, Town, accepted
from tests.models.ground import elsewhere
from tests.world import SECRETS

Clone = Callable[[], Awaitable[Urls]]
A, B = (40_000, 50_000), (8_000, 20_000)
CELLS = "select average::text, q1::text, median::text, q3::text, band, coverage, reason from statistics_cell"


@pytest.fixture
async def fresh(clone: Clone, database: ScopedEngine) -> AsyncIterator[Urls]:
    """A database of the test's own: there is one release of a year, for ever."""
    urls = await clone()
    async with elsewhere(urls):
        yield urls


def towns(caf: str = "001", sirens: str = "1234", **changes: Any) -> list[Town]:
    """Two structures of each of four organisations, one like A and one like B."""
    occupancy = [{"REAL_OCCUPANCY": A}, {"REAL_OCCUPANCY": B}]
    return [Town(caf, f"{siren * 9}", terms=terms, **changes) for siren in sirens for terms in occupancy]


async def released(year: int = 2024, **options: Any) -> Release:
    with connect_as(DbRole.JOB):
        return await release("EAJE", year, NOW, **options)


async def written(sql: str, *args: Any) -> list[Any]:
    with connect_as(DbRole.JOB):
        return list(await DB.fetch(sql, *args))


async def cell(
    caf: str | None, axis: str, code: str = "", ratio: str = "REAL_OCCUPANCY", year: int = 2024
) -> tuple[Any, ...]:
    rows = await written(
        f"{CELLS} where ratio = $1 and axis = $2 and code = $3 and year = $4"
        " and caf_id is not distinct from (select id from caf where code = $5)",
        ratio, axis, code, year, caf,
    )  # fmt: skip
    assert len(rows) == 1
    return tuple(rows[0])


async def refusal(**options: Any) -> tuple[Code, ...]:
    with pytest.raises(Refused) as refused:
        await released(**options)
    return tuple(each.code for each in refused.value.problems)


@pytest.mark.usefixtures("fresh")
async def test_the_average_is_the_ratio_of_the_sums_with_the_quartiles_of_the_ratios() -> None:
    await accepted(towns())
    done = await released()
    assert (done.structures, done.partial, done.incomplete) == (8, 0, 0)
    # 4 × (40 000 + 8 000) of 4 × (50 000 + 20 000) is 68.57 %, where the mean of 80 % and 40 % would be 60 %.
    assert await cell("001", "ALL") == ("68.57", "40.00", "60.00", "80.00", "5 à 9", 100, None)
    assert await cell(None, "ALL") == await cell("001", "NATURE", "MULTI_ACCUEIL") == await cell("001", "SIZE", "13-24")


@pytest.mark.usefixtures("fresh")
async def test_the_whole_lattice_is_there_and_an_empty_group_is_as_secret_as_a_small_one() -> None:
    await accepted(towns())
    done = await released()
    groups = 1 + len(KINDS["EAJE"].natures) + 5
    assert done.cells == len(RATIOS["EAJE"]) * 2 * groups
    assert done.published == len(RATIOS["EAJE"]) * 2 * 3
    assert await cell("001", "NATURE", "MICRO_CRECHE") == (None,) * 6 + ("SECRET",)


@pytest.mark.usefixtures("fresh")
async def test_an_organisation_is_the_same_in_every_caf() -> None:
    # Four in each Caf, but the same four legal persons: without one of them three remain, as in each Caf.
    await accepted([*towns("001", "123"), *towns("002", "123"), *towns("003", "1234")])
    await released()
    assert (await cell("001", "ALL"))[-1] == "SECRET"
    assert (await cell("002", "ALL"))[-1] == "SECRET"
    assert (await cell(None, "ALL"))[-1] in (None, "SECRET")
    assert {(await cell(each, "ALL"))[-1] for each in ("003", None)} != {None}, "published by difference otherwise"


@pytest.mark.usefixtures("fresh")
async def test_numerators_that_are_all_zero_are_secret() -> None:
    none = {"COMPANIES_SHARE": (0, 100)}
    await accepted([replace(town, terms={**town.terms, **none}) for town in towns()])
    await released()
    assert (await cell("001", "ALL", ratio="COMPANIES_SHARE"))[-1] == "SECRET"
    assert (await cell("001", "ALL", ratio="FAMILIES_SHARE"))[0] == "75.00"


LEFT_OUT = {
    "opened in the year": ({"opened_on": date(2024, 1, 2)}, "partial"),
    "closed in the year": ({"closed_on": date(2024, 12, 30)}, "partial"),
    "taken over in the year": ({"starts_on": date(2024, 1, 2)}, "partial"),
    "handed over in the year": ({"ends_on": date(2024, 12, 30)}, "partial"),
    "one ratio missing": ({"terms": {"FTE_PER_PLACE": None}}, "incomplete"),
    "reopened since": ({"state": "RETURNED"}, None),
}
KEPT = {
    "opened on the first day": {"opened_on": date(2024, 1, 1)},
    "closed on the last day": {"closed_on": date(2024, 12, 31)},
    "taken over on the first day": {"starts_on": date(2024, 1, 1)},
    "handed over on the last day": {"ends_on": date(2024, 12, 31)},
}


@pytest.mark.parametrize(("changes", "counted"), LEFT_OUT.values(), ids=LEFT_OUT)
@pytest.mark.usefixtures("fresh")
async def test_what_is_not_a_whole_year_complete_and_accepted_stays_out(
    changes: dict[str, Any], counted: str | None
) -> None:
    await accepted([*towns(), replace(Town("001", "9" * 9), **changes)])
    done = await released(dry_run=True)
    assert (done.structures, done.partial, done.incomplete) == (
        8,
        int(counted == "partial"),
        int(counted == "incomplete"),
    )


@pytest.mark.parametrize("changes", KEPT.values(), ids=KEPT)
@pytest.mark.usefixtures("fresh")
async def test_a_whole_year_counts_to_the_day(changes: dict[str, Any]) -> None:
    await accepted([*towns(), replace(Town("001", "9" * 9), **changes)])
    assert (await released(dry_run=True)).structures == 9


@pytest.mark.usefixtures("fresh")
async def test_the_coverage_counts_all_structures_of_the_group_in_steps() -> None:
    await accepted([*towns(), *[replace(Town("001", "9" * 9), state="TRANSMITTED") for _ in range(3)]])
    await released()
    assert (await cell("001", "ALL"))[4:6] == ("5 à 9", 70), "8 of 11 are 72 %"


@pytest.mark.usefixtures("fresh")
async def test_a_dry_run_tells_the_same_and_writes_nothing() -> None:
    await accepted(towns())
    tried = await released(dry_run=True)
    assert await written("select from statistics_release") == await written("select from statistics_cell") == []
    assert await released() == tried


@pytest.mark.usefixtures("fresh")
async def test_there_is_one_release_of_a_year_and_no_second_that_could_be_subtracted() -> None:
    await accepted(towns(), years=(2023, 2024))
    await released()
    before = await written("select * from statistics_cell order by id")
    await accepted(towns("002"), years=(2022,))
    assert await refusal() == (Code.ALREADY_RELEASED,)
    assert await refusal(dry_run=True) == (Code.ALREADY_RELEASED,)
    assert await written("select * from statistics_cell order by id") == before
    assert (await released(2023)).structures == 8


@pytest.mark.usefixtures("fresh")
async def test_a_year_without_anything_is_not_released_empty() -> None:
    await accepted(towns())
    assert await refusal(year=2023) == (Code.NOTHING_TO_RELEASE,)
    assert await written("select from statistics_release") == []


@pytest.mark.usefixtures("fresh")
async def test_two_releases_at_once_make_exactly_one() -> None:
    await accepted(towns())
    done = await asyncio.gather(released(), released(), return_exceptions=True)
    refused = [each for each in done if isinstance(each, Refused)]
    assert len(refused) == 1
    assert refused[0].problems[0].code in (Code.RELEASE_RUNNING, Code.ALREADY_RELEASED)
    assert len(await written("select from statistics_release")) == 1


class Killed(Exception):
    """Something goes wrong half-way."""


@pytest.mark.usefixtures("fresh")
async def test_a_release_that_fails_half_way_leaves_nothing_and_can_be_done_again() -> None:
    await accepted(towns())

    def fail(_: str, done: int, __: int) -> None:
        if done:
            raise Killed

    with pytest.raises(Killed):
        await released(show=fail)
    assert await written("select from statistics_release") == []
    assert (await released()).structures == 8


async def test_a_release_whose_connection_is_cut_leaves_nothing(fresh: Urls) -> None:
    await accepted(towns())
    locker, killer = await asyncpg.connect(fresh[DbRole.OWNER]), await asyncpg.connect(fresh[DbRole.JOB])
    await locker.execute("begin; lock table statistics_cell in exclusive mode")
    running = asyncio.create_task(released())
    waiting = (
        "select pid from pg_stat_activity where wait_event_type = 'Lock' and query like '%insert into statistics_cell%'"
        " and pid <> pg_backend_pid()"
    )
    async with asyncio.timeout(20):
        while not (found := await killer.fetch(waiting)):  # noqa: ASYNC110 - the server tells nobody
            await asyncio.sleep(0.05)
    await killer.execute("select pg_terminate_backend($1)", found[0]["pid"])
    with pytest.raises(Exception):  # noqa: B017, PT011 - whatever the driver says
        await running
    for connection in (locker, killer):
        await connection.close()
    assert await written("select from statistics_release") == []
    assert (await released()).structures == 8


CHANGES = {
    "a figure": ("update statistics_cell set average = 1", "PC010"),
    "a secret": ("delete from statistics_cell where reason is not null", "PC010"),
    "all cells": ("truncate statistics_cell", "PC010"),
    "the release": ("delete from statistics_release", "PC010"),
    "its year": ("update statistics_release set year = 2023", "PC010"),
    "a cell more": (
        "insert into statistics_cell (release_id, structure_kind, year, ratio, axis, code, reason)"
        " select id, structure_kind, year, 'ANOTHER', 'ALL', '', 'SECRET' from statistics_release",
        "PC041",
    ),
}


@pytest.mark.parametrize(("sql", "code"), CHANGES.values(), ids=CHANGES)
@pytest.mark.usefixtures("fresh")
async def test_a_release_never_changes_whoever_tries(sql: str, code: str) -> None:
    await accepted(towns())
    await released()
    before = await written(
        "select c, r from statistics_cell c join statistics_release r on r.id = c.release_id order by c.id"
    )
    for role in DbRole:
        with connect_as(role), pytest.raises(asyncpg.PostgresError) as refused:
            await DB.fetch(sql)
        assert refused.value.sqlstate in ((code,) if role is DbRole.OWNER else (code, "42501"))
    after = await written(
        "select c, r from statistics_cell c join statistics_release r on r.id = c.release_id order by c.id"
    )
    assert after == before


@pytest.mark.usefixtures("fresh")
async def test_what_is_accepted_later_does_not_move_a_release() -> None:
    await accepted(towns())
    await released()
    before = await cell("001", "ALL")
    await written("update structure_ratio set numerator = 1 where ratio = 'REAL_OCCUPANCY'")
    assert await cell("001", "ALL") == before


async def _portal(urls: Urls, *words: str) -> tuple[int, str, str]:
    """Run the command line in a process of its own."""
    given = {**os.environ, "MODE": "production", "JOB_URL": urls[DbRole.JOB], "SECRET_KEY": SECRETS[0]}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "from server.command import main; main()", "statistics", "release", *words,
        env=given, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


async def test_the_verb_run_twice_at_once_releases_once_and_tells_the_other(fresh: Urls) -> None:
    await accepted(towns())
    tried = await _portal(fresh, "--year", "2024", "--dry-run")
    assert tried[0] == 0, tried
    assert "8 structures" in tried[1]
    assert "rien n'a été publié" in tried[1]
    done = sorted(await asyncio.gather(*(_portal(fresh, "--year", "2024") for _ in range(2))))
    assert ([each[0] for each in done], "publiées pour toujours" in done[0][1]) == ([0, 2], True), done
    assert "moyennes 2024" in done[1][2]
    assert "Traceback" not in done[1][2]
    assert len(await written("select from statistics_release")) == 1


@pytest.mark.parametrize("words", [["--year", "1999"], ["--year", "2024", "--kind", "ECOLE"], []])
async def test_the_verb_refuses_what_makes_no_sense(fresh: Urls, words: list[str]) -> None:
    code, _, told = await _portal(fresh, *words)
    assert code == 2
    assert "Traceback" not in told
