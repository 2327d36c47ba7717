"""Saving: what is kept, what is erased, what is refused; a refused save writes nothing, not even in part."""

from typing import Any

import orjson
import pytest

from tests.world import SAVE, World

pytestmark = pytest.mark.usefixtures("database")

NBSP, THIN = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"


async def save(world: World, name: str = "director", **input: Any) -> Any:
    stands = await world.stands()
    version = stands["activity" if name == "director" else "finance"]
    return await world.act(name, SAVE, declaration=world.declaration, version=version, **input)


async def stored(world: World, part: str = "ACTIVITY") -> tuple[dict[str, Any], dict[str, str]]:
    """The figures and the remarks in the table."""
    rows = await world.written(
        """select "values"::text as v, remarks::text as r from declaration_part where declaration_id = $1 and part = $2""",
        world.declarations[0], part,
    )  # fmt: skip
    return orjson.loads(rows[0]["v"]), orjson.loads(rows[0]["r"])


async def refused(world: World, name: str = "director", **input: Any) -> list[tuple[str, list[str]]]:
    """The codes and paths of a save that must write nothing."""
    before = await world.fingerprint()
    done = await save(world, name, **input)
    assert done["declaration"] is None
    assert await world.fingerprint() == before
    for error in done["errors"]:
        assert error["message"]
        assert error["remedy"]
    return [(error["code"], error["path"]) for error in done["errors"]]


async def test_what_is_not_named_stays_null_erases_and_zero_is_a_value() -> None:
    world = await World.granted()
    await save(
        world, values={"eajeActivity": {"openingDays": 220, "hoursAttendedUnder4": "33000", "mealsProvided": False}}
    )
    await save(world, values={"eajeActivity": {"trainingDays": 0, "hoursAttendedUnder4": None}})
    assert (await stored(world))[0] == {"openingDays": "220", "mealsProvided": False, "trainingDays": "0"}
    assert (await save(world, values={"eajeActivity": {}}))["errors"] == []
    assert (await stored(world))[0] == {"openingDays": "220", "mealsProvided": False, "trainingDays": "0"}
    assert await stored(world, "FINANCE") == ({}, {})


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("0", "0"), ("1234.5", "1234.5"), ("1234,50", "1234.5"), ("1 234,50", "1234.5"), (f"1{NBSP}234", "1234"),
     (f"12{THIN}345{THIN}678,90", "12345678.9"), (" 7 ", "7"), (30000, "30000"), ("007", "7"), ("-0", "0"),
     ("0.00", "0"), ("9999999999.99", "9999999999.99"), (999999999999, "999999999999")],
)  # fmt: skip
async def test_an_amount_is_read_as_the_french_write_it_and_kept_exact(typed: object, kept: str) -> None:
    world = await World.granted()
    assert (await save(world, "accountant", values={"eajeFinance": {"account60": typed}}))["errors"] == []
    assert (await stored(world, "FINANCE"))[0] == {"account60": kept}


NOT_NUMBERS: tuple[object, ...] = (
    1.5, True, "douze", "", " ", "NaN", "Infinity", "1e3", "1.2.3", "1,234.50", "1 23", "0x10", "1.005", "١٢",
    "1234567890123", 10**15, "9" * 5000, [1], {"a": 1}, "1\n2", "+5", "1_000",
)  # fmt: skip
BAD: list[tuple[str, object, str]] = [
    *((item, typed, "INVALID_VALUE")
    for item in ("dailyOpeningHours", "hoursBilledUnder4", "generalSchemeRate", "familyContributions")
    for typed in NOT_NUMBERS),
    ("dailyOpeningHours", "0", "OUT_OF_RANGE"), ("dailyOpeningHours", "24.01", "OUT_OF_RANGE"),
    ("dailyOpeningHours", -1, "OUT_OF_RANGE"), ("hoursBilledUnder4", "-0.01", "OUT_OF_RANGE"),
    ("generalSchemeRate", "100.01", "OUT_OF_RANGE"), ("familyContributions", "-1", "OUT_OF_RANGE"),
    ("licensedPlaces", 0, "OUT_OF_RANGE"), ("licensedPlaces", 10000, "OUT_OF_RANGE"),
    ("openingDays", 0, "OUT_OF_RANGE"), ("openingDays", 367, "OUT_OF_RANGE"), ("openingDays", -(2**31), "OUT_OF_RANGE"),
    ("trainingDays", -1, "OUT_OF_RANGE"), ("trainingDays", 367, "OUT_OF_RANGE"),
]  # fmt: skip


async def test_what_cannot_be_read_is_refused_at_its_item_with_its_label() -> None:
    world = await World.granted()
    wrong = {}
    for item, typed, code in BAD:
        done = await save(world, values={"eajeActivity": {item: typed}})
        found = [(error["code"], error["path"]) for error in done["errors"]]
        if found != [(code, ["values", item])]:
            wrong[item, str(typed)[:20]] = found
        assert all(len(error["message"]) < 300 for error in done["errors"])
    assert wrong == {}
    assert await stored(world) == ({}, {})
    assert (await world.stands())["version"] == 1


# The types of GraphQL itself: whole numbers, yes or no. Refused before anything runs, at the field's path.
OF_ANOTHER_TYPE: dict[str, tuple[object, ...]] = {
    "openingDays": ("220", 220.5, True, 2**31, [1], {"a": 1}), "licensedPlaces": ("20", 20.5, False, -(2**31) - 1, []),
    "mealsProvided": ("true", 1, 0, "oui", []), "unknownItem": (1,), "account60": ("1",), "__proto__": ({},),
}  # fmt: skip


@pytest.mark.parametrize(
    ("item", "typed"), [(item, each) for item, all_of in OF_ANOTHER_TYPE.items() for each in all_of]
)
async def test_what_is_not_of_the_type_is_bad_user_input_at_the_path_of_the_field(item: str, typed: object) -> None:
    world = await World.granted()
    before = await world.fingerprint()
    input = {"declaration": world.declaration, "version": 1, "values": {"eajeActivity": {item: typed}}}
    given = await world.ask("director", SAVE, input=input)
    assert given.status == 400
    (error,) = given.body["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["extensions"]["path"] == ["input", "values", "eajeActivity", item]
    assert error["message"] == f"« input.values.eajeActivity.{item} » n'a pas la forme attendue."
    assert await world.fingerprint() == before


@pytest.mark.parametrize(
    "values",
    [None, {}, {"eajeActivity": None}, {"eajeActivity": {}, "eajeFinance": {}}, {"eajeActivity": [1]}, [], "x", 1],
)
async def test_exactly_one_part_is_saved_at_a_time(values: object) -> None:
    world = await World.granted()
    given = await world.ask("director", SAVE, input={"declaration": world.declaration, "version": 1, "values": values})
    assert given.status == 400
    assert {error["extensions"]["code"] for error in given.body["errors"]} == {"BAD_USER_INPUT"}


async def test_every_problem_is_told_at_once_and_the_good_figures_beside_them_are_not_kept() -> None:
    world = await World.granted()
    found = await refused(
        world,
        values={"eajeActivity": {"openingDays": 999, "familyContributions": "douze", "trainingDays": 2, "licensedPlaces": 0}},
    )  # fmt: skip
    assert sorted(found) == [
        ("INVALID_VALUE", ["values", "familyContributions"]),
        ("OUT_OF_RANGE", ["values", "licensedPlaces"]),
        ("OUT_OF_RANGE", ["values", "openingDays"]),
    ]
    assert await stored(world) == ({}, {})


async def test_the_part_of_somebody_else_is_forbidden() -> None:
    world = await World.granted()
    assert await refused(world, "director", values={"eajeFinance": {"account60": "1"}}) == [("FORBIDDEN", [])]
    assert await refused(world, "accountant", values={"eajeActivity": {"openingDays": 1}}) == [("FORBIDDEN", [])]


@pytest.mark.parametrize(
    ("name", "control", "code"),
    [("director", "OPENING_DAYS_UNUSUAL", None), ("director", "BILLED_BELOW_ATTENDED", None),
     ("director", "FAMILY_CONTRIBUTIONS_DIFFER", "UNKNOWN_CONTROL"), ("director", "NO_SUCH", "UNKNOWN_CONTROL"),
     ("director", "", "UNKNOWN_CONTROL"), ("accountant", "FAMILY_CONTRIBUTIONS_DIFFER", None),
     ("accountant", "OPENING_DAYS_UNUSUAL", "UNKNOWN_CONTROL")],
)  # fmt: skip
async def test_a_remark_belongs_to_a_control_of_its_part(name: str, control: str, code: str | None) -> None:
    world = await World.granted()
    part = "eajeActivity" if name == "director" else "eajeFinance"
    remark = {"control": control, "text": "Fermeture pour travaux."}
    if code is None:
        assert (await save(world, name, values={part: {}}, remarks=[remark]))["errors"] == []
        kept = await stored(world, "ACTIVITY" if name == "director" else "FINANCE")
        assert kept == ({}, {control: "Fermeture pour travaux."})
    else:
        assert await refused(world, name, values={part: {}}, remarks=[remark]) == [(code, ["remarks", control])]


async def test_a_remark_holds_two_thousand_characters_and_an_empty_one_erases_it() -> None:
    world = await World.granted()
    longest = {"control": "OPENING_DAYS_UNUSUAL", "text": "é" * 2000}
    assert (await save(world, values={"eajeActivity": {}}, remarks=[longest]))["errors"] == []
    over = {"control": "OPENING_DAYS_UNUSUAL", "text": "é" * 2001}
    found = await refused(world, values={"eajeActivity": {"openingDays": 5}}, remarks=[over])
    assert found == [("TEXT_TOO_LONG", ["remarks", "OPENING_DAYS_UNUSUAL"])]
    for empty in ("", "   \n", None):
        await save(world, values={"eajeActivity": {}}, remarks=[longest])
        await save(world, values={"eajeActivity": {}}, remarks=[{"control": "OPENING_DAYS_UNUSUAL", "text": empty}])
        assert await stored(world) == ({}, {}), repr(empty)


async def test_a_remark_is_kept_as_text_whatever_it_looks_like() -> None:
    world = await World.granted()
    text = "<script>alert(1)</script> '; drop table person; -- {0} %s 𝄞 \u202e é\nà la ligne"
    await save(world, values={"eajeActivity": {}}, remarks=[{"control": "OPENING_DAYS_UNUSUAL", "text": text}])
    asked = "query ($id: ID!) { declaration(id: $id) { activity { remarks { control text } } } }"
    shown = await world.data("director", asked, id=world.declaration)
    assert shown["declaration"]["activity"]["remarks"] == [{"control": "OPENING_DAYS_UNUSUAL", "text": text}]


async def test_a_text_that_no_database_holds_is_bad_user_input_and_nothing_is_written() -> None:
    world = await World.granted()
    before = await world.fingerprint()
    input = {
        "declaration": world.declaration, "version": 1, "values": {"eajeActivity": {"openingDays": 220}},
        "remarks": [{"control": "OPENING_DAYS_UNUSUAL", "text": "a\x00b"}],
    }  # fmt: skip
    given = await world.ask("director", SAVE, input=input)
    (error,) = given.body["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["extensions"]["path"] == ["input", "remarks", "0", "text"]
    assert await world.fingerprint() == before


@pytest.mark.parametrize(
    ("literal", "code"),
    [('"1 234,5"', None), ("1234", None), ("12.5", "INVALID_VALUE"), ("1e3", "INVALID_VALUE"), ("true", "INVALID_VALUE"),
     ("PAYE", "INVALID_VALUE"), ("[1]", "INVALID_VALUE"), ("{a: 1}", "INVALID_VALUE"), ("null", None),
     ("9" * 5000, "INVALID_VALUE"), ("-1", "OUT_OF_RANGE")],
)  # fmt: skip
async def test_figures_written_in_the_document_obey_the_same_rules(literal: str, code: str | None) -> None:
    world = await World.granted()
    document = (
        f'mutation {{ save(input: {{declaration: "{world.declaration}", version: 1,'
        f" values: {{eajeFinance: {{account60: {literal}}}}}}}) {{ errors {{ code path }} }} }}"
    )
    given = await world.ask("accountant", document)
    assert "data" in given.body, given.body
    expected = [] if code is None else [{"code": code, "path": ["values", "account60"]}]
    assert given.body["data"]["save"]["errors"] == expected
