"""When partners may act: from the first second of the opening day to the last of the closing day, in Paris."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.world import ACCEPT, APPROVE, COMPLETE, SAVE, TAKE, World

pytestmark = pytest.mark.usefixtures("database")

PARIS, UTC = ZoneInfo("Europe/Paris"), ZoneInfo("UTC")
TIMING = "query ($id: ID!) { declaration(id: $id) { timing late opensOn dueOn closesOn } }"


async def world_with_period(opens: date, due: date, closes: date) -> World:
    world = await World.granted()
    await world.written(
        "update declaration_period set opens_on = $2, due_on = $3, closes_on = $4 where id = $1",
        world.period, opens, due, closes,
    )  # fmt: skip
    return world


async def save_code(world: World) -> str:
    stands = await world.stands()
    done = await world.act(
        "director", SAVE, declaration=world.declaration, version=stands["activity"],
        values={"eajeActivity": {"openingDays": 220}},
    )  # fmt: skip
    return done["errors"][0]["code"] if done["errors"] else "ok"


# Opens on 10 January, due on 31 March, closes on 30 June.
MOMENTS = [
    ("2025-01-09T23:59:59", "PERIOD_NOT_OPEN", "UPCOMING", False),
    ("2025-01-10T00:00:00", "ok", "OPEN", False),
    ("2025-03-30T02:59:59", "ok", "OPEN", False),
    ("2025-03-31T23:59:59", "ok", "OPEN", False),
    ("2025-04-01T00:00:00", "ok", "LATE", True),
    ("2025-06-30T23:59:59", "ok", "LATE", True),
    ("2025-07-01T00:00:00", "PERIOD_CLOSED", "CLOSED", True),
]  # fmt: skip


@pytest.mark.parametrize(("moment", "code", "timing", "late"), MOMENTS)
async def test_a_day_ends_in_paris_winter_and_summer(moment: str, code: str, timing: str, late: bool) -> None:
    world = await world_with_period(date(2025, 1, 10), date(2025, 3, 31), date(2025, 6, 30))
    world.now = datetime.fromisoformat(moment).replace(tzinfo=PARIS).astimezone(UTC)
    world.people["director"].token = None
    assert await save_code(world) == code
    shown = (await world.data("director", TIMING, id=world.declaration))["declaration"]
    assert (shown["timing"], shown["late"]) == (timing, late)
    assert (await world.stands())["state"] == ("IN_PROGRESS" if code == "ok" else "OPEN")


@pytest.mark.parametrize(
    ("moment", "closes", "code"),
    [
        ("2025-12-31T22:59:59+00:00", date(2025, 12, 31), "ok"),
        ("2025-12-31T23:00:00+00:00", date(2025, 12, 31), "PERIOD_CLOSED"),
        ("2025-06-30T21:59:59+00:00", date(2025, 6, 30), "ok"),
        ("2025-06-30T22:00:00+00:00", date(2025, 6, 30), "PERIOD_CLOSED"),
        ("2025-10-26T22:59:59+00:00", date(2025, 10, 26), "ok"),
        ("2025-10-26T23:00:00+00:00", date(2025, 10, 26), "PERIOD_CLOSED"),
    ],
)
async def test_midnight_in_paris_is_an_hour_before_utc_in_winter_and_two_in_summer(
    moment: str, closes: date, code: str
) -> None:
    world = await world_with_period(date(2025, 1, 10), date(2025, 1, 10), closes)
    world.now = datetime.fromisoformat(moment)
    world.people["director"].token = None
    assert await save_code(world) == code


async def test_a_closed_or_unopened_period_stops_every_act_of_partners_and_none_of_the_caf() -> None:
    world = await World.granted()
    await world.save_example()
    world.now = world.now.replace(month=7)
    for person in world.people.values():
        person.token = None
    before = await world.fingerprint()
    asked = [
        ("director", SAVE, {"version": 2, "values": {"eajeActivity": {"openingDays": 1}}}),
        ("director", COMPLETE, {"version": 2, "part": "ACTIVITY"}),
        ("accountant", COMPLETE, {"version": 2, "part": "FINANCE"}),
    ]
    for name, document, input in asked:
        done = await world.act(name, document, declaration=world.declaration, **input)
        assert [error["code"] for error in done["errors"]] == ["PERIOD_CLOSED"]
        assert done["errors"][0]["message"] == "La période de déclaration est close depuis le 30/06/2025."
    assert await world.fingerprint() == before


async def test_what_was_sent_in_time_is_approved_no_more_after_the_close_but_processed_at_any_time() -> None:
    ready, sent = await World.granted(), await World.granted()
    await ready.reach("READY")
    await sent.reach("TRANSMITTED")
    for world in (ready, sent):
        world.now = world.now.replace(year=2026)
        for person in world.people.values():
            person.token = None
    late = await ready.act("deputy", APPROVE, declaration=ready.declaration, version=5, attested=True)
    assert [error["code"] for error in late["errors"]] == ["PERIOD_CLOSED"]
    assert (await ready.stands())["state"] == "READY"
    for document, version in ((TAKE, 6), (ACCEPT, 7)):
        done = await sent.act("officer", document, declaration=sent.declaration, version=version)
        assert done["errors"] == []
    shown = (await sent.data("deputy", TIMING, id=sent.declaration))["declaration"]
    assert shown["late"] is False, "nothing is awaited from the partner any more"
