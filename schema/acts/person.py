"""Accounts asked for, and what is wanted of them."""

import strawberry
from strawberry import ID, Info

from resolvers import openings
from schema.acts.payload import done
from schema.guards import act
from schema.person import AccountOpening, Person
from schema.problem import Problem


@strawberry.input(description="An account asked for: its owner gets a link by which he chooses his password.")
class OpenAccountInput:
    """By a habilitation manager, for his Caf, or by the Cnaf."""

    email: str
    display_name: str = strawberry.field(description="First and last name.")
    organisation: ID | None = strawberry.field(default=None, description="Whom the person works for, in this Caf.")


@strawberry.input(description="A person for whom the caller answers.")
class PersonInput:
    """By a habilitation manager, in his own Caf, or by the Cnaf."""

    person: ID


@strawberry.type(description="The opening as it is now, or why nothing was done.")
class AccountOpeningPayload:
    """Either the opening or errors."""

    account_opening: AccountOpening | None = None
    errors: list[Problem] = strawberry.field(default_factory=list)


@strawberry.type(description="The person, or why nothing was done.")
class PersonPayload:
    """Either the person or errors."""

    person: Person | None = None
    errors: list[Problem] = strawberry.field(default_factory=list)


@strawberry.type
class PersonActs:
    """By a habilitation manager, in his own Caf, or by the Cnaf."""

    @act("Ask for an account: the same answer whether the address has one or not.", "account.open")
    async def open_account(self, info: Info, input: OpenAccountInput) -> AccountOpeningPayload:
        """Its owner alone chooses the password."""
        doing = openings.open_account(info.context, input.email, input.display_name, input.organisation)
        return await done(info, doing, "AccountOpening", AccountOpeningPayload, "account_opening")

    @act("Send the first link again; nothing tells whether it was still wanted.", "account.open")
    async def send_opening_again(self, info: Info, input: PersonInput) -> PersonPayload:
        """To whoever has not chosen a password yet."""
        return await done(
            info, openings.send_opening_again(info.context, input.person), "Person", PersonPayload, "person"
        )

    @act("Want a new password of somebody at the next sign-in; every session of his ends.", "account.force_change")
    async def force_password_change(self, info: Info, input: PersonInput) -> PersonPayload:
        """Nobody sets it for him."""
        return await done(
            info, openings.force_password_change(info.context, input.person), "Person", PersonPayload, "person"
        )
