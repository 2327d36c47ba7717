"""How an answer grows: each level is loaded for all its parents at once, before the level is executed.

A branch is a field that leads to other rows. It is registered with a function that takes all parents and leaves
the children on each of them; the field's own resolver then only picks them up. So nothing below a root field is
awaited, and a list of a thousand rows costs as many statements as a list of one.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import strawberry

from models.scope import Held
from resolvers.asker import Asker, may
from rules.problems import Refused
from schema.selection import Chosen, Selection


@dataclass(slots=True)
class Level:
    """What the branches of one level share: the asker, and rows that several of them read."""

    asker: Asker
    shared: dict[Any, Any] = field(default_factory=dict)

    async def once(self, name: str, parents: Sequence[Any], load: Callable[[], Awaitable[Any]]) -> Any:
        """Load something once for all branches of this level that have these parents: what one hides another may show."""
        key = (name, *(parent.key for parent in parents))
        if key not in self.shared:
            self.shared[key] = await load()
        return self.shared[key]


@strawberry.interface(description="An object with an opaque id, found again by `node`.")
class Node:
    """A row that the caller sees, with the roles he holds towards it."""

    id: strawberry.ID = strawberry.field(description="Opaque; keep it, do not read it.")
    key: strawberry.Private[int]
    held: strawberry.Private[Held]
    branches: strawberry.Private[dict[Any, Any]]


Branch = Callable[[Sequence[Any], Chosen, Level], Awaitable[tuple[Sequence[Any], Selection]]]
"""Loads one field for all parents, leaves the children on them (`put`), tells the children and what is asked of them."""

_BRANCHES: dict[tuple[str, str], tuple[Branch, str]] = {}


def branch(type_name: str, field_name: str, action: str) -> Callable[[Branch], Branch]:
    """Register how a field is loaded, under the action that guards it."""

    def register(load: Branch) -> Branch:
        _BRANCHES[type_name, field_name] = (load, action)
        return load

    return register


def mark(chosen_name: str, arguments: dict[str, Any]) -> tuple[Any, ...]:
    """Where the children of one call of a field are left on their parent."""
    return (chosen_name, *sorted((name, each) for name, each in arguments.items() if each is not None))


def put(parent: Any, chosen: Chosen, children: Any) -> None:
    """Leave what a branch found on its parent."""
    parent.branches[mark(chosen.name, chosen.arguments)] = children


def pick(parent: Any, name: str, **arguments: Any) -> Any:
    """Take what a branch left on the parent; a refusal left there is raised at its own path."""
    found = parent.branches[mark(name, arguments)]
    if isinstance(found, Refused):
        raise found
    return found


async def grow(objects: Sequence[Any], selection: Selection, asker: Asker) -> None:
    """Load every branch asked below these objects, level by level. Hidden branches are not loaded at all."""
    for type_name in dict.fromkeys(type(each).__name__ for each in objects):
        alike = [each for each in objects if type(each).__name__ == type_name]
        level = Level(asker)
        for chosen in _merged(selection, type_name):
            await _grow_branch(type_name, alike, chosen, level)


def _merged(selection: Selection, type_name: str) -> list[Chosen]:
    """The branches asked; the same field with the same arguments under two names is one."""
    found: dict[tuple[Any, ...], Chosen] = {}
    for chosen in selection.fields(type_name):
        if (type_name, chosen.name) in _BRANCHES:
            key = mark(chosen.name, chosen.arguments)
            before = found.get(key)
            below = chosen.below if before is None else before.below.joined(chosen.below)
            found[key] = Chosen(chosen.name, chosen.arguments, below)
    return list(found.values())


async def _grow_branch(type_name: str, objects: Sequence[Any], chosen: Chosen, level: Level) -> None:
    load, action = _BRANCHES[type_name, chosen.name]
    parents = [each for each in objects if may(action, each.held)]
    if not parents:
        return
    try:
        children, below = await load(parents, chosen, level)
    except Refused as refused:
        for parent in parents:
            put(parent, chosen, refused)
        return
    await grow(children, below, level.asker)
