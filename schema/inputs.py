"""What the acts are given."""

from datetime import date

import strawberry
from strawberry import ID

from rules.forms import Part
from rules.policy import Role
from schema.forms import PartValuesInput

strawberry.enum(Part, name="Part", description="One half of a declaration (volet).")


@strawberry.input(description="Who signs in.")
class SignInInput:
    """E-mail and password."""

    email: str
    password: str


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
    values: PartValuesInput = strawberry.field(description="The figures of one part.")  # type: ignore[valid-type]
    remarks: list[RemarkInput] | None = strawberry.field(default=None, description="Remarks on controls of this part.")


@strawberry.input(description="One part declared complete.")
class CompletePartInput:
    """By its provider."""

    declaration: ID
    part: Part
    version: int = strawberry.field(description="The version of the part that was read.")


@strawberry.input(description="A declaration approved and sent to the Caf.")
class ApproveInput:
    """By the approver, who attests."""

    declaration: ID
    version: int = strawberry.field(description="The version of the declaration that was read.")
    attested: bool = strawberry.field(description="True: the approver accepts the attestation.")


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
