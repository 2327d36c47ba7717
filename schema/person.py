"""People in GraphQL, as those who answer for them see them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from resolvers.asker import Asker
from resolvers.opaque import encode
from resolvers.pages import Row
from resolvers.reads import look
from rules.columns import described
from schema.branches import Node, pick
from schema.caf import Caf
from schema.connection import Connection
from schema.guards import guarded
from schema.history import HistoryEntry
from schema.organisation import Organisation

if TYPE_CHECKING:
    from schema.role_grant import RoleGrant


@strawberry.type(
    description="Somebody for whom the caller answers: granted or asked for in his Caf; staff, for the Cnaf."
)
class Person(Node):
    """Nothing tells what else his account is good for."""

    id: strawberry.ID = guarded("person.read", "Opaque id.")
    email: str = guarded("person.read", described("person", "known_email"))
    display_name: str = guarded("person.read", described("person", "known_name"))

    @classmethod
    def of(cls, row: Row, asker: Asker) -> "Person":
        """Make it from a row."""
        look(asker, "person", row["id"])
        return cls(
            id=strawberry.ID(encode("Person", row["id"])), key=row["id"], branches={},
            held=asker.person.towards(asker.person.manager_caf or 0), email=row["email"], display_name=row["name"],
        )  # fmt: skip

    @guarded("role_grant.read", described("person", "active_grants"))
    def active_grants(self) -> int | None:
        """Left by the branch."""
        return pick(self, "activeGrants")

    @guarded("role_grant.read", "The person's grants in the manager's Caf, ended ones included.")
    def role_grants(
        self, first: int | None = None, after: str | None = None
    ) -> Connection[Annotated["RoleGrant", strawberry.lazy("schema.role_grant")]] | None:
        """Left by the branch."""
        return pick(self, "roleGrants", first=first, after=after)

    @guarded(
        "history.read",
        "What was done and refused on his account and grants, the latest first, of what tells the caller (journal).",
    )
    def history(self, first: int | None = None, after: str | None = None) -> Connection[HistoryEntry] | None:
        """Left by the branch."""
        return pick(self, "history", first=first, after=after)

    @guarded("history.read", "What he did and was refused, the latest first, of what tells the caller (journal).")
    def acts(self, first: int | None = None, after: str | None = None) -> Connection[HistoryEntry] | None:
        """Left by the branch."""
        return pick(self, "acts", first=first, after=after)


@strawberry.type(description="An account asked for by a Caf or by the Cnaf: the same whether it was new or not.")
class AccountOpening(Node):
    """The name and e-mail are those typed."""

    id: strawberry.ID = guarded("person.read", "Opaque id.")
    person_name: str = guarded("person.read", "The person's name.")
    person_email: str = guarded("person.read", "The person's e-mail.")
    opened_at: datetime = guarded("person.read", "When it was asked for first.")
    caf_key: strawberry.Private[int | None]
    organisation_key: strawberry.Private[int | None]
    person_key: strawberry.Private[int]

    @classmethod
    def of(cls, row: Row, asker: Asker) -> "AccountOpening":
        """Make it from a row."""
        look(asker, "account_opening", row["id"])
        return cls(
            id=strawberry.ID(encode("AccountOpening", row["id"])), key=row["id"], branches={},
            held=asker.person.towards(row["caf_id"] or 0), caf_key=row["caf_id"],
            organisation_key=row["organisation_id"], person_key=row["person_id"],
            person_name=row["person_name"], person_email=row["person_email"], opened_at=row["opened_at"],
        )  # fmt: skip

    @guarded("person.read", "The Caf that asked; null for the Cnaf.")
    def caf(self) -> Caf | None:
        """Left by the branch."""
        return pick(self, "caf")

    @guarded("organisation.read", "The organisation that the person works for, if it was told.")
    def organisation(self) -> Organisation | None:
        """Left by the branch."""
        return pick(self, "organisation")

    @guarded("person.read", "The person.")
    def person(self) -> Person | None:
        """Left by the branch."""
        return pick(self, "person")
