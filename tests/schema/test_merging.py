"""The same field asked twice below different names, edges or arguments: each answer is its own."""

from typing import Any

import pytest

from tests.world import World

pytestmark = pytest.mark.usefixtures("database")

DOCUMENTS = {
    "under nodes and under edges, with other arguments": (
        "{ structures { nodes { declarations(first: 1) { totalCount } }"
        " edges { node { declarations(first: 2) { totalCount nodes { year } } } } } }"
    ),
    "under two names of a list": (
        "{ structures { a: nodes { declarations(first: 1) { totalCount } }"
        " b: nodes { declarations(first: 2) { totalCount } } } }"
    ),
    "under two names of an object": (
        "{ declarations(first: 1) { nodes { a: structure { d: declarations(first: 1) { totalCount } }"
        " b: structure { d: declarations(first: 2) { totalCount } } } } }"
    ),
    "a name for two things": "{ structures { a: nodes { x: name } b: nodes { x: caf { code } } } }",
    "in fragments that say the same again": (
        "{ structures { nodes { ...one ...two ...one } } }"
        " fragment one on Structure { caf { code } declarations { nodes { state } } }"
        " fragment two on Structure { caf { name } declarations { nodes { structure { caf { code } } } } }"
    ),
    "with two values of an argument": (
        "{ structures { nodes { a: ratios(year: 2023) { code reason } b: ratios(year: 2024) { code comparisons { year } } } } }"
    ),
    "with the same rows under several fields": (
        "{ a: declarations { nodes { progress { sentence } missing { items } activity { form { name } } } }"
        " b: declarations { nodes { activity { state } blockers { hiddenCount } ratios { code } timeline { totalCount } } } }"
    ),
    "below what one's own row has made": (
        "{ overview { nodes { s: structure { name } t: structure { declarations { totalCount } } declarations { title"
        " period { title } } } } awaitingMe { nodes { d: declaration { title } e: declaration { structure { name } } } } }"
    ),
    "on a node of an interface": "{ node(id: $id) { ... on Structure { name caf { code } } ... on Node { id } } }",
}


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
async def test_each_answer_is_its_own(document: str) -> None:
    world = await World.granted(structures=2)
    if "$id" in document:
        strange = "query ($id: ID!) " + document
        shown: Any = await world.data("director", strange, id=world.declaration)
        assert shown == {"node": {"id": world.declaration}}
        return
    data = await world.data("director", document)
    assert "errors" not in data
    if "b: nodes { x: caf" in document:
        found = data["structures"]
        assert [node["x"] for node in found["a"]] == ["Crèche 0", "Crèche 1"]
        assert [node["x"]["code"] for node in found["b"]] == [world.code] * 2
    if "ratios(year: 2023)" in document:
        for node in data["structures"]["nodes"]:
            assert {each["reason"] for each in node["a"]} == {"NOT_ACCEPTED", "ACCOUNTS"}
            assert len(node["b"][0]["comparisons"]) == 6
    if "awaitingMe" in document:
        first = data["overview"]["nodes"][0]
        assert (first["s"], first["t"]) == ({"name": "Crèche 0"}, {"declarations": {"totalCount": 1}})
        assert [node["d"]["title"] for node in data["awaitingMe"]["nodes"]] == ["Réel 2024"] * 2
        assert {node["e"]["structure"]["name"] for node in data["awaitingMe"]["nodes"]} == {"Crèche 0", "Crèche 1"}


async def test_a_web_of_fragments_costs_no_more_than_its_length() -> None:
    """Each level spreads the next one twice: followed naively, the work would double at every level."""
    world = await World.granted()
    levels = 4
    fragments = " ".join(
        f"fragment f{level} on Structure {{ tenures {{ nodes {{ structure {{ ...f{level + 1} }} }} }}"
        f" again: tenures {{ nodes {{ structure {{ ...f{level + 1} }} }} }} }}"
        for level in range(levels)
    )
    query = f"{{ structures {{ nodes {{ ...f0 }} }} }} {fragments} fragment f{levels} on Structure {{ name }}"
    data = await world.data("director", query)
    assert data["structures"]["nodes"][0]["again"] is not None
