"""Who comes into the admin: nobody without a session of its door that waits for no step, and a staff role today."""

from unittest.mock import ANY

import pytest

from admin.gate import _stopped
from resolvers.asker import Asker
from rules.policy import Role
from tests.admin.conftest import Cafs
from tests.admin.visits import Agent, agent
from tests.world import HOUSE, World

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize(
    "path", ["/admin/api/tables/", "/admin/api/tables/personnes/", "/admin/api/user/", "/admin/api/nothing/"]
)
async def test_nobody_comes_in_without_a_session_of_this_door(cafs: Cafs, path: str) -> None:
    assert (await Agent().get(path)).status_code == 401
    through_the_api = Agent()
    await through_the_api.sign_in(cafs.own.people["manager"].email)
    token = through_the_api.cookies["portal_session"]
    through_the_api.cookies.set("portal_admin", token, path="/admin")
    assert (await through_the_api.get(path)).status_code == 401


async def test_a_partner_does_not_come_in(cafs: Cafs) -> None:
    partner = await agent(cafs.own, "director")
    assert (await partner.get("/admin/api/tables/")).status_code in {401, 403}
    refused = _stopped(Asker(cafs.own.now, HOUSE, await cafs.own.scope("director"), visit=ANY))
    assert refused is not None
    assert refused.status_code == 403
    assert "réservée aux agents" in bytes(refused.body).decode()


async def test_a_session_that_waits_for_a_step_opens_nothing() -> None:
    world = await World.make()
    manager = await agent(world, "manager")
    assert (await manager.get("/admin/api/tables/")).status_code == 200
    await world.written("update person set must_change = true where id = $1", world.people["manager"].id)
    assert (await manager.get("/admin/api/tables/")).status_code == 403
    given = await manager.get("/admin/", follow_redirects=False)
    assert (given.status_code, given.headers["location"]) == (303, "/admin/step?next=/admin/")
    given = await Agent().get("/admin/", follow_redirects=False)
    assert (given.status_code, given.headers["location"]) == (303, "/admin/sign-in?next=/admin/")


async def test_a_role_that_ends_stops_the_next_request() -> None:
    world = await World.granted()
    manager = await agent(world, "manager")
    assert await manager.rows("habilitations")
    await world.written(
        "update staff_role set ends_on = current_date - 1 where caf_id = $1 and role = $2",
        world.caf,
        Role.HABILITATION_MANAGER.value,
    )
    assert (await manager.get("/admin/api/tables/habilitations/")).status_code in {401, 403}


async def test_its_own_sign_in_and_its_papers_stay_shut(cafs: Cafs) -> None:
    manager = await agent(cafs.own, "manager")
    for path in (
        "/admin/public/login/", "/admin/public/logout/", "/admin/api/change-password/", "/admin/api/media/",
        "/admin/api/mfa-setup/", "/admin/api/openapi.json", "/admin/api/docs/", "/admin/public/openapi.json",
        "/admin/public/docs/", "/admin/openapi.json", "/admin/api/media/generate-file-url/",
    ):  # fmt: skip
        for method in ("GET", "POST"):
            assert (await manager.request(method, path, json={})).status_code in {404, 405}, path
