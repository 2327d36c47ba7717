"""Somebody in front of the admin, with a session of its door, and the addresses that there are."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from starlette.routing import BaseRoute

from models.engine import DbRole, connect_as
from models.scope import scoped
from resolvers.asker import Asker
from resolvers.sessions import open_session
from rules.sign_in import SessionDoor
from tests.browser import ORIGIN, Browser
from tests.world import HOUSE, World


class Agent(Browser):
    """A browser at the admin's door. The portal has the real clock."""

    async def enter(self, world: World, name: str) -> "Agent":
        """Open a session as somebody of this world."""
        asker = Asker(datetime.now(UTC), HOUSE, door=SessionDoor.ADMIN)
        with scoped(None), connect_as(DbRole.AUTH):
            await open_session(asker, world.people[name].id, None)
        assert asker.new_token is not None
        self.cookies.set("portal_admin", asker.new_token, path="/admin")
        self.headers["Origin"] = ORIGIN
        return self

    async def rows(self, table: str, **params: Any) -> list[dict[str, Any]]:
        """The rows of a list."""
        given = await self.get(f"/admin/api/tables/{table}/", params={"__page_size": 1000, **params})
        assert given.status_code == 200, given.text
        return list(given.json()["rows"])


async def agent(world: World, name: str, **changes: Any) -> Agent:
    """Somebody of this world, signed in."""
    return await Agent(**changes).enter(world, name)


def addresses(routes: list[BaseRoute], prefix: str = "") -> Iterator[str]:
    """The path of every route, those behind mounts and gates included."""
    for route in routes:
        path = prefix + str(getattr(route, "path", ""))
        inner: Any = getattr(route, "app", None)
        while inner is not None and not getattr(inner, "routes", None):
            inner = getattr(inner, "app", None)
        if inner is not None and type(route).__name__ == "Mount":
            yield from addresses(inner.routes, path)
        yield path
