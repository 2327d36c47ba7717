"""How far a declaration of the demo has come, and who did what on the way, each act at its moment."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from random import Random

from demo.calls import PlannedPeriod
from rules.forms import Part
from rules.french import PARIS
from rules.kinds import KINDS
from rules.policy import Role
from rules.workflow import Act

KIND = KINDS["EAJE"]
PROVIDERS = {Part.ACTIVITY: Role.ACTIVITY_DATA_PROVIDER, Part.FINANCE: Role.FINANCIAL_DATA_PROVIDER}
ACTIVITY, FINANCE = Part
DELAY = timedelta(days=45)


class Course(StrEnum):
    """What became of a declaration, in the order in which things happen."""

    UNTOUCHED = "UNTOUCHED"
    STARTED = "STARTED"
    ACTIVITY_COMPLETE = "ACTIVITY_COMPLETE"
    REOPENED_PART = "REOPENED_PART"
    READY = "READY"
    SENT_BACK = "SENT_BACK"
    DELAYED = "DELAYED"
    WITHDRAWN = "WITHDRAWN"
    TRANSMITTED = "TRANSMITTED"
    PROCESSING = "PROCESSING"
    RETURNED = "RETURNED"
    ACCEPTED = "ACCEPTED"
    CORRECTED = "CORRECTED"
    REOPENED = "REOPENED"
    CANCELLED = "CANCELLED"


class Fill(StrEnum):
    """Which figures are typed: a few, a few with one that is wrong, all of them, or all again with one corrected."""

    BEGUN = "BEGUN"
    WRONG = "WRONG"
    WHOLE = "WHOLE"
    CORRECTED = "CORRECTED"


@dataclass(frozen=True, slots=True)
class Leg:
    """One act of a route: on which part, with which figures, why, and about which items."""

    act: Act
    part: Part | None = None
    fill: Fill | None = None
    reason: str = ""
    items: tuple[str, ...] = ()

    @property
    def role(self) -> Role:
        """Who does it."""
        if self.part is not None and self.act in _BY_PROVIDERS:
            return PROVIDERS[self.part]
        return Role.APPROVER if self.act in _BY_APPROVERS else Role.DECLARATION_OFFICER


_BY_PROVIDERS = {Act.SAVE, Act.COMPLETE_PART, Act.REOPEN_PART}
_BY_APPROVERS = {Act.SEND_BACK_PART, Act.APPROVE, Act.WITHDRAW}


def _typed(part: Part, fill: Fill = Fill.WHOLE) -> tuple[Leg, ...]:
    return Leg(Act.SAVE, part, fill), Leg(Act.COMPLETE_PART, part)


_RETURN = Leg(
    Act.RETURN, ACTIVITY,
    reason="Le nombre d'enfants inscrits ne correspond pas au fichier transmis : merci de le vérifier.",
    items=("enrolledChildren",),
)  # fmt: skip
_REOPEN = Leg(
    Act.REOPEN, ACTIVITY,
    reason="Contrôle sur pièces : un enfant inscrit manque dans la déclaration.", items=("enrolledChildren",),
)  # fmt: skip
_SEND_BACK = Leg(Act.SEND_BACK_PART, ACTIVITY, reason="Merci de vérifier le nombre d'enfants inscrits avant l'envoi.")
_CANCEL = Leg(Act.CANCEL, reason="Déclaration demandée par erreur à cette structure.")
_DELAY = Leg(Act.DELAY, reason="Congé de la directrice ; délai demandé par le gestionnaire.")
_BOTH = (*_typed(ACTIVITY), *_typed(FINANCE))
_SENT = (*_BOTH, Leg(Act.APPROVE))
_TAKEN = (*_SENT, Leg(Act.TAKE))
_DONE = (*_TAKEN, Leg(Act.ACCEPT))

ROUTES: Mapping[Course, tuple[Leg, ...]] = {
    Course.UNTOUCHED: (),
    Course.STARTED: (Leg(Act.SAVE, ACTIVITY, Fill.BEGUN),),
    Course.ACTIVITY_COMPLETE: (*_typed(ACTIVITY), Leg(Act.SAVE, FINANCE, Fill.BEGUN)),
    Course.REOPENED_PART: (*_BOTH, Leg(Act.REOPEN_PART, ACTIVITY)),
    Course.READY: _BOTH,
    Course.SENT_BACK: (*_BOTH, _SEND_BACK),
    Course.DELAYED: (Leg(Act.SAVE, ACTIVITY, Fill.WRONG), _DELAY),
    Course.WITHDRAWN: (*_SENT, Leg(Act.WITHDRAW)),
    Course.TRANSMITTED: _SENT,
    Course.PROCESSING: _TAKEN,
    Course.RETURNED: (*_TAKEN, _RETURN),
    Course.ACCEPTED: _DONE,
    Course.CORRECTED: (*_TAKEN, _RETURN, *_typed(ACTIVITY, Fill.CORRECTED), *_DONE[-3:]),
    Course.REOPENED: (*_DONE, _REOPEN),
    Course.CANCELLED: (Leg(Act.SAVE, ACTIVITY, Fill.BEGUN), _CANCEL),
}
"""The acts that lead to each; a kind that asks no financial part leaves its acts out."""

_MIXES: Mapping[str, Mapping[Course, int]] = {
    "past": {
        Course.ACCEPTED: 84, Course.CORRECTED: 4, Course.REOPENED: 1, Course.CANCELLED: 2, Course.PROCESSING: 1,
        Course.TRANSMITTED: 1, Course.RETURNED: 1, Course.READY: 1, Course.STARTED: 1, Course.UNTOUCHED: 1,
        Course.SENT_BACK: 1,
    },
    "late": {
        Course.ACCEPTED: 6, Course.PROCESSING: 3, Course.TRANSMITTED: 4, Course.READY: 3, Course.ACTIVITY_COMPLETE: 3,
        Course.STARTED: 2, Course.UNTOUCHED: 2, Course.RETURNED: 2, Course.CORRECTED: 1, Course.SENT_BACK: 1,
        Course.DELAYED: 1, Course.CANCELLED: 1, Course.WITHDRAWN: 1, Course.REOPENED_PART: 1,
    },
    "open": {
        Course.UNTOUCHED: 8, Course.STARTED: 5, Course.ACTIVITY_COMPLETE: 4, Course.READY: 2, Course.TRANSMITTED: 3,
        Course.PROCESSING: 1, Course.DELAYED: 1, Course.SENT_BACK: 1,
    },
}  # fmt: skip
"""Out of so many declarations of the periods of a slot: the late one, the open one, all those of the past."""


def mix_of(slot: str) -> str:
    """Which mix holds for a slot."""
    return slot if slot in _MIXES else "past"


def courses(rng: Random, slot: str) -> Iterator[Course]:
    """What became of one declaration after the other, in the proportions of its slot."""
    pattern = [course for course, times in _MIXES[mix_of(slot)].items() for _ in range(times)]
    while True:
        rng.shuffle(pattern)
        yield from pattern


@dataclass(frozen=True, slots=True)
class PlannedAct:
    """One act at its moment, by the holder of its role; a delay lasts `until` a day."""

    leg: Leg
    at: datetime
    until: date | None = None

    @property
    def act(self) -> Act:
        """What is done."""
        return self.leg.act

    @property
    def role(self) -> Role:
        """Who does it."""
        return self.leg.role


def legs(course: Course, parts: Sequence[Part], wrong: bool) -> tuple[Leg, ...]:
    """The acts of a route on these parts; some begin with a figure that is wrong."""
    route = tuple(leg for leg in ROUTES[course] if leg.part is None or leg.part in parts)
    if wrong and course is Course.STARTED:
        return tuple(replace(leg, fill=Fill.WRONG) for leg in route)
    return route


def course_acts(
    rng: Random, route: Sequence[Leg], period: PlannedPeriod, first: date, last: date
) -> tuple[PlannedAct, ...]:
    """These acts in order, between two days."""
    until = period.days.due_on + DELAY
    return tuple(
        PlannedAct(leg, at, until if leg.act is Act.DELAY else None)
        for leg, at in zip(route, _moments(rng, first, last, len(route)), strict=True)
    )


def _moments(rng: Random, first: date, last: date, count: int) -> list[datetime]:
    """So many moments in working hours, in order."""
    minutes = sorted(rng.sample(range(((last - first).days + 1) * 600), count))
    return [
        datetime.combine(first + timedelta(days=each // 600), time(8 + each % 600 // 60, each % 60), PARIS)
        for each in minutes
    ]
