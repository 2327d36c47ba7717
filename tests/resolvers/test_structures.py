"""The life of a structure: its places change on a day, it closes, and a closing made by mistake is undone."""

import asyncio
from typing import Any

import pytest

from models.engine import watch_statements
from resolvers.opaque import encode
from rules.forms import DeclarationKind
from rules.policy import Role
from tests.example import EXAMPLE_A_ACTIVITY
from tests.resolvers.keeping import CLOSE, LICENSE, REOPEN, WARNINGS, act, license, refused, structure, told
from tests.world import COMPLETE, SAVE, World

pytestmark = pytest.mark.usefixtures("database")


async def test_places_change_on_a_day_are_corrected_and_withdrawn() -> None:
    world = await World.make()
    first = {"startsOn": "2010-09-01", "places": 20}
    for given, expected, today in (
        (("2025-01-20", 25), [first, {"startsOn": "2025-01-20", "places": 25}], 25),
        (("2025-01-20", 24), [first, {"startsOn": "2025-01-20", "places": 24}], 24),
        (("2025-01-21", 30), [first, {"startsOn": "2025-01-20", "places": 24}, {"startsOn": "2025-01-21", "places": 30}], 24),
        (("2025-01-20", None), [first, {"startsOn": "2025-01-21", "places": 30}], 20),
        (("2025-01-21", None), [first], 20),
        (("2010-09-01", 22), [{"startsOn": "2010-09-01", "places": 22}], 22),
    ):  # fmt: skip
        done = await license(world, *given)
        assert told(done) == []
        assert (done["structure"]["licences"]["nodes"], done["structure"]["licensedPlaces"]) == (expected, today)
    assert [row[1:] for row in await world.trail()] == [("changeLicence", "DONE", "")] * 6


@pytest.mark.parametrize(
    ("starts_on", "places", "expected"),
    [
        ("2010-08-31", 10, [("BAD_DATES", ["startsOn"])]),
        ("2010-09-01", 10, []),
        ("2025-12-31", 10, []),
        ("2026-01-01", 10, [("STRUCTURE_CLOSED", ["startsOn"])]),
        ("2025-01-01", 0, [("OUT_OF_RANGE", ["places"])]),
        ("2025-01-01", 1000, [("OUT_OF_RANGE", ["places"])]),
        ("2010-09-01", None, [("BAD_DATES", ["startsOn"])]),
        ("2025-01-01", None, [("BAD_DATES", ["startsOn"])]),
    ],
    ids=["before it opens", "as it opens", "last day", "closed", "none", "too many", "the first withdrawn", "none that day"],
)  # fmt: skip
async def test_places_are_authorised_within_the_life_of_the_structure(
    starts_on: str, places: int | None, expected: list[Any]
) -> None:
    world = await World.make()
    closed = await act(world, "manager", CLOSE, structure=structure(world), lastDay="2025-12-31")
    assert told(closed) == []
    if expected:
        given = {"structure": structure(world), "startsOn": starts_on, "places": places}
        assert await refused(world, "manager", LICENSE, **given) == expected
    else:
        assert told(await license(world, starts_on, places)) == []


async def test_the_control_of_the_places_reads_the_highest_in_force_in_the_year() -> None:
    """More places than authorised is the warning; an authorisation of the year's last day takes it away."""
    world = await World.granted()
    given = {**EXAMPLE_A_ACTIVITY, "licensedPlaces": 21}
    await world.act("director", SAVE, declaration=world.declaration, version=1, values={"eajeActivity": given})

    async def warned() -> bool:
        found = await world.data("director", WARNINGS, id=world.declaration)
        return "LICENSED_PLACES_DIFFER" in {each["control"] for each in found["declaration"]["warnings"]["problems"]}

    assert await warned()
    for day, places, still in (("2025-01-01", 21, True), ("2024-12-31", 21, False), ("2024-12-31", 20, True)):
        assert told(await license(world, day, places)) == []
        assert await warned() is still, (day, places)


async def test_a_structure_closes_and_its_people_still_declare_its_last_year() -> None:
    world = await World.granted()
    done = await act(world, "manager", CLOSE, structure=structure(world), lastDay="2024-12-31")
    assert told(done) == []
    assert done["structure"]["closedOn"] == "2024-12-31"
    assert [(each["endsOn"], each["current"]) for each in done["structure"]["tenures"]["nodes"]] == [
        ("2024-12-31", False)
    ]
    await world.save_example()
    for who, part in (("director", "ACTIVITY"), ("accountant", "FINANCE")):
        ended = await world.act(who, COMPLETE, declaration=world.declaration, version=2, part=part)
        assert ended["errors"] == []
    await world.add_person("successor")
    await world.grant("successor", Role.APPROVER, world.tenures[0])
    shown = await world.data("successor", "{ structures { nodes { closedOn declarations { totalCount } } } }")
    assert shown["structures"]["nodes"] == [{"closedOn": "2024-12-31", "declarations": {"totalCount": 1}}]


@pytest.mark.parametrize(
    ("last_day", "expected"),
    [
        ("2010-08-31", [("BAD_DATES", ["lastDay"])]),
        ("2010-09-01", []),
        ("2024-12-31", []),
        ("2029-12-31", []),
        ("2030-01-01", [("BAD_DATES", ["lastDay"])]),
    ],
)
async def test_a_structure_closes_after_it_opened_and_before_long(last_day: str, expected: list[Any]) -> None:
    world = await World.make(year=2010)
    if expected:
        assert await refused(world, "manager", CLOSE, structure=structure(world), lastDay=last_day) == expected
    else:
        assert told(await act(world, "manager", CLOSE, structure=structure(world), lastDay=last_day)) == []


async def test_what_is_closed_is_not_closed_again_and_not_before_what_is_to_come() -> None:
    world = await World.make()
    assert told(await license(world, "2025-06-01", 30)) == []
    given = {"structure": structure(world), "lastDay": "2025-05-31"}
    assert await refused(world, "manager", CLOSE, **given) == [("BAD_DATES", ["lastDay"])]
    assert told(await license(world, "2025-06-01", None)) == []
    assert told(await act(world, "manager", CLOSE, **given)) == []
    assert await refused(world, "manager", CLOSE, **given) == [("STRUCTURE_CLOSED", ["structure"])]


async def test_untouched_declarations_of_later_years_go_with_the_closing_and_begun_ones_refuse_it() -> None:
    world = await World.granted(structures=2, year=2025, kind=DeclarationKind.FORECAST)
    await world.save_example(finance=False)
    given = {"structure": structure(world), "lastDay": "2024-12-31"}
    payload = await act(world, "manager", CLOSE, **given)
    assert told(payload) == [("DECLARATIONS_BEGUN", ["lastDay"])]
    assert "prévisionnel 2025" in payload["errors"][0]["message"]
    assert await refused(world, "manager", CLOSE, **given) == [("DECLARATIONS_BEGUN", ["lastDay"])]
    done = await act(world, "manager", CLOSE, structure=structure(world, 1), lastDay="2024-12-31")
    assert told(done) == []
    untouched = encode("Declaration", world.declarations[1])
    asked = "query ($id: ID!) { declaration(id: $id) { state version timeline { nodes { act reason actorName } } } }"
    for who in ("director", "officer"):
        found = (await world.data(who, asked, id=untouched))["declaration"]
        assert (found["state"], found["version"]) == ("CANCELLED", 2)
        (event,) = found["timeline"]["nodes"]
        assert event["reason"] == "La structure ferme le 31/12/2024 : cette déclaration n'est plus à faire."
        assert event["actorName"] == world.people["manager"].name


@pytest.mark.parametrize("last_day", ["2025-01-01", "2025-12-31"])
async def test_a_year_that_the_closing_cuts_stays_to_be_declared(last_day: str) -> None:
    world = await World.granted(year=2025, kind=DeclarationKind.FORECAST)
    assert told(await act(world, "manager", CLOSE, structure=structure(world), lastDay=last_day)) == []
    assert (await world.stands())["state"] == "OPEN"


async def test_a_closing_made_by_mistake_is_undone() -> None:
    world = await World.granted()
    before = await world.fingerprint()
    assert told(await act(world, "manager", CLOSE, structure=structure(world), lastDay="2024-06-30")) == []
    done = await act(world, "manager", REOPEN, structure=structure(world))
    assert told(done) == []
    assert done["structure"]["closedOn"] is None
    assert await world.fingerprint() == before
    assert await refused(world, "manager", REOPEN, structure=structure(world)) == [("NOT_CLOSED", ["structure"])]


@pytest.mark.parametrize(
    ("state", "fits"),
    [
        ("OPEN", True),
        ("READY", True),
        ("TRANSMITTED", False),
        ("PROCESSING", False),
        ("ACCEPTED", False),
        ("RETURNED", True),
    ],
)
async def test_a_closing_stays_once_the_last_year_was_sent(state: str, fits: bool) -> None:
    world = await World.granted()
    assert told(await act(world, "manager", CLOSE, structure=structure(world), lastDay="2024-12-31")) == []
    await world.put(state)
    if fits:
        assert told(await act(world, "manager", REOPEN, structure=structure(world))) == []
    else:
        expected = [("DECLARATIONS_BEGUN", ["structure"])]
        assert await refused(world, "manager", REOPEN, structure=structure(world)) == expected


async def test_an_actual_declaration_of_an_earlier_year_does_not_hold_the_closing() -> None:
    world = await World.granted()
    await world.reach("ACCEPTED")
    assert told(await act(world, "manager", CLOSE, structure=structure(world), lastDay="2025-01-31")) == []
    assert told(await act(world, "manager", REOPEN, structure=structure(world))) == []


async def test_of_five_who_close_it_at_once_one_does() -> None:
    world = await World.make()
    await world.sign_in("manager")
    given = {"structure": structure(world), "lastDay": "2025-12-31"}
    answers = await asyncio.gather(*(act(world, "manager", CLOSE, **given) for _ in range(5)))
    assert sorted(told(answer) for answer in answers) == [[], *[[("STRUCTURE_CLOSED", ["structure"])]] * 4]


async def test_places_and_tenures_of_many_structures_cost_as_many_statements_as_of_one() -> None:
    document = "{ structures(first: 50) { nodes { licences { nodes { places } } tenures { nodes { current } } } } }"
    counted = []
    for many in (1, 9):
        world = await World.make(structures=many)
        await world.sign_in("manager")
        with watch_statements() as seen:
            found = await world.data("manager", document)
        nodes = found["structures"]["nodes"]
        assert [(len(each["licences"]["nodes"]), len(each["tenures"]["nodes"])) for each in nodes] == [(1, 1)] * many
        counted.append(len(seen))
    assert counted[0] == counted[1]
