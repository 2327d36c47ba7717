"""Idempotency keys: an act sent again under its key is answered again, and done once."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from graphql import get_named_type, is_object_type

from models.engine import DbRole, connect_as
from resolvers.act_keys import forget
from resolvers.opaque import encode
from rules.idempotency import LONGEST
from rules.policy import Role
from schema.portal import GRAPHQL, KEYED
from server.database_url import Urls
from tests.interleaving import Crowd, in_turn, many_connections
from tests.resolvers.keeping import ADD, PUBLISH, another_period, new
from tests.serving import world_of_today
from tests.world import END, PASSWORD, SAVE, SIGN_IN, World

pytestmark = pytest.mark.usefixtures("database")

ENTRY = "select from declaration where id = $1 for update"
OTHER_REQUEST = (
    "CONFLICT",
    ["Idempotency-Key"],
    "Cette clé d'idempotence a déjà servi à une autre demande, qui est faite.",
)


@pytest.fixture
async def crowd(urls: Urls) -> AsyncIterator[Crowd]:
    async with many_connections(urls):
        crowd = Crowd(await world_of_today())
        await crowd.enter("director")
        yield crowd
        await crowd.leave()


def save_of(world: World, days: int = 201, version: int = 1) -> dict[str, Any]:
    return {"declaration": world.declaration, "version": version, "values": {"eajeActivity": {"openingDays": days}}}


async def kept(world: World) -> list[Mapping[str, Any]]:
    """The keys of this world's people."""
    people = [person.id for person in world.people.values()]
    rows = await world.written("select * from act_key where person_id = any($1) order by id", people)
    return [dict(row) for row in rows]


def replayed(given: httpx.Response) -> bool:
    return "idempotency-replayed" in given.headers


def told(given: httpx.Response) -> Any:
    (error,) = next(iter(given.json()["data"].values()))["errors"]
    return error["code"], error["path"], error["message"]


async def test_an_act_sent_again_is_answered_the_same_byte_for_byte_and_done_once(crowd: Crowd) -> None:
    world, key = crowd.world, str(uuid4())
    first = await crowd.answer("director", SAVE, key, **save_of(world))
    # The declaration goes on meanwhile: what was answered then is answered still.
    assert (await crowd.act("director", SAVE, **save_of(world, 202, 2)))["errors"] == []
    again = await crowd.answer("director", SAVE, f'"{key}"', **save_of(world))
    assert (again.status_code, again.content) == (200, first.content)
    assert (replayed(first), replayed(again)) == (False, True)
    assert first.json()["data"]["save"]["declaration"]["version"] == 2
    assert (await world.stands())["version"] == 3
    assert [row[1:] for row in await world.trail() if row[0] == "director"] == [("save", "DONE", "")] * 2
    assert len(await kept(world)) == 1


async def test_the_same_request_is_the_same_however_it_is_laid_out(crowd: Crowd) -> None:
    world, key = crowd.world, str(uuid4())
    first = await crowd.answer("director", SAVE, key, **save_of(world))
    loose = SAVE.replace("{", "\n{\n  ").replace(") ", ")  # a comment\n , ")
    turned = dict(reversed(save_of(world).items()))
    again = await crowd.answer("director", loose, key, **turned)
    assert again.content == first.content
    assert replayed(again)


async def test_another_request_under_the_same_key_is_a_conflict_and_does_nothing(crowd: Crowd) -> None:
    world, key = crowd.world, str(uuid4())
    await crowd.answer("director", SAVE, key, **save_of(world))
    for document, given in (
        (SAVE, save_of(world, 202, 2)),
        (SAVE.replace("state version", "version"), save_of(world)),
        (ADD, new(world)),
    ):
        refused = await crowd.answer("director", document, key, **given)
        assert told(refused) == OTHER_REQUEST
    assert (await world.stands())["version"] == 2
    assert [row[2:] for row in await world.trail()][-3:] == [("REFUSED", "CONFLICT")] * 3


async def test_twenty_at_once_under_one_key_read_the_same_answer_of_one_act(crowd: Crowd, urls: Urls) -> None:
    world, key = crowd.world, str(uuid4())
    answers = await in_turn(
        urls, ENTRY, world.declarations,
        *(lambda: crowd.answer("director", SAVE, key, **save_of(world)) for _ in range(20)),
    )  # fmt: skip
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert sum(not replayed(answer) for answer in answers) == 1
    assert [row[1:] for row in await world.trail() if row[1] == "save"] == [("save", "DONE", "")]
    assert len(await kept(world)) == 1
    assert (await world.stands())["activity"] == 2


async def test_a_refused_act_binds_no_key(crowd: Crowd) -> None:
    """Nothing was done: sent again, it is judged by what holds now, and a corrected request may take the same key."""
    world, key = crowd.world, str(uuid4())
    refused = await crowd.answer("director", SAVE, key, **save_of(world, version=7))
    assert told(refused)[0] == "CONFLICT"
    assert await kept(world) == []
    done = await crowd.answer("director", SAVE, key, **save_of(world))
    assert done.json()["data"]["save"]["errors"] == []
    assert not replayed(done)


async def test_a_key_is_its_account_s_alone(crowd: Crowd) -> None:
    world, key = crowd.world, str(uuid4())
    await world.grant("accountant", Role.ACTIVITY_DATA_PROVIDER, world.tenures[0])
    await crowd.enter("accountant")
    await crowd.answer("director", SAVE, key, **save_of(world))
    theirs = await crowd.answer("accountant", SAVE, key, **save_of(world, 202, 2))
    assert theirs.json()["data"]["save"]["errors"] == []
    assert not replayed(theirs)
    assert [row["person_id"] for row in await kept(world)] == [world.people[n].id for n in ("director", "accountant")]


async def test_a_session_later_it_is_still_the_same_answer(crowd: Crowd) -> None:
    world, key = crowd.world, str(uuid4())
    first = await crowd.answer("director", SAVE, key, **save_of(world))
    await crowd.enter("director 2")
    again = await crowd.answer("director 2", SAVE, key, **save_of(world))
    assert (again.content, replayed(again)) == (first.content, True)


async def test_whoever_has_lost_his_right_reads_nothing_of_the_former_answer(crowd: Crowd) -> None:
    world, key = crowd.world, str(uuid4())
    document = SAVE.replace("version activity", "version estimate { amount } activity")
    first = await crowd.answer("director", document, key, **save_of(world))
    assert first.json()["data"]["save"]["declaration"]["activity"] is not None
    rows = await world.written("select id from role_grant where person_id = $1", world.people["director"].id)
    world.people["manager"].token = None
    assert (await world.act("manager", END, roleGrant=encode("RoleGrant", rows[0]["id"])))["errors"] == []
    again = await crowd.answer("director", document, key, **save_of(world))
    assert again.json() == {"data": {"save": {"declaration": None, "errors": []}}}
    assert (await world.stands())["version"] == 2


async def test_whoever_has_other_rights_now_reads_it_as_it_is_now(crowd: Crowd) -> None:
    world, key = crowd.world, str(uuid4())
    await crowd.answer("director", SAVE, key, **save_of(world))
    await crowd.act("director", SAVE, **save_of(world, 202, 2))
    world.people["manager"].token = None
    await world.grant("director", Role.APPROVER, world.tenures[0])
    again = await crowd.answer("director", SAVE, key, **save_of(world))
    assert replayed(again)
    assert again.json()["data"]["save"]["declaration"]["version"] == 3
    assert (await world.stands())["version"] == 3


async def test_staff_who_lost_their_role_are_refused_the_former_answer(crowd: Crowd) -> None:
    world, key = crowd.world, str(uuid4())
    await crowd.enter("officer")
    period = encode("Period", await another_period(world, 2025))
    first = await crowd.answer("officer", PUBLISH, key, period=period)
    assert first.json()["data"]["publishPeriod"]["publication"] == {"opened": 1}
    await world.written("update staff_role set ends_on = '2025-01-01' where person_id = $1", world.people["officer"].id)
    again = await crowd.answer("officer", PUBLISH, key, period=period)
    assert told(again)[0] == "FORBIDDEN"


@pytest.mark.parametrize("lost", [True, False], ids=["the answer was lost", "the answer was kept"])
async def test_an_act_whose_answer_was_never_kept_is_shown_as_it_is_and_not_done_again(
    crowd: Crowd, lost: bool
) -> None:
    """What is left of a process that was killed between its commit and its answer."""
    world = crowd.world
    await crowd.enter("officer", "manager")
    period = encode("Period", await another_period(world, 2025))
    tenure = encode("Tenure", world.tenures[0])
    many = (
        "mutation ($input: GrantRolesInput!) { grantRoles(input: $input)"
        " { roleGrants { role } standing { role } errors { code } } }"
    )
    person = {"email": f"x@{world.code.lower()}.example", "displayName": "X"}
    for name, document, given in (
        ("director", SAVE, save_of(world)),
        ("officer", PUBLISH, {"period": period}),
        ("manager", many, {**person, "tenures": [tenure], "roles": ["APPROVER"], "startsOn": "2025-01-01"}),
        ("manager", ADD, new(world)),
    ):  # fmt: skip
        key = str(uuid4())
        first = await crowd.answer(name, document, key, **given)
        assert "errors" not in first.json()
        if lost:
            await world.written("update act_key set answer = null, rights = null where key = $1", key)
        before = await world.fingerprint()
        again = await crowd.answer(name, document, key, **given)
        assert (again.content, replayed(again)) == (first.content, True)
        assert await world.fingerprint() == before


ODD = ["", " ", "deux mots", "é", "x" * (LONGEST + 1), 'a"b', "a\\b", "a\tb", '"']


@pytest.mark.parametrize("key", ODD)
async def test_an_odd_key_is_refused_before_anything_is_done(crowd: Crowd, key: str) -> None:
    body = {"query": SAVE, "variables": {"input": save_of(crowd.world)}}
    headers = [(b"Idempotency-Key", key.encode())]
    given = await crowd.browsers["director"].post("/graphql", json=body, headers=headers)
    (error,) = given.json()["errors"]
    assert (given.status_code, error["extensions"]["code"]) == (400, "BAD_IDEMPOTENCY_KEY")
    assert str(LONGEST) in error["extensions"]["remedy"]
    assert (await crowd.world.stands())["version"] == 1


async def test_two_keys_in_one_request_are_refused_and_the_longest_is_taken(crowd: Crowd) -> None:
    body = {"query": SAVE, "variables": {"input": save_of(crowd.world)}}
    browser = crowd.browsers["director"]
    twice = [("Idempotency-Key", "a"), ("Idempotency-Key", "a")]
    assert (await browser.post("/graphql", json=body, headers=twice)).status_code == 400
    longest = await crowd.answer("director", SAVE, "x" * LONGEST, **save_of(crowd.world))
    assert longest.json()["data"]["save"]["errors"] == []


async def test_a_question_needs_no_key_and_keeps_none(crowd: Crowd) -> None:
    body = {"query": "{ viewer { email } }"}
    for _ in range(2):
        given = await crowd.browsers["director"].post("/graphql", json=body, headers={"Idempotency-Key": "k"})
        assert not replayed(given)
    assert await kept(crowd.world) == []


# ── Which acts obey one ────────────────────────────────────────────────────────────────────────────────────────

NEVER_KEPT = {
    "signIn", "signOut", "changePassword", "acceptNotice", "beginSecondFactor", "enableSecondFactor",
    "confirmSecondFactor", "removeSecondFactor", "requestPasswordReset", "useLink", "endSession", "endOtherSessions",
}  # fmt: skip
"""Acts that answer a secret, take one, or move a session: written by hand."""
SECRETS = {"secret", "address", "recoveryCodes", "steps"}
TAKEN = {"password", "current", "new", "token"}


def test_what_is_kept_of_an_act_never_holds_a_secret() -> None:
    """Walked over all acts: a new one that answers or takes a secret is kept out, or this is red."""
    assert GRAPHQL.mutation_type is not None
    acts = GRAPHQL.mutation_type.fields
    assert acts.keys() - KEYED == NEVER_KEPT
    for name in KEYED:
        payload = get_named_type(acts[name].type)
        assert is_object_type(payload)
        assert not payload.fields.keys() & SECRETS, name
        for argument in acts[name].args.values():
            assert not get_named_type(argument.type).fields.keys() & TAKEN, name


async def test_what_answers_secrets_is_answered_afresh_and_leaves_no_trace(crowd: Crowd) -> None:
    world = crowd.world
    email = world.people["accountant"].email
    for _ in range(2):
        given = await crowd.answer("accountant", SIGN_IN, "one", email=email, password=PASSWORD)
        assert given.headers["set-cookie"]
        assert not replayed(given)
    begun = [
        await crowd.browsers["director"].post(
            "/graphql",
            json={"query": "mutation { beginSecondFactor { secret errors { code } } }"},
            headers={"Idempotency-Key": "two"},
        )
        for _ in range(2)
    ]
    assert len({each.json()["data"]["beginSecondFactor"]["secret"] for each in begun}) == 2
    assert await kept(world) == []


# ── How long ───────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_key_is_known_for_its_time_and_then_erased(crowd: Crowd) -> None:
    world = crowd.world
    await crowd.answer("director", SAVE, "old", **save_of(world))
    now, day = datetime.now(UTC), timedelta(hours=24)
    with connect_as(DbRole.JOB):
        await forget(day, now + day - timedelta(minutes=1))
        assert [row["key"] for row in await kept(world)] == ["old"]
        assert await forget(day, now + day + timedelta(minutes=1)) >= 1
    assert await kept(world) == []
    late = await crowd.answer("director", SAVE, "old", **save_of(world))
    # The version that was read is a guard of its own: an act on a declaration is not done twice even then.
    assert told(late)[0] == "CONFLICT"
