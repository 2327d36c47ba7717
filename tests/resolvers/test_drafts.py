"""Laying down a period: what cannot be one is told at once, and each is laid down once."""

import asyncio
from typing import Any

import pytest

from tests.resolvers.test_publishing import FORECAST, OPEN, UPDATE, codes, drafted
from tests.world import World

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"structureKind": "ALSH"}, [("NOT_FOUND", ["structureKind"])]),
        ({"year": 1999}, [("BAD_DATES", ["year"])]),
        ({"year": 2**31 - 1}, [("BAD_DATES", ["year"])]),
        ({"kind": "UPDATE"}, [("BAD_DATES", ["observedUntil"])]),
        ({"observedUntil": "2025-06-30"}, [("BAD_DATES", ["observedUntil"])]),
        ({"dueOn": "2024-12-14"}, [("BAD_DATES", ["dueOn"])]),
        ({"closesOn": "2025-02-12"}, [("BAD_DATES", ["closesOn"])]),
        ({"kind": "ACTUAL", "dueOn": "2024-01-01"}, [("BAD_DATES", ["opensOn"]), ("BAD_DATES", ["dueOn"])]),
        ({"structureKind": "", "year": 0}, [("NOT_FOUND", ["structureKind"]), ("BAD_DATES", ["year"])]),
    ],
)
async def test_what_cannot_be_a_period_is_told_at_once(changes: dict[str, Any], expected: list[Any]) -> None:
    world = await World.make()
    assert await codes(world, "officer", OPEN, **{**FORECAST, **changes}) == expected


async def test_a_period_is_laid_down_once_and_an_update_twice_a_year() -> None:
    world, other = await World.make(), await World.make()
    await drafted(world)
    again = await world.act("officer", OPEN, **{**FORECAST, "closesOn": "2025-12-31"})
    assert [(error["code"], error["path"], error["message"]) for error in again["errors"]] == [
        ("PERIOD_EXISTS", ["year"], "La période « prévisionnel 2025 » existe déjà.")
    ]
    await drafted(world, **UPDATE)
    autumn = {**UPDATE, "observedUntil": "2025-09-30", "dueOn": "2025-10-12", "closesOn": "2025-12-31"}
    await drafted(world, **autumn)
    assert await codes(world, "officer", OPEN, **autumn) == [("PERIOD_EXISTS", ["year"])]
    await drafted(world, year=2026, opensOn="2025-12-15", dueOn="2026-02-13", closesOn="2026-06-30")
    await drafted(other)


async def test_of_five_officers_who_lay_it_down_at_once_one_does() -> None:
    world = await World.make()
    await world.sign_in("officer")
    answers = await asyncio.gather(*(world.act("officer", OPEN, **FORECAST) for _ in range(5)))
    refused = [error["code"] for answer in answers for error in answer["errors"]]
    assert refused == ["PERIOD_EXISTS"] * 4
