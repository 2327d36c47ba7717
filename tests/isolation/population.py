"""Two Cafs where nothing is alike: every text, figure and time of one differs from the other's."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Any

from demo import stage
from resolvers.opaque import encode
from rules.policy import Role
from tests.world import ACCEPT, APPROVE, COMPLETE, EXAMPLE_A_ACTIVITY, NOON, SAVE, TAKE, World

_numbers = count(1)
NEIGHBOUR = "neighbour"
"""Holds every partner role on the last structure of his Caf, which another organisation runs, and none elsewhere."""


async def marked_world(places: int = 20) -> World:
    """A Caf with three structures: one declaration accepted, one being typed, one of the neighbour's being typed."""
    number = next(_numbers)
    world = await World.make(structures=2, places=places)
    world.now = NOON + timedelta(minutes=number, microseconds=4_200 + number)
    code = world.code
    await world.written(
        "update organisation set name = $2 where id = $1", world.organisation, f"Commune de {code}bourg"
    )
    for place, structure in enumerate(world.structures):
        await world.written(
            "update structure set name = $2, commune = $3, nature = $4 where id = $1",
            structure, f"Crèche {code} n° {place}", f"{code}ville", f"NATURE_{code}",
        )  # fmt: skip
    await _add_neighbour(world)
    for tenure in world.tenures[:2]:
        await world.grant("director", Role.ACTIVITY_DATA_PROVIDER, tenure)
        await world.grant("accountant", Role.FINANCIAL_DATA_PROVIDER, tenure)
        await world.grant("deputy", Role.APPROVER, tenure)
    for role in (Role.ACTIVITY_DATA_PROVIDER, Role.FINANCIAL_DATA_PROVIDER, Role.APPROVER):
        await world.grant(NEIGHBOUR, role, world.tenures[2])
    await world.add_person("nobody")
    for place, (activity, finance) in enumerate(
        [("director", "accountant"), ("director", "accountant"), (NEIGHBOUR, NEIGHBOUR)]
    ):
        await _type(world, place, activity, finance, number * 10 + place)
    await _send(world)
    return world


async def _add_neighbour(world: World) -> None:
    code = world.code
    organisation = await stage.add_organisation(world.caf, f"7{next(_numbers):013d}", f"Association de {code}val")
    structure = await stage.add_structure(
        world.caf, f"{code}-val", f"Jardin {code}val", nature=f"JARDIN_{code}", commune=f"{code}val", places=17,
        opened_on=date(2012, 1, 1),
    )  # fmt: skip
    world.structures.append(structure)
    world.tenures.append(await stage.add_tenure(world.caf, organisation, structure, date(2012, 1, 1)))
    world.declarations.append(await stage.open_declaration(world.tenures[2], world.period, world.now))
    await world.add_person(NEIGHBOUR)


async def _type(world: World, place: int, activity: str, finance: str, number: int) -> None:
    """Figures of its own to the cent, and a remark on the one warning."""
    cents = f"{number % 100:02d}"
    declaration = encode("Declaration", world.declarations[place])
    figures = {
        **EXAMPLE_A_ACTIVITY, "hoursAttendedUnder4": f"{34_600 + number}.{cents}", "hoursBilledUnder4": f"{34_500 + number}.{cents}",
        "familyContributions": f"{58_000 + number}.{cents}", "generalSchemeRate": f"98.{cents}", "dailyOpeningHours": f"10.{cents}",
    }  # fmt: skip
    accounts = {f"account{n}": f"{10_000 + n * 1_000 + number}.{cents}" for n in (60, 61, 62, 64)}
    text = f"Remarque {world.code} {place}"
    for who, part, values, said in (
        (activity, "eajeActivity", figures, [{"control": "BILLED_BELOW_ATTENDED", "text": text}]),
        (finance, "eajeFinance", {**accounts, "account70641": f"{58_000 + number + (place == 1)}.{cents}"}, []),
    ):
        done = await world.act(who, SAVE, declaration=declaration, version=1, values={part: values}, remarks=said)
        assert done["errors"] == [], done


async def _send(world: World) -> None:
    """The first declaration, to its right."""
    acts: list[tuple[str, str, dict[str, Any]]] = [
        ("director", COMPLETE, {"part": "ACTIVITY", "version": 2}),
        ("accountant", COMPLETE, {"part": "FINANCE", "version": 2}),
        ("deputy", APPROVE, {"version": 5, "attested": True}),
        ("officer", TAKE, {"version": 6}),
        ("officer", ACCEPT, {"version": 7}),
    ]
    for name, document, given in acts:
        done = await world.act(name, document, declaration=world.declaration, **given)
        assert done["errors"] == [], done


def without_predicates(world: World) -> World:
    """The same world, asked with every explicit predicate emptied."""
    return replace(world, house=replace(world.house, explicit_predicates=False))
