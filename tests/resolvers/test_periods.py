"""When partners may act: from the first second of the opening day to the last of the closing day, in Paris; and who moves them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from resolvers.opaque import encode
from tests.world import ACCEPT, APPROVE, COMPLETE, DELAY, REOPEN, RETURN, SAVE, TAKE, World

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


async def save_code(world: World, place: int = 0) -> str:
    """Does saving the activity of a declaration succeed, or which code refuses it?"""
    (part,) = await world.written(
        "select version from declaration_part where part = 'ACTIVITY' and declaration_id = $1",
        world.declarations[place],
    )
    done = await world.act(
        "director", SAVE, declaration=encode("Declaration", world.declarations[place]), version=part["version"],
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


CHANGE = (
    "mutation ($input: ChangePeriodInput!) { changePeriod(input: $input)"
    " { period { opensOn dueOn closesOn timing timingLabel } errors { code path } } }"
)
PUBLISH = "mutation ($input: PublishPeriodInput!) { publishPeriod(input: $input) { publication { opened already } errors { code } } }"
DAYS = {"opensOn": "2025-01-10", "dueOn": "2025-03-31", "closesOn": "2025-06-30"}


async def published(structures: int = 1) -> World:
    """A world whose period its officer has published."""
    world = await World.granted(structures=structures)
    done = await world.act("officer", PUBLISH, period=encode("Period", world.period))
    assert done == {"publication": {"opened": 0, "already": structures}, "errors": []}
    return world


def turn_to(world: World, moment: str) -> None:
    """Set the clock of Paris; everybody signs in again."""
    world.now = datetime.fromisoformat(moment).replace(tzinfo=PARIS).astimezone(UTC)
    for person in world.people.values():
        person.token = None


async def changed(world: World, **days: str) -> list[tuple[str, list[str]]]:
    """The refusals of other days."""
    done = await world.act("officer", CHANGE, period=encode("Period", world.period), **{**DAYS, **days})
    assert (done["period"] is None) is bool(done["errors"])
    return [(error["code"], error["path"]) for error in done["errors"]]


async def shown(world: World, place: int = 0) -> tuple[str, str, str, bool]:
    """The due and last day of a declaration, and where today falls."""
    found = await world.data("director", TIMING, id=encode("Declaration", world.declarations[place]))
    given = found["declaration"]
    return given["dueOn"], given["closesOn"], given["timing"], given["late"]


async def test_a_draft_changes_in_every_way_that_its_kind_allows() -> None:
    world = await World.granted()
    turn_to(world, "2025-07-01T00:00:00")
    assert await changed(world, opensOn="2025-02-01", dueOn="2025-05-31", closesOn="2025-12-31") == []
    assert await changed(world, opensOn="2024-12-31") == [("BAD_DATES", ["opensOn"])]
    assert await changed(world, dueOn="2025-01-09", closesOn="2025-01-08") == [
        ("BAD_DATES", ["dueOn"]), ("BAD_DATES", ["closesOn"]),
    ]  # fmt: skip


async def test_other_days_hold_at_once_for_every_declaration_but_those_with_a_delay() -> None:
    world = await published(structures=3)
    delayed = encode("Declaration", world.declarations[1])
    done = await world.act("officer", DELAY, declaration=delayed, version=1, until="2025-09-15", reason="Travaux.")
    assert done["errors"] == []
    turn_to(world, "2025-04-01T00:00:00")
    assert [await shown(world, place) for place in range(3)] == [
        ("2025-03-31", "2025-06-30", "LATE", True), ("2025-09-15", "2025-09-15", "OPEN", False),
        ("2025-03-31", "2025-06-30", "LATE", True),
    ]  # fmt: skip
    assert await changed(world, dueOn="2025-04-30", closesOn="2025-07-31") == []
    assert [await shown(world, place) for place in range(3)] == [
        ("2025-04-30", "2025-07-31", "OPEN", False), ("2025-09-15", "2025-09-15", "OPEN", False),
        ("2025-04-30", "2025-07-31", "OPEN", False),
    ]  # fmt: skip
    # A delay shorter than the new days takes nothing away.
    assert await changed(world, dueOn="2025-10-01", closesOn="2025-10-31") == []
    assert await shown(world, 1) == ("2025-10-01", "2025-10-31", "OPEN", False)


async def test_a_published_period_that_is_open_does_not_shut_again() -> None:
    world = await published()
    assert await changed(world, opensOn="2025-02-01") == [("BAD_DATES", ["opensOn"])]
    assert await changed(world, dueOn="2025-01-19", closesOn="2025-01-19") == [
        ("BAD_DATES", ["dueOn"]), ("BAD_DATES", ["closesOn"]),
    ]  # fmt: skip
    assert await save_code(world) == "ok"
    assert ("officer", "changePeriod", "REFUSED", "BAD_DATES") in await world.trail()


async def test_the_last_day_may_still_be_put_off_at_its_last_second_and_never_after() -> None:
    world = await published()
    turn_to(world, "2025-06-30T23:59:59")
    assert await changed(world, closesOn="2025-07-31") == []
    turn_to(world, "2025-07-31T23:59:59")
    assert await save_code(world) == "ok"
    turn_to(world, "2025-08-01T00:00:00")
    assert await save_code(world) == "PERIOD_CLOSED"
    assert await changed(world, closesOn="2025-08-31") == [("BAD_DATES", ["closesOn"])]
    assert await save_code(world) == "PERIOD_CLOSED"


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        ("2025-07-01T00:00:00", "ok"),
        ("2025-07-14T00:00:00", "ok"),
        ("2025-07-15T23:59:59", "ok"),
        ("2025-07-16T00:00:00", "PERIOD_CLOSED"),
    ],
)
async def test_a_delay_opens_one_structure_and_the_others_stay_closed(moment: str, code: str) -> None:
    world = await published(structures=2)
    turn_to(world, "2025-07-01T00:00:00")
    assert [await save_code(world, place) for place in range(2)] == ["PERIOD_CLOSED"] * 2
    delay = {"declaration": world.declaration, "version": 1, "until": "2025-07-15", "reason": "Directrice absente."}
    assert (await world.act("officer", DELAY, **delay))["errors"] == []
    turn_to(world, moment)
    assert [await save_code(world, place) for place in range(2)] == [code, "PERIOD_CLOSED"]


@pytest.mark.parametrize("act", [RETURN, REOPEN], ids=["return", "reopen"])
@pytest.mark.parametrize(
    ("moment", "until", "code", "days"),
    [
        # moment, until, refusal, due and last day after it; due on 31 March, closes on 30 June
        ("2025-06-30T23:59:59", None, None, ("2025-03-31", "2025-06-30")),
        ("2025-07-01T00:00:00", None, "DELAY_WANTED", ("2025-03-31", "2025-06-30")),
        ("2025-07-01T00:00:00", "2025-06-30", "BAD_DATES", ("2025-03-31", "2025-06-30")),
        ("2025-07-01T00:00:00", "2025-07-01", None, ("2025-07-01", "2025-07-01")),
        ("2025-04-10T12:00:00", "2025-05-02", None, ("2025-05-02", "2025-06-30")),
        ("2025-02-10T12:00:00", "2025-03-31", None, ("2025-03-31", "2025-06-30")),
    ],
)
async def test_a_correction_is_awaited_until_the_day_that_the_officer_names(
    act: str, moment: str, until: str | None, code: str | None, days: tuple[str, str]
) -> None:
    world = await World.granted()
    sent = await world.reach("TRANSMITTED" if act == RETURN else "ACCEPTED")
    turn_to(world, moment)
    done = await world.act(
        "officer", act, declaration=world.declaration, version=sent["version"], parts=["ACTIVITY"], reason="À revoir.",
        until=until,
    )  # fmt: skip
    assert [(error["code"], error["path"]) for error in done["errors"]] == ([] if code is None else [(code, ["until"])])
    found = (await world.data("director", TIMING, id=world.declaration))["declaration"]
    assert (found["dueOn"], found["closesOn"]) == days
    assert await save_code(world) == ("WRONG_STATE" if code else "ok")
