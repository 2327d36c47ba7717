"""The roles of Caf and Cnaf staff in GraphQL."""

from datetime import date

import strawberry

from resolvers.asker import Asker
from resolvers.opaque import encode
from resolvers.pages import Row
from resolvers.reads import look
from rules.columns import described
from rules.policy import ROLE_LABELS, Role
from schema.branches import Node, pick
from schema.caf import Caf
from schema.guards import guarded


@strawberry.type(description="A staff role of one person, in one Caf or nationally, from a day to a day.")
class StaffRole(Node):
    """Named and ended by the Cnaf, never erased."""

    id: strawberry.ID = guarded("staff_role.read", described("staff_role", "id"))
    person_name: str = guarded("staff_role.read", described("staff_role", "person_name"))
    person_email: str = guarded("staff_role.read", described("staff_role", "person_email"))
    role: Role = guarded("staff_role.read", described("staff_role", "role"))
    role_label: str = guarded("staff_role.read", "The role, in French.")
    starts_on: date = guarded("staff_role.read", described("staff_role", "starts_on"))
    ends_on: date | None = guarded("staff_role.read", described("staff_role", "ends_on"))
    active: bool = guarded("staff_role.read", "Is it in force today?")
    caf_key: strawberry.Private[int | None]

    @classmethod
    def of(cls, row: Row, asker: Asker) -> "StaffRole":
        """Make it from a row."""
        look(asker, "staff_role", row["id"])
        role = Role(row["role"])
        return cls(
            id=strawberry.ID(encode("StaffRole", row["id"])), key=row["id"], branches={}, caf_key=row["caf_id"],
            held=asker.person.towards(row["caf_id"] or 0),
            person_name=row["person_name"], person_email=row["person_email"], role=role, role_label=ROLE_LABELS[role],
            starts_on=row["starts_on"], ends_on=row["ends_on"],
            active=row["starts_on"] <= asker.today and (row["ends_on"] is None or asker.today <= row["ends_on"]),
        )  # fmt: skip

    @guarded("staff_role.read", described("staff_role", "caf"))
    def caf(self) -> Caf | None:
        """Left by the branch."""
        return pick(self, "caf")
