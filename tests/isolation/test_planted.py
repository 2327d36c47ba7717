"""The test of the isolation test: holes made on purpose are found, and the wall behind each is seen to stand."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

import schema.connection
import schema.nodes
from models import visibility
from models.engine import DB, DbRole, ScopedEngine, connect_as
from models.visibility import explicit_predicates
from resolvers import pages
from schema.nodes import NODES
from server.database_url import Urls
from tests.isolation.conftest import Pair, make_pair
from tests.isolation.marks import known_of, marks_of
from tests.isolation.reading import leaked
from tests.isolation.walk import Ask, questions
from tests.models.ground import elsewhere


def asks_of(pair: Pair) -> list[Ask]:
    return list(questions(known_of(pair.own_rows), known_of(pair.foreign_rows)))


@contextmanager
def as_role(role: DbRole) -> Iterator[None]:
    """As a role, outside the request's transaction, with no predicate."""
    token = DB.current_transaction.set(DB.current_transaction.get() if role is DbRole.APP else None)
    try:
        with connect_as(role), explicit_predicates(on=False):
            yield
    finally:
        DB.current_transaction.reset(token)


READS = {
    "a page": (schema.connection, "page"),
    "pages below": (schema.connection, "pages_by"),
    "rows by id": (schema.nodes, "one_by"),
}


@pytest.mark.parametrize("read", READS)
@pytest.mark.parametrize("role", [DbRole.JOB, DbRole.APP])
async def test_a_query_run_by_the_job_role_without_predicate_is_found(
    pair: Pair, monkeypatch: pytest.MonkeyPatch, read: str, role: DbRole
) -> None:
    """As the web process the same query without predicate shows nothing: row-level security stands behind."""
    module, name = READS[read]
    whole = getattr(pages, name)

    async def careless(*words: Any, **more: Any) -> Any:
        with as_role(role):
            return await whole(*words, **more)

    monkeypatch.setattr(module, name, careless)
    marks = marks_of(pair.foreign_rows, pair.own_rows)
    found = await leaked(pair.own, "director", asks_of(pair), marks)
    if role is DbRole.APP or read == "pages below":
        assert found is None  # what hangs below one's own row is one's own: the parent is the predicate
    else:
        assert found is not None


JOINED = {"declaration": ("structure", "tenure")}
"""The scoped tables that a listing joins."""


WALLED = {"staff_role"}
"""Behind the policy and the predicate of these the listing itself asks whether it is the Cnaf: no hole is left to find."""


async def test_a_policy_of_true_behind_an_empty_predicate_is_found(
    clone: Callable[[], Awaitable[Urls]], database: ScopedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = {listing.table for listing, _ in NODES.values()} - visibility.PUBLIC_TABLES - visibility.SIGNED_IN_TABLES
    async with elsewhere(await clone()):
        pair = await make_pair()
        marks, asks = marks_of(pair.foreign_rows, pair.own_rows), asks_of(pair)
        assert await leaked(pair.own, "director", asks, marks) is None
        for table in sorted(tables - WALLED):
            # What a listing joins hides the row as well: those policies are opened with its own, their predicates stay.
            opened = {table, *JOINED.get(table, ())}
            with connect_as(DbRole.OWNER):
                found = await DB.fetch(
                    "select tablename, qual from pg_policies where tablename = any($1) and policyname = 'seen'", opened
                )
                was = {row["tablename"]: row["qual"] for row in found}
                assert was.keys() == opened
                for each in opened:
                    await DB.fetch(f"alter policy seen on {each} using (true)")
            assert await leaked(pair.own, "director", asks[::7], marks) is None, (
                "the predicate stands before the policy"
            )
            with monkeypatch.context() as patch:
                patch.setattr(visibility, "PUBLIC_TABLES", visibility.PUBLIC_TABLES | {table})
                assert await leaked(pair.own, "director", asks, marks) is not None, table
            with connect_as(DbRole.OWNER):
                for each, qual in was.items():
                    await DB.fetch(f"alter policy seen on {each} using ({qual})")


async def test_a_total_that_counts_strangers_is_found(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the count is careless, not the rows."""
    whole = pages.page

    async def careless(*words: Any, **more: Any) -> Any:
        found = await whole(*words, **more)
        with as_role(DbRole.JOB):
            return pages.Page(found.rows, found.has_next, found.has_previous, (await whole(*words, **more)).total)

    monkeypatch.setattr(schema.connection, "page", careless)
    marks = marks_of(pair.foreign_rows, pair.own_rows)
    found = await leaked(pair.own, "director", asks_of(pair), marks)
    assert found is not None
    assert "is told of" in found
