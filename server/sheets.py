"""The addresses of spreadsheets: `/declarations/{id}/{part}/sheet` takes one in, `…/template.csv|xlsx` hands one out."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from models.scope import scoped
from models.visibility import explicit_predicates
from resolvers.asker import Asker
from resolvers.sheets import Outcome, bring, template
from resolvers.sheets.files import FILE_BYTES, sheets_of
from resolvers.sheets.templates import as_csv, as_xlsx
from rules import french
from rules.forms import Part
from rules.problems import Code, Problem, Refused, problem
from rules.sheets.template import Template
from server.answer import NotAnswered
from server.faults import faults
from server.graphql import HEADERS, READ_SECONDS, Door, json
from server.prints.routes import file_name

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ACCEPTED = frozenset(
    {
        "text/csv",
        "text/tab-separated-values",
        XLSX,
        "application/vnd.oasis.opendocument.spreadsheet",
        # What Windows says of a CSV, and what says nothing: the content tells.
        "application/vnd.ms-excel",
        "application/octet-stream",
    }
)
"""None of them can be sent by a form of another site without asking first."""
PASSED_BYTES = 4 * FILE_BYTES
"""How much of a file is taken from the line at most, kept or not."""
UPLOADS_AT_ONCE = 10
"""Files on their way at the same time: each is held in memory until it is read."""
REFUSED_WITH = {Code.NOT_FOUND: 404, Code.FORBIDDEN: 403}
"""The status of what cannot be downloaded."""


@dataclass(slots=True)
class Traffic:
    """How many files are on their way."""

    uploads: int = 0

    @contextmanager
    def one_more(self) -> Iterator[None]:
        """Let one in, or refuse it."""
        if self.uploads >= UPLOADS_AT_ONCE:
            raise NotAnswered(Code.SERVICE_UNAVAILABLE)
        self.uploads += 1
        try:
            yield
        finally:
            self.uploads -= 1


@dataclass(frozen=True, slots=True)
class Counter:
    """Where spreadsheets are handed in and out, behind the same door as GraphQL: session, origin, headers."""

    door: Door
    traffic: Traffic = field(default_factory=Traffic)

    def routes(self) -> list[Route]:
        """One address to send to, two to fetch from."""
        return [
            Route("/declarations/{id}/{part}/sheet", self._walled(self._take), methods=["POST"]),
            Route("/declarations/{id}/{part}/template.csv", self._walled(partial(self._hand, "csv")), methods=["GET"]),
            Route(
                "/declarations/{id}/{part}/template.xlsx", self._walled(partial(self._hand, "xlsx")), methods=["GET"]
            ),
        ]

    def _walled(self, answer: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        async def respond(request: Request) -> Response:
            try:
                with scoped(None), explicit_predicates(self.door.house.explicit_predicates):
                    return await answer(request)
            except NotAnswered as refused:
                return _refusal(refused.errors, refused.status)
            except Refused as refused:
                fault = faults(refused)
                return _refusal([fault.error], REFUSED_WITH.get(refused.problems[0].code, fault.status))
            except Exception as accident:  # the last wall: whatever it is, it is JSON with a code
                fault = faults(accident)
                return _refusal([fault.error], fault.status)

        return respond

    async def _asker(self, request: Request) -> Asker:
        """Whoever is signed in; nobody else is listened to."""
        asker = await self.door.entrance.asker(request)
        with scoped(asker.person):
            return asker

    async def _take(self, request: Request) -> Response:
        self.door.same_site(request)
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in ACCEPTED:
            raise NotAnswered(Code.SHEET_MEDIA_TYPE)
        part, version, apply = _part(request), _version(request), _apply(request)
        asker = await self._asker(request)
        with self.traffic.one_more():
            opened = partial(sheets_of, await _body(request))
            outcome = await bring(asker, request.path_params["id"], version, part, opened, apply=apply)
        return json(_told(outcome))

    async def _hand(self, kind: str, request: Request) -> Response:
        found = await template(await self._asker(request), request.path_params["id"], _part(request))
        write, media_type = FILES[kind]
        body = await asyncio.to_thread(write, found.template)
        disposition = f'attachment; filename="{file_name(found.name)}.{kind}"'
        return Response(body, headers={**HEADERS, "Content-Disposition": disposition}, media_type=media_type)


FILES: dict[str, tuple[Callable[[Template], bytes], str]] = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_xlsx, XLSX),
}


async def _body(request: Request) -> bytes:
    """The file, never more of it than is read.

    A client that is still sending does not hear a refusal: the rest of a file too long is let go by first, in bounds.
    """
    announced = request.headers.get("content-length", "")
    size = int(announced[:20]) if announced.isdigit() else 0
    # Who asks before he sends has sent nothing yet.
    if size > PASSED_BYTES or (size > FILE_BYTES and "expect" in request.headers):
        raise _too_long()
    body, taken = bytearray(), 0
    try:
        async with asyncio.timeout(READ_SECONDS):
            async for chunk in request.stream():
                taken += len(chunk)
                if max(size, taken) <= FILE_BYTES:
                    body += chunk
                else:
                    body.clear()
                if taken > PASSED_BYTES:
                    break
    except ClientDisconnect:
        raise NotAnswered(Code.BAD_REQUEST, "elle s'interrompt") from None
    except TimeoutError:
        if max(size, taken) <= FILE_BYTES:
            raise NotAnswered(Code.BAD_REQUEST, "elle n'arrive pas à temps") from None
    if max(size, taken) > FILE_BYTES:
        raise _too_long()
    return bytes(body)


def _too_long() -> NotAnswered:
    todo = "Ne gardez que la feuille de la déclaration, ou partez du modèle."
    return NotAnswered(Code.PAYLOAD_TOO_LARGE, what="Le fichier", limit=french.size(FILE_BYTES), todo=todo)


def _part(request: Request) -> Part:
    name = request.path_params["part"]
    if name not in {part.lower() for part in Part}:
        raise Refused(problem(Code.NOT_FOUND, "part"))
    return Part(name.upper())


def _version(request: Request) -> int:
    given = request.query_params.get("version", "")
    if not (given.isascii() and given.isdigit() and len(given) < 10):
        raise NotAnswered(Code.SHEET_REQUEST, "« version » manque ou n'est pas un nombre")
    return int(given)


def _apply(request: Request) -> bool:
    given = request.query_params.get("apply", "false")
    if given not in {"true", "false"}:
        raise NotAnswered(Code.SHEET_REQUEST, "« apply » vaut true ou false")
    return given == "true"


def _told(outcome: Outcome) -> dict[str, Any]:
    """The same as the payload of `paste`."""
    return {
        "outcome": {
            "applied": outcome.applied,
            "version": outcome.version,
            "sheets": outcome.sheets,
            "changes": [asdict(change) for change in outcome.changes],
        },
        "errors": [_error(each) for each in outcome.problems],
    }


def _error(found: Problem) -> dict[str, Any]:
    return {
        "code": found.code,
        "message": found.message,
        "remedy": found.remedy,
        "path": found.path,
        "currentVersion": found.details.get("currentVersion"),
        "action": found.details.get("action"),
        "requiredRoles": found.details.get("requiredRoles"),
    }


def _refusal(errors: list[dict[str, Any]], status: int) -> Response:
    return json({"errors": errors}, status, {"Retry-After": "2"} if status == 503 else None)
