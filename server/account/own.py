"""« Mon compte »: one's sessions, roles, password and second factor."""

from collections.abc import Sequence

from starlette.responses import Response

from resolvers import second_factor, sessions
from resolvers.access import who_sees_mine
from resolvers.opaque import encode
from resolvers.own_roles import own_roles
from resolvers.people import own_email
from rules.policy import ROLE_LABELS
from rules.problems import Problem
from rules.sign_in import SessionDoor
from server.account import enrolment
from server.account.call import OF_OWN_WISH, Call
from server.account.reception import attempted

NEWS = {
    "password": "Votre mot de passe est changé. Vos autres sessions ont pris fin.",
    "session": "La session a pris fin.",
    "others": "Vos autres sessions ont pris fin.",
    "removed": "Le second facteur est retiré. Vos autres sessions ont pris fin.",
}
"""What was done on one's account, once it is."""
DOORS = {SessionDoor.API: "Espace des partenaires et API", SessionDoor.ADMIN: "Administration"}


async def account(call: Call) -> Response:
    """All of it on one page."""
    return await _shown(call)


async def _shown(call: Call, problems: Sequence[Problem] = ()) -> Response:
    asker = call.asker
    return call.page(
        "own", "Mon compte", problems,
        name=asker.person.name,
        email=await own_email(asker),
        roles=await own_roles(asker),
        role_labels=ROLE_LABELS,
        seen_by=await who_sees_mine(asker),
        today=asker.today,
        sessions=[(encode("Session", each.key), each) for each in await sessions.own_sessions(asker)],
        doors=DOORS,
        protected_since=asker.visitor.second_factor_at,
        news=NEWS.get(call.asked("done"), ""),
    )  # fmt: skip


async def end_sessions(call: Call) -> Response:
    """End one of one's sessions, or all others."""
    if call.typed("others"):
        await sessions.end_other_sessions(call.asker)
        return call.go(call.place.account, done="others")
    problems = await attempted(sessions.end_session(call.asker, call.typed("session")))
    if problems:
        return await _shown(call, problems)
    return (
        call.go(call.place.sign_in, done="out")
        if call.asker.signed_out
        else call.go(call.place.account, done="session")
    )


async def second_factor_form(call: Call) -> Response:
    """Set it up, or remove the one in service."""
    return _second_factor(call)


def _second_factor(call: Call, problems: Sequence[Problem] = ()) -> Response:
    back = {"back": call.place.second_factor}
    if call.asker.visitor.second_factor_at is None:
        return enrolment.form(call, problems, **OF_OWN_WISH, **back)
    return call.page("second_factor", "Retirer le second facteur", problems, **back)


async def change_second_factor(call: Call) -> Response:
    """Begin, put in service, or remove."""
    if call.typed("act") != "remove":
        return await enrolment.take(call, **OF_OWN_WISH, back=call.place.second_factor)
    problems = await attempted(second_factor.remove_second_factor(call.asker, call.typed("code")))
    if problems:
        return _second_factor(call, problems)
    return await call.done(f"{call.place.account}?done=removed")
