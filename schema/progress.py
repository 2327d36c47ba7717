"""The progress of a declaration in GraphQL: containers that only guarded fields lead to."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

import strawberry

from resolvers.dossier import Dossier
from rules import deadlines
from rules import progress as told
from rules.deadlines import Limit
from rules.forms import PART_LABELS, Part
from rules.policy import ROLE_LABELS, Role
from rules.turns import Turn

strawberry.enum(Limit, name="Limit", description="Which day of the period counts now.")


@strawberry.type(description="The day that counts for what the partner still has to do.")
class Deadline:
    """The opening, then the due day, then the last day."""

    limit: Limit = strawberry.field(description="Which day of the period it is.")
    day: date = strawberry.field(description="That day, included.")
    days_left: int = strawberry.field(description="How many days are left; negative once it is past.")
    late: bool = strawberry.field(description="Is the due day past?")
    words: str = strawberry.field(description="How far it is, in French.")

    @classmethod
    def of(cls, found: deadlines.Deadline | None) -> "Deadline | None":
        """None when nothing is awaited from the partner."""
        if found is None:
            return None
        return cls(limit=found.limit, day=found.day, days_left=found.days_left, late=found.late, words=found.words)


@strawberry.type(description="An act that leads a declaration on, and whose it is.")
class Task:
    """What there is to do."""

    what: str = strawberry.field(description="What to do, in French.")
    act: str = strawberry.field(description="The act that does it in the end: the name of its mutation.")
    part: Part | None = strawberry.field(description="On which part, if on one.")
    part_label: str | None = strawberry.field(description="The same in French.")
    role: Role = strawberry.field(description="The role that does it.")
    role_label: str = strawberry.field(description="The same in French.")

    @classmethod
    def of(cls, turn: Turn) -> "Task":
        """Make it from the table of turns."""
        return cls(
            what=turn.what, act=turn.act.value, part=turn.part, part_label=turn.part and PART_LABELS[turn.part],
            role=turn.role, role_label=ROLE_LABELS[turn.role],
        )  # fmt: skip


@strawberry.type(description="Whose turn it is.")
class Awaited:
    """By name for one's colleagues; an officer of the Caf is told the roles of a partner, not the people."""

    task: Task = strawberry.field(description="What there is to do, and by which role.")
    people: list[str] = strawberry.field(
        description="Who holds the role today or, at the Caf's turn, who took it: as far as the caller may know."
    )
    vacant: bool | None = strawberry.field(description="Does nobody hold the role? Null where the caller may not know.")
    you: bool = strawberry.field(description="Is the caller among them?")

    @classmethod
    def of(cls, each: told.Awaited) -> "Awaited":
        """Make it from the rules."""
        return cls(
            task=Task.of(each.turn), people=list(dict.fromkeys(person.name for person in each.people)),
            vacant=each.vacant, you=any(person.you for person in each.people),
        )  # fmt: skip


@strawberry.type(description="What is going on with a declaration (avancement).")
class Progress:
    """Where it stands, who must act, since when, until when."""

    sentence: str = strawberry.field(description="All of it, in French.")
    awaits: list[Awaited] = strawberry.field(description="Whose turn it is today; empty when nobody can lead on.")
    vacancies: list[str] = strawberry.field(
        description="A warning in French for each role that is still needed and that nobody holds."
    )
    since: datetime = strawberry.field(description="Since when it stands there.")
    until: Deadline | None = strawberry.field(description="The day that counts; null at the Caf's turn and at the end.")

    @classmethod
    def of(cls, situation: told.Situation) -> "Progress":
        """Make it from what the reader may know."""
        found = told.progress(situation)
        return cls(
            sentence=found.sentence, awaits=[Awaited.of(each) for each in found.awaits],
            vacancies=list(found.vacancies), since=situation.since, until=Deadline.of(found.until),
        )  # fmt: skip


@strawberry.type(description="How much is missing in one part. Figures that the caller may not read are counted too.")
class MissingInPart:
    """Counts only: `blockers` and `warnings` of the declaration tell which."""

    part: Part = strawberry.field(description="The part.")
    part_label: str = strawberry.field(description="The same in French.")
    items: int = strawberry.field(description="Required items without a value.")
    blockers: int = strawberry.field(description="Blocking controls that are not satisfied.")
    warnings: int = strawberry.field(description="Warnings that still want a remark.")


def missing_of(dossier: Dossier) -> list[MissingInPart]:
    """What stands between each part and its completion."""
    counted = Counter(_kinds(dossier))
    return [
        MissingInPart(
            part=part, part_label=PART_LABELS[part],
            **{name: counted[part, name] for name in ("items", "blockers", "warnings")},
        )
        for part in dossier.asked_parts
    ]  # fmt: skip


def _kinds(dossier: Dossier) -> Iterable[tuple[Part, str]]:
    for each in dossier.obstacles:
        if each.stops:
            yield each.part, "items" if each.control is None else "blockers" if each.blocking else "warnings"
