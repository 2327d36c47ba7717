"""Questions of somebody who has work to do: what awaits me, and all my structures with what is missing."""

import strawberry
from piccolo.querystring import QueryString
from strawberry import Info

from models.scope import scoped
from resolvers.asker import Asker
from resolvers.awaiting import AWAITING, awaiting
from resolvers.listings import STRUCTURES
from resolvers.pages import Row
from schema.connection import Connection, root_connection
from schema.overview import Awaiting, StructureOverview
from schema.selection import selection_of


@strawberry.type
class ProgressQuestions:
    """Of the caller himself."""

    @strawberry.field(description="The declarations in which the caller must act now, the most urgent first.")
    async def awaiting_me(self, info: Info, first: int | None = None, after: str | None = None) -> Connection[Awaiting]:
        """A page, by each role that he holds."""
        asker: Asker = info.context
        with scoped(asker.person):
            return await root_connection(
                AWAITING, "Awaiting", Awaiting.of, selection_of(info._raw_info), asker, first, after,
                awaiting(asker.person, asker.today),
            )  # fmt: skip

    @strawberry.field(
        description="The structures on which the caller holds a partner role, by name, with their open declarations"
        " and what is missing in them."
    )
    async def overview(
        self, info: Info, first: int | None = None, after: str | None = None, year: int | None = None
    ) -> Connection[StructureOverview]:
        """A page; only the declarations of one year, if wanted."""
        asker: Asker = info.context
        own = QueryString("t.id = any({}::int[])", sorted(asker.person.by_structure))

        def make(row: Row, _: Asker) -> StructureOverview:
            return StructureOverview.of(row, asker, year)

        with scoped(asker.person):
            return await root_connection(
                STRUCTURES, "StructureOverview", make, selection_of(info._raw_info), asker, first, after, own
            )
