"""The total of accounts that several structures share, in GraphQL."""

from datetime import datetime

import strawberry

from resolvers.asker import Asker
from resolvers.group_accounts import held_on_all
from resolvers.opaque import encode
from resolvers.pages import Row
from rules.forms import DeclarationKind
from schema.branches import Node, pick
from schema.guards import guarded
from schema.organisation import Organisation
from schema.scalars import Euros
from schema.tenure import Tenure


@strawberry.type(
    description="What an organisation's analytical accounts say of the charges of several structures together"
    " (total de la comptabilité analytique), for one kind of declaration and year."
)
class GroupAccounts(Node):
    """Known to whoever answers for the accounts of every structure that it covers, to nobody else."""

    id: strawberry.ID = guarded("tenure.read", "Opaque id.")
    kind: DeclarationKind | None = guarded("group_accounts.read", "Forecast or actual.")
    year: int | None = guarded("group_accounts.read", "The year.")
    total_charges: Euros | None = guarded("group_accounts.read", "The total of the charges of these structures.")
    version: int | None = guarded("group_accounts.read", "To be sent back with a correction.")
    stated_by_name: str | None = guarded("group_accounts.read", "Who stated it last.")
    stated_at: datetime | None = guarded("group_accounts.read", "When.")
    caf_key: strawberry.Private[int]
    organisation_key: strawberry.Private[int]
    tenure_keys: strawberry.Private[list[int]]

    @classmethod
    def of(cls, row: Row, asker: Asker) -> "GroupAccounts":
        """Make it from a row."""
        return cls(
            id=strawberry.ID(encode("GroupAccounts", row["id"])), key=row["id"], branches={},
            held=held_on_all(asker.person, row["caf_id"], row["tenures"]),
            caf_key=row["caf_id"], organisation_key=row["organisation_id"], tenure_keys=list(row["tenures"]),
            kind=DeclarationKind(row["kind"]), year=row["year"], total_charges=Euros(str(row["total_charges"])),
            version=row["version"], stated_by_name=row["stated_by_name"], stated_at=row["stated_at"],
        )  # fmt: skip

    @guarded("group_accounts.read", "The organisation.")
    def organisation(self) -> Organisation | None:
        """Left by the branch."""
        return pick(self, "organisation")

    @guarded("group_accounts.read", "The tenures whose structures share these charges.")
    def tenures(self) -> list[Tenure] | None:
        """Left by the branch."""
        return pick(self, "tenures")
