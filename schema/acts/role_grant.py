"""Granting roles and ending them."""

from datetime import date

import strawberry
from strawberry import ID, Info

from resolvers import role_grants
from rules.policy import Role
from schema.acts.payload import done
from schema.guards import act
from schema.problem import Problem
from schema.role_grant import RoleGrant


@strawberry.input(description="A partner role given to the person of an e-mail, known to the portal or not.")
class GrantRoleInput:
    """By a habilitation manager, in his own Caf."""

    email: str
    display_name: str = strawberry.field(description="First and last name.")
    tenure: ID
    role: Role
    starts_on: date = strawberry.field(description="First day.")
    ends_on: date | None = strawberry.field(default=None, description="Last day, if known.")


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


@strawberry.type
class RoleGrantActs:
    """By a habilitation manager, in his own Caf."""

    @act("Give a partner role on a tenure to the person of an e-mail.", "role_grant.grant")
    async def grant_role(self, info: Info, input: GrantRoleInput) -> RoleGrantPayload:
        """Never to himself."""
        doing = role_grants.grant_role(
            info.context, input.email, input.display_name, input.tenure,
            input.role, input.starts_on, input.ends_on,
        )  # fmt: skip
        return await done(info, doing, "RoleGrant", RoleGrantPayload, "role_grant")

    @act("End a grant: at once, or on a day to come.", "role_grant.end")
    async def end_role_grant(self, info: Info, input: EndRoleGrantInput) -> RoleGrantPayload:
        """It opens nothing from the next request on."""
        doing = role_grants.end_role_grant(info.context, input.role_grant, input.ends_on)
        return await done(info, doing, "RoleGrant", RoleGrantPayload, "role_grant")
