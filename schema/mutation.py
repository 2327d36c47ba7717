"""What can be done, put together from the nouns of `schema.acts`: one mutation per act, in the users' words."""

import strawberry

from schema.acts.account import AccountActs
from schema.acts.agreement import AgreementActs
from schema.acts.declaration import DeclarationActs
from schema.acts.group_accounts import GroupAccountsActs
from schema.acts.period import PeriodActs
from schema.acts.person import PersonActs
from schema.acts.processing import ProcessingActs
from schema.acts.role_grant import RoleGrantActs
from schema.acts.session import SessionActs
from schema.acts.sheet import SheetActs
from schema.acts.staff import StaffActs
from schema.acts.structure import StructureActs


@strawberry.type
class Mutation(
    SessionActs, AccountActs, StructureActs, AgreementActs, GroupAccountsActs, DeclarationActs, ProcessingActs,
    PeriodActs, RoleGrantActs, PersonActs, StaffActs, SheetActs,
):  # fmt: skip
    """Every act answers the changed object or errors, and writes nothing when it refuses."""
