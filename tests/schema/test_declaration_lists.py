"""The officer's list: narrowed by state, period, lateness, due day and name, in the order that he wants."""

from typing import Any

import pytest

from models.engine import ScopedEngine
from resolvers.opaque import encode
from tests.schema.campaign import campaign
from tests.world import World


@pytest.fixture(scope="module")
async def world(database: ScopedEngine) -> World:
    """Nine declarations of two campaigns."""
    return await campaign()


async def listed(world: World, asked: str, who: str = "officer") -> list[int]:
    """The places of the declarations found, in order."""
    found = (await world.data(who, f"{{ declarations({asked}) {{ totalCount nodes {{ id }} }} }}"))["declarations"]
    marks = [encode("Declaration", each) for each in world.declarations]
    assert found["totalCount"] == len(found["nodes"])
    return [marks.index(each["id"]) for each in found["nodes"]]


@pytest.mark.parametrize(
    ("asked", "places"),
    [
        ("first: 100", [8, 7, 6, 5, 4, 3, 2, 1, 0]),
        ("order: DUE", [6, 7, 8, 0, 3, 4, 5, 2, 1]),
        ("state: OPEN, order: DUE", [6, 7, 8, 4, 5, 2, 1]),
        ("state: [ACCEPTED, CANCELLED]", [3, 0]),
        ("state: []", [8, 7, 6, 5, 4, 3, 2, 1, 0]),
        ("kind: FORECAST", [8, 7, 6]),
        ("year: 2024, state: OPEN", [5, 4, 2, 1]),
        ("late: true", [8, 7, 6]),
        ("late: false", [5, 4, 3, 2, 1, 0]),
        ('dueBefore: "2025-01-15"', []),
        ('dueBefore: "2025-01-16"', [8, 7, 6]),
        ('dueBefore: "2025-04-15", order: DUE', [6, 7, 8, 0, 3, 4, 5]),
        ('dueBefore: "2025-04-16", order: DUE', [6, 7, 8, 0, 3, 4, 5, 2]),
        ('dueBefore: "9999-12-31", late: true, kind: ACTUAL', []),
        ('search: "calins"', [6, 3, 0]),
        ('search: "  CÂLINS  ", kind: ACTUAL', [3, 0]),
        ('search: "l\'ile"', [6, 0]),
        ('search: "coeur"', [7, 1]),
        ('search: "CŒUR"', [7, 1]),
        ('search: "oeuf"', [5]),
        ('search: "ecole des creches"', [8, 2]),
        ('search: "agne"', [4]),
        ('search: "100 %"', [3]),
        ('search: "%"', [3]),
        ('search: "_"', [3]),
        ('search: "\\\\"', []),
        ('search: ""', [8, 7, 6, 5, 4, 3, 2, 1, 0]),
        ('search: " "', [8, 7, 6, 5, 4, 3, 2, 1, 0]),
        ('period: "x"', []),
    ],
)  # fmt: skip
async def test_the_officer_narrows_his_list(world: World, asked: str, places: list[int]) -> None:
    assert await listed(world, asked) == places


async def test_a_list_of_one_period_and_of_what_a_partner_sees(world: World) -> None:
    period = encode("Period", world.period)
    assert await listed(world, f'period: "{period}"') == [5, 4, 3, 2, 1, 0]
    assert await listed(world, f'period: "{period}", search: "calins"', "deputy") == [3, 0]
    other = await World.make()
    found = await other.data("officer", f'{{ declarations(period: "{period}") {{ totalCount }} }}')
    assert found["declarations"]["totalCount"] == 0


SEARCH = "query ($text: String) { declarations(search: $text) { totalCount } }"


@pytest.mark.parametrize(("length", "refused"), [(100, []), (101, ["TEXT_TOO_LONG"])])
async def test_a_search_is_bounded(world: World, length: int, refused: list[str]) -> None:
    given = await world.ask("officer", SEARCH, text="é" * length)
    assert [error["extensions"]["code"] for error in given.body.get("errors", [])] == refused


@pytest.mark.parametrize(("text", "found"), [("\N{COMBINING ACUTE ACCENT}", 9), ("c\u0301alins", 3), ("câ lins", 0)])
async def test_accents_alone_are_no_search(world: World, text: str, found: int) -> None:
    assert (await world.data("officer", SEARCH, text=text))["declarations"]["totalCount"] == found


@pytest.mark.parametrize("size", [1, 2, 4, 9, 10])
async def test_the_pages_by_due_day_hold_everything_once_and_in_order(world: World, size: int) -> None:
    document = (
        "query ($first: Int, $after: String) { declarations(order: DUE, first: $first, after: $after)"
        " { nodes { id dueOn } pageInfo { hasNextPage endCursor } } }"
    )
    found: list[Any] = []
    after = None
    while True:
        page = (await world.data("officer", document, first=size, after=after))["declarations"]
        found += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    marks = [encode("Declaration", world.declarations[each]) for each in (6, 7, 8, 0, 3, 4, 5, 2, 1)]
    assert [each["id"] for each in found] == marks
    assert [each["dueOn"] for each in found] == sorted(each["dueOn"] for each in found)


async def test_each_order_has_cursors_of_its_own(world: World) -> None:
    asked = "query ($order: DeclarationOrder!, $after: String) { declarations(order: $order, first: 1, after: $after) { pageInfo { endCursor } } }"
    ends = {
        order: (await world.data("officer", asked, order=order))["declarations"]["pageInfo"]["endCursor"]
        for order in ("LATEST", "DUE")
    }
    for order, other in (("LATEST", "DUE"), ("DUE", "LATEST")):
        given = await world.ask("officer", asked, order=order, after=ends[other])
        assert [error["extensions"]["code"] for error in given.body["errors"]] == ["BAD_CURSOR"]


async def test_a_declaration_tells_its_title_and_leads_to_its_period(world: World) -> None:
    asked = "query ($id: ID!) { declaration(id: $id) { title period { id title dueOn } dueOn } }"
    found = await world.data("deputy", asked, id=encode("Declaration", world.declarations[1]))
    assert found["declaration"] == {
        "title": "Réel 2024", "dueOn": "2025-05-15",
        "period": {"id": encode("Period", world.period), "title": "Réel 2024", "dueOn": "2025-03-31"},
    }  # fmt: skip
