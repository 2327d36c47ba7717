"""GraphQL over HTTP: one POST, JSON in and out, the session in a cookie, nothing from another site."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from admin.door import ApiDoor
from resolvers.asker import House
from rules import french
from rules.idempotency import HEADER, LONGEST, read_key
from rules.problems import Code
from server.answer import Answer, NotAnswered, Question, answer
from server.pages import graphiql_page
from server.settings import Mode, Settings

HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Vary": "Accept, Cookie",
}
READ_SECONDS = 30
RESPONSE_JSON = "application/graphql-response+json"


def house_of(settings: Settings) -> House:
    """What the settings decide for the resolvers."""
    return House(
        page_max=settings.page_max,
        page_default=min(20, settings.page_max),
        fictional_allowed=settings.fictional_allowed,
        session_idle_minutes=settings.session_idle_minutes,
        session_hours=settings.session_hours,
        password_time_cost=settings.password_time_cost,
        password_memory_kib=settings.password_memory_kib,
        explicit_predicates=settings.explicit_predicates,
        admin_idle_minutes=settings.admin_idle_minutes,
        second_factor_for_staff=settings.second_factor_for_staff,
        secrets=settings.secrets,
    )


def json(
    body: Any, status: int = 200, headers: dict[str, str] | None = None, kind: str = "application/json"
) -> Response:
    """A JSON response with the headers that every answer carries."""
    return Response(orjson.dumps(body), status, {**HEADERS, **(headers or {})}, f"{kind}; charset=utf-8")


def _answered_in(accept: str) -> str:
    """The media type of the answer: the newer one for whoever names it."""
    for each in accept.lower().replace(" ", "").split(","):
        kind, _, options = each.partition(";")
        if kind == RESPONSE_JSON and not re.match(r"q=0(\.0*)?(;|$)", options):
            return RESPONSE_JSON
    return "application/json"


async def received(request: Request, longest: int) -> bytes:
    """The body of a request, never longer than this, nor awaited for ever."""
    body = bytearray()
    try:
        async with asyncio.timeout(READ_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > longest:
                    limit, todo = french.size(longest), "Envoyez moins à la fois."
                    raise NotAnswered(Code.PAYLOAD_TOO_LARGE, what="La requête", limit=limit, todo=todo)
    except ClientDisconnect:
        raise NotAnswered(Code.BAD_REQUEST, "elle s'interrompt") from None
    except TimeoutError:
        raise NotAnswered(Code.BAD_REQUEST, "elle n'arrive pas à temps") from None
    return bytes(body)


def _key_of(request: Request) -> str | None:
    """The key under which an act is done once."""
    try:
        return read_key(request.headers.getlist(HEADER))
    except ValueError:
        raise NotAnswered(Code.BAD_IDEMPOTENCY_KEY, limit=LONGEST) from None


@dataclass(frozen=True, slots=True)
class Door:
    """The GraphQL endpoint of one installation."""

    settings: Settings
    house: House
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    @property
    def entrance(self) -> ApiDoor:
        """Where its sessions enter."""
        return ApiDoor(self.house, self.settings.https, self.clock, self.settings.proxies)

    @property
    def cookie(self) -> str:
        """In which a session travels."""
        return self.entrance.cookie

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As an ASGI application: a route of its own for every method."""
        response = await self.respond(Request(scope, receive))
        await response(scope, receive, send)

    async def respond(self, request: Request) -> Response:
        """GET shows GraphiQL to a browser; POST answers."""
        if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
            return graphiql_page(self.settings)
        kind = _answered_in(request.headers.get("accept", ""))
        try:
            payload = await self._payload(request)
            key = _key_of(request)
        except NotAnswered as refused:
            headers = {"Allow": "POST"} if refused.status == 405 else None
            return json({"errors": refused.errors}, refused.status, headers, kind)
        who = self.entrance.stranger(request)
        question = Question(payload, who.now, who.token, who.request_id, who.address, who.agent, key)
        given = await answer(question, self.house, introspection=self.settings.mode is not Mode.PRODUCTION)
        return self._response(given, kind, had_token=who.token is not None)

    async def _payload(self, request: Request) -> object:
        if request.method != "POST":
            raise NotAnswered(Code.METHOD_NOT_ALLOWED)
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise NotAnswered(Code.UNSUPPORTED_MEDIA_TYPE)
        self.same_site(request)
        body = await received(request, self.settings.body_max_bytes)
        try:
            return orjson.loads(body)
        except orjson.JSONDecodeError:
            raise NotAnswered(Code.BAD_REQUEST, "ce n'est pas du JSON") from None

    def same_site(self, request: Request) -> None:
        """A browser always says where a POST comes from; another site is refused before anything is read."""
        origin = request.headers.get("origin")
        # Behind a proxy that ends TLS the request arrives as http; its origin is https all the same.
        scheme = "https" if self.settings.https else request.url.scheme
        own = f"{scheme}://{request.headers.get('host', '')}"
        if origin is not None and origin != own and origin not in self.settings.trusted_origins:
            raise NotAnswered(Code.CSRF)
        if origin is None and request.headers.get("sec-fetch-site") == "cross-site":
            raise NotAnswered(Code.CSRF)

    def _response(self, given: Answer, kind: str, had_token: bool) -> Response:
        # A well-formed request that could not be run answers 200 to those who only know application/json.
        refused = given.status == 400 and given.well_formed and kind == "application/json"
        headers = {"Retry-After": "2"} if given.status == 503 else {}
        if given.replayed:
            headers["Idempotency-Replayed"] = "true"
        response = json(given.body, 200 if refused else given.status, headers, kind)
        if given.new_token:
            self.entrance.hand_over(response, given.new_token)
        elif given.signed_out or (had_token and given.status == 401):
            self.entrance.take_away(response)
        return response
