"""The estimate through the API: example A line by line, each opened to its parameter, date, source and status."""

import dataclasses
from decimal import Decimal
from typing import Any

import pytest

from tests.example import EXAMPLE_A_ACTIVITY
from tests.world import SAVE, World

pytestmark = pytest.mark.usefixtures("database")

ESTIMATE = """query ($id: ID!) { declaration(id: $id) { estimate {
  prestation psu amount day reason reasonText missingItems fictional toVerify computedAt
  lines { code label formula unit rounding result adds hiddenOperandCount operands { symbol label value unit origin reference
    parameter { since until source status } } }
} } }"""

# Domain reference, example A: the result of each line, whether it counts, the parameters that it reads.
LINES: list[tuple[str, str, bool, dict[str, tuple[str, str, str]]]] = [
    ("TOTAL_CHARGES", "380000", False, {}),
    ("BILLED_HOURS", "34500", False, {}),
    ("COST_PRICE", "11.0145", False, {"psu.cost_price_hours": ("BILLED", "2005-01-01", "TO_VERIFY")}),
    ("ATTENDED_HOURS", "33000", False, {}),
    ("BILLING_RATE", "104.5455", False, {}),
    ("CEILING", "10.05", False, {
        "psu.first_step_supplied": ("10.05", "2024-01-01", "DERIVED"),
        "psu.first_threshold": ("107", "2014-01-01", "OFFICIAL"),
        "psu.second_threshold": ("117", "2014-01-01", "OFFICIAL"),
        "psu.threshold_side": ("AT_MOST", "2014-01-01", "TO_VERIFY"),
        "psu.ceiling_rule": ("STEPS", "2014-01-01", "OFFICIAL"),
    }),
    ("HOURLY_AMOUNT", "6.63", False, {
        "psu.coverage_rate": ("66", "2005-01-01", "OFFICIAL"),
        "psu.hourly_amount_decimals": ("2", "2005-01-01", "TO_VERIFY"),
    }),
    ("MEAN_PLACES", "20", False, {"eaje.places_weight": ("CALENDAR_DAYS", "2005-01-01", "TO_VERIFY")}),
    ("THEORETICAL_CAPACITY", "46200", False, {}),
    ("ENTITLED_HOURS", "34500", False, {"psu.exceptional_hours_entitled": ("non", "2005-01-01", "TO_VERIFY")}),
    ("STAFF_HOURS", "120", False, {
        "psu.concertation_hours_per_place": ("6", "2014-01-01", "TO_VERIFY"),
        "psu.staff_hours_rule": ("CONCERTATION", "2005-01-01", "TO_VERIFY"),
    }),
    ("FUNDED_HOURS", "229530.60", True, {}),
    ("FAMILY_CONTRIBUTIONS", "-58650", True, {}),
    ("REGIME_RATE", "-1708.81", True, {"psu.regime_rate_place": ("AFTER_CONTRIBUTIONS", "2005-01-01", "TO_VERIFY")}),
    ("PSU", "169171.79", False, {}),
    ("TRAINING_DAYS", "2652.00", True, {
        "psu.training_days_limit": ("3", "2024-01-01", "OFFICIAL"),
        "psu.training_day_hours": ("10", "2024-01-01", "OFFICIAL"),
        "psu.training_days_regime_rate": ("non", "2024-01-01", "TO_VERIFY"),
    }),
    ("MEAN_CONTRIBUTION", "1.70", False, {}),
    ("SOCIAL_MIX", "0", True, {
        "psu.social_mix_first_threshold": ("0.75", "2020-01-01", "TO_VERIFY"),
        "psu.social_mix_second_threshold": ("1.00", "2020-01-01", "TO_VERIFY"),
        "psu.social_mix_third_threshold": ("1.25", "2020-01-01", "TO_VERIFY"),
        "psu.social_mix_side": ("AT_MOST", "2019-01-01", "TO_VERIFY"),
    }),
    ("DISABILITY", "0", True, {}),
    ("RIGHT", "171823.79", False, {}),
]  # fmt: skip


async def estimate(world: World, name: str = "director") -> Any:
    return (await world.data(name, ESTIMATE, id=world.declaration))["declaration"]["estimate"]


async def test_there_is_none_before_the_first_save_and_then_it_tells_what_is_missing() -> None:
    world = await World.granted()
    assert await estimate(world) is None
    await world.save_example(finance=False, trainingDays=None)
    shown = await estimate(world)
    assert (shown["amount"], shown["psu"], shown["reason"], shown["lines"]) == (None, None, "ITEMS_MISSING", [])
    # The director is told how many accounts are missing; the accountant which.
    assert shown["missingItems"] == ["trainingDays"]
    assert shown["reasonText"].endswith(": « Journées pédagogiques », 10 rubriques du volet financier.")
    shown = await estimate(world, "accountant")
    assert shown["missingItems"] == ["trainingDays", *ACCOUNTS]
    assert "« 60 Achats »" in shown["reasonText"]


async def test_example_a_in_every_line() -> None:
    world = await World.granted()
    await world.save_example()
    shown = await estimate(world)
    assert (shown["prestation"], shown["day"]) == ("PSU", "2024-01-01")
    assert (shown["psu"], shown["amount"]) == ("169171.79", "171823.79")
    assert (shown["reason"], shown["missingItems"], shown["fictional"], shown["toVerify"]) == (None, [], False, True)
    found = []
    for line in shown["lines"]:
        used = {
            each["reference"]: (each["value"], each["parameter"]["since"], each["parameter"]["status"])
            for each in line["operands"] if each["origin"] == "PARAMETER"
        }  # fmt: skip
        result = Decimal(line["result"])
        rounded = result if line["unit"] == "€" or result == round(result, 2) else round(result, 4)
        found.append((line["code"], rounded, line["adds"], used))
    assert found == [(code, Decimal(result), adds, used) for code, result, adds, used in LINES]


READ = {"n1": "20", "d1": "366"}
"""Of the list of places: the places of its one row, and the days that it covers."""


def typed_text(item: str) -> str:
    typed = EXAMPLE_A_ACTIVITY[item]
    return "oui" if typed is True else str(typed)


BESIDE_THE_FORMULA = {"règle", "couches", "repas", "S1", "S2", "S3", "d"}
"""What chooses the formula or the rounding, and does not stand in it."""


async def test_every_line_can_be_read_and_every_operand_traced() -> None:
    world = await World.granted()
    await world.save_example()
    lines = (await estimate(world, "deputy"))["lines"]
    earlier: dict[str, str] = {}
    for line in lines:
        assert line["label"]
        assert line["formula"]
        assert line["operands"]
        for operand in line["operands"]:
            assert operand["label"]
            assert operand["symbol"] in line["formula"] or operand["symbol"] in BESIDE_THE_FORMULA
            assert (operand["parameter"] is not None) is (operand["origin"] == "PARAMETER")
            if operand["origin"] == "LINE":
                assert operand["value"] == earlier[operand["reference"]]
            elif operand["origin"] == "ITEM" and operand["reference"] in EXAMPLE_A_ACTIVITY:
                assert operand["value"] == READ.get(operand["symbol"], typed_text(operand["reference"]))
            elif operand["parameter"]:
                assert len(operand["parameter"]["source"]) > 10
        earlier[line["code"]] = line["result"]


@pytest.mark.parametrize(
    "changes",
    [{}, {"generalSchemeRate": "97.33"}, {"familyContributions": "400000"}, {"hoursBilledUnder4": "40000"},
     {"generalSchemeRate": "0"}, {"licensedPlaces": 9999, "hoursBilledUnder4": "9999999999.99"}],
)  # fmt: skip
@pytest.mark.parametrize("year", [2023, 2024, 2025])
async def test_the_lines_that_count_add_up_to_the_cent(year: int, changes: dict[str, Any]) -> None:
    world = await World.granted(year=year)
    await world.save_example(**changes)
    shown = await estimate(world)
    adding = [Decimal(line["result"]) for line in shown["lines"] if line["adds"]]
    assert sum(adding) == Decimal(shown["amount"]) >= 0
    assert all(each == round(each, 2) for each in adding)
    before = [line["code"] for line in shown["lines"]].index("PSU")
    assert sum(Decimal(line["result"]) for line in shown["lines"][:before] if line["adds"]) == Decimal(shown["psu"])


async def test_the_largest_figures_that_can_be_typed_are_still_estimated() -> None:
    world = await World.granted()
    largest: dict[str, Any] = {
        "licensedPlaces": 9999, "openingDays": 366, "dailyOpeningHours": "24", "hoursAttendedUnder4": "0.01",
        "hoursBilledUnder4": "9999999999.99", "generalSchemeRate": "100", "familyContributions": "0", "trainingDays": 366,
    }  # fmt: skip
    await world.save_example(**largest)
    done = await world.act(
        "accountant", SAVE, declaration=world.declaration, version=2,
        values={"eajeFinance": {f"account{each}": "999999999999" for each in ("60", "61", "62", "64", "70641")}},
    )  # fmt: skip
    assert done["errors"] == []
    assert Decimal((await estimate(world))["amount"]) > 0


@pytest.mark.parametrize(
    ("year", "amount", "reason"),
    [(2024, "171823.79", None), (2023, None, "FICTIONAL_PRICES"), (2025, None, "FICTIONAL_PRICES")],
)
async def test_production_gives_an_amount_where_the_prices_are_proven_and_else_the_reason(
    year: int, amount: str | None, reason: str | None
) -> None:
    world = await World.granted(year=year)
    world.house = dataclasses.replace(world.house, fictional_allowed=False)
    await world.save_example()
    shown = await estimate(world)
    assert (shown["amount"], shown["reason"]) == (amount, reason)
    assert bool(shown["lines"]) is (amount is not None)
    if reason:
        assert shown["fictional"] is True
        assert shown["reasonText"].startswith("Le prix plafond officiel de cette année n'est pas enregistré")


async def test_without_hours_there_is_a_reason_and_no_division_by_zero() -> None:
    world = await World.granted()
    await world.save_example(hoursAttendedUnder4="0", hoursBilledUnder4="0")
    shown = await estimate(world)
    assert (shown["amount"], shown["reason"]) == (None, "NO_HOURS")


async def test_an_activity_provider_reads_the_estimate_and_the_sums_but_no_account() -> None:
    world = await World.granted()
    await world.save_example()
    asked = """query ($id: ID!) { declaration(id: $id) { estimate { amount }
      finance { totals { totalCharges totalIncome result } values { ... on EajeFinance { account60 } } } } }"""
    given = await world.ask("director", asked, id=world.declaration)
    shown = given.body["data"]["declaration"]
    assert shown["estimate"]["amount"] == "171823.79"
    assert shown["finance"] == {
        "totals": {"totalCharges": "380000", "totalIncome": "230473.79", "result": "-149526.21"}, "values": None,
    }  # fmt: skip
    assert [(error["path"], error["extensions"]["code"]) for error in given.body["errors"]] == [
        (["declaration", "finance", "values"], "FORBIDDEN")
    ]


ACCOUNTS = {
    "account60": "30000", "account61": "25000", "account62": "40000", "account63a": "0", "account63b": "0",
    "account64": "285000", "account65": "0", "account66": "0", "account67": "0", "account68": "0",
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "reads"),
    [
        ("director", False),
        ("accountant", True),
        ("deputy", True),
    ],
)
async def test_the_working_tells_the_accounts_only_to_those_who_read_them(name: str, reads: bool) -> None:
    world = await World.granted()
    await world.save_example()
    given = await world.ask(name, ESTIMATE, id=world.declaration)
    lines = given.body["data"]["declaration"]["estimate"]["lines"]
    told = {each["reference"]: each["value"] for line in lines for each in line["operands"]}
    assert {account: told.get(account) for account in ACCOUNTS} == (ACCOUNTS if reads else dict.fromkeys(ACCOUNTS))
    assert [line["hiddenOperandCount"] for line in lines] == [0 if reads else len(ACCOUNTS)] + [0] * (len(lines) - 1)
