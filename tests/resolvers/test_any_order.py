"""Whatever people do in whatever order: the invariants of a declaration hold, and a refused act leaves everything as it was."""

import asyncio
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.resolvers.test_acts import OTHERS, TABLE, request
from tests.world import World

pytestmark = pytest.mark.usefixtures("database")

COMPLETE_STATES = {"READY", "TRANSMITTED", "PROCESSING", "ACCEPTED"}
ACTS = st.sampled_from(list(TABLE))
PEOPLE = st.sampled_from(list(OTHERS))
ONWARD = st.sampled_from(
    ["save ACTIVITY", "save FINANCE", "complete ACTIVITY", "complete FINANCE", "approve", "take", "accept"]
)
# Mostly the person who may, mostly what leads on; sometimes anybody with anything, or a version already overtaken.
STEPS = st.one_of(
    st.tuples(st.none(), ONWARD, st.just(0)),
    st.tuples(st.none(), ACTS, st.just(0)),
    st.tuples(PEOPLE, ACTS, st.just(0)),
    st.tuples(st.none(), ACTS, st.just(1)),
)


async def snapshot(world: World) -> dict[str, Any]:
    """Where everything stands that an act may move."""
    key = world.declarations[0]
    declaration = dict((await world.written("select state, version from declaration where id = $1", key))[0])
    parts = await world.written(
        'select part, state, version, "values"::text, sent_back_reason from declaration_part where declaration_id = $1',
        key,
    )
    sent = await world.written(
        "select id, number, previous_id, content_hash, reference, psu, amount, md5(t::text) as print from submission t"
        " where declaration_id = $1 order by number", key,
    )  # fmt: skip
    rights = await world.written(
        "select submission_id, psu, amount from accepted_right where declaration_id = $1 order by id", key
    )
    events = await world.written(
        "select act, from_state, to_state, version from declaration_event where declaration_id = $1 order by id", key
    )
    alive = await world.written(
        "select count(*) as n from declaration where tenure_id = $1 and period_id = $2 and state <> 'CANCELLED'",
        world.tenures[0], world.period,
    )  # fmt: skip
    return {
        **declaration, "parts": {row["part"]: dict(row) for row in parts}, "sent": [dict(row) for row in sent],
        "rights": [dict(row) for row in rights], "events": [dict(row) for row in events], "alive": alive[0]["n"],
    }  # fmt: skip


def holds(now: dict[str, Any]) -> None:
    """What is true of a declaration at any time."""
    states = {part["state"] for part in now["parts"].values()}
    if now["state"] in COMPLETE_STATES:
        assert states == {"COMPLETE"}
    if now["state"] == "RETURNED":
        assert "SENT_BACK" in states
    assert now["alive"] <= 1
    for part in now["parts"].values():
        assert (part["state"] != "EMPTY") or part["values"] == "{}"
        assert (part["state"] != "SENT_BACK") or part["sent_back_reason"]
    assert [each["number"] for each in now["sent"]] == list(range(1, len(now["sent"]) + 1))
    assert [each["previous_id"] for each in now["sent"]] == [None, *(each["id"] for each in now["sent"])][
        : len(now["sent"])
    ]
    assert len({each["reference"] for each in now["sent"]}) == len(now["sent"])
    amounts = {each["id"]: (each["psu"], each["amount"]) for each in now["sent"]}
    assert all(amounts[each["submission_id"]] == (each["psu"], each["amount"]) for each in now["rights"])
    if now["state"] in {"TRANSMITTED", "PROCESSING", "ACCEPTED"}:
        assert now["sent"]
    if now["state"] == "ACCEPTED":
        assert now["rights"][-1]["submission_id"] == now["sent"][-1]["id"]
    assert now["version"] == len(now["events"]) + 1
    path = [each["from_state"] for each in now["events"]] + [now["state"]]
    assert path[0] == "OPEN"
    assert path[1:] == [each["to_state"] for each in now["events"]]


def follows(before: dict[str, Any], now: dict[str, Any], done: bool) -> None:
    """What an act may change, and what it never changes."""
    if not done:
        assert now == before
        return
    assert now["version"] == before["version"] + 1
    for kept in ("sent", "rights", "events"):
        assert now[kept][: len(before[kept])] == before[kept], "what was written for good has changed"


async def live_through(steps: list[tuple[str | None, str, int]]) -> None:
    """A world of its own for each example: the people act one after the other."""
    world = await World.granted()
    await world.add_person("stranger")
    await world.add_national("national")
    before = await snapshot(world)
    for who, act, behind in steps:
        document, input = request(act, await world.stands())
        input["version"] -= behind
        payload = await world.act(who or TABLE[act][0], document, declaration=world.declaration, **input)
        now = await snapshot(world)
        if who is not None and who != TABLE[act][0]:
            assert payload["errors"][0]["code"] == OTHERS[who]
        if behind:
            assert payload["errors"][0]["code"] == "CONFLICT"
        holds(now)
        follows(before, now, not payload["errors"])
        before = now


async def test_any_acts_by_any_people_in_any_order_keep_the_invariants() -> None:
    loop = asyncio.get_running_loop()

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.lists(STEPS, min_size=8, max_size=30))
    def prove(steps: list[tuple[str | None, str, int]]) -> None:
        asyncio.run_coroutine_threadsafe(live_through(steps), loop).result(300)

    await asyncio.to_thread(prove)
