"""A Caf in GraphQL."""

import strawberry

from models.scope import NOBODY
from resolvers.asker import Asker
from resolvers.opaque import encode
from resolvers.pages import Row
from rules.columns import described
from schema.branches import Node
from schema.guards import guarded


@strawberry.type(description="A local family-benefit fund (Caisse d'allocations familiales). Public.")
class Caf(Node):
    """Public: its code and its name."""

    id: strawberry.ID = guarded("caf.read", described("caf", "id"))
    code: str = guarded("caf.read", described("caf", "code"))
    name: str = guarded("caf.read", described("caf", "name"))

    @classmethod
    def of(cls, row: Row, asker: Asker) -> "Caf":
        """Make it from a row."""
        return cls(
            id=strawberry.ID(encode("Caf", row["id"])), key=row["id"], held=NOBODY, branches={},
            code=row["code"], name=row["name"],
        )  # fmt: skip
