"""Which cells of the lattice stay secret, so that no published one gives them away (secondary secrecy).

The lattice is territory {Caf, national} × {all, nature, size class}. It adds up in two ways: in a territory, all is the
sum of the natures, and the sum of the size classes; of a group, national is the sum of the Cafs. Only ratios are
published, but whoever knows the denominators (places are public) has the sums: so we judge as if sums were published.

Two promises, kept by suppressing more until both hold:

1. what one published parent leaves to its secret children, together, is itself publishable;
2. nobody, neither a stranger nor an organisation that knows all of its own figures, can work out a secret cell exactly,
   by however many additions and subtractions of published cells.

For the second: every cell stands in exactly two of the sums (that of all = Σ over the Cafs follows from the others and
is left out), as an edge stands between two nodes. Cells that an equation binds are then a cut of the graph of the
secret cells; a cell is worked out when, with the cells known, it makes a cut. It is hidden again by a cycle through it,
closed along the path that suppresses the fewest structures.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from heapq import heappop, heappush
from typing import NamedTuple

from rules.secrecy import Bounds, Group, publishable, united


class Axis(StrEnum):
    """How a territory is divided."""

    ALL = "ALL"
    NATURE = "NATURE"
    SIZE = "SIZE"


class Cell(NamedTuple):
    """A place of the lattice: a Caf (0 for the nation), an axis, and a nature or a size class (empty for all)."""

    territory: int
    axis: str
    code: str


NATIONAL = 0
Node = tuple[object, ...]
Family = Sequence[Group]
"""A cell as several ratios see it that are published or secret together: one group for each."""


@dataclass(frozen=True, slots=True)
class _Lattice:
    """The cells that hold a structure, in order; their sizes in structures, the sums and the graph that they make."""

    cells: Mapping[Cell, Family]
    sizes: Mapping[Cell, int]
    sums: Sequence[tuple[Cell, Sequence[Cell]]]
    beside: Mapping[Node, Sequence[tuple[Cell, Node]]]

    @classmethod
    def of(cls, given: Mapping[Cell, Family]) -> "_Lattice":
        cells = {cell: given[cell] for cell in sorted(given)}
        sizes = {cell: sum(weight.structures for weight in family[0].values()) for cell, family in cells.items()}
        return cls(cells, sizes, list(sums(cells)), _beside(cells))


def secret_cells(cells: Mapping[Cell, Family], bounds: Bounds) -> frozenset[Cell]:
    """The cells that stay secret, of those that hold a structure. The answer does not depend on their order."""
    lattice = _Lattice.of(cells)
    secret = {cell for cell, family in lattice.cells.items() if not _publishable(family, bounds)}
    while more := _left_over(lattice, secret, bounds) or _worked_out(lattice, secret):
        secret |= more
    return frozenset(secret)


def _publishable(family: Family, bounds: Bounds) -> bool:
    return all(publishable(group, bounds) for group in family)


def sums(cells: Collection[Cell]) -> Iterator[tuple[Cell, list[Cell]]]:
    """Every parent with the children that add up to it."""
    children: dict[Cell, list[Cell]] = defaultdict(list)
    axes: dict[tuple[Cell, str], list[Cell]] = defaultdict(list)
    for cell in cells:
        if cell.axis != Axis.ALL:
            axes[Cell(cell.territory, Axis.ALL, ""), cell.axis].append(cell)
        if cell.territory != NATIONAL:
            children[cell._replace(territory=NATIONAL)].append(cell)
    yield from ((parent, each) for (parent, _), each in axes.items())
    yield from children.items()


def _left_over(lattice: _Lattice, secret: Collection[Cell], bounds: Bounds) -> set[Cell]:
    """One more cell for each sum whose secret children, together, are not publishable: the smallest sister, else the parent."""
    more: set[Cell] = set()
    for parent, children in lattice.sums:
        hidden = [] if parent in secret else [cell for cell in children if cell in secret]
        if not hidden:
            continue
        together = [united(groups) for groups in zip(*(lattice.cells[cell] for cell in hidden), strict=True)]
        if not _publishable(together, bounds):
            sisters = [cell for cell in children if cell not in secret]
            more.add(min(sisters, key=lambda cell: (lattice.sizes[cell], cell), default=parent))
    return more


def _worked_out(lattice: _Lattice, secret: Collection[Cell]) -> set[Cell]:
    """The cells to suppress so that none that is worked out now still is."""
    more: set[Cell] = set()
    for cell, known in _found(lattice.cells, secret):
        more |= _closing_path(lattice, {*secret, *more}, cell, known)
    return more


def _found(cells: Mapping[Cell, Family], secret: Collection[Cell]) -> Iterator[tuple[Cell, frozenset[Cell]]]:
    """The secret cells that somebody works out, each with the cells that he knows because they are all his own."""
    marks = _marks(sorted(secret))
    alike: dict[int, list[Cell]] = defaultdict(list)
    own: dict[str, list[Cell]] = defaultdict(list)
    for cell, mark in marks.items():
        alike[mark].append(cell)
        if len(cells[cell][0]) == 1:
            own[next(iter(cells[cell][0]))].append(cell)
    for known in [[], *(own[organisation] for organisation in sorted(own))]:
        for mark in _spanned([marks[cell] for cell in known], alike):
            yield from ((cell, frozenset(known)) for cell in alike[mark] if cell not in known)


def _spanned(known: Sequence[int], marks: Collection[int]) -> list[int]:
    """The marks that are combinations (exclusive or) of the known ones; zero is one always."""
    steps: list[int] = []
    for mark in known:
        if rest := _reduced(mark, steps):
            steps.append(rest)
    if 1 << len(steps) > len(marks):
        return [mark for mark in marks if not _reduced(mark, steps)]
    combinations = [0]
    for step in steps:
        combinations += [each ^ step for each in combinations]
    return [mark for mark in combinations if mark in marks]


def _reduced(mark: int, steps: Sequence[int]) -> int:
    for step in steps:
        mark = min(mark, mark ^ step)
    return mark


def ends(cell: Cell) -> tuple[Node, Node]:
    """The two sums in which a cell stands."""
    if cell.axis == Axis.ALL:
        return (cell.territory, Axis.NATURE), (cell.territory, Axis.SIZE)
    return (cell.territory, cell.axis), ("", cell.axis, cell.code)


def _marks(secret: Sequence[Cell]) -> dict[Cell, int]:
    """A number for each cell, of as many bits as there are independent cycles: cells make a cut when their marks cancel out.

    A cell outside of a spanning forest closes a cycle, and has that one bit; one of the forest has the bits of the
    cycles that pass through it.
    """
    forest, order = _forest(secret)
    marks: dict[Cell, int] = {}
    passing: dict[Node, int] = defaultdict(int)
    in_forest = {cell for cell, _ in forest.values()}
    for cell in secret:
        if cell not in in_forest:
            marks[cell] = 1 << len(marks)
            for node in ends(cell):
                passing[node] ^= marks[cell]
    for node in reversed(order):
        if node in forest:
            cell, parent = forest[node]
            marks[cell] = passing[node]
            passing[parent] ^= passing[node]
    return marks


def _forest(secret: Sequence[Cell]) -> tuple[dict[Node, tuple[Cell, Node]], list[Node]]:
    """A spanning forest: the cell and the node above each node, and the nodes from the roots down."""
    beside = _beside(secret)
    above: dict[Node, tuple[Cell, Node]] = {}
    order: list[Node] = []
    seen: set[Node] = set()
    for root in beside:
        if root in seen:
            continue
        seen.add(root)
        at = len(order)
        order.append(root)
        while at < len(order):
            for cell, other in beside[order[at]]:
                if other not in seen:
                    seen.add(other)
                    above[other] = (cell, order[at])
                    order.append(other)
            at += 1
    return above, order


def _beside(cells: Collection[Cell]) -> dict[Node, list[tuple[Cell, Node]]]:
    beside: dict[Node, list[tuple[Cell, Node]]] = defaultdict(list)
    for cell in cells:
        one, other = ends(cell)
        beside[one].append((cell, other))
        beside[other].append((cell, one))
    return beside


def _closing_path(lattice: _Lattice, secret: Collection[Cell], cell: Cell, known: frozenset[Cell]) -> set[Cell]:
    """The published cells of the path that closes a cycle through this one and suppresses the fewest structures."""
    start, goal = ends(cell)
    nearest: list[tuple[int, int, Node, tuple[Cell, Node] | None]] = [(0, 0, start, None)]
    back: dict[Node, tuple[Cell, Node] | None] = {}
    turn = 0
    while nearest and goal not in back:
        cost, _, node, way = heappop(nearest)
        if node in back:
            continue
        back[node] = way
        for each, other in lattice.beside[node]:
            if other not in back and each != cell and each not in known:
                turn += 1
                further = cost if each in secret else cost + lattice.sizes[each]
                heappush(nearest, (further, turn, other, (each, node)))
    # Without a path the cell equals known ones, whatever is published: it is theirs who know it.
    path: set[Cell] = set()
    at = back.get(goal)
    while at is not None:
        path.add(at[0])
        at = back[at[1]]
    return path - set(secret)
