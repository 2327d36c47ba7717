"""Granting roles, putting grants in service, suspending and ending them."""

from collections.abc import Awaitable
from datetime import date

import strawberry
from strawberry import ID, Info

from resolvers import role_grants
from resolvers.opaque import encode
from rules.policy import Role
from rules.problems import Refused
from schema.acts.payload import all_shown, done
from schema.guards import act
from schema.problem import Problem, problems
from schema.role_grant import RoleGrant

REQUESTED = "True: it is only asked for, and opens nothing until it is activated."


@strawberry.input(description="A partner role given to the person of an e-mail, known to the portal or not.")
class GrantRoleInput:
    """By a habilitation manager, in his own Caf."""

    email: str
    display_name: str = strawberry.field(description="First and last name.")
    tenure: ID
    role: Role
    starts_on: date = strawberry.field(description="First day.")
    ends_on: date | None = strawberry.field(default=None, description="Last day, if known.")
    requested: bool = strawberry.field(default=False, description=REQUESTED)


@strawberry.input(description="Each of some partner roles on each of some tenures, given to the person of an e-mail.")
class GrantRolesInput:
    """By a habilitation manager, in his own Caf."""

    email: str
    display_name: str = strawberry.field(description="First and last name.")
    tenures: list[ID] = strawberry.field(description="At most as many as the longest page.")
    roles: list[Role]
    starts_on: date = strawberry.field(description="First day.")
    ends_on: date | None = strawberry.field(default=None, description="Last day, if known.")
    requested: bool = strawberry.field(default=False, description=REQUESTED)


@strawberry.input(description="A grant put in service or suspended.")
class RoleGrantInput:
    """By a habilitation manager, in his own Caf."""

    role_grant: ID


@strawberry.input(description="A grant ended.")
class EndRoleGrantInput:
    """By a habilitation manager, in his own Caf."""

    role_grant: ID
    ends_on: date | None = strawberry.field(default=None, description="Its last day; without one it ends at once.")


@strawberry.type(description="The grant as it is now, or why nothing was done.")
class RoleGrantPayload:
    """Either the grant or errors."""

    role_grant: RoleGrant | None = None
    errors: list[Problem] = strawberry.field(default_factory=list)


@strawberry.type(description="A role that was in force already on all the days asked, and was left alone.")
class StandingGrant:
    """Told by its tenure and role."""

    tenure: ID
    role: Role


@strawberry.type(description="The grants that were made and those that stood already, or why nothing was done.")
class GrantRolesPayload:
    """Either grants or errors."""

    role_grants: list[RoleGrant] = strawberry.field(default_factory=list)
    standing: list[StandingGrant] = strawberry.field(default_factory=list)
    errors: list[Problem] = strawberry.field(default_factory=list)


async def _shown(info: Info, doing: Awaitable[int]) -> RoleGrantPayload:
    """Do an act on a grant, then show it."""
    shown: RoleGrantPayload = await done(info, doing, "RoleGrant", RoleGrantPayload, "role_grant")
    return shown


@strawberry.type
class RoleGrantActs:
    """By a habilitation manager, in his own Caf."""

    @act("Give a partner role on a tenure to the person of an e-mail.", "role_grant.grant")
    async def grant_role(self, info: Info, input: GrantRoleInput) -> RoleGrantPayload:
        """Never to himself."""
        doing = role_grants.grant_role(
            info.context, input.email, input.display_name, input.tenure,
            input.role, input.starts_on, input.ends_on, input.requested,
        )  # fmt: skip
        return await _shown(info, doing)

    @act("Give several partner roles on several tenures at once: all of them, or none.", "role_grant.grant")
    async def grant_roles(self, info: Info, input: GrantRolesInput) -> GrantRolesPayload:
        """Asked again it makes nothing twice."""
        try:
            granted = await role_grants.grant_roles(
                info.context, input.email, input.display_name, input.tenures, input.roles,
                input.starts_on, input.ends_on, input.requested,
            )  # fmt: skip
        except Refused as refused:
            return GrantRolesPayload(errors=problems(refused.problems))
        return GrantRolesPayload(
            role_grants=await all_shown(info, granted.made, "RoleGrant", GrantRolesPayload.__name__, "roleGrants"),
            standing=[StandingGrant(tenure=ID(encode("Tenure", key)), role=role) for key, role in granted.standing],
        )

    @act("Put in service a grant that was asked for or suspended.", "role_grant.activate")
    async def activate_role_grant(self, info: Info, input: RoleGrantInput) -> RoleGrantPayload:
        """Never one's own."""
        return await _shown(info, role_grants.activate_role_grant(info.context, input.role_grant))

    @act("Take a grant out of service for a while.", "role_grant.suspend")
    async def suspend_role_grant(self, info: Info, input: RoleGrantInput) -> RoleGrantPayload:
        """It opens nothing from the next request on."""
        return await _shown(info, role_grants.suspend_role_grant(info.context, input.role_grant))

    @act("End a grant: at once, or on a day to come.", "role_grant.end")
    async def end_role_grant(self, info: Info, input: EndRoleGrantInput) -> RoleGrantPayload:
        """It opens nothing from the next request on."""
        return await _shown(info, role_grants.end_role_grant(info.context, input.role_grant, input.ends_on))
