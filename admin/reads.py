"""What the private routes of Piccolo admin answer, once the gate lets a request through: caught whole, then said in French."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import asyncpg
import orjson
from pydantic import ValidationError
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope

from admin.links import links_of
from admin.refusals import HEADERS, closed
from admin.tables import tables_of
from admin.tables.table import AdminTable
from models.scope import Held
from rules.problems import Code

NOT_UNDERSTOOD = "Ce filtre, ce tri ou cette page ne sont pas compris. Reprenez la liste depuis le menu."
NOT_THERE = "Cette ligne n'existe pas, ou elle ne vous est pas accessible."


@dataclass(frozen=True, slots=True)
class Caught:
    """An answer of Piccolo's, before anybody has read it."""

    status: int
    body: bytes


async def catch(app: ASGIApp, scope: Scope, receive: Receive) -> Caught:
    """Ask the application and hold its answer."""
    status, body = 500, bytearray()

    async def send(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
        elif message["type"] == "http.response.body":
            body.extend(message.get("body", b""))

    try:
        await app(scope, receive, send)
    except (ValidationError, ValueError, asyncpg.DataError, asyncpg.SyntaxOrAccessError):
        # A filter that is no date, a page below the first, a NUL character: nothing of it is told.
        return Caught(400, b"")
    return Caught(status, bytes(body))


Rewriting = Callable[[Any, Held, AdminTable | None], Any]


def _schema(body: Any, held: Held, table: AdminTable | None) -> Any:
    """The words of each column; the columns that are not these roles' are left out."""
    if table is None:
        return body
    body["properties"] = {name: shown for name, shown in body["properties"].items() if table.shows(name, held)}
    for name, shown in body["properties"].items():
        shown["title"] = table.words[name].label
        shown["extra"]["help_text"] = table.words[name].help
    extra = body["extra"]
    extra["help_text"] = table.help
    for each in ("visible_column_names", "visible_filter_names", "visible_fields_options"):
        extra[each] = [name for name in extra[each] if table.shows(name, held)]
    return body


def _names(_: Any, held: Held, __: AdminTable | None) -> Any:
    return list(tables_of(held))


def _grouped(_: Any, held: Held, __: AdminTable | None) -> Any:
    grouped: dict[str, list[str]] = {}
    for name, table in tables_of(held).items():
        grouped.setdefault(table.group, []).append(name)
    return {"grouped": grouped, "ungrouped": []}


def _links(_: Any, held: Held, __: AdminTable | None) -> Any:
    return links_of(held)


REWRITTEN: Mapping[str, Rewriting] = {"schema": _schema, "tables": _names, "grouped": _grouped, "links": _links}
"""The answers that depend on who asks, by the last part of their route."""


def shown(caught: Caught, part: str, held: Held, table: AdminTable | None) -> Response:
    """The answer as it leaves: rewritten where it depends on who asks; a refusal in French, without the inside."""
    if caught.status == 404:
        return closed(404, Code.NOT_FOUND, NOT_THERE)
    if caught.status >= 400:
        return closed(422 if caught.status == 422 else 400, Code.BAD_USER_INPUT, NOT_UNDERSTOOD)
    body = caught.body
    if part in REWRITTEN:
        body = orjson.dumps(REWRITTEN[part](orjson.loads(body), held, table))
    return Response(body, caught.status, HEADERS, "application/json")
