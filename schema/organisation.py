"""An organisation in GraphQL."""

from typing import Annotated

import strawberry

from resolvers.asker import Asker
from resolvers.opaque import encode
from resolvers.pages import Row
from rules.columns import described
from schema.branches import Node, pick
from schema.caf import Caf
from schema.guards import guarded


@strawberry.type(description="A legal person that runs structures (gestionnaire): one per Caf and SIRET.")
class Organisation(Node):
    """Known to the people granted on its structures and to its Caf."""

    id: strawberry.ID = guarded("organisation.read", described("organisation", "id"))
    siret: str = guarded("organisation.read", described("organisation", "siret"))
    name: str = guarded("organisation.read", described("organisation", "name"))
    caf_key: strawberry.Private[int]

    @classmethod
    def of(cls, row: Row, asker: Asker) -> "Organisation":
        """Make it from a row."""
        return cls(
            id=strawberry.ID(encode("Organisation", row["id"])), key=row["id"], branches={}, caf_key=row["caf_id"],
            held=asker.person.towards_organisation(row["caf_id"], row["id"]),
            siret=row["siret"], name=row["name"],
        )  # fmt: skip

    @guarded("organisation.read", described("organisation", "caf"))
    def caf(self) -> Caf:
        """Left by the branch."""
        return pick(self, "caf")


LazyOrganisation = Annotated["Organisation", strawberry.lazy("schema.organisation")]
