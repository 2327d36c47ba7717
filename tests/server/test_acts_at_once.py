"""Two acts on one thing at the same moment, in both orders: one is done, once and whole; the other reads what happened."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date
from typing import Any

import pytest

from demo import stage
from resolvers.opaque import encode
from rules.policy import Role
from server.database_url import Urls
from tests.interleaving import Crowd, in_turn, many_connections
from tests.resolvers.keeping import PUBLISH, TRANSFER, another_period, structure, successor
from tests.resolvers.test_acts import request
from tests.serving import world_of_today
from tests.world import END, World

pytestmark = pytest.mark.usefixtures("database")

ENTRY = "select from declaration where id = $1 for update"


@pytest.fixture
async def crowd(urls: Urls) -> AsyncIterator[Crowd]:
    async with many_connections(urls):
        crowd = Crowd(await world_of_today())
        await crowd.world.add_person("mayor")
        await crowd.world.grant("mayor", Role.APPROVER, crowd.world.tenures[0])
        colleague = await crowd.world.add_person("colleague")
        await stage.add_staff_role(colleague.id, Role.DECLARATION_OFFICER, crowd.world.caf, date(2020, 1, 1))
        yield crowd
        await crowd.leave()


async def left(world: World) -> dict[str, Any]:
    """What acts leave behind: their audit rows, the steps of the declaration, what was sent and to whom it was told."""
    told = await world.written(
        "select template, person_id from outgoing_mail where declaration_id = $1 order by id", world.declarations[0]
    )
    events = await world.written(
        "select act, from_state, to_state from declaration_event where declaration_id = $1 order by id",
        world.declarations[0],
    )
    sent = await world.written("select number from submission where declaration_id = $1", world.declarations[0])
    return {
        "trail": await world.trail(), "events": [tuple(row) for row in events], "sent": len(sent),
        "mails": [tuple(row) for row in told],
    }  # fmt: skip


def asked(crowd: Crowd, name: str, act: str, stands: dict[str, Any]) -> Callable[[], Awaitable[Any]]:
    document, input = request(act, stands)
    return lambda: crowd.act(name, document, declaration=crowd.world.declaration, **input)


Refusal = tuple[str, list[str], str]
STALE: Refusal = (
    "CONFLICT",
    ["version"],
    "Cette donnée a été modifiée depuis que vous l'avez lue (version actuelle : ",
)
SENT: Refusal = ("WRONG_STATE", [], "est à l'état « transmise à la Caf »")
RACES = [
    ("READY", ("deputy", "approve"), ("mayor", "approve"), STALE, STALE),
    ("READY", ("deputy", "approve"), ("director", "reopen ACTIVITY"), SENT, STALE),
    ("READY", ("deputy", "approve"), ("deputy", "sendBack ACTIVITY"), STALE, STALE),
    ("TRANSMITTED", ("officer", "take"), ("deputy", "withdraw"), STALE, STALE),
    ("TRANSMITTED", ("officer", "take"), ("colleague", "take"), STALE, STALE),
    ("TRANSMITTED", ("officer", "return"), ("deputy", "withdraw"), STALE, STALE),
    ("PROCESSING", ("officer", "accept"), ("colleague", "return"), STALE, STALE),
]
"""The state, who does what against whom, and what the second reads when the first was first, and the other way round."""


@pytest.mark.parametrize("turned", [False, True], ids=["as written", "turned"])
@pytest.mark.parametrize(
    ("state", "one", "other", "then", "turned_then"),
    RACES,
    ids=lambda each: " ".join(each) if isinstance(each, tuple) and len(each) == 2 else None,
)
async def test_of_two_acts_at_once_the_first_is_done_once_and_the_second_reads_what_happened(
    crowd: Crowd, urls: Urls, state: str, one: tuple[str, str], other: tuple[str, str], then: Refusal, turned_then: Refusal,
    turned: bool,
) -> None:  # fmt: skip
    world = crowd.world
    await world.put(state)
    (winner, act), (loser, second) = (other, one) if turned else (one, other)
    await crowd.enter(*{winner, loser}, *(["deputy 2"] if winner == loser else []))
    stands, before = await world.stands(), await left(world)
    done, refused = await in_turn(
        urls, ENTRY, world.declarations,
        asked(crowd, winner, act, stands),
        asked(crowd, f"{loser} 2" if winner == loser else loser, second, stands),
    )  # fmt: skip
    assert done["errors"] == []
    (error,) = refused["errors"]
    code, path, words = turned_then if turned else then
    assert (error["code"], error["path"]) == (code, path)
    assert words in error["message"]
    after = await left(world)
    news = {name: after[name][len(before[name]) :] for name in ("trail", "events", "mails")}
    names = [f"{name}Part" if part else name for name, _, part in (act.partition(" "), second.partition(" "))]
    assert news["trail"] == [(winner, names[0], "DONE", ""), (loser, names[1], "REFUSED", code)]
    assert [event[0] for event in news["events"]] == names[:1]
    assert len(news["mails"]) == len(set(news["mails"])), "somebody was told twice"
    assert after["sent"] - before["sent"] == (names[0] == "approve")
    assert (await world.stands())["version"] == stands["version"] + 1


async def test_twenty_approvals_at_once_send_it_once_and_tell_it_once(crowd: Crowd, urls: Urls) -> None:
    world = crowd.world
    await world.put("READY")
    await crowd.enter("deputy")
    stands, before = await world.stands(), await left(world)
    approve = asked(crowd, "deputy", "approve", stands)
    answers = await in_turn(urls, ENTRY, world.declarations, *(approve for _ in range(20)))
    assert [[error["code"] for error in answer["errors"]] for answer in answers] == [[], *[["CONFLICT"]] * 19]
    assert {answer["errors"][0]["currentVersion"] for answer in answers[1:]} == {stands["version"] + 1}
    after = await left(world)
    assert [row[1:] for row in after["trail"][len(before["trail"]) :]] == [
        ("approve", "DONE", ""), *[("approve", "REFUSED", "CONFLICT")] * 19,
    ]  # fmt: skip
    assert len(after["events"]) == len(before["events"]) + 1
    mails = after["mails"][len(before["mails"]) :]
    assert mails
    assert len(set(mails)) == len(mails)
    assert after["sent"] == 1


async def test_what_is_approved_is_not_saved_over(crowd: Crowd, urls: Urls) -> None:
    """In either order: a complete part is sealed from the moment that the other act may rely on it."""
    world = crowd.world
    await world.put("READY")
    await crowd.enter("deputy", "director")
    stands = await world.stands()
    acts = [asked(crowd, "director", "save ACTIVITY", stands), asked(crowd, "deputy", "approve", stands)]
    saved, approved = await in_turn(urls, ENTRY, world.declarations, *acts)
    assert (saved["errors"][0]["code"], approved["errors"]) == ("WRONG_STATE", [])
    assert "est à l'état « en attente d'approbation »" in saved["errors"][0]["message"]


SUSPEND = "mutation ($input: RoleGrantInput!) { suspendRoleGrant(input: $input) { errors { code path message } } }"


@pytest.mark.parametrize(
    ("first", "second", "code", "words"),
    [
        (END, END, "ALREADY_ENDED", None),
        (END, SUSPEND, "ALREADY_ENDED", "a déjà pris fin"),
        (SUSPEND, SUSPEND, "WRONG_STATE", "est à l'état « suspendue »"),
        (SUSPEND, END, None, None),
    ],
    ids=["end, end", "end, suspend", "suspend, suspend", "suspend, end"],
)
async def test_of_two_managers_on_one_grant_the_second_reads_what_the_first_did(
    crowd: Crowd, urls: Urls, first: str, second: str, code: str | None, words: str | None
) -> None:
    world = crowd.world
    colleague = await world.add_person("other")
    await stage.add_staff_role(colleague.id, Role.HABILITATION_MANAGER, world.caf, date(2020, 1, 1))
    await crowd.enter("manager", "other")
    rows = await world.written("select id from role_grant where person_id = $1", world.people["director"].id)
    mark = encode("RoleGrant", rows[0]["id"])
    done, then = await in_turn(
        urls, "select from role_grant where id = $1 for update", [rows[0]["id"]],
        lambda: crowd.act("manager", first, roleGrant=mark),
        lambda: crowd.act("other", second, roleGrant=mark),
    )  # fmt: skip
    assert done["errors"] == []
    assert [error["code"] for error in then["errors"]] == ([code] if code else [])
    if words:
        assert words in then["errors"][0]["message"]
    outcomes = [row[2:] for row in await world.trail() if row[1] in {"endRoleGrant", "suspendRoleGrant"}]
    assert outcomes == [("DONE", ""), ("REFUSED", code) if code else ("DONE", "")]


@pytest.mark.parametrize("first", ["save", "transfer"])
async def test_a_structure_changes_hands_before_or_after_an_act_of_the_side_that_leaves(
    crowd: Crowd, urls: Urls, first: str
) -> None:
    world = crowd.world
    organisation = await successor(world)
    # The former side keeps what it has begun: what is untouched goes with the structure.
    await crowd.enter("director", "manager")
    given = {"structure": structure(world), "organisation": encode("Organisation", organisation), "on": "2024-01-01"}
    acts = {
        "save": asked(crowd, "director", "save ACTIVITY", await world.stands()),
        "transfer": lambda: crowd.act("manager", TRANSFER, **given),
    }
    order = sorted(acts, key=lambda name: name != first)
    done = dict(
        zip(order, await in_turn(urls, ENTRY, world.declarations, *(acts[each] for each in order)), strict=True)
    )
    codes = {name: [error["code"] for error in payload["errors"]] for name, payload in done.items()}
    state = (await world.stands())["state"]
    if first == "save":
        assert (codes, state) == ({"save": [], "transfer": ["DECLARATIONS_BEGUN"]}, "IN_PROGRESS")
        assert "déjà commencées" in done["transfer"]["errors"][0]["message"]
    else:
        assert (codes, state) == ({"transfer": [], "save": ["WRONG_STATE"]}, "CANCELLED")
        assert "est à l'état « annulée »" in done["save"]["errors"][0]["message"]


async def test_a_period_that_two_officers_publish_at_once_opens_once(crowd: Crowd, urls: Urls) -> None:
    world = crowd.world
    await crowd.enter("officer", "colleague")
    period = await another_period(world, 2025)
    publish = PUBLISH.replace("{ opened }", "{ opened already }")
    both = await in_turn(
        urls, "select from declaration_period where id = $1 for update", [period],
        *(lambda name=name: crowd.act(name, publish, period=encode("Period", period)) for name in ("officer", "colleague")),
    )  # fmt: skip
    assert [each["publication"] for each in both] == [{"opened": 1, "already": 0}, {"opened": 0, "already": 1}]
    rows = await world.written("select count(*) as n from declaration where period_id = $1", period)
    assert rows[0]["n"] == 1
