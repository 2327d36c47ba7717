"""Pages: everything exactly once, in order, whatever happens in between; and what a bad page is told."""

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from demo import stage
from models.engine import ScopedEngine
from resolvers.opaque import encode
from rules.policy import Role
from tests.world import World

MANY = 7
PAGE = (
    "query ($first: Int, $after: String) { %s(first: $first, after: $after) { totalCount nodes { id } edges { cursor node { id } }"
    " pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"
)
ROOTS = ["structures", "declarations"]


@pytest.fixture(scope="module")
async def world(database: ScopedEngine) -> World:
    """Seven structures, one declaration each, and as many grants for each role; a second Caf stands beside."""
    await World.granted(structures=2)
    return await World.granted(structures=MANY)


async def walked(world: World, who: str, root: str, size: int, between: Any = None) -> list[list[str]]:
    """The ids of each page, to the end; something may happen between two pages."""
    pages: list[list[str]] = []
    after = None
    while True:
        found = (await world.data(who, PAGE % root, first=size, after=after))[root]
        info = found["pageInfo"]
        pages.append([node["id"] for node in found["nodes"]])
        assert [edge["node"]["id"] for edge in found["edges"]] == pages[-1]
        cursors = [edge["cursor"] for edge in found["edges"]]
        assert (info["startCursor"], info["endCursor"]) == (cursors[0], cursors[-1]) if cursors else (None, None)
        assert info["hasPreviousPage"] is (after is not None)
        if not info["hasNextPage"]:
            return pages
        after = info["endCursor"]
        if between is not None:
            await between()


def ordered(root: str, world: World) -> list[str]:
    """The order promised: structures by name, declarations the latest first."""
    if root == "structures":
        return [encode("Structure", key) for key in world.structures]
    return [encode("Declaration", key) for key in reversed(world.declarations)]


@pytest.mark.parametrize("size", [1, 2, 3, MANY - 1, MANY, MANY + 1, 100])
@pytest.mark.parametrize("root", ROOTS)
async def test_pages_hold_everything_once_and_in_order(world: World, root: str, size: int) -> None:
    pages = await walked(world, "deputy", root, size)
    assert [each for page in pages for each in page] == ordered(root, world)
    assert [len(page) for page in pages[:-1]] == [size] * (len(pages) - 1)
    assert len(pages) == -(-MANY // size), "no page is empty, and the last one says so"


@pytest.mark.parametrize("root", ROOTS)
async def test_rows_that_come_in_between_hide_none_and_double_none(database: ScopedEngine, root: str) -> None:
    world = await World.granted(structures=4)
    before = ordered(root, world)
    names = iter(["A first", "Crèche 1 b", "Z last", "0"])

    async def one_more() -> None:
        number = len(world.structures)
        structure = await stage.add_structure(
            world.caf, f"{world.code}-{number}", next(names, "0"), nature="MULTI_ACCUEIL", commune="C", places=10,
            opened_on=date(2020, 1, 1),
        )  # fmt: skip
        world.structures.append(structure)
        tenure = await stage.add_tenure(world.caf, world.organisation, structure, date(2020, 1, 1))
        await stage.open_declaration(tenure, world.period, world.now)

    pages = await walked(world, "officer", root, 1, one_more)
    seen = [each for page in pages for each in page]
    assert [each for each in seen if each in before] == before
    assert len(set(seen)) == len(seen)


async def test_names_that_are_alike_are_told_apart(database: ScopedEngine) -> None:
    world = await World.granted(structures=4)
    await world.written("update structure set name = 'Crèche' where caf_id = $1", world.caf)
    seen = [each for page in await walked(world, "deputy", "structures", 1) for each in page]
    assert seen == ordered("structures", world)


BELOW = (
    "query ($first: Int, $after: String) { structures(first: 1) { nodes { roleGrants(first: $first, after: $after)"
    " { totalCount nodes { id } edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage endCursor } } } } }"
)


@pytest.mark.parametrize("size", [1, 2, 3, 4])
async def test_a_page_below_a_row_goes_on_in_the_same_way(world: World, size: int) -> None:
    seen: list[str] = []
    after = None
    while True:
        found = (await world.data("manager", BELOW, first=size, after=after))["structures"]["nodes"][0]["roleGrants"]
        assert found["totalCount"] == 3
        assert [node["id"] for node in found["nodes"]] == [edge["node"]["id"] for edge in found["edges"]]
        seen += [node["id"] for node in found["nodes"]]
        if not found["pageInfo"]["hasNextPage"]:
            break
        after = found["pageInfo"]["endCursor"]
    rows = await world.written("select id from role_grant where structure_id = $1 order by id", world.structures[0])
    assert seen == [encode("RoleGrant", row["id"]) for row in rows]


async def test_each_row_has_a_page_of_its_own(world: World) -> None:
    document = "{ structures { nodes { id declarations(first: 1) { totalCount pageInfo { hasNextPage } nodes { structure { id } } } } } }"
    for node in (await world.data("deputy", document))["structures"]["nodes"]:
        assert node["declarations"] == {
            "totalCount": 1, "pageInfo": {"hasNextPage": False}, "nodes": [{"structure": {"id": node["id"]}}]
        }  # fmt: skip


@pytest.mark.parametrize(
    ("who", "root", "total"),
    [
        ("deputy", "structures", MANY),
        ("officer", "declarations", MANY),
        ("manager", "structures", MANY),
        ("manager", "declarations", 0),
    ],
)
@pytest.mark.parametrize("size", [1, 100])
async def test_a_total_counts_what_is_seen_whatever_the_page(
    world: World, who: str, root: str, total: int, size: int
) -> None:
    assert (await world.data(who, PAGE % root, first=size))[root]["totalCount"] == total


async def test_a_total_follows_the_filter(world: World) -> None:
    document = "{ all: declarations(year: 2024) { totalCount } none: declarations(year: 2023) { totalCount nodes { id } } open: declarations(state: OPEN) { totalCount } }"
    found = await world.data("deputy", document)
    assert found == {"all": {"totalCount": MANY}, "none": {"totalCount": 0, "nodes": []}, "open": {"totalCount": MANY}}


async def test_a_partner_of_one_structure_counts_one(world: World) -> None:
    await world.add_person("alone")
    await world.grant("alone", Role.APPROVER, world.tenures[3])
    for root in ROOTS:
        assert (await world.data("alone", PAGE % root))[root]["totalCount"] == 1


@pytest.mark.parametrize("size", [1, 100, None])
async def test_a_page_within_bounds_is_given(world: World, size: int | None) -> None:
    found = (await world.data("deputy", PAGE % "structures", first=size))["structures"]
    assert len(found["nodes"]) == min(size or 20, MANY)


async def test_the_longest_page_is_a_setting(world: World) -> None:
    small = replace(world, house=replace(world.house, page_max=3, page_default=2))
    assert len((await small.data("deputy", PAGE % "structures"))["structures"]["nodes"]) == 2
    assert len((await small.data("deputy", PAGE % "structures", first=3))["structures"]["nodes"]) == 3
    given = await small.ask("deputy", PAGE % "structures", first=4)
    assert given.body["errors"][0]["extensions"]["code"] == "PAGE_TOO_LONG"


def refusals(body: dict[str, Any]) -> list[tuple[str, Sequence[str | int], list[str]]]:
    """Code, place in the answer, argument."""
    return [(e["extensions"]["code"], e["path"], e["extensions"]["path"]) for e in body["errors"]]


@pytest.mark.parametrize("size", [0, -1, 101, 2**31 - 1])
async def test_a_page_out_of_bounds_is_refused_at_its_place(world: World, size: int) -> None:
    given = await world.ask("deputy", PAGE % "structures", first=size)
    assert refusals(given.body) == [("PAGE_TOO_LONG", ["structures"], ["first"])]
    below = await world.ask("deputy", BELOW, first=size)
    assert refusals(below.body) == [("PAGE_TOO_LONG", ["structures", "nodes", 0, "roleGrants"], ["first"])]
    assert below.body["data"] == {"structures": {"nodes": [{"roleGrants": None}]}}


async def test_a_refused_page_leaves_the_rest_of_the_answer(world: World) -> None:
    document = "{ structures { nodes { id good: declarations(first: 1) { totalCount } bad: declarations(first: 0) { totalCount } } } }"
    given = await world.ask("deputy", document)
    for node in given.body["data"]["structures"]["nodes"]:
        assert (node["good"], node["bad"]) == ({"totalCount": 1}, None)
    assert {code for code, _, _ in refusals(given.body)} == {"PAGE_TOO_LONG"}


@pytest.mark.parametrize("count", [100, 101])
async def test_as_many_nodes_as_the_longest_page(world: World, count: int) -> None:
    given = await world.ask("deputy", "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=["x"] * count)
    if count == 100:
        assert given.body == {"data": {"nodes": [None] * 100}}
    else:
        assert refusals(given.body) == [("PAGE_TOO_LONG", ["nodes"], ["ids"])]


def raw(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


BAD = {
    "empty": "",
    "no mark": "x",
    "not base64": "é!",
    "padding": encode("structure", '["A",1]') + "=",
    "an id": encode("Structure", 1),
    "another list": encode("declaration", "[1]"),
    "no JSON": encode("structure", "[1"),
    "no list": encode("structure", "1"),
    "an object": encode("structure", "{}"),
    "too short": encode("structure", '["A"]'),
    "too long": encode("structure", '["A",1,2]'),
    "wrong order": encode("structure", '[1,"A"]'),
    "a boolean": encode("structure", '["A",true]'),
    "a decimal": encode("structure", '["A",1.5]'),
    "null": encode("structure", '["A",null]'),
    "too big": encode("structure", f'["A",{2**31}]'),
    "much too big": encode("structure", f'["A",{10**40}]'),
    "NUL": encode("structure", '["\\u0000",1]'),
    "lone surrogate": encode("structure", '["\\ud800",1]'),
    "SQL": encode("structure", '["A\'; select 1","1"]'),
    "no colon": raw("structure"),
    "endless": encode("structure", '["' + "A" * 2_000 + '",1]'),
}


@pytest.mark.parametrize("name", BAD)
async def test_a_bad_cursor_is_refused_and_nothing_breaks(world: World, name: str) -> None:
    given = await world.ask("deputy", PAGE % "structures", after=BAD[name])
    assert refusals(given.body) == [("BAD_CURSOR", ["structures"], ["after"])]


async def test_a_bad_cursor_below_a_row_is_refused_there(world: World) -> None:
    given = await world.ask("manager", BELOW, after=BAD["another list"])
    assert refusals(given.body) == [("BAD_CURSOR", ["structures", "nodes", 0, "roleGrants"], ["after"])]


async def test_a_cursor_of_another_caf_gives_no_more_than_ones_own_rows(world: World, database: ScopedEngine) -> None:
    """A cursor is a place in an order, not a right."""
    other = await World.granted(structures=2)
    theirs = (await other.data("deputy", PAGE % "declarations", first=1))["declarations"]["pageInfo"]["endCursor"]
    found = (await world.data("deputy", PAGE % "declarations", after=theirs))["declarations"]
    assert [node["id"] for node in found["nodes"]] == ordered("declarations", world)


@pytest.mark.parametrize(
    "name", ["É" * 200, "𝔸" * 200, '"' * 200, "\\" * 200], ids=["accents", "four bytes", "quotes", "slashes"]
)
async def test_a_name_as_long_as_the_table_allows_makes_a_cursor_that_works(database: ScopedEngine, name: str) -> None:
    world = await World.granted(structures=3)
    await world.written("update structure set name = $2 where id = any($1)", world.structures[:2], name)
    seen = [each for page in await walked(world, "deputy", "structures", 1) for each in page]
    assert set(seen) == set(ordered("structures", world))
