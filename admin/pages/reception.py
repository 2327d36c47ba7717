"""What every page of our own goes through: our session, the right to be here, nothing from another site, a short form."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import MultiDict
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from admin.door import AdminDoor
from admin.origin import same_site
from admin.pages.call import PAGE_HEADERS, Call, template
from admin.tables import staff_roles
from models.engine import DatabaseAway
from models.scope import scoped
from models.visibility import explicit_predicates
from resolvers.reads import note_reads
from rules.policy import allowed
from rules.problems import Code, problem

LONGEST_FORM = 262_144
MOST_FIELDS = 5_000
"""A big Caf ticks many structures at once."""

Handler = Callable[[Call], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Reception:
    """The pages of our own of one installation."""

    door: AdminDoor
    trusted: Collection[str]

    def route(self, path: str, action: str, get: Handler, post: Handler | None = None) -> Route:
        """One address, and the action of the permission table that opens it; none opens it to all staff."""
        handlers = {"GET": get, "HEAD": get} | ({"POST": post} if post else {})

        async def answer(request: Request) -> Response:
            try:
                return await self._answered(request, action, handlers[request.method])
            except DatabaseAway:
                return _shut(Code.SERVICE_UNAVAILABLE, 503)

        return Route(path, answer, methods=["GET", "POST"] if post else ["GET"])

    async def _answered(self, request: Request, action: str, handler: Handler) -> Response:
        if request.method == "POST" and not same_site(request, self.door.https, self.trusted):
            return _shut(Code.CSRF, 403)
        with scoped(None), explicit_predicates(self.door.house.explicit_predicates):
            asker = await self.door.asker(request)
            if asker.scope is None:
                way = "sign-in" if asker.visit is None else "step"
                asked = urlencode({"next": request.url.path})
                return RedirectResponse(f"/admin/{way}?{asked}", 303, headers=PAGE_HEADERS)
            call = Call(request, asker)
            held = staff_roles(asker.scope)
            if not held or (action and not allowed(action, held)):
                return call.nowhere()
            if request.method == "POST":
                form = await _form(request)
                if form is None:
                    return _shut(
                        Code.CONFLICT, 413, "Cette saisie est trop longue.", "Recommencez avec moins de structures."
                    )
                call.form = form
            with scoped(asker.scope):
                response = await handler(call)
            await note_reads(asker)
            return response


async def _form(request: Request) -> MultiDict | None:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_FORM:
            return None
    try:
        fields = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return None
    return MultiDict([(name, text.replace("\0", "")) for name, text in fields])


def _shut(code: Code, status: int, message: str = "", remedy: str = "") -> Response:
    """A page for whoever is not let in, without a menu."""
    if not message:
        said = problem(code)
        message, remedy = said.message, said.remedy
    shown = {
        "title": "Demande refusée",
        "message": message,
        "remedy": remedy,
        "links": {},
        "who": "",
        "here": "",
        "done": "",
    }
    return HTMLResponse(template("error.html").render(**shown), status, PAGE_HEADERS)
