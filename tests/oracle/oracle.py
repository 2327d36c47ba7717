"""The oracle: what the portal has to answer to a question in a world, and which refusals it has to tell.

Plain Python over the drawn rows; it imports nothing of the house.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.oracle.fields import Lot, Refusal, Seen
from tests.oracle.lists import TABLES, Order, page
from tests.oracle.questions import Question, collected
from tests.oracle.rights import READERS, ROLES, Held, may
from tests.oracle.shape import SHAPE
from tests.oracle.sight import Sight
from tests.oracle.working import estimate
from tests.oracle.world import World, one

Path = tuple[str | int, ...]


@dataclass
class Hidden:
    """A field that the roles held towards a row hide: how often, and where first below each root field."""

    name: str
    action: str
    first: dict[str, Path] = field(default_factory=dict)
    count: int = 0


@dataclass
class Expected:
    """What is to be answered: the data, what is hidden, what is refused."""

    data: Any = None
    hidden: dict[tuple[str, Held], Hidden] = field(default_factory=dict)
    refused: list[tuple[str, Path]] = field(default_factory=list)
    allowed: set[str] = field(default_factory=set)
    values: int = 0


class Oracle:
    """Answers questions about one world, as its viewer."""

    def __init__(self, world: World, usual: int, longest: int) -> None:
        self.world, self.usual, self.longest = world, usual, longest
        self.sight = Sight(world)
        self.told = Expected()

    def answer(self, question: Question) -> Expected:
        """The whole answer. A root field that is refused and cannot be null leaves nothing."""
        self.told = Expected()
        try:
            self.told.data = self._object(Seen("Query", None), [question.picks], ())
        except _Nothing:
            self.told.data = None
        return self.told

    # ── What the fields read ───────────────────────────────────────────────────────────────────────────────────

    def made(self, kind: str, row: Any, also: Mapping[str, Any] | None = None) -> Seen:
        """An object of a row that is seen."""
        held = self.sight.held_towards(row)
        return Seen(kind, (row, also) if kind == "StructureOverview" else row, held)

    def found(self, kind: str, rows: str, key: int | None) -> Seen | None:
        """The object of a key, if its row is seen."""
        row = one(getattr(self.world, rows), key)
        return self.made(kind, row) if row is not None and self.sight.sees(row) else None

    def page(self, kind: str, rows: Sequence[Any], given: Mapping[str, Any], order: Order | None = None) -> Seen:
        """A page of these rows."""
        return Seen(f"{kind}Connection", page(self, kind, rows, given, TABLES[kind], order))

    def of_caf(self, row: Any, column: str) -> Any:
        """A column of a row's Caf, if it has one."""
        caf = one(self.world.cafs, row.caf_id)
        return caf and getattr(caf, column)

    def estimate(self, rows: list[Any], held: Held) -> Seen | None:
        """The stored estimate."""
        return estimate(rows[0].detail, rows[0].computed_at, held) if rows else None

    def sent_estimate(self, seen: Seen) -> Seen:
        """The estimate of a transmission."""
        return estimate(seen.row.estimate, seen.row.sent_at, seen.held)

    # ── How an answer is made ──────────────────────────────────────────────────────────────────────────────────

    def _object(self, seen: Seen, picks: Sequence[Sequence[Any]], path: Path) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for key, alike in collected(seen.kind, picks).items():
            made[key] = self._field(seen, alike, (*path, key))
        return made

    def _field(self, seen: Seen, alike: list[Any], path: Path) -> Any:
        name, given = alike[0].name, alike[0].given
        if name == "__typename":
            return seen.kind
        known = SHAPE[seen.kind][name]
        if not may(known.action, seen.held):
            self._hide(f"{seen.kind}.{name}", known.action, seen.held, path)
            return None
        self.told.allowed.add(f"{seen.kind}.{name}")
        try:
            value = known.read(self, seen, given)
        except Refusal as refusal:
            self.told.refused.append((refusal.code, path))
            if seen.kind == "Query":
                raise _Nothing from None
            return None
        return self._completed(value, [each.picks for each in alike], path)

    def _completed(self, value: Any, picks: Sequence[Sequence[Any]], path: Path) -> Any:
        if isinstance(value, list):
            return [self._completed(each, picks, (*path, place)) for place, each in enumerate(value)]
        if isinstance(value, Lot):
            return Lot(self._object(value.such, picks, (*path, 0)))  # type: ignore[arg-type]  # a lot of answers, no longer of rows
        if isinstance(value, Seen):
            return self._object(value, picks, path)
        self.told.values += 1
        return value.isoformat() if hasattr(value, "isoformat") else value

    def _hide(self, name: str, action: str, held: Held, path: Path) -> None:
        hidden = self.told.hidden.setdefault((name, held), Hidden(name, action))
        hidden.first.setdefault(str(path[0]), path)
        hidden.count += 1


class _Nothing(Exception):
    """Nothing is left of the answer."""


def readers(action: str) -> list[str]:
    """The roles that a refusal names, in their order."""
    return [role for role in ROLES if role in READERS[action]]
