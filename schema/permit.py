"""What the caller may do now, in GraphQL: so that a client shows a button only where the act would be done."""

from enum import Enum
from typing import TYPE_CHECKING

import strawberry

from resolvers.permits import Permit
from rules.forms import Part
from rules.policy import Role
from rules.structure_acts import StructureAct
from rules.workflow import Act
from schema.problem import Problem, problems

if TYPE_CHECKING:

    class ActName(Enum):
        """Its members are made below from the tables of acts."""

else:
    ActName = Enum("ActName", {act.value: act.value for act in (*Act, *StructureAct)})
strawberry.enum(ActName, description="An act, by the name of its mutation.")


@strawberry.type(description="An act, and whether the caller may do it now: the answer that the act itself would give.")
class AllowedAction:
    """Before anything is typed: a stale version, a missing reason or a wrong figure is refused by the act alone."""

    act: ActName = strawberry.field(description="The name of its mutation.")
    label: str = strawberry.field(description="What it does, in French.")
    part: Part | None = strawberry.field(description="On which part, if on one.")
    allowed: bool = strawberry.field(description="May the caller do it now?")
    problems: list[Problem] = strawberry.field(description="Why not, as the act would answer it; empty where he may.")
    roles: list[Role] = strawberry.field(description="The roles that may.")
    who: str = strawberry.field(description="The same in French.")
    people: list[str] | None = strawberry.field(
        description="Who holds such a role on the tenure today; null where the caller may not know, and for staff."
    )

    @classmethod
    def of(cls, permit: Permit) -> "AllowedAction":
        """Make it from the verdict."""
        return cls(
            act=ActName(permit.act), label=permit.label, part=permit.part, allowed=permit.allowed,
            problems=problems(permit.problems), roles=list(permit.roles), who=permit.who,
            people=None if permit.people is None else list(permit.people),
        )  # fmt: skip
