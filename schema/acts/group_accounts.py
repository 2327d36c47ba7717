"""Stating the total of accounts that several structures share."""

import strawberry
from strawberry import ID, Info

from resolvers import group_accounts
from schema.acts.payload import done
from schema.group_accounts import GroupAccounts
from schema.guards import act
from schema.problem import Problem
from schema.scalars import Euros


@strawberry.input(description="The total of the charges that several structures of one organisation share by a key.")
class StateGroupAccountsInput:
    """By whoever provides the financial data of every one of them."""

    declarations: list[ID] = strawberry.field(
        description="The forecast or actual declarations of at least two structures, of one kind and year."
    )
    total: Euros = strawberry.field(description="The total of the charges in the organisation's analytical accounts.")
    version: int = strawberry.field(
        default=0, description="The version of the total that was read, 0 if there was none."
    )


@strawberry.type(description="The total as it is now, or why nothing was done.")
class GroupAccountsPayload:
    """Either the total or errors."""

    group_accounts: GroupAccounts | None = None
    errors: list[Problem] = strawberry.field(default_factory=list)


@strawberry.type
class GroupAccountsActs:
    """By a financial data provider."""

    @act("State the total of the charges that several structures share, or correct it.", "group_accounts.state")
    async def state_group_accounts(self, info: Info, input: StateGroupAccountsInput) -> GroupAccountsPayload:
        """A control then compares it with the sum of their accounts."""
        doing = group_accounts.state_group_accounts(info.context, input.declarations, input.total, input.version)
        shown: GroupAccountsPayload = await done(info, doing, "GroupAccounts", GroupAccountsPayload, "group_accounts")
        return shown
