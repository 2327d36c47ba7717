"""Organisations and structures are made known to their Caf by its manager, and by nobody else."""

import asyncio
from typing import Any

import pytest

from resolvers.opaque import encode
from tests.resolvers.keeping import (
    ADD,
    ADD_ORGANISATION,
    CHANGE,
    CLOSE,
    LICENSE,
    RENAME_ORGANISATION,
    REOPEN,
    SIRET,
    TRANSFER,
    act,
    new,
    publish,
    refused,
    structure,
    told,
)
from tests.world import World

pytestmark = pytest.mark.usefixtures("database")


def acts(world: World) -> dict[str, tuple[str, dict[str, Any]]]:
    """Every act on a structure, as it would succeed."""
    return {
        "addOrganisation": (ADD_ORGANISATION, {"siret": SIRET, "name": "Association"}),
        "addStructure": (ADD, new(world)),
        "changeLicence": (LICENSE, {"structure": structure(world), "startsOn": "2025-02-01", "places": 30}),
        "transferStructure": (
            TRANSFER, {"structure": structure(world), "organisation": encode("Organisation", world.organisation), "on": "2025-02-01"},
        ),
        "closeStructure": (CLOSE, {"structure": structure(world), "lastDay": "2025-12-31"}),
        "reopenStructure": (REOPEN, {"structure": structure(world)}),
        "renameOrganisation": (
            RENAME_ORGANISATION, {"organisation": encode("Organisation", world.organisation), "name": "Association"},
        ),
        "changeStructure": (CHANGE, {"structure": structure(world), "name": "Les Lucioles"}),
    }  # fmt: skip


ACTS = [
    "addOrganisation", "addStructure", "changeLicence", "transferStructure", "closeStructure", "reopenStructure",
    "renameOrganisation", "changeStructure",
]  # fmt: skip


@pytest.mark.parametrize("name", ACTS)
async def test_partners_and_officers_read_and_do_not_keep(name: str) -> None:
    world = await World.granted()
    document, input = acts(world)[name]
    for by in ("director", "accountant", "deputy", "officer"):
        assert await refused(world, by, document, **input) == [("FORBIDDEN", [])], by


@pytest.mark.parametrize("name", ACTS[1:])
async def test_what_stands_in_another_caf_is_as_unknown_as_any(name: str) -> None:
    world, other = await World.granted(), await World.make()
    before = await world.fingerprint()
    document, input = acts(world)[name]
    argument = "organisation" if name in ("addStructure", "renameOrganisation") else "structure"
    unknown = {**input, argument: encode(argument.capitalize(), 2**31 - 1)}
    answers = [(await other.ask("manager", document, input=each)).body for each in (input, unknown)]
    assert answers[0] == answers[1]
    payload = answers[0]["data"][name]
    assert told(payload) == [("NOT_FOUND", [argument])]
    assert await world.fingerprint() == before


async def test_an_organisation_is_made_known_with_its_siret() -> None:
    world = await World.make()
    done = await act(
        world, "manager", ADD_ORGANISATION, siret="732 829 320\u00a000074", name="  Association Les Lucioles "
    )
    assert told(done) == []
    assert (done["organisation"]["siret"], done["organisation"]["name"]) == (SIRET, "Association Les Lucioles")
    assert done["organisation"]["caf"]["code"] == world.code
    assert (await world.trail())[-1] == ("manager", "addOrganisation", "DONE", "")
    found = await world.data("manager", "query ($s: String) { organisation(siret: $s) { id name } }", s=SIRET)
    assert found["organisation"]["id"] == done["organisation"]["id"]
    listed = await world.data("manager", "{ organisations { totalCount nodes { id } } }")
    assert listed["organisations"]["totalCount"] == 2


async def test_an_organisation_is_renamed_and_keeps_its_siret() -> None:
    world = await World.make()
    mark = encode("Organisation", world.organisation)
    done = await act(world, "manager", RENAME_ORGANISATION, organisation=mark, name="  Ville ")
    assert (told(done), done["organisation"]["name"]) == ([], "Ville")
    assert await refused(world, "manager", RENAME_ORGANISATION, organisation=mark, name=" ") == [("BAD_TEXT", ["name"])]


async def test_of_a_structure_only_what_is_given_changes() -> None:
    world = await World.make()
    mark = structure(world)
    before = (await act(world, "manager", CHANGE, structure=mark))["structure"]
    for change in (
        {"name": "Les Lucioles"}, {"nature": "MICRO_CRECHE"}, {"commune": "Bourg"}, {"ctgSince": "2024-01-01"},
        {"name": "Les Loupiotes"}, {"ctgSince": None},
    ):  # fmt: skip
        done = await act(world, "manager", CHANGE, structure=mark, **change)
        before |= change
        assert (told(done), done["structure"]) == ([], before)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"name": " "}, [("BAD_TEXT", ["name"])]),
        ({"commune": "é" * 121}, [("BAD_TEXT", ["commune"])]),
        ({"nature": "OTHER", "name": ""}, [("BAD_TEXT", ["name"]), ("UNKNOWN_CHOICE", ["nature"])]),
        ({"ctgSince": "2250-01-01"}, [("BAD_DATES", ["ctgSince"])]),
    ],
)
async def test_what_a_structure_cannot_become(changes: dict[str, Any], expected: list[Any]) -> None:
    world = await World.make()
    assert await refused(world, "manager", CHANGE, structure=structure(world), **changes) == expected


@pytest.mark.parametrize(
    ("input", "expected"),
    [
        ({"siret": "73282932000075"}, [("BAD_SIRET", ["siret"])]),
        ({"siret": "7328293200007"}, [("BAD_SIRET", ["siret"])]),
        ({"siret": ""}, [("BAD_SIRET", ["siret"])]),
        ({"name": " "}, [("BAD_TEXT", ["name"])]),
        ({"name": "é" * 200}, []),
        ({"name": "é" * 201}, [("BAD_TEXT", ["name"])]),
        ({"name": "deux\nlignes"}, [("BAD_TEXT", ["name"])]),
        ({"siret": "x", "name": ""}, [("BAD_SIRET", ["siret"]), ("BAD_TEXT", ["name"])]),
    ],
)
async def test_what_is_no_organisation_is_refused_all_at_once(input: dict[str, str], expected: list[Any]) -> None:
    world = await World.make()
    given = {"siret": SIRET, "name": "Association", **input}
    if expected:
        assert await refused(world, "manager", ADD_ORGANISATION, **given) == expected
    else:
        assert told(await act(world, "manager", ADD_ORGANISATION, **given)) == []


async def test_a_siret_stands_once_in_a_caf_and_again_in_another() -> None:
    world, other = await World.make(), await World.make()
    given = {"siret": SIRET, "name": "Association"}
    assert told(await act(world, "manager", ADD_ORGANISATION, **given)) == []
    assert await refused(world, "manager", ADD_ORGANISATION, **given) == [("ALREADY_KNOWN", ["siret"])]
    assert told(await act(other, "manager", ADD_ORGANISATION, **given)) == []


async def test_of_five_who_add_the_same_at_once_one_does() -> None:
    world = await World.make()
    await world.sign_in("manager")
    answers = await asyncio.gather(*(act(world, "manager", ADD, **new(world)) for _ in range(5)))
    assert sorted(told(answer) for answer in answers) == [[], *[[("ALREADY_KNOWN", ["idEqu"])]] * 4]
    assert len(await world.written("select id from licence where caf_id = $1 and places = 12", world.caf)) == 1


async def test_a_structure_opens_with_its_places_and_its_organisation() -> None:
    world = await World.make()
    done = await act(world, "manager", ADD, **new(world, ctgSince="2024-01-01"))
    assert told(done) == []
    made = done["structure"]
    assert {name: made[name] for name in ("idEqu", "name", "kind", "nature", "openedOn", "closedOn", "ctgSince")} == {
        "idEqu": f"{world.code}-N", "name": "Les Lucioles", "kind": "EAJE", "nature": "MICRO_CRECHE",
        "openedOn": "2025-03-01", "closedOn": None, "ctgSince": "2024-01-01",
    }  # fmt: skip
    assert made["licences"]["nodes"] == [{"startsOn": "2025-03-01", "places": 12}]
    assert made["licensedPlaces"] is None, "it is not open yet"
    assert made["tenures"]["nodes"] == [
        {
            "startsOn": "2025-03-01",
            "endsOn": None,
            "current": False,
            "organisation": {"id": encode("Organisation", world.organisation)},
        }
    ]
    audit = await world.written(
        "select structure_id, tenure_id from audit_entry where caf_id = $1 and act = 'addStructure'", world.caf
    )
    tenures = await world.written("select id from tenure where structure_id = $1", audit[0]["structure_id"])
    assert [row["id"] for row in tenures] == [audit[0]["tenure_id"]]
    assert encode("Structure", audit[0]["structure_id"]) == made["id"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"idEqu": ""}, [("BAD_TEXT", ["idEqu"])]),
        ({"idEqu": "x" * 20}, []),
        ({"idEqu": "x" * 21}, [("BAD_TEXT", ["idEqu"])]),
        ({"name": ""}, [("BAD_TEXT", ["name"])]),
        ({"commune": "é" * 121}, [("BAD_TEXT", ["commune"])]),
        ({"kind": "OTHER"}, [("UNKNOWN_CHOICE", ["kind"])]),
        ({"nature": "OTHER"}, [("UNKNOWN_CHOICE", ["nature"])]),
        ({"places": 0}, [("OUT_OF_RANGE", ["places"])]),
        ({"places": 1}, []),
        ({"places": 999}, []),
        ({"places": 1000}, [("OUT_OF_RANGE", ["places"])]),
        ({"openedOn": "1899-12-31"}, [("BAD_DATES", ["openedOn"])]),
        ({"openedOn": "1900-01-01"}, []),
        ({"openedOn": "2029-12-31"}, []),
        ({"openedOn": "2030-01-01"}, [("BAD_DATES", ["openedOn"])]),
        ({"ctgSince": "2250-01-01"}, [("BAD_DATES", ["ctgSince"])]),
        (
            {"idEqu": " ", "name": "", "nature": "x", "places": -1},
            [("BAD_TEXT", ["idEqu"]), ("BAD_TEXT", ["name"]), ("UNKNOWN_CHOICE", ["nature"]), ("OUT_OF_RANGE", ["places"])],
        ),
    ],
)  # fmt: skip
async def test_what_is_no_structure_is_refused_all_at_once(changes: dict[str, Any], expected: list[Any]) -> None:
    world = await World.make()
    if expected:
        assert await refused(world, "manager", ADD, **new(world, **changes)) == expected
    else:
        assert told(await act(world, "manager", ADD, **new(world, **changes))) == []


async def test_an_opened_structure_is_asked_by_the_next_publication() -> None:
    world = await World.make(structures=0)
    assert told(await act(world, "manager", ADD, **new(world, openedOn="2024-12-31"))) == []
    assert await publish(world, world.period) == 1
    shown = await world.data("officer", "{ declarations { nodes { year structure { name } } } }")
    assert shown["declarations"]["nodes"] == [{"year": 2024, "structure": {"name": "Les Lucioles"}}]
