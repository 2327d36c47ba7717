"""The acts of the declaration, whom each tells by mail, and what holds of every mail."""

import re
from decimal import Decimal
from typing import Any

from rules import french
from rules.mails import Mail
from tests.example import EXAMPLE_A_ACTIVITY, EXAMPLE_A_FINANCE
from tests.mails import PORTAL, empty, plain
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

REASON = "Les heures ne sont pas celles du contrat."


ACTIVITY, FINANCE = {"part": "ACTIVITY"}, {"part": "FINANCE"}


BOTH = {"parts": ["ACTIVITY", "FINANCE"], "reason": REASON}


ACTS: dict[str, tuple[str, str, str, dict[str, Any], list[tuple[Mail, str, str | None]]]] = {
    "save": ("IN_PROGRESS", "director", SAVE, {**ACTIVITY, "values": {"eajeActivity": {"openingDays": 200}}}, []),
    "the first part": ("IN_PROGRESS", "accountant", COMPLETE, FINANCE, []),
    "the last part": ("ONE PART", "director", COMPLETE, ACTIVITY, [(Mail.PART_READY, "deputy", None)]),
    "a part reopened": ("READY", "director", REOPEN_PART, ACTIVITY, []),
    "activity sent back": ("READY", "deputy", SEND_BACK, {**ACTIVITY, "reason": REASON}, [(Mail.PART_SENT_BACK, "director", "ACTIVITY")]),
    "finance sent back": ("READY", "deputy", SEND_BACK, {**FINANCE, "reason": REASON}, [(Mail.PART_SENT_BACK, "accountant", "FINANCE")]),
    "approved": ("READY", "deputy", APPROVE, {"attested": True}, [(Mail.TRANSMITTED, "accountant", None), (Mail.TRANSMITTED, "director", None)]),
    "withdrawn": ("TRANSMITTED", "deputy", WITHDRAW, {}, []),
    "taken": ("TRANSMITTED", "officer", TAKE, {}, []),
    "one part returned": (
        "TRANSMITTED", "officer", RETURN, {"parts": ["FINANCE"], "reason": REASON},
        [(Mail.RETURNED, "accountant", "FINANCE"), (Mail.RETURNED, "deputy", "FINANCE")],
    ),
    "returned": ("TRANSMITTED", "officer", RETURN, BOTH, [(Mail.RETURNED, who, None) for who in ("accountant", "deputy", "director")]),
    "accepted": ("PROCESSING", "officer", ACCEPT, {}, [(Mail.ACCEPTED, who, None) for who in ("accountant", "deputy", "director")]),
    "reopened": ("ACCEPTED", "officer", REOPEN, BOTH, [(Mail.RETURNED, who, None) for who in ("accountant", "deputy", "director")]),
    "cancelled": ("READY", "officer", CANCEL, {"reason": REASON}, []),
    "delayed": ("OPEN", "officer", DELAY, {"until": "2025-04-15", "reason": REASON}, []),
}  # fmt: skip


POSTING = [name for name, (*_, mails) in ACTS.items() if mails]


async def world_in(state: str) -> World:
    """A world whose first declaration is in a state; what led there has posted nothing that is still there."""
    world = await World.granted()
    if state == "ONE PART":
        await world.put("IN_PROGRESS")
        assert (await done(world, "accountant", COMPLETE, **FINANCE))["errors"] == []
    else:
        await world.put(state)
    await empty()
    return world


async def done(world: World, who: str, document: str, **input: Any) -> Any:
    """The payload of an act at the version that stands."""
    stands = await world.stands()
    own = input["part"].lower() if "part" in input and document != SEND_BACK else "version"
    if document == SAVE:
        input.pop("part")
    return await world.act(who, document, declaration=world.declaration, **{"version": stands[own], **input})


FIGURES = [
    Decimal(str(value))
    for value in (*EXAMPLE_A_ACTIVITY.values(), *EXAMPLE_A_FINANCE.values())
    if str(value).replace(".", "").isdigit()
]


QUOTED = {plain(french.number(each)) for each in FIGURES if each > 100} | {str(each) for each in FIGURES if each > 100}


def assert_well_written(subject: str, text: str) -> None:
    """What holds of every mail."""
    assert not re.search(r"[{}\[\]]|%\}|None|Undefined", subject + text), text
    assert text.startswith("Bonjour ")
    assert PORTAL in text
    assert REASON not in text
    assert [each for each in QUOTED if each in text] == [], "a figure of the declaration"
    assert len(subject) < 100
