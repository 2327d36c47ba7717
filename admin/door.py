"""The two doors that a browser enters by: the cookie of each, and who stands there with a request."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar, Literal

from starlette.requests import Request
from starlette.responses import Response

from admin import visitor
from resolvers.asker import Asker, House
from resolvers.sessions import enter
from rules.sign_in import SessionDoor


@dataclass(frozen=True, slots=True)
class Entrance:
    """What the doors have in common. `secure` and `open` are the names of its cookie with https and without."""

    house: House
    https: bool
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    proxies: Collection[str] = ()
    door: ClassVar[SessionDoor]
    secure: ClassVar[str]
    open: ClassVar[str]
    path: ClassVar[str]
    same_site: ClassVar[Literal["lax", "strict"]]

    @property
    def cookie(self) -> str:
        """The prefix binds the cookie to https, and `__Host-` to this host as well."""
        return self.secure if self.https else self.open

    def stranger(self, request: Request) -> Asker:
        """Who asks, as far as the request alone tells."""
        return Asker(
            self.clock(), self.house, token=request.cookies.get(self.cookie), request_id=visitor.request_id(request),
            address=visitor.address(request, self.proxies), agent=visitor.agent(request), door=self.door,
        )  # fmt: skip

    async def asker(self, request: Request) -> Asker:
        """Who asks, and the session if there is one. Its scope is in force only once it waits for no step."""
        asker = self.stranger(request)
        await enter(asker)
        return asker

    def keep(self, response: Response, asker: Asker) -> None:
        """Let the browser have the session's new token, or take away one that opens nothing."""
        if asker.new_token:
            self.hand_over(response, asker.new_token)
        elif asker.signed_out or (asker.token and asker.visit is None):
            self.take_away(response)

    def hand_over(self, response: Response, token: str) -> None:
        """Set the cookie; no script reads it."""
        response.set_cookie(
            self.cookie, token, max_age=self.house.session_hours * 3600, path=self.path, secure=self.https,
            httponly=True, samesite=self.same_site,
        )  # fmt: skip

    def take_away(self, response: Response) -> None:
        """Delete the cookie."""
        response.delete_cookie(
            self.cookie, path=self.path, secure=self.https, httponly=True, samesite=self.same_site
        )  # fmt: skip


class ApiDoor(Entrance):
    """The door of the API: its cookie goes with every page of this host."""

    __slots__ = ()
    door = SessionDoor.API
    secure, open = "__Host-portal_session", "portal_session"
    path = "/"
    same_site = "lax"


class AdminDoor(Entrance):
    """The door of the admin: its cookie goes nowhere else, and comes from no other site, not even by a link."""

    __slots__ = ()
    door = SessionDoor.ADMIN
    secure, open = "__Secure-portal_admin", "portal_admin"
    path = "/admin"
    same_site = "strict"
