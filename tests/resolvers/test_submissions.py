"""What is sent is frozen: equal to the parts, sealed by a hash, the same for ever, and the right is copied from it."""

import dataclasses
import hashlib
from typing import Any

import orjson
import pytest

from models.engine import DB, DbRole, connect_as
from resolvers.asker import House
from rules.attestation import ATTESTATION
from tests.world import ACCEPT, EXAMPLE_A_ACTIVITY, EXAMPLE_A_FINANCE, NOON, TAKE, World

pytestmark = pytest.mark.usefixtures("database")

WHOLE = """query ($id: ID!) { declaration(id: $id) { right { psu amount acceptedByName acceptedAt } submissions { nodes {
  number formVersion sentAt approverName attestation contentHash
  activity { ... on EajeActivity { licensedPlaces openingDays dailyOpeningHours hoursAttendedUnder4 hoursBilledUnder4
    generalSchemeRate familyContributions diapersProvided mealsProvided trainingDays } }
  finance { ... on EajeFinance { account60 account61 account62 account64 account70641 } }
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
        "number": 1, "form_version": found["form_version"], "activity": orjson.loads(found["activity"]),
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
    ["update submission set amount = 1", "delete from submission", "update accepted_right set amount = 1",
     "delete from accepted_right", "update audit_entry set codes = ''", "delete from audit_entry"],
)  # fmt: skip
async def test_not_even_the_owner_or_a_job_changes_what_was_sent_accepted_or_noted(role: DbRole, sql: str) -> None:
    world = await World.granted()
    await world.reach("ACCEPTED")
    column = "declaration_id"
    with connect_as(role), pytest.raises(Exception, match="append-only"):
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


def test_the_house_of_these_tests_allows_what_only_a_demonstration_may() -> None:
    assert House().fictional_allowed is False, "production is the default"
