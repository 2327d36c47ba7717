"""What awaits the caller, and all his structures with what is missing, in GraphQL."""

from typing import Any

import strawberry

from models.scope import Held
from resolvers.asker import Asker
from resolvers.awaiting import own_turns
from resolvers.dossier import calendar_of
from resolvers.pages import Row
from rules.deadlines import deadline
from schema.branches import pick
from schema.declaration import Declaration
from schema.guards import guarded
from schema.progress import Deadline, Task
from schema.structure import Structure


@strawberry.type(description="A declaration in which the caller must act now.")
class Awaiting:
    """What he has to do in it, and until when."""

    held: strawberry.Private[Held]
    branches: strawberry.Private[dict[Any, Any]]
    made: strawberry.Private[Declaration]
    tasks: list[Task] | None = guarded("declaration.read", "What the caller has to do; one or several.")
    until: Deadline | None = guarded("declaration.read", "The day that counts; null at the Caf's turn.")

    @classmethod
    def of(cls, row: Row, asker: Asker) -> "Awaiting":
        """Make it from a row."""
        made = Declaration.of(row, asker)
        return cls(
            held=made.held, branches={}, made=made,
            tasks=[Task.of(turn) for turn in own_turns(row, made.held, asker.today)],
            until=Deadline.of(deadline(made.state, calendar_of(row, asker.today))),
        )  # fmt: skip

    @guarded("declaration.read", "The declaration.")
    def declaration(self) -> Declaration | None:
        """Left by the branch."""
        return pick(self, "declaration")


@strawberry.type(description="A structure of the caller with its open declarations.")
class StructureOverview:
    """Nothing of it is read twice: the declarations of all structures of a page cost one statement."""

    held: strawberry.Private[Held]
    branches: strawberry.Private[dict[Any, Any]]
    made: strawberry.Private[Structure]
    key: strawberry.Private[int]
    year: strawberry.Private[int | None]

    @classmethod
    def of(cls, row: Row, asker: Asker, year: int | None) -> "StructureOverview":
        """Make it from a row of the structure; only declarations of that year, if one is wanted."""
        made = Structure.of(row, asker)
        return cls(held=made.held, branches={}, made=made, key=made.key, year=year)

    @guarded("structure.read", "The structure.")
    def structure(self) -> Structure | None:
        """Left by the branch."""
        return pick(self, "structure")

    @guarded(
        "declaration.read", "Its declarations neither accepted nor cancelled whose period runs, the most urgent first."
    )
    def declarations(self) -> list[Declaration] | None:
        """Left by the branch."""
        return pick(self, "declarations")
