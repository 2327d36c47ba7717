"""What the Cnaf keeps: staff, Cafs, accounts that are closed and opened again."""

from datetime import date

import strawberry
from strawberry import ID, Info

from resolvers import cafs, staff
from rules.policy import Role
from rules.problems import Refused
from schema.acts.payload import done
from schema.caf import Caf
from schema.guards import act
from schema.problem import Problem, problems
from schema.staff_role import StaffRole


@strawberry.input(description="A staff role given to the person of an e-mail, known to the portal or not.")
class NameStaffInput:
    """By the Cnaf."""

    email: str
    display_name: str = strawberry.field(description="First and last name.")
    role: Role = strawberry.field(description="A staff role.")
    caf: ID | None = strawberry.field(default=None, description="The Caf; none for a national role.")
    starts_on: date = strawberry.field(description="First day.")
    ends_on: date | None = strawberry.field(default=None, description="Last day, if known.")


@strawberry.input(description="A staff role ended.")
class EndStaffRoleInput:
    """By the Cnaf."""

    staff_role: ID
    ends_on: date | None = strawberry.field(default=None, description="Its last day; without one it ends at once.")


@strawberry.input(description="The account of an address.")
class AccountInput:
    """By the Cnaf."""

    email: str


@strawberry.input(description="A Caf opened on the portal.")
class OpenCafInput:
    """By the Cnaf."""

    code: str = strawberry.field(description="Three digits or letters (code organisme). Unique.")
    name: str = strawberry.field(description="Its name, in French.")


@strawberry.input(description="The name of a Caf corrected.")
class RenameCafInput:
    """By the Cnaf."""

    caf: ID
    name: str


@strawberry.type(description="The staff role as it is now, or why nothing was done.")
class StaffRolePayload:
    """Either the role or errors."""

    staff_role: StaffRole | None = None
    errors: list[Problem] = strawberry.field(default_factory=list)


@strawberry.type(description="The Caf as it is now, or why nothing was done.")
class CafPayload:
    """Either the Caf or errors."""

    caf: Caf | None = None
    errors: list[Problem] = strawberry.field(default_factory=list)


@strawberry.type(description="Why nothing was done; without errors the account is as was asked.")
class AccountStatePayload:
    """Nothing more: the Cnaf need not see whose account it is."""

    errors: list[Problem] = strawberry.field(default_factory=list)


async def _set_active(info: Info, email: str, active: bool) -> AccountStatePayload:
    try:
        await staff.set_account_active(info.context, email, active)
    except Refused as refused:
        return AccountStatePayload(errors=problems(refused.problems))
    return AccountStatePayload()


@strawberry.type
class StaffActs:
    """By the Cnaf."""

    @act("Give a staff role in a Caf, or a national one, to the person of an e-mail.", "staff_role.keep")
    async def name_staff(self, info: Info, input: NameStaffInput) -> StaffRolePayload:
        """Never to himself, never to a partner."""
        doing = staff.name_staff(
            info.context, input.email, input.display_name, input.role, input.caf, input.starts_on, input.ends_on
        )
        return await done(info, doing, "StaffRole", StaffRolePayload, "staff_role")

    @act("End a staff role: at once, or after a day to come.", "staff_role.keep")
    async def end_staff_role(self, info: Info, input: EndStaffRoleInput) -> StaffRolePayload:
        """It opens nothing from the next request on."""
        doing = staff.end_staff_role(info.context, input.staff_role, input.ends_on)
        return await done(info, doing, "StaffRole", StaffRolePayload, "staff_role")

    @act("Close the account of an address: it signs in no more and its sessions end.", "account.activate")
    async def deactivate_account(self, info: Info, input: AccountInput) -> AccountStatePayload:
        """Never one's own."""
        return await _set_active(info, input.email, False)

    @act("Open again the account of an address that was closed.", "account.activate")
    async def reactivate_account(self, info: Info, input: AccountInput) -> AccountStatePayload:
        """With the password that it had."""
        return await _set_active(info, input.email, True)

    @act("Open a Caf on the portal.", "caf.keep")
    async def open_caf(self, info: Info, input: OpenCafInput) -> CafPayload:
        """Its code stays."""
        return await done(info, cafs.open_caf(info.context, input.code, input.name), "Caf", CafPayload, "caf")

    @act("Correct the name of a Caf.", "caf.keep")
    async def rename_caf(self, info: Info, input: RenameCafInput) -> CafPayload:
        """Its code stays."""
        return await done(info, cafs.rename_caf(info.context, input.caf, input.name), "Caf", CafPayload, "caf")
