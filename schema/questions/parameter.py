"""Questions about the dated values of the law."""

from datetime import date

import strawberry
from strawberry import Info

from models.scope import scoped
from resolvers.asker import Asker
from resolvers.pages import page_size
from resolvers.parameters import LISTING, known, page_of
from schema.connection import Connection
from schema.parameter import LegalParameter


@strawberry.type
class ParameterQuestions:
    """The same for whoever is signed in."""

    @strawberry.field(
        description="The parameters of the law on a day, or today in France; by name, those that begin so if wanted. One"
        " that has no value on that day is there with the reason."
    )
    def parameters(
        self,
        info: Info,
        at: date | None = None,
        starting_with: str | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[LegalParameter]:
        """A page."""
        asker: Asker = info.context
        with scoped(asker.person):
            found = page_of(starting_with, page_size(asker.house, first), after)
            nodes = [LegalParameter.of(row["name"], at, asker) for row in found.rows]
            return Connection(nodes=nodes, total_count=found.total, page=found, listing=LISTING)

    @strawberry.field(
        description="One parameter of the law on a day, or today in France; null if there is none of that name."
    )
    def parameter(self, info: Info, name: str, at: date | None = None) -> LegalParameter | None:
        """By its stable name."""
        asker: Asker = info.context
        with scoped(asker.person):
            return LegalParameter.of(name, at, asker) if known(name) else None
