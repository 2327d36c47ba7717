"""What is released: the same for whoever is signed in, and nothing of a structure or an organisation in it."""

from collections.abc import Awaitable, Callable
from typing import Any

import orjson
import pytest

from models.engine import DbRole, ScopedEngine, connect_as
from resolvers.opaque import encode
from resolvers.releases import release
from server.database_url import Urls
from tests.accepted import NOW, Town, accepted
from tests.isolation.conftest import Pair, make_pair
from tests.isolation.marks import NATIONAL, marks_of, words_of
from tests.isolation.population import NEIGHBOUR, tiny_release
from tests.models.ground import elsewhere
from tests.world import World

PEOPLE = ["director", "accountant", "deputy", "manager", "officer", NEIGHBOUR, "nobody", "cnaf"]
CELLS = """query ($after: String) { statistics(first: 100, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes {
  id structureKind year ratio ratioLabel unit unitLabel cafCode cafName group groupCode groupLabel average q1 median q3
  numberBand coverage reason reasonText releasedAt } } }"""
NODE = "query ($id: ID!) { node(id: $id) { id ... on StatisticsCell { ratio average reason group groupCode } } }"
OF_STRUCTURES = {
    "structure": ("name", "id_equ", "commune"), "organisation": ("name", "siret"), "person": ("email", "display_name"),
}  # fmt: skip
"""What names a structure, whoever runs it and whoever works for it; a nature is a group of the lattice."""


async def cells(world: World, name: str) -> list[Any]:
    """Every cell, as this person reads it, page by page; its id is of the same row for all."""
    found: list[Any] = []
    after = None
    while True:
        page = (await world.data(name, CELLS, after=after))["statistics"]
        found += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            assert page["totalCount"] == len(found)
            return found


@pytest.mark.parametrize("name", PEOPLE)
async def test_one_cell_is_the_same_for_every_viewer(pair: Pair, name: str) -> None:
    key = encode("StatisticsCell", await tiny_release())
    shown = await pair.own.ask(name, NODE, id=key)
    assert shown.body == (await pair.foreign.ask("director", NODE, id=key)).body
    assert shown.body["data"]["node"]["reason"] == "SECRET"


async def test_a_release_is_the_same_for_every_viewer_and_names_no_structure(
    clone: Callable[[], Awaitable[Urls]], database: ScopedEngine
) -> None:
    """A real one, of both worlds and of towns enough to publish."""
    async with elsewhere(await clone()):
        pair = await make_pair()
        await accepted(
            [
                Town(pair.own.code, f"{n}" * 9, terms={"REAL_OCCUPANCY": (60 + n, 100)})
                for n in range(1, 7)
                for _ in range(2)
            ]
        )
        with connect_as(DbRole.JOB):
            await release("EAJE", 2024, NOW)
        whole = await cells(pair.own, "cnaf")
        assert {each["average"] is None for each in whole} == {True, False}
        for world, names in ((pair.own, PEOPLE), (pair.foreign, PEOPLE[:-1])):
            for name in names:
                assert await cells(world, name) == whole, name
        for rows in (pair.own_rows, pair.foreign_rows):
            named = {
                row[column] for table, columns in OF_STRUCTURES.items() for row in rows[table] for column in columns
            }
            text = orjson.dumps(whole).decode()
            assert [word for word in named if word in text] == []
        figures = marks_of(pair.foreign_rows, pair.own_rows, {"structure_ratio", "submission", "accepted_right"})
        natures = words_of({"nature": row["nature"]} for row in pair.foreign_rows["structure"])
        assert figures.found_in(whole) - natures - {"13-24"} == set()


def test_the_tables_of_a_release_are_no_tables_of_a_world(pair: Pair) -> None:
    assert not NATIONAL & pair.own_rows.keys()
