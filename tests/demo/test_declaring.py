"""What is written in bulk is what the portal's own acts would have left, row by row and column by column."""

from collections import Counter
from typing import Any

from demo.course import Course
from demo.declaring import Declaring
from demo.load import SEED
from demo.population import Population
from demo.settlement import settle
from resolvers.passwords import hash_password
from rules.workflow import Act, State
from server.database_url import Urls
from server.graphql import house_of
from tests.demo.conftest import DAY, SETTINGS, Clone, Rows, engine_on, rows_of
from tests.world import HOUSE, PASSWORD

TABLES = (
    "declaration", "declaration_part", "declaration_estimate", "submission", "accepted_right", "declaration_event",
    "audit_entry", "structure_ratio",
)  # fmt: skip


async def test_bulk_and_acts_leave_the_same_rows(clone: Clone) -> None:
    plan = Population.plan(SEED, DAY, {})
    chosen = _varied(plan)
    bulk, acts = await clone(), await clone()
    written, done = await _loaded(plan, bulk, chosen, by_acts=False), await _loaded(plan, acts, chosen, by_acts=True)
    for table in TABLES:
        assert _sorted(written[table]) == _sorted(done[table]), table
    told = Counter(row["act"] for row in written["declaration_event"])
    assert set(told) == {act.value for act in Act}
    assert any(row["number"] == 2 for row in written["submission"])
    assert {row["state"] for row in written["declaration"]} == {state.value for state in State}


def _varied(plan: Population) -> set[int]:
    """Few tenures among which everything happens: the short ones, and one for each course."""
    short = {place for place, tenure in enumerate(plan.tenures) if tenure.ends_on or tenure.starts_on.year > 2015}
    return short | {next(each.tenure for each in plan.declarations if each.course is course) for course in Course}


async def _loaded(plan: Population, urls: Urls, tenures: set[int], *, by_acts: bool) -> Rows:
    async with engine_on(urls):
        settled = await settle(plan, hash_password(PASSWORD, HOUSE))
        declaring = Declaring(plan, settled, house_of(SETTINGS))
        await (declaring.by_acts(tenures) if by_acts else declaring.in_bulk(tenures))
        return await rows_of(TABLES)


def _sorted(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(repr(sorted(row.items())) for row in rows)
