"""What a spreadsheet changes, in GraphQL."""

from typing import Self

import strawberry

from resolvers.sheets import Change, Outcome


@strawberry.type(description="One figure of a spreadsheet beside the one that is saved.")
class SheetChange:
    """Shown to the provider of the part alone: he gave it."""

    item: str = strawberry.field(description="The item of the form.")
    label: str = strawberry.field(description="Its French label.")
    before: str | None = strawberry.field(description="What is saved, in French; null where nothing is.")
    after: str = strawberry.field(description="What the sheet says, in French.")
    changed: bool = strawberry.field(description="Are they different?")
    cell: list[str] = strawberry.field(description='Where it was read, e.g. ["sheet", "collage", "C12"].')

    @classmethod
    def of(cls, change: Change) -> Self:
        """A change as GraphQL shows it."""
        return cls(
            item=change.item,
            label=change.label,
            before=change.before,
            after=change.after,
            changed=change.changed,
            cell=list(change.cell),
        )


@strawberry.type(description="What a spreadsheet would change or, once applied, has changed.")
class SheetOutcome:
    """Shown to the provider of the part alone."""

    applied: bool = strawberry.field(description="Were the figures saved?")
    version: int = strawberry.field(description="The version of the part, to be sent next.")
    sheets: list[str] = strawberry.field(description="The sheets that held a table; others are passed over.")
    changes: list[SheetChange] = strawberry.field(description="Every figure that was read, in the order of the form.")

    @classmethod
    def of(cls, outcome: Outcome) -> Self:
        """An outcome as GraphQL shows it."""
        return cls(
            applied=outcome.applied,
            version=outcome.version,
            sheets=outcome.sheets,
            changes=[SheetChange.of(change) for change in outcome.changes],
        )
