"""What can be done: one mutation per act, in the users' words."""

from collections.abc import Awaitable
from typing import Any

import strawberry
from strawberry import Info

from models.engine import DB
from models.scope import scoped
from resolvers import declarations as acts
from resolvers import role_grants, sessions
from resolvers.asker import Asker
from resolvers.opaque import encode
from rules.problems import Refused
from rules.workflow import STEPS, Act
from schema.declaration import Declaration
from schema.forms import read_input
from schema.guards import act
from schema.inputs import (
    AcceptInput,
    ApproveInput,
    CompletePartInput,
    EndRoleGrantInput,
    GrantRoleInput,
    SaveInput,
    SignInInput,
    TakeInput,
)
from schema.problem import Problem, problems
from schema.query import find, make_viewer
from schema.role_grant import RoleGrant
from schema.selection import selection_of
from schema.viewer import Viewer


@strawberry.type(description="The declaration as it is now, or why nothing was done.")
class DeclarationPayload:
    """Either the declaration or errors."""

    declaration: Declaration | None = None
    errors: list[Problem] = strawberry.field(default_factory=list)


@strawberry.type(description="The grant as it is now, or why nothing was done.")
class RoleGrantPayload:
    """Either the grant or errors."""

    role_grant: RoleGrant | None = None
    errors: list[Problem] = strawberry.field(default_factory=list)


@strawberry.type(description="The person signed in, or why not.")
class SignInPayload:
    """Either the viewer or errors; the session travels in a cookie."""

    viewer: Viewer | None = None
    errors: list[Problem] = strawberry.field(default_factory=list)


@strawberry.type(description="The session has ended.")
class SignOutPayload:
    """Nothing can be refused here."""

    errors: list[Problem] = strawberry.field(default_factory=list)


def _asker(info: Info) -> Asker:
    return info.context


async def _done(info: Info, done: Awaitable[int], type_name: str, payload: Any, member: str) -> Any:
    """Do an act, then show the object as it is now; a refusal becomes data."""
    asker = _asker(info)
    try:
        key = await done
    except Refused as refused:
        return payload(errors=problems(refused.problems))
    below = selection_of(info._raw_info).below(payload.__name__, type_name[0].lower() + type_name[1:])
    with scoped(asker.person):
        async with DB.transaction():
            shown = await find(asker, type_name, encode(type_name, key), below)
    return payload(**{member: shown})


async def _declaration(info: Info, done: Awaitable[int]) -> DeclarationPayload:
    return await _done(info, done, "Declaration", DeclarationPayload, "declaration")


async def _role_grant(info: Info, done: Awaitable[int]) -> RoleGrantPayload:
    return await _done(info, done, "RoleGrant", RoleGrantPayload, "role_grant")


@strawberry.type
class Mutation:
    """Every act answers the changed object or errors, and writes nothing when it refuses."""

    @act("Open a session by e-mail and password.", "session.open")
    async def sign_in(self, info: Info, input: SignInInput) -> SignInPayload:
        """The same answer for a wrong password and an unknown account."""
        try:
            await sessions.sign_in(_asker(info), input.email, input.password)
        except Refused as refused:
            return SignInPayload(errors=problems(refused.problems))
        below = selection_of(info._raw_info).below("SignInPayload", "viewer")
        return SignInPayload(viewer=await make_viewer(_asker(info), below))

    @act("End the session.", "session.open")
    async def sign_out(self, info: Info) -> SignOutPayload:
        """Its token opens nothing from now on."""
        await sessions.sign_out(_asker(info))
        return SignOutPayload()

    @act("Keep what was typed in one part, complete or not; the estimate is redone.", *STEPS[Act.SAVE].actions.values())
    async def save(self, info: Info, input: SaveInput) -> DeclarationPayload:
        """By the provider of that part."""
        kind, part, values = read_input(input.values)
        remarks = {remark.control: remark.text for remark in input.remarks or []}
        done = acts.save(_asker(info), input.declaration, input.version, part, values, remarks, kind)
        return await _declaration(info, done)

    @act("Declare one part complete.", *STEPS[Act.COMPLETE_PART].actions.values())
    async def complete_part(self, info: Info, input: CompletePartInput) -> DeclarationPayload:
        """By the provider of that part; no blocking control, a remark on each warning."""
        done = acts.complete_part(_asker(info), input.declaration, input.version, input.part)
        return await _declaration(info, done)

    @act("Check everything, freeze it and send it to the Caf.", *STEPS[Act.APPROVE].actions.values())
    async def approve(self, info: Info, input: ApproveInput) -> DeclarationPayload:
        """By the approver, who attests."""
        return await _declaration(info, acts.approve(_asker(info), input.declaration, input.version, input.attested))

    @act("Take a transmitted declaration in charge.", *STEPS[Act.TAKE].actions.values())
    async def take(self, info: Info, input: TakeInput) -> DeclarationPayload:
        """By an officer of the Caf."""
        return await _declaration(info, acts.take(_asker(info), input.declaration, input.version))

    @act("Accept the declaration: the right is stored.", *STEPS[Act.ACCEPT].actions.values())
    async def accept(self, info: Info, input: AcceptInput) -> DeclarationPayload:
        """By an officer of the Caf."""
        return await _declaration(info, acts.accept(_asker(info), input.declaration, input.version))

    @act("Give a partner role on a tenure to the person of an e-mail.", "role_grant.grant")
    async def grant_role(self, info: Info, input: GrantRoleInput) -> RoleGrantPayload:
        """By a habilitation manager, in his own Caf, never to himself."""
        done = role_grants.grant_role(
            _asker(info), input.email, input.display_name, input.tenure,
            input.role, input.starts_on, input.ends_on,
        )  # fmt: skip
        return await _role_grant(info, done)

    @act("End a grant: at once, or on a day to come.", "role_grant.end")
    async def end_role_grant(self, info: Info, input: EndRoleGrantInput) -> RoleGrantPayload:
        """By a habilitation manager, in his own Caf."""
        return await _role_grant(info, role_grants.end_role_grant(_asker(info), input.role_grant, input.ends_on))
