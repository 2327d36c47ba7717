"""How far figures stand from each threshold of a prestation, which move of theirs crosses it, and what that is worth.

Everything is exact: the move is the smallest whole number of hours, euros or children that lands on the other side, as the
law says where a figure equal to the threshold belongs; its worth is that of the estimate made again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from typing import TypeVar

from rules.brackets import Side
from rules.case import Case
from rules.estimate import Estimate
from rules.figures import NotKnown, asked_sum
from rules.forms import Form
from rules.parameters import PARAMETERS, NoValueInForce, Parameters

T = TypeVar("T")
ZERO = Decimal(0)


class Zone(StrEnum):
    """Where figures stand towards a threshold."""

    BELOW = "BELOW"
    ABOVE = "ABOVE"

    @property
    def other(self) -> "Zone":
        """The side across."""
        return Zone.ABOVE if self is Zone.BELOW else Zone.BELOW


class NoLine(LookupError):
    """The estimate has no such line: nothing is measured there."""


@dataclass(frozen=True, slots=True)
class Situation:
    """Figures with the estimate that they give, and the law of their day."""

    case: Case
    estimate: Estimate
    parameters: Parameters = PARAMETERS

    def line(self, code: str) -> Decimal:
        """The result of a line. Raises `NoLine`."""
        try:
            return self.estimate.line(code).result
        except KeyError:
            raise NoLine(code) from None

    def law(self, name: str) -> Decimal:
        """The figure of a parameter on the day of the case. Raises `NoValueInForce`."""
        return Decimal(str(self.parameters.on(name, self.case.day).value))

    def reading(self, name: str, known: Mapping[str, T]) -> T:
        """What a parameter names on that day, among the rules that the program knows. Raises `NoValueInForce`."""
        return self.parameters.reading(name, self.case.day, known)


Reading = Callable[[Situation], Decimal]


def line(code: str) -> Reading:
    """What a line of the estimate says."""
    return lambda situation: situation.line(code)


def law(name: str) -> Reading:
    """What the law says."""
    return lambda situation: situation.law(name)


@dataclass(frozen=True, slots=True)
class Lever:
    """The figures that move, all else equal: by what names they are typed, and the French words for one and for several.

    `raises`: more of them raises what is measured. `told` names them where no single one may be named. `families`: what
    they pay, which counts beside the right.
    """

    names: tuple[str, ...]
    one: str
    several: str
    raises: bool
    told: str = ""
    families: bool = False


@dataclass(frozen=True, slots=True)
class Threshold:
    """One threshold: what is measured against which limit, where an equal measure belongs, on which side it is better.

    `equal` is a side of the brackets, or the parameter that names it. `at_limit` is what the figures of the lever add up
    to where the measure is the limit. `words` say the limit after « à 0,8 point ».
    """

    code: str
    measure: Reading
    limit: Reading
    unit: str
    equal: Side | str
    better: Zone
    lever: Lever
    at_limit: Callable[[Situation, Fraction], Fraction]
    words: str

    def zone(self, situation: Situation) -> Zone:
        """On which side the figures stand."""
        measure, limit = self.measure(situation), self.limit(situation)
        if measure == limit:
            return self._equal(situation)
        return Zone.BELOW if measure < limit else Zone.ABOVE

    def _equal(self, situation: Situation) -> Zone:
        side = self.equal if isinstance(self.equal, Side) else situation.reading(self.equal, Side.__members__)
        return Zone.BELOW if side is Side.AT_MOST else Zone.ABOVE

    def steps(self, situation: Situation) -> int:
        """By how many units the lever has to move, at least, so that the measure is on the other side; signed."""
        beyond = self.zone(situation).other
        moved = Fraction(asked_sum(situation.case, self.lever.names))
        target = self.at_limit(situation, Fraction(self.limit(situation)))
        more = (beyond is Zone.ABOVE) is self.lever.raises
        way = target - moved if more else moved - target
        whole = ceil(way) if self._equal(situation) is beyond else floor(way) + 1
        return whole if more else -whole


@dataclass(frozen=True, slots=True)
class Crossing:
    """The smallest move across: which item, by how much, and what changes then; no worth where none can be told."""

    item: str
    by: Decimal
    changes: Mapping[str, Decimal]
    right_change: Decimal | None
    families_change: Decimal

    @property
    def total_change(self) -> Decimal | None:
        """What the right and the families' contributions change by together."""
        return None if self.right_change is None else self.right_change + self.families_change


@dataclass(frozen=True, slots=True)
class Distance:
    """Where figures stand towards one threshold; no crossing where the figures cannot move that far."""

    threshold: Threshold
    measure: Decimal
    limit: Decimal
    favourable: bool
    crossing: Crossing | None

    @property
    def gap(self) -> Decimal:
        """The measure less the limit, in the unit of the threshold."""
        return self.measure - self.limit

    @property
    def relative(self) -> Decimal:
        """The gap as a share of the limit: what lets thresholds of several units be ranked."""
        return abs(self.gap) / self.limit


Estimating = Callable[[Case], Estimate]


def distances(thresholds: Iterable[Threshold], situation: Situation, estimating: Estimating) -> tuple[Distance, ...]:
    """The thresholds that these figures have to do with, the nearest first; none without an amount."""
    if situation.estimate.right is None:
        return ()
    found = sorted(_told(thresholds, situation, estimating), key=lambda each: each.relative)
    return tuple(found)


def _told(thresholds: Iterable[Threshold], situation: Situation, estimating: Estimating) -> Iterator[Distance]:
    for threshold in thresholds:
        try:
            measure, limit = threshold.measure(situation), threshold.limit(situation)
            if limit <= 0:
                continue
            favourable = threshold.zone(situation) is threshold.better
        except (NoLine, NotKnown, NoValueInForce):
            continue
        yield Distance(threshold, measure, limit, favourable, _crossing(threshold, situation, estimating))


def _crossing(threshold: Threshold, situation: Situation, estimating: Estimating) -> Crossing | None:
    lever, case = threshold.lever, situation.case
    try:
        by = threshold.steps(situation)
    except NotKnown:
        return None
    changes = moved(case, lever.names, Decimal(by))
    if changes is None:
        return None
    after = estimating(replace(case, typed={**case.typed, **changes}))
    item = lever.told or next(iter(changes))
    return Crossing(
        item, Decimal(by), changes, gained(situation.estimate, after), Decimal(by) if lever.families else ZERO
    )


def gained(before: Estimate, after: Estimate) -> Decimal | None:
    """What the right changes by; none where one is not known, or holds what the other leaves out."""
    if before.right is None or after.right is None:
        return None
    return after.right - before.right if _left_out(before) == _left_out(after) else None


def _left_out(estimate: Estimate) -> set[str]:
    return {each.code for each in estimate.left_out if each.adds}


def moved(case: Case, names: Iterable[str], by: Decimal) -> dict[str, Decimal] | None:
    """The typed figures once their sum has moved: one grows, or as many shrink as need be, never below zero.

    Of an update what is foreseen moves, not what has happened. None where they cannot move that far.
    """
    typed = [typed for name in names if (typed := _movable(case.form, name)) is not None]
    held = {name: value for name in typed if isinstance(value := case.typed.get(name), Decimal)}
    if not held:
        return None
    if by > 0:
        name, value = next(iter(held.items()))
        most = case.form.by_name[name].maximum
        return None if most is not None and value + by > most else {name: value + by}
    left, changes = -by, dict[str, Decimal]()
    for name, value in held.items():
        taken = min(left, max(value, ZERO))
        if taken:
            changes[name], left = value - taken, left - taken
    return None if left else changes


def _movable(form: Form, name: str) -> str | None:
    if name in form.by_name:
        return name
    return form.columns[name][-1] if name in form.columns else None
