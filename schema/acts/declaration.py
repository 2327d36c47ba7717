"""What partners do with a declaration."""

import strawberry
from strawberry import ID, Info

from resolvers import declarations
from rules.forms import Part
from rules.workflow import STEPS, Act
from schema.acts.payload import DeclarationPayload, declaration_done
from schema.forms import PartValuesInput, read_input
from schema.guards import act


@strawberry.input(description="A remark on a control that asks for one; an empty text erases it.")
class RemarkInput:
    """Kept in the part that the control belongs to."""

    control: str = strawberry.field(description="The code of the control.")
    text: str | None = strawberry.field(description="The remark.")


@strawberry.input(description="What was typed in one part, complete or not.")
class SaveInput:
    """Figures not named stay as they are."""

    declaration: ID
    version: int = strawberry.field(description="The version of the part that was read.")
    values: PartValuesInput = strawberry.field(description="The figures of one part.")
    remarks: list[RemarkInput] | None = strawberry.field(default=None, description="Remarks on controls of this part.")


@strawberry.input(description="One part declared complete.")
class CompletePartInput:
    """By its provider."""

    declaration: ID
    part: Part
    version: int = strawberry.field(description="The version of the part that was read.")


@strawberry.input(description="One part taken up again.")
class ReopenPartInput(CompletePartInput):
    """By its provider."""


@strawberry.input(description="One part given back to its provider.")
class SendBackPartInput:
    """By the approver, who says why."""

    declaration: ID
    part: Part
    version: int = strawberry.field(description="The version of the declaration that was read.")
    reason: str = strawberry.field(description="What has to be corrected, in French; the provider reads it.")


@strawberry.input(description="A declaration approved and sent to the Caf.")
class ApproveInput:
    """By the approver, who attests."""

    declaration: ID
    version: int = strawberry.field(description="The version of the declaration that was read.")
    attested: bool = strawberry.field(description="True: the approver accepts the attestation.")


@strawberry.input(description="A transmission taken back.")
class WithdrawInput:
    """By the approver, before the Caf takes it."""

    declaration: ID
    version: int = strawberry.field(description="The version of the declaration that was read.")


@strawberry.type
class DeclarationActs:
    """By the two providers and the approver, while the period is open."""

    @act("Keep what was typed in one part, complete or not; the estimate is redone.", *STEPS[Act.SAVE].actions.values())
    async def save(self, info: Info, input: SaveInput) -> DeclarationPayload:
        """By the provider of that part."""
        kind, part, values = read_input(input.values)
        remarks = {remark.control: remark.text for remark in input.remarks or []}
        doing = declarations.save(info.context, input.declaration, input.version, part, values, remarks, kind)
        return await declaration_done(info, doing)

    @act("Declare one part complete.", *STEPS[Act.COMPLETE_PART].actions.values())
    async def complete_part(self, info: Info, input: CompletePartInput) -> DeclarationPayload:
        """By the provider of that part; no blocking control, a remark on each warning."""
        doing = declarations.complete_part(info.context, input.declaration, input.version, input.part)
        return await declaration_done(info, doing)

    @act("Take a complete part up again, before it is approved.", *STEPS[Act.REOPEN_PART].actions.values())
    async def reopen_part(self, info: Info, input: ReopenPartInput) -> DeclarationPayload:
        """By the provider of that part."""
        doing = declarations.reopen_part(info.context, input.declaration, input.version, input.part)
        return await declaration_done(info, doing)

    @act("Give a part back to its provider.", "declaration.send_back")
    async def send_back_part(self, info: Info, input: SendBackPartInput) -> DeclarationPayload:
        """By the approver, with a reason."""
        doing = declarations.send_back_part(info.context, input.declaration, input.version, input.part, input.reason)
        return await declaration_done(info, doing)

    @act("Check everything, freeze it and send it to the Caf.", *STEPS[Act.APPROVE].actions.values())
    async def approve(self, info: Info, input: ApproveInput) -> DeclarationPayload:
        """By the approver, who attests."""
        doing = declarations.approve(info.context, input.declaration, input.version, input.attested)
        return await declaration_done(info, doing)

    @act("Take a transmission back, before the Caf takes it in charge.", *STEPS[Act.WITHDRAW].actions.values())
    async def withdraw(self, info: Info, input: WithdrawInput) -> DeclarationPayload:
        """By the approver."""
        return await declaration_done(info, declarations.withdraw(info.context, input.declaration, input.version))
