"""How the progress of declarations, their timeline and the overview of structures are loaded, as branches."""

from collections.abc import Sequence
from typing import Any

from piccolo.querystring import QueryString

from resolvers.asker import may
from resolvers.listings import DECLARATIONS
from resolvers.pages import Row, rows_where
from resolvers.progress import situations_of
from resolvers.timeline import EVENTS
from rules.workflow import State
from schema.branches import Level, branch, put
from schema.connection import branch_connection
from schema.declaration import Declaration
from schema.dossiers import dossiers_of, part_rows
from schema.overview import Awaiting, StructureOverview
from schema.progress import Progress, missing_of
from schema.selection import Chosen, Selection
from schema.timeline import TimelineEvent

Grown = tuple[Sequence[Any], Selection]
_OVER = [State.ACCEPTED, State.CANCELLED]


@branch("Declaration", "progress", "declaration.read")
async def _progress(parents: Sequence[Declaration], chosen: Chosen, level: Level) -> Grown:
    readers = [parent for parent in parents if may("activity.read", parent.held)]
    parts = await part_rows(readers, level) if readers else {}
    found = await situations_of(level.asker, [(parent.row, parent.held) for parent in parents], parts)
    for parent in parents:
        put(parent, chosen, Progress.of(found[parent.key]))
    return (), chosen.below


@branch("Declaration", "missing", "controls.read")
async def _missing(parents: Sequence[Declaration], chosen: Chosen, level: Level) -> Grown:
    dossiers = await dossiers_of(parents, level, with_facts=True)
    for parent in parents:
        put(parent, chosen, missing_of(dossiers[parent.key]))
    return (), chosen.below


@branch("Declaration", "timeline", "timeline.read")
async def _timeline(parents: Sequence[Declaration], chosen: Chosen, level: Level) -> Grown:
    return await branch_connection(EVENTS, "TimelineEvent", TimelineEvent.of, "declaration_id", parents, chosen, level)


def _made(parents: Sequence[Awaiting] | Sequence[StructureOverview], chosen: Chosen) -> Grown:
    """What the row of the parent itself has made."""
    for parent in parents:
        put(parent, chosen, parent.made)
    return [parent.made for parent in parents], chosen.below


@branch("Awaiting", "declaration", "declaration.read")
async def _awaiting(parents: Sequence[Awaiting], chosen: Chosen, _: Level) -> Grown:
    return _made(parents, chosen)


@branch("StructureOverview", "structure", "structure.read")
async def _structure(parents: Sequence[StructureOverview], chosen: Chosen, _: Level) -> Grown:
    return _made(parents, chosen)


@branch("StructureOverview", "declarations", "declaration.read")
async def _declarations(parents: Sequence[StructureOverview], chosen: Chosen, level: Level) -> Grown:
    """Those of one's own tenures whose period runs, and of the year wanted."""
    asker = level.asker
    running = QueryString(
        "t.tenure_id = any({}::int[]) and t.state <> all({}::text[]) and p.opens_on <= {}"
        " and greatest(p.closes_on, t.extended_to) >= {} and t.year = coalesce({}::int, t.year)",
        sorted(asker.person.by_tenure), _OVER, asker.today, asker.today, parents[0].year,
    )  # fmt: skip
    found: dict[int, list[Row]] = {parent.key: [] for parent in parents}
    for row in await rows_where(DECLARATIONS, "structure_id", found, running):
        found[row["structure_id"]].append(row)
    children: list[Declaration] = []
    for parent in parents:
        rows = sorted(found[parent.key], key=lambda row: (row["due_on"], row["id"]))
        mine = [Declaration.of(row, asker) for row in rows]
        put(parent, chosen, mine)
        children.extend(mine)
    return children, chosen.below
