"""The addresses of what is printed: `/receipts/{id}.pdf`, `/declarations/{id}` (`.html`, `.csv`), under the session cookie."""

import re
import unicodedata
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from admin.door import Entrance
from admin.page import headers
from models.engine import DB
from models.scope import scoped
from models.visibility import explicit_predicates
from resolvers.asker import Asker
from resolvers.printouts import Printout
from resolvers.printouts.declarations import declaration_printout
from resolvers.printouts.receipts import receipt
from rules.problems import Code, Refused, problem
from server.faults import Fault, faults
from server.graphql import json
from server.prints.page import html
from server.prints.pdf import Press
from server.prints.spreadsheet import spreadsheet

LIGATURES = str.maketrans({"œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae"})
Find = Callable[[Asker, str], Awaitable[Printout | None]]
Make = Callable[[Printout, str], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Desk:
    """Finds what is asked as the person signed in may read it, then makes a file of it."""

    entrance: Entrance
    press: Press

    def routes(self) -> list[Route]:
        """One route for each kind of file; nothing but GET."""
        return [
            self._route("/receipts/{id}.pdf", receipt, self._pdf),
            self._route("/declarations/{id}.csv", declaration_printout, self._csv),
            self._route("/declarations/{id}.html", declaration_printout, self._page),
            self._route("/declarations/{id}", declaration_printout, self._page),
        ]

    def _route(self, path: str, find: Find, make: Make) -> Route:
        async def answer(request: Request) -> Response:
            mark = request.path_params["id"]
            try:
                printout = await self._found(request, find, mark)
                return await make(printout, mark)
            except Exception as error:  # the last wall: whatever it is, it is JSON with a code
                return _refusal(faults(error))

        return Route(path, answer, methods=["GET"])

    async def _found(self, request: Request, find: Find, mark: str) -> Printout:
        """Read in one transaction, which is over before anything is laid out."""
        with scoped(None), explicit_predicates(self.entrance.house.explicit_predicates):
            asker = await self.entrance.asker(request)
            with scoped(asker.person):
                async with DB.transaction():
                    found = await find(asker, mark)
        if found is None:
            raise Refused(problem(Code.NOT_FOUND))
        return found

    async def _pdf(self, printout: Printout, _: str) -> Response:
        return _file(await self.press.pdf(html(printout)), "application/pdf", printout, "pdf")

    async def _csv(self, printout: Printout, _: str) -> Response:
        return _file(spreadsheet(printout), "text/csv; charset=utf-8", printout, "csv")

    async def _page(self, printout: Printout, mark: str) -> Response:
        page = html(printout, f"/declarations/{mark}.csv")
        return HTMLResponse(page, headers=headers(font_src="'self'") | {"Vary": "Cookie"})


def _file(content: bytes, kind: str, printout: Printout, extension: str) -> Response:
    named = {"Content-Disposition": f'attachment; filename="{file_name(printout.name)}.{extension}"', "Vary": "Cookie"}
    return Response(content, headers=headers() | named, media_type=kind)


def file_name(words: str) -> str:
    """French words as every file system takes them: plain letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", words.translate(LIGATURES)).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")[:100] or "document"


def _refusal(fault: Fault) -> Response:
    """A refusal as JSON. What the person may not see answers as what does not exist."""
    statuses = {Code.NOT_FOUND: 404}
    status = statuses.get(fault.error["extensions"]["code"], fault.status)
    return json({"errors": [fault.error]}, status, {"Retry-After": "2"} if status == 503 else None)
