"""What is sent is frozen: equal to the parts, sealed by a hash, the same for ever, and the right is copied from it."""

import dataclasses
import hashlib
from datetime import UTC, date, datetime
from typing import Any

import orjson
import pytest

from models.engine import DB, DbRole, connect_as
from resolvers.asker import House
from rules.attestation import ATTESTATION
from rules.forms import DeclarationKind
from rules.french import PARIS
from tests.example import EXAMPLE_A_ACTIVITY, EXAMPLE_A_FINANCE
from tests.world import ACCEPT, APPROVE, COMPLETE, DELAY, NOON, RETURN, SAVE, TAKE, WITHDRAW, World

pytestmark = pytest.mark.usefixtures("database")

WHOLE = """query ($id: ID!) { declaration(id: $id) { right { psu amount acceptedByName acceptedAt } submissions { nodes {
  number formVersion sentAt approverName attestation contentHash
  activity { ... on EajeActivity { licensedPlaces placesByPeriod { startsOn endsOn places } openingDays dailyOpeningHours
    hoursAttendedUnder4 hoursAttended4To5 hoursBilledUnder4 hoursBilled4To5 freeHours generalSchemeRate exceptionalHours
    diapersProvided mealsProvided familyContributions enrolledChildren childrenWithDisability childrenInPoverty
    trainingDays childcareStaffFte totalStaffFte } }
  finance { ... on EajeFinance { account60 account61 account62 account63a account63b account64 account65 account66
    account67 account68 account70623 account70641 } }
  activityRemarks { control text } financeRemarks { control text }
  estimate { psu amount fictional toVerify lines { code result adds } }
} } } }"""
DRAFT = """query ($id: ID!) { declaration(id: $id) { state stateLabel version dueOn late updatedAt
  activity { version } finance { version } estimate { amount } blockers { hiddenCount } warnings { hiddenCount }
  submissions { nodes { number } } right { amount } } }"""


async def row(world: World) -> dict[str, Any]:
    rows = await world.written("select * from submission where declaration_id = $1", world.declarations[0])
    return dict(rows[0])


async def test_it_equals_the_parts_and_tells_who_when_and_what_was_attested() -> None:
    world = await World.granted()
    await world.reach("TRANSMITTED")
    (sent,) = (await world.data("officer", WHOLE, id=world.declaration))["declaration"]["submissions"]["nodes"]
    assert sent["activity"] == EXAMPLE_A_ACTIVITY
    assert sent["finance"] == EXAMPLE_A_FINANCE
    assert (sent["number"], sent["approverName"], sent["attestation"]) == (1, world.people["deputy"].name, ATTESTATION)
    assert sent["sentAt"] == NOON.isoformat()
    assert (sent["estimate"]["psu"], sent["estimate"]["amount"]) == ("169171.79", "171823.79")


async def test_its_hash_can_be_computed_again_from_its_row() -> None:
    world = await World.granted()
    await world.reach("TRANSMITTED")
    found = await row(world)
    sealed = {
        "declaration": found["declaration_id"], "tenure": found["tenure_id"], "kind": "ACTUAL", "year": 2024,
        "number": 1, "reference": found["reference"], "form_version": found["form_version"], "activity": orjson.loads(found["activity"]),
        "finance": orjson.loads(found["finance"]), "estimate": orjson.loads(found["estimate"]),
        "approver": found["approver_name"], "attestation": found["attestation"],
        "sent_at": found["sent_at"].isoformat(),
    }  # fmt: skip
    computed = hashlib.sha256(orjson.dumps(sealed, option=orjson.OPT_SORT_KEYS)).hexdigest()
    assert computed == found["content_hash"]
    sealed["finance"]["values"]["account60"] = "30000.01"
    assert hashlib.sha256(orjson.dumps(sealed, option=orjson.OPT_SORT_KEYS)).hexdigest() != found["content_hash"]


async def test_nothing_that_follows_changes_it() -> None:
    world = await World.granted()
    await world.reach("TRANSMITTED")
    before = await row(world)
    for document, version in ((TAKE, 6), (ACCEPT, 7)):
        done = await world.act("officer", document, declaration=world.declaration, version=version)
        assert done["errors"] == []
    await world.written("update person set display_name = 'Autre' where id = $1", world.people["deputy"].id)
    await world.written("update tenure set ends_on = '2025-01-01' where id = $1", world.tenures[0])
    assert await row(world) == before


@pytest.mark.parametrize("role", [DbRole.JOB, DbRole.OWNER])
@pytest.mark.parametrize(
    "sql",
    ["update submission set amount = 1", "update submission set late = false", "delete from submission", "update accepted_right set amount = 1",
     "delete from accepted_right", "update audit_entry set codes = ''", "delete from audit_entry"],
)  # fmt: skip
async def test_not_even_the_owner_or_a_job_changes_what_was_sent_accepted_or_noted(role: DbRole, sql: str) -> None:
    world = await World.granted()
    await world.reach("ACCEPTED")
    column = "declaration_id"
    with connect_as(role), pytest.raises(Exception, match=r"append-only|permission denied"):
        await DB.fetch(f"{sql} where {column} = $1", world.declarations[0])


async def test_the_right_is_the_submission_s_estimate_copied() -> None:
    world = await World.granted()
    await world.reach("ACCEPTED")
    for name in ("officer", "deputy", "director", "accountant"):
        shown = (await world.data(name, "query ($id: ID!) { declaration(id: $id) { right { psu amount acceptedByName acceptedAt } } }", id=world.declaration))["declaration"]["right"]  # fmt: skip
        assert shown == {
            "psu": "169171.79", "amount": "171823.79", "acceptedByName": world.people["officer"].name,
            "acceptedAt": NOON.isoformat(),
        }  # fmt: skip
    rows = await world.written(
        "select r.amount = s.amount and r.psu = s.psu as same from accepted_right r"
        " join submission s on s.id = r.submission_id where r.declaration_id = $1",
        world.declarations[0],
    )
    assert [each["same"] for each in rows] == [True]


@pytest.mark.parametrize("state", ["OPEN", "IN_PROGRESS", "READY"])
async def test_of_a_draft_an_officer_sees_state_and_dates_only(state: str) -> None:
    world = await World.granted()
    await world.put(state)
    given = await world.ask("officer", DRAFT, id=world.declaration)
    shown = given.body["data"]["declaration"]
    assert (shown["state"], shown["dueOn"], shown["late"]) == (state, "2025-03-31", False)
    hidden = ("activity", "finance", "estimate", "blockers", "warnings")
    assert {name: shown[name] for name in hidden} == dict.fromkeys(hidden)
    assert shown["submissions"] == {"nodes": []}
    assert shown["right"] is None
    refused = {error["extensions"]["field"]: error["extensions"]["code"] for error in given.body["errors"]}
    assert refused == {f"Declaration.{name}": "FORBIDDEN" for name in hidden}


async def test_without_an_amount_nothing_is_accepted_and_the_reason_is_told() -> None:
    world = await World.granted(year=2023)
    world.house = dataclasses.replace(world.house, fictional_allowed=False)
    await world.reach("PROCESSING")
    before = await world.fingerprint()
    done = await world.act("officer", ACCEPT, declaration=world.declaration, version=7)
    (error,) = done["errors"]
    assert error["code"] == "NO_AMOUNT"
    assert error["message"] == (
        "La transmission ne donne pas de montant à valider : le prix plafond officiel de cette année n'est pas"
        " enregistré : le droit ne peut pas être estimé."
    )
    assert await world.fingerprint() == before
    assert (await world.stands())["state"] == "PROCESSING"


LATE = """query ($id: ID!) { declaration(id: $id) { late sentLate submissions { nodes { number late } } } }"""
SENT = [
    # the moment in Paris, a delay granted until then, late
    ("2025-03-31T23:59:59", None, False),
    ("2025-04-01T00:00:00", None, True),
    ("2025-04-15T23:59:59", date(2025, 4, 15), False),
    ("2025-04-16T00:00:00", date(2025, 4, 15), True),
    ("2025-06-30T23:59:59", None, True),
]


@pytest.mark.parametrize(("moment", "until", "late"), SENT)
async def test_what_was_sent_after_the_due_day_keeps_its_flag(moment: str, until: date | None, late: bool) -> None:
    world = await World.granted()
    await world.reach("READY")
    version = 5
    if until:
        done = await world.act(
            "officer", DELAY, declaration=world.declaration, version=5, until=str(until), reason="Travaux."
        )
        assert done["errors"] == []
        version = 6
    world.now = datetime.fromisoformat(moment).replace(tzinfo=PARIS).astimezone(UTC)
    for person in world.people.values():
        person.token = None
    before = (await world.data("officer", LATE, id=world.declaration))["declaration"]
    assert before == {"late": late, "sentLate": None, "submissions": {"nodes": []}}
    sent = await world.act("deputy", APPROVE, declaration=world.declaration, version=version, attested=True)
    assert sent["errors"] == []
    for name in ("officer", "director", "accountant", "deputy"):
        shown = (await world.data(name, LATE, id=world.declaration))["declaration"]
        # It is awaited no more: what it was is told by what was sent.
        assert shown == {"late": False, "sentLate": late, "submissions": {"nodes": [{"number": 1, "late": late}]}}


async def test_a_correction_sent_in_time_after_a_late_one_has_its_own_flag() -> None:
    world = await World.granted()
    await world.reach("READY")
    world.now = world.now.replace(month=4)
    for person in world.people.values():
        person.token = None
    given = {"declaration": world.declaration}
    for name, document, input in (
        ("deputy", APPROVE, {"version": 5, "attested": True}),
        ("officer", RETURN, {"version": 6, "reason": "À revoir.", "parts": ["FINANCE"], "until": "2025-05-31"}),
        ("accountant", COMPLETE, {"version": 4, "part": "FINANCE"}),
        ("deputy", APPROVE, {"version": 8, "attested": True}),
    ):
        done = await world.act(name, document, **given, **input)
        assert done["errors"] == [], done
    shown = (await world.data("officer", LATE, id=world.declaration))["declaration"]
    assert shown["sentLate"] is False
    assert shown["submissions"]["nodes"] == [{"number": 2, "late": False}, {"number": 1, "late": True}]


def test_the_house_of_these_tests_allows_what_only_a_demonstration_may() -> None:
    assert House().fictional_allowed is False, "production is the default"


LINES = """query ($id: ID!) { declaration(id: $id) { submissions { nodes { id number previous
  activityForm { name shown required computed remarks { control text } } financeForm { name shown computed } } } } }"""


async def submissions(world: World, name: str) -> list[dict[str, Any]]:
    """The transmissions line by line, the latest first; what a role hides is null."""
    body = (await world.ask(name, LINES, id=world.declaration)).body
    found: list[dict[str, Any]] = body["data"]["declaration"]["submissions"]["nodes"]
    return found


async def test_an_officer_reads_each_remark_beside_its_figure_as_it_was_sent() -> None:
    world = await World.granted()
    await world.save_example(openingDays=170, trainingDays=0)
    for name, values, codes in (
        ("director", "eajeActivity", ["OPENING_DAYS_UNUSUAL", "BILLED_OVER_CAPACITY"]),
        ("accountant", "eajeFinance", ["PRESTATION_DIFFERS_FROM_RIGHT"]),
    ):
        said = [{"control": code, "text": "Travaux."} for code in codes]
        done = await world.act(name, SAVE, declaration=world.declaration, version=2, values={values: {}}, remarks=said)
        assert done["errors"] == []
    for name, part in (("director", "ACTIVITY"), ("accountant", "FINANCE")):
        done = await world.act(name, COMPLETE, declaration=world.declaration, part=part, version=3)
        assert done["errors"] == []
    sent = await world.act("deputy", APPROVE, declaration=world.declaration, version=7, attested=True)
    assert sent["errors"] == []
    (found,) = await submissions(world, "officer")
    lines = {line["name"]: line for line in found["activityForm"]}
    assert lines["openingDays"]["remarks"] == [{"control": "OPENING_DAYS_UNUSUAL", "text": "Travaux."}]
    assert (lines["openingDays"]["shown"], lines["openingDays"]["required"]) == ("170\N{NO-BREAK SPACE}jours", True)
    assert lines["theoreticalCapacity"]["computed"]
    assert [line["name"] for line in found["financeForm"]][:2] == ["account60", "account61"]
    (hidden,) = await submissions(world, "director")
    assert hidden["financeForm"] is None
    assert hidden["activityForm"] == found["activityForm"]


async def test_a_correction_points_to_the_transmission_that_it_replaces() -> None:
    world = await World.granted()
    await world.reach("TRANSMITTED")
    done = await world.act("deputy", WITHDRAW, declaration=world.declaration, version=6)
    assert done["errors"] == []
    done = await world.act("deputy", APPROVE, declaration=world.declaration, version=7, attested=True)
    assert done["errors"] == []
    second, first = await submissions(world, "officer")
    assert [(each["number"], each["previous"]) for each in (first, second)] == [(1, None), (2, first["id"])]


async def test_an_update_without_accounts_has_no_lines_of_them() -> None:
    world = await World.granted(kind=DeclarationKind.UPDATE, year=2025)
    await world.save_example(finance=False, openingDaysToDate=110, openingDaysRemaining=110)
    done = await world.act("director", COMPLETE, declaration=world.declaration, part="ACTIVITY", version=2)
    assert done["errors"] == []
    done = await world.act("deputy", APPROVE, declaration=world.declaration, version=3, attested=True)
    assert done["errors"] == []
    (found,) = await submissions(world, "officer")
    assert found["financeForm"] is None
    assert next(line for line in found["activityForm"] if line["name"] == "openingDays")["computed"]
