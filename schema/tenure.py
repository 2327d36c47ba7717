"""A tenure in GraphQL."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from resolvers.asker import Asker
from resolvers.opaque import encode
from resolvers.pages import Row
from rules.columns import described
from schema.branches import Node, pick
from schema.connection import Connection
from schema.guards import guarded
from schema.organisation import Organisation
from schema.structure import Structure

if TYPE_CHECKING:
    from schema.agreement import Agreement


@strawberry.type(description="Which organisation runs which structure, from a day to a day (gestion).")
class Tenure(Node):
    """Grants and declarations belong to it."""

    id: strawberry.ID = guarded("tenure.read", described("tenure", "id"))
    starts_on: date = guarded("tenure.read", described("tenure", "starts_on"))
    ends_on: date | None = guarded("tenure.read", described("tenure", "ends_on"))
    current: bool = guarded("tenure.read", described("tenure", "current"))
    structure_key: strawberry.Private[int]
    organisation_key: strawberry.Private[int]

    @classmethod
    def of(cls, row: Row, asker: Asker) -> "Tenure":
        """Make it from a row."""
        return cls(
            id=strawberry.ID(encode("Tenure", row["id"])), key=row["id"], branches={},
            held=asker.person.towards_tenure(row["caf_id"], row["id"]),
            structure_key=row["structure_id"], organisation_key=row["organisation_id"],
            starts_on=row["starts_on"], ends_on=row["ends_on"],
            current=row["starts_on"] <= asker.today and (row["ends_on"] is None or asker.today <= row["ends_on"]),
        )  # fmt: skip

    @guarded("organisation.read", described("tenure", "organisation"))
    def organisation(self) -> Organisation | None:
        """Left by the branch."""
        return pick(self, "organisation")

    @guarded("agreement.read", "The agreements that open a bonus of the Psu, in order of their first day.")
    def agreements(
        self, first: int | None = None, after: str | None = None
    ) -> Connection[Annotated["Agreement", strawberry.lazy("schema.agreement")]] | None:
        """Left by the branch."""
        return pick(self, "agreements", first=first, after=after)

    @guarded("structure.read", described("tenure", "structure"))
    def structure(self) -> Structure | None:
        """Left by the branch."""
        return pick(self, "structure")
