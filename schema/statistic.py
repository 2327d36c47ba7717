"""The released statistics in GraphQL, cell by cell."""

from datetime import datetime

import strawberry

from models.scope import NOBODY
from resolvers.asker import Asker
from resolvers.opaque import encode
from resolvers.pages import Row
from resolvers.ratios import first_day
from rules.averages import AXIS_LABELS, size_classes
from rules.kinds import KINDS
from rules.ratios import REASON_TEXTS, UNIT_LABELS, NoRatio, RatioUnit, ratios_of
from rules.suppression import Axis
from schema.branches import Node
from schema.guards import guarded

READ = "statistics.read"


@strawberry.type(
    description="One cell of a release: a ratio in a group of structures. The same for every viewer, for ever."
)
class StatisticsCell(Node):
    """Of the fixed lattice ratio × {Caf, nation} × {all, nature, size class}."""

    id: strawberry.ID = guarded(READ, "Opaque id.")
    structure_kind: str = guarded(READ, "Code of the kind of structure.")
    year: int = guarded(READ, "The year declared.")
    ratio: str = guarded(READ, "Code of the ratio.")
    ratio_label: str | None = guarded(READ, "Its name, in French.")
    unit: RatioUnit | None = guarded(READ, "Its unit.")
    unit_label: str | None = guarded(READ, "The same in French.")
    caf_code: str | None = guarded(READ, "Code of the Caf; null for the nation.")
    caf_name: str | None = guarded(READ, "Its name.")
    group: Axis = guarded(READ, "All structures, those of a nature, or those of a size class.")
    group_code: str | None = guarded(READ, "The nature or the size class; null for all.")
    group_label: str = guarded(READ, "The same in French.")
    average: str | None = guarded(READ, "The ratio of the sums, two decimals, as text.")
    q1: str | None = guarded(READ, "First quartile of the ratios.")
    median: str | None = guarded(READ, "Median of the ratios.")
    q3: str | None = guarded(READ, "Third quartile of the ratios.")
    number_band: str | None = guarded(READ, "How many structures there are, as a band.")
    coverage: int | None = guarded(
        READ, "The percentage of the group's structures that are in, rounded down to a step."
    )
    reason: NoRatio | None = guarded(READ, "Why there is nothing: SECRET.")
    reason_text: str | None = guarded(READ, "The same in French.")
    released_at: datetime = guarded(READ, "When it was computed and released.")

    @classmethod
    def of(cls, row: Row, _: Asker) -> "StatisticsCell":
        """Make it from a row."""
        ratio = next((each for each in ratios_of(row["structure_kind"]) if each.code == row["ratio"]), None)
        # A ratio that the portal no longer has keeps its cells, without a label.
        label, unit = (ratio.label, ratio.unit) if ratio else (None, None)
        reason = NoRatio(row["reason"]) if row["reason"] else None
        return cls(
            id=strawberry.ID(encode("StatisticsCell", row["id"])), key=row["id"], held=NOBODY, branches={},
            structure_kind=row["structure_kind"], year=row["year"], ratio=row["ratio"],
            ratio_label=label, unit=unit, unit_label=unit and UNIT_LABELS[unit],
            caf_code=row["caf_code"], caf_name=row["caf_name"], group=Axis(row["axis"]),
            group_code=row["code"] or None, group_label=_group_label(row),
            average=row["average"], q1=row["q1"], median=row["median"], q3=row["q3"],
            number_band=row["band"], coverage=row["coverage"],
            reason=reason, reason_text=reason and REASON_TEXTS[reason], released_at=row["released_at"],
        )  # fmt: skip


def _group_label(row: Row) -> str:
    if not row["code"]:
        return AXIS_LABELS[Axis.ALL]
    # Frozen for ever: what the portal no longer knows keeps its code.
    kind = KINDS.get(row["structure_kind"])
    labels = {**(kind.natures if kind else {}), **size_classes(first_day(row["year"]))}
    return labels.get(row["code"], str(row["code"]))
