"""Which right stands for a year: the latest kind that was accepted; those before it keep their history."""

from datetime import date
from typing import Any

import pytest

from demo import stage
from resolvers.opaque import encode
from rules.forms import DeclarationKind, Part
from tests.example import example
from tests.world import ACCEPT, APPROVE, CANCEL, COMPLETE, REOPEN, SAVE, TAKE, World

pytestmark = pytest.mark.usefixtures("database")

FORECAST, UPDATE, ACTUAL = DeclarationKind
STANDS = "query ($id: ID!) { declaration(id: $id) { right { amount current words } } }"
LIST = "{ declarations(first: 20) { nodes { id right { amount current words } } } }"
CURRENT = "Ce droit vaut pour 2024."


async def add(world: World, kind: DeclarationKind, observed_until: date | None = None) -> int:
    """One more declaration of the first tenure for the same year."""
    period = await stage.add_period(
        world.caf, kind, 2024, opens_on=date(2025, 1, 10), due_on=date(2025, 3, 31), closes_on=date(2025, 6, 30),
        observed_until=observed_until,
    )  # fmt: skip
    return await stage.open_declaration(world.tenures[0], period, world.now)


async def done(world: World, name: str, document: str, key: int, **input: Any) -> Any:
    payload = await world.act(name, document, declaration=encode("Declaration", key), **input)
    assert payload["errors"] == [], payload
    return payload["declaration"]


async def accept(world: World, key: int, kind: DeclarationKind) -> None:
    """Lead one declaration from its first figure to its right."""
    parts = [("director", Part.ACTIVITY, "eajeActivity"), ("accountant", Part.FINANCE, "eajeFinance")]
    version = 1
    for name, part, values in parts[: 1 if kind is UPDATE else 2]:
        given = example(part, kind, 2024)
        if kind is UPDATE:
            given |= {"openingDaysToDate": 150, "openingDaysRemaining": 70}
        await done(world, name, SAVE, key, version=1, values={values: given})
        version = (await done(world, name, COMPLETE, key, version=2, part=part.value))["version"]
    version = (await done(world, "deputy", APPROVE, key, version=version, attested=True))["version"]
    version = (await done(world, "officer", TAKE, key, version=version))["version"]
    await done(world, "officer", ACCEPT, key, version=version)


async def rights(world: World, *keys: int, name: str = "officer") -> list[tuple[bool, str] | None]:
    """Of each declaration: does its right stand, and how that is said; none where there is no right."""
    told = (await world.data(name, LIST))["declarations"]["nodes"]
    found = {node["id"]: node["right"] and (node["right"]["current"], node["right"]["words"]) for node in told}
    return [found[encode("Declaration", key)] for key in keys]


def replaced(title: str) -> tuple[bool, str]:
    return False, f"Remplacé par le droit de la déclaration « {title} » ; il reste dans l'historique."


async def test_each_later_kind_replaces_those_before_and_not_their_history() -> None:
    world = await World.granted()
    actual = world.declarations[0]
    forecast = await add(world, FORECAST)
    june = await add(world, UPDATE, date(2024, 6, 30))
    september = await add(world, UPDATE, date(2024, 9, 30))
    keys = (forecast, june, september, actual)
    await accept(world, forecast, FORECAST)
    assert await rights(world, *keys) == [(True, CURRENT), None, None, None]
    # The later update first: the earlier one comes too late to stand.
    await accept(world, september, UPDATE)
    autumn = replaced("Actualisé janvier à septembre 2024")
    assert await rights(world, *keys) == [autumn, None, (True, CURRENT), None]
    await accept(world, june, UPDATE)
    assert await rights(world, *keys) == [autumn, autumn, (True, CURRENT), None]
    before = await world.written("select * from accepted_right where tenure_id = $1 order by id", world.tenures[0])
    await accept(world, actual, ACTUAL)
    last = replaced("Réel 2024")
    for name in ("officer", "director", "accountant", "deputy"):
        assert await rights(world, *keys, name=name) == [last, last, last, (True, CURRENT)]
    after = await world.written("select * from accepted_right where tenure_id = $1 order by id", world.tenures[0])
    assert list(after[: len(before)]) == list(before)
    assert len(after) == 4


async def test_a_reopened_right_stands_until_the_next_one_and_a_cancelled_one_no_more() -> None:
    world = await World.granted()
    actual, forecast = world.declarations[0], await add(world, FORECAST)
    await accept(world, forecast, FORECAST)
    await accept(world, actual, ACTUAL)
    await done(world, "officer", REOPEN, actual, version=8, parts=["FINANCE"], reason="Un compte.")
    assert await rights(world, forecast, actual) == [replaced("Réel 2024"), (True, CURRENT)]
    await done(world, "officer", CANCEL, actual, version=9, reason="Doublon.")
    gone = (False, "La déclaration est annulée : ce droit ne vaut plus.")
    assert await rights(world, forecast, actual) == [(True, CURRENT), gone]


async def test_another_year_and_another_tenure_stand_by_themselves() -> None:
    world = await World.granted(structures=2)
    forecast = await add(world, FORECAST)
    await accept(world, forecast, FORECAST)
    await accept(world, world.declarations[1], ACTUAL)
    assert await rights(world, forecast, world.declarations[1]) == [(True, CURRENT), (True, CURRENT)]
