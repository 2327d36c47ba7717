"""A transfer and something else at the same moment: one of the two is done, the other refused, and nothing is lost."""

import asyncio

import asyncpg
import pytest

from demo import stage
from models.engine import DbRole
from resolvers.opaque import encode
from rules.forms import DeclarationKind, Part
from server.database_url import Urls
from tests.example import example
from tests.resolvers.keeping import PUBLISH, another_period, publish, successor, tenures, told, transfer
from tests.world import SAVE, World

pytestmark = pytest.mark.usefixtures("database")

FORECAST = {
    "activity": {"eajeActivity": example(Part.ACTIVITY, DeclarationKind.FORECAST, 2025)},
    "finance": {"eajeFinance": example(Part.FINANCE, DeclarationKind.FORECAST, 2025)},
}


async def test_of_two_organisations_at_once_one_takes_it() -> None:
    world = await World.granted()
    first, second = await successor(world), await stage.add_organisation(world.caf, "00000000000000", "Autre")
    await world.sign_in("manager")
    answers = await asyncio.gather(*(transfer(world, each, "2025-02-01") for each in (first, second)))
    assert sorted(told(answer) for answer in answers) == [[], [("BAD_DATES", ["on"])]]
    assert len(await tenures(world)) == 2


async def test_days_that_another_door_takes_at_the_same_moment_are_refused_in_french(urls: Urls) -> None:
    world = await World.granted()
    await world.written("update tenure set ends_on = '2024-12-31' where id = $1", world.tenures[0])
    new = await successor(world)
    await world.sign_in("manager")
    elsewhere = await asyncpg.connect(urls[DbRole.JOB])
    try:
        async with elsewhere.transaction():
            await elsewhere.execute("update tenure set ends_on = null where id = $1", world.tenures[0])
            waiting = asyncio.create_task(transfer(world, new, "2025-02-01"))
            await asyncio.sleep(0.3)
            assert not waiting.done()
    finally:
        await elsewhere.close()
    assert told(await waiting) == [("TENURE_OVERLAP", ["on"])]


async def test_what_is_begun_at_the_same_moment_is_not_lost() -> None:
    """Either the figures are kept and the transfer refused, or the declaration is gone and the typing refused."""
    for _ in range(5):
        world = await World.granted(year=2025, kind=DeclarationKind.FORECAST)
        new = await successor(world)
        for name in ("director", "manager"):
            await world.sign_in(name)
        given = {"values": FORECAST["activity"], "declaration": world.declaration, "version": 1}
        saved, passed = await asyncio.gather(world.act("director", SAVE, **given), transfer(world, new, "2025-01-01"))
        state = (await world.stands())["state"]
        codes = ([each["code"] for each in saved["errors"]], [each["code"] for each in passed["errors"]])
        assert (codes, state) in (((["WRONG_STATE"], []), "CANCELLED"), (([], ["DECLARATIONS_BEGUN"]), "IN_PROGRESS"))


async def test_publishing_at_the_same_moment_opens_nothing_for_the_side_that_left() -> None:
    for _ in range(5):
        world = await World.granted()
        new = await successor(world)
        period = await another_period(world, 2025)
        for name in ("officer", "manager"):
            await world.sign_in(name)
        asked = {"period": encode("Period", period)}
        published, passed = await asyncio.gather(
            world.ask("officer", PUBLISH, input=asked), transfer(world, new, "2025-01-01")
        )
        assert told(passed) == []
        if published.status != 200:
            # The database found the tenure ended in between: whoever comes second is told to try again.
            assert [each["extensions"]["code"] for each in published.body["errors"]] == ["SERVICE_UNAVAILABLE"]
        await publish(world, period)
        rows = await world.written(
            "select organisation_id from declaration where period_id = $1 and state <> 'CANCELLED'", period
        )
        assert [row["organisation_id"] for row in rows] == [new]
