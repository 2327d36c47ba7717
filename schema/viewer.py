"""The person signed in, in GraphQL."""

import strawberry

from models.scope import NOBODY, Held
from resolvers.asker import Asker
from resolvers.opaque import encode
from rules.columns import described
from rules.policy import ROLE_LABELS, Role
from schema.branches import pick
from schema.caf import Caf
from schema.guards import guarded
from schema.structure import Structure
from schema.tenure import Tenure


@strawberry.type(description="One role that the caller holds today.")
class ViewerRole:
    """A partner role on a tenure, or a staff role in a Caf or nationally."""

    held: strawberry.Private[Held]
    branches: strawberry.Private[dict[object, object]]
    caf_key: strawberry.Private[int | None]
    structure_key: strawberry.Private[int | None]
    tenure_key: strawberry.Private[int | None]
    role: Role = guarded("viewer.read", "The role.")
    role_label: str = guarded("viewer.read", "The role, in French.")

    @guarded("viewer.read", "The Caf; null for a national role.")
    def caf(self) -> Caf | None:
        """Left by the branch."""
        return pick(self, "caf")

    @guarded("viewer.read", "With a partner role: the structure.")
    def structure(self) -> Structure | None:
        """Left by the branch."""
        return pick(self, "structure")

    @guarded("viewer.read", "With a partner role: the tenure.")
    def tenure(self) -> Tenure | None:
        """Left by the branch."""
        return pick(self, "tenure")


@strawberry.type(description="The person signed in.")
class Viewer:
    """Reads his own account only."""

    held: strawberry.Private[Held]
    id: strawberry.ID = guarded("viewer.read", described("person", "id"))
    display_name: str = guarded("viewer.read", described("person", "display_name"))
    email: str = guarded("viewer.read", described("person", "email"))
    roles: list[ViewerRole] = guarded("viewer.read", described("person", "roles"))

    @classmethod
    def of(cls, asker: Asker, email: str) -> "Viewer":
        """Make it from the scope."""
        person = asker.person
        partner = [_role(each.role, each.caf, each.structure, each.tenure) for each in person.grants]
        staff = {
            Role.HABILITATION_MANAGER: person.manager_caf,
            Role.DECLARATION_OFFICER: person.officer_caf,
        }
        roles = partner + [_role(role, caf) for role, caf in staff.items() if caf is not None]
        if person.national:
            roles.append(_role(Role.NATIONAL))
        return cls(
            held=NOBODY,
            id=strawberry.ID(encode("Person", person.person)),
            display_name=person.name,
            email=email,
            roles=roles,
        )


def _role(role: Role, caf: int | None = None, structure: int | None = None, tenure: int | None = None) -> ViewerRole:
    return ViewerRole(
        held=NOBODY,
        branches={},
        role=role,
        role_label=ROLE_LABELS[role],
        caf_key=caf,
        structure_key=structure,
        tenure_key=tenure,
    )
