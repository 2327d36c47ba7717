"""The calendar, and how far each period has come."""

from datetime import UTC, datetime
from typing import Any

import pytest

from models.engine import ScopedEngine, watch_statements
from resolvers.opaque import encode
from rules.policy import Role
from tests.schema.campaign import campaign
from tests.world import World

ALL = (
    "{ periods { totalCount nodes { title structureKind structureKindLabel kind kindLabel year observedUntil opensOn dueOn"
    " closesOn timing timingLabel published publishedAt caf { code } } } }"
)
PROGRESS = "{ periods { nodes { year progress { total late states { state stateLabel count } } } } }"


@pytest.fixture(scope="module")
async def world(database: ScopedEngine) -> World:
    """Two campaigns and one to come."""
    return await campaign()


async def periods(world: World, who: str, asked: str = ALL) -> list[Any]:
    return list((await world.data(who, asked))["periods"]["nodes"])


async def test_the_calendar_is_told_in_french_the_latest_first(world: World) -> None:
    found = await world.data("director", ALL)
    assert found["periods"]["totalCount"] == 3
    update, actual, forecast = found["periods"]["nodes"]
    assert update == {
        "title": "Actualisé janvier à juin 2025", "structureKind": "EAJE",
        "structureKindLabel": "Établissement d'accueil du jeune enfant (Eaje)", "kind": "UPDATE", "kindLabel": "actualisé",
        "year": 2025, "observedUntil": "2025-06-30", "opensOn": "2025-06-15", "dueOn": "2025-07-10",
        "closesOn": "2025-08-31", "timing": "UPCOMING", "timingLabel": "à venir", "published": False, "publishedAt": None,
        "caf": {"code": world.code},
    }  # fmt: skip
    assert (actual["title"], actual["published"], actual["timing"]) == ("Réel 2024", True, "OPEN")
    assert (forecast["title"], forecast["timingLabel"]) == ("Prévisionnel 2025", "en retard")


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ("year: 2025", ["Actualisé janvier à juin 2025", "Prévisionnel 2025"]),
        ("kind: ACTUAL", ["Réel 2024"]),
        ("year: 2025, kind: FORECAST", ["Prévisionnel 2025"]),
        ("year: 2023", []),
        ('caf: "x"', []),
    ],
)
async def test_it_is_narrowed_by_year_and_kind(world: World, asked: str, titles: list[str]) -> None:
    found = await periods(world, "officer", f"{{ periods({asked}) {{ nodes {{ title }} }} }}")
    assert [each["title"] for each in found] == titles


@pytest.mark.parametrize("size", [1, 2, 3])
async def test_its_pages_hold_each_period_once(world: World, size: int) -> None:
    document = (
        "query ($first: Int, $after: String) { periods(first: $first, after: $after)"
        " { nodes { title } pageInfo { hasNextPage endCursor } } }"
    )
    titles, after = [], None
    while True:
        found = (await world.data("officer", document, first=size, after=after))["periods"]
        titles += [each["title"] for each in found["nodes"]]
        after = found["pageInfo"]["endCursor"]
        if not found["pageInfo"]["hasNextPage"]:
            break
    assert titles == ["Actualisé janvier à juin 2025", "Réel 2024", "Prévisionnel 2025"]


async def test_everybody_reads_the_calendar_of_his_cafs_and_of_any_that_he_names(world: World) -> None:
    other = await World.granted()
    await world.add_national("national")
    theirs = f'{{ periods(caf: "{encode("Caf", other.caf)}") {{ nodes {{ id }} }} }}'
    for who in ("director", "accountant", "deputy", "manager", "officer"):
        assert len(await periods(world, who)) == 3, who
        assert await periods(world, who, theirs) == [{"id": encode("Period", other.period)}], who
    every = {
        each["caf"]["code"]
        for each in await periods(world, "national", ALL.replace("periods {", "periods(first: 100) {"))
    }
    assert {world.code, other.code} <= every
    one = "query ($id: ID!) { period(id: $id) { title } node(id: $id) { ... on Period { title } } }"
    assert await world.data("director", one, id=encode("Period", other.period)) == {
        "period": {"title": "Réel 2024"}, "node": {"title": "Réel 2024"},
    }  # fmt: skip
    assert (await world.data("director", '{ period(id: "x") { title } }'))["period"] is None


async def test_who_holds_two_roles_in_two_cafs_reads_both_calendars(world: World) -> None:
    other = await World.granted()
    other.people["director"] = world.people["director"]
    await other.grant("director", Role.APPROVER, other.tenures[0])
    assert {each["caf"]["code"] for each in await periods(world, "director")} == {world.code, other.code}


async def test_an_officer_reads_how_far_each_period_has_come(world: World) -> None:
    update, actual, forecast = [each["progress"] for each in await periods(world, "officer", PROGRESS)]
    assert update == {"total": 0, "late": 0, "states": []}
    assert actual == {
        "total": 6, "late": 0,
        "states": [
            {"state": "OPEN", "stateLabel": "à compléter", "count": 4},
            {"state": "ACCEPTED", "stateLabel": "validée", "count": 1},
            {"state": "CANCELLED", "stateLabel": "annulée", "count": 1},
        ],
    }  # fmt: skip
    assert (forecast["total"], forecast["late"]) == (3, 3)


# Due on 31 March but for two delays, 15 April and 15 May; accepted and cancelled ones are late no more.
@pytest.mark.parametrize(
    ("moment", "late"),
    [
        ("2025-03-31T21:59:59", 0), ("2025-03-31T22:00:00", 2), ("2025-04-15T21:59:59", 2), ("2025-04-15T22:00:00", 3),
        ("2025-05-15T21:59:59", 3), ("2025-05-15T22:00:00", 4), ("2026-01-01T00:00:00", 4),
    ],
)  # fmt: skip
async def test_late_is_counted_as_it_is_shown(world: World, moment: str, late: int) -> None:
    asked = "{ periods(kind: ACTUAL) { nodes { progress { late } } } declarations(kind: ACTUAL) { nodes { late } } l: declarations(kind: ACTUAL, late: true) { totalCount } n: declarations(kind: ACTUAL, late: false) { totalCount } }"
    now = world.now
    try:
        world.now, world.people["officer"].token = datetime.fromisoformat(moment).replace(tzinfo=UTC), None
        found = await world.data("officer", asked)
    finally:
        world.now, world.people["officer"].token = now, None
    assert found["periods"]["nodes"][0]["progress"]["late"] == late
    assert sum(each["late"] for each in found["declarations"]["nodes"]) == late
    assert (found["l"]["totalCount"], found["n"]["totalCount"]) == (late, 6 - late)


async def test_a_partner_counts_his_own_and_who_holds_no_role_there_none(world: World) -> None:
    person = await world.add_person("substitute")
    await world.grant("substitute", Role.APPROVER, world.tenures[1])
    counts = [each["progress"]["total"] for each in await periods(world, "substitute", PROGRESS)]
    assert (person.name, counts) == (person.name, [0, 1, 1])
    other = await World.make()
    for who, caf in (("manager", world), ("officer", other)):
        asked = (
            f'{{ periods(caf: "{encode("Caf", world.caf)}") {{ nodes {{ title publishedBy progress {{ total }} }} }} }}'
        )
        given = await caf.ask(who, asked)
        nodes = given.body["data"]["periods"]["nodes"]
        assert [(each["progress"], each["publishedBy"]) for each in nodes] == [(None, None)] * 3
        hidden = [(each["extensions"]["code"], each["extensions"]["action"]) for each in given.body["errors"]]
        assert hidden == [("FORBIDDEN", "declaration.read")] * 2


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        (ALL.replace("totalCount ", ""), 4),
        (ALL, 5),
        (PROGRESS, 4),
        ('{ declarations(order: DUE, late: true, search: "calins") { nodes { id title } } }', 3),
        ("{ declarations(order: DUE) { nodes { id period { title progress { total } } } } }", 5),
    ],
)
async def test_a_list_costs_as_many_statements_as_written_here(world: World, asked: str, count: int) -> None:
    for who in (world, await World.granted()):
        await who.data("officer", "{ viewer { displayName } }")
        with watch_statements() as seen:
            await who.data("officer", asked)
        assert len(seen) == count, seen
