"""The analytical total of several structures: stated by who provides the accounts of all, read by who answers for all."""

import asyncio
from datetime import date
from typing import Any

import pytest

from demo import stage
from models.engine import watch_statements
from resolvers.opaque import encode
from rules.forms import DeclarationKind
from rules.policy import Role
from tests.resolvers.keeping import act, refused, told
from tests.resolvers.totals import READ, STATE, declarations, lonely, state
from tests.world import World

pytestmark = pytest.mark.usefixtures("database")


async def test_a_total_is_stated_read_and_corrected() -> None:
    world = await World.granted(structures=3)
    done = await state(world, "1 234 567,89")
    assert told(done) == []
    made = done["groupAccounts"]
    assert made == {
        "id": made["id"], "kind": "ACTUAL", "year": 2024, "totalCharges": "1234567.89", "version": 1,
        "statedByName": world.people["accountant"].name, "organisation": {"id": encode("Organisation", world.organisation)},
        "tenures": [{"id": encode("Tenure", tenure)} for tenure in world.tenures[:2]],
    }  # fmt: skip
    for who in ("accountant", "deputy"):
        found = (await world.data(who, READ, kind="ACTUAL", year=2024))["groupAccounts"]
        assert (found["totalCount"], found["nodes"][0]["totalCharges"]) == (1, "1234567.89"), who
        assert [each["structure"]["name"] for each in found["nodes"][0]["tenures"]] == ["Crèche 0", "Crèche 1"]
    for other in ({"kind": "FORECAST", "year": 2024}, {"kind": "ACTUAL", "year": 2023}):
        assert (await world.data("deputy", READ, **other))["groupAccounts"]["totalCount"] == 0
    again = await state(world, "900000", places=(0, 1, 2), version=1)
    assert told(again) == []
    assert (again["groupAccounts"]["id"], again["groupAccounts"]["version"]) == (made["id"], 2)
    assert len(again["groupAccounts"]["tenures"]) == 3
    assert [row[1:] for row in await world.trail() if row[0] == "accountant"] == [
        ("stateGroupAccounts", "DONE", "")
    ] * 2


@pytest.mark.parametrize("version", [0, 2, -1])
async def test_a_stale_version_is_answered_with_the_current_one(version: int) -> None:
    world = await World.granted(structures=2)
    assert told(await state(world)) == []
    done = await state(world, "1", version=version)
    assert [(each["code"], each["path"], each["currentVersion"]) for each in done["errors"]] == [
        ("CONFLICT", ["version"], 1)
    ]


async def test_a_correction_of_nothing_is_answered_with_no_version() -> None:
    world = await World.granted(structures=2)
    done = await state(world, version=3)
    assert [(each["code"], each["currentVersion"]) for each in done["errors"]] == [("CONFLICT", 0)]


async def test_of_five_at_once_one_states_it() -> None:
    world = await World.granted(structures=2)
    await world.sign_in("accountant")
    for version in (0, 1):
        answers = await asyncio.gather(*(state(world, str(n), version=version) for n in range(5)))
        assert sorted(told(answer) for answer in answers) == [[], *[[("CONFLICT", ["version"])]] * 4]


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        ("0", []),
        ("-0.01", [("OUT_OF_RANGE", ["total"])]),
        ("0.001", [("INVALID_VALUE", ["total"])]),
        ("beaucoup", [("INVALID_VALUE", ["total"])]),
        ("9999999999.99", []),
        ("99999999999.99", [("INVALID_VALUE", ["total"])]),
        (1.5, [("INVALID_VALUE", ["total"])]),
        (2, []),
    ],
)
async def test_a_total_is_an_amount_to_the_cent(total: Any, expected: list[Any]) -> None:
    world = await World.granted(structures=2)
    if expected:
        given = {"declarations": declarations(world, 0, 1), "total": total}
        assert await refused(world, "accountant", STATE, **given) == expected
    else:
        assert told(await state(world, total)) == []


GROUP = [("NOT_A_GROUP", ["declarations"])]


@pytest.mark.parametrize("places", [(), (0,), (0, 0)], ids=["none", "one", "the same twice"])
async def test_several_structures_make_a_group(places: tuple[int, ...]) -> None:
    world = await World.granted(structures=2)
    given = {"declarations": declarations(world, *places), "total": "1"}
    assert await refused(world, "accountant", STATE, **given) == GROUP


async def test_a_group_is_of_one_organisation_kind_and_year() -> None:
    world = await World.granted(structures=2)
    another = await stage.add_organisation(world.caf, "73282932000074", "Association")
    since = date(2020, 1, 1)
    structure = await stage.add_structure(
        world.caf, f"{world.code}X", "Autre", nature="MULTI_ACCUEIL", commune="V", places=9, opened_on=since
    )
    tenure = await stage.add_tenure(world.caf, another, structure, since)
    world.tenures.append(tenure)
    await world.grant("accountant", Role.FINANCIAL_DATA_PROVIDER, tenure)
    periods = [
        await stage.add_period(
            world.caf, kind, year, opens_on=world.now.date(), due_on=world.now.date(), closes_on=world.now.date()
        )
        for kind, year in ((DeclarationKind.ACTUAL, 2025), (DeclarationKind.FORECAST, 2025))
    ]
    for period, at in ((periods[0], tenure), (periods[0], world.tenures[1]), (periods[1], world.tenures[1])):
        world.declarations.append(await stage.open_declaration(at, period, world.now))
    for places, word in (((3, 2), "gestionnaire"), ((0, 3), "année"), ((3, 4), "structures")):
        payload = await state(world, "1", places=places)
        assert told(payload) == GROUP, places
        assert word in payload["errors"][0]["message"]


async def test_an_update_and_a_cancelled_declaration_have_no_total() -> None:
    world = await World.granted(structures=2, kind=DeclarationKind.UPDATE)
    assert told(await state(world, "1")) == GROUP
    world = await World.granted(structures=2)
    await world.put("CANCELLED")
    assert told(await state(world, "1")) == GROUP


@pytest.mark.parametrize(
    ("by", "code"),
    [("director", "FORBIDDEN"), ("deputy", "FORBIDDEN"), ("officer", "FORBIDDEN"), ("manager", "NOT_FOUND")],
)
async def test_who_provides_no_accounts_states_nothing(by: str, code: str) -> None:
    world = await World.granted(structures=2)
    given = {"declarations": declarations(world, 0, 1), "total": "1"}
    found = await refused(world, by, STATE, **given)
    assert {each[0] for each in found} == {code}


async def test_who_provides_one_of_them_states_nothing_and_the_other_is_unknown_to_him() -> None:
    world = await World.granted(structures=2)
    await lonely(world, "helper", Role.FINANCIAL_DATA_PROVIDER)
    given = {"declarations": declarations(world, 0, 1), "total": "1"}
    assert await refused(world, "helper", STATE, **given) == [("NOT_FOUND", ["declarations", "1"])]
    await world.grant("helper", Role.APPROVER, world.tenures[1])
    assert await refused(world, "helper", STATE, **given) == [("FORBIDDEN", [])]


async def test_a_foreign_declaration_is_as_unknown_as_any() -> None:
    world, other = await World.granted(structures=2), await World.granted(structures=2)
    for strange in (declarations(other, 0)[0], encode("Declaration", 2**31 - 1), "x"):
        given = {"declarations": [*declarations(world, 0), strange], "total": "1"}
        assert await refused(world, "accountant", STATE, **given) == [("NOT_FOUND", ["declarations", "1"])]


async def test_a_total_kept_by_others_is_not_overwritten_and_not_told() -> None:
    """The helper provides the accounts of two of three structures; the total covers the third one too."""
    world = await World.granted(structures=3)
    await lonely(world, "helper", Role.FINANCIAL_DATA_PROVIDER)
    await world.grant("helper", Role.FINANCIAL_DATA_PROVIDER, world.tenures[1])
    done = await state(world, "123456.78", places=(0, 2))
    assert told(done) == []
    given = {"declarations": declarations(world, 0, 1), "total": "1"}
    payload = await act(world, "helper", STATE, **given)
    assert told(payload) == [("ALREADY_STATED", ["declarations"])]
    for said in ("123", "Crèche 2", world.people["accountant"].name, done["groupAccounts"]["id"]):
        assert said not in str(payload)
    later = await act(world, "helper", STATE, **given, version=1)
    assert [(each["code"], each["currentVersion"]) for each in later["errors"]] == [("CONFLICT", 0)]


async def test_who_provides_the_accounts_of_one_and_the_activity_of_the_other_reads_an_id_and_no_total() -> None:
    """The row is his to see, so that its id, which is never null, is there; all the rest is refused."""
    world = await World.granted(structures=2)
    await state(world)
    await world.add_person("between")
    await world.grant("between", Role.ACTIVITY_DATA_PROVIDER, world.tenures[0])
    await world.grant("between", Role.APPROVER, world.tenures[1])
    given = await world.ask("between", READ)
    (found,) = given.body["data"]["groupAccounts"]["nodes"]
    assert found.pop("id")
    assert set(found.values()) == {None}
    assert {each["extensions"]["action"] for each in given.body["errors"]} == {"group_accounts.read"}


async def test_accounts_and_approval_of_different_structures_read_the_total_together() -> None:
    world = await World.granted(structures=2)
    assert told(await state(world)) == []
    await lonely(world, "mixed", Role.FINANCIAL_DATA_PROVIDER)
    await world.grant("mixed", Role.APPROVER, world.tenures[1])
    found = (await world.data("mixed", READ))["groupAccounts"]
    assert found["nodes"][0]["totalCharges"] == "760000.00"


async def test_totals_and_the_warnings_that_quote_them_cost_as_many_statements_for_many_as_for_one() -> None:
    totals = "{ groupAccounts { nodes { totalCharges organisation { name } tenures { structure { name } } } } }"
    warnings = "{ declarations(first: 50) { nodes { warnings { problems { control } } } } }"
    counted = []
    for many in (2, 6):
        world = await World.granted(structures=many)
        assert told(await state(world, places=range(many))) == []
        await world.sign_in("deputy")
        with watch_statements() as seen:
            found = await world.data("deputy", totals)
            await world.data("deputy", warnings)
        assert len(found["groupAccounts"]["nodes"][0]["tenures"]) == many
        counted.append(len(seen))
    assert counted[0] == counted[1]
