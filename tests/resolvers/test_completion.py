"""Declaring a part complete and approving the whole: what stands in the way, told at once, to whom it may be told."""

from typing import Any

import pytest

from rules.forms import DeclarationKind
from tests.example import EXAMPLE_A_ACTIVITY, EXAMPLE_A_FINANCE
from tests.world import APPROVE, COMPLETE, SAVE, World

pytestmark = pytest.mark.usefixtures("database")

ACTIVITY_ITEMS = [
    "licensedPlaces", "placesByPeriod", "openingDays", "dailyOpeningHours", "hoursAttendedUnder4", "hoursAttended4To5",
    "hoursBilledUnder4", "hoursBilled4To5", "freeHours", "generalSchemeRate", "exceptionalHours", "diapersProvided",
    "mealsProvided", "familyContributions", "enrolledChildren", "childrenWithDisability", "childrenInPoverty",
    "trainingDays", "childcareStaffFte", "totalStaffFte",
]  # fmt: skip
FINANCE_ITEMS = [
    "account60", "account61", "account62", "account63a", "account63b", "account64", "account65", "account66",
    "account67", "account68", "account70623", "account70641",
]  # fmt: skip
STANDING = """query ($id: ID!) { declaration(id: $id) {
  blockers { problems { code control path message } hiddenCount } warnings { problems { code control path } hiddenCount }
} }"""

Found = list[tuple[str, str | None, list[str]]]
TRAINING: Found = [("CONTROL_BLOCKS", "TRAINING_DAYS_OVER_LIMIT", ["activity", "trainingDays"])]
OPENING: Found = [("REMARK_WANTED", "OPENING_DAYS_UNUSUAL", ["activity", "openingDays"])]
BILLED: Found = [("REMARK_WANTED", "BILLED_BELOW_ATTENDED", ["activity", "hoursBilledUnder4"])]
PRESTATION: Found = [("REMARK_WANTED", "PRESTATION_DIFFERS_FROM_RIGHT", ["finance", "account70623"])]
DIFFER: Found = [("CONTROL_BLOCKS", "FAMILY_CONTRIBUTIONS_DIFFER", ["finance", "account70641"])]

# What is changed in the example; what stops the activity part; what stops the financial part.
CASES: dict[str, tuple[dict[str, Any], Found, Found]] = {
    "the example as it is": ({}, [], []),
    "three training days": ({"trainingDays": 3}, [], []),
    "four training days": ({"trainingDays": 4}, TRAINING, []),
    "179 opening days": ({"openingDays": 179}, OPENING, []),
    "180 opening days": ({"openingDays": 180}, [], []),
    "260 opening days": ({"openingDays": 260}, [], []),
    "261 opening days": ({"openingDays": 261}, OPENING, []),
    "billed as attended": ({"hoursBilledUnder4": "33000"}, [], PRESTATION),
    "billed just below attended": ({"hoursBilledUnder4": "32999.99"}, BILLED, PRESTATION),
    "a cent less than the account": ({"familyContributions": "58649.99"}, [], DIFFER),
    "a cent more than the account": ({"familyContributions": "58650.01"}, [], DIFFER),
    "three at once": ({"trainingDays": 366, "openingDays": 1, "hoursBilledUnder4": "0"}, OPENING + TRAINING + BILLED, []),
    "one missing": ({"trainingDays": None}, [("ITEM_MISSING", None, ["activity", "trainingDays"])], []),
    "a no is an answer": ({"mealsProvided": False, "diapersProvided": False}, [], PRESTATION),
    "a zero is an answer": ({"trainingDays": 0, "generalSchemeRate": "0"}, [], PRESTATION),
}  # fmt: skip


def told(errors: list[Any]) -> Found:
    return [(error["code"], error["control"], error["path"]) for error in errors]


async def complete(world: World, part: str) -> Any:
    name = "director" if part == "ACTIVITY" else "accountant"
    version = (await world.stands())[part.lower()]
    return await world.act(name, COMPLETE, declaration=world.declaration, part=part, version=version)


@pytest.mark.parametrize(("changes", "activity", "finance"), CASES.values(), ids=CASES)
async def test_each_part_is_stopped_by_its_own_controls_only(
    changes: dict[str, Any], activity: Found, finance: Found
) -> None:
    world = await World.granted()
    await world.save_example(**changes)
    for part, expected in (("ACTIVITY", activity), ("FINANCE", finance)):
        before = await world.fingerprint()
        done = await complete(world, part)
        assert told(done["errors"]) == expected
        assert (await world.fingerprint() == before) is bool(expected)
    state = (await world.stands())["state"]
    assert state == ("IN_PROGRESS" if activity or finance else "READY")


@pytest.mark.parametrize(("part", "items"), [("ACTIVITY", ACTIVITY_ITEMS), ("FINANCE", FINANCE_ITEMS)])
async def test_an_empty_part_lists_each_missing_item_in_the_order_of_the_form(part: str, items: list[str]) -> None:
    world = await World.granted()
    done = await complete(world, part)
    assert told(done["errors"]) == [("ITEM_MISSING", None, [part.lower(), item]) for item in items]
    assert all(error["message"].endswith("n'est pas renseignée.") for error in done["errors"])
    assert done["errors"][-1]["remedy"] == "Saisissez une valeur ; s'il n'y en a pas, saisissez 0."


@pytest.mark.parametrize(("text", "stops"), [("Travaux en juillet.", False), ("", True), ("   ", True), (None, True)])
async def test_a_warning_is_answered_by_a_remark(text: str | None, stops: bool) -> None:
    world = await World.granted()
    await world.save_example(openingDays=179)
    remark = {"control": "OPENING_DAYS_UNUSUAL", "text": text}
    await world.act(
        "director", SAVE, declaration=world.declaration, version=2, values={"eajeActivity": {}}, remarks=[remark]
    )
    assert told((await complete(world, "ACTIVITY"))["errors"]) == (OPENING if stops else [])


async def test_no_remark_helps_against_a_blocking_control() -> None:
    world = await World.granted()
    await world.save_example(trainingDays=4)
    remark = {"control": "TRAINING_DAYS_OVER_LIMIT", "text": "Elles étaient nécessaires."}
    await world.act(
        "director", SAVE, declaration=world.declaration, version=2, values={"eajeActivity": {}}, remarks=[remark]
    )
    assert told((await complete(world, "ACTIVITY"))["errors"]) == TRAINING


async def test_in_a_forecast_the_contributions_may_differ_with_a_remark_in_the_financial_part() -> None:
    world = await World.granted(kind=DeclarationKind.FORECAST, year=2025)
    await world.save_example(familyContributions="58000")
    differ = [("REMARK_WANTED", "FAMILY_CONTRIBUTIONS_DIFFER", ["finance", "account70641"])]
    assert told((await complete(world, "FINANCE"))["errors"]) == differ
    assert (await complete(world, "ACTIVITY"))["errors"] == []
    remark = {"control": "FAMILY_CONTRIBUTIONS_DIFFER", "text": "Encaissements de décembre."}
    await world.act(
        "accountant", SAVE, declaration=world.declaration, version=2, values={"eajeFinance": {}}, remarks=[remark]
    )
    assert (await complete(world, "FINANCE"))["errors"] == []
    assert (await world.stands())["state"] == "READY"


async def test_blockers_and_warnings_can_be_read_at_any_time_each_with_its_words() -> None:
    world = await World.granted()
    shown = (await world.data("deputy", STANDING, id=world.declaration))["declaration"]
    assert [each["path"][1] for each in shown["blockers"]["problems"]] == ACTIVITY_ITEMS + FINANCE_ITEMS
    await world.save_example(trainingDays=4, openingDays=179, familyContributions="58000")
    shown = (await world.data("deputy", STANDING, id=world.declaration))["declaration"]
    assert told(shown["blockers"]["problems"]) == TRAINING + DIFFER
    assert told(shown["warnings"]["problems"]) == OPENING
    assert "58\N{NARROW NO-BREAK SPACE}650,00\N{NO-BREAK SPACE}€" in shown["blockers"]["problems"][1]["message"]


async def test_the_activity_provider_is_told_how_many_quote_the_accounts_and_not_what_they_say() -> None:
    world = await World.granted()
    shown = (await world.data("director", STANDING, id=world.declaration))["declaration"]
    assert [each["path"][0] for each in shown["blockers"]["problems"]] == ["activity"] * len(ACTIVITY_ITEMS)
    assert shown["blockers"]["hiddenCount"] == len(FINANCE_ITEMS)
    await world.save_example(trainingDays=4, familyContributions="58000")
    given = await world.ask("director", STANDING, id=world.declaration)
    shown = given.body["data"]["declaration"]
    assert told(shown["blockers"]["problems"]) == TRAINING
    assert shown["blockers"]["hiddenCount"] == 1
    assert shown["warnings"] == {"problems": [], "hiddenCount": 0}
    assert "58" not in str(given.body).replace(world.declaration, "")
    full = (await world.data("accountant", STANDING, id=world.declaration))["declaration"]
    assert told(full["blockers"]["problems"]) == TRAINING + DIFFER
    assert full["blockers"]["hiddenCount"] == 0


async def test_completing_his_part_never_tells_the_activity_provider_about_the_accounts() -> None:
    world = await World.granted()
    await world.save_example(familyContributions="58000", trainingDays=4)
    given = await world.ask(
        "director", COMPLETE, input={"declaration": world.declaration, "part": "ACTIVITY", "version": 2}
    )
    assert told(given.body["data"]["completePart"]["errors"]) == TRAINING
    assert "70641" not in str(given.body)


async def test_the_other_part_saved_after_a_completion_is_caught_at_the_approval() -> None:
    world = await World.granted()
    await world.act(
        "accountant", SAVE, declaration=world.declaration, version=1, values={"eajeFinance": EXAMPLE_A_FINANCE}
    )
    assert (await complete(world, "FINANCE"))["errors"] == []
    other = {**EXAMPLE_A_ACTIVITY, "familyContributions": "58000"}
    await world.act("director", SAVE, declaration=world.declaration, version=1, values={"eajeActivity": other})
    assert (await complete(world, "ACTIVITY"))["errors"] == []
    before = await world.fingerprint()
    version = (await world.stands())["version"]
    done = await world.act("deputy", APPROVE, declaration=world.declaration, version=version, attested=True)
    assert told(done["errors"]) == DIFFER
    assert await world.fingerprint() == before


async def test_an_approval_without_the_attestation_sends_nothing() -> None:
    world = await World.granted()
    await world.reach("READY")
    before = await world.fingerprint()
    done = await world.act("deputy", APPROVE, declaration=world.declaration, version=5, attested=False)
    assert told(done["errors"]) == [("ATTESTATION_WANTED", None, ["attested"])]
    assert await world.fingerprint() == before


async def test_an_approval_tells_every_reason_at_once() -> None:
    world = await World.granted()
    await world.save_example(openingDays=179)
    # As a correction of the rules would: what is complete may have become wrong.
    for part in ("ACTIVITY", "FINANCE"):
        await world.written(
            "update declaration_part set state = 'COMPLETE', version = version + 1 where declaration_id = $1 and part = $2",
            world.declarations[0], part,
        )  # fmt: skip
    await world.written(
        "update declaration set state = 'READY', version = version + 1 where id = $1", world.declarations[0]
    )
    version = (await world.stands())["version"]
    done = await world.act("deputy", APPROVE, declaration=world.declaration, version=version, attested=False)
    assert told(done["errors"]) == [("ATTESTATION_WANTED", None, ["attested"]), *OPENING]


async def test_a_warning_that_was_answered_no_longer_asks() -> None:
    world = await World.granted()
    await world.save_example(openingDays=170)
    asked = "query ($id: ID!) { declaration(id: $id) { warnings { problems { control } } activity { version } } }"
    shown = (await world.data("director", asked, id=world.declaration))["declaration"]
    assert shown["warnings"] == {"problems": [{"control": "OPENING_DAYS_UNUSUAL"}]}
    remark = [{"control": "OPENING_DAYS_UNUSUAL", "text": "Travaux de mars à mai."}]
    saved = await world.act(
        "director", SAVE, declaration=world.declaration, version=2, values={"eajeActivity": {}}, remarks=remark
    )
    assert saved["errors"] == []
    shown = (await world.data("director", asked, id=world.declaration))["declaration"]
    assert shown["warnings"] == {"problems": []}
