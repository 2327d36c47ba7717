"""The ratios of a structure beside the averages of its groups: who reads what, the reasons, one statement per level."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from models.engine import DB, DbRole, ScopedEngine, connect_as, watch_statements
from models.scope import scoped
from resolvers.opaque import encode
from resolvers.releases import release
from rules.forms import DeclarationKind
from rules.policy import Role
from rules.ratios import RATIOS
from server.database_url import Urls
from tests.accepted import CODES, NOW, Town, accepted
from tests.models.ground import elsewhere
from tests.world import ACCEPT, APPROVE, COMPLETE, REOPEN, SAVE, TAKE, World

RATIO = "code label unitLabel value reason reasonText"
COMPARED = (
    f"{RATIO} comparisons {{ territory group groupLabel year average q1 median q3 numberBand coverage position"
    " reason reasonText releasedAt }"
)
STRUCTURE = f"query ($id: ID!, $year: Int!) {{ structure(id: $id) {{ ratios(year: $year) {{ {COMPARED} }} }} }}"
DECLARATION = f"query ($id: ID!) {{ declaration(id: $id) {{ ratios {{ {COMPARED} }} }} }}"
CELLS = """query ($year: Int!, $ratio: String, $first: Int, $after: String) {
  statistics(year: $year, kind: "EAJE", ratio: $ratio, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes { id ratio ratioLabel cafCode group groupCode groupLabel average numberBand coverage reason releasedAt } } }"""
ACCOUNTS = {ratio.code for ratio in RATIOS["EAJE"] if ratio.accounts}
Clone = Callable[[], Awaitable[Urls]]


@pytest.fixture
async def fresh(clone: Clone, database: ScopedEngine) -> AsyncIterator[Urls]:
    """A database of the test's own: there is one release of a year, for ever."""
    urls = await clone()
    async with elsewhere(urls):
        yield urls


async def release_beside(world: World, year: int = 2024) -> None:
    """Twelve more structures of six organisations in the world's Caf, and the release."""
    await accepted(
        [Town(world.code, f"{n}" * 9, terms={"REAL_OCCUPANCY": (60 + n, 100)}) for n in range(1, 7) for _ in range(2)],
        years=(year,),
    )
    with connect_as(DbRole.JOB):
        await release("EAJE", year, NOW)


async def read(world: World, who: str, year: int = 2024, place: int = 0) -> dict[str, Any]:
    """The ratios of a structure, by code."""
    found = await world.data(who, STRUCTURE, id=encode("Structure", world.structures[place]), year=year)
    return {each["code"]: each for each in found["structure"]["ratios"]}


async def test_an_accepted_structure_reads_its_ratios_and_that_nothing_is_released(database: ScopedEngine) -> None:
    world = await World.granted()
    await world.reach("ACCEPTED")
    told = await read(world, "deputy")
    assert list(told) == CODES
    occupancy = told["REAL_OCCUPANCY"]
    assert (occupancy["value"], occupancy["label"], occupancy["unitLabel"]) == ("71.43", "Taux d'occupation réel", "%")
    assert told["STAFF_COST_SHARE"]["value"] == "75.00"
    assert [(each["territory"], each["group"]) for each in occupancy["comparisons"]] == [
        (territory, group) for territory in ("CAF", "NATIONAL") for group in ("ALL", "NATURE", "SIZE")
    ]
    if not await world.written("select from statistics_release where year = 2024 and structure_kind = 'EAJE'"):
        assert {each["reason"] for each in occupancy["comparisons"]} == {"NOT_RELEASED"}


async def test_before_the_caf_accepts_there_is_a_reason_and_the_groups_all_the_same(database: ScopedEngine) -> None:
    world = await World.granted()
    await world.reach("PROCESSING")
    told = await read(world, "deputy")
    assert {each["reason"] for each in told.values()} == {"NOT_ACCEPTED"}
    assert told["REAL_OCCUPANCY"]["reasonText"].endswith(".")
    assert [each["groupLabel"] for each in told["REAL_OCCUPANCY"]["comparisons"]] == [
        "Toutes les structures", "Multi-accueil", "13 à 24 places",
    ] * 2  # fmt: skip


@pytest.mark.usefixtures("fresh")
async def test_a_structure_finds_its_place_among_the_others() -> None:
    world = await World.granted()
    await world.reach("ACCEPTED")
    await release_beside(world)
    staff = (await read(world, "director"))["FTE_PER_PLACE"]
    assert staff["value"] == "0.45"
    # 9 + 12 × 3 over 20 + 12 × 4
    names = ("year", "average", "q1", "median", "q3", "numberBand", "coverage", "position", "reason")
    assert {tuple(each[name] for name in names) for each in staff["comparisons"]} == {
        (2024, "0.66", "0.75", "0.75", "0.75", "10 à 19", 100, "Dans le quart le plus bas", None)
    }
    assert {each["releasedAt"][:10] for each in staff["comparisons"]} == {"2025-05-20"}


@pytest.mark.usefixtures("fresh")
async def test_one_that_holds_nearly_all_hours_makes_the_hours_secret_for_all_and_not_the_rest() -> None:
    world = await World.granted()
    await world.reach("ACCEPTED")
    await release_beside(world)
    told = await read(world, "deputy")
    hours = told["REAL_OCCUPANCY"]["comparisons"]
    assert {(each["reason"], each["average"], each["position"]) for each in hours} == {("SECRET", None, None)}
    assert hours[0]["reasonText"].startswith("Trop peu")
    for who in ("director", "accountant", "officer"):
        assert (await read(world, who))["REAL_OCCUPANCY"]["comparisons"] == hours


@pytest.mark.usefixtures("fresh")
async def test_an_activity_provider_reads_no_ratio_that_would_reveal_an_account() -> None:
    world = await World.granted()
    await world.reach("ACCEPTED")
    await release_beside(world)
    for who, hidden in (("director", ACCOUNTS), ("accountant", set()), ("deputy", set()), ("officer", set())):
        told = await read(world, who)
        assert {code for code, each in told.items() if each["reason"] == "ACCOUNTS"} == hidden, who
        for code in hidden:
            assert told[code]["value"] is None
            assert {each["position"] for each in told[code]["comparisons"]} == {None}
            assert told[code]["comparisons"][0]["average"] is not None or told[code]["comparisons"][0]["reason"]


@pytest.mark.parametrize(
    ("year", "told"), [(1999, False), (2000, True), (2100, True), (2101, False), (-(2**31), False)]
)
async def test_a_year_that_cannot_be_is_refused_and_no_error_of_ours(
    database: ScopedEngine, year: int, told: bool
) -> None:
    world = await World.granted()
    given = await world.ask("director", STRUCTURE, id=encode("Structure", world.structures[0]), year=year)
    codes = [each["extensions"]["code"] for each in given.body.get("errors", [])]
    assert codes == ([] if told else ["BAD_USER_INPUT"])
    assert (given.body["data"]["structure"]["ratios"] is not None) is told


async def test_who_is_not_concerned_reads_no_ratio(database: ScopedEngine) -> None:
    world, other = await World.granted(), await World.granted()
    await world.reach("ACCEPTED")
    structure = encode("Structure", world.structures[0])
    hidden = await world.ask("manager", STRUCTURE, id=structure, year=2024)
    assert hidden.body["data"] == {"structure": {"ratios": None}}
    assert [each["extensions"]["code"] for each in hidden.body["errors"]] == ["FORBIDDEN"]
    for who in ("director", "officer"):
        assert await other.data(who, STRUCTURE, id=structure, year=2024) == {"structure": None}


async def test_a_reader_sees_the_rows_of_his_own_tenures_only(database: ScopedEngine) -> None:
    world = await World.granted(structures=2)
    await world.reach("ACCEPTED")
    for who, rows in (("director", len(CODES)), ("officer", len(CODES)), ("manager", 0)):
        with scoped(await world.scope(who)), connect_as(DbRole.APP):
            assert len(await DB.fetch("select from structure_ratio")) == rows, who


async def test_a_draft_has_the_ratios_of_its_figures_as_they_stand(database: ScopedEngine) -> None:
    world = await World.granted()
    await world.save_example(finance=False)
    found = await world.data("director", DECLARATION, id=world.declaration)
    told = {each["code"]: each for each in found["declaration"]["ratios"]}
    assert told["REAL_OCCUPANCY"]["value"] == "71.43"
    assert told["COST_PER_PLACE"]["reason"] == "NOT_DECLARED"
    assert told["STAFF_COST_SHARE"]["reason"] == "ACCOUNTS"
    hidden = await world.ask("officer", DECLARATION, id=world.declaration)
    assert hidden.body["data"] == {"declaration": {"ratios": None}}
    assert [each["extensions"]["code"] for each in hidden.body["errors"]] == ["FORBIDDEN"]


@pytest.mark.usefixtures("fresh")
async def test_a_draft_is_compared_with_the_latest_release() -> None:
    world = await World.granted()
    await world.save_example()
    await release_beside(world, year=2021)
    await release_beside(world, year=2022)
    found = await world.data("director", DECLARATION, id=world.declaration)
    told = {each["code"]: each for each in found["declaration"]["ratios"]}
    here = told["REAL_OCCUPANCY"]["comparisons"][0]
    assert (here["year"], here["average"], here["position"]) == (2022, "63.50", "Dans le quart le plus élevé")


async def test_a_declaration_accepted_again_replaces_its_ratios(database: ScopedEngine) -> None:
    world = await World.granted()
    await world.reach("ACCEPTED")
    first = await read(world, "deputy")
    asked = {"declaration": world.declaration}
    reopened = await world.act(
        "officer", REOPEN, **asked, version=(await world.stands())["version"], parts=["ACTIVITY"], reason="Un chiffre."
    )
    assert reopened["errors"] == [], reopened
    assert await read(world, "deputy") == first, "what was accepted last stays until the next"
    for who, document, more in (
        ("director", SAVE, {"values": {"eajeActivity": {"totalStaffFte": "8"}}}),
        ("director", COMPLETE, {"part": "ACTIVITY"}),
        ("deputy", APPROVE, {"attested": True}),
        ("officer", TAKE, {}),
        ("officer", ACCEPT, {}),
    ):
        now = await world.stands()
        version = now["activity"] if who == "director" else now["version"]
        done = await world.act(who, document, **asked, version=version, **more)
        assert done["errors"] == [], (document, done)
    second = await read(world, "deputy")
    assert (first["FTE_PER_PLACE"]["value"], second["FTE_PER_PLACE"]["value"]) == ("0.45", "0.40")
    assert second["REAL_OCCUPANCY"] == first["REAL_OCCUPANCY"]
    rows = await world.written("select submission_id from structure_ratio where structure_id = $1", world.structures[0])
    assert len(rows) == len(CODES)
    assert len({row["submission_id"] for row in rows}) == 1


async def test_a_forecast_adds_nothing(database: ScopedEngine) -> None:
    world = await World.granted(kind=DeclarationKind.FORECAST)
    await world.reach("ACCEPTED")
    assert await world.written("select from structure_ratio where structure_id = $1", world.structures[0]) == []


@pytest.mark.usefixtures("fresh")
async def test_forty_structures_cost_as_many_statements_as_two() -> None:
    world = await World.make(structures=40)
    for tenure in world.tenures:
        await world.grant("director", Role.ACTIVITY_DATA_PROVIDER, tenure)
    await release_beside(world)
    counts = []
    for first in (2, 40):
        with watch_statements() as seen:
            found = await world.data(
                "director",
                f"query ($n: Int!) {{ structures(first: $n) {{ nodes {{ ratios(year: 2024) {{ {COMPARED} }} }} }} }}",
                n=first,
            )
        assert len(found["structures"]["nodes"]) == first
        counts.append(len([each for each in seen if "ratio" in each or "statistics" in each or "licence" in each]))
    assert counts == [3, 3], "the stored ratios, the places where there are none, the cells around"


@pytest.mark.usefixtures("fresh")
async def test_the_cells_are_read_page_by_page_by_whoever_is_signed_in() -> None:
    world = await World.granted()
    nothing = await world.data("director", CELLS, year=2024, first=100)
    assert nothing["statistics"]["nodes"] == []
    await release_beside(world)
    pages = {}
    for who in ("director", "officer", "manager"):
        found = (await world.data(who, CELLS, year=2024, ratio="FTE_PER_PLACE", first=20))["statistics"]
        rest = (
            await world.data(
                who, CELLS, year=2024, ratio="FTE_PER_PLACE", first=20, after=found["pageInfo"]["endCursor"]
            )
        )["statistics"]
        assert (found["totalCount"], found["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasNextPage"]) == (
            26,
            True,
            False,
        )
        pages[who] = found["nodes"] + rest["nodes"]
    assert pages["director"] == pages["officer"] == pages["manager"]
    told = {(each["cafCode"], each["group"], each["groupCode"]): each for each in pages["director"]}
    assert (told[None, "ALL", None]["average"], told[None, "ALL", None]["groupLabel"]) == (
        "0.75",
        "Toutes les structures",
    )
    assert told[world.code, "NATURE", "MICRO_CRECHE"]["reason"] == "SECRET"
    again = await world.data(
        "officer",
        "query ($id: ID!) { node(id: $id) { ... on StatisticsCell { average } } }",
        id=pages["officer"][0]["id"],
    )
    assert again["node"]["average"] == pages["officer"][0]["average"]


async def test_nobody_reads_the_cells_without_a_session(database: ScopedEngine) -> None:
    world = await World.make()
    given = await world.ask(None, CELLS, year=2024)
    assert given.body["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
