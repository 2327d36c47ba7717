"""Choosing a password: by a one-time link, instead of the present one, and asking for a link when it is forgotten."""

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from resolvers import accounts
from resolvers.passwords import MAX_LENGTH, MIN_LENGTH
from resolvers.people import own_email
from rules.problems import Code, Problem, Refused, problem
from server.account.call import OF_OWN_WISH, Call, whole_page
from server.account.reception import attempted
from server.stencil import template

RULES = {"shortest": MIN_LENGTH, "longest": MAX_LENGTH}


async def change(call: Call) -> None:
    """Replace one's password by the one typed twice."""
    await accounts.change_password(call.asker, call.typed("current"), _twice(call))


def _twice(call: Call) -> str:
    if call.typed("new") != call.typed("again"):
        raise Refused(problem(Code.PASSWORDS_DIFFER, "again"))
    return call.typed("new")


async def change_form(call: Call, problems: Sequence[Problem] = (), **more: Any) -> Response:
    """The present password, and the new one twice. The address is there for programs that keep passwords."""
    email = await own_email(call.asker)
    return call.page("password", "Changer de mot de passe", problems, email=email, **RULES, **more)


async def own_change_form(call: Call) -> Response:
    """The same, of one's own wish."""
    return await change_form(call, **OF_OWN_WISH, back=call.place.password)


async def change_own(call: Call) -> Response:
    """Change it; all other sessions end, this one has a new token."""
    problems = await attempted(change(call))
    if problems:
        return await change_form(call, problems, **OF_OWN_WISH, back=call.place.password)
    asked = call.typed("next")
    return await call.done(call.next if asked else f"{call.place.account}?done=password")


async def forgotten_form(call: Call) -> Response:
    """Asks for the address; told once it is sent."""
    return call.page("forgotten", "Mot de passe oublié", sent=bool(call.asked("sent")))


async def forgotten(call: Call) -> Response:
    """Ask for a link. The answer is the same whether there is an account or not."""
    problems = await attempted(accounts.request_password_reset(call.asker, call.typed("email")))
    if problems:
        return call.page("forgotten", "Mot de passe oublié", problems, sent=False)
    return call.go(f"{call.place.prefix}/forgotten", sent="1")


async def link_form(call: Call) -> Response:
    """What a one-time link opens. Looking does not use it up: programs that read mail follow links."""
    token = call.asked("token")
    return _choose(call, token) if await accounts.link_holds(call.asker, token) else _not_valid()


def _choose(call: Call, token: str, problems: Sequence[Problem] = ()) -> Response:
    return call.page("link", "Choisir votre mot de passe", problems, token=token, **RULES)


async def use_link(call: Call) -> Response:
    """Choose the password; every session of the account ends. One signs in afterwards."""
    token = call.typed("token")
    try:
        await accounts.use_link(call.asker, token, _twice(call))
    except Refused as refused:
        gone = refused.problems[0].code is Code.LINK_NOT_VALID or not await accounts.link_holds(call.asker, token)
        return _not_valid() if gone else _choose(call, token, refused.problems)
    return call.go(call.place.sign_in, done="password")


def _not_valid() -> Response:
    """One page for a link that is unknown, used or too old."""
    told = problem(Code.LINK_NOT_VALID)
    return whole_page("Lien expiré", template("account/link_not_valid.html").render(message=told.message), status=404)
