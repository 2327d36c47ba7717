"""Who holds which role on which tenure: a director each; for each organisation one who counts and one who approves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from demo import names
from demo.calls import YEARS
from demo.organisations import Blueprint
from rules.policy import Role

SOON, LONG_AGO = timedelta(days=39), timedelta(days=150)
"""How long ago a director left, and how long ago an approver."""
WITHOUT_DIRECTOR, WITHOUT_APPROVER = "portlannec", "ch-vernonville"
"""The organisations of which the first director has left (and was followed), and the approver has left (and was not)."""
Run = tuple[int, date]
"""A tenure: its organisation, by place, and its first day."""


@dataclass(frozen=True, slots=True)
class PlannedGrant:
    """A role of a person (by e-mail) on a tenure (by its place). `left`: ended by the manager on its last day."""

    tenure: int
    email: str
    role: Role
    starts_on: date
    ends_on: date | None = None
    left: bool = False


def plan(
    rng: Random, day: date, organisations: Sequence[Blueprint], tenures: Sequence[Run]
) -> tuple[dict[str, str], list[PlannedGrant]]:
    """The people by e-mail, and their roles. Those of a tenure that has ended keep theirs, and so what it declared."""
    made = _Habilitations(rng, day)
    shared: dict[str, tuple[str, str]] = {}
    for blueprint in organisations:
        shared[blueprint.domain] = shared[blueprint.of] if blueprint.of else made.shared(blueprint)
    for place, (organisation, starts_on) in enumerate(tenures):
        blueprint = organisations[organisation]
        made.tenure(place, blueprint, max(starts_on, date(day.year - YEARS - 1, 9, 1)), *shared[blueprint.domain])
    return made.people, made.grants


class _Habilitations:
    def __init__(self, rng: Random, day: date) -> None:
        self.rng, self.day = rng, day
        self.people: dict[str, str] = {}
        self.grants: list[PlannedGrant] = []
        self.begun: set[str] = set()

    def shared(self, blueprint: Blueprint) -> tuple[str, str]:
        if blueprint.named:
            counts, approves = (self._named(name, blueprint.domain) for name in blueprint.named)
            return counts, approves
        first = self._person(blueprint)
        return first, first if blueprint.alone else self._person(blueprint)

    def tenure(self, place: int, blueprint: Blueprint, since: date, counts: str, approves: str) -> None:
        director = counts if blueprint.alone else self._person(blueprint)
        first = blueprint.domain not in self.begun
        self.begun.add(blueprint.domain)
        self.grants.append(PlannedGrant(place, counts, Role.FINANCIAL_DATA_PROVIDER, since))
        self._held(place, approves, Role.APPROVER, since, LONG_AGO if blueprint.domain == WITHOUT_APPROVER else None)
        followed = first and blueprint.domain == WITHOUT_DIRECTOR
        self._held(place, director, Role.ACTIVITY_DATA_PROVIDER, since, SOON if followed else None)
        if followed:
            after = self._person(blueprint)
            self.grants.append(PlannedGrant(place, after, Role.ACTIVITY_DATA_PROVIDER, self.day - SOON))

    def _held(self, place: int, email: str, role: Role, since: date, left: timedelta | None) -> None:
        gone = self.day - left - timedelta(days=1) if left else None
        self.grants.append(PlannedGrant(place, email, role, since, gone, left=gone is not None))

    def _person(self, blueprint: Blueprint) -> str:
        email, name = names.person(self.rng, self.people, blueprint.domain)
        self.people[email] = name
        return email

    def _named(self, name: str, domain: str) -> str:
        email = names.email_of(name, domain)
        self.people[email] = name
        return email
