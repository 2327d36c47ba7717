"""What the Caf's officers do with a declaration."""

from datetime import date

import strawberry
from strawberry import ID, Info

from resolvers import processing
from rules.forms import Part
from rules.workflow import STEPS, Act
from schema.acts.payload import DeclarationPayload, declaration_done
from schema.guards import act


@strawberry.input(description="A declaration taken in charge.")
class TakeInput:
    """By an officer."""

    declaration: ID
    version: int = strawberry.field(description="The version of the declaration that was read.")


@strawberry.input(description="A declaration accepted: the right is stored.")
class AcceptInput:
    """By an officer."""

    declaration: ID
    version: int = strawberry.field(description="The version of the declaration that was read.")


@strawberry.input(description="Parts of a declaration given back to the partner.")
class ReturnInput:
    """By an officer, who says why."""

    declaration: ID
    version: int = strawberry.field(description="The version of the declaration that was read.")
    parts: list[Part] = strawberry.field(description="The parts to correct; the others stay complete.")
    items: list[str] = strawberry.field(default_factory=list, description="The items concerned, by name.")
    reason: str = strawberry.field(description="What has to be corrected, in French; the partner reads it.")
    until: date | None = strawberry.field(
        default=None, description="Until when the correction is awaited; wanted once the period is closed."
    )


@strawberry.input(description="Parts of an accepted declaration given back to the partner.")
class ReopenInput(ReturnInput):
    """The same words as for a return."""


@strawberry.input(description="A declaration cancelled.")
class CancelInput:
    """By an officer, who says why."""

    declaration: ID
    version: int = strawberry.field(description="The version of the declaration that was read.")
    reason: str = strawberry.field(description="Why, in French; the partner reads it.")


@strawberry.input(description="More time for one structure.")
class DelayInput:
    """By an officer, who says why."""

    declaration: ID
    version: int = strawberry.field(description="The version of the declaration that was read.")
    until: date = strawberry.field(description="The new due and last day, included.")
    reason: str = strawberry.field(description="Why, in French; the partner reads it.")


@strawberry.type
class ProcessingActs:
    """By an officer of the Caf. He returns, never corrects."""

    @act("Take a transmitted declaration in charge.", *STEPS[Act.TAKE].actions.values())
    async def take(self, info: Info, input: TakeInput) -> DeclarationPayload:
        """The approver can no longer withdraw it."""
        return await declaration_done(info, processing.take(info.context, input.declaration, input.version))

    @act("Return parts of a declaration for correction.", *STEPS[Act.RETURN].actions.values(), name="return")
    async def return_(self, info: Info, input: ReturnInput) -> DeclarationPayload:
        """The correction makes a new submission that points to this one."""
        doing = processing.return_(
            info.context, input.declaration, input.version, input.parts, input.items, input.reason, input.until
        )
        return await declaration_done(info, doing)

    @act("Accept the declaration: the right is stored.", *STEPS[Act.ACCEPT].actions.values())
    async def accept(self, info: Info, input: AcceptInput) -> DeclarationPayload:
        """The right is the estimate of the last submission."""
        return await declaration_done(info, processing.accept(info.context, input.declaration, input.version))

    @act("Reopen an accepted declaration for correction.", *STEPS[Act.REOPEN].actions.values())
    async def reopen(self, info: Info, input: ReopenInput) -> DeclarationPayload:
        """The right stays readable until the next one is accepted."""
        doing = processing.reopen(
            info.context, input.declaration, input.version, input.parts, input.items, input.reason, input.until
        )
        return await declaration_done(info, doing)

    @act("Cancel a declaration that is not accepted.", *STEPS[Act.CANCEL].actions.values())
    async def cancel(self, info: Info, input: CancelInput) -> DeclarationPayload:
        """For good; another may be opened for the same period."""
        doing = processing.cancel(info.context, input.declaration, input.version, input.reason)
        return await declaration_done(info, doing)

    @act("Give one structure more time.", *STEPS[Act.DELAY].actions.values())
    async def grant_delay(self, info: Info, input: DelayInput) -> DeclarationPayload:
        """Due and last day become that day at the earliest."""
        doing = processing.delay(info.context, input.declaration, input.version, input.until, input.reason)
        return await declaration_done(info, doing)
