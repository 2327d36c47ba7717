"""How the acts that the caller may do are told of many declarations and structures at once."""

from collections.abc import Sequence
from typing import Any

from resolvers.asker import may
from resolvers.dossier import Dossier
from resolvers.permits import Permit, permits_of, structure_permits
from rules.forms import Part
from schema.branches import Level, branch, put
from schema.declaration import Declaration
from schema.dossiers import dossiers_of
from schema.permit import AllowedAction
from schema.selection import Chosen, Selection
from schema.structure import Structure

Grown = tuple[Sequence[Any], Selection]


async def permits_by(
    parents: Sequence[Declaration], level: Level, part: Part | None = None
) -> dict[int, list[AllowedAction]]:
    """What the caller may do with each declaration, or with that part of it only."""
    readers = [parent for parent in parents if may("activity.read", parent.held)]
    dossiers = await dossiers_of(readers, level, with_facts=True) if readers else {}
    judged = [(dossiers.get(parent.key) or Dossier(parent.row, {}), parent.held) for parent in parents]
    found: dict[int, list[Permit]] = await permits_of(level.asker, judged, None if part is None else {part})
    return {key: [AllowedAction.of(permit) for permit in permits] for key, permits in found.items()}


@branch("Declaration", "allowedActions", "declaration.read")
async def _of_declarations(parents: Sequence[Declaration], chosen: Chosen, level: Level) -> Grown:
    found = await permits_by(parents, level)
    for parent in parents:
        put(parent, chosen, found[parent.key])
    return (), chosen.below


@branch("Structure", "allowedActions", "structure.read")
async def _of_structures(parents: Sequence[Structure], chosen: Chosen, _: Level) -> Grown:
    for parent in parents:
        permits = structure_permits(parent.held, parent.closed_on)
        put(parent, chosen, [AllowedAction.of(permit) for permit in permits])
    return (), chosen.below
