"""Two worlds that must not know of each other."""

from dataclasses import dataclass

import pytest

from models.engine import ScopedEngine
from tests.isolation.marks import Rows, rows_of
from tests.isolation.population import marked_world
from tests.world import World


@dataclass
class Pair:
    """One's own world and a foreign one, with every row of both."""

    own: World
    foreign: World
    own_rows: Rows
    foreign_rows: Rows


async def make_pair() -> Pair:
    """In the database in force."""
    own, foreign = await marked_world(places=31), await marked_world(places=20)
    await own.add_national("cnaf")
    for world in (own, foreign):
        for name in world.people:
            await world.sign_in(name)
    return Pair(own, foreign, await rows_of(own), await rows_of(foreign))


@pytest.fixture(scope="session")
async def pair(database: ScopedEngine) -> Pair:
    """In the database of this worker."""
    return await make_pair()
