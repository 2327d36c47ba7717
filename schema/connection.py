"""Connections: `nodes`, `edges`, `pageInfo`, `totalCount`, with keyset cursors."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

import strawberry
from piccolo.querystring import QueryString

from resolvers.asker import Asker
from resolvers.pages import TRUE, Listing, Page, Row, cursor, page, page_size, pages_by
from resolvers.reads import look
from schema.branches import Level, grow, put
from schema.selection import Chosen, Selection

T = TypeVar("T")
Make = Callable[[Row, Asker], Any]


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    """Relay's page information; the cursors are opaque."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type(description="An object and its place in the list.")
class Edge(Generic[T]):
    """One row of a page."""

    node: T
    cursor: str


@strawberry.type(description="A page of a list in a stable order.")
class Connection(Generic[T]):
    """One page: the objects, and on demand their edges, the page information and the count of all that is seen."""

    nodes: list[T]
    total_count: int | None = strawberry.field(description="How many there are in all, of those that the caller sees.")
    page: strawberry.Private[Page]
    listing: strawberry.Private[Listing]

    @strawberry.field(description="The objects with their cursors.")
    def edges(self) -> list[Edge[T]]:
        """Cursors cost a little: they are made when asked."""
        marks = (cursor(self.listing, row) for row in self.page.rows)
        return [Edge(node=node, cursor=mark) for node, mark in zip(self.nodes, marks, strict=True)]

    @strawberry.field(description="Where this page lies.")
    def page_info(self) -> PageInfo:
        """Made when asked."""
        rows = self.page.rows
        return PageInfo(
            has_next_page=self.page.has_next,
            has_previous_page=self.page.has_previous,
            start_cursor=cursor(self.listing, rows[0]) if rows else None,
            end_cursor=cursor(self.listing, rows[-1]) if rows else None,
        )


def _connection(listing: Listing, found: Page, make: Make, asker: Asker) -> Connection[Any]:
    nodes = [make(row, asker) for row in found.rows]
    if found.rows:
        look(asker, listing.table)
    return Connection(nodes=nodes, total_count=found.total, page=found, listing=listing)


def below_nodes(below: Selection, type_name: str) -> Selection:
    """What is asked of the objects of a connection, under `nodes` and under `edges { node }`."""
    connection = f"{type_name}Connection"
    edges = below.below(connection, "edges")
    return below.below(connection, "nodes").joined(edges.below(f"{type_name}Edge", "node"))


async def root_connection(
    listing: Listing, type_name: str, make: Make, below: Selection, asker: Asker,
    first: int | None, after: str | None, where: QueryString = TRUE,
) -> Connection[Any]:  # fmt: skip
    """A page of everything seen, grown as far as the request asks."""
    size = page_size(asker.house, first)
    counted = below.asks(f"{type_name}Connection", "totalCount")
    made = _connection(listing, await page(listing, size, after, where, counted), make, asker)
    await grow(made.nodes, below_nodes(below, type_name), asker)
    return made


async def branch_connection(
    listing: Listing, type_name: str, make: Make, column: str, parents: Sequence[Any], chosen: Chosen, level: Level
) -> tuple[Sequence[Any], Selection]:
    """A page for each parent, in one statement."""
    size = page_size(level.asker.house, chosen.arguments.get("first"))
    after = chosen.arguments.get("after")
    counted = chosen.below.asks(f"{type_name}Connection", "totalCount")
    keys = sorted({parent.key for parent in parents})
    pages = await pages_by(listing, column, keys, size, after, count=counted)
    children: list[Any] = []
    for parent in parents:
        made = _connection(listing, pages[parent.key], make, level.asker)
        put(parent, chosen, made)
        children.extend(made.nodes)
    return children, below_nodes(chosen.below, type_name)


__all__ = ["Connection", "Edge", "PageInfo", "below_nodes", "branch_connection", "root_connection"]
