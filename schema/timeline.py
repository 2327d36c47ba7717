"""The timeline of a declaration in GraphQL."""

from datetime import datetime

import strawberry

from models.scope import Held
from resolvers.asker import Asker
from resolvers.pages import Row
from resolvers.timeline import items_of, reason_of
from rules.forms import Part
from rules.timeline import sentence
from rules.workflow import Act, State
from schema.guards import guarded


@strawberry.type(description="One act on a declaration, as those concerned may follow it.")
class TimelineEvent:
    """Who did what, when and why, from where to where."""

    held: strawberry.Private[Held]
    at: datetime | None = guarded("timeline.read", "When.")
    act: str | None = guarded("timeline.read", "The act: the name of its mutation.")
    sentence: str | None = guarded("timeline.read", "Who did what, in French.")
    actor_name: str | None = guarded("timeline.read", "Who did it.")
    part: Part | None = guarded("timeline.read", "The part that it was done on, if one.")
    from_state: State | None = guarded("timeline.read", "Where the declaration stood before.")
    to_state: State | None = guarded("timeline.read", "Where it stood after.")
    reason: str | None = guarded(
        "timeline.read", "Why, in its author's words. What is said of one part is read by those who read that part."
    )
    items: list[str] | None = guarded("timeline.read", "The items named, by their French labels.")
    version: int | None = guarded("timeline.read", "The version of the declaration after it.")

    @classmethod
    def of(cls, row: Row, asker: Asker) -> "TimelineEvent":
        """Make it from a row."""
        held = asker.person.towards_tenure(row["caf_id"], row["tenure_id"])
        act, part = Act(row["act"]), Part(row["part"]) if row["part"] else None
        return cls(
            held=held, at=row["at"], act=act.value, sentence=sentence(row["actor_name"], act, part),
            actor_name=row["actor_name"], part=part, from_state=State(row["from_state"]),
            to_state=State(row["to_state"]), reason=reason_of(row, held), items=items_of(row), version=row["version"],
        )  # fmt: skip
