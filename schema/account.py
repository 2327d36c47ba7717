"""What concerns one's own account, in GraphQL: steps, sessions, the legal notice."""

from datetime import datetime

import strawberry

from models.scope import NOBODY, Held
from resolvers.asker import Asker
from resolvers.opaque import encode
from resolvers.sessions import OwnSession
from rules.sign_in import STEP_LABELS, SessionDoor, Step
from schema.guards import guarded

strawberry.enum(Step, name="SignInStep", description="One thing that a session waits for before it opens anything.")
strawberry.enum(SessionDoor, name="SessionDoor", description="Where a session enters.")


@strawberry.type(description="A step that the session still waits for.")
class PendingStep:
    """In the order in which they are done."""

    step: Step
    label: str = strawberry.field(description="What to do, in French.")


def pending(asker: Asker) -> list[PendingStep]:
    """What the asker's session waits for; nothing without a session."""
    steps = asker.visit.steps if asker.visit else ()
    return [PendingStep(step=step, label=STEP_LABELS[step]) for step in steps]


@strawberry.type(description="The legal notice that everybody accepts (avertissement légal).")
class Notice:
    """Public."""

    version: str
    paragraphs: list[str]


@strawberry.type(description="One of the caller's own sessions.")
class Session:
    """Where, by what, since when."""

    held: strawberry.Private[Held]
    id: strawberry.ID = guarded("viewer.read", "Opaque id.")
    door: SessionDoor = guarded("viewer.read", "Where it enters: the API or the admin.")
    agent: str = guarded("viewer.read", "The browser and the system, in a few words.")
    created_at: datetime = guarded("viewer.read", "When it was opened.")
    seen_at: datetime = guarded("viewer.read", "When it was used last, to the minute.")
    expires_at: datetime = guarded("viewer.read", "When it ends at the latest.")
    current: bool = guarded("viewer.read", "Is it the one that asks?")

    @classmethod
    def of(cls, found: OwnSession) -> "Session":
        """As the resolver found it."""
        return cls(
            held=NOBODY, id=strawberry.ID(encode("Session", found.key)), door=found.door, agent=found.agent,
            created_at=found.created_at, seen_at=found.seen_at, expires_at=found.expires_at, current=found.current,
        )  # fmt: skip
