"""How the life of a structure is told in tests: the acts of those who keep it, and what they answer."""

from datetime import date
from typing import Any

from demo import stage
from resolvers.opaque import encode
from rules.forms import DeclarationKind
from tests.world import World

ERRORS = "errors { code path message remedy }"
SHOWN = (
    "{ structure { id idEqu name kind nature commune openedOn closedOn ctgSince licensedPlaces"
    " licences { nodes { startsOn places } } tenures { nodes { startsOn endsOn current organisation { id } } } }"
    f" {ERRORS} }}"
)
ADD_ORGANISATION = (
    "mutation ($input: AddOrganisationInput!) { addOrganisation(input: $input)"
    f" {{ organisation {{ id siret name caf {{ code }} }} {ERRORS} }} }}"
)
RENAME_ORGANISATION = ADD_ORGANISATION.replace("AddO", "RenameO").replace("addO", "renameO")
ADD, LICENSE, TRANSFER, CLOSE, REOPEN, CHANGE = (
    f"mutation ($input: {name[0].upper()}{name[1:]}Input!) {{ {name}(input: $input) {SHOWN} }}"
    for name in (
        "addStructure",
        "changeLicence",
        "transferStructure",
        "closeStructure",
        "reopenStructure",
        "changeStructure",
    )
)
PUBLISH = (
    f"mutation ($input: PublishPeriodInput!) {{ publishPeriod(input: $input) {{ publication {{ opened }} {ERRORS} }} }}"
)
SIRET = "73282932000074"
WARNINGS = "query ($id: ID!) { declaration(id: $id) { warnings { problems { control } } } }"


def told(payload: Any) -> list[tuple[str, list[str]]]:
    """The codes and paths of a refusal, each in whole French sentences."""
    assert all(error["message"].endswith(".") and error["remedy"].endswith(".") for error in payload["errors"])
    return [(error["code"], error["path"]) for error in payload["errors"]]


async def act(world: World, by: str, document: str, **input: Any) -> Any:
    """The payload of an act."""
    return next(iter((await world.data(by, document, input=input)).values()))


async def refused(world: World, by: str, document: str, **input: Any) -> list[tuple[str, list[str]]]:
    """The refusal of an act that must write nothing but its audit row."""
    before, trail = await world.fingerprint(), await world.trail()
    payload = await act(world, by, document, **input)
    assert next(iter(payload.values())) is None
    assert await world.fingerprint() == before
    (row,) = (await world.trail())[len(trail) :]
    assert row[:1] + row[2:] == (by, "REFUSED", ",".join(dict.fromkeys(code for code, _ in told(payload))))
    return told(payload)


def structure(world: World, place: int = 0) -> str:
    return encode("Structure", world.structures[place])


def new(world: World, **changes: Any) -> dict[str, Any]:
    """A structure as a manager makes it known."""
    return {
        "organisation": encode("Organisation", world.organisation), "idEqu": f"{world.code}-N", "name": "Les Lucioles",
        "nature": "MICRO_CRECHE", "commune": "Ville", "openedOn": "2025-03-01", "places": 12, **changes,
    }  # fmt: skip


async def license(world: World, starts_on: str, places: int | None, by: str = "manager") -> Any:
    return await act(world, by, LICENSE, structure=structure(world), startsOn=starts_on, places=places)


async def successor(world: World) -> int:
    """Another organisation of the same Caf."""
    return await stage.add_organisation(world.caf, "73282932000074", f"Association {world.code}")


async def transfer(world: World, organisation: int, on: str, by: str = "manager") -> Any:
    given = {"structure": structure(world), "organisation": encode("Organisation", organisation), "on": on}
    return await act(world, by, TRANSFER, **given)


async def tenures(world: World) -> list[tuple[int, date, date | None]]:
    """Who ran the first structure, from when to when."""
    rows = await world.written(
        "select organisation_id, starts_on, ends_on from tenure where structure_id = $1 order by starts_on",
        world.structures[0],
    )
    return [tuple(row.values()) for row in rows]


async def another_period(world: World, year: int, kind: DeclarationKind = DeclarationKind.FORECAST) -> int:
    return await stage.add_period(
        world.caf, kind, year, opens_on=date(2025, 1, 1), due_on=date(2025, 3, 1), closes_on=date(2025, 6, 30)
    )


async def publish(world: World, period: int) -> int:
    """How many declarations the officer opens by publishing a period."""
    done = await act(world, "officer", PUBLISH, period=encode("Period", period))
    assert told(done) == []
    return int(done["publication"]["opened"])
