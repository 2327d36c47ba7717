"""What can be asked."""

from collections.abc import Iterable, Sequence
from typing import Any

import strawberry
from piccolo.querystring import QueryString
from strawberry import ID, Info

from models.scope import scoped
from resolvers.asker import Asker
from resolvers.listings import (
    CAFS,
    DECLARATIONS,
    ORGANISATIONS,
    ROLE_GRANTS,
    STRUCTURES,
    SUBMISSIONS,
    TENURES,
)
from resolvers.opaque import key_of
from resolvers.pages import TRUE, Listing, one_by, page
from resolvers.people import own_email
from rules.forms import DeclarationKind
from rules.problems import Code, Refused, problem
from rules.workflow import State
from schema.branches import Node, grow
from schema.caf import Caf
from schema.connection import Connection, root_connection
from schema.declaration import Declaration
from schema.organisation import Organisation
from schema.role_grant import RoleGrant
from schema.selection import Selection, selection_of
from schema.structure import Structure
from schema.submission import Submission
from schema.tenure import Tenure
from schema.viewer import Viewer

NODES: dict[str, tuple[Listing, Any]] = {
    "Caf": (CAFS, Caf),
    "Organisation": (ORGANISATIONS, Organisation),
    "Structure": (STRUCTURES, Structure),
    "Tenure": (TENURES, Tenure),
    "RoleGrant": (ROLE_GRANTS, RoleGrant),
    "Declaration": (DECLARATIONS, Declaration),
    "Submission": (SUBMISSIONS, Submission),
}


async def find_all(asker: Asker, types: Iterable[str], marks: Sequence[str], below: Selection) -> list[Any]:
    """The objects of these ids, grown, in their order; a strange or malformed id is none, as if it did not exist."""
    made: dict[str, Any] = {}
    for type_name in types:
        listing, kind = NODES[type_name]
        keys = {mark: key_of(type_name, mark) for mark in marks}
        if any(key is not None for key in keys.values()):
            rows = await one_by(listing, "id", keys.values())
            made.update({mark: kind.of(rows[key], asker) for mark, key in keys.items() if key in rows})
    await grow(list(made.values()), below, asker)
    return [made.get(mark) for mark in marks]


async def find(asker: Asker, type_name: str, mark: str, below: Selection) -> Any:
    """The object of one type and id, or none."""
    return (await find_all(asker, [type_name], [mark], below))[0]


async def make_viewer(asker: Asker, below: Selection) -> Viewer:
    """The person signed in, with his roles."""
    made = Viewer.of(asker, await own_email(asker))
    with scoped(asker.person):
        await grow(made.roles, below.below("Viewer", "roles"), asker)
    return made


def _asker(info: Info) -> Asker:
    return info.context


def _only(**wanted: object) -> QueryString:
    """Equality on each column that is wanted."""
    given = {column: value for column, value in wanted.items() if value is not None}
    if not given:
        return TRUE
    return QueryString(" and ".join(f"t.{column} = {{}}" for column in given), *given.values())


@strawberry.type
class Query:
    """Every list and object holds only what the caller sees."""

    @strawberry.field(description="The person signed in.")
    async def viewer(self, info: Info) -> Viewer:
        """His account and roles."""
        return await make_viewer(_asker(info), selection_of(info._raw_info))

    @strawberry.field(description="The structures that the caller sees, by name.")
    async def structures(self, info: Info, first: int | None = None, after: str | None = None) -> Connection[Structure]:
        """A page."""
        asker = _asker(info)
        with scoped(asker.person):
            return await root_connection(
                STRUCTURES, "Structure", Structure.of, selection_of(info._raw_info), asker, first, after
            )

    @strawberry.field(description="One structure, by its id or its IDEQU; null unless the caller sees exactly one.")
    async def structure(self, info: Info, id: ID | None = None, id_equ: str | None = None) -> Structure | None:
        """The one that has this id and this IDEQU; an IDEQU is unique in a Caf, so that several are none."""
        asker, key = _asker(info), key_of("Structure", id or "")
        if (id is None and id_equ is None) or (id is not None and key is None):
            return None
        with scoped(asker.person):
            found = (await page(STRUCTURES, 2, None, _only(id=key, id_equ=id_equ))).rows
            made = [Structure.of(row, asker) for row in found] if len(found) == 1 else []
            await grow(made, selection_of(info._raw_info), asker)
            return made[0] if made else None

    @strawberry.field(description="The declarations that the caller sees, the latest first.")
    async def declarations(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        state: State | None = None,
        kind: DeclarationKind | None = None,
        year: int | None = None,
    ) -> Connection[Declaration]:
        """A page, of one state, kind or year if wanted."""
        asker = _asker(info)
        where = _only(state=state and state.value, kind=kind and kind.value, year=year)
        with scoped(asker.person):
            return await root_connection(
                DECLARATIONS, "Declaration", Declaration.of, selection_of(info._raw_info), asker, first, after, where
            )

    @strawberry.field(description="One declaration; null if the caller does not see it.")
    async def declaration(self, info: Info, id: ID) -> Declaration | None:
        """By opaque id."""
        asker = _asker(info)
        with scoped(asker.person):
            return await find(asker, "Declaration", id, selection_of(info._raw_info))

    @strawberry.field(description="Any object by its id; null if the caller does not see it.")
    async def node(self, info: Info, id: ID) -> Node | None:
        """Relay's refetch."""
        asker = _asker(info)
        with scoped(asker.person):
            return (await find_all(asker, NODES, [id], selection_of(info._raw_info)))[0]

    @strawberry.field(description="Several objects by their ids, in the same order; null for those not seen.")
    async def nodes(self, info: Info, ids: list[ID]) -> list[Node | None]:
        """Relay's refetch, in number; as many as the longest page at most."""
        asker = _asker(info)
        if len(ids) > asker.house.page_max:
            raise Refused(problem(Code.PAGE_TOO_LONG, "ids", given=len(ids), limit=asker.house.page_max))
        with scoped(asker.person):
            return await find_all(asker, NODES, ids, selection_of(info._raw_info))
