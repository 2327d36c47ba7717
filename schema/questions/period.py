"""Questions about declaration periods."""

import strawberry
from piccolo.querystring import QueryString
from strawberry import ID, Info

from models.scope import scoped
from resolvers.asker import Asker
from resolvers.listings import PERIODS
from resolvers.opaque import sought
from resolvers.pages import TRUE, only
from rules.forms import DeclarationKind
from schema.connection import Connection, root_connection
from schema.nodes import find
from schema.period import Period
from schema.selection import selection_of


@strawberry.type
class PeriodQuestions:
    """The calendar of the Cafs, known to all who are signed in."""

    @strawberry.field(
        description="The declaration periods of the Cafs that concern the caller, or of one Caf; the latest to open first."
    )
    async def periods(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        year: int | None = None,
        kind: DeclarationKind | None = None,
        caf: ID | None = None,
    ) -> Connection[Period]:
        """A page, of one year or kind if wanted."""
        asker: Asker = info.context
        cafs = asker.person.cafs if caf is None else [sought("Caf", caf)]
        concern = TRUE if cafs is None else QueryString("t.caf_id = any({}::int[])", cafs)
        where = QueryString("{} and {}", concern, only(kind=kind and kind.value, year=year))
        with scoped(asker.person):
            return await root_connection(
                PERIODS, "Period", Period.of, selection_of(info._raw_info), asker, first, after, where
            )

    @strawberry.field(description="One declaration period; null if there is none.")
    async def period(self, info: Info, id: ID) -> Period | None:
        """By opaque id."""
        asker: Asker = info.context
        with scoped(asker.person):
            return await find(asker, "Period", id, selection_of(info._raw_info))
