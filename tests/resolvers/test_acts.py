"""Who may do which act in which state: the whole table, act by act, and what each refusal leaves behind."""

import asyncio
from typing import Any

import pytest

from rules.policy import Role
from rules.workflow import STEPS, Act, State
from tests.example import EXAMPLE_A_ACTIVITY, EXAMPLE_A_FINANCE
from tests.world import (
    ACCEPT,
    APPROVE,
    CANCEL,
    COMPLETE,
    DELAY,
    REOPEN,
    REOPEN_PART,
    RETURN,
    SAVE,
    SEND_BACK,
    TAKE,
    WITHDRAW,
    World,
)

pytestmark = pytest.mark.usefixtures("database")

STATES = ("OPEN", "IN_PROGRESS", "READY", "TRANSMITTED", "PROCESSING", "RETURNED", "ACCEPTED", "CANCELLED")
WRONG = "WRONG_STATE"

# The one person who may, and what he is answered in each state, in the order of STATES.
TABLE: dict[str, tuple[str, tuple[str, ...]]] = {
    "save ACTIVITY": ("director", ("ok", "ok", WRONG, WRONG, WRONG, "ok", WRONG, WRONG)),
    "save FINANCE": ("accountant", ("ok", "ok", WRONG, WRONG, WRONG, "ok", WRONG, WRONG)),
    "complete ACTIVITY": ("director", ("ITEM_MISSING", "ok", WRONG, WRONG, WRONG, "ok", WRONG, WRONG)),
    "complete FINANCE": ("accountant", ("ITEM_MISSING", "ok", WRONG, WRONG, WRONG, "ok", WRONG, WRONG)),
    "approve": ("deputy", (WRONG, WRONG, "ok", WRONG, WRONG, WRONG, WRONG, WRONG)),
    "take": ("officer", (WRONG, WRONG, WRONG, "ok", WRONG, WRONG, WRONG, WRONG)),
    "reopen ACTIVITY": ("director", (WRONG, WRONG, "ok", WRONG, WRONG, WRONG, WRONG, WRONG)),
    "reopen FINANCE": ("accountant", (WRONG, WRONG, "ok", WRONG, WRONG, WRONG, WRONG, WRONG)),
    "sendBack ACTIVITY": ("deputy", (WRONG, WRONG, "ok", WRONG, WRONG, WRONG, WRONG, WRONG)),
    "sendBack FINANCE": ("deputy", (WRONG, WRONG, "ok", WRONG, WRONG, WRONG, WRONG, WRONG)),
    "withdraw": ("deputy", (WRONG, WRONG, WRONG, "ok", WRONG, WRONG, WRONG, WRONG)),
    "return": ("officer", (WRONG, WRONG, WRONG, "ok", "ok", WRONG, WRONG, WRONG)),
    "accept": ("officer", (WRONG, WRONG, WRONG, WRONG, "ok", WRONG, WRONG, WRONG)),
    "reopen": ("officer", (WRONG, WRONG, WRONG, WRONG, WRONG, WRONG, "ok", WRONG)),
    "cancel": ("officer", ("ok", "ok", "ok", "ok", "ok", "ok", WRONG, WRONG)),
    "grantDelay": ("officer", ("ok", "ok", "ok", "ok", "ok", "ok", WRONG, WRONG)),
}
# Whoever else is answered this, whatever the state: a right never depends on it.
OTHERS = {
    "director": "FORBIDDEN", "accountant": "FORBIDDEN", "deputy": "FORBIDDEN", "officer": "FORBIDDEN",
    "manager": "NOT_FOUND", "stranger": "NOT_FOUND", "national": "NOT_FOUND",
}  # fmt: skip
LEADS_TO = {
    "save ACTIVITY": "IN_PROGRESS", "save FINANCE": "IN_PROGRESS", "approve": "TRANSMITTED", "take": "PROCESSING",
    "accept": "ACCEPTED", "complete ACTIVITY": "IN_PROGRESS", "complete FINANCE": "IN_PROGRESS",
    "reopen ACTIVITY": "IN_PROGRESS", "reopen FINANCE": "IN_PROGRESS", "sendBack ACTIVITY": "IN_PROGRESS",
    "sendBack FINANCE": "IN_PROGRESS", "withdraw": "READY", "return": "RETURNED", "reopen": "RETURNED",
    "cancel": "CANCELLED",
}  # fmt: skip


def request(act: str, stands: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The mutation of an act and its input, with the version that stands now."""
    name, _, part = act.partition(" ")
    values = {"eajeActivity": EXAMPLE_A_ACTIVITY} if part == "ACTIVITY" else {"eajeFinance": EXAMPLE_A_FINANCE}
    asked: dict[str, tuple[str, dict[str, Any]]] = {
        "save": (SAVE, {"values": values}),
        "complete": (COMPLETE, {"part": part}),
        "reopen": (REOPEN_PART, {"part": part}) if part else (REOPEN, {"parts": ["ACTIVITY"], "reason": "Un chiffre."}),
        "sendBack": (SEND_BACK, {"part": part, "reason": "Un chiffre."}),
        "approve": (APPROVE, {"attested": True}),
        "withdraw": (WITHDRAW, {}),
        "take": (TAKE, {}),
        "return": (RETURN, {"parts": ["FINANCE"], "items": ["account64"], "reason": "Un chiffre."}),
        "accept": (ACCEPT, {}),
        "cancel": (CANCEL, {"reason": "Doublon."}),
        "grantDelay": (DELAY, {"until": "2025-04-15", "reason": "Un départ."}),
    }
    document, input = asked[name]
    of_part = part and name != "sendBack"
    return document, {**input, "version": stands[part.lower()] if of_part else stands["version"]}


async def outcome(world: World, name: str, act: str) -> str:
    document, input = request(act, await world.stands())
    done = await world.act(name, document, declaration=world.declaration, **input)
    assert (done["declaration"] is None) is bool(done["errors"]), done
    return done["errors"][0]["code"] if done["errors"] else "ok"


async def world_in(state: str) -> World:
    world = await World.granted()
    await world.add_person("stranger")
    await world.add_national("national")
    await world.put(state)
    return world


def test_the_table_names_every_act_part_and_state() -> None:
    wanted = {
        f"{step.act.removesuffix('Part')} {part or ''}".strip() for step in STEPS.values() for part in step.actions
    }
    assert set(TABLE) == wanted
    assert list(STATES) == list(State)
    assert len(STEPS) == len(Act)


@pytest.mark.parametrize("state", STATES)
async def test_each_act_by_each_person_in_each_state(state: str) -> None:
    world = await world_in(state)
    before = await world.fingerprint()
    wrong, possible = {}, []
    for act, (who, answers) in TABLE.items():
        for name, code in {**OTHERS, who: answers[STATES.index(state)]}.items():
            if code == "ok":
                possible.append((name, act))
            elif (found := await outcome(world, name, act)) != code:
                wrong[act, name] = found, code
    assert wrong == {}
    assert await world.fingerprint() == before, "a refused act wrote something"
    for place, (name, act) in enumerate(possible):
        again = world if place == 0 else await world_in(state)
        assert (act, await outcome(again, name, act)) == (act, "ok")
        assert (act, (await again.stands())["state"]) == (act, LEADS_TO.get(act, state))


@pytest.mark.parametrize("part", ["ACTIVITY", "FINANCE"])
async def test_a_completed_part_is_neither_saved_nor_completed_again_while_the_other_waits(part: str) -> None:
    world = await World.granted()
    await world.save_example()
    name = "director" if part == "ACTIVITY" else "accountant"
    assert await outcome(world, name, f"complete {part}") == "ok"
    before = await world.fingerprint()
    refused = await world.act(
        name, request(f"save {part}", await world.stands())[0], declaration=world.declaration,
        **request(f"save {part}", await world.stands())[1],
    )  # fmt: skip
    assert refused["errors"][0]["code"] == "WRONG_STATE"
    assert "« saisie terminée »" in refused["errors"][0]["message"]
    assert await outcome(world, name, f"complete {part}") == "WRONG_STATE"
    assert await world.fingerprint() == before


async def test_the_second_part_completed_makes_it_ready() -> None:
    world = await World.granted()
    await world.save_example()
    assert await outcome(world, "accountant", "complete FINANCE") == "ok"
    assert (await world.stands())["state"] == "IN_PROGRESS"
    assert await outcome(world, "director", "complete ACTIVITY") == "ok"
    assert (await world.stands())["state"] == "READY"


async def test_each_refusal_says_in_french_who_may_and_leaves_one_audit_row() -> None:
    world = await World.granted()
    done = await world.act("director", APPROVE, declaration=world.declaration, version=1, attested=True)
    (error,) = done["errors"]
    assert error["message"].startswith("Vos habilitations ne le permettent pas. L'approbateur")
    assert error["remedy"] == "Adressez-vous à une personne habilitée : approbateur."
    assert [row for row in await world.trail() if row[0] == "director"] == [
        ("director", "approve", "REFUSED", "FORBIDDEN")
    ]


@pytest.mark.parametrize(
    "strange", ["", "x", "RGVjbGFyYXRpb246OTk5OTk5OTk5", "RGVjbGFyYXRpb246LTE", "U3RydWN0dXJlOjE", "é", "A" * 5000]
)
async def test_an_act_on_what_is_no_declaration_is_not_found(strange: str) -> None:
    world = await World.granted()
    for name, act in (("director", "save ACTIVITY"), ("deputy", "approve"), ("officer", "take")):
        document, input = request(act, await world.stands())
        done = await world.act(name, document, declaration=strange, **input)
        assert [error["code"] for error in done["errors"]] == ["NOT_FOUND"]
        assert [error["path"] for error in done["errors"]] == [["declaration"]]


async def test_another_caf_s_officer_and_partners_find_nothing() -> None:
    world, other = await World.granted(), await World.granted()
    await world.put("TRANSMITTED")
    before = await world.fingerprint()
    stands = await world.stands()
    for act, (who, _) in TABLE.items():
        document, input = request(act, stands)
        done = await other.act(who, document, declaration=world.declaration, **input)
        assert (act, done["errors"][0]["code"]) == (act, "NOT_FOUND")
    assert await world.fingerprint() == before


async def test_every_accepted_act_leaves_one_audit_row_with_where_it_led() -> None:
    world = await World.granted()
    await world.reach("ACCEPTED")
    rows = await world.written(
        "select act, outcome, from_state, to_state from audit_entry where declaration_id = $1 order by id",
        world.declarations[0],
    )
    assert [tuple(row) for row in rows] == [
        ("save", "DONE", "OPEN", "IN_PROGRESS"),
        ("save", "DONE", "IN_PROGRESS", "IN_PROGRESS"),
        ("completePart", "DONE", "IN_PROGRESS", "IN_PROGRESS"),
        ("completePart", "DONE", "IN_PROGRESS", "READY"),
        ("approve", "DONE", "READY", "TRANSMITTED"),
        ("take", "DONE", "TRANSMITTED", "PROCESSING"),
        ("accept", "DONE", "PROCESSING", "ACCEPTED"),
    ]


async def at_once(world: World, times: int, name: str, act: str) -> tuple[int, list[str]]:
    """How many of the same act at once were done, and the codes of the others."""
    await world.sign_in(name)
    document, input = request(act, await world.stands())
    asked = [world.act(name, document, declaration=world.declaration, **input) for _ in range(times)]
    answers = await asyncio.gather(*asked)
    refused = [error["code"] for answer in answers for error in answer["errors"]]
    return sum(not answer["errors"] for answer in answers), refused


@pytest.mark.parametrize(
    ("state", "name", "act"),
    [("READY", "deputy", "approve"), ("TRANSMITTED", "officer", "take"), ("PROCESSING", "officer", "accept"),
     ("IN_PROGRESS", "director", "save ACTIVITY"), ("IN_PROGRESS", "accountant", "complete FINANCE")],
)  # fmt: skip
async def test_of_twenty_at_once_exactly_one_wins_and_the_others_conflict(state: str, name: str, act: str) -> None:
    world = await World.granted()
    await world.put(state)
    done_before = [row for row in await world.trail() if row[2] == "DONE"]
    version = (await world.stands())["version"]
    assert await at_once(world, 20, name, act) == (1, ["CONFLICT"] * 19)
    after = [row for row in await world.trail() if row[2] == "DONE"]
    assert len(after) == len(done_before) + 1
    assert (await world.stands())["version"] == version + 1
    sent = await world.written("select number from submission where declaration_id = $1", world.declarations[0])
    assert len(sent) == (0 if state == "IN_PROGRESS" else 1)


async def test_two_approvers_at_once_send_it_once() -> None:
    world = await World.granted()
    await world.reach("READY")
    await world.add_person("mayor")
    await world.grant("mayor", Role.APPROVER, world.tenures[0])
    await world.sign_in("mayor")
    document, input = request("approve", await world.stands())
    answers = await asyncio.gather(
        *(world.act(name, document, declaration=world.declaration, **input) for name in ("deputy", "mayor"))
    )
    assert sorted(len(answer["errors"]) for answer in answers) == [0, 1]
