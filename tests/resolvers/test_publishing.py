"""Publishing a period: one declaration, with its parts, for each tenure that it is about; once, whoever asks and how often."""

import asyncio
from datetime import date
from typing import Any

import pytest

from demo import stage
from models.engine import watch_statements
from resolvers.opaque import encode, key_of
from rules.forms import DeclarationKind
from rules.kinds import KINDS
from rules.policy import Role
from tests.world import CANCEL, World

pytestmark = pytest.mark.usefixtures("database")

PERIOD = "{ period { id title published opensOn dueOn closesOn } errors { code path message } }"
OPEN = "mutation ($input: OpenPeriodInput!) { openPeriod(input: $input) " + PERIOD + " }"
CHANGE = "mutation ($input: ChangePeriodInput!) { changePeriod(input: $input) " + PERIOD + " }"
COUNTS = "{ publication { opened already cancelled } period { published publishedBy } errors { code path } }"
PUBLISH = "mutation ($input: PublishPeriodInput!) { publishPeriod(input: $input) " + COUNTS + " }"
DAYS = {"opensOn": "2024-12-15", "dueOn": "2025-02-13", "closesOn": "2025-06-30"}
FORECAST = {"structureKind": "EAJE", "kind": "FORECAST", "year": 2025, **DAYS}
UPDATE = {
    **FORECAST, "kind": "UPDATE", "opensOn": "2025-06-15", "dueOn": "2025-07-10", "closesOn": "2025-08-31",
    "observedUntil": "2025-06-30",
}  # fmt: skip

ACTUAL = {**FORECAST, "kind": "ACTUAL", "opensOn": "2026-01-16", "dueOn": "2026-03-31", "closesOn": "2026-06-30"}


async def drafted(world: World, **changes: Any) -> str:
    """A draft of the officer's: the forecast 2025 if nothing else is said."""
    done = await world.act("officer", OPEN, **{**FORECAST, **changes})
    assert done["errors"] == [], done
    assert done["period"]["published"] is False
    return str(done["period"]["id"])


async def publish(world: World, period: str, by: str = "officer", **more: Any) -> Any:
    return await world.act(by, PUBLISH, period=period, **more)


def told(done: Any) -> tuple[int, int, int]:
    """What publishing says that it did: opened, already there, left cancelled."""
    counted = done["publication"]
    return counted["opened"], counted["already"], counted["cancelled"]


async def counts(world: World, period: str, **more: Any) -> tuple[int, int, int]:
    """The counts of a publication that is not refused."""
    done = await publish(world, period, **more)
    assert done["errors"] == [], done
    return told(done)


async def declared(world: World, period: str) -> list[Any]:
    """The declarations of a period with their parts, by tenure."""
    return list(
        await world.written(
            "select d.*, array_agg(p.part order by p.part) as parts, array_agg(distinct p.state) as part_states"
            " from declaration d left join declaration_part p on p.declaration_id = d.id where d.period_id = $1"
            " group by d.id order by d.tenure_id, d.id",
            key_of("Period", period),
        )
    )


async def codes(world: World, by: str, document: str, **input: Any) -> list[tuple[str, list[str]]]:
    """The refusal of an act that must write nothing."""
    before = await world.fingerprint()
    done = await world.act(by, document, **input)
    assert done["period"] is None
    assert await world.fingerprint() == before
    return [(error["code"], error["path"]) for error in done["errors"]]


async def test_a_declaration_opens_for_each_tenure_with_its_empty_parts() -> None:
    world = await World.make(structures=3)
    period = await drafted(world)
    assert await declared(world, period) == []
    done = await publish(world, period)
    assert told(done) == (3, 0, 0)
    assert done["period"] == {"published": True, "publishedBy": world.people["officer"].name}
    found = await declared(world, period)
    assert [row["tenure_id"] for row in found] == world.tenures
    assert {(row["state"], row["version"], row["kind"], row["year"]) for row in found} == {
        ("OPEN", 1, "FORECAST", 2025)
    }
    assert {tuple(row["parts"]) for row in found} == {("ACTIVITY", "FINANCE")}
    assert {tuple(row["part_states"]) for row in found} == {("EMPTY",)}
    assert {row["form_version"] for row in found} == {2}
    assert {row["created_at"] for row in found} == {world.now}
    trail = [row for row in await world.trail() if row[0] == "officer"]
    assert trail == [("officer", "openPeriod", "DONE", ""), ("officer", "publishPeriod", "DONE", "")]


@pytest.mark.parametrize("year", [2015, 2025])
@pytest.mark.parametrize("kind", list(DeclarationKind))
async def test_which_parts_a_period_asks_is_data(kind: DeclarationKind, year: int) -> None:
    world = await World.make()
    asked = {DeclarationKind.FORECAST: FORECAST, DeclarationKind.UPDATE: UPDATE, DeclarationKind.ACTUAL: ACTUAL}[kind]
    days = {
        name: f"{int(str(day)[:4]) - 2025 + year}{str(day)[4:]}" for name, day in asked.items() if str(day)[4:5] == "-"
    }
    period = await drafted(world, **{**asked, "year": year, **days})
    await publish(world, period)
    parts = [part.value for part in KINDS["EAJE"].required_parts(kind, year)]
    assert [row["parts"] for row in await declared(world, period)] == [parts]
    if kind is DeclarationKind.UPDATE and year == 2015:
        assert parts == ["ACTIVITY"]


TENURES = {
    # from, to, structure closed on: asked the forecast, the update January to June, the actual of 2025
    "all along": ("2010-01-01", None, None, True, True, True),
    "ended before the year": ("2010-01-01", "2024-12-31", None, False, False, False),
    "ends on its first day": ("2010-01-01", "2025-01-01", None, True, True, True),
    "ends in it": ("2010-01-01", "2025-03-31", None, True, True, True),
    "starts on its first day": ("2025-01-01", None, None, True, True, True),
    "starts on the last day observed": ("2025-06-30", None, None, True, True, True),
    "starts the day after": ("2025-07-01", None, None, True, False, True),
    "starts on its last day": ("2025-12-31", None, None, True, False, True),
    "starts after the year": ("2026-01-01", None, None, False, False, False),
    "the structure closed before": ("2010-01-01", "2024-12-31", "2024-12-31", False, False, False),
    "the structure closes in it": ("2010-01-01", "2025-01-01", "2025-01-01", True, True, True),
}


async def test_who_declares_is_who_ran_an_open_structure_in_the_days_that_the_period_is_about() -> None:
    world = await World.make(structures=0)
    expected = []
    for number, (starts, ends, closed, *asked) in enumerate(TENURES.values()):
        structure = await stage.add_structure(
            world.caf, f"T{number}", "S", nature="MULTI_ACCUEIL", commune="C", places=20, opened_on=date(2010, 1, 1)
        )
        tenure = await stage.add_tenure(
            world.caf,
            world.organisation,
            structure,
            date.fromisoformat(starts),
            date.fromisoformat(ends) if ends else None,
        )
        if closed:
            await world.written(
                "update structure set closed_on = $2 where id = $1", structure, date.fromisoformat(closed)
            )
        expected.append((tenure, asked))
    for place, changes in enumerate((FORECAST, UPDATE, ACTUAL)):
        period = await drafted(world, **changes)
        wanted = [tenure for tenure, asked in expected if asked[place]]
        assert await counts(world, period) == (len(wanted), 0, 0)
        assert [row["tenure_id"] for row in await declared(world, period)] == wanted


async def test_after_a_transfer_each_side_has_its_own() -> None:
    world = await World.make()
    await world.written("update tenure set ends_on = '2025-08-31' where id = $1", world.tenures[0])
    taker = await stage.add_organisation(world.caf, "99999999900001", "Repreneur")
    later = await stage.add_tenure(world.caf, taker, world.structures[0], date(2025, 9, 1))
    forecast, update = await drafted(world), await drafted(world, **UPDATE)
    assert await counts(world, forecast) == (2, 0, 0)
    assert await counts(world, update) == (1, 0, 0)
    sides = [(row["tenure_id"], row["organisation_id"]) for row in await declared(world, forecast)]
    assert sides == [(world.tenures[0], world.organisation), (later, taker)]
    assert [row["tenure_id"] for row in await declared(world, update)] == [world.tenures[0]]


async def test_other_cafs_and_other_kinds_of_structure_are_not_asked() -> None:
    world, other = await World.make(), await World.make(structures=2)
    structure = await stage.add_structure(
        world.caf, "L1", "Loisirs", nature="X", commune="C", places=20, opened_on=date(2010, 1, 1), kind="ALSH"
    )
    await stage.add_tenure(world.caf, world.organisation, structure, date(2010, 1, 1))
    before = await other.fingerprint()
    period = await drafted(world)
    assert await counts(world, period) == (1, 0, 0)
    assert [row["tenure_id"] for row in await declared(world, period)] == world.tenures
    assert await other.fingerprint() == before
    # No kind that the portal cannot name stays where the Cnaf reads every structure of this database.
    await world.written("update structure set kind = 'EAJE' where id = $1", structure)


async def test_publishing_again_adds_only_what_is_missing() -> None:
    world = await World.make(structures=2)
    period = await drafted(world)
    assert await counts(world, period) == (2, 0, 0)
    before = await declared(world, period)
    assert await counts(world, period) == (0, 2, 0)
    structure = await stage.add_structure(
        world.caf, "N1", "Nouvelle", nature="MULTI_ACCUEIL", commune="C", places=20, opened_on=date(2025, 9, 1)
    )
    tenure = await stage.add_tenure(world.caf, world.organisation, structure, date(2025, 9, 1))
    assert await counts(world, period) == (1, 2, 0)
    after = await declared(world, period)
    assert after[:2] == before
    assert [row["tenure_id"] for row in after[2:]] == [tenure]
    assert await counts(world, period) == (0, 3, 0)


async def cancelled(world: World, period: str) -> str:
    """The first declaration of a period, once it is cancelled."""
    first = (await declared(world, period))[0]
    mark = encode("Declaration", first["id"])
    done = await world.act("officer", CANCEL, declaration=mark, version=first["version"], reason="Doublon.")
    assert done["errors"] == []
    return mark


async def test_a_cancelled_declaration_opens_again_only_when_it_is_named() -> None:
    world = await World.make(structures=2)
    period = await drafted(world)
    await publish(world, period)
    mark = await cancelled(world, period)
    assert await counts(world, period) == (0, 1, 1)
    assert await counts(world, period, again=[mark]) == (1, 1, 0)
    found = await declared(world, period)
    assert [(row["tenure_id"], row["state"]) for row in found] == [
        (world.tenures[0], "CANCELLED"), (world.tenures[0], "OPEN"), (world.tenures[1], "OPEN"),
    ]  # fmt: skip
    assert found[1]["parts"] == ["ACTIVITY", "FINANCE"]
    # It is open now: named once more, nothing happens twice.
    assert await counts(world, period, again=[mark, mark]) == (0, 2, 0)


async def test_only_cancelled_declarations_of_the_period_can_be_named() -> None:
    world, other = await World.make(structures=2), await World.make()
    period = await drafted(world)
    await publish(world, period)
    theirs = await drafted(other)
    await publish(other, theirs)
    strange = [await cancelled(other, theirs), encode("Declaration", (await declared(world, period))[1]["id"]), "x"]
    mark = await cancelled(world, period)
    found = await codes(world, "officer", PUBLISH, period=period, again=[mark, *strange])
    assert found == [("NOT_FOUND", ["again", str(place)]) for place in (1, 2, 3)]
    found = await codes(world, "officer", PUBLISH, period=period, again=[mark] * 101)
    assert found == [("PAGE_TOO_LONG", ["again"])]


async def test_of_two_officers_at_once_each_tenure_gets_one_declaration() -> None:
    world = await World.make(structures=5)
    person = await world.add_person("colleague")
    await stage.add_staff_role(person.id, Role.DECLARATION_OFFICER, world.caf, date(2020, 1, 1))
    period = await drafted(world)
    for name in ("officer", "colleague"):
        await world.sign_in(name)
    asked = [counts(world, period), *(publish(world, period, "colleague") for _ in range(3)), counts(world, period)]
    found = await asyncio.gather(*asked)
    assert sorted(each if isinstance(each, tuple) else told(each) for each in found) == [(0, 5, 0)] * 4 + [(5, 0, 0)]
    assert [row["tenure_id"] for row in await declared(world, period)] == world.tenures


async def test_publishing_forty_structures_costs_what_publishing_one_costs() -> None:
    run = []
    for structures in (1, 40):
        world = await World.make(structures=structures)
        period = await drafted(world)
        with watch_statements() as seen:
            assert await counts(world, period) == (structures, 0, 0)
        run.append(seen)
    assert run[0] == run[1]
    assert [each.split()[2] for each in run[1] if each.lstrip().startswith("insert into declaration")] == [
        "declaration", "declaration_part",
    ]  # fmt: skip


@pytest.mark.parametrize("by", ["director", "accountant", "deputy", "manager", "national"])
async def test_only_officers_keep_periods(by: str) -> None:
    world = await World.granted()
    await world.add_national("national")
    period = await drafted(world)
    for document, input in ((OPEN, FORECAST), (CHANGE, {"period": period, **DAYS}), (PUBLISH, {"period": period})):
        assert await codes(world, by, document, **input) == [("FORBIDDEN", [])]
    refused = [row[1:] for row in await world.trail() if row[0] == by and row[1] != "grantRole"]
    assert refused == [(act, "REFUSED", "FORBIDDEN") for act in ("openPeriod", "changePeriod", "publishPeriod")]


async def test_the_officer_of_another_caf_keeps_only_his_own() -> None:
    world, other = await World.make(), await World.make()
    period = await drafted(world)
    for document, input in ((CHANGE, DAYS), (PUBLISH, {})):
        before = await world.fingerprint()
        assert await codes(other, "officer", document, period=period, **input) == [("FORBIDDEN", [])]
        assert await world.fingerprint() == before
        for unknown in (encode("Period", 2**31 - 1), encode("Declaration", 1), "x", ""):
            assert await codes(other, "officer", document, period=unknown, **input) == [("NOT_FOUND", ["period"])]
    rows = await world.written(
        "select distinct caf_id from audit_entry where actor_id = $1 and act = 'publishPeriod' and codes = 'NOT_FOUND'",
        other.people["officer"].id,
    )
    assert [row["caf_id"] for row in rows] == [other.caf]


async def test_declarations_opened_otherwise_count_as_there_already() -> None:
    world = await World.make(kind=DeclarationKind.FORECAST, year=2025)
    assert await counts(world, encode("Period", world.period)) == (0, 1, 0)
