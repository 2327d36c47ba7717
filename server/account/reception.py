"""What every page of an account goes through: nothing from another site, a short form, who asks, and never a bare error."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.scope import scoped
from models.visibility import explicit_predicates
from resolvers.asker import Asker
from rules.problems import Code, Problem, Refused
from server.account.call import Call, whole_page
from server.account.place import Place
from server.answer import NotAnswered
from server.faults import faults
from server.graphql import Door, received
from server.stencil import template

FORM = "application/x-www-form-urlencoded"
LONGEST_FORM = 16_384
MOST_FIELDS = 20
READING = frozenset({"GET", "HEAD"})

Handler = Callable[[Call], Awaitable[Response]]


class Wanted(Enum):
    """Which session a page wants; without it the browser is sent to where it begins, or goes on."""

    NONE = "none"
    ANY = "any"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Reception:
    """The pages of one installation; `door` knows its own site."""

    door: Door

    def route(
        self, path: str, place: Place, wanted: Wanted, *, get: Handler | None = None, post: Handler | None = None
    ) -> Route:
        """One address: what is shown there and what is done there."""
        handlers = {name: handler for name, handler in (("GET", get), ("POST", post)) if handler}

        async def answer(request: Request) -> Response:
            handler = handlers["GET" if request.method in READING else request.method]
            try:
                return await self._answered(request, place, wanted, handler)
            except NotAnswered as refused:
                return _error_page(place, refused.errors[0], refused.status)
            except Exception as accident:  # the last wall: whatever it is, it is a page with a remedy
                fault = faults(accident)
                return _error_page(place, fault.error, fault.status)

        return Route(path, answer, methods=list(handlers))

    async def _answered(self, request: Request, place: Place, wanted: Wanted, handler: Handler) -> Response:
        form = {} if request.method in READING else await self._form(request)
        with scoped(None), explicit_predicates(place.entrance.house.explicit_predicates):
            asker = await place.entrance.asker(request)
            call = Call(request, place, asker, form)
            response = await (handler(call) if _let_in(asker, wanted) else _sent_away(call))
        place.entrance.keep(response, asker)
        return response

    async def _form(self, request: Request) -> Mapping[str, str]:
        self.door.same_site(request)
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
            raise NotAnswered(Code.BAD_REQUEST, "ce n'est pas un formulaire")
        body = await received(request, LONGEST_FORM)
        try:
            return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS))
        except ValueError:
            raise NotAnswered(Code.BAD_REQUEST, "le formulaire a trop de champs") from None


def _let_in(asker: Asker, wanted: Wanted) -> bool:
    met = {Wanted.NONE: True, Wanted.ANY: asker.visit is not None, Wanted.OPEN: asker.scope is not None}
    return met[wanted]


async def _sent_away(call: Call) -> Response:
    """To where a session begins, or goes on; then back here, or where this page was to lead."""
    here = call.request.url.path
    return call.onward(call.next if here == call.place.step else here)


def _error_page(place: Place, error: Mapping[str, Any], status: int) -> Response:
    shown = {"message": error["message"], "remedy": error["extensions"]["remedy"]}
    content = template("account/error.html").render(**shown)
    response = whole_page("Demande refusée", content, status=status, account=place.account)
    if status == 503:
        response.headers["Retry-After"] = "2"
    return response


async def attempted(doing: Awaitable[Any]) -> tuple[Problem, ...]:
    """Do it; the refusals, if there are any."""
    try:
        await doing
    except Refused as refused:
        return refused.problems
    return ()
