"""Everybody does everything at once, many times: no knot, no accident, and what is left is in order."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date
from typing import Any

import pytest

from demo import stage
from resolvers.opaque import encode
from rules.policy import Role
from server.database_url import Urls
from tests.interleaving import Crowd, many_connections
from tests.resolvers.accounting import ACTIVATE, SUSPEND
from tests.resolvers.keeping import CHANGE, PUBLISH, another_period, structure
from tests.resolvers.test_acts import request
from tests.serving import world_of_today
from tests.world import World

pytestmark = pytest.mark.usefixtures("database")

ROUNDS, AT_ONCE = 40, 14
ACTS = {
    "director": ["save ACTIVITY", "complete ACTIVITY", "reopen ACTIVITY"],
    "accountant": ["save FINANCE", "complete FINANCE", "reopen FINANCE"],
    "deputy": ["approve", "withdraw", "sendBack ACTIVITY"],
    "officer": ["take", "return", "accept", "reopen"],
    "colleague": ["take", "return", "accept"],
}
EXPECTED = {"CONFLICT", "WRONG_STATE", "FORBIDDEN", "NOT_FOUND", "CONTROL_BLOCKS", "ITEM_MISSING", "REMARK_WANTED"}


@pytest.fixture
async def crowd(urls: Urls) -> AsyncIterator[Crowd]:
    async with many_connections(urls):
        crowd = Crowd(await world_of_today())
        world = crowd.world
        for name, role in (("colleague", Role.DECLARATION_OFFICER), ("second", Role.HABILITATION_MANAGER)):
            person = await world.add_person(name)
            await stage.add_staff_role(person.id, role, world.caf, date(2020, 1, 1))
        await crowd.enter(*ACTS, "manager", "second")
        yield crowd
        await crowd.leave()


async def doings(crowd: Crowd, dice: random.Random) -> list[Callable[[], Awaitable[Any]]]:
    """A handful of acts of all sorts, with the versions that stand now."""
    world = crowd.world
    stands = await world.stands()
    grants = [encode("RoleGrant", row["id"]) for row in await world.written("select id from role_grant where caf_id = $1", world.caf)]  # fmt: skip
    period = encode("Period", world.period)

    def partner() -> Callable[[], Awaitable[Any]]:
        name = dice.choice(list(ACTS))
        document, input = request(dice.choice(ACTS[name]), stands)
        return lambda: crowd.act(name, document, declaration=world.declaration, **input)

    def manager() -> Callable[[], Awaitable[Any]]:
        name, act, mark = dice.choice(["manager", "second"]), dice.choice([SUSPEND, ACTIVATE, ACTIVATE]), dice.choice(grants)  # fmt: skip
        return lambda: crowd.act(name, act, roleGrant=mark)

    def keeper() -> Callable[[], Awaitable[Any]]:
        return lambda: crowd.act("manager", CHANGE, structure=structure(world), name="Crèche")

    def publisher() -> Callable[[], Awaitable[Any]]:
        return lambda: crowd.act("officer", PUBLISH, period=period)

    return [dice.choice([partner, partner, partner, manager, keeper, publisher])() for _ in range(AT_ONCE)]


async def knots(world: World) -> int:
    rows = await world.written("select deadlocks from pg_stat_database where datname = current_database()")
    return int(rows[0]["deadlocks"])


async def test_a_crowd_that_does_everything_at_once_makes_no_knot(crowd: Crowd) -> None:
    world, dice = crowd.world, random.Random(18)
    await another_period(world, 2025)
    before, met = await knots(world), set[str]()
    done = 0
    for _ in range(ROUNDS):
        answers = await asyncio.gather(*(each() for each in await doings(crowd, dice)))
        met |= {error["code"] for answer in answers for error in answer["errors"]}
        done += sum(not answer["errors"] for answer in answers)
    assert met <= EXPECTED, met
    assert done > ROUNDS, "hardly anything was ever done"
    assert await knots(world) == before
    rows = await world.written(
        "select d.version, (select count(*) from declaration_event e where e.declaration_id = d.id) as events,"
        " (select count(*) from audit_entry a where a.declaration_id = d.id and a.outcome = 'DONE') as noted"
        " from declaration d where d.id = $1",
        world.declarations[0],
    )
    assert rows[0]["version"] == rows[0]["events"] + 1 == rows[0]["noted"] + 1
