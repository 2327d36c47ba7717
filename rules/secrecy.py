"""When the figures of a group may be published: nobody in it must be able to take himself out and see another.

A group is published only if, after removing any one organisation, enough structures of enough organisations remain and
none of these holds too much of what remains of the numerator or of the denominator. The organisation is the legal person
(SIREN). The answer is the same for every viewer.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from heapq import nlargest
from typing import NamedTuple

from rules.parameters import PARAMETERS


@dataclass(frozen=True, slots=True)
class Bounds:
    """What must remain of a group: so many structures, so many organisations, none above this percentage."""

    structures: int
    organisations: int
    share: Decimal

    @classmethod
    def on(cls, day: date) -> "Bounds":
        """The bounds in force on a day."""
        structures, organisations, share = (
            Decimal(str(PARAMETERS.on(name, day).value))
            for name in (
                "statistics.fewest_structures",
                "statistics.fewest_organisations",
                "statistics.largest_share",
            )
        )
        return cls(int(structures), int(organisations), share)


class Weight(NamedTuple):
    """What one organisation brings to a group."""

    structures: int
    numerator: Decimal
    denominator: Decimal

    def with_(self, other: "Weight") -> "Weight":
        """Both together."""
        return Weight(
            self.structures + other.structures,
            self.numerator + other.numerator,
            self.denominator + other.denominator,
        )


Group = Mapping[str, Weight]
"""The weight of each organisation of a group, by SIREN."""


def united(groups: Iterable[Group]) -> Group:
    """Several groups without a structure in common, as one."""
    whole: dict[str, Weight] = {}
    for group in groups:
        for organisation, weight in group.items():
            before = whole.get(organisation)
            whole[organisation] = weight if before is None else before.with_(weight)
    return whole


def publishable(group: Group, bounds: Bounds) -> bool:
    """May the figures of this group be published? Never when every numerator is zero."""
    counts = [weight.structures for weight in group.values()]
    if len(counts) - 1 < bounds.organisations or sum(counts) - max(counts) < bounds.structures:
        return False
    return _shared_out([abs(weight.numerator) for weight in group.values()], bounds.share) and _shared_out(
        [abs(weight.denominator) for weight in group.values()], bounds.share
    )


def _shared_out(weights: Collection[Decimal], share: Decimal) -> bool:
    """Does nobody hold more than the share, whoever else is removed?

    The largest weighs most when the second is removed, and nobody else ever weighs more. When all but one are zero, that
    one holds everything; when all are zero, nothing is shared out.
    """
    largest, second = nlargest(2, weights)
    total = sum(weights)
    return total > 0 and 100 * largest <= share * (total - second)
