"""A Caf in GraphQL."""

import strawberry

from models.scope import NOBODY
from resolvers.asker import Asker
from resolvers.opaque import encode
from resolvers.pages import Row
from schema.branches import Node
from schema.guards import guarded


@strawberry.type(description="A local family-benefit fund (Caisse d'allocations familiales). Public.")
class Caf(Node):
    """Public: its code and its name."""

    id: strawberry.ID = guarded("caf.read", "Opaque id.")
    code: str = guarded("caf.read", "Three digits (code organisme).")
    name: str = guarded("caf.read", "Its name, in French.")

    @classmethod
    def of(cls, row: Row, asker: Asker) -> "Caf":
        """Make it from a row."""
        return cls(
            id=strawberry.ID(encode("Caf", row["id"])), key=row["id"], held=NOBODY, branches={},
            code=row["code"], name=row["name"],
        )  # fmt: skip
