"""Keeping the agreements that open a bonus: recorded, corrected, ended, struck out; what a declaration knows of them."""

import asyncio
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from models.engine import DB, DbRole, connect_as, watch_statements
from models.scope import scoped
from resolvers.facts import facts_by
from resolvers.listings import DECLARATIONS
from resolvers.opaque import encode
from resolvers.pages import rows_where
from rules.agreements import Agreement, Bonus
from rules.forms import DeclarationKind
from rules.policy import Role
from tests.example import EXAMPLE_A_ACTIVITY
from tests.resolvers.keeping import CLOSE, REOPEN, act, refused, structure, successor, told, transfer
from tests.world import SAVE, World

pytestmark = pytest.mark.usefixtures("database")

TENURE = (
    "{ tenure { id agreements { nodes { id bonus startsOn endsOn places amount growth } } }"
    " errors { code path message remedy } } }"
)
RECORD = f"mutation ($input: RecordAgreementInput!) {{ recordAgreement(input: $input) {TENURE}"
END = f"mutation ($input: EndAgreementInput!) {{ endAgreement(input: $input) {TENURE}"
PRIVATE, NEW = "ATTRACTIVENESS_PRIVATE", "TERRITORY_NEW"


def given(world: World, bonus: str = PRIVATE, starts_on: str = "2025-01-01", place: int = 0, **more: Any) -> Any:
    return {"tenure": encode("Tenure", world.tenures[place]), "bonus": bonus, "startsOn": starts_on, **more}


async def record(world: World, *of: Any, **more: Any) -> list[Any]:
    """Record an agreement: those of the tenure afterwards."""
    done = await act(world, "manager", RECORD, **given(world, *of, **more))
    assert told(done) == []
    found: list[Any] = done["tenure"]["agreements"]["nodes"]
    return found


async def end(world: World, agreement: str, ends_on: str | None) -> list[Any]:
    done = await act(world, "manager", END, agreement=agreement, endsOn=ends_on)
    assert told(done) == []
    found: list[Any] = done["tenure"]["agreements"]["nodes"]
    return found


async def test_an_agreement_is_recorded_corrected_ended_and_struck_out() -> None:
    world = await World.make()
    (made,) = await record(world, NEW, places=8, amount="2 750,50")
    key = made.pop("id")
    first = {"bonus": NEW, "startsOn": "2025-01-01", "endsOn": None, "places": 8, "amount": "2750.50", "growth": None}
    assert made == first
    (made,) = await record(world, NEW, places=9, amount="3000", endsOn="2026-12-31")
    assert made == {**first, "id": key, "places": 9, "amount": "3000.00", "endsOn": "2026-12-31"}
    (made,) = await end(world, key, "2025-06-30")
    assert (made["id"], made["endsOn"]) == (key, "2025-06-30")
    assert await end(world, key, None) == []
    acts = ["recordAgreement", "recordAgreement", "endAgreement", "endAgreement"]
    assert await world.trail() == [("manager", each, "DONE", "") for each in acts]


@pytest.mark.parametrize("who", ["director", "accountant", "deputy", "officer", "cnaf"])
async def test_only_the_manager_of_its_caf_keeps_them(who: str) -> None:
    world, other = await World.granted(), await World.make()
    await world.add_national("cnaf")
    (made,) = await record(world)
    assert await refused(world, who, RECORD, **given(world)) == [("FORBIDDEN", [])]
    end_it = {"agreement": made["id"], "endsOn": None}
    hidden = [("NOT_FOUND", ["agreement"])] if who == "cnaf" else [("FORBIDDEN", [])]
    assert await refused(world, who, END, **end_it) == hidden
    assert await refused(other, "manager", RECORD, **given(world)) == [("NOT_FOUND", ["tenure"])]
    assert await refused(other, "manager", END, **end_it) == [("NOT_FOUND", ["agreement"])]


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "expected"),
    [
        ("2024-12-31", None, [("BAD_DATES", ["startsOn"])]),
        ("2025-01-01", None, []),
        ("2026-12-31", "2026-12-31", []),
        ("2026-12-31", "2027-01-01", [("BAD_DATES", ["endsOn"])]),
        ("2027-01-01", None, [("BAD_DATES", ["startsOn"])]),
        ("2025-02-01", "2025-01-31", [("BAD_DATES", ["endsOn"])]),
        ("2025-02-01", "2030-01-01", [("BAD_DATES", ["endsOn"])]),
    ],
)
async def test_it_lies_within_its_tenure(starts_on: str, ends_on: str | None, expected: list[Any]) -> None:
    world = await World.make()
    await world.written(
        "update tenure set starts_on = '2025-01-01', ends_on = '2026-12-31' where id = $1", world.tenures[0]
    )
    asked = given(world, PRIVATE, starts_on, endsOn=ends_on)
    if expected:
        assert await refused(world, "manager", RECORD, **asked) == expected
    else:
        assert told(await act(world, "manager", RECORD, **asked)) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"amount": "2599.99"}, [("OUT_OF_RANGE", ["amount"])]),
        ({"amount": "2600"}, []),
        ({"amount": "3600"}, []),
        ({"amount": "3600.01"}, [("OUT_OF_RANGE", ["amount"])]),
        ({"places": 0}, [("OUT_OF_RANGE", ["places"])]),
        ({"places": None}, [("ITEM_MISSING", ["places"])]),
        ({"growth": "4"}, [("FIGURE_NOT_ASKED", ["growth"])]),
        ({"startsOn": "2019-12-31"}, [("BONUS_NOT_YET", ["startsOn"])]),
        ({"startsOn": "2020-01-01"}, []),
        ({"startsOn": "1899-12-31"}, [("BAD_DATES", ["startsOn"]), ("BONUS_NOT_YET", ["startsOn"])]),
    ],
)  # fmt: skip
async def test_what_it_tells_is_checked(changes: dict[str, Any], expected: list[Any]) -> None:
    world = await World.make()
    asked = {**given(world, NEW, places=8, amount="3000"), **changes}
    if expected:
        assert await refused(world, "manager", RECORD, **asked) == expected
    else:
        assert told(await act(world, "manager", RECORD, **asked)) == []


async def test_the_same_bonus_is_opened_once_at_a_time() -> None:
    world = await World.make()
    (made,) = await record(world, starts_on="2025-01-01")
    for day in ("2024-12-31", "2025-01-02"):
        assert await refused(world, "manager", RECORD, **given(world, PRIVATE, day)) == [
            ("AGREEMENT_OVERLAP", ["startsOn"])
        ]
    await end(world, made["id"], "2025-06-30")
    assert len(await record(world, starts_on="2025-07-01")) == 2
    assert await refused(world, "manager", END, agreement=made["id"], endsOn="2025-07-01") == [
        ("AGREEMENT_OVERLAP", ["endsOn"])
    ]
    assert await refused(world, "manager", END, agreement=made["id"], endsOn="2024-12-31") == [
        ("BAD_DATES", ["endsOn"])
    ]
    assert len(await record(world, "ATTRACTIVENESS_PUBLIC")) == 3


async def test_of_two_at_once_one_is_recorded() -> None:
    world = await World.make()
    await world.sign_in("manager")
    days = ("2025-02-01", "2025-03-01")
    answers = await asyncio.gather(*(act(world, "manager", RECORD, **given(world, PRIVATE, day)) for day in days))
    assert sorted(told(answer) for answer in answers) == [[], [("AGREEMENT_OVERLAP", ["startsOn"])]]


async def test_of_two_who_strike_it_out_one_finds_nothing() -> None:
    world = await World.make()
    (made,) = await record(world)
    asked = {"agreement": made["id"], "endsOn": None}
    answers = await asyncio.gather(*(act(world, "manager", END, **asked) for _ in range(2)))
    assert sorted(told(answer) for answer in answers) == [[], [("NOT_FOUND", ["agreement"])]]


async def test_what_was_counted_in_figures_that_were_sent_is_ended_not_struck_out() -> None:
    world = await World.granted()
    (made,) = await record(world, "TERRITORY_EMPLOYER", "2024-06-01", places=4)
    await world.reach("TRANSMITTED")
    assert await refused(world, "manager", END, agreement=made["id"], endsOn=None) == [
        ("AGREEMENT_USED", ["agreement"])
    ]
    (made,) = await end(world, made["id"], "2024-06-01")
    later = (await record(world, starts_on="2025-01-01"))[-1]
    assert [each["id"] for each in await end(world, later["id"], None)] == [made["id"]]


async def test_a_tenure_does_not_end_before_an_agreement_begins() -> None:
    """It is struck out first; one that runs on counts until the last day, and goes on when a closing is undone."""
    world = await World.granted()
    new = await successor(world)
    await record(world, starts_on="2024-01-01", endsOn="2025-12-31")
    later = (await record(world, starts_on="2026-01-01"))[-1]
    closing = {"structure": structure(world), "lastDay": "2025-06-30"}
    assert await refused(world, "manager", CLOSE, **closing) == [("BAD_DATES", ["lastDay"])]
    assert told(await transfer(world, new, "2025-07-01")) == [("BAD_DATES", ["on"])]
    await end(world, later["id"], None)
    assert told(await act(world, "manager", CLOSE, **closing)) == []
    assert await known(world) == (Agreement(Bonus(PRIVATE), date(2024, 1, 1), date(2025, 6, 30)),)
    assert told(await act(world, "manager", REOPEN, structure=structure(world))) == []
    assert await known(world) == (Agreement(Bonus(PRIVATE), date(2024, 1, 1), date(2025, 12, 31)),)


async def facts(world: World) -> Any:
    """What is known beside the first declaration, as its approver's request loads it."""
    with scoped(await world.scope("deputy")), connect_as(DbRole.APP):
        async with DB.transaction():
            rows = await rows_where(DECLARATIONS, "id", world.declarations)
            return (await facts_by(rows))[world.declarations[0]]


async def known(world: World) -> tuple[Agreement, ...]:
    found: tuple[Agreement, ...] = (await facts(world)).agreements
    return found


async def test_a_declaration_knows_the_agreements_of_its_tenure_and_the_rights_accepted() -> None:
    world = await World.granted(structures=2)
    await record(world, NEW, places=8, amount="2750.50", endsOn="2025-03-31")
    await record(world, "TRAJECTORY", "2025-11-01", growth="8.25")
    await record(world, "ATTRACTIVENESS_PUBLIC", place=1)
    before = await facts(world)
    assert before.agreements == (
        Agreement(Bonus.TERRITORY_NEW, date(2025, 1, 1), date(2025, 3, 31), Decimal(8), Decimal("2750.50")),
        Agreement(Bonus.TRAJECTORY, date(2025, 11, 1), None, None, None, Decimal("8.25")),
    )
    assert before.accepted == {}
    await world.reach("ACCEPTED")
    assert (await facts(world)).accepted == {(DeclarationKind.ACTUAL, 2024): Decimal("169171.79")}


async def test_after_a_transfer_each_side_has_its_own() -> None:
    world = await World.granted()
    await record(world, starts_on="2024-01-01")
    assert told(await transfer(world, await successor(world), "2025-01-01")) == []
    asked = "query ($id: ID!) { structure(id: $id) { agreements { nodes { bonus } } tenures { nodes { id } } } }"
    tenure = await world.written("select id from tenure where structure_id = $1 order by id desc", world.structures[0])
    await world.add_person("newcomer")
    await world.grant("newcomer", Role.APPROVER, tenure[0]["id"], startsOn="2025-01-01")
    for who, seen in (("deputy", 1), ("newcomer", 0), ("manager", 1), ("officer", 1)):
        found = (await world.data(who, asked, id=encode("Structure", world.structures[0])))["structure"]
        assert len(found["agreements"]["nodes"]) == seen, who


async def test_a_save_reads_what_the_caf_decided_in_one_statement() -> None:
    world = await World.granted()
    await record(world)
    given = {"declaration": world.declaration, "version": 1, "values": {"eajeActivity": EXAMPLE_A_ACTIVITY}}
    with watch_statements() as seen:
        await world.act("director", SAVE, **given)
    assert len([each for each in seen if " agreement " in each]) == 1
    assert not [each for each in seen if "from submission" in each]
