"""One request for a page of our own: who asks, what was typed, and the pages that can answer it."""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import MultiDict
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from admin.links import links_of
from admin.page import headers
from admin.refusals import STATUSES
from admin.stencil import stencils
from admin.tables import staff_roles
from models.scope import Held
from resolvers.asker import Asker
from rules import french
from rules.numerals import Unreadable, exact, quotable
from rules.problems import Code, Problem, Refused, problem

template = stencils(Path(__file__).parent.parent / "templates")
PAGE_HEADERS = headers(form_action="'self'") | {"Vary": "Cookie", "Referrer-Policy": "same-origin"}
"""With `no-referrer` a browser says `Origin: null` as it posts a form, which is refused."""


@dataclass(slots=True)
class Call:
    """One request of somebody who may be here."""

    request: Request
    asker: Asker
    form: MultiDict = field(default_factory=MultiDict)

    @property
    def held(self) -> Held:
        """His staff roles."""
        return staff_roles(self.asker.person)

    @property
    def key(self) -> int:
        """The id in the address; 0 when it is none."""
        text = str(self.request.path_params.get("key", ""))
        return int(text) if text.isascii() and text.isdigit() and int(text or 0) < 2**31 else 0

    def typed(self, name: str) -> str:
        """A field of the form; empty when it was not sent."""
        return str(self.form.get(name, "")).strip()

    def day(self, name: str) -> str:
        """A day of the form as a field shows it: in French where it is one, else what was typed."""
        found = french.read_day(self.typed(name))
        return french.day(found) if found else self.typed(name)

    def ticked(self, name: str) -> list[str]:
        """Every value that was ticked under a name."""
        return [str(text) for text in self.form.getlist(name) if text]

    def suggest(self, **values: object) -> None:
        """What stands in fields where nobody typed yet."""
        for name, value in values.items():
            self.form.setdefault(name, "" if value is None else str(value))

    def page(self, name: str, title: str, problems: Sequence[Problem] = (), status: int = 200, **more: Any) -> Response:
        """A page; with refusals, each beside the field that it is about, or on top."""
        shown = {"title": title, "call": self, "refusals": by_field(problems), "done": "", **more}
        shown |= {"links": links_of(self.held), "who": self.asker.person.name, "here": self.request.url.path}
        if problems:
            status = STATUSES.get(problems[0].code, 422)
        return HTMLResponse(template(f"{name}.html").render(**shown), status, PAGE_HEADERS)

    def go(self, path: str, **query: str) -> Response:
        """On to another page, by GET."""
        asked = f"?{urlencode(query)}" if query else ""
        return RedirectResponse(path + asked, 303, headers=PAGE_HEADERS)

    def nowhere(self) -> Response:
        """What is not there, or is not for these roles: the same page."""
        missing = problem(Code.NOT_FOUND)
        return self.page(
            "error", "Page introuvable", status=404, message=missing.message, remedy="Reprenez depuis le menu."
        )


def by_field(problems: Sequence[Problem]) -> dict[str, list[Problem]]:
    """The refusals under the name of the field that each is about; under none those about the whole."""
    found: dict[str, list[Problem]] = {}
    for each in problems:
        found.setdefault(each.path[0] if each.path else "", []).append(each)
    return found


async def attempted(doing: Awaitable[Any]) -> tuple[Any, tuple[Problem, ...]]:
    """Do it: what it made, or the refusals."""
    try:
        return await doing, ()
    except Refused as refused:
        return None, refused.problems


def day_typed(call: Call, name: str, path: str, problems: list[Problem], wanted: bool = True) -> date | None:
    """A day of the form, as people write it; a refusal when it is none."""
    text = call.typed(name)
    if not text and not wanted:
        return None
    found = french.read_day(text)
    if found is None:
        detail = "une date est attendue, par exemple 30/09/2026"
        if text:
            detail = f"« {quotable(text)} » n'est pas une date, qui s'écrit comme 30/09/2026"
        problems.append(problem(Code.BAD_DATES, path, detail=detail))
    return found


def number_typed(call: Call, name: str, path: str, label: str, problems: list[Problem]) -> int | None:
    """A whole number of the form; a refusal when it cannot be read."""
    try:
        return int(exact(call.typed(name), 0))
    except Unreadable as wrong:
        told = Unreadable(wrong.given, "un nombre entier", "Saisissez un nombre entier, en chiffres.")
        problems.append(told.at(path, label=label))
        return None
