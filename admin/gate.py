"""The gate before Piccolo admin's private routes: our session, our roles, an allow-list, our acts; nothing else passes.

Piccolo has its own sign-in, writes its rows itself and filters none. Here its sign-in is replaced, every write is one of
our acts or is refused, and every read runs under the scope of whoever asks.
"""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.authentication import AuthCredentials, SimpleUser
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from admin.door import AdminDoor
from admin.origin import same_site
from admin.reads import catch, shown
from admin.refusals import closed, json, refused
from admin.tables import staff_roles, tables_of
from admin.tables.table import AdminTable
from admin.words import words_for
from admin.writes import WRITES, write
from models.engine import DatabaseAway
from models.scope import Held, scoped
from models.visibility import explicit_predicates
from resolvers.asker import Asker
from resolvers.reads import look, note_reads
from rules.problems import Code, Refused

PLACES = {
    "tables": "tables", "tables/grouped": "grouped", "links": "links", "forms": "forms", "forms/grouped": "forms_grouped",
    "user": "user",
}  # fmt: skip
"""The private routes without a table that are open, each for GET, and the name of what they answer."""
LIST_PARTS = frozenset({"", "ids", "count", "schema", "references", "new"})
"""The parts of a list that are open for GET; any other part is the id of a row."""
WITHOUT_ROWS = frozenset({"count", "schema", "references", "new"})
"""Those that show no row."""
FOR_STAFF = "L'administration est réservée aux agents des Caf et de la Cnaf."
NEVER = {
    "PUT": "Une ligne ne se remplace pas. Modifiez ce qui peut l'être, champ par champ.",
    "DELETE": "On n'efface rien ici : une chose se termine à une date, et son histoire reste.",
}
"""The methods that nothing here answers, whatever the path and whoever asks."""
WRITTEN_AT = {"POST": "", "PATCH": "row"}
"""The part of a list at which each method of writing is answered."""
NO_WRITE = "Cela ne se modifie pas ici."
LONGEST_BODY = 16_384


@dataclass(frozen=True, slots=True)
class StaffUser(SimpleUser):
    """Who is signed in, as Piccolo's routes read it."""

    username: str
    user_id: int


@dataclass(frozen=True, slots=True)
class Gate:
    """Stands before `app`, the private routes of Piccolo admin."""

    app: ASGIApp
    door: AdminDoor
    trusted: Collection[str] = ()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As an ASGI application."""
        response = await self._answer(scope, receive)
        await response(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive) -> Response:
        request = Request(scope, receive)
        try:
            with scoped(None), explicit_predicates(self.door.house.explicit_predicates):
                asker = await self.door.asker(request)
                stopped = _stopped(asker)
                if stopped is not None:
                    return stopped
                return await self._let_in(request, asker)
        except DatabaseAway:
            return closed(503, Code.SERVICE_UNAVAILABLE)

    async def _let_in(self, request: Request, asker: Asker) -> Response:
        held, method = staff_roles(asker.person), request.method
        path = str(request.scope["path"]).removeprefix(str(request.scope.get("root_path", ""))).strip("/")
        if method in NEVER:
            return closed(405, Code.METHOD_NOT_ALLOWED, NEVER[method])
        if path == "words" and method == "GET":
            return json(words_for(held))
        part, table, key = _place(path, held)
        if part is None:
            return closed(404, Code.NOT_FOUND)
        if method == "GET":
            return await self._read(request, asker, held, part, table, key)
        if table is None or part != WRITTEN_AT.get(method) or (table.name, method) not in WRITES:
            return closed(405, Code.METHOD_NOT_ALLOWED, NO_WRITE)
        return await self._write(request, asker, table, key)

    async def _read(
        self, request: Request, asker: Asker, held: Held, part: str, table: AdminTable | None, key: str
    ) -> Response:
        user = StaffUser(asker.person.name, asker.person.person)
        inner = {**request.scope, "user": user, "auth": AuthCredentials(["authenticated"])}
        if table is not None and part == "" and "__order" not in request.query_params:
            # Piccolo's page asks a list once without any order, and shows whichever answer comes last.
            order = urlencode({"__order": ",".join(table.order)}).encode()
            inner["query_string"] = b"&".join(filter(None, (request.scope["query_string"], order)))
        with scoped(asker.scope):
            caught = await catch(self.app, inner, request.receive)
        if table is not None and part not in WITHOUT_ROWS and caught.status < 400:
            look(asker, table.of, int(key) if key.isdecimal() else None)
            await note_reads(asker)
        return shown(caught, part, held, table)

    async def _write(self, request: Request, asker: Asker, table: AdminTable, key: str) -> Response:
        if not same_site(request, self.door.https, self.trusted):
            return closed(403, Code.CSRF)
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > LONGEST_BODY:
                return closed(413, Code.BAD_USER_INPUT, "Cette saisie est trop longue.")
        try:
            return await write(asker, table, request.method, key, bytes(body))
        except Refused as no:
            return refused(*no.problems, at=WRITES[table.name, request.method].at, words=table.words)


def _stopped(asker: Asker) -> Response | None:
    """Whoever may not come in: nobody signed in, a session with steps left, no staff role today."""
    if asker.visit is None:
        return closed(401, Code.UNAUTHENTICATED)
    if asker.scope is None:
        problem = asker.incomplete()
        return closed(403, Code.SIGN_IN_INCOMPLETE, f"{problem.message} {problem.remedy}")
    return None if staff_roles(asker.scope) else closed(403, Code.FORBIDDEN, FOR_STAFF)


def _place(path: str, held: Held) -> tuple[str | None, AdminTable | None, str]:
    """What a path asks for: the part, its list and the id of a row; nothing where these roles have nothing."""
    if path in PLACES:
        return PLACES[path], None, ""
    room, _, rest = path.partition("/")
    name, _, part = rest.partition("/")
    table = tables_of(held).get(name) if room == "tables" else None
    if table is None or "/" in part:
        return None, None, ""
    return (part, table, "") if part in LIST_PARTS else ("row", table, part)
