"""Where the history of things hangs, as branches: which column of the audit trail each is found by."""

from collections.abc import Sequence
from typing import Any

from resolvers.history import HISTORY
from schema.branches import Branch, Level, branch
from schema.connection import branch_connection
from schema.history import HistoryEntry
from schema.selection import Chosen, Selection

Grown = tuple[Sequence[Any], Selection]


def _found_by(column: str) -> Branch:
    async def load(parents: Sequence[Any], chosen: Chosen, level: Level) -> Grown:
        return await branch_connection(HISTORY, "HistoryEntry", HistoryEntry.of, column, parents, chosen, level)

    return load


branch("Structure", "history", "history.read")(_found_by("structure_id"))
branch("Declaration", "history", "history.read")(_found_by("declaration_id"))
branch("Person", "history", "history.read")(_found_by("person_id"))
branch("Person", "acts", "history.read")(_found_by("actor_id"))
