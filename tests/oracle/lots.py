"""How lots are drawn: days around today, one in so many, one of these.

Hypothesis hands over the lots. It draws a single number for a whole example and does not shrink it: left to draw every
choice itself, it repeats its examples with small changes, and asks of a few types most of the time. A counterexample is
made small row by row instead (`tests.oracle.smaller`).
"""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

T = TypeVar("T")
OFFSETS = (0, -1, 1, -400, 400, 30, -30)
"""Days from today: on it, around it, far from it."""


class Lots:
    """One example's lots."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def below(self, n: int) -> int:
        """A number from 0 on, below this one."""
        return self.random.randrange(n)

    def once_in(self, n: int) -> bool:
        """Once in so many times."""
        return self.random.randrange(n) == 0

    def of(self, values: Sequence[T]) -> T:
        """One of these."""
        return values[self.random.randrange(len(values))]

    def around(self, today: date) -> date:
        """A day on, around or far from today."""
        return today + timedelta(days=self.of(OFFSETS))

    def spell(self, today: date) -> tuple[date, date | None]:
        """From a day to a day, if known."""
        starts = min(self.around(today), self.around(today))
        return starts, None if self.once_in(2) else max(starts, self.around(today))
