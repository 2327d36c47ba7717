"""`simulate`: what a declaration or a project would give, and what is wrong with what is asked; nothing is written."""

from dataclasses import replace
from decimal import Decimal

import pytest

from models.engine import DB, DbRole, connect_as, watch_statements
from rules.forms import DeclarationKind, Part
from tests.example import example
from tests.schema.simulating import AN_ACCOUNT, MORE_HOURS, NOTHING, SIMULATE, project, refusals, simulated
from tests.world import HOUSE, World

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize("who", ["director", "accountant", "deputy"])
async def test_a_partner_starts_from_the_draft(who: str) -> None:
    world = await World.granted()
    await world.save_example()
    payload = await simulated(world, who, None, *NOTHING, MORE_HOURS)
    assert payload["errors"] == []
    simulation = payload["simulation"]
    assert simulation["simulated"] is True
    assert simulation["notice"].startswith("Simulation : elle ne vaut pas déclaration")
    base, (same, more) = simulation["base"], simulation["scenarios"]
    assert (base["label"], base["rightChange"]) == ("Situation de départ", "0.00")
    assert {**same, "label": ""} == {**base, "label": ""}
    assert [each["simulated"] for each in (base, same, more)] == [True] * 3
    assert (more["label"], more["rightChange"], more["rulesOn"]) == ("Plus d'heures", "0.00", "2024-01-01")
    line = next(each for each in more["estimate"]["lines"] if each["code"] == "ATTENDED_HOURS")
    assert line["result"] == "33500.50"


async def test_it_tells_what_the_declaration_tells() -> None:
    world = await World.granted()
    await world.save_example()
    asked = "query ($id: ID!) { declaration(id: $id) { estimate { psu amount lines { code result } } } }"
    stored = (await world.data("director", asked, id=world.declaration))["declaration"]["estimate"]
    told = (await simulated(world, "director"))["simulation"]["base"]["estimate"]
    assert (told["psu"], told["amount"]) == (stored["psu"], stored["amount"])
    assert [(each["code"], each["result"]) for each in told["lines"]] == [
        (each["code"], each["result"]) for each in stored["lines"]
    ]


async def test_the_nearest_threshold_and_what_it_is_worth() -> None:
    world = await World.granted()
    await world.save_example()
    scenario = {"label": "Plus de facturation", "changes": [{"eajeActivity": {"hoursBilledUnder4": "35574"}}]}
    (found,) = (await simulated(world, "director", None, scenario))["simulation"]["scenarios"]
    nearest = found["thresholds"][0]
    assert nearest.pop("sentence").replace("\u00a0", " ").replace("\u202f", " ") == (
        "À 0,8 point du seuil de 107 % : + 17 511 € si 247 heures réalisées de plus"
    )
    assert nearest.pop("measure") == "107.8"
    assert nearest == {
        "code": "FIRST_STEP", "limit": "107", "distance": "0.8", "unit": "%", "favourable": False,
        "item": "hoursAttendedUnder4", "by": "247", "rightChange": "17511.16", "familiesChange": "0", "totalChange": "17511.16",
    }  # fmt: skip
    moved = {
        "label": "Le seuil",
        "changes": [{"eajeActivity": {"hoursBilledUnder4": "35574", "hoursAttendedUnder4": "33247"}}],
    }
    _, across = (await simulated(world, "director", None, scenario, moved))["simulation"]["scenarios"]
    assert Decimal(across["estimate"]["amount"]) - Decimal(found["estimate"]["amount"]) == Decimal("17511.16")


async def test_at_any_date_of_rules() -> None:
    world = await World.granted()
    await world.save_example()
    laws = [{"label": day, "rulesOn": day} for day in ("2023-01-01", "2025-01-01", "2010-01-01")]
    found = (await simulated(world, "director", None, *laws))["simulation"]["scenarios"]
    assert (
        [each["rulesOn"] for each in found]
        == [each["estimate"]["day"] for each in found]
        == [each["label"] for each in laws]
    )
    assert [each["estimate"]["reason"] for each in found] == [None, None, "NO_PARAMETER"]
    codes = [{each["code"] for each in scenario["thresholds"]} for scenario in found]
    assert "FIRST_STEP" in codes[0] - codes[1]
    assert "LINEAR_START" in codes[1] - codes[0]
    assert codes[2] == set()


async def test_a_project_may_be_thought_of_bit_by_bit() -> None:
    world = await World.granted()
    bare = {"project": {"year": 2025, "figures": [{"eajeActivity": {"licensedPlaces": 30}}]}}
    whole = [{"eajeActivity": {**example(Part.ACTIVITY, DeclarationKind.FORECAST, 2025), "licensedPlaces": 30}}]
    whole += [{"eajeFinance": example(Part.FINANCE, DeclarationKind.FORECAST, 2025)}]
    found = (await simulated(world, "director", bare, {"label": "Trente places", "changes": whole}))["simulation"]
    assert found["base"]["estimate"]["reason"] == "ITEMS_MISSING"
    assert {"openingDays", "account64"} <= set(found["base"]["estimate"]["missingItems"])
    assert found["scenarios"][0]["estimate"]["amount"] is not None
    assert found["scenarios"][0]["rightChange"] is None, "there is nothing to compare it with"


async def test_bad_input_is_data_with_its_place() -> None:
    world = await World.granted()
    await world.save_example()
    scenarios = (
        {"label": "", "changes": [{"eajeActivity": {"openingDays": 0, "generalSchemeRate": "100,5"}}]},
        {"label": "x", "rulesOn": "1999-01-01"},
        {"label": "x", "changes": [{"eajeActivity": {"hoursAttendedUnder4": "beaucoup"}}]},
    )
    assert await refusals(world, "director", None, *scenarios) == [
        ("BAD_TEXT", "scenarios/0/label"),
        ("OUT_OF_RANGE", "scenarios/0/changes/openingDays"),
        ("OUT_OF_RANGE", "scenarios/0/changes/generalSchemeRate"),
        ("BAD_DATES", "scenarios/1/rulesOn"),
        ("INVALID_VALUE", "scenarios/2/changes/hoursAttendedUnder4"),
    ]
    assert await refusals(world, "director", None, *[NOTHING[0]] * 11) == [("OUT_OF_RANGE", "scenarios")]
    assert await refusals(world, "director", project(structureKind="GARAGE")) == [
        ("UNKNOWN_CHOICE", "of/project/structureKind")
    ]


async def test_a_request_asks_for_thirty_scenarios_at_most() -> None:
    world = await World.granted()
    ten = ", ".join(['{label: "x"}'] * 10)
    asked = f"simulate(input: {{of: {{project: {{year: 2025}}}}, scenarios: [{ten}]}}) {{ errors {{ code path }} }}"
    found = await world.data("director", "{ " + " ".join(f"s{place}: {asked}" for place in range(4)) + " }")
    refused = [{"code": "ASKED_TOO_OFTEN", "path": ["scenarios"]}]
    assert [found[f"s{place}"]["errors"] for place in range(4)] == [[], [], [], refused]


async def test_it_is_of_one_thing() -> None:
    world = await World.granted()
    for of in ({}, {**project(), "declaration": world.declaration}):
        given = await world.ask("director", SIMULATE, input={"of": of, "scenarios": list(NOTHING)})
        assert given.body["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_without_hours_there_is_a_reason_and_no_accident() -> None:
    world = await World.granted()
    await world.save_example()
    none = {
        "label": "Sans heures",
        "changes": [{"eajeActivity": {"hoursAttendedUnder4": "0", "hoursBilledUnder4": "0"}}],
    }
    (found,) = (await simulated(world, "director", None, none))["simulation"]["scenarios"]
    assert (found["estimate"]["reason"], found["rightChange"], found["thresholds"]) == ("NO_HOURS", None, [])


async def test_invented_prices_obey_the_house() -> None:
    world = await World.granted(kind=DeclarationKind.FORECAST, year=2025)
    await world.save_example()
    world.house = replace(HOUSE, fictional_allowed=False)
    base = (await simulated(world, "director"))["simulation"]["base"]
    assert (base["estimate"]["reason"], base["thresholds"]) == ("FICTIONAL_PRICES", [])
    base = (await simulated(world, "director", project()))["simulation"]["base"]
    assert base["estimate"]["reason"] == "FICTIONAL_PRICES"


async def everything() -> dict[str, str]:
    """Every row of every table, but when sessions were last seen."""
    with connect_as(DbRole.OWNER):
        tables = await DB.fetch("select tablename from pg_tables where schemaname = 'public' order by 1")
        found = {}
        for (name,) in tables:
            if name != "session":
                rows = await DB.fetch(f'select md5(string_agg(t::text, chr(10) order by t::text)) as m from "{name}" t')
                found[name] = rows[0]["m"]
        return found


@pytest.mark.parametrize("who", ["director", "deputy", "officer", "manager"])
async def test_nothing_is_written_whatever_is_simulated(who: str) -> None:
    """Not a row in any table, trails and idempotency keys included; refused or not."""
    world = await World.granted()
    await world.put("RETURNED")
    await world.sign_in(who)
    before = await everything()
    for of in (None, project()):
        for scenario in (MORE_HOURS, AN_ACCOUNT, {"label": ""}):
            await simulated(world, who, of, scenario)
    assert await everything() == before


async def test_the_database_would_refuse_to_write() -> None:
    world = await World.granted()
    await world.save_example()
    await world.sign_in("director")
    with watch_statements() as run:
        await simulated(world, "director")
    first = run.index("set transaction read only")
    assert first < min(place for place, each in enumerate(run) if " declaration t " in each)
    assert not [each for each in run if each.lstrip().lower().startswith(("insert", "update", "delete"))]
