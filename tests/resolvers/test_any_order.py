"""Whatever people do in whatever order, whenever: the invariants of a year's declarations hold, and a refused act leaves
everything as it was."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demo import stage
from resolvers.opaque import encode
from rules.forms import DeclarationKind, Part
from rules.timing import day_in_france, done_late
from rules.workflow import STEPS, Act
from tests.example import example
from tests.resolvers.test_acts import OTHERS, TABLE, request
from tests.world import NOON, World

pytestmark = pytest.mark.usefixtures("database")

COMPLETE_STATES = {"READY", "TRANSMITTED", "PROCESSING", "ACCEPTED"}
OPENS, DUE, CLOSES = date(2025, 1, 10), date(2025, 3, 31), date(2025, 6, 30)
CLOCK = [
    datetime(2025, 1, 9, 22, 59, 59, tzinfo=UTC),
    NOON,
    # The last second of the due day, and the next one; the same of the delay that is granted, and of the closing day.
    datetime(2025, 3, 31, 21, 59, 59, tzinfo=UTC),
    datetime(2025, 3, 31, 22, 0, tzinfo=UTC),
    datetime(2025, 4, 15, 21, 59, 59, tzinfo=UTC),
    datetime(2025, 4, 15, 22, 0, tzinfo=UTC),
    datetime(2025, 6, 30, 21, 59, 59, tzinfo=UTC),
    datetime(2025, 6, 30, 22, 0, tzinfo=UTC),
]
FIRST_HOURS = st.sampled_from([0, 1, 1, 1, 2, 3])
LATER = st.sampled_from([0] * 12 + [1])
KINDS = tuple(DeclarationKind)
WHICH = st.integers(0, len(KINDS) - 1)
ONWARD = {
    "READY": "approve",
    "TRANSMITTED": "take",
    "PROCESSING": "accept",
    "ACCEPTED": "reopen",
    "CANCELLED": "cancel",
}
"""What leads on once the parts are complete; from its end a declaration is only taken up again, or refuses."""
ACTS = st.sampled_from(list(TABLE))
PEOPLE = st.sampled_from(list(OTHERS))
# Mostly the person who may with what leads on; sometimes anybody with anything, or a version already overtaken.
WHAT = st.one_of(
    st.just((None, None, 0)),
    st.just((None, None, 0)),
    st.tuples(st.none(), ACTS, st.just(0)),
    st.tuples(PEOPLE, ACTS, st.just(0)),
    st.tuples(st.none(), ACTS, st.just(1)),
)
Step = tuple[int, int, tuple[str | None, str | None, int]]
"""How far the clock goes on, which declaration, and who does what with which version: none for what comes next."""


@dataclass(frozen=True)
class Told:
    """One declaration of the year."""

    key: int
    kind: DeclarationKind
    period: int


async def year_of(world: World) -> list[Told]:
    """The forecast, an update and the actual of one tenure, one period each."""
    told = []
    for kind in KINDS:
        if kind is world.kind:
            told.append(Told(world.declarations[0], kind, world.period))
            continue
        period = await stage.add_period(
            world.caf, kind, world.year, opens_on=OPENS, due_on=DUE, closes_on=CLOSES,
            observed_until=date(2024, 9, 30) if kind is DeclarationKind.UPDATE else None,
        )  # fmt: skip
        told.append(Told(await stage.open_declaration(world.tenures[0], period, world.now), kind, period))
    return told


async def snapshot(world: World, one: Told) -> dict[str, Any]:
    """Where everything stands that an act may move."""
    declaration = dict(
        (await world.written("select state, version, extended_to from declaration where id = $1", one.key))[0]
    )
    parts = await world.written(
        'select part, state, version, "values"::text, sent_back_reason from declaration_part where declaration_id = $1',
        one.key,
    )
    sent = await world.written(
        "select id, number, previous_id, content_hash, reference, psu, amount, late, sent_at, md5(t::text) as print"
        " from submission t where declaration_id = $1 order by number", one.key,
    )  # fmt: skip
    rights = await world.written(
        "select submission_id, psu, amount, md5(t::text) as print from accepted_right t where declaration_id = $1"
        " order by id", one.key,
    )  # fmt: skip
    events = await world.written(
        "select act, from_state, to_state, version from declaration_event where declaration_id = $1 order by id",
        one.key,
    )
    alive = await world.written(
        "select count(*) as n from declaration where tenure_id = $1 and period_id = $2 and state <> 'CANCELLED'",
        world.tenures[0], one.period,
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
    assert now["alive"] == (now["state"] != "CANCELLED")
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


def in_time(act: str, before: dict[str, Any], now: dict[str, Any], moment: datetime) -> None:
    """What a partner has done was done while the period ran; what he has sent says whether it was late."""
    name, _, part = act.partition(" ")
    step = STEPS[Act(f"{name}Part" if part and name != "save" else name)]
    due, closes = (max(day, before["extended_to"] or day) for day in (DUE, CLOSES))
    if step.needs_open_period:
        assert OPENS <= day_in_france(moment) <= closes
    for sent in now["sent"][len(before["sent"]) :]:
        assert (sent["sent_at"], sent["late"]) == (moment, done_late(moment, due))


STANDING = "query ($id: ID!) { declaration(id: $id) { sentLate right { amount current } } }"


async def stands_for_the_year(world: World, year: list[Told], found: dict[int, dict[str, Any]]) -> None:
    """The right of the latest kind stands; those before it are still told, as they were accepted."""
    alive = [one for one in year if found[one.key]["rights"] and found[one.key]["state"] != "CANCELLED"]
    for one in year:
        shown = await world.data("officer", STANDING, id=encode("Declaration", one.key))
        rights, sent = found[one.key]["rights"], found[one.key]["sent"]
        expected = {"amount": str(rights[-1]["amount"]), "current": one in alive[-1:]} if rights else None
        assert shown["declaration"] == {"sentLate": sent[-1]["late"] if sent else None, "right": expected}


def next_act(stands: dict[str, Any]) -> str:
    """What leads this declaration on."""
    if stands["state"] in ONWARD:
        return ONWARD[stands["state"]]
    states = {part: each["state"] for part, each in stands["parts"].items()}
    part = next((part for part in Part if states.get(part, "COMPLETE") != "COMPLETE"), Part.ACTIVITY)
    return f"{'save' if stands['parts'][part]['values'] == '{}' else 'complete'} {part}"


async def live_through(hour: int, steps: list[Step]) -> list[dict[str, Any]]:
    """A world of its own for each example: the people act one after the other, and time goes on. Where the year stands."""
    world = await World.granted()
    await world.add_person("stranger")
    await world.add_national("national")
    year = await year_of(world)
    found = {one.key: await snapshot(world, one) for one in year}
    world.now = CLOCK[0]
    for later, which, (who, wanted, behind) in [(hour, 0, (None, None, 0)), *steps]:
        hour = min(CLOCK.index(world.now) + later, len(CLOCK) - 1)
        if CLOCK[hour] != world.now:
            world.now = CLOCK[hour]
            for person in world.people.values():
                person.token = None
        one = year[which]
        before = found[one.key]
        act = wanted or next_act(before)
        part = act.partition(" ")[2]
        versions = {name.lower(): each["version"] for name, each in before["parts"].items()}
        document, input = request(act, {"version": before["version"], "activity": 1, "finance": 1, **versions})
        if act.startswith("save"):
            given = example(Part(part), one.kind, world.year)
            input["values"] = {"eajeActivity" if part == Part.ACTIVITY else "eajeFinance": given}
        input["version"] -= behind
        asked = encode("Declaration", one.key)
        payload = await world.act(who or TABLE[act][0], document, declaration=asked, **input)
        now = {each.key: await snapshot(world, each) for each in year}
        codes = [error["code"] for error in payload["errors"]]
        if who is not None and who != TABLE[act][0]:
            assert codes == [OTHERS[who]]
        elif part and part not in before["parts"]:
            # An update has no accounts.
            assert codes[0] in {"NOT_FOUND", "CONFLICT", "WRONG_STATE"}
        elif behind:
            assert codes == ["CONFLICT"]
        holds(now[one.key])
        follows(before, now[one.key], not codes)
        if not codes:
            in_time(act, before, now[one.key], world.now)
        others = [each.key for each in year if each is not one]
        assert [now[key] for key in others] == [found[key] for key in others], (
            "another declaration of the year has moved"
        )
        found = now
    await stands_for_the_year(world, year, found)
    return [found[one.key] for one in year]


async def test_any_acts_by_any_people_at_any_time_keep_the_invariants_of_a_year() -> None:
    loop = asyncio.get_running_loop()

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(FIRST_HOURS, st.lists(st.tuples(LATER, WHICH, WHAT), min_size=10, max_size=45))
    def prove(hour: int, steps: list[Step]) -> None:
        asyncio.run_coroutine_threadsafe(live_through(hour, steps), loop).result(300)

    await asyncio.to_thread(prove)


async def test_a_year_is_lived_through_to_its_last_right() -> None:
    """One example by hand, that the invariants above are not held by nothing having happened."""
    onward: list[Step] = [(0, which, (None, None, 0)) for which, acts in enumerate((7, 5, 7)) for _ in range(acts)]
    in_time = await live_through(1, onward)
    late = await live_through(3, [*onward, *[(0, 2, (None, None, 0))] * 4])
    assert [len(each["rights"]) for each in in_time] == [1, 1, 1]
    assert [[sent["late"] for sent in each["sent"]] for each in in_time] == [[False], [False], [False]]
    assert [[sent["late"] for sent in each["sent"]] for each in late] == [[True], [True], [True, True]]
