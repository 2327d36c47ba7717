"""The life of a structure as the database keeps it, whatever the door: tenures, places and declarations lie within it."""

from typing import Any

import asyncpg
import pytest

from models.engine import DbRole
from tests.models.conftest import Door
from tests.world import World

LIVED = (
    "with made as (insert into structure (caf_id, id_equ, name, kind, nature, commune, opened_on, closed_on)"
    " values ($1, 'LIVED', 'N', 'EAJE', 'MULTI_ACCUEIL', 'C', '2020-01-10', '2024-06-30') returning id) select id from made"
)
TENURE = (
    "insert into tenure (caf_id, organisation_id, structure_id, starts_on, ends_on) values ($1, $2, $3, '{0}', {1})"
)
LICENCE = "insert into licence (caf_id, structure_id, starts_on, places) values ($1, $2, '{0}', 10)"


async def sqlstate(connection: Any, statement: str, *values: Any) -> str | None:
    """The refusal of a statement, undone, if there is one."""
    try:
        async with connection.transaction():
            await connection.execute(statement, *values)
    except asyncpg.PostgresError as refusal:
        return str(refusal.sqlstate)
    return None


@pytest.mark.parametrize(
    ("starts", "ends", "refusal"),
    [
        ("2020-01-09", "'2024-06-30'", "PC060"),
        ("2020-01-10", "'2024-06-30'", None),
        ("2024-06-30", "'2024-06-30'", None),
        ("2020-01-10", "'2024-07-01'", "PC060"),
        ("2020-01-10", "null", "PC060"),
    ],
)
async def test_a_tenure_lies_within_its_structure(
    job: Any, done: World, starts: str, ends: str, refusal: str | None
) -> None:
    place = await job.fetchval(LIVED, done.caf)
    statement = TENURE.format(starts, ends)
    assert await sqlstate(job, statement, done.caf, done.organisation, place) == refusal


@pytest.mark.parametrize(
    ("starts", "refusal"),
    [("2020-01-09", "PC061"), ("2020-01-10", None), ("2024-06-30", None), ("2024-07-01", "PC061")],
)
async def test_places_are_authorised_within_its_structure(
    job: Any, done: World, starts: str, refusal: str | None
) -> None:
    place = await job.fetchval(LIVED, done.caf)
    assert await sqlstate(job, LICENCE.format(starts), done.caf, place) == refusal


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ("opened_on = '2020-02-02'", "PC060"),
        ("opened_on = '2020-02-01'", None),
        ("closed_on = '2024-05-30'", "PC060"),
        ("closed_on = '2024-05-31'", None),
        ("closed_on = null", None),
        ("name = 'M'", None),
    ],
)
async def test_a_structure_lives_around_its_tenures(job: Any, done: World, change: str, refusal: str | None) -> None:
    place = await job.fetchval(LIVED, done.caf)
    await job.execute(TENURE.format("2020-02-01", "'2024-05-31'"), done.caf, done.organisation, place)
    assert await sqlstate(job, f"update structure set {change} where id = $1", place) == refusal


@pytest.mark.parametrize(("closed", "refusal"), [("2024-04-30", "PC061"), ("2024-05-01", None)])
async def test_a_structure_lives_around_its_places(job: Any, done: World, closed: str, refusal: str | None) -> None:
    place = await job.fetchval(LIVED, done.caf)
    await job.execute(LICENCE.format("2024-05-01"), done.caf, place)
    assert await sqlstate(job, f"update structure set closed_on = '{closed}' where id = $1", place) == refusal


@pytest.mark.parametrize(
    ("starts", "ends", "refusal"),
    [
        ("2023-01-01", "'2023-12-31'", "PC062"),
        ("2023-01-01", "'2024-01-01'", None),
        ("2024-12-31", "null", None),
        ("2025-01-01", "null", "PC062"),
    ],
)
async def test_a_declaration_is_of_a_year_that_its_tenure_has(
    job: Any, done: World, starts: str, ends: str, refusal: str | None
) -> None:
    await job.execute(
        "update structure set closed_on = null where id = $1", place := await job.fetchval(LIVED, done.caf)
    )
    await job.execute(TENURE.format(starts, ends), done.caf, done.organisation, place)
    statement = (
        "insert into declaration (caf_id, organisation_id, structure_id, tenure_id, period_id, structure_kind, kind, year,"
        " form_version, created_at, updated_at) select t.caf_id, t.organisation_id, t.structure_id, t.id, $2, 'EAJE',"
        " 'ACTUAL', 2024, 1, now(), now() from tenure t where t.structure_id = $1"
    )
    assert await sqlstate(job, statement, place, done.period) == refusal


GROUP = (
    "insert into group_accounts (caf_id, organisation_id, kind, year, tenures, total_charges, stated_by_id, stated_by_name,"
    " stated_at) values ($1, $2, 'ACTUAL', 2001, $3, 1, $4, 'N', now())"
)


@pytest.mark.parametrize(
    ("which", "refusal"),
    [
        ("both", None),
        ("one twice", "PC063"),
        ("one of another Caf", "PC063"),
        ("one that is not", "PC063"),
        ("one", "23514"),
    ],
)
async def test_a_total_covers_tenures_of_one_organisation_each_once(
    job: Any, done: World, other: World, which: str, refusal: str | None
) -> None:
    first, second = done.tenures
    tenures = {
        "both": [first, second], "one twice": [first, first], "one of another Caf": [first, other.tenures[0]],
        "one that is not": [first, 2**31 - 1], "one": [first],
    }[which]  # fmt: skip
    person = done.people["accountant"].id
    assert await sqlstate(job, GROUP, done.caf, done.organisation, tenures, person) == refusal


END = "select * from end_tenure($1, '2100-12-31', 'why', 'N', now())"
REOPEN = "select * from reopen_structure($1)"


@pytest.mark.parametrize("who", ["manager", "officer", "deputy", "stranger", None])
async def test_only_the_manager_of_that_caf_ends_a_tenure_and_undoes_a_closing(
    app: Any, done: World, other: World, who: str | None
) -> None:
    if who is not None:
        scope = await (other.scope("manager") if who == "stranger" else done.scope(who))
        await app.execute(scope.settings_sql)
    expected = None if who == "manager" else "PC064"
    assert await sqlstate(app, END, done.tenures[0]) == expected
    assert await sqlstate(app, REOPEN, done.structures[0]) == expected


async def test_without_a_last_day_nothing_is_ended_nor_lengthened(app: Any, done: World) -> None:
    await app.execute((await done.scope("manager")).settings_sql)
    assert await sqlstate(app, END.replace("'2100-12-31'", "null"), done.tenures[0]) == "22004"


@pytest.mark.parametrize("role", [DbRole.AUTH, DbRole.JOB])
async def test_no_other_role_calls_them(door: Door, done: World, role: DbRole) -> None:
    async with door(role) as connection:
        assert await sqlstate(connection, END, done.tenures[0]) == "42501"
        assert await sqlstate(connection, REOPEN, done.structures[0]) == "42501"


async def test_the_web_process_ends_no_tenure_by_itself(app: Any, done: World) -> None:
    await app.execute((await done.scope("manager")).settings_sql)
    for statement in (
        "update tenure set ends_on = '2100-12-31' where id = $1",
        "delete from tenure where id = $1",
    ):
        assert await sqlstate(app, statement, done.tenures[0]) == "42501"
