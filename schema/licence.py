"""An authorisation of places in GraphQL."""

from datetime import date

import strawberry

from resolvers.asker import Asker
from resolvers.opaque import encode
from resolvers.pages import Row
from rules.columns import described
from schema.branches import Node
from schema.guards import guarded


@strawberry.type(
    description="Places of a structure's authorisation (places agréées) from a day on, until the next one."
)
class Licence(Node):
    """Of the structure, whoever runs it."""

    id: strawberry.ID = guarded("structure.read", described("licence", "id"))
    starts_on: date = guarded("structure.read", described("licence", "starts_on"))
    places: int = guarded("structure.read", described("licence", "places"))

    @classmethod
    def of(cls, row: Row, asker: Asker) -> "Licence":
        """Make it from a row."""
        return cls(
            id=strawberry.ID(encode("Licence", row["id"])), key=row["id"], branches={},
            held=asker.person.towards_structure(row["caf_id"], row["structure_id"]),
            starts_on=row["starts_on"], places=row["places"],
        )  # fmt: skip
