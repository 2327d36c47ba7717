"""Who may simulate what: each starts from what he reads, changes nothing else, and is told nothing of what is not his."""

import pytest

from resolvers.opaque import encode
from rules.policy import Role
from tests.example import EXAMPLE_A_FINANCE
from tests.schema.simulating import AN_ACCOUNT, MORE_HOURS, project, refusals, simulated
from tests.world import SAVE, World

pytestmark = pytest.mark.usefixtures("database")


async def test_an_activity_provider_sees_no_account_and_changes_none() -> None:
    world = await World.granted()
    await world.save_example()
    payload = await simulated(world, "director")
    charges = next(
        each for each in payload["simulation"]["base"]["estimate"]["lines"] if each["code"] == "TOTAL_CHARGES"
    )
    assert (charges["result"], charges["operands"]) == ("380000", [])
    assert charges["hiddenOperandCount"] == 10
    assert "285000" not in str(payload)
    cost = next(each for each in payload["simulation"]["base"]["thresholds"] if each["code"] == "COST_PRICE")
    assert cost["item"] == "totalCharges"
    erased = {"label": "Sans", "changes": [{"eajeFinance": {"account64": None}}]}
    payload = await simulated(world, "director", None, AN_ACCOUNT, erased, MORE_HOURS)
    assert payload["simulation"] is None
    assert [(each["code"], each["path"], each["action"]) for each in payload["errors"]] == [
        ("FORBIDDEN", ["scenarios", place, "changes", "account64"], "finance.figures") for place in ("0", "1")
    ]


async def test_what_an_account_is_missing_is_not_named_to_him() -> None:
    world = await World.granted()
    await world.save_example()
    finance = {name: None for name in EXAMPLE_A_FINANCE if name == "account60"}
    await world.act("accountant", SAVE, declaration=world.declaration, version=2, values={"eajeFinance": finance})
    estimate = (await simulated(world, "director"))["simulation"]["base"]["estimate"]
    assert (estimate["reason"], estimate["missingItems"]) == ("ITEMS_MISSING", [])
    assert "1 rubrique du volet financier" in estimate["reasonText"]


@pytest.mark.parametrize("who", ["accountant", "deputy"])
async def test_who_reads_the_accounts_changes_them(who: str) -> None:
    world = await World.granted()
    await world.save_example()
    cheaper = {
        "label": "Moins cher",
        "changes": [{"eajeFinance": {"account64": "185 000"}}, {"eajeActivity": {"openingDays": 210}}],
    }
    (found,) = (await simulated(world, who, None, cheaper))["simulation"]["scenarios"]
    charges = next(each for each in found["estimate"]["lines"] if each["code"] == "TOTAL_CHARGES")
    assert charges["result"] == "280000"
    assert ("account64", "185000") in {(each["reference"], each["value"]) for each in charges["operands"]}
    assert found["rightChange"].startswith("-")


async def test_the_caf_starts_from_what_was_sent_last_and_of_a_draft_from_nothing() -> None:
    world = await World.granted()
    assert await refusals(world, "officer") == [("NOT_FOUND", "of/declaration")]
    await world.put("RETURNED")
    changed, version = {"eajeActivity": {"familyContributions": "1"}}, (await world.stands())["activity"]
    saved = await world.act("director", SAVE, declaration=world.declaration, version=version, values=changed)
    assert saved["errors"] == []
    base = (await simulated(world, "officer"))["simulation"]["base"]
    (sent,) = await world.written("select amount from submission where declaration_id = $1", world.declarations[0])
    assert base["estimate"]["amount"] == str(sent["amount"]), "what was sent, not what is being corrected"
    assert (await simulated(world, "director"))["simulation"]["base"]["estimate"]["amount"] != str(sent["amount"])
    (found,) = (await simulated(world, "officer", None, AN_ACCOUNT))["simulation"]["scenarios"]
    assert found["rightChange"] == "0.00", "beyond the ceiling no charge counts; he may try"


@pytest.mark.parametrize("who", ["manager", "stranger", "former", "officer of another Caf"])
async def test_a_strange_id_is_answered_like_one_of_nothing(who: str) -> None:
    world = await World.granted()
    await world.put("RETURNED")
    asking = world
    if who == "officer of another Caf":
        asking, who = await World.make(), "officer"
    elif who != "manager":
        await world.add_person(who)
    if who == "former":
        await world.grant(who, Role.APPROVER, world.tenures[0], endsOn="2024-12-31")
    strange = [world.declaration, encode("Declaration", 2**31 - 1), encode("Structure", 1), "", "?"]
    answers = [await simulated(asking, who, {"declaration": each}, AN_ACCOUNT) for each in strange]
    assert answers[0]["errors"][0]["code"] == "NOT_FOUND"
    assert all(each == answers[0] for each in answers)


async def test_a_project_is_simulated_by_partners_and_officers() -> None:
    world, amounts = await World.granted(), set()
    for who in ("director", "accountant", "deputy", "officer"):
        payload = await simulated(world, who, project())
        amounts.add(payload["simulation"]["base"]["estimate"]["amount"])
        charges = next(
            each for each in payload["simulation"]["base"]["estimate"]["lines"] if each["code"] == "TOTAL_CHARGES"
        )
        assert charges["hiddenOperandCount"] == 0, "whoever makes it up has typed the accounts himself"
    assert len(amounts - {None}) == len(amounts) == 1
    await world.add_person("nobody")
    await world.add_national("cnaf")
    for who in ("manager", "nobody", "cnaf"):
        (error,) = (await simulated(world, who, project()))["errors"]
        assert (error["code"], error["action"]) == ("FORBIDDEN", "simulation.project")
