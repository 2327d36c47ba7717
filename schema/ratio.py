"""The ratios of a structure in GraphQL, with the averages of its groups."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

import strawberry

from models.scope import Held
from resolvers.asker import may
from resolvers.pages import Row
from resolvers.ratios import first_day
from rules.averages import AXIS_LABELS, position, size_classes
from rules.kinds import KINDS
from rules.ratios import REASON_TEXTS, UNIT_LABELS, NoRatio, Ratio, RatioUnit, Terms, ratios_of, shown
from rules.suppression import Axis
from schema.guards import guarded


class Territory(StrEnum):
    """Whose structures an average is of."""

    CAF = "CAF"
    NATIONAL = "NATIONAL"


TERRITORY_LABELS = {Territory.CAF: "Sa Caf", Territory.NATIONAL: "France"}
strawberry.enum(Axis, name="RatioGroup", description="Which structures of a territory: all, a nature or a size class.")
strawberry.enum(Territory, name="RatioTerritory", description="Whose structures an average is of.")
strawberry.enum(RatioUnit, name="RatioUnit", description="What a ratio is counted in.")
strawberry.enum(
    NoRatio,
    name="RatioReason",
    description="Why there is no value: NOT_DECLARED, NOT_APPLICABLE (it would divide by zero), NOT_ACCEPTED (nothing is "
    "accepted for that year yet), NOT_RELEASED, SECRET (statistical secrecy), ACCOUNTS (it would reveal an account).",
)
READ = "ratio.read"


class Place(NamedTuple):
    """Where a structure stands among the others."""

    kind: str
    caf: int
    nature: str
    size_class: str | None


Cells = Mapping[tuple[str, int | None, str, str, str], Row]
"""Released cells by kind, Caf (none for the nation), axis, code and ratio."""


def cells_by_place(rows: Sequence[Row]) -> Cells:
    """Cells as they are looked up."""
    return {(row["structure_kind"], row["caf_id"], row["axis"], row["code"], row["ratio"]): row for row in rows}


@strawberry.type(description="The average and quartiles of one group, or the reason why they are not told.")
class RatioComparison:
    """Released once, the same for every viewer."""

    held: strawberry.Private[Held]
    territory: Territory | None = guarded(READ, "The structure's Caf, or the nation.")
    territory_label: str | None = guarded(READ, "The same in French.")
    group: Axis | None = guarded(READ, "All structures, those of its nature, or those of its size class.")
    group_label: str | None = guarded(READ, "The same in French, e.g. « Multi-accueil ».")
    year: int | None = guarded(READ, "The year of the release.")
    average: str | None = guarded(READ, "The ratio of the sums, two decimals, as text.")
    q1: str | None = guarded(READ, "First quartile of the ratios.")
    median: str | None = guarded(READ, "Median of the ratios.")
    q3: str | None = guarded(READ, "Third quartile of the ratios.")
    number_band: str | None = guarded(READ, "How many structures there are, as a band, e.g. « 20 à 49 ».")
    coverage: int | None = guarded(
        READ, "The percentage of the group's structures that are in, rounded down to a step."
    )
    position: str | None = guarded(READ, "Where the structure lies among the quartiles, in French.")
    reason: NoRatio | None = guarded(READ, "Why there is nothing: SECRET or NOT_RELEASED.")
    reason_text: str | None = guarded(READ, "The same in French.")
    released_at: datetime | None = guarded(READ, "When it was computed and released.")

    @classmethod
    def of(
        cls, territory: Territory, axis: str, label: str, cell: Row | None, reason: NoRatio | None,
        value: Decimal | None, held: Held,
    ) -> "RatioComparison":  # fmt: skip
        """One group: its cell, else the reason why there is none."""
        made = cls(
            held=held, territory=territory, territory_label=TERRITORY_LABELS[territory], group=Axis(axis),
            group_label=label, year=None, average=None, q1=None, median=None, q3=None, number_band=None, coverage=None,
            position=None, reason=reason, reason_text=None if reason is None else REASON_TEXTS[reason], released_at=None,
        )  # fmt: skip
        if cell is not None:
            made.year, made.released_at = cell["year"], cell["released_at"]
        if cell is not None and reason is None:
            made.average, made.q1, made.median, made.q3 = (cell[name] for name in ("average", "q1", "median", "q3"))
            made.number_band, made.coverage = cell["band"], cell["coverage"]
            if value is not None:
                quartiles = (Decimal(cell[name]) for name in ("q1", "median", "q3"))
                made.position = position(shown(value), *quartiles)
        return made


@strawberry.type(description="One ratio of a structure: its value, or the reason why there is none.")
class StructureRatio:
    """Computed from the figures declared."""

    held: strawberry.Private[Held]
    code: str | None = guarded(READ, "Stable code, e.g. REAL_OCCUPANCY.")
    label: str | None = guarded(READ, "Its name, in French.")
    unit: RatioUnit | None = guarded(READ, "Its unit.")
    unit_label: str | None = guarded(READ, "The same in French.")
    tooltip: str | None = guarded(READ, "What it is made of, in French.")
    value: str | None = guarded(READ, "Its value, two decimals, as text.")
    reason: NoRatio | None = guarded(READ, "Why there is no value.")
    reason_text: str | None = guarded(READ, "The same in French.")
    comparisons: list[RatioComparison] | None = guarded(
        READ, "The same ratio in its groups: its Caf and the nation × all, its nature, its size class."
    )


def ratio_list(
    place: Place, year: int, told: Mapping[str, Terms | NoRatio], held: Held, cells: Cells | None
) -> list[StructureRatio]:
    """Every ratio of the kind; those that would reveal an account only to those who read accounts. Compared if cells are given."""
    absent = NoRatio.NOT_DECLARED if told else NoRatio.NOT_ACCEPTED
    return [_ratio(ratio, place, year, told.get(ratio.code, absent), held, cells) for ratio in ratios_of(place.kind)]


def _ratio(
    ratio: Ratio, place: Place, year: int, told: Terms | NoRatio, held: Held, cells: Cells | None
) -> StructureRatio:
    if ratio.accounts and not may("finance.figures", held):
        told = NoRatio.ACCOUNTS
    value = ratio.value(told) if isinstance(told, Terms) else None
    reason = told if isinstance(told, NoRatio) else None
    return StructureRatio(
        held=held, code=ratio.code, label=ratio.label, unit=ratio.unit, unit_label=UNIT_LABELS[ratio.unit],
        tooltip=ratio.tooltip, value=None if value is None else str(shown(value)),
        reason=reason, reason_text=None if reason is None else REASON_TEXTS[reason],
        comparisons=None if cells is None else _comparisons(ratio, place, year, value, held, cells),
    )  # fmt: skip


def _comparisons(
    ratio: Ratio, place: Place, year: int, value: Decimal | None, held: Held, cells: Cells
) -> list[RatioComparison]:
    groups = [(Axis.ALL, "", AXIS_LABELS[Axis.ALL])]
    groups.append((Axis.NATURE, place.nature, KINDS[place.kind].natures.get(place.nature, place.nature)))
    if place.size_class is not None:
        label = size_classes(first_day(year)).get(place.size_class, place.size_class)
        groups.append((Axis.SIZE, place.size_class, label))
    made = []
    for territory, caf in ((Territory.CAF, place.caf), (Territory.NATIONAL, None)):
        for axis, code, label in groups:
            cell = cells.get((place.kind, caf, axis, code, ratio.code))
            made.append(RatioComparison.of(territory, axis, label, cell, _reason(cell, cells), value, held))
    return made


def _reason(cell: Row | None, cells: Cells) -> NoRatio | None:
    if not cells:
        return NoRatio.NOT_RELEASED
    # A release holds the whole lattice; what came into being later is as secret as an empty group.
    return NoRatio.SECRET if cell is None or cell["reason"] else None
