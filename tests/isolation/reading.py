"""Asking as a stranger, and looking at what the answers betray."""

from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any

from tests.isolation.marks import TABLES, Marks, Rows
from tests.isolation.walk import PAGE, Ask
from tests.world import World

CODES = {"FORBIDDEN"}
"""What a question well asked may be refused with."""


async def asked(world: World, name: str, questions: Iterable[Ask]) -> AsyncIterator[tuple[Ask, Any]]:
    """Each question and its answer; one that is not executed proves nothing."""
    for ask in questions:
        given = await world.ask(name, ask.document, **ask.variables)
        assert "data" in given.body, (ask, given.body)
        refused = {error["extensions"]["code"] for error in given.body.get("errors", [])}
        assert refused <= CODES | ({"BAD_CURSOR"} if "after" in ask.document else set()), (ask, given.body)
        yield ask, given.body


def counts(tree: Any) -> Iterator[tuple[int, int]]:
    """The total and the number of objects of every page in an answer."""
    if isinstance(tree, dict):
        if "totalCount" in tree and "nodes" in tree:
            yield tree["totalCount"], len(tree["nodes"])
        for each in tree.values():
            yield from counts(each)
    elif isinstance(tree, list):
        for each in tree:
            yield from counts(each)


def nameless(tree: Any) -> Iterator[Any]:
    """Objects whose id is withheld: rows that should not have been loaded at all."""
    if isinstance(tree, dict):
        if "id" in tree and tree["id"] is None:
            yield tree
        for each in tree.values():
            yield from nameless(each)
    elif isinstance(tree, list):
        for each in tree:
            yield from nameless(each)


async def leaked(world: World, name: str, asks: Iterable[Ask], marks: Marks) -> str | None:
    """The first answer that betrays something, or counts what it does not show."""
    async for ask, body in asked(world, name, asks):
        found = marks.found_in(body)
        if found:
            return f"{name} reads {sorted(found)[:5]} by {ask}"
        for row in nameless(body["data"]):
            return f"{name} learns that {row} exists by {ask}"
        longest = PAGE if "first" in ask.document else world.house.page_default
        for total, shown in counts(body["data"]):
            if "after" not in ask.document and shown != min(total, longest):
                return f"{name} is told of {total} and shown {shown} by {ask}"
    return None


OF_NO_TENURE = {"licence": "structure_id", "tenure": "id", "structure": "id", "organisation": "id"}


def of_place(rows: Rows, place: int) -> Rows:
    """The rows that belong to one structure of a world and to its only tenure."""
    tenure = rows["tenure"][place]
    keys = {"licence": tenure["structure_id"], "tenure": tenure["id"], "structure": tenure["structure_id"], "organisation": tenure["organisation_id"]}  # fmt: skip
    return {
        table: [
            row for row in found
            if (row[OF_NO_TENURE[table]] == keys[table] if table in keys else row.get("tenure_id") == tenure["id"])
        ]
        for table, found in rows.items()
    }  # fmt: skip


def sirens(rows: Rows) -> Rows:
    """What whoever reads a SIRET reads of it."""
    return {"organisation": [{"id": 0, "siren": row["siret"][:9]} for row in rows["organisation"]]}


def both(rows: Rows, others: Rows) -> Rows:
    """The rows of the one and of the other."""
    return {table: [*rows.get(table, ()), *others.get(table, ())] for table in TABLES}


def without(rows: Rows, others: Rows) -> Rows:
    """The rows that are not among others."""
    return {table: [row for row in found if row not in others[table]] for table, found in rows.items()}
