"""Brackets: a measure, the thresholds that part it, and the words of the bracket in which it stands.

A measure equal to a threshold goes to the side that the threshold says, since the law does not always tell.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Side(StrEnum):
    """Where a measure equal to a threshold goes: to the bracket below, up to and including it, or to the one above."""

    AT_MOST = "AT_MOST"
    BELOW = "BELOW"


_WITHIN = {Side.AT_MOST: "≤", Side.BELOW: "<"}
_BEYOND = {Side.AT_MOST: ">", Side.BELOW: "≥"}


@dataclass(frozen=True, slots=True)
class Threshold:
    """One value that parts two brackets, by the symbol that it has in the formula."""

    symbol: str
    value: Decimal
    side: Side

    def within(self, measure: Decimal) -> bool:
        """Is the measure in the bracket below?"""
        return measure <= self.value if self.side is Side.AT_MOST else measure < self.value


def place(symbol: str, measure: Decimal, thresholds: Sequence[Threshold]) -> tuple[int, str]:
    """In which bracket a measure stands, counted from 0, and the condition in words: « T > S1 et T ≤ S2 »."""
    passed = 0
    while passed < len(thresholds) and not thresholds[passed].within(measure):
        passed += 1
    words = [f"{symbol} {_BEYOND[each.side]} {each.symbol}" for each in thresholds[:passed][-1:]]
    words += [f"{symbol} {_WITHIN[each.side]} {each.symbol}" for each in thresholds[passed : passed + 1]]
    return passed, " et ".join(words)
