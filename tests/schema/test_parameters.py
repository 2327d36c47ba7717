"""The values of the law in the API: on any day, for whoever is signed in, and never a zero where there is none."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from models.engine import ScopedEngine
from rules.parameters import PARAMETERS
from tests.world import World

ONE = "query ($which: String!, $at: Date) { parameter(name: $which, at: $at) { %s } }"
EVERYTHING = "name label unit value reasonText since until source href status statusLabel checkedOn"
LIST = (
    "query ($at: Date, $like: String, $first: Int, $after: String) { parameters(at: $at, startingWith: $like, first: $first,"
    " after: $after) { totalCount nodes { %s } edges { cursor node { name } } pageInfo { hasNextPage hasPreviousPage endCursor } } }"
)


@pytest.fixture(scope="module")
async def world(database: ScopedEngine) -> World:
    """Somebody who holds nothing at all."""
    made = await World.make()
    await made.add_person("nobody")
    return made


async def one(world: World, name: str, at: str | None = None, fields: str = EVERYTHING) -> Any:
    return (await world.data("nobody", ONE % fields, which=name, at=at))["parameter"]


async def test_a_value_is_told_with_its_dates_its_source_and_its_status(world: World) -> None:
    assert await one(world, "psu.first_threshold", "2024-06-30") == {
        "name": "psu.first_threshold",
        "label": "Taux de facturation qui borne le premier palier",
        "unit": "%",
        "value": "107",
        "reasonText": None,
        "since": "2014-01-01",
        "until": "2024-12-31",
        "source": "Guide Psu, juin 2014 et mars 2015",
        "href": None,
        "status": "OFFICIAL",
        "statusLabel": "officiel",
        "checkedOn": "2026-11-25",
    }


CEILINGS = {
    # on the eve of the first value, on its day, and on both sides of each change
    "2017-12-31": None,
    "2018-01-01": "4874.62",
    "2019-08-31": "4874.62",
    "2019-09-01": "5300",
    "2024-08-31": "6000",
    "2024-09-01": "7000",
    "2025-08-31": "7000",
    "2025-09-01": "8500",
    "9999-12-31": "8500",
}


@pytest.mark.parametrize("at", CEILINGS)
async def test_the_value_is_that_of_the_day(world: World, at: str) -> None:
    found = await one(world, "eaje.family_resources_ceiling", at)
    assert found["value"] == CEILINGS[at]
    assert (found["reasonText"] is None) is (found["since"] is not None) is (CEILINGS[at] is not None)


@pytest.mark.parametrize(
    ("name", "at", "reason"),
    [
        (
            "eaje.family_resources_floor",
            "2013-01-01",
            "« Ressources mensuelles plancher du barème des participations familiales » (eaje.family_resources_floor) n'a pas de"
            " valeur enregistrée au 1er janvier 2013 : la première vaut depuis le 1er janvier 2018.",
        ),
        (
            "psu.second_threshold",
            "2025-01-01",
            "« Taux de facturation qui borne le deuxième palier » (psu.second_threshold) n'a pas de valeur enregistrée au"
            " 1er janvier 2025 : la dernière valait jusqu'au 31 décembre 2024.",
        ),
    ],
)
async def test_a_day_without_a_value_is_answered_with_the_reason(world: World, name: str, at: str, reason: str) -> None:
    found = await one(world, name, at)
    assert (found["value"], found["status"], found["reasonText"]) == (None, None, reason)


async def test_without_a_day_it_is_today_in_france(world: World) -> None:
    """The last half hour of 31 August in London is 1 September in Paris."""
    for now, value in (
        (datetime(2025, 8, 31, 21, 59, tzinfo=UTC), "7000"),
        (datetime(2025, 8, 31, 22, 0, tzinfo=UTC), "8500"),
    ):
        at_night = replace(world, now=now)
        await at_night.sign_in("nobody")
        assert (await one(at_night, "eaje.family_resources_ceiling"))["value"] == value


async def test_a_name_that_is_none_is_null(world: World) -> None:
    for name in ("psu.nonsense", "", "psu.", "PSU.COVERAGE_RATE"):
        assert await one(world, name) is None


@pytest.mark.parametrize(
    ("name", "at", "value"),
    [
        ("psu.ceiling_rule", "2024-12-31", "STEPS"),
        ("psu.ceiling_rule", "2025-01-01", "LINEAR"),
        ("eaje.update_asks_finance", "2025-01-01", "non"),
        ("eaje.new_structure_supplies", "2025-01-01", "oui"),
        ("eaje.effort_rate_highest", "2020-01-01", "0.0610"),
    ],
)
async def test_codes_answers_and_decimals_are_text(world: World, name: str, at: str, value: str) -> None:
    assert (await one(world, name, at))["value"] == value


async def test_the_history_holds_every_dated_value(world: World) -> None:
    found = await one(
        world, "eaje.effort_rate_lowest", "1900-01-01", "value history { value since until status checkedOn }"
    )
    assert found["value"] is None
    told = [(each["value"], each["since"], each["until"]) for each in found["history"]]
    assert told == [
        ("0.02", "2014-01-01", "2019-08-31"),
        ("0.02", "2019-09-01", "2020-12-31"),
        ("0.0205", "2021-01-01", "2021-12-31"),
        ("0.0206", "2022-01-01", None),
    ]
    assert [each["status"] for each in found["history"]] == ["OFFICIAL", "TO_VERIFY", "OFFICIAL", "TO_VERIFY"]


async def test_an_invented_value_is_told_as_such_in_a_demonstration_and_has_no_currency_elsewhere(world: World) -> None:
    fields = "value status statusLabel reasonText checkedOn history { value status }"
    shown = await one(world, "psu.first_step_supplied", "2023-12-31", fields)
    assert (shown["value"], shown["status"], shown["statusLabel"], shown["checkedOn"]) == (
        "9.55",
        "FICTIONAL",
        "fictif",
        None,
    )
    house = replace(world, house=replace(world.house, fictional_allowed=False))
    hidden = await one(house, "psu.first_step_supplied", "2023-12-31", fields)
    assert (hidden["value"], hidden["status"]) == (None, "FICTIONAL")
    assert hidden["reasonText"] == "Cette valeur est inventée pour la démonstration : elle n'a pas cours ici."
    for each in hidden["history"]:
        assert (each["value"] is None) is (each["status"] == "FICTIONAL")


async def test_the_list_leaves_nothing_out_whatever_the_day(world: World) -> None:
    names: list[str] = []
    after = None
    while True:
        page = (await world.data("nobody", LIST % "name value reasonText", at="2000-06-01", first=7, after=after))[
            "parameters"
        ]
        assert page["totalCount"] == len(PARAMETERS.names())
        assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
        assert [edge["node"]["name"] for edge in page["edges"]] == [node["name"] for node in page["nodes"]]
        for node in page["nodes"]:
            assert (node["value"] is None) is (node["reasonText"] is not None)
        names += [node["name"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
        assert after == page["edges"][-1]["cursor"]
    assert names == sorted(PARAMETERS.names())


async def test_the_list_is_narrowed_by_how_names_begin(world: World) -> None:
    page = (await world.data("nobody", LIST % "name", like="eaje.effort"))["parameters"]
    assert [node["name"] for node in page["nodes"]] == ["eaje.effort_rate_highest", "eaje.effort_rate_lowest"]
    none = (await world.data("nobody", LIST % "name", like="nonsense."))["parameters"]
    assert (none["totalCount"], none["nodes"], none["pageInfo"]["endCursor"]) == (0, [], None)


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"first": 0}, "PAGE_TOO_LONG", "first"),
        ({"first": 101}, "PAGE_TOO_LONG", "first"),
        ({"after": "bogus"}, "BAD_CURSOR", "after"),
        ({"after": "c3RydWN0dXJlOlsiYSIsMV0"}, "BAD_CURSOR", "after"),
    ],
)
async def test_a_page_obeys_the_rules_of_pages(world: World, given: dict[str, Any], code: str, path: str) -> None:
    body = (await world.ask("nobody", LIST % "name", **given)).body
    [error] = body["errors"]
    assert (error["extensions"]["code"], body["data"]) == (code, None)


async def test_who_is_not_signed_in_is_told_so(world: World) -> None:
    for document, variables in ((ONE % "value", {"which": "psu.coverage_rate"}), (LIST % "name", {})):
        given = await world.ask(None, document, **variables)
        assert (given.status, given.body["errors"][0]["extensions"]["code"]) == (401, "UNAUTHENTICATED")


def test_every_parameter_of_the_rules_has_a_first_day() -> None:
    assert all(PARAMETERS.first_day(name) >= date(2000, 1, 1) for name in PARAMETERS.names())
