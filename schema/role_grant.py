"""A role grant in GraphQL."""

from datetime import date, datetime

import strawberry

from resolvers.asker import Asker, may
from resolvers.opaque import encode
from resolvers.pages import Row
from resolvers.reads import look
from rules.columns import described
from rules.grants import GrantState, opens_on, state_label, state_on
from rules.policy import ROLE_LABELS, Role
from schema.branches import Node, pick
from schema.guards import guarded
from schema.structure import Structure
from schema.tenure import Tenure

strawberry.enum(
    GrantState, name="GrantState", description="Where a grant stands today (demandée, active, suspendue, terminée)."
)


@strawberry.type(description="One role of one person on one tenure (habilitation), from a day to a day.")
class RoleGrant(Node):
    """Ended, never erased. The name and e-mail are those typed when it was granted."""

    id: strawberry.ID = guarded("role_grant.read", described("role_grant", "id"))
    person_name: str = guarded("role_grant.read", described("role_grant", "person_name"))
    person_email: str = guarded("role_grant.read", described("role_grant", "person_email"))
    role: Role = guarded("role_grant.read", described("role_grant", "role"))
    role_label: str = guarded("role_grant.read", described("role_grant", "role_label"))
    starts_on: date = guarded("role_grant.read", described("role_grant", "starts_on"))
    ends_on: date | None = guarded("role_grant.read", described("role_grant", "ends_on"))
    granted_at: datetime = guarded("role_grant.read", described("role_grant", "granted_at"))
    active: bool = guarded("role_grant.read", described("role_grant", "active"))
    state: GrantState = guarded("role_grant.read", described("role_grant", "state"))
    state_label: str = guarded("role_grant.read", described("role_grant", "state_label"))
    structure_key: strawberry.Private[int]
    tenure_key: strawberry.Private[int]

    @classmethod
    def of(cls, row: Row, asker: Asker) -> "RoleGrant":
        """Make it from a row. One's own grant is read even when it is no longer in force."""
        look(asker, "role_grant", row["id"])
        role = Role(row["role"])
        held = asker.person.towards_tenure(row["caf_id"], row["tenure_id"])
        if not may("role_grant.read", held):
            held |= {role}
        state = state_on(asker.today, row["state"], row["ends_on"], row["ended_at"] is not None)
        return cls(
            id=strawberry.ID(encode("RoleGrant", row["id"])), key=row["id"], branches={}, held=held,
            structure_key=row["structure_id"], tenure_key=row["tenure_id"],
            person_name=row["person_name"], person_email=row["person_email"], role=role, role_label=ROLE_LABELS[role],
            starts_on=row["starts_on"], ends_on=row["ends_on"], granted_at=row["granted_at"],
            active=opens_on(asker.today, state, row["starts_on"]), state=state,
            state_label=state_label(asker.today, state, row["starts_on"]),
        )  # fmt: skip

    @guarded("structure.read", described("role_grant", "structure"))
    def structure(self) -> Structure | None:
        """Left by the branch."""
        return pick(self, "structure")

    @guarded("tenure.read", described("role_grant", "tenure"))
    def tenure(self) -> Tenure | None:
        """Left by the branch."""
        return pick(self, "tenure")
