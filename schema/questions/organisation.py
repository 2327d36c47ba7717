"""Questions about organisations."""

import strawberry
from strawberry import ID, Info

from models.scope import scoped
from resolvers.asker import Asker
from resolvers.listings import ORGANISATIONS
from resolvers.opaque import sought
from resolvers.pages import only, page
from schema.branches import grow
from schema.connection import Connection, root_connection
from schema.organisation import Organisation
from schema.selection import selection_of


@strawberry.type
class OrganisationQuestions:
    """Organisations that the caller sees."""

    @strawberry.field(description="The organisations that the caller sees.")
    async def organisations(
        self, info: Info, first: int | None = None, after: str | None = None
    ) -> Connection[Organisation]:
        """A page."""
        asker: Asker = info.context
        with scoped(asker.person):
            return await root_connection(
                ORGANISATIONS, "Organisation", Organisation.of, selection_of(info._raw_info), asker, first, after
            )

    @strawberry.field(description="One organisation, by its id or its SIRET; null unless the caller sees exactly one.")
    async def organisation(self, info: Info, id: ID | None = None, siret: str | None = None) -> Organisation | None:
        """The one that has this id and this SIRET; a SIRET is unique in a Caf, so that several are none."""
        asker: Asker = info.context
        key = None if id is None else sought("Organisation", id)
        if id is None and siret is None:
            return None
        with scoped(asker.person):
            found = (await page(ORGANISATIONS, 2, None, only(id=key, siret=siret))).rows
            made = [Organisation.of(row, asker) for row in found] if len(found) == 1 else []
            await grow(made, selection_of(info._raw_info), asker)
            return made[0] if made else None
