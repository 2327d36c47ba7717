"""Questions about declarations."""

from datetime import date
from enum import Enum
from typing import Annotated

import strawberry
from strawberry import ID, Info

from models.scope import scoped
from resolvers.asker import Asker
from resolvers.declaration_filter import DeclarationFilter
from resolvers.listings import DECLARATIONS, DECLARATIONS_BY_DUE
from rules.forms import DeclarationKind
from rules.workflow import State
from schema.connection import Connection, root_connection
from schema.declaration import Declaration
from schema.nodes import find
from schema.selection import selection_of


@strawberry.enum(description="Which declarations come first.")
class DeclarationOrder(Enum):
    """Each order has cursors of its own."""

    LATEST = strawberry.enum_value("LATEST", description="Those opened last.")
    DUE = strawberry.enum_value("DUE", description="Those due first, a delay granted to the structure counted.")


ORDERS = {DeclarationOrder.LATEST: DECLARATIONS, DeclarationOrder.DUE: DECLARATIONS_BY_DUE}


@strawberry.type
class DeclarationQuestions:
    """Declarations that the caller sees."""

    @strawberry.field(description="The declarations that the caller sees.")
    async def declarations(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        state: Annotated[list[State] | None, strawberry.argument(description="In one of these states.")] = None,
        kind: DeclarationKind | None = None,
        year: int | None = None,
        period: Annotated[ID | None, strawberry.argument(description="Asked in this period.")] = None,
        due_before: Annotated[
            date | None, strawberry.argument(description="Due before this day, delays counted.")
        ] = None,
        late: Annotated[
            bool | None, strawberry.argument(description="Still awaited after the due day, or not.")
        ] = None,
        search: Annotated[
            str | None,
            strawberry.argument(description="In the name of the structure, whatever the capitals and accents."),
        ] = None,
        order: Annotated[
            DeclarationOrder, strawberry.argument(description="Which come first.")
        ] = DeclarationOrder.LATEST,
    ) -> Connection[Declaration]:
        """A page; each argument narrows it."""
        asker: Asker = info.context
        wanted = DeclarationFilter(state or (), kind, year, period, due_before, late, search)
        with scoped(asker.person):
            return await root_connection(
                ORDERS[order], "Declaration", Declaration.of, selection_of(info._raw_info), asker, first, after,
                wanted.where(asker),
            )  # fmt: skip

    @strawberry.field(description="One declaration; null if the caller does not see it.")
    async def declaration(self, info: Info, id: ID) -> Declaration | None:
        """By opaque id."""
        asker: Asker = info.context
        with scoped(asker.person):
            return await find(asker, "Declaration", id, selection_of(info._raw_info))
