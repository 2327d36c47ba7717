"""What an act answers: the changed object, or why nothing was done."""

from collections.abc import Awaitable, Sequence
from typing import Any

import strawberry
from strawberry import Info

from models.engine import DB
from models.scope import scoped
from resolvers.asker import Asker
from resolvers.opaque import encode
from rules.problems import Refused
from schema.declaration import Declaration
from schema.nodes import find, find_all
from schema.problem import Problem, problems
from schema.selection import selection_of


@strawberry.type(description="The declaration as it is now, or why nothing was done.")
class DeclarationPayload:
    """Either the declaration or errors."""

    declaration: Declaration | None = None
    errors: list[Problem] = strawberry.field(default_factory=list)


async def done(info: Info, doing: Awaitable[int], type_name: str, payload: Any, member: str) -> Any:
    """Do an act, then show the object as it is now; a refusal becomes data."""
    try:
        key = await doing
    except Refused as refused:
        return payload(errors=problems(refused.problems))
    return payload(**{member: await shown(info, key, type_name, payload.__name__)})


async def shown(info: Info, key: int, type_name: str, payload: str) -> Any:
    """The object that an act changed, as it is now, grown as far as the payload asks."""
    asker: Asker = info.context
    below = selection_of(info._raw_info).below(payload, type_name[0].lower() + type_name[1:])
    with scoped(asker.person):
        async with DB.transaction():
            return await find(asker, type_name, encode(type_name, key), below)


async def all_shown(info: Info, keys: Sequence[int], type_name: str, payload: str, member: str) -> list[Any]:
    """The objects that an act made, in one go."""
    asker: Asker = info.context
    below = selection_of(info._raw_info).below(payload, member)
    with scoped(asker.person):
        async with DB.transaction():
            return await find_all(asker, [type_name], [encode(type_name, key) for key in keys], below)


async def declaration_done(info: Info, doing: Awaitable[int]) -> DeclarationPayload:
    """Do an act on a declaration, then show it."""
    return await done(info, doing, "Declaration", DeclarationPayload, "declaration")
