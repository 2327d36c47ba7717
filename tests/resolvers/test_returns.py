"""Giving parts back: which, why, about which items, until when; and what the partner then reads and may do."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from rules.french import PARIS
from tests.world import APPROVE, CANCEL, COMPLETE, DELAY, REOPEN, RETURN, SAVE, SEND_BACK, World

pytestmark = pytest.mark.usefixtures("database")

SEEN = """query ($id: ID!) { declaration(id: $id) { state dueOn closesOn extendedTo stateSince
  activity { state sentBack { by reason items } } finance { state sentBack { by reason items } }
  submissions { nodes { number reference } } } }"""
AFTER_CLOSING = datetime(2025, 7, 1, 9, tzinfo=PARIS)


async def world_in(state: str) -> World:
    world = await World.granted()
    await world.put(state)
    return world


async def give(world: World, who: str, document: str, **input: Any) -> list[tuple[str, list[str]]]:
    """The refusals of an act at the present version."""
    version = (await world.stands())["version"]
    done = await world.act(who, document, declaration=world.declaration, version=version, **input)
    return [(error["code"], error["path"]) for error in done["errors"]]


REASONS: dict[str, tuple[str, list[tuple[str, list[str]]]]] = {
    "one letter": ("?", []),
    "2 000 characters": ("a" * 2000, []),
    "2 001 characters": ("a" * 2001, [("TEXT_TOO_LONG", ["reason"])]),
    "nothing": ("", [("REASON_WANTED", ["reason"])]),
    "only spaces": (" \N{NO-BREAK SPACE}\n\t", [("REASON_WANTED", ["reason"])]),
    "only what cannot be seen": ("\N{ZERO WIDTH SPACE}\N{RIGHT-TO-LEFT OVERRIDE}\x01", [("REASON_WANTED", ["reason"])]),
}
ACTS: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    "sendBackPart": ("READY", "deputy", SEND_BACK, {"part": "ACTIVITY"}),
    "return": ("TRANSMITTED", "officer", RETURN, {"parts": ["ACTIVITY"]}),
    "reopen": ("ACCEPTED", "officer", REOPEN, {"parts": ["ACTIVITY"]}),
    "cancel": ("OPEN", "officer", CANCEL, {}),
    "grantDelay": ("OPEN", "officer", DELAY, {"until": "2025-04-15"}),
}


@pytest.mark.parametrize("act", ACTS)
async def test_an_act_that_concerns_others_says_why(act: str) -> None:
    state, who, document, input = ACTS[act]
    world = await world_in(state)
    before = await world.fingerprint()
    for text, refused in sorted(REASONS.values(), key=lambda case: not case[1]):
        if not refused:
            assert await world.fingerprint() == before, "a refused act wrote something"
            assert await give(world, who, document, reason=text, **input) == []
            return
        assert await give(world, who, document, reason=text, **input) == refused


@pytest.mark.parametrize("act", ["return", "reopen"])
@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({"parts": []}, [("PART_WANTED", ["parts"])]),
        ({"parts": ["ACTIVITY"], "items": ["account64"]}, [("UNKNOWN_ITEM", ["items", "account64"])]),
        ({"parts": ["FINANCE"], "items": ["nope", "account64"]}, [("UNKNOWN_ITEM", ["items", "nope"])]),
        ({"parts": ["FINANCE"], "until": "2025-01-19"}, [("BAD_DATES", ["until"])]),
        ({"parts": ["FINANCE", "FINANCE"], "items": ["account64", "account64"]}, []),
        ({"parts": ["FINANCE"], "until": "2025-01-20"}, []),
    ],
    ids=["no part", "an item of the other part", "an unknown item", "yesterday", "twice the same", "today"],
)
async def test_what_is_given_back_is_named_and_possible(
    act: str, given: dict[str, Any], refused: list[tuple[str, list[str]]]
) -> None:
    state, who, document, _ = ACTS[act]
    world = await world_in(state)
    before = await world.fingerprint()
    assert await give(world, who, document, reason="À revoir.", **given) == refused
    assert (await world.fingerprint() == before) is bool(refused)


async def test_the_part_named_is_to_be_corrected_and_the_other_stays_complete() -> None:
    world = await world_in("PROCESSING")
    assert (
        await give(world, "officer", RETURN, parts=["FINANCE"], items=["account64"], reason="Un compte de trop.") == []
    )
    shown = (await world.data("accountant", SEEN, id=world.declaration))["declaration"]
    assert (shown["state"], shown["activity"]["state"], shown["finance"]["state"]) == (
        "RETURNED",
        "COMPLETE",
        "SENT_BACK",
    )
    assert shown["activity"]["sentBack"] is None
    assert shown["finance"]["sentBack"] == {
        "by": world.people["officer"].name, "reason": "Un compte de trop.", "items": ["account64"],
    }  # fmt: skip
    stands = await world.stands()
    await world.act(
        "accountant", SAVE, declaration=world.declaration, version=stands["finance"], values={"eajeFinance": {}}
    )
    assert await world.act(
        "accountant", COMPLETE, declaration=world.declaration, version=stands["finance"] + 1, part="FINANCE"
    )
    assert (await world.stands())["state"] == "READY"
    assert await give(world, "deputy", APPROVE, attested=True) == []
    shown = (await world.data("accountant", SEEN, id=world.declaration))["declaration"]
    assert [each["number"] for each in shown["submissions"]["nodes"]] == [2, 1]
    assert shown["finance"]["sentBack"] is None


async def test_once_the_period_is_closed_a_return_says_until_when() -> None:
    world = await world_in("TRANSMITTED")
    late = replace(world, now=AFTER_CLOSING)
    late.people["officer"].token = late.people["accountant"].token = None
    asked = {"parts": ["FINANCE"], "reason": "À revoir."}
    assert await give(late, "officer", RETURN, **asked) == [("DELAY_WANTED", ["until"])]
    assert await give(late, "officer", RETURN, **asked, until="2025-07-15") == []
    shown = (await late.data("accountant", SEEN, id=late.declaration))["declaration"]
    assert (shown["dueOn"], shown["closesOn"], shown["extendedTo"]) == ("2025-07-15",) * 3
    stands = await late.stands()
    for day, refused in ((date(2025, 7, 15), []), (date(2025, 7, 16), ["PERIOD_CLOSED"])):
        at = replace(late, now=datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=PARIS))
        at.people["accountant"].token = None
        done = await at.act(
            "accountant", SAVE, declaration=at.declaration, version=stands["finance"], values={"eajeFinance": {}}
        )
        assert [error["code"] for error in done["errors"]] == refused
        stands = await late.stands()


@pytest.mark.parametrize(
    ("until", "refused"),
    [("2025-03-30", True), ("2025-03-31", True), ("2025-04-01", False), ("2025-01-19", True), ("2025-12-31", False)],
    ids=["before the due day", "the due day", "the day after", "yesterday", "after the closing"],
)
async def test_a_delay_goes_beyond_the_due_day(until: str, refused: bool) -> None:
    world = await world_in("OPEN")
    assert await give(world, "officer", DELAY, until=until, reason="Un départ.") == (
        [("BAD_DATES", ["until"])] if refused else []
    )
    shown = (await world.data("deputy", SEEN, id=world.declaration))["declaration"]
    assert shown["extendedTo"] == (None if refused else until)
    assert shown["closesOn"] == (until if until > "2025-06-30" else "2025-06-30")
