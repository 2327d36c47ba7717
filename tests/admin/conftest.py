"""Two Cafs where nothing is alike, three managers, an officer, the Cnaf; each in front of the admin."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from demo import stage
from models.engine import ScopedEngine
from rules.policy import Role
from server.database_url import Urls
from tests.admin.scene import Scene, played
from tests.admin.visits import Agent, agent
from tests.isolation.marks import Rows, rows_of
from tests.isolation.population import marked_world
from tests.world import World


@dataclass
class Cafs:
    """One's own Caf and a foreign one, with every row of both."""

    own: World
    foreign: World
    own_rows: Rows
    foreign_rows: Rows

    def seen_by(self, who: str) -> tuple[World, World]:
        """The Caf of somebody and the other one."""
        return (self.foreign, self.own) if who == "stranger" else (self.own, self.foreign)

    async def agent(self, who: str) -> Agent:
        """Somebody in front of the admin: the stranger is the manager of the other Caf."""
        return await agent(self.seen_by(who)[0], "manager" if who == "stranger" else who)


@pytest.fixture(scope="session")
async def cafs(database: ScopedEngine) -> Cafs:
    """In the database of this worker."""
    own, foreign = await marked_world(places=31), await marked_world(places=20)
    await own.add_national("cnaf")
    second = await own.add_person("second")
    await stage.add_staff_role(second.id, Role.HABILITATION_MANAGER, own.caf, date(2020, 1, 1))
    return Cafs(own, foreign, await rows_of(own), await rows_of(foreign))


@pytest.fixture
async def scene(clone: Callable[[], Awaitable[Urls]], tmp_path: Path) -> AsyncIterator[Scene]:
    """A portal of one's own in front of Chromium."""
    async with played(clone, tmp_path) as scene:
        yield scene
