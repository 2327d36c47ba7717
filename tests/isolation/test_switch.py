"""The switch: with every explicit predicate emptied, row-level security alone gives the same answers."""

import pytest

from models import visibility
from models.engine import DbRole, connect_as
from models.visibility import SEEN, explicit_predicates, visible
from tests.isolation.conftest import Pair
from tests.isolation.marks import known_of
from tests.isolation.population import NEIGHBOUR, without_predicates
from tests.isolation.walk import questions

PERSONAS = ["director", "accountant", "deputy", "manager", "officer", NEIGHBOUR, "nobody", "cnaf"]


@pytest.mark.parametrize("name", PERSONAS)
async def test_the_whole_read_suite_gives_the_same_without_predicates(pair: Pair, name: str) -> None:
    bare = without_predicates(pair.own)
    some = False
    for ask in questions(known_of(pair.own_rows), known_of(pair.foreign_rows)):
        with_them = await pair.own.ask(name, ask.document, **ask.variables)
        without = await bare.ask(name, ask.document, **ask.variables)
        assert (without.status, without.body) == (with_them.status, with_them.body), ask
        some |= len(str(with_them.body)) > 2_000
    assert some or name in {"nobody", "cnaf"}


@pytest.mark.parametrize("table", SEEN)
def test_the_switch_empties_every_predicate(table: str) -> None:
    with explicit_predicates(on=False):
        assert visible(table, "t").compile_string()[0] == "true"
    assert visible(table, "t").compile_string()[0] == "false", "without a scope nothing is seen"


async def test_the_switch_would_show_a_policy_that_is_wider(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: a predicate narrower than its policy gives another answer."""
    monkeypatch.setitem(visibility.SEEN, "structure", visibility.SEEN["structure"][1:])
    document = "{ structures { totalCount nodes { id } } }"
    narrowed = await pair.own.data("director", document)
    whole = await without_predicates(pair.own).data("director", document)
    assert narrowed["structures"]["totalCount"] == 0
    assert whole["structures"]["totalCount"] == 2


async def test_without_predicates_the_job_role_would_see_all(pair: Pair) -> None:
    """The switch alone opens nothing, and it is really a switch: the role that no policy binds sees both Cafs."""
    from resolvers.listings import STRUCTURES
    from resolvers.pages import page

    with explicit_predicates(on=False), connect_as(DbRole.JOB):
        rows = (await page(STRUCTURES, 1_000, None)).rows
    assert {pair.own.caf, pair.foreign.caf} <= {row["caf_id"] for row in rows}
