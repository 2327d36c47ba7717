"""One request for a page of an account: who asks, what was typed, and the pages and addresses that can answer it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from admin.page import OWN_ACCOUNT, SHELL, Html, fill, headers
from resolvers import sessions
from resolvers.asker import Asker
from rules.problems import PROBLEMS, Code, Problem
from server.account.place import Place, local_path, with_query
from server.stencil import template

PAGE_HEADERS = headers(form_action="'self'") | {"Vary": "Cookie", "Referrer-Policy": "same-origin"}
"""With `no-referrer` a browser says `Origin: null` as it posts a form, which is refused. No other site learns an address."""
RETRY_SECONDS = 5
"""For how long to wait where a refusal does not say."""
OF_OWN_WISH: Mapping[str, Any] = {"steps": [], "step": ""}
"""What a form says of the steps of a sign-in where none asks for it."""


@dataclass(slots=True)
class Call:
    """One request at one door."""

    request: Request
    place: Place
    asker: Asker
    form: Mapping[str, str]

    def typed(self, name: str) -> str:
        """A field of the form; empty when it was not sent."""
        return self.form.get(name, "")

    def asked(self, name: str) -> str:
        """A parameter of the address."""
        return self.request.query_params.get(name, "")

    @property
    def next(self) -> str:
        """Where to go once this is done: on this site, whatever was asked for."""
        given = self.typed("next") if self.request.method == "POST" else self.asked("next")
        return local_path(given, self.place.home)

    def page(self, name: str, title: str, problems: Sequence[Problem] = (), /, **more: Any) -> Response:
        """A page; with refusals, each beside the field that it is about, or on top."""
        content = template(f"account/{name}.html").render(
            place=self.place, next=self.next, typed=self.form, title=title, refusals=_by_field(problems), **more
        )
        return whole_page(title, content, problems, account=self.place.account)

    def go(self, path: str, **query: str) -> Response:
        """On to another address of this site, by GET."""
        return RedirectResponse(with_query(path, **query), 303, headers=PAGE_HEADERS)

    def onward(self, target: str = "") -> Response:
        """To the next step of the session, or where it was to lead once none is left."""
        target = target or self.next
        if self.asker.visit is None:
            return self.go(self.place.sign_in, next=target)
        return self.go(self.place.step, next=target) if self.asker.visit.steps else self.go(target)

    async def done(self, target: str = "") -> Response:
        """After an act on the account: the session as it is now, and onward."""
        await sessions.enter_again(self.asker)
        return self.onward(target)


def whole_page(
    title: str, content: str, problems: Sequence[Problem] = (), status: int = 200, account: str = OWN_ACCOUNT
) -> Response:
    """A page in its shell. The first refusal gives the status; `account` is where « Mon compte » leads."""
    more: dict[str, str] = {}
    if problems:
        entry = PROBLEMS[problems[0].code]
        status = entry.status if entry.status >= 400 else 422
    if status == PROBLEMS[Code.RATE_LIMITED].status:
        more["Retry-After"] = str(problems[0].details.get("retryAfter", RETRY_SECONDS) if problems else RETRY_SECONDS)
    body = fill(SHELL, title=title, body=Html(content), account=account)
    return HTMLResponse(body, status, PAGE_HEADERS | more)


def _by_field(problems: Sequence[Problem]) -> dict[str, list[Problem]]:
    """The refusals under the name of the field that each is about; under none those about the whole."""
    found: dict[str, list[Problem]] = {}
    for each in problems:
        found.setdefault(each.path[0] if each.path else "", []).append(each)
    return found
