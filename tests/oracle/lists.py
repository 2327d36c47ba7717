"""Lists: in which order, cut where, and what is told of the whole."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.oracle.fields import OPEN, Fields, Refusal, Seen, cursor, entries, leads
from tests.oracle.progress import days_of

NODES = {
    "Caf": "cafs", "Organisation": "organisations", "Structure": "structures", "Licence": "licences", "Tenure": "tenures",
    "Agreement": "agreements", "RoleGrant": "grants", "Person": "people", "AccountOpening": "openings", "StaffRole": "staff", "Period": "periods",
    "Declaration": "declarations", "Submission": "submissions", "GroupAccounts": "groups", "StatisticsCell": "cells",
}  # fmt: skip
"""The types that `node` finds again, and where their rows are."""

TABLES = {
    "Organisation": "organisation", "Structure": "structure", "Licence": "licence", "Tenure": "tenure",
    "Agreement": "agreement", "RoleGrant": "role_grant", "Person": "person", "StaffRole": "staff_role", "Caf": "caf", "Period": "declaration_period",
    "Declaration": "declaration", "Submission": "submission", "TimelineEvent": "declaration_event",
    "GroupAccounts": "group_accounts", "StatisticsCell": "statistics_cell", "Awaiting": "declaration",
    "StructureOverview": "structure", "HistoryEntry": "audit_entry", "Parameter": "parameter",
}  # fmt: skip
"""The types that lists are made of, and the tables that these are made of."""

Order = Callable[[Any, Any], tuple[Any, ...]]
"""From the oracle and a row to the keys that it is sorted by."""


def by_due(oracle: Any, row: Any) -> tuple[Any, ...]:
    return days_of(oracle, row)[1].isoformat(), row.id


ORDERS: dict[str, Order] = {
    "structure": lambda oracle, row: (row.name, row.id),
    "licence": lambda oracle, row: (row.starts_on.isoformat(), row.id),
    "agreement": lambda oracle, row: (row.starts_on.isoformat(), row.id),
    "person": lambda oracle, row: (row.email, row.id),
    "declaration_period": lambda oracle, row: (row.opens_on.isoformat(), row.id),
}
"""How a table is sorted, where not by key."""
LATEST_FIRST = {"declaration_period", "declaration", "submission", "declaration_event", "audit_entry"}


@dataclass
class Page:
    """A page of a list. `also`: what its objects know of the question."""

    kind: str
    nodes: list[Seen]
    marks: list[str]
    total: int
    has_next: bool
    has_previous: bool
    also: dict[str, Any] = field(default_factory=dict)


def page(
    oracle: Any, kind: str, rows: Sequence[Any], given: Mapping[str, Any], table: str, order: Order | None
) -> Page:
    """The page that is asked of rows that are seen."""
    size = oracle.usual if given.get("first") is None else given["first"]
    if not 1 <= size <= oracle.longest:
        raise Refusal("PAGE_TOO_LONG")
    down = table in LATEST_FIRST and order is None
    key = order or ORDERS.get(table, lambda oracle, row: (row.id,))
    ordered = sorted(((key(oracle, row), row) for row in rows), key=lambda each: each[0], reverse=down)
    after: After | None = given.get("after")
    if after is not None and (after.table, after.shape) != (table, (str, int) if order or table in ORDERS else (int,)):
        raise Refusal("BAD_CURSOR")
    left = ordered if after is None else [each for each in ordered if beyond(each[0], after, table, down)]
    shown = left[:size]
    also: dict[str, Any] = {}
    nodes = [oracle.made(kind, row, also) for _, row in shown]
    marks = [cursor(table, keys) for keys, _ in shown]
    return Page(kind, nodes, marks, len(ordered), len(left) > size, after is not None, also)


@dataclass(frozen=True)
class After:
    """A cursor that a question gives: of which table, at which keys; or one that is none."""

    table: str
    keys: tuple[Any, ...]

    @property
    def shape(self) -> tuple[type, ...]:
        """The sorts of its keys."""
        return tuple(map(type, self.keys))

    def __str__(self) -> str:
        return cursor(self.table, self.keys) if self.table else "Ym9ndXM"


def beyond(keys: tuple[Any, ...], after: After, table: str, down: bool) -> bool:
    """Does a row come after the cursor?"""
    return keys < after.keys if down else keys > after.keys


def lists(kind: str) -> dict[str, Fields]:
    """The three types of a list of objects of a type."""
    return {
        f"{kind}Connection": {
            "nodes": leads(OPEN, kind, lambda oracle, seen, given: seen.row.nodes),
            "totalCount": leads(OPEN, "", lambda oracle, seen, given: seen.row.total),
            "edges": leads(OPEN, f"{kind}Edge", lambda oracle, seen, given: _edges(seen.row)),
            "pageInfo": leads(OPEN, "PageInfo", lambda oracle, seen, given: _info(seen.row)),
        },
        f"{kind}Edge": {
            "node": leads(OPEN, kind, lambda oracle, seen, given: seen.row["node"]),
            **entries(OPEN, "cursor"),
        },
    }


def _edges(found: Page) -> list[Seen]:
    return [Seen(f"{found.kind}Edge", {"node": node, "cursor": mark}) for node, mark in zip(found.nodes, found.marks, strict=True)]  # fmt: skip


def _info(found: Page) -> Seen:
    ends = {"startCursor": found.marks[0], "endCursor": found.marks[-1]} if found.marks else {"startCursor": None, "endCursor": None}  # fmt: skip
    return Seen("PageInfo", {"hasNextPage": found.has_next, "hasPreviousPage": found.has_previous, **ends})


PAGE_INFO = entries(OPEN, "hasNextPage hasPreviousPage startCursor endCursor")
