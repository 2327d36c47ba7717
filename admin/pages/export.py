"""« Exporter »: a list as a file for a spreadsheet, as its reader sees it on screen: his rows, his filters, French words."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode

import orjson
from starlette.authentication import AuthCredentials
from starlette.responses import Response
from starlette.types import ASGIApp

from admin.gate import StaffUser
from admin.pages.call import Call
from admin.pages.reception import Handler
from admin.reads import NOT_UNDERSTOOD, Caught, catch
from admin.refusals import HEADERS
from admin.tables import tables_of
from admin.tables.table import AdminColumn, AdminTable
from rules import french
from rules.delimited import delimited

PAGE = 1000
"""Rows that Piccolo gives at once, at most."""
OF_THE_SCREEN = frozenset(
    {"__page", "__page_size", "__visible_fields", "__readable", "__range_header", "__range_header_name"}
)
"""What a list asks for its screen; its filters and its order are those of the file too."""


def exporting(lists: ASGIApp) -> Handler:
    """The page of the files; `lists` are Piccolo's private routes, asked under the scope of whoever is here."""

    async def export(call: Call) -> Response:
        table = tables_of(call.held).get(str(call.request.path_params["list"]))
        if table is None:
            return call.nowhere()
        rows: list[dict[str, Any]] = []
        while len(rows) % PAGE == 0:
            caught = await catch(lists, _asking(call, table, len(rows) // PAGE + 1), call.request.receive)
            if caught.status != 200:
                return _not_understood(call, caught)
            more = orjson.loads(caught.body)["rows"]
            rows += more
            if not more:
                break
        columns = [each for each in table.columns if table.shows(each.name, call.held)]
        body = delimited([each.word.label for each in columns], _lines(rows, columns))
        name = f"{table.name}-{call.asker.today.isoformat()}.csv"
        return Response(
            body, headers=HEADERS | {"Content-Disposition": f'attachment; filename="{name}"'},
            media_type="text/csv; charset=utf-8",
        )  # fmt: skip

    return export


def _asking(call: Call, table: AdminTable, page: int) -> dict[str, Any]:
    """The question for one page, in an order in which no row stands twice."""
    asked = [(name, text) for name, text in call.request.query_params.multi_items() if name not in OF_THE_SCREEN]
    order = next((text for name, text in asked if name == "__order" and text), ",".join(table.order))
    query = [each for each in asked if each[0] != "__order"]
    query += [("__order", f"{order},id"), ("__page", str(page)), ("__page_size", str(PAGE))]
    path = f"/tables/{table.name}/"
    return {
        **call.request.scope, "method": "GET", "path": path, "raw_path": path.encode(), "root_path": "", "path_params": {},
        "query_string": urlencode(query).encode(),
        "user": StaffUser(call.asker.person.name, call.asker.person.person), "auth": AuthCredentials(["authenticated"]),
    }  # fmt: skip


def _lines(rows: list[dict[str, Any]], columns: list[AdminColumn]) -> Iterator[list[str]]:
    for row in rows:
        yield [_cell(row[column.name], column) for column in columns]


def _cell(value: Any, column: AdminColumn) -> str:
    """What a cell of the list shows; nothing where it is empty."""
    if value is None:
        return ""
    return french.day(date.fromisoformat(value)) if column.kind == "day" else str(value)


def _not_understood(call: Call, caught: Caught) -> Response:
    return call.page("error", "Export impossible", status=caught.status, message=NOT_UNDERSTOOD, remedy="")
