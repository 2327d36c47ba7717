"""The warning that an analytical total differs from the accounts: told to those who answer for all, to nobody else."""

import pytest

from rules.policy import Role
from tests.resolvers.keeping import told
from tests.resolvers.totals import THEIR_SUM, WARNINGS, declarations, lonely, state, typed, warned
from tests.world import World

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize(("total", "shown"), [("759999.99", True), (THEIR_SUM, False), ("760000.01", True)])
async def test_the_difference_is_a_warning_for_those_who_answer_for_all(total: str, shown: bool) -> None:
    world = await World.granted(structures=3)
    await typed(world, 0, 1, 2)
    assert not await warned(world, "deputy")
    assert told(await state(world, total)) == []
    for who in ("accountant", "deputy"):
        assert [await warned(world, who, place) for place in range(3)] == [shown, shown, False], who


async def test_as_long_as_one_account_is_not_known_nothing_is_compared() -> None:
    world = await World.granted(structures=2)
    await typed(world, 0)
    assert told(await state(world, "1")) == []
    assert not await warned(world, "deputy")


@pytest.mark.parametrize("role", [Role.APPROVER, Role.FINANCIAL_DATA_PROVIDER, Role.ACTIVITY_DATA_PROVIDER])
async def test_who_holds_only_one_of_them_is_told_nothing(role: Role) -> None:
    world = await World.granted(structures=2)
    await typed(world, 0, 1)
    await lonely(world, "alone", role)
    (declaration,) = declarations(world, 0)
    lists = "{ groupAccounts { totalCount nodes { id } } }"
    before = await world.data("alone", WARNINGS, id=declaration), await world.data("alone", lists)
    done = await state(world, "1")
    assert told(done) == []
    assert (await world.data("alone", WARNINGS, id=declaration), await world.data("alone", lists)) == before
    assert before[1]["groupAccounts"] == {"totalCount": 0, "nodes": []}
    node = await world.data("alone", "query ($id: ID!) { node(id: $id) { id } }", id=done["groupAccounts"]["id"])
    assert node["node"] is None


async def test_an_activity_provider_of_all_reads_no_total() -> None:
    world = await World.granted(structures=2)
    await typed(world, 0, 1)
    assert told(await state(world, "1")) == []
    given = (await world.ask("director", "{ groupAccounts { nodes { totalCharges year tenures { id } } } }")).body
    assert given["data"]["groupAccounts"]["nodes"] == [{"totalCharges": None, "year": None, "tenures": None}]
    assert {each["extensions"]["code"] for each in given["errors"]} == {"FORBIDDEN"}
    assert not await warned(world, "director")
    (declaration,) = declarations(world, 0)
    counted = (await world.data("director", WARNINGS, id=declaration))["declaration"]["warnings"]["hiddenCount"]
    assert counted > 0


async def test_who_provides_the_accounts_of_one_and_the_activity_of_the_other_is_not_told_the_total_by_the_warning() -> (
    None
):
    """He may not read the total: neither the list nor the sentence of a control gives it to him."""
    world = await World.granted(structures=2)
    await typed(world, 0, 1)
    await lonely(world, "mixed", Role.FINANCIAL_DATA_PROVIDER)
    await world.grant("mixed", Role.ACTIVITY_DATA_PROVIDER, world.tenures[1])
    before = [await world.data("mixed", WARNINGS, id=each) for each in declarations(world, 0)]
    assert told(await state(world, "999999.99")) == []
    given = (await world.ask("mixed", "{ groupAccounts { nodes { totalCharges } } }")).body
    assert given["data"]["groupAccounts"]["nodes"] == [{"totalCharges": None}]
    assert [await world.data("mixed", WARNINGS, id=each) for each in declarations(world, 0)] == before
    assert await warned(world, "accountant")
