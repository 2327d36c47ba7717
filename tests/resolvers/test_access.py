"""« Qui voit mes données ? », and structures left without an approver."""

import pytest

from demo import stage
from models.engine import watch_statements
from resolvers.opaque import encode
from tests.resolvers.accounting import END, SUSPEND, granted
from tests.world import World

pytestmark = pytest.mark.usefixtures("database")

SEES = "query ($id: ID!) { structure(id: $id) { hasApprover whoSees { personName role roleLabel startsOn endsOn persons reads } } }"
WITHOUT = "{ structuresWithoutApprover { totalCount nodes { id hasApprover } } }"


async def shown(world: World, by: str, place: int = 0) -> dict[str, object]:
    answer = await world.ask(by, SEES, id=encode("Structure", world.structures[place]))
    return dict(answer.body["data"]["structure"] or {})


async def without(world: World, by: str = "manager") -> list[str]:
    return [each["id"] for each in (await world.data(by, WITHOUT))["structuresWithoutApprover"]["nodes"]]


async def test_partners_and_the_manager_read_who_sees_a_structure_people_by_name_and_staff_by_number() -> None:
    world = await World.granted()
    await world.add_national("cnaf")
    for by in ("director", "deputy", "manager"):
        seen = (await shown(world, by))["whoSees"]
        assert isinstance(seen, list)
        named = [(each["personName"], each["role"], each["persons"]) for each in seen]
        assert named[:5] == [
            (world.people["director"].name, "ACTIVITY_DATA_PROVIDER", 1),
            (world.people["accountant"].name, "FINANCIAL_DATA_PROVIDER", 1),
            (world.people["deputy"].name, "APPROVER", 1),
            (None, "HABILITATION_MANAGER", 1),
            (None, "DECLARATION_OFFICER", 1),
        ], by
        assert named[5][:2] == (None, "NATIONAL")
        assert all(each["reads"].startswith("Lit ") and each["roleLabel"] for each in seen)


@pytest.mark.parametrize("by", ["officer", "cnaf"])
async def test_who_sees_is_not_told_to_others(by: str) -> None:
    world = await World.granted()
    await world.add_national("cnaf")
    assert await shown(world, by) == {"hasApprover": None, "whoSees": None}


async def test_each_side_of_a_transfer_reads_its_own_people() -> None:
    world = await World.granted()
    other = await stage.add_organisation(world.caf, "73282932000074", "Association")
    await world.written("update tenure set ends_on = '2024-12-31' where id = $1", world.tenures[0])
    later = await stage.add_tenure(world.caf, other, world.structures[0], world.now.date().replace(day=1))
    await world.add_person("successor")
    await granted(
        world, email=world.people["successor"].email, tenure=encode("Tenure", later), role="ACTIVITY_DATA_PROVIDER"
    )
    for by, names in (
        ("director", {world.people[name].name for name in ("director", "accountant", "deputy")}),
        ("successor", {"Nom donné"}),
    ):
        seen = (await shown(world, by))["whoSees"]
        assert isinstance(seen, list)
        assert {each["personName"] for each in seen if each["personName"]} == names
    assert [(await shown(world, by))["hasApprover"] for by in ("director", "successor", "manager")] == [
        None,
        False,
        False,
    ]


@pytest.mark.parametrize("act", [SUSPEND, END])
async def test_a_structure_without_an_approver_is_flagged_from_the_next_request_on(act: str) -> None:
    world = await World.make(structures=2)
    first, second = (encode("Structure", each) for each in world.structures)
    assert await without(world) == [first, second]
    mark = await granted(world)
    assert ((await shown(world, "director"))["hasApprover"], await without(world)) == (True, [second])
    assert (await world.act("manager", act, roleGrant=mark))["errors"] == []
    assert await without(world) == [first, second]


@pytest.mark.parametrize("changes", [{"requested": True}, {"startsOn": "2025-01-21"}, {"endsOn": "2025-01-19"}])
async def test_who_cannot_approve_today_is_no_approver(changes: dict[str, object]) -> None:
    world = await World.make()
    await granted(world, **changes)
    assert await without(world) == [encode("Structure", world.structures[0])]


async def test_a_closed_structure_wants_no_approver() -> None:
    world = await World.make()
    await world.written("update tenure set ends_on = '2024-12-31' where id = $1", world.tenures[0])
    assert await without(world) == []
    assert (await shown(world, "manager"))["hasApprover"] is None


@pytest.mark.parametrize("by", ["director", "officer", "cnaf"])
async def test_the_list_is_a_manager_s_and_of_his_own_caf(by: str) -> None:
    world, _ = await World.make(), await World.make()
    await world.add_national("cnaf")
    await granted(world, role="ACTIVITY_DATA_PROVIDER")
    assert await without(world, by) == []
    assert await without(world) == [encode("Structure", world.structures[0])]


async def test_the_list_costs_the_same_however_long() -> None:
    world = await World.make(structures=6)
    await world.sign_in("manager")
    costs = []
    for first in (1, 100):
        document = f"{{ structuresWithoutApprover(first: {first}) {{ nodes {{ hasApprover whoSees {{ reads }} }} }} }}"
        with watch_statements() as run:
            found = await world.data("manager", document)
        assert len(found["structuresWithoutApprover"]["nodes"]) == min(first, 6)
        costs.append(len(run))
    assert costs[0] == costs[1]
