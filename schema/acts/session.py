"""Signing in and out."""

import strawberry
from strawberry import Info

from resolvers import sessions
from rules.problems import Refused
from schema.account import PendingStep, pending
from schema.guards import act
from schema.problem import Problem, problems
from schema.questions.viewer import make_viewer
from schema.selection import selection_of
from schema.viewer import Viewer


@strawberry.input(description="Who signs in.")
class SignInInput:
    """E-mail and password."""

    email: str
    password: str


@strawberry.type(description="The person signed in, the steps that the session still waits for, or why there is none.")
class SignInPayload:
    """Either the viewer or errors; the session travels in a cookie."""

    viewer: Viewer | None = None
    steps: list[PendingStep] = strawberry.field(default_factory=list)
    errors: list[Problem] = strawberry.field(default_factory=list)


@strawberry.type(description="The session has ended.")
class SignOutPayload:
    """Nothing can be refused here."""

    errors: list[Problem] = strawberry.field(default_factory=list)


@strawberry.type
class SessionActs:
    """A session travels in a cookie."""

    @act("Open a session by e-mail and password.", "session.open", keyed=False)
    async def sign_in(self, info: Info, input: SignInInput) -> SignInPayload:
        """The same answer for a wrong password and an unknown account."""
        try:
            await sessions.sign_in(info.context, input.email, input.password)
        except Refused as refused:
            return SignInPayload(errors=problems(refused.problems))
        below = selection_of(info._raw_info).below("SignInPayload", "viewer")
        steps = pending(info.context)
        if steps:
            return SignInPayload(steps=steps)
        return SignInPayload(viewer=await make_viewer(info.context, below))

    @act("End the session.", "session.open", keyed=False)
    async def sign_out(self, info: Info) -> SignOutPayload:
        """Its token opens nothing from now on."""
        await sessions.sign_out(info.context)
        return SignOutPayload()
