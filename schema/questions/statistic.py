"""Questions about the released statistics."""

import strawberry
from strawberry import Info

from models.scope import scoped
from resolvers.asker import Asker
from resolvers.pages import only
from resolvers.statistics import CELLS
from schema.connection import Connection, root_connection
from schema.selection import selection_of
from schema.statistic import StatisticsCell


@strawberry.type
class StatisticQuestions:
    """What was released, for officers, integrators, and whoever is signed in."""

    @strawberry.field(
        description="The released cells, of a year, a kind of structure or a ratio if wanted; none before a release."
    )
    async def statistics(
        self,
        info: Info,
        year: int | None = None,
        kind: str | None = None,
        ratio: str | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[StatisticsCell]:
        """A page."""
        asker: Asker = info.context
        where = only(structure_kind=kind, year=year, ratio=ratio)
        with scoped(asker.person):
            return await root_connection(
                CELLS, "StatisticsCell", StatisticsCell.of, selection_of(info._raw_info), asker, first, after, where
            )
