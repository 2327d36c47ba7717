"""Signing in and out, and the steps between a right password and an open session."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from starlette.responses import Response

from resolvers import accounts, second_factor, sessions
from rules import notice
from rules.problems import Problem
from rules.sign_in import STEP_LABELS, Step
from server.account import enrolment, passwords
from server.account.call import Call
from server.account.place import with_query
from server.account.reception import attempted

NEWS = {"password": "Votre mot de passe est enregistré. Connectez-vous.", "out": "Vous êtes déconnecté."}
"""What a page before this one has done."""


async def sign_in_form(call: Call) -> Response:
    """The form, the legal notice above it."""
    return _form(call)


def _form(call: Call, problems: Sequence[Problem] = ()) -> Response:
    scope = call.asker.visit.scope if call.asker.visit else None
    return call.page(
        "sign_in", "Connexion", problems,
        paragraphs=notice.NOTICE, present=scope.name if scope else "", news=NEWS.get(call.asked("done"), ""),
    )  # fmt: skip


async def sign_in(call: Call) -> Response:
    """Open a session, under a new token; then its steps, then where it was to lead."""
    problems = await attempted(sessions.sign_in(call.asker, call.typed("email"), call.typed("password")))
    if problems:
        return _form(call, problems)
    # Once a step has asked for a new password, nobody is asked for another.
    change = call.typed("change") and Step.NEW_PASSWORD not in call.asker.visitor.steps
    return call.onward(with_query(call.place.password, next=call.next) if change else call.next)


async def sign_out(call: Call) -> Response:
    """End the session of this door."""
    await sessions.sign_out(call.asker)
    return call.go(call.place.sign_in, done="out")


async def step_form(call: Call) -> Response:
    """The first step that is left, or onward."""
    steps = call.asker.visitor.steps
    return await _shown(call, steps[0]) if steps else call.onward()


async def _shown(call: Call, step: Step, problems: Sequence[Problem] = ()) -> Response:
    steps = _steps(call)
    match step:
        case Step.SECOND_FACTOR:
            return call.page("code", "Second facteur", problems, **steps)
        case Step.NEW_PASSWORD:
            return await passwords.change_form(call, problems, **steps)
        case Step.NOTICE:
            paragraphs = {"paragraphs": notice.NOTICE, "version": notice.VERSION}
            return call.page("notice", "Avertissement légal", problems, **steps, **paragraphs)
        case Step.ENROLMENT:
            return enrolment.form(call, problems, **steps)


def _steps(call: Call) -> dict[str, Any]:
    """What a page of a step says of where one stands."""
    left = call.asker.visitor.steps
    return {"steps": [STEP_LABELS[each] for each in left], "step": left[0].value, "back": call.place.step}


async def take_step(call: Call) -> Response:
    """Do the step that the page asked for, if the session still waits for it; then the next."""
    left = call.asker.visitor.steps
    if not left or call.typed("step") != left[0]:
        return call.onward()
    if left[0] is Step.ENROLMENT:
        return await enrolment.take(call, **_steps(call))
    problems = await attempted(ACTS[left[0]](call))
    return await _shown(call, left[0], problems) if problems else await call.done()


ACTS: dict[Step, Callable[[Call], Awaitable[object]]] = {
    Step.SECOND_FACTOR: lambda call: second_factor.confirm_second_factor(call.asker, call.typed("code")),
    Step.NEW_PASSWORD: passwords.change,
    Step.NOTICE: lambda call: accounts.accept_notice(call.asker, call.typed("version"), bool(call.typed("accepted"))),
}
