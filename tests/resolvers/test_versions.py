"""What was read is what is changed: a stale version is a conflict, and two providers do not disturb each other."""

import asyncio
from typing import Any

import pytest

from tests.example import EXAMPLE_A_ACTIVITY, EXAMPLE_A_FINANCE
from tests.world import ACCEPT, APPROVE, COMPLETE, SAVE, TAKE, World

pytestmark = pytest.mark.usefixtures("database")

ACTS: list[tuple[str, str, str, str, dict[str, Any]]] = [
    ("IN_PROGRESS", "director", SAVE, "activity", {"values": {"eajeActivity": {"openingDays": 1}}}),
    ("IN_PROGRESS", "accountant", SAVE, "finance", {"values": {"eajeFinance": {"account60": "1"}}}),
    ("IN_PROGRESS", "director", COMPLETE, "activity", {"part": "ACTIVITY"}),
    ("READY", "deputy", APPROVE, "version", {"attested": True}),
    ("TRANSMITTED", "officer", TAKE, "version", {}),
    ("PROCESSING", "officer", ACCEPT, "version", {}),
]


@pytest.mark.parametrize(("state", "name", "document", "which", "input"), ACTS)
async def test_another_version_is_a_conflict_that_tells_the_current_one_and_writes_nothing(
    state: str, name: str, document: str, which: str, input: dict[str, Any]
) -> None:
    world = await World.granted()
    await world.put(state)
    current = (await world.stands())[which]
    before = await world.fingerprint()
    for stale in (current - 1, current + 1, 0, -1, 2**31 - 1):
        done = await world.act(name, document, declaration=world.declaration, version=stale, **input)
        (error,) = done["errors"]
        assert (error["code"], error["path"], error["currentVersion"]) == ("CONFLICT", ["version"], current)
        assert f"version actuelle : {current}" in error["message"]
    assert await world.fingerprint() == before
    done = await world.act(name, document, declaration=world.declaration, version=current, **input)
    assert done["errors"] == []


async def test_a_save_counts_for_the_part_and_for_what_the_approver_signs() -> None:
    world = await World.granted()
    assert await world.stands() == {"state": "OPEN", "version": 1, "activity": 1, "finance": 1}
    await world.save_example(finance=False)
    assert await world.stands() == {"state": "IN_PROGRESS", "version": 2, "activity": 2, "finance": 1}
    await world.save_example(activity=False)
    assert await world.stands() == {"state": "IN_PROGRESS", "version": 3, "activity": 2, "finance": 2}


async def test_both_providers_save_their_parts_at_once_and_the_estimate_holds_both() -> None:
    world = await World.granted()
    for _ in range(5):
        stands = await world.stands()
        activity = world.act(
            "director", SAVE, declaration=world.declaration, version=stands["activity"],
            values={"eajeActivity": EXAMPLE_A_ACTIVITY},
        )  # fmt: skip
        finance = world.act(
            "accountant", SAVE, declaration=world.declaration, version=stands["finance"],
            values={"eajeFinance": EXAMPLE_A_FINANCE},
        )  # fmt: skip
        for answer in await asyncio.gather(activity, finance):
            assert answer["errors"] == []
    assert await world.stands() == {"state": "IN_PROGRESS", "version": 11, "activity": 6, "finance": 6}
    rows = await world.written(
        "select amount::text from declaration_estimate where declaration_id = $1", world.declarations[0]
    )
    assert [row["amount"] for row in rows] == ["171823.79"]


async def test_the_winner_s_figures_are_those_kept() -> None:
    world = await World.granted()
    await world.sign_in("director")

    async def save(days: int) -> tuple[int, Any]:
        values = {"eajeActivity": {"openingDays": days}}
        return days, await world.act("director", SAVE, declaration=world.declaration, version=1, values=values)

    answers = await asyncio.gather(*(save(200 + each) for each in range(10)))
    (winner,) = [days for days, answer in answers if not answer["errors"]]
    rows = await world.written(
        """select "values" ->> 'openingDays' as days from declaration_part where declaration_id = $1 and part = 'ACTIVITY'""",
        world.declarations[0],
    )
    assert [row["days"] for row in rows] == [str(winner)]


async def test_an_approval_does_not_sign_figures_that_changed_after_they_were_read() -> None:
    world = await World.granted()
    await world.save_example()
    read = (await world.stands())["version"]
    await world.act(
        "director", SAVE, declaration=world.declaration, version=2, values={"eajeActivity": {"trainingDays": 3}}
    )
    for name, part, version in (("director", "ACTIVITY", 3), ("accountant", "FINANCE", 2)):
        await world.act(name, COMPLETE, declaration=world.declaration, part=part, version=version)
    signed = await world.act("deputy", APPROVE, declaration=world.declaration, version=read + 2, attested=True)
    assert [error["code"] for error in signed["errors"]] == ["CONFLICT"]
    assert (await world.stands())["state"] == "READY"


async def test_two_acts_in_one_request_are_refused_and_nothing_is_written() -> None:
    world = await World.granted()
    before = await world.fingerprint()
    document = """mutation ($first: SaveInput!, $second: SaveInput!) {
      first: save(input: $first) { errors { code } } ...again }
      fragment again on Mutation { second: save(input: $second) { errors { code } } }"""
    saves = [
        {"declaration": world.declaration, "version": version, "values": {"eajeActivity": {"openingDays": 210}}}
        for version in (1, 2)
    ]
    given = await world.ask("director", document, first=saves[0], second=saves[1])
    assert (given.status, given.body["errors"][0]["extensions"]["code"]) == (400, "ONE_ACT_AT_A_TIME")
    assert "data" not in given.body
    assert await world.fingerprint() == before
