"""A structure passes from one organisation to another on a day: each side keeps its own years, and nothing of the other's."""

from datetime import date
from typing import Any

import pytest

from resolvers.opaque import encode
from rules.forms import DeclarationKind, Part
from rules.policy import Role
from tests.example import example
from tests.resolvers.keeping import (
    CLOSE,
    TRANSFER,
    WARNINGS,
    act,
    another_period,
    license,
    publish,
    refused,
    structure,
    successor,
    tenures,
    told,
    transfer,
)
from tests.world import GRANT, SAVE, World

pytestmark = pytest.mark.usefixtures("database")

FORECAST = {
    "activity": {"eajeActivity": example(Part.ACTIVITY, DeclarationKind.FORECAST, 2025)},
    "finance": {"eajeFinance": example(Part.FINANCE, DeclarationKind.FORECAST, 2025)},
}
SIDES = (("director", "accountant", "deputy"), ("successor", "bookkeeper", "mayor"))
ROLES = (Role.ACTIVITY_DATA_PROVIDER, Role.FINANCIAL_DATA_PROVIDER, Role.APPROVER)
LISTS = """{
  structures { totalCount nodes { name tenures { totalCount nodes { id startsOn endsOn current organisation { id name } } }
    roleGrants { totalCount nodes { personName tenure { id } } } declarations { totalCount nodes { id } } } }
  declarations { totalCount nodes { id year kind estimate { amount } submissions { totalCount nodes { reference } } } }
  organisations { nodes { id } }
}"""


async def told_refusal(world: World, organisation: int, on: str) -> list[tuple[str, list[str]]]:
    """The refusal of a transfer that must write nothing."""
    given = {"structure": structure(world), "organisation": encode("Organisation", organisation), "on": on}
    return await refused(world, "manager", TRANSFER, **given)


@pytest.mark.parametrize("on", ["2025-01-19", "2025-01-20", "2025-01-21"], ids=["yesterday", "today", "tomorrow"])
async def test_the_former_tenure_ends_the_day_before(on: str) -> None:
    world = await World.granted()
    new = await successor(world)
    done = await transfer(world, new, on)
    assert told(done) == []
    day = date.fromisoformat(on)
    began = date(2010, 9, 1)
    assert await tenures(world) == [(world.organisation, began, day.replace(day=day.day - 1)), (new, day, None)]
    current = {each["organisation"]["id"]: each["current"] for each in done["structure"]["tenures"]["nodes"]}
    begun = on <= "2025-01-20"
    assert current == {encode("Organisation", new): begun, encode("Organisation", world.organisation): not begun}
    row = (
        await world.written(
            "select structure_id, tenure_id from audit_entry where caf_id = $1 and act = 'transferStructure'", world.caf
        )
    )[0]
    made = await world.written("select id from tenure where organisation_id = $1", new)
    assert tuple(row) == (world.structures[0], made[0]["id"])


async def grant(world: World, name: str, role: Role, tenure: int) -> None:
    person = world.people[name]
    given = {"email": person.email, "displayName": person.name, "role": role.value, "startsOn": "2025-01-01"}
    assert told(await act(world, "manager", GRANT, tenure=encode("Tenure", tenure), **given)) == []


async def settled() -> tuple[World, int]:
    """The former organisation has sent its year 2024; the new one runs the structure since 1 January 2025 and types."""
    world = await World.granted()
    await world.reach("TRANSMITTED")
    new = await successor(world)
    assert told(await transfer(world, new, "2025-01-01")) == []
    theirs = (await world.written("select id from tenure where organisation_id = $1", new))[0]["id"]
    for name, role in zip(SIDES[1], ROLES, strict=True):
        await world.add_person(name)
        await grant(world, name, role, theirs)
    return world, theirs


async def test_each_side_reads_its_own_years_and_nothing_of_the_other() -> None:
    world, theirs = await settled()
    period = await another_period(world, 2025)
    assert await publish(world, period) == 1
    rows = await world.written("select id, tenure_id from declaration where period_id = $1", period)
    assert [row["tenure_id"] for row in rows] == [theirs]
    opened = encode("Declaration", rows[0]["id"])
    for who, part in (("successor", "activity"), ("bookkeeper", "finance")):
        saved = await world.act(who, SAVE, declaration=opened, version=1, values=FORECAST[part])
        assert saved["errors"] == [], saved
    for side, tenure, organisation, mine, sent in (
        (SIDES[0], world.tenures[0], world.organisation, world.declaration, 1),
        (SIDES[1], theirs, None, opened, 0),
    ):
        for who in side:
            found = await world.data(who, LISTS)
            (place,) = found["structures"]["nodes"]
            assert [each["id"] for each in place["tenures"]["nodes"]] == [encode("Tenure", tenure)], who
            assert place["tenures"]["totalCount"] == 1
            assert {each["tenure"]["id"] for each in place["roleGrants"]["nodes"]} == {encode("Tenure", tenure)}
            assert place["roleGrants"]["totalCount"] == 3
            assert [each["id"] for each in place["declarations"]["nodes"]] == [mine]
            (declaration,) = found["declarations"]["nodes"]
            assert (declaration["id"], declaration["submissions"]["totalCount"]) == (mine, sent)
            assert declaration["estimate"]["amount"] is not None
            own = (
                [encode("Organisation", organisation)]
                if organisation
                else [place["tenures"]["nodes"][0]["organisation"]["id"]]
            )
            assert [each["id"] for each in found["organisations"]["nodes"]] == own
    asked = "query ($id: ID!) { declaration(id: $id) { id } }"
    for side, foreign in ((SIDES[0], opened), (SIDES[1], world.declaration)):
        for who in side:
            assert (await world.data(who, asked, id=foreign))["declaration"] is None, who
    both = await world.data(
        "officer", "{ structures { nodes { tenures { totalCount } } } declarations { totalCount } }"
    )
    assert both["structures"]["nodes"] == [{"tenures": {"totalCount": 2}}]
    assert both["declarations"]["totalCount"] == 2


async def test_former_people_finish_the_year_they_ran() -> None:
    """Told late: the structure passed on 1 July 2024, and both sides declare their months of 2024."""
    world = await World.granted()
    new = await successor(world)
    assert told(await transfer(world, new, "2024-07-01")) == []
    assert await publish(world, world.period) == 1
    # The example fills the whole year, of which this side ran half: the director says why.
    await world.reach("ACCEPTED", said=["PLACES_PERIODS_PARTIAL"])
    shown = await world.data("deputy", "{ declarations { nodes { state organisation { id } } } }")
    assert shown["declarations"]["nodes"] == [
        {"state": "ACCEPTED", "organisation": {"id": encode("Organisation", world.organisation)}}
    ]


async def test_somebody_who_stays_holds_a_role_on_each_side() -> None:
    world = await World.granted()
    assert told(await transfer(world, await successor(world), "2025-01-01")) == []
    rows = await world.written("select max(id) as id from tenure where structure_id = $1", world.structures[0])
    for seen in (1, 2):
        found = await world.data("director", "{ structures { totalCount nodes { tenures { totalCount } } } }")
        assert found["structures"] == {"totalCount": 1, "nodes": [{"tenures": {"totalCount": seen}}]}
        if seen == 1:
            await grant(world, "director", Role.APPROVER, rows[0]["id"])


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2010-08-31", [("BAD_DATES", ["on"])]),
        ("2010-09-01", [("BAD_DATES", ["on"])]),
        ("2010-09-02", []),
        ("2029-12-31", []),
        ("2030-01-01", [("BAD_DATES", ["on"])]),
        ("0001-01-01", [("BAD_DATES", ["on"])]),
        ("9999-12-31", [("BAD_DATES", ["on"])]),
    ],
)
async def test_a_transfer_comes_after_the_tenure_began_and_before_long(on: str, expected: list[Any]) -> None:
    world = await World.make(year=2010)
    new = await successor(world)
    if expected:
        assert await told_refusal(world, new, on) == expected
    else:
        assert told(await transfer(world, new, on)) == []


@pytest.mark.parametrize(
    ("on", "state"),
    [
        ("2024-12-31", "CANCELLED"),
        ("2025-01-01", "CANCELLED"),
        ("2025-01-02", "OPEN"),
        ("2025-12-31", "OPEN"),
        ("2026-01-01", "OPEN"),
    ],
)
async def test_an_untouched_declaration_goes_with_a_year_that_the_former_tenure_no_longer_has(
    on: str, state: str
) -> None:
    world = await World.granted(year=2025, kind=DeclarationKind.FORECAST)
    assert told(await transfer(world, await successor(world), on)) == []
    assert (await world.stands())["state"] == state
    events = await world.written(
        "select act, actor_id, told_caf_id, reason from declaration_event where declaration_id = $1",
        world.declarations[0],
    )
    if state == "OPEN":
        assert list(events) == []
    else:
        (event,) = events
        assert (event["act"], event["actor_id"], event["told_caf_id"]) == (
            "cancel",
            world.people["manager"].id,
            world.caf,
        )
        assert event["reason"].startswith("La structure change de gestionnaire le ")


@pytest.mark.parametrize("state", ["IN_PROGRESS", "READY", "TRANSMITTED", "PROCESSING", "RETURNED", "ACCEPTED"])
async def test_a_begun_declaration_of_a_later_year_refuses_the_transfer_and_is_named(state: str) -> None:
    world = await World.granted(year=2025, kind=DeclarationKind.FORECAST)
    await world.put(state)
    new = await successor(world)
    assert await told_refusal(world, new, "2025-01-01") == [("DECLARATIONS_BEGUN", ["on"])]
    payload = await transfer(world, new, "2024-06-01")
    assert "prévisionnel 2025" in payload["errors"][0]["message"]
    assert told(await transfer(world, new, "2025-01-02")) == []


async def test_a_cancelled_declaration_is_in_nobody_s_way() -> None:
    world = await World.granted(year=2025, kind=DeclarationKind.FORECAST)
    await world.put("CANCELLED")
    assert told(await transfer(world, await successor(world), "2025-01-01")) == []


async def test_publishing_again_opens_the_new_side_s_declaration() -> None:
    world = await World.granted(year=2025, kind=DeclarationKind.FORECAST)
    new = await successor(world)
    assert told(await transfer(world, new, "2025-01-01")) == []
    assert await publish(world, world.period) == 1
    rows = await world.written(
        "select organisation_id, state from declaration where caf_id = $1 order by id", world.caf
    )
    assert [tuple(row) for row in rows] == [(world.organisation, "CANCELLED"), (new, "OPEN")]


async def test_a_structure_is_not_passed_to_who_runs_it_nor_to_another_caf_s() -> None:
    world, other = await World.granted(), await World.make()
    assert await told_refusal(world, world.organisation, "2025-02-01") == [("SAME_ORGANISATION", ["organisation"])]
    for foreign in (other.organisation, 2**31 - 1):
        assert await told_refusal(world, foreign, "2025-02-01") == [("NOT_FOUND", ["organisation"])]


async def test_it_may_come_back_later() -> None:
    world = await World.granted()
    new = await successor(world)
    for organisation, on in ((new, "2025-02-01"), (world.organisation, "2025-03-01")):
        assert told(await transfer(world, organisation, on)) == []
    assert [row[0] for row in await tenures(world)] == [world.organisation, new, world.organisation]
    for on in ("2025-01-01", "2025-02-15", "2025-03-01"):
        assert await told_refusal(world, new, on) == [("BAD_DATES", ["on"])]


async def test_a_structure_passes_before_it_closes_and_not_after() -> None:
    world = await World.granted()
    new = await successor(world)
    assert told(await act(world, "manager", CLOSE, structure=structure(world), lastDay="2025-06-30")) == []
    assert await told_refusal(world, new, "2025-07-01") == [("STRUCTURE_CLOSED", ["on"])]
    assert told(await transfer(world, new, "2025-06-30")) == []
    assert (await tenures(world))[1:] == [(new, date(2025, 6, 30), date(2025, 6, 30))]


async def test_a_structure_left_without_organisation_is_taken_up_again() -> None:
    world = await World.granted()
    await world.written("update tenure set ends_on = '2024-12-31' where id = $1", world.tenures[0])
    assert told(await transfer(world, world.organisation, "2025-02-01")) == []
    assert [row[1:] for row in await tenures(world)] == [
        (date(2010, 9, 1), date(2024, 12, 31)), (date(2025, 2, 1), None),
    ]  # fmt: skip


async def test_each_side_is_compared_with_the_places_of_its_own_days() -> None:
    """20 places until June 2024 and 25 from the transfer on: neither side answers for the other's."""
    world = await World.granted()
    new = await successor(world)
    for on, places in (("2024-07-01", 25), ("2025-01-01", 30)):
        assert told(await license(world, on, places)) == []
    assert told(await transfer(world, new, "2024-07-01")) == []
    assert await publish(world, world.period) == 1
    rows = await world.written("select id, tenure_id from declaration where caf_id = $1 order by id", world.caf)
    await grant(world, "director", Role.ACTIVITY_DATA_PROVIDER, rows[1]["tenure_id"])
    for row, fits in ((rows[0], 20), (rows[1], 25)):
        declaration = encode("Declaration", row["id"])
        for version, places in enumerate((19, 20, 21, 24, 25, 26, 30), start=1):
            values = {"eajeActivity": {"licensedPlaces": places}}
            saved = await world.act("director", SAVE, declaration=declaration, version=version, values=values)
            assert saved["errors"] == []
            found = (await world.data("director", WARNINGS, id=declaration))["declaration"]["warnings"]["problems"]
            assert ("LICENSED_PLACES_DIFFER" in {each["control"] for each in found}) is (places != fits), (fits, places)
