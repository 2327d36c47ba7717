"""A story: a scene, then acts in order on the story's own calendar, whose first day is written J."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from rules.french import PARIS
from rules.periods import Call, Days
from rules.policy import Role

_DAY = re.compile(r"J(?:([+-])([0-9]+))?")
_MOMENT = re.compile(r"(J(?:[+-][0-9]+)?|[0-9]{4}-[0-9]{2}-[0-9]{2}) à ([0-9]{1,2})h([0-9]{2})")


class BadStory(ValueError):
    """A text that cannot be read as a story; the message says where."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the story's calendar, or a day of the common one."""

    offset: int = 0
    fixed: date | None = None

    @classmethod
    def read(cls, text: str) -> "Day":
        """« J », « J+45 », or an ISO date."""
        found = _DAY.fullmatch(text)
        if found:
            return cls(int(f"{found[1]}{found[2]}") if found[1] else 0)
        try:
            return cls(fixed=date.fromisoformat(text))
        except ValueError:
            raise BadStory(f"« {text} » n'est pas un jour (J, J+45 ou 2010-09-01)") from None

    def on(self, start: date) -> date:
        """The date, when the story starts that day."""
        return self.fixed or start + timedelta(days=self.offset)


@dataclass(frozen=True, slots=True)
class Moment:
    """A day and an hour of the clock of Paris."""

    day: Day
    hour: time

    @classmethod
    def read(cls, text: str) -> "Moment":
        """« J+2 à 9h30 », or « 2024-06-17 à 9h30 »."""
        found = _MOMENT.fullmatch(text)
        if not found or int(found[2]) > 23 or int(found[3]) > 59:
            raise BadStory(f"« {text} » n'est pas un moment (J+2 à 9h30)")
        return cls(Day.read(found[1]), time(int(found[2]), int(found[3])))

    def at(self, start: date) -> datetime:
        """The instant, when the story starts that day."""
        return datetime.combine(self.day.on(start), self.hour, PARIS)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the story; `staff` is his role in the Caf, if he works there."""

    name: str
    email: str
    job: str
    staff: Role | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A structure of the story."""

    name: str
    id_equ: str
    nature: str
    commune: str
    places: int
    opened_on: date


@dataclass(frozen=True, slots=True)
class LaidPeriod:
    """A declaration period of the story's Caf, and the structures that are asked."""

    call: Call
    opens: Day
    due: Day
    closes: Day
    structures: tuple[str, ...]

    def days(self, start: date) -> Days:
        """Its days, when the story starts that day."""
        return Days(self.opens.on(start), self.due.on(start), self.closes.on(start))


@dataclass(frozen=True, slots=True)
class Step:
    """One act: when, who, what, with which details; what he is told; one or two sentences for the reader."""

    number: int
    moment: Moment
    who: str
    does: str
    details: Mapping[str, Any]
    told: Mapping[str, Any]
    narration: str


@dataclass(frozen=True, slots=True)
class Story:
    """A whole text. `last_day` is the day on which the demonstration finds it."""

    name: str
    title: str
    example: str
    caf_code: str
    caf_name: str
    organisation: str
    siret: str
    people: tuple[Person, ...]
    structures: tuple[Place, ...]
    laid: tuple[LaidPeriod, ...]
    steps: tuple[Step, ...]
    last_day: Day

    def start(self, day: date) -> date:
        """The first day of the story for a demonstration that opens on a day: of one told in dates, its own."""
        return self.steps[0].moment.day.fixed or day - timedelta(days=self.last_day.offset)

    def over(self, day: date) -> bool:
        """Is it over on the day when the demonstration opens?"""
        return self.last_day.on(self.start(day)) <= day

    def person(self, name: str) -> Person:
        """The person of that name; `BadStory` when the stage has none."""
        for person in self.people:
            if person.name == name:
                return person
        raise BadStory(f"{self.name} : « {name} » n'est pas dans la scène")
