"""What somebody is told of himself."""

import pytest

from resolvers.opaque import encode
from rules.policy import Role
from tests.world import World

pytestmark = pytest.mark.usefixtures("database")

ROLES = "{ viewer { roles { role tenure { id } } } }"


async def test_his_roles_stand_by_tenure_and_in_the_order_of_the_roles_whenever_they_were_granted() -> None:
    world = await World.make(structures=2)
    for tenure in reversed(world.tenures):
        for role in (Role.APPROVER, Role.FINANCIAL_DATA_PROVIDER, Role.ACTIVITY_DATA_PROVIDER):
            await world.grant("director", role, tenure)
    found = (await world.data("director", ROLES))["viewer"]["roles"]
    wanted = [
        (encode("Tenure", tenure), role)
        for tenure in world.tenures
        for role in (Role.ACTIVITY_DATA_PROVIDER, Role.FINANCIAL_DATA_PROVIDER, Role.APPROVER)
    ]
    assert [(each["tenure"]["id"], each["role"]) for each in found] == wanted
