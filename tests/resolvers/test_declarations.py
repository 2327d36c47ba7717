"""The acts on a declaration, through the API."""

import pytest

from tests.world import World

ESTIMATE = "query ($id: ID!) { declaration(id: $id) { state estimate { psu amount lines { code result adds } } right { psu amount } submissions(first: 1) { nodes { number estimate { amount } } } } }"


@pytest.mark.usefixtures("database")
async def test_example_a_goes_from_a_grant_to_an_accepted_right() -> None:
    world = await World.granted()
    shown = await world.reach("ACCEPTED")
    assert shown["state"] == "ACCEPTED"
    declared = (await world.data("deputy", ESTIMATE, id=world.declaration))["declaration"]
    assert declared["estimate"]["psu"] == "169171.79"
    assert declared["right"] == {"psu": "169171.79", "amount": "171823.79"}
