"""Any object by its id."""

import strawberry
from strawberry import ID, Info

from models.scope import scoped
from resolvers.asker import Asker
from rules.problems import Code, Refused, problem
from schema.branches import Node
from schema.nodes import NODES, find_all
from schema.selection import selection_of


@strawberry.type
class NodeQuestions:
    """Relay's refetch."""

    @strawberry.field(description="Any object by its id; null if the caller does not see it.")
    async def node(self, info: Info, id: ID) -> Node | None:
        """One."""
        asker: Asker = info.context
        with scoped(asker.person):
            return (await find_all(asker, NODES, [id], selection_of(info._raw_info)))[0]

    @strawberry.field(description="Several objects by their ids, in the same order; null for those not seen.")
    async def nodes(self, info: Info, ids: list[ID]) -> list[Node | None]:
        """As many as the longest page at most."""
        asker: Asker = info.context
        if len(ids) > asker.house.page_max:
            raise Refused(problem(Code.PAGE_TOO_LONG, "ids", given=len(ids), limit=asker.house.page_max))
        with scoped(asker.person):
            return await find_all(asker, NODES, ids, selection_of(info._raw_info))
