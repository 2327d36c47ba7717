"""Whoever holds a receipt can ask whether it is authentic; the answer tells nothing else."""

import hashlib
from pathlib import Path
from typing import Any

import orjson
import pytest

from models.engine import DB, DbRole, connect_as
from rules.policy import POLICY, Reach
from rules.receipts import reference_typed
from server.answer import OPEN_TO_ALL
from server.database_url import Urls, connect
from tests.world import APPROVE, NOON, RETURN, WITHDRAW, World

RECEIPT_SQL = Path(__file__).parents[2] / "migrations/portal_receipt.sql"
pytestmark = pytest.mark.usefixtures("database")

VERIFY = "query ($reference: String!, $hash: String!) { verifyReceipt(reference: $reference, hash: $hash) { authentic sentAt number replaced } }"  # fmt: skip
NOTHING = {"authentic": False, "sentAt": None, "number": None, "replaced": None}
READERS = [None, "director", "officer", "manager"]


async def sent(world: World) -> list[dict[str, Any]]:
    """The transmissions of this world, the first first."""
    rows = await world.written(
        "select * from submission where declaration_id = $1 order by number", world.declarations[0]
    )
    return [dict(row) for row in rows]


async def verdict(world: World, reference: str, content_hash: str, name: str | None = None) -> Any:
    return (await world.data(name, VERIFY, reference=reference, hash=content_hash))["verifyReceipt"]


@pytest.fixture
async def transmitted() -> World:
    world = await World.granted()
    await world.reach("TRANSMITTED")
    return world


@pytest.mark.parametrize("name", READERS)
async def test_a_true_receipt_is_authentic_for_everybody_signed_in_or_not(transmitted: World, name: str | None) -> None:
    (row,) = await sent(transmitted)
    assert await verdict(transmitted, row["reference"], row["content_hash"], name) == {
        "authentic": True, "sentAt": NOON.isoformat(), "number": 1, "replaced": False,
    }  # fmt: skip


async def test_typing_is_read_with_tolerance(transmitted: World) -> None:
    (row,) = await sent(transmitted)
    loosely = row["reference"].lower().replace("-", " ").replace("0", "o").replace("1", "l")
    pasted = "\n".join(row["content_hash"][start : start + 8].upper() for start in range(0, 64, 8))
    assert (await verdict(transmitted, loosely, pasted))["authentic"] is True


async def test_whatever_is_wrong_is_not_authentic_and_nothing_else_is_told(transmitted: World) -> None:
    (row,) = await sent(transmitted)
    reference, right = row["reference"], row["content_hash"]
    tampered = right[:-1] + ("0" if right[-1] != "0" else "1")
    stranger = await World.granted()
    await stranger.reach("TRANSMITTED")
    (strange,) = await sent(stranger)
    for asked in (
        (reference, tampered), (strange["reference"], right), (reference, strange["content_hash"]), (reference[:-1], right),
        ("", ""), (reference, ""), ("", right), (right, reference), (reference, "' or true --"), ("T" * 10_000, right),
    ):  # fmt: skip
        assert await verdict(transmitted, *asked) == NOTHING


async def test_a_receipt_that_was_corrected_stays_authentic_and_says_that_it_is_replaced(transmitted: World) -> None:
    stands = await transmitted.stands()
    drawn = await transmitted.act("deputy", WITHDRAW, declaration=transmitted.declaration, version=stands["version"])
    assert drawn["errors"] == []
    (first,) = await sent(transmitted)
    assert (await verdict(transmitted, first["reference"], first["content_hash"]))["replaced"] is False
    again = await transmitted.act(
        "deputy", APPROVE, declaration=transmitted.declaration, version=drawn["declaration"]["version"], attested=True
    )
    assert again["errors"] == []
    first, second = await sent(transmitted)
    assert first["reference"] != second["reference"]
    assert await verdict(transmitted, first["reference"], first["content_hash"]) == {
        "authentic": True, "sentAt": NOON.isoformat(), "number": 1, "replaced": True,
    }  # fmt: skip
    last = await verdict(transmitted, second["reference"], second["content_hash"])
    assert (last["authentic"], last["number"], last["replaced"]) == (True, 2, False)


async def test_a_receipt_stays_authentic_when_the_caf_returns_the_declaration(transmitted: World) -> None:
    stands = await transmitted.stands()
    done = await transmitted.act(
        "officer", RETURN, declaration=transmitted.declaration, version=stands["version"], reason="À revoir.",
        parts=["ACTIVITY"],
    )  # fmt: skip
    assert done["errors"] == []
    (row,) = await sent(transmitted)
    assert (await verdict(transmitted, row["reference"], row["content_hash"]))["authentic"] is True


async def test_the_reference_is_well_formed_and_sealed_with_the_rest(transmitted: World) -> None:
    (row,) = await sent(transmitted)
    assert reference_typed(row["reference"]) == row["reference"]
    assert row["reference"].startswith("T24-")
    sealed = {
        "declaration": row["declaration_id"], "tenure": row["tenure_id"], "kind": "ACTUAL", "year": 2024, "number": 1,
        "reference": row["reference"], "form_version": row["form_version"], "estimate": orjson.loads(row["estimate"]),
        "activity": orjson.loads(row["activity"]), "finance": orjson.loads(row["finance"]),
        "approver": row["approver_name"], "attestation": row["attestation"], "sent_at": row["sent_at"].isoformat(),
    }  # fmt: skip

    def hashed() -> str:
        return hashlib.sha256(orjson.dumps(sealed, option=orjson.OPT_SORT_KEYS)).hexdigest()

    assert hashed() == row["content_hash"]
    sealed["reference"] = "T24-0000-0000-0000-0"
    assert hashed() != row["content_hash"]


async def test_a_salt_that_nobody_is_shown_keeps_the_accounts_from_being_guessed(transmitted: World) -> None:
    (row,) = await sent(transmitted)
    salts = {orjson.loads(row[part])["salt"] for part in ("activity", "finance")}
    assert [len(salt) for salt in salts] == [32]
    shown = await transmitted.data(
        "officer",
        "query ($id: ID!) { declaration(id: $id) { submissions { nodes { contentHash attestation finance { __typename } } } } }",
        id=transmitted.declaration,
    )
    assert not any(salt in orjson.dumps(shown).decode() for salt in salts)


@pytest.mark.parametrize("reference", ["", "T24-0000-0000-0000-U", "t24-0000-0000-0000-0"])
async def test_the_database_refuses_a_reference_that_is_not_well_formed(transmitted: World, reference: str) -> None:
    with connect_as(DbRole.JOB), pytest.raises(Exception, match="submission_reference_well_formed"):
        await DB.fetch(COPY, transmitted.declarations[0], 2, reference)


async def test_the_database_refuses_a_reference_twice(transmitted: World) -> None:
    (row,) = await sent(transmitted)
    with connect_as(DbRole.JOB), pytest.raises(Exception, match="submission_reference_once"):
        await DB.fetch(COPY, transmitted.declarations[0], 2, row["reference"])


COPY = """
insert into submission (caf_id, structure_id, tenure_id, declaration_id, previous_id, number, reference, declaration_version,
  form_version, activity, finance, estimate, psu, amount, approver_id, approver_name, attestation, sent_at, content_hash)
select caf_id, structure_id, tenure_id, declaration_id, id, $2, $3, declaration_version, form_version, activity, finance,
  estimate, psu, amount, approver_id, approver_name, attestation, sent_at, content_hash
from submission where declaration_id = $1
"""


@pytest.mark.parametrize("role", [DbRole.AUTH, DbRole.JOB])
async def test_only_the_web_process_asks_the_database(transmitted: World, role: DbRole) -> None:
    with connect_as(role), pytest.raises(Exception, match="permission denied"):
        await DB.fetch("select * from verify_receipt('', '')")


async def test_what_was_sent_before_references_existed_was_given_one(transmitted: World, urls: Urls) -> None:
    owner = await connect(urls[DbRole.OWNER])
    back = owner.transaction()
    await back.start()
    try:
        await owner.execute(
            "drop function verify_receipt;"
            " alter table submission drop constraint submission_reference_once,"
            " drop constraint submission_reference_well_formed;"
            " alter table submission disable trigger immutable; update submission set reference = '';"
            " alter table submission enable trigger immutable"
        )
        await owner.execute(RECEIPT_SQL.read_text(encoding="utf-8"))
        rows = await owner.fetch(
            "select s.reference, d.year from submission s join declaration d on d.id = s.declaration_id"
        )
        assert rows
        for row in rows:
            assert reference_typed(row["reference"]) == row["reference"]
            assert row["reference"].startswith(f"T{row['year'] % 100}-")
        with pytest.raises(Exception, match="append-only"):
            await owner.execute("update submission set reference = 'T24-0000-0000-0000-0'")
    finally:
        await back.rollback()
        await owner.close()


def test_a_root_question_open_to_all_is_public_in_the_permission_table() -> None:
    acts = dict.fromkeys(("signIn", "requestPasswordReset", "useLink"), "session.open")
    actions = {**acts, "verifyReceipt": "receipt.verify"}
    assert set(actions) == OPEN_TO_ALL - {"__typename", "notice", "signInSteps"}
    assert {POLICY[action].reach for action in actions.values()} == {Reach.PUBLIC}
