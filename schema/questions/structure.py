"""Questions about structures."""

import strawberry
from strawberry import ID, Info

from models.scope import scoped
from resolvers.access import without_approver
from resolvers.asker import Asker
from resolvers.listings import STRUCTURES
from resolvers.opaque import sought
from resolvers.pages import only, page
from schema.branches import grow
from schema.connection import Connection, root_connection
from schema.selection import selection_of
from schema.structure import Structure


@strawberry.type
class StructureQuestions:
    """Structures that the caller sees."""

    @strawberry.field(description="The structures that the caller sees, by name.")
    async def structures(self, info: Info, first: int | None = None, after: str | None = None) -> Connection[Structure]:
        """A page."""
        asker: Asker = info.context
        with scoped(asker.person):
            return await root_connection(
                STRUCTURES, "Structure", Structure.of, selection_of(info._raw_info), asker, first, after
            )

    @strawberry.field(description="One structure, by its id or its IDEQU; null unless the caller sees exactly one.")
    async def structure(self, info: Info, id: ID | None = None, id_equ: str | None = None) -> Structure | None:
        """The one that has this id and this IDEQU; an IDEQU is unique in a Caf, so that several are none."""
        asker: Asker = info.context
        key = None if id is None else sought("Structure", id)
        if id is None and id_equ is None:
            return None
        with scoped(asker.person):
            found = (await page(STRUCTURES, 2, None, only(id=key, id_equ=id_equ))).rows
            made = [Structure.of(row, asker) for row in found] if len(found) == 1 else []
            await grow(made, selection_of(info._raw_info), asker)
            return made[0] if made else None

    @strawberry.field(
        description="For a manager, by name: the structures of his Caf that somebody runs today and nobody can approve for."
    )
    async def structures_without_approver(
        self, info: Info, first: int | None = None, after: str | None = None
    ) -> Connection[Structure]:
        """A page."""
        asker: Asker = info.context
        with scoped(asker.person):
            return await root_connection(
                STRUCTURES, "Structure", Structure.of, selection_of(info._raw_info), asker, first, after,
                without_approver(asker),
            )  # fmt: skip
