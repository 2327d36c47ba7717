"""Holes dug on purpose: each is found within the examples, and how soon is told."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from piccolo.querystring import QueryString

import schema.connection
from models import visibility
from models.engine import DbRole, connect_apart
from resolvers import access, asker, pages, sessions
from resolvers.asker import Asker
from rules import policy
from rules.policy import Role
from rules.timing import day_in_france
from tests.oracle.asking import drawn_example
from tests.oracle.lots import Lots
from tests.oracle.storage import Ground
from tests.oracle.trial import Trial

pytestmark = pytest.mark.long
PATIENCE = 2_000
"""Examples after which a hole counts as not found: those of a run."""
Patch = pytest.MonkeyPatch


async def found_after(land: Ground, seed: str) -> int | None:
    """How many examples it takes to see that something is wrong."""
    trial = Trial(land)
    for number in range(1, PATIENCE + 1):
        if await trial.wrong(*drawn_example(Lots(Random(f"{seed} {number}")))):
            return number
    return None


def _wider(action: str, *roles: Role) -> Callable[[Patch], None]:
    def dig(patch: Patch) -> None:
        row = policy.POLICY[action]
        patch.setitem(policy.POLICY, action, replace(row, roles=row.roles | set(roles)))

    return dig


def _narrower(action: str, role: Role) -> Callable[[Patch], None]:
    def dig(patch: Patch) -> None:
        row = policy.POLICY[action]
        patch.setitem(policy.POLICY, action, replace(row, roles=row.roles - {role}))

    return dig


def _late(days: int) -> Callable[[Patch], None]:
    """Grants are judged on another day than today's."""

    def dig(patch: Patch) -> None:
        patch.setattr(sessions, "day_in_france", lambda now: day_in_france(now) + timedelta(days=days))

    return dig


def _in_utc(patch: Patch) -> None:
    """A day that ends with the day in Greenwich."""
    patch.setattr(sessions, "day_in_france", lambda now: now.date())


def _unseen(table: str) -> Callable[[Patch], None]:
    """A reason to see a row is forgotten."""
    return lambda patch: patch.setitem(visibility.SEEN, table, visibility.SEEN[table][1:])


def _careless_total(patch: Patch) -> None:
    """The total counts every row there is."""
    whole = pages.page

    async def careless(*words: Any, **more: Any) -> Any:
        found = await whole(*words, **more)
        if found.total is None:
            return found
        with connect_apart(DbRole.JOB):
            return replace(found, total=(await whole(*words, **more)).total)

    patch.setattr(schema.connection, "page", careless)


def _cursor_included(patch: Patch) -> None:
    """A page begins with the row that the one before ended with."""
    beyond = pages._beyond

    def included(listing: Any, after: str | None) -> Any:
        made = beyond(listing, after)
        if after is None:
            return made
        sign = "<" if listing.descending else ">"
        return QueryString(made.template.replace(f") {sign} (", f") {sign}= ("), *made.args)

    patch.setattr(pages, "_beyond", included)


def _counted_once(patch: Patch) -> None:
    """A refusal does not say how many values it hid."""
    hide = Asker.hide

    def once(self: Asker, name: str, action: str, held: Any, path: Any) -> None:
        if (name, held) not in self.field_refusals:
            hide(self, name, action, held, path)

    patch.setattr(Asker, "hide", once)


def _approved_for_ever(patch: Patch) -> None:
    """An approver whose grant has ended still counts."""
    patch.setattr(access, "_approved", lambda asker: QueryString("exists (select from role_grant g where g.tenure_id = r.id and g.role = 'APPROVER')"))  # fmt: skip


HOLES: dict[str, Callable[[Patch], None]] = {
    "an activity provider reads the accounts": _wider("finance.read", Role.ACTIVITY_DATA_PROVIDER),
    "an activity provider reads the accounts once sent": _wider("finance.figures", Role.ACTIVITY_DATA_PROVIDER),
    "an activity provider reads shared accounts": _wider("group_accounts.read", Role.ACTIVITY_DATA_PROVIDER),
    "an officer reads drafts": _wider("activity.read", Role.DECLARATION_OFFICER),
    "an officer reads draft estimates": _wider("estimate.read", Role.DECLARATION_OFFICER),
    "an officer reads who is granted": _wider("role_grant.read", Role.DECLARATION_OFFICER),
    "a manager is asked no role for declarations": _wider("declaration.read", Role.HABILITATION_MANAGER),
    "the Cnaf reads who sees what": _wider("access.read", Role.NATIONAL),
    "an approver reads no right": _narrower("right.read", Role.APPROVER),
    "a grant lasts a day too long": _late(-1),
    "a grant begins a day too soon": _late(1),
    "a day does not end in France": _in_utc,
    "a structure is not seen by those granted on it": _unseen("structure"),
    "one's own grant is not seen": _unseen("role_grant"),
    "a total counts strangers": _careless_total,
    "a page repeats a row": _cursor_included,
    "a refusal is not counted": _counted_once,
    "an approver who left still approves": _approved_for_ever,
}


@pytest.fixture(autouse=True)
def fresh_verdicts() -> Any:
    """Verdicts are kept from one request to the next: none of a hole outlives it."""
    asker.may.cache_clear()
    yield
    asker.may.cache_clear()


@pytest.mark.parametrize("hole", HOLES)
async def test_a_hole_is_found(land: Ground, hole: str, monkeypatch: Patch, record_property: Any) -> None:
    HOLES[hole](monkeypatch)
    found = await found_after(land, hole)
    record_property("found_after", found)
    assert found is not None, hole
    print(f"{hole}: found after {found}")


@asynccontextmanager
async def opened(land: Ground, *tables: str) -> AsyncIterator[None]:
    """The policies by which rows of these tables are seen let everybody see them."""
    rows = await land.connection.fetch("select tablename, qual from pg_policies where tablename = any($1) and policyname = 'seen'", tables)  # fmt: skip
    assert {row["tablename"] for row in rows} == set(tables)
    try:
        for table in tables:
            await land.connection.execute(f"alter policy seen on {table} using (true)")
        yield
    finally:
        for row in rows:
            await land.connection.execute(f"alter policy seen on {row['tablename']} using ({row['qual']})")


OPENED = {
    "organisation": (), "structure": (), "licence": (), "tenure": (), "agreement": (), "role_grant": (), "submission": ("declaration",), "audit_entry": (),
    "declaration": ("structure", "tenure"), "account_opening": (), "group_accounts": (), "declaration_event": ("declaration",),
}  # fmt: skip
"""A table whose predicate and policy are both gone, and those that its list joins. Parts, estimates, rights and ratios are
only read below a declaration or structure that is seen."""


@pytest.mark.parametrize("table", OPENED)
async def test_a_table_that_everybody_sees_is_found(land: Ground, table: str, monkeypatch: Patch) -> None:
    """One of both walls is enough; without both, it shows."""
    async with opened(land, table, *OPENED[table]):
        monkeypatch.setattr(visibility, "PUBLIC_TABLES", visibility.PUBLIC_TABLES | {table})
        found = await found_after(land, table)
        assert found is not None, table
        print(f"{table}: found after {found}")


async def test_nothing_is_found_where_no_hole_is(land: Ground) -> None:
    """Nor with the policies of one table open, as long as its predicate stands."""
    trial = Trial(land)
    async with opened(land, "structure"):
        for number in range(60):
            assert await trial.wrong(*drawn_example(Lots(Random(number)))) == []
