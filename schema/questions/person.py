"""Questions about people and staff."""

import strawberry
from strawberry import ID, Info

from models.scope import scoped
from resolvers.asker import Asker
from resolvers.listings import CAFS, PEOPLE, STAFF_ROLES
from resolvers.opaque import sought
from resolvers.pages import only, page
from resolvers.people import mailbox
from schema.branches import grow
from schema.caf import Caf
from schema.connection import Connection, root_connection
from schema.person import Person
from schema.selection import selection_of
from schema.staff_role import StaffRole


@strawberry.type
class PersonQuestions:
    """For those who answer for people: the managers of a Caf, and the Cnaf."""

    @strawberry.field(
        description="By e-mail, the people granted or asked for in a manager's Caf; for the Cnaf, staff. Never oneself."
    )
    async def people(self, info: Info, first: int | None = None, after: str | None = None) -> Connection[Person]:
        """A page."""
        asker: Asker = info.context
        with scoped(asker.person):
            return await root_connection(
                PEOPLE, "Person", Person.of, selection_of(info._raw_info), asker, first, after
            )  # fmt: skip

    @strawberry.field(description="One of them, by the id or the e-mail; null unless the caller answers for him.")
    async def person(self, info: Info, id: ID | None = None, email: str | None = None) -> Person | None:
        """The one that has this id and this address."""
        asker: Asker = info.context
        key, address = None if id is None else sought("Person", id), mailbox(email or "")
        if (email is not None and address is None) or (key is None and address is None):
            return None
        with scoped(asker.person):
            found = (await page(PEOPLE, 1, None, only(id=key, email=address))).rows
            made = [Person.of(row, asker) for row in found]
            await grow(made, selection_of(info._raw_info), asker)
            return made[0] if made else None

    @strawberry.field(description="The roles of all staff, for the Cnaf.")
    async def staff_roles(
        self, info: Info, first: int | None = None, after: str | None = None
    ) -> Connection[StaffRole]:  # fmt: skip
        """A page."""
        asker: Asker = info.context
        with scoped(asker.person):
            return await root_connection(
                STAFF_ROLES, "StaffRole", StaffRole.of, selection_of(info._raw_info), asker, first, after
            )

    @strawberry.field(description="The Cafs on the portal.")
    async def cafs(self, info: Info, first: int | None = None, after: str | None = None) -> Connection[Caf]:
        """A page."""
        asker: Asker = info.context
        with scoped(asker.person):
            return await root_connection(CAFS, "Caf", Caf.of, selection_of(info._raw_info), asker, first, after)
