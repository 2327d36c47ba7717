"""After a transfer: each side's people read their own years, and find nothing of the other side's tenure."""

from datetime import timedelta

import pytest

from models.engine import ScopedEngine
from resolvers.opaque import encode
from rules.forms import DeclarationKind
from rules.policy import Role
from tests.isolation.conftest import Pair
from tests.isolation.marks import Rows, known_of, marks_of, rows_of
from tests.isolation.population import shifted
from tests.isolation.reading import both, leaked, without
from tests.isolation.test_strange import answered_like_nothing
from tests.isolation.walk import questions
from tests.resolvers.keeping import another_period, publish, successor, told, transfer
from tests.world import GRANT, SAVE, World

SIDES = {"former": ("director", "accountant", "deputy"), "new": ("successor", "bookkeeper", "mayor")}
ROLES = (Role.ACTIVITY_DATA_PROVIDER, Role.FINANCIAL_DATA_PROVIDER, Role.APPROVER)


@pytest.fixture(scope="module")
async def world(database: ScopedEngine) -> World:
    """The former organisation's 2024 is accepted; the new one, since 1 January 2025, is typing its forecast of 2025."""
    made = await World.granted()
    await made.written("update organisation set name = $2 where id = $1", made.organisation, f"Commune {made.code}")
    await made.reach("ACCEPTED")
    made.now += timedelta(minutes=7, microseconds=77)
    assert told(await transfer(made, await successor(made), "2025-01-01")) == []
    made.now += timedelta(minutes=7, microseconds=77)
    tenures = await made.written("select id from tenure where structure_id = $1 order by id", made.structures[0])
    made.tenures = [row["id"] for row in tenures]
    for name, role in zip(SIDES["new"], ROLES, strict=True):
        person = await made.add_person(name)
        granted = await made.act(
            "manager", GRANT, email=person.email, displayName=person.name, tenure=encode("Tenure", made.tenures[1]),
            role=role.value, startsOn="2025-01-01",
        )  # fmt: skip
        assert granted["errors"] == [], granted
    period = await another_period(made, 2025)
    assert await publish(made, period) == 1
    opened = (await made.written("select id from declaration where period_id = $1", period))[0]["id"]
    for name, (key, values) in zip(SIDES["new"], shifted(DeclarationKind.FORECAST, 20, 71).items(), strict=False):
        done = await made.act(name, SAVE, declaration=encode("Declaration", opened), version=1, values={key: values})
        assert done["errors"] == [], done
    return made


async def of_sides(world: World) -> dict[str, Rows]:
    """What belongs to the tenure of each side; the structure and its authorisations belong to both."""
    rows = await rows_of(world)
    found: dict[str, Rows] = {}
    for side, tenure in zip(SIDES, world.tenures, strict=True):
        (row,) = (each for each in rows["tenure"] if each["id"] == tenure)
        found[side] = {
            table: [
                each for each in held
                if each.get("tenure_id") == tenure or (table, each["id"]) in (("tenure", tenure), ("organisation", row["organisation_id"]))
            ]
            for table, held in rows.items()
        }  # fmt: skip
    return found


@pytest.mark.parametrize(("side", "other"), [("former", "new"), ("new", "former")])
async def test_each_side_finds_nothing_of_the_other(world: World, pair: Pair, side: str, other: str) -> None:
    """What stands in another Caf as well is a word of the profession, not of the other side."""
    rows, sides = await rows_of(world), await of_sides(world)
    mine, theirs = without(rows, sides[other]), sides[other]
    marks = marks_of(theirs, both(mine, pair.own_rows))
    assert len(marks.words) >= 20
    for name in SIDES[side]:
        assert await leaked(world, name, questions(known_of(mine), known_of(theirs)), marks) is None


@pytest.mark.parametrize(("side", "other"), [("former", "new"), ("new", "former")])
async def test_each_side_reads_its_own(world: World, side: str, other: str) -> None:
    """The walk finds what is there to be found."""
    rows, sides = await rows_of(world), await of_sides(world)
    marks = marks_of(sides[side], without(rows, sides[side]))
    asks = questions(known_of(sides[side]), known_of(sides[other]))
    assert await leaked(world, SIDES[side][2], asks, marks) is not None


@pytest.mark.parametrize(("side", "other"), [("former", "new"), ("new", "former")])
async def test_an_act_on_what_is_the_other_sides_is_answered_like_one_on_nothing(
    world: World, side: str, other: str
) -> None:
    sides = await of_sides(world)
    for name in SIDES[side]:
        await answered_like_nothing(world, name, known_of(sides[side]).ids, known_of(sides[other]).ids)
