"""« Qui voit mes données ? » in GraphQL."""

from datetime import date

import strawberry

from models.scope import Held
from resolvers import access
from rules.policy import Role
from schema.guards import guarded


@strawberry.type(description="Somebody who sees a structure; staff by role and number, without their names.")
class Viewing:
    """For a manager and for the people granted on the structure."""

    held: strawberry.Private[Held]
    person_name: str | None = guarded("access.read", "The name typed when the role was granted; null for staff.")
    role: Role = guarded("access.read", "The role.")
    role_label: str = guarded("access.read", "The role, in French.")
    starts_on: date | None = guarded("access.read", "First day; null for staff.")
    ends_on: date | None = guarded("access.read", "Last day, if known.")
    persons: int = guarded("access.read", "How many people: more than one for staff only.")
    reads: str = guarded("access.read", "What this role reads, in a French sentence.")

    @classmethod
    def of(cls, found: access.Viewing, held: Held) -> "Viewing":
        """Make it for somebody who holds these roles towards the structure."""
        return cls(
            held=held, person_name=found.person_name, role=found.role, role_label=found.role_label,
            starts_on=found.starts_on, ends_on=found.ends_on, persons=found.persons, reads=found.reads,
        )  # fmt: skip
