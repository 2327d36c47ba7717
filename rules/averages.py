"""The averages of groups: average, quartiles, number band and coverage of every cell of the lattice, secrecy applied.

Only whole years count: a structure enters when it was open and under one management from 1 January to 31 December, so that
hours, days and charges of all are those of twelve months. Prorating would invent charges that nobody declared.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise

from rules import french
from rules.parameters import PARAMETERS, Parameters
from rules.ratios import OWN, Ratio, Terms, shown
from rules.secrecy import Bounds, Group, Weight
from rules.suppression import NATIONAL, Axis, Cell, secret_cells

AXIS_LABELS = {Axis.ALL: "Toutes les structures", Axis.NATURE: "Même nature d'activité", Axis.SIZE: "Même taille"}


@dataclass(frozen=True, slots=True)
class Member:
    """One structure of a release: where it stands, whose it is, and both terms of each of its ratios by code."""

    caf: int
    siren: str
    nature: str
    size_class: str
    terms: Mapping[str, Terms]


@dataclass(frozen=True, slots=True)
class Average:
    """What is published of a cell. `coverage` is the percentage of the group's structures that are in, in steps."""

    average: Decimal
    q1: Decimal
    median: Decimal
    q3: Decimal
    band: str
    coverage: int


YEARS = range(2000, 2101)
"""The years that a declaration, and so an average, may be of."""
Places = tuple[int, str, str]
"""A structure that exists, in or not: its Caf, its nature, its size class."""
Computed = tuple[Ratio, Cell, Average | None]
"""A cell of a ratio; without an average it is secret."""


@cache
def size_bounds(day: date) -> tuple[int, ...]:
    """The last number of places of each size class but the open one."""
    names = (
        "statistics.size_class_1_last",
        "statistics.size_class_2_last",
        "statistics.size_class_3_last",
        "statistics.size_class_4_last",
    )
    return tuple(int(Decimal(str(PARAMETERS.on(name, day).value))) for name in names)


def size_classes(day: date) -> dict[str, str]:
    """The size classes in force on a day: code → French label."""
    bounds = size_bounds(day)
    first, last = bounds[0], bounds[-1] + 1
    between = [(low + 1, high) for low, high in pairwise(bounds)]
    return {
        f"1-{first}": f"{first} places au plus",
        **{f"{low}-{high}": f"{low} à {high} places" for low, high in between},
        f"{last}+": f"{last} places et plus",
    }


def size_class(places: Decimal | int, day: date) -> str:
    """The size class of a number of places."""
    return list(size_classes(day))[sum(places > bound for bound in size_bounds(day))]


@cache
def band(count: int) -> str:
    """Between which round numbers a count lies, in French: « 5 à 9 », « 10 à 19 », « 20 à 49 », « 50 à 99 »."""
    step = 1
    while True:
        for low, following in ((1, 2), (2, 5), (5, 10)):
            if count < following * step:
                return f"{french.number(low * step)} à {french.number(following * step - 1)}"
        step *= 10


def interpolated(ordered: Sequence[Decimal], quarter: int) -> Decimal:
    """The first (1), second (2) or third (3) quartile of ordered values, by linear interpolation at rank p(n−1)."""
    place, rest = divmod(quarter * (len(ordered) - 1), 4)
    if not rest:
        return ordered[place]
    return ordered[place] + (ordered[place + 1] - ordered[place]) * rest / 4


def nearest(ordered: Sequence[Decimal], quarter: int) -> Decimal:
    """The same, but always one of the values: the first that so many quarters do not exceed."""
    return ordered[-(-quarter * len(ordered) // 4) - 1]


def ratio_of_sums(ratio: Ratio, group: Group) -> Decimal:
    """The ratio of a group: of all its numerators to all its denominators, never the mean of the ratios."""
    whole = Terms(
        sum([weight.numerator for weight in group.values()], Decimal(0)),
        sum([weight.denominator for weight in group.values()], Decimal(0)),
    )
    return ratio.value(whole)


def by_siren(member: Member) -> str:
    """Whose a structure is: that of the legal person, in whichever Caf."""
    return member.siren


AVERAGES: dict[str, Callable[[Ratio, Group], Decimal]] = {"RATIO_OF_SUMS": ratio_of_sums}
QUARTILES: dict[str, Callable[[Sequence[Decimal], int], Decimal]] = {
    "LINEAR_INTERPOLATION": interpolated,
    "NEAREST_RANK": nearest,
}
ORGANISATIONS: dict[str, Callable[[Member], str]] = {"SIREN": by_siren}


@dataclass(frozen=True, slots=True)
class _Readings:
    """How the parameters of a day want the figures of a group to be made."""

    average: Callable[[Ratio, Group], Decimal]
    quartile: Callable[[Sequence[Decimal], int], Decimal]
    organisation: Callable[[Member], str]
    step: int

    @classmethod
    def on(cls, day: date, parameters: Parameters) -> "_Readings":
        return cls(
            average=parameters.reading("statistics.average_rule", day, AVERAGES),
            quartile=parameters.reading("statistics.quartile_rule", day, QUARTILES),
            organisation=parameters.reading("statistics.organisation_unit", day, ORGANISATIONS),
            step=int(Decimal(str(parameters.on("statistics.coverage_step", day).value))),
        )


def averages(
    ratios: Sequence[Ratio], members: Sequence[Member], existing: Iterable[Places], natures: Iterable[str], day: date,
    done: Callable[[int, int], None] = lambda _, __: None, parameters: Parameters = PARAMETERS,
) -> Iterator[Computed]:  # fmt: skip
    """Every cell of the lattice, for every ratio: all members have the terms of all ratios.

    The lattice is the same whatever was declared: a cell without any structure is as secret as one with too few.
    """
    bounds, readings = Bounds.on(day), _Readings.on(day, parameters)
    counted: dict[Cell, int] = defaultdict(int)
    for place in existing:
        for cell in cells_of(*place):
            counted[cell] += 1
    lattice, layout = _lattice(counted, natures, day), _Layout.of(members, readings)
    done_so_far = 0
    for family in families(ratios):
        done(done_so_far, len(ratios))
        done_so_far += len(family)
        groups = {ratio.code: _groups(ratio, members, layout) for ratio in family}
        filled = {cell: [groups[ratio.code][cell] for ratio in family] for cell in groups[family[0].code]}
        secret = secret_cells(filled, bounds)
        for ratio in family:
            values = _values(ratio, members, layout)
            for cell in lattice:
                found = None
                if cell in filled and cell not in secret:
                    found = _average(ratio, groups[ratio.code][cell], values[cell], counted[cell], readings)
                yield ratio, cell, found


def families(ratios: Iterable[Ratio]) -> list[list[Ratio]]:
    """The ratios that are published or secret together."""
    found: dict[str, list[Ratio]] = defaultdict(list)
    for ratio in ratios:
        found[ratio.code if ratio.family == OWN else f"family {ratio.family}"].append(ratio)
    return list(found.values())


@cache
def cells_of(caf: int, nature: str, size: str) -> tuple[Cell, ...]:
    """The six cells in which a structure stands."""
    divisions = ((Axis.ALL, ""), (Axis.NATURE, nature), (Axis.SIZE, size))
    return tuple(Cell(territory, axis, code) for territory in (NATIONAL, caf) for axis, code in divisions)


def _lattice(counted: Mapping[Cell, int], natures: Iterable[str], day: date) -> list[Cell]:
    territories = {NATIONAL, *(cell.territory for cell in counted)}
    named = {(cell.axis, cell.code) for cell in counted}
    named |= {(Axis.ALL, "")} | {(Axis.NATURE, nature) for nature in natures}
    named |= {(Axis.SIZE, code) for code in size_classes(day)}
    return sorted(Cell(territory, axis, code) for territory in territories for axis, code in named)


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where each member stands, worked out once for all ratios: places in `cells`, and in `shares` (an organisation in a cell)."""

    cells: list[Cell]
    shares: list[tuple[Cell, str]]
    structures: list[int]
    in_cells: list[tuple[int, ...]]
    in_shares: list[tuple[int, ...]]

    @classmethod
    def of(cls, members: Sequence[Member], readings: _Readings) -> "_Layout":
        cells: dict[Cell, int] = {}
        shares: dict[tuple[Cell, str], int] = {}
        in_cells, in_shares = [], []
        for member in members:
            mine = cells_of(member.caf, member.nature, member.size_class)
            in_cells.append(tuple(cells.setdefault(cell, len(cells)) for cell in mine))
            whose = readings.organisation(member)
            in_shares.append(tuple(shares.setdefault((cell, whose), len(shares)) for cell in mine))
        counted = Counter(place for places in in_shares for place in places)
        return cls(list(cells), list(shares), [counted[place] for place in range(len(shares))], in_cells, in_shares)


def _groups(ratio: Ratio, members: Sequence[Member], layout: _Layout) -> dict[Cell, Group]:
    """The weight of each organisation in each cell that holds a structure."""
    numerators, denominators = [Decimal(0)] * len(layout.shares), [Decimal(0)] * len(layout.shares)
    for member, places in zip(members, layout.in_shares, strict=True):
        terms = member.terms[ratio.code]
        for place in places:
            numerators[place] += terms.numerator
            denominators[place] += terms.denominator
    groups: dict[Cell, dict[str, Weight]] = {cell: {} for cell in layout.cells}
    weights = map(Weight, layout.structures, numerators, denominators)
    for (cell, whose), weight in zip(layout.shares, weights, strict=True):
        groups[cell][whose] = weight
    return dict(groups)


def _values(ratio: Ratio, members: Sequence[Member], layout: _Layout) -> dict[Cell, list[Decimal]]:
    """The values of the ratio in each cell, in order: put in order once, then dealt out."""
    each = [ratio.value(member.terms[ratio.code]) for member in members]
    values: list[list[Decimal]] = [[] for _ in layout.cells]
    for number in sorted(range(len(each)), key=each.__getitem__):
        for place in layout.in_cells[number]:
            values[place].append(each[number])
    return dict(zip(layout.cells, values, strict=True))


def _average(ratio: Ratio, group: Group, values: Sequence[Decimal], counted: int, readings: _Readings) -> Average:
    q1, median, q3 = (shown(readings.quartile(values, quarter)) for quarter in (1, 2, 3))
    coverage = 100 * len(values) // max(counted, len(values)) // readings.step * readings.step
    return Average(shown(readings.average(ratio, group)), q1, median, q3, band(len(values)), coverage)


def position(value: Decimal, q1: Decimal, median: Decimal, q3: Decimal) -> str:
    """Where a value lies among the quartiles of a group, in French; all four as they are shown."""
    if value < q1:
        return "Dans le quart le plus bas"
    if value > q3:
        return "Dans le quart le plus élevé"
    if value == median:
        return "À la médiane"
    return "Entre le premier quartile et la médiane" if value < median else "Entre la médiane et le troisième quartile"
