"""Whoever reads personal data as staff leaves a row: one for a page or an object, whoever stands on it."""

from typing import Any

import pytest

from models.engine import DB, DbRole, connect_as
from resolvers.opaque import encode
from server.answer import Question, answer
from tests.admin.visits import agent
from tests.world import World

pytestmark = pytest.mark.usefixtures("database")

PEOPLE = "{ people { nodes { email displayName } } }"
PERSON = "query ($id: ID) { person(id: $id) { email } }"
GRANTS = "{ structures { nodes { roleGrants { nodes { personName } } } } }"
STAFF = "{ staffRoles { nodes { personName } } }"
NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"


async def noted(world: World, who: str, document: str, **variables: Any) -> list[tuple[Any, ...]]:
    """What a question leaves in the trail of reads: kind, object, whole list, roles, Caf."""
    token = world.people[who].token or await world.sign_in(who)
    mark = f"lecture {world.code} {who} {hash(document) % 1000}"
    question = Question({"query": document, "variables": variables}, world.now, token, mark)
    assert "errors" not in (await answer(question, world.house)).body
    with connect_as(DbRole.JOB):
        rows = await DB.fetch("select * from read_entry where request_id = $1 order by id", mark)
    assert all(row["actor_id"] == world.people[who].id and row["door"] == "API" for row in rows)
    return [(row["object_type"], row["object_id"], row["whole_list"], row["roles"], row["caf_id"]) for row in rows]


async def test_a_manager_who_reads_people_leaves_one_row_for_a_page_or_a_person() -> None:
    world = await World.granted(structures=2)
    director = world.people["director"].id
    by = ("HABILITATION_MANAGER", world.caf)
    assert await noted(world, "manager", PEOPLE) == [("Person", None, True, *by)]
    mark = encode("Person", director)
    assert await noted(world, "manager", PERSON, id=mark) == [("Person", director, False, *by)]
    assert await noted(world, "manager", GRANTS) == [("RoleGrant", None, True, *by)]
    both = [mark, encode("Person", world.people["deputy"].id)]
    assert await noted(world, "manager", NODES, ids=both) == [("Person", None, True, *by)]


async def test_the_cnaf_leaves_one_for_its_staff_in_no_caf() -> None:
    world = await World.make()
    await world.add_national("cnaf")
    assert await noted(world, "cnaf", STAFF) == [("StaffRole", None, True, "NATIONAL", None)]


async def test_what_is_not_found_was_not_read() -> None:
    world, other = await World.granted(), await World.granted()
    assert await noted(world, "manager", PERSON, id=encode("Person", other.people["director"].id)) == []


@pytest.mark.parametrize("who", ["director", "deputy"])
async def test_partners_who_read_of_their_colleagues_leave_none(who: str) -> None:
    world = await World.granted()
    assert await noted(world, who, GRANTS) == []


async def test_an_answer_leaves_even_if_its_row_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    world = await World.granted()
    await world.sign_in("manager")
    monkeypatch.setattr(
        "resolvers.reads._INSERT",
        "select 1 / 0, $1::text, $2::text, $3::text, $4::text, $5::text, $6::text, $7::text[], $8::text[], $9::text",
    )
    given = await world.ask("manager", PEOPLE)
    assert len(given.body["data"]["people"]["nodes"]) == 3


async def test_the_lists_and_pages_of_the_admin_leave_one_each() -> None:
    world = await World.granted()
    here, person = await agent(world, "manager"), world.people["director"].id
    assert await here.rows("personnes")
    assert await here.rows("structures")
    assert (await here.get("/admin/api/tables/habilitations/count/")).status_code == 200
    assert (await here.get(f"/admin/personnes/{person}")).status_code == 200
    assert (await here.get("/admin/personnes/999999999")).status_code == 404
    rows = await world.written(
        "select object_type, object_id, caf_id from read_entry where actor_id = $1 and door = 'ADMIN' order by id",
        world.people["manager"].id,
    )
    assert [tuple(row) for row in rows] == [("Person", None, world.caf), ("Person", person, world.caf)]
