"""How far a declaration of the demo has come, and the acts that brought it there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from random import Random

from demo.calls import PlannedPeriod
from demo.figures import Typed, Year
from rules.forms import Part
from rules.french import PARIS
from rules.kinds import KINDS
from rules.policy import Role
from rules.readiness import obstacles
from rules.timing import Timing
from rules.values import read_all, stored, typed
from rules.workflow import Act

KIND = KINDS["EAJE"]
PROVIDERS = {Part.ACTIVITY: Role.ACTIVITY_DATA_PROVIDER, Part.FINANCE: Role.FINANCIAL_DATA_PROVIDER}
REMARKS = {"OPENING_DAYS_UNUSUAL": "La structure suit le calendrier scolaire."}
OTHER_REMARK = "Vérifié avec la directrice ; les pièces sont à votre disposition."


class Depth(IntEnum):
    """How far a declaration has come."""

    UNTOUCHED = 0
    ABANDONED = 1
    STARTED = 2
    ACTIVITY_COMPLETE = 3
    READY = 4
    TRANSMITTED = 5
    PROCESSING = 6
    ACCEPTED = 7


_MIXES: Mapping[Timing, Mapping[Depth, int]] = {
    Timing.CLOSED: {Depth.ACCEPTED: 18, Depth.PROCESSING: 2, Depth.STARTED: 1, Depth.UNTOUCHED: 1},
    Timing.LATE: {
        Depth.ACCEPTED: 6, Depth.PROCESSING: 3, Depth.TRANSMITTED: 4, Depth.READY: 3, Depth.ACTIVITY_COMPLETE: 3,
        Depth.STARTED: 2, Depth.UNTOUCHED: 2,
    },
    Timing.OPEN: {
        Depth.UNTOUCHED: 8, Depth.STARTED: 5, Depth.ACTIVITY_COMPLETE: 4, Depth.READY: 2, Depth.TRANSMITTED: 3,
        Depth.PROCESSING: 1,
    },
}  # fmt: skip
"""Out of about twenty declarations of a period."""


def depths(rng: Random, timing: Timing, count: int) -> list[Depth]:
    """The depths of so many declarations of a period, in the proportions of its timing."""
    pattern = [depth for depth, times in _MIXES[timing].items() for _ in range(times)]
    chosen = [pattern[place % len(pattern)] for place in range(count)]
    rng.shuffle(chosen)
    return chosen


@dataclass(frozen=True, slots=True)
class PlannedAct:
    """One act: when, by the holder of which role, with what."""

    act: Act
    role: Role
    at: datetime
    part: Part | None = None
    values: Typed = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)


Draft = tuple[Act, Role, Part | None, Typed, Mapping[str, str]]


def course(
    rng: Random, year: Year, period: PlannedPeriod, day: date, depth: Depth, fictional_allowed: bool
) -> tuple[PlannedAct, ...]:
    """The acts that bring a declaration of this year to this depth, each at its moment."""
    wrong = rng.random() < 0.4
    drafts = list(_drafts(year, depth, wrong))
    moments = _moments(rng, _window(period, day, depth), len(drafts))
    if drafts and drafts[-1][0] is Act.ACCEPT and not _amounts(year, fictional_allowed):
        drafts.pop()
    return tuple(
        PlannedAct(act, role, at, part, values, remarks)
        for (act, role, part, values, remarks), at in zip(drafts, moments, strict=False)
    )


def _drafts(year: Year, depth: Depth, wrong: bool) -> Iterable[Draft]:
    activity, finance = year.activity(), year.finance()
    if depth in (Depth.ABANDONED, Depth.STARTED):
        begun = dict(list(activity.items())[:5])
        yield _saved(Part.ACTIVITY, {**begun, "trainingDays": 4} if wrong else begun, {})
    if depth < Depth.ACTIVITY_COMPLETE:
        return
    remarks = _remarks(year)
    yield _saved(Part.ACTIVITY, activity, remarks[Part.ACTIVITY])
    yield Act.COMPLETE_PART, PROVIDERS[Part.ACTIVITY], Part.ACTIVITY, {}, {}
    if depth is Depth.ACTIVITY_COMPLETE:
        begun = dict(list(finance.items())[:3])
        yield _saved(Part.FINANCE, {**finance, "account70641": "1000"} if wrong else begun, {})
        return
    yield _saved(Part.FINANCE, finance, remarks[Part.FINANCE])
    yield Act.COMPLETE_PART, PROVIDERS[Part.FINANCE], Part.FINANCE, {}, {}
    ends = ((Act.APPROVE, Role.APPROVER), (Act.TAKE, Role.DECLARATION_OFFICER), (Act.ACCEPT, Role.DECLARATION_OFFICER))
    for act, role in ends[: depth - Depth.READY]:
        yield act, role, None, {}, {}


def _saved(part: Part, values: Typed, remarks: Mapping[str, str]) -> Draft:
    return Act.SAVE, PROVIDERS[part], part, values, remarks


def figures_of(year: Year) -> dict[str, str | bool]:
    """Both parts of a year as they will be stored."""
    given = read_all(KIND.form, Part.ACTIVITY, year.activity()) | read_all(KIND.form, Part.FINANCE, year.finance())
    return {name: stored(value) for name, value in given.items() if value is not None}


def _remarks(year: Year) -> dict[Part, dict[str, str]]:
    """An explanation of each warning that these figures raise, in the part where it is awaited."""
    found: dict[Part, dict[str, str]] = {part: {} for part in Part}
    values = typed(KIND.form, figures_of(year))
    for obstacle in obstacles(KIND, year.kind, date(year.year, 1, 1), values, {}):
        if obstacle.control and not obstacle.blocking:
            found[obstacle.part][obstacle.control.code] = REMARKS.get(obstacle.control.code, OTHER_REMARK)
    return found


def _amounts(year: Year, fictional_allowed: bool) -> bool:
    """Is there an amount to accept? Not in a year whose prices are not known yet."""
    values = typed(KIND.form, figures_of(year))
    return KIND.estimate(values, year.kind, date(year.year, 1, 1), fictional_allowed).right is not None


def _window(period: PlannedPeriod, day: date, depth: Depth) -> tuple[date, int]:
    """The first day of the acts and the number of days, all in the past and within the period."""
    first = period.opens_on + timedelta(days=1)
    if depth is Depth.ABANDONED:
        return first, 20
    last = min(period.due_on + timedelta(days=10), day - timedelta(days=1))
    return first, (last - first).days + 1


def _moments(rng: Random, window: tuple[date, int], count: int) -> list[datetime]:
    """So many moments in working hours, in order."""
    first, days = window
    minutes = sorted(rng.sample(range(days * 600), count))
    return [
        datetime.combine(first + timedelta(days=each // 600), time(8 + each % 600 // 60, each % 60), PARIS)
        for each in minutes
    ]
