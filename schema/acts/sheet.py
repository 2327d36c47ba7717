"""Figures pasted from a spreadsheet."""

from functools import partial

import strawberry
from strawberry import ID, Info

from resolvers import sheets
from resolvers.sheets.files import pasted
from rules.forms import Part
from rules.workflow import STEPS, Act
from schema.acts.payload import shown
from schema.declaration import Declaration
from schema.guards import act
from schema.problem import Problem, problems
from schema.sheet import SheetOutcome


@strawberry.input(description="Lines copied from a spreadsheet, for one part.")
class PasteInput:
    """As the clipboard holds them."""

    declaration: ID
    part: Part
    version: int = strawberry.field(description="The version of the part that was read.")
    text: str = strawberry.field(
        description="Lines of cells separated by tabs, with the titles of the template; lines and columns in any order."
    )
    apply: bool = strawberry.field(
        default=False, description="True: save, unless there is any error. Otherwise nothing is saved."
    )


@strawberry.type(description="What the pasted figures would change or, once applied, have changed; or what is wrong.")
class PastePayload:
    """Nothing is saved where there is an error."""

    outcome: SheetOutcome = strawberry.field(description="What was read, and whether it was saved.")
    declaration: Declaration | None = strawberry.field(description="The declaration as it is now, once applied.")
    errors: list[Problem] = strawberry.field(description='Each at its cell, such as ["sheet", "collage", "C12"].')


@strawberry.type
class SheetActs:
    """By the provider of the part, as by typing."""

    @act("Read pasted figures: show what they change and, when asked, save them.", *STEPS[Act.SAVE].actions.values())
    async def paste(self, info: Info, input: PasteInput) -> PastePayload:
        """By the provider of that part."""
        opened = partial(pasted, input.text)
        outcome = await sheets.bring(
            info.context, input.declaration, input.version, input.part, opened, apply=input.apply
        )
        declaration = None
        if outcome.key is not None:
            declaration = await shown(info, outcome.key, "Declaration", PastePayload.__name__)
        return PastePayload(
            outcome=SheetOutcome.of(outcome),
            declaration=declaration,
            errors=problems(outcome.problems),
        )
