"""Every act of the schema leaves exactly one row when it is done, and exactly one when it is refused."""

from itertools import count
from typing import Any

import pytest
from graphql import get_named_type, is_input_object_type

from models.engine import DB, DbRole, connect_as
from resolvers.chains import verify
from rules.trail import TRAIL
from schema.portal import GRAPHQL
from server.answer import Question, answer
from tests.isolation.walk import filled
from tests.trail.own import document
from tests.trail.scenes import SCENES, Scene
from tests.world import World

pytestmark = pytest.mark.usefixtures("database")

assert GRAPHQL.mutation_type is not None
MUTATIONS = GRAPHQL.mutation_type.fields
CALLED = {"paste": "save"}
"""What an act is called in the trail, where it is another act by another way."""
NEVER_REFUSED = {"signOut", "endOtherSessions", "requestPasswordReset"}
"""What nothing stands in the way of; a try that has to wait is counted, and leaves no row of its own."""
_requests = count(1)


def test_every_mutation_has_its_scene_and_its_name_in_the_trail() -> None:
    assert set(SCENES) == set(MUTATIONS)
    assert {CALLED.get(name, name) for name in MUTATIONS} <= set(TRAIL)


async def asked(world: World, who: str | None, name: str, given: Any) -> tuple[list[str], list[dict[str, Any]]]:
    """The codes of its refusal, and the rows that the request left."""
    token = None if who is None else world.people[who].token or await world.sign_in(who)
    mark = f"demande {world.code} {next(_requests)}"
    question = Question({"query": document(name), "variables": {"input": given}}, world.now, token, mark)
    body = (await answer(question, world.house)).body
    assert "errors" not in body, body
    with connect_as(DbRole.JOB):
        rows = await DB.fetch("select * from audit_entry where request_id = $1 order by id", mark)
    return [each["code"] for each in body["data"][name]["errors"]], [dict(row) for row in rows]


def expected(scene: Scene, name: str) -> list[str]:
    return sorted([CALLED.get(name, name), *scene.also])


@pytest.mark.parametrize("name", SCENES)
async def test_an_act_that_is_done_leaves_one_row(name: str) -> None:
    world = await World.granted(structures=2)
    scene = SCENES[name]
    given = await scene.prepare(world)
    codes, rows = await asked(world, scene.who, name, given)
    assert codes == []
    assert sorted(row["act"] for row in rows) == expected(scene, name)
    (row,) = [row for row in rows if row["act"] == CALLED.get(name, name)]
    assert (row["outcome"], row["codes"], row["door"]) == ("DONE", "", "API")
    assert row["actor_id"] == (world.people[scene.who].id if scene.who else row["actor_id"])
    assert scene.told == (row["object_type"] or "", row["roles"])
    assert (row["object_id"] is not None) == bool(scene.told and scene.told[0])
    by_grant = row["roles"] in ("ACTIVITY_DATA_PROVIDER", "FINANCIAL_DATA_PROVIDER", "APPROVER")
    grants = await world.written("select id from role_grant where person_id = $1 and role = $2 and tenure_id = $3", row["actor_id"], row["roles"], row["tenure_id"])  # fmt: skip
    assert row["grant_id"] == (grants[0]["id"] if by_grant else None)
    if row["object_type"] in ("Person", "RoleGrant", "AccountOpening", "StaffRole"):
        assert row["person_id"] is not None
    assert await broken(row["caf_id"]) == []


async def broken(caf: int | None) -> list[Any]:
    """What is wrong with the chain of a Caf."""
    with connect_as(DbRole.JOB):
        return [flaw for flaw in (await verify({}))[1] if flaw.head.chain == (caf or 0)]


@pytest.fixture(scope="module")
async def world(database: Any) -> World:
    """One world, in which everything is refused."""
    made = await World.granted(structures=2)
    await made.written(
        "insert into one_time_link (person_id, purpose, token_hash, created_at, expires_at)"
        " values ($1, 'RESET', sha256('périmé'), $2, $2)", made.people["director"].id, made.now,
    )  # fmt: skip
    return made


REFUSED: dict[str, dict[str, Any]] = {"useLink": {"token": "périmé", "password": "Une autre crèche, 1913."}}
"""What is given where anything at all would not do: a link that has expired is of an account."""


@pytest.mark.parametrize("name", sorted(set(MUTATIONS) - NEVER_REFUSED))
async def test_an_act_that_is_refused_leaves_one_row(world: World, name: str) -> None:
    given: Any = REFUSED.get(name, {})
    for of in MUTATIONS[name].args.values():
        kind = get_named_type(of.type)
        assert is_input_object_type(kind)
        given = given or filled(kind)
    who = None if name in ("signIn", "useLink") else "director"
    if name == "beginSecondFactor":
        who = "deputy"
        await world.sign_in(who)
        await _protect(world, who)
    before = await world.fingerprint()
    codes, rows = await asked(world, who, name, given)
    assert codes
    (row,) = rows
    assert (row["act"], row["outcome"], row["codes"]) == (CALLED.get(name, name), "REFUSED", ",".join(dict.fromkeys(codes)))  # fmt: skip
    assert row["actor_id"] == (world.people[who].id if who else None)
    assert (row["roles"], row["grant_id"], row["door"]) == ("", None, "API")
    assert await world.fingerprint() == before


async def _protect(world: World, who: str) -> None:
    """A second factor in service, whose code the open session has given."""
    person = world.people[who].id
    await world.written("update person set totp_secret = 'x', totp_since = $2 where id = $1", person, world.now)
    await world.written("update session set second_factor_at = $2 where person_id = $1", person, world.now)


async def test_a_sign_in_that_fails_names_the_account_but_no_author_and_an_unknown_address_names_none() -> None:
    world = await World.make()
    known = {"email": world.people["director"].email, "password": "faux"}
    for given, person in ((known, world.people["director"].id), ({**known, "email": "x@nulle-part.example"}, None)):
        codes, (row,) = await asked(world, None, "signIn", given)
        assert codes == ["BAD_CREDENTIALS"]
        assert (row["actor_id"], row["actor_name"], row["person_id"], row["caf_id"]) == (None, "", person, None)
        assert "nulle-part" not in str(row)


async def test_a_try_that_has_to_wait_leaves_no_row_of_its_own() -> None:
    world = await World.make()
    given = {"email": world.people["director"].email, "password": "faux"}
    seen = [await asked(world, None, "signIn", given) for _ in range(12)]
    waited = [rows for codes, rows in seen if codes == ["RATE_LIMITED"]]
    assert waited
    assert all(rows == [] for rows in waited)


async def test_a_token_that_nobody_ever_had_is_of_no_account_and_leaves_no_row() -> None:
    world = await World.make()
    codes, rows = await asked(world, None, "useLink", {"token": "inconnu", "password": "Une autre crèche, 1913."})
    assert (codes, rows) == (["LINK_NOT_VALID"], [])


async def test_no_row_holds_what_was_typed() -> None:
    world = await World.granted(structures=1)
    await world.reach("TRANSMITTED")
    why = {"reason": "Un motif bien à elle", "parts": ["ACTIVITY"]}
    await asked(world, "officer", "return", {"declaration": world.declaration, "version": 6, **why})
    rows = await world.written("select to_jsonb(t)::text as row from audit_entry t where caf_id = $1", world.caf)
    told = " ".join(row["row"] for row in rows)
    assert len(rows) > 5
    for typed in ("motif", "33000", "285000", "@", "enfants"):
        assert typed not in told, typed
