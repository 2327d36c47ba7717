"""A structure in GraphQL."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from resolvers.asker import Asker
from resolvers.opaque import encode
from resolvers.pages import Row
from rules.columns import described
from rules.kinds import KINDS
from schema.branches import Node, pick
from schema.caf import Caf
from schema.connection import Connection
from schema.guards import guarded
from schema.history import HistoryEntry
from schema.permit import AllowedAction
from schema.ratio import StructureRatio
from schema.viewing import Viewing

if TYPE_CHECKING:
    from schema.agreement import Agreement
    from schema.declaration import Declaration
    from schema.licence import Licence
    from schema.role_grant import RoleGrant
    from schema.tenure import Tenure


@strawberry.type(description="A funded place (structure, équipement), e.g. one Eaje.")
class Structure(Node):
    """Known to the people granted on it and to its Caf."""

    id: strawberry.ID = guarded("structure.read", described("structure", "id"))
    id_equ: str = guarded("structure.read", described("structure", "id_equ"))
    name: str = guarded("structure.read", described("structure", "name"))
    kind: str = guarded("structure.read", described("structure", "kind"))
    kind_label: str = guarded("structure.read", described("structure", "kind_label"))
    nature: str = guarded("structure.read", described("structure", "nature"))
    nature_label: str = guarded("structure.read", described("structure", "nature_label"))
    commune: str = guarded("structure.read", described("structure", "commune"))
    opened_on: date = guarded("structure.read", described("structure", "opened_on"))
    closed_on: date | None = guarded("structure.read", described("structure", "closed_on"))
    ctg_since: date | None = guarded("structure.read", described("structure", "ctg_since"))
    caf_key: strawberry.Private[int]

    @classmethod
    def of(cls, row: Row, asker: Asker) -> "Structure":
        """Make it from a row."""
        kind = KINDS[row["kind"]]
        return cls(
            id=strawberry.ID(encode("Structure", row["id"])), key=row["id"], branches={}, caf_key=row["caf_id"],
            held=asker.person.towards_structure(row["caf_id"], row["id"]),
            id_equ=row["id_equ"], name=row["name"], kind=row["kind"], kind_label=kind.label,
            nature=row["nature"], nature_label=kind.natures.get(row["nature"], row["nature"]),
            commune=row["commune"], ctg_since=row["ctg_since"],
            opened_on=row["opened_on"], closed_on=row["closed_on"],
        )  # fmt: skip

    @guarded("structure.read", described("structure", "caf"))
    def caf(self) -> Caf:
        """Left by the branch."""
        return pick(self, "caf")

    @guarded("structure.read", described("structure", "licensed_places"))
    def licensed_places(self) -> int | None:
        """Left by the branch."""
        return pick(self, "licensedPlaces")

    @guarded("structure.read", "Places of each of its authorisations, from a day on; past and to come included.")
    def licences(
        self, first: int | None = None, after: str | None = None
    ) -> Connection[Annotated["Licence", strawberry.lazy("schema.licence")]] | None:
        """Left by the branch."""
        return pick(self, "licences", first=first, after=after)

    @guarded("tenure.read", "Which organisations run it, of the tenures that the caller sees.")
    def tenures(
        self, first: int | None = None, after: str | None = None
    ) -> Connection[Annotated["Tenure", strawberry.lazy("schema.tenure")]] | None:
        """Left by the branch."""
        return pick(self, "tenures", first=first, after=after)

    @guarded("agreement.read", "The agreements that open a bonus of the Psu, of the tenures that the caller sees.")
    def agreements(
        self, first: int | None = None, after: str | None = None
    ) -> Connection[Annotated["Agreement", strawberry.lazy("schema.agreement")]] | None:
        """Left by the branch."""
        return pick(self, "agreements", first=first, after=after)

    @guarded("role_grant.read", "Who holds which role on it (habilitations), past and to come included.")
    def role_grants(
        self, first: int | None = None, after: str | None = None
    ) -> Connection[Annotated["RoleGrant", strawberry.lazy("schema.role_grant")]] | None:
        """Left by the branch."""
        return pick(self, "roleGrants", first=first, after=after)

    @guarded("declaration.read", "Its declarations, the latest first.")
    def declarations(
        self, first: int | None = None, after: str | None = None
    ) -> Connection[Annotated["Declaration", strawberry.lazy("schema.declaration")]] | None:
        """Left by the branch."""
        return pick(self, "declarations", first=first, after=after)

    @guarded("ratio.read", "Its ratios of a year, from the actual declaration accepted last, compared with its groups.")
    def ratios(self, year: int) -> list[StructureRatio] | None:
        """Left by the branch."""
        return pick(self, "ratios", year=year)

    @guarded("structure.read", "Every act of its Caf on it, and whether the caller may do it now.")
    def allowed_actions(self) -> list[AllowedAction]:
        """Left by the branch."""
        return pick(self, "allowedActions")

    @guarded("role_grant.read", "Has it an approver today? Null when nobody runs it today whom the caller sees.")
    def has_approver(self) -> bool | None:
        """Left by the branch."""
        return pick(self, "hasApprover")

    @guarded(
        "access.read", "Who sees its data, by name or, for staff, by role and number (« Qui voit mes données ? »)."
    )
    def who_sees(self) -> list[Viewing] | None:
        """Left by the branch."""
        return pick(self, "whoSees")

    @guarded("history.read", "What was done and refused on it, the latest first, of what tells the caller (journal).")
    def history(self, first: int | None = None, after: str | None = None) -> Connection[HistoryEntry] | None:
        """Left by the branch."""
        return pick(self, "history", first=first, after=after)
