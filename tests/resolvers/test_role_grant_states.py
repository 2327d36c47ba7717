"""A grant is asked for, put in service, suspended, ended: by a manager of its Caf, felt at the next request, several at once."""

import asyncio
from typing import Any

import asyncpg
import pytest

from resolvers.opaque import encode, key_of
from tests.resolvers.accounting import ACTIVATE, END, GRANT_MANY, GRANT_ONE, SUSPEND, codes, given, granted, many
from tests.world import World

pytestmark = pytest.mark.usefixtures("database")

READ = "query ($id: ID!) { declaration(id: $id) { state } }"
OWN = "query ($id: ID!) { node(id: $id) { ... on RoleGrant { state stateLabel active role } } }"


async def reads(world: World, name: str = "director") -> bool:
    return (await world.data(name, READ, id=world.declaration))["declaration"] is not None


async def test_a_grant_asked_for_opens_nothing_until_it_is_activated_and_a_suspended_one_nothing_more() -> None:
    world = await World.make()
    mark = await granted(world, requested=True)
    for act, state, label, opens in (
        (None, "REQUESTED", "demandée", False),
        (ACTIVATE, "ACTIVE", "active", True),
        (SUSPEND, "SUSPENDED", "suspendue", False),
        (ACTIVATE, "ACTIVE", "active", True),
        (END, "ENDED", "terminée", False),
    ):
        if act:
            done = await world.act("manager", act, roleGrant=mark)
            assert done["errors"] == []
            assert (done["roleGrant"]["state"], done["roleGrant"]["active"]) == (state, opens)
        assert await reads(world) is opens
        own = (await world.data("director", OWN, id=mark))["node"]
        assert own == {"state": state, "stateLabel": label, "active": opens, "role": "APPROVER"}
    assert [row[1:] for row in await world.trail() if row[0] == "manager"] == [
        (act, "DONE", "")
        for act in ("grantRole", "activateRoleGrant", "suspendRoleGrant", "activateRoleGrant", "endRoleGrant")
    ]


@pytest.mark.parametrize(
    ("before", "act", "expected"),
    [
        ([], ACTIVATE, "WRONG_STATE"),
        ([SUSPEND], SUSPEND, "WRONG_STATE"),
        ([END], ACTIVATE, "ALREADY_ENDED"),
        ([END], SUSPEND, "ALREADY_ENDED"),
        ([SUSPEND, END], ACTIVATE, "ALREADY_ENDED"),
    ],
)
async def test_an_act_that_the_state_does_not_allow_is_refused_and_writes_nothing(
    before: list[str], act: str, expected: str
) -> None:
    world = await World.make()
    mark = await granted(world)
    for each in before:
        assert (await world.act("manager", each, roleGrant=mark))["errors"] == []
    stands = await world.fingerprint()
    assert codes(await world.act("manager", act, roleGrant=mark)) == [(expected, ["roleGrant"])]
    assert await world.fingerprint() == stands


async def test_a_request_is_not_suspended_but_may_be_ended() -> None:
    world = await World.make()
    mark = await granted(world, requested=True)
    assert codes(await world.act("manager", SUSPEND, roleGrant=mark)) == [("WRONG_STATE", ["roleGrant"])]
    assert (await world.act("manager", END, roleGrant=mark))["roleGrant"]["state"] == "ENDED"


@pytest.mark.parametrize("by", ["director", "accountant", "deputy", "officer", "cnaf"])
@pytest.mark.parametrize("act", [ACTIVATE, SUSPEND])
async def test_only_a_manager_moves_a_grant(by: str, act: str) -> None:
    world = await World.granted()
    await world.add_national("cnaf")
    mark = encode("RoleGrant", (await world.written("select min(id) as id from role_grant where caf_id = $1", world.caf))[0]["id"])  # fmt: skip
    expected = ("NOT_FOUND", ["roleGrant"]) if by in {"officer", "cnaf"} else ("FORBIDDEN", [])
    assert codes(await world.act(by, act, roleGrant=mark)) == [expected]


@pytest.mark.parametrize("act", [ACTIVATE, SUSPEND])
async def test_another_caf_s_grant_is_as_unknown_as_any(act: str) -> None:
    world, other = await World.make(), await World.make()
    theirs = await granted(other)
    answers = [
        (await world.ask("manager", act, input={"roleGrant": mark})).body
        for mark in (theirs, encode("RoleGrant", 2**31 - 1), "?")
    ]
    assert answers[0] == answers[1] == answers[2]
    assert next(iter(answers[0]["data"].values()))["errors"][0]["code"] == "NOT_FOUND"


async def test_a_manager_never_acts_on_a_grant_of_his_own() -> None:
    """Which he cannot hold, unless something went wrong; the database then holds it back too."""
    world = await World.make()
    mark = await granted(world, requested=True)
    await world.written(
        "update role_grant set person_id = $2, granted_by_id = $3 where id = $1",
        key_of("RoleGrant", mark), world.people["manager"].id, world.people["officer"].id,
    )  # fmt: skip
    for act in (ACTIVATE, SUSPEND, END):
        assert codes(await world.act("manager", act, roleGrant=mark)) == [("SELF_GRANT", ["roleGrant"])]


@pytest.mark.parametrize(
    ("first", "second", "refusal"),
    [(SUSPEND, SUSPEND, "WRONG_STATE"), (SUSPEND, END, None), (END, END, "ALREADY_ENDED")],
)
async def test_of_two_managers_at_once_the_second_reads_why(first: str, second: str, refusal: str | None) -> None:
    world = await World.make()
    mark = await granted(world)
    await world.sign_in("manager")
    both = await asyncio.gather(*(world.act("manager", act, roleGrant=mark) for act in (first, second)))
    told = sorted(each["code"] for done in both for each in done["errors"])
    assert told in ([[refusal]] if refusal else [[], ["ALREADY_ENDED"]])


async def test_the_database_lets_a_grant_move_in_no_other_way() -> None:
    world = await World.make()
    mark = key_of("RoleGrant", await granted(world))
    for state, fits in (("REQUESTED", False), ("SUSPENDED", True), ("REQUESTED", False), ("ACTIVE", True)):
        moving = world.written("update role_grant set state = $2 where id = $1", mark, state)
        if fits:
            await moving
            continue
        with pytest.raises(asyncpg.PostgresError) as refusal:
            await moving
        assert refusal.value.sqlstate == "PC070"


# ── Several at once ────────────────────────────────────────────────────────────────────────────────────────────


async def test_several_roles_on_several_tenures_are_given_at_once_and_never_twice() -> None:
    world = await World.make(structures=3)
    first = await world.act("manager", GRANT_MANY, **many(world))
    assert (len(first["roleGrants"]), first["standing"], first["errors"]) == (6, [], [])
    assert await reads(world)
    stands = await world.fingerprint()
    again = await world.act("manager", GRANT_MANY, **many(world))
    assert (again["roleGrants"], len(again["standing"]), again["errors"]) == ([], 6, [])
    assert again["standing"][0] == {"tenure": encode("Tenure", world.tenures[0]), "role": "APPROVER"}
    assert await world.fingerprint() == stands


async def test_two_at_once_make_each_grant_once() -> None:
    world = await World.make(structures=2)
    await world.sign_in("manager")
    both = await asyncio.gather(*(world.act("manager", GRANT_MANY, **many(world)) for _ in range(2)))
    assert [each["errors"] for each in both] == [[], []]
    assert sorted((len(each["roleGrants"]), len(each["standing"])) for each in both) == [(0, 4), (4, 0)]


async def test_every_reason_is_told_at_once_and_nothing_is_made() -> None:
    world = await World.make(structures=2)
    await granted(world, endsOn="2025-06-30")
    stands = await world.fingerprint()
    asked = many(world, startsOn="2025-01-01", roles=["APPROVER"])
    strange = [*asked["tenures"], encode("Tenure", 2**31 - 1)]
    done = await world.act("manager", GRANT_MANY, **{**asked, "tenures": strange, "displayName": " "})
    assert codes(done) == [
        ("BAD_NAME", ["displayName"]),
        ("ALREADY_GRANTED", ["tenures", "0", "APPROVER"]),
        ("NOT_FOUND", ["tenures", "2"]),
    ]
    assert await world.fingerprint() == stands


async def test_a_reason_names_its_place_in_what_was_asked_though_something_is_asked_twice() -> None:
    world = await World.make(structures=2)
    first, second = many(world)["tenures"]
    strange = [first, first, encode("Tenure", 2**31 - 1), second]
    done = await world.act("manager", GRANT_MANY, **many(world, tenures=strange))
    assert codes(done) == [("NOT_FOUND", ["tenures", "2"])]
    done = await world.act("manager", GRANT_MANY, **many(world, tenures=[first, first, second]))
    assert (len(done["roleGrants"]), done["standing"], done["errors"]) == (4, [], [])


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"roles": ["NATIONAL", "APPROVER"]}, [("NOT_A_PARTNER_ROLE", ["roles"])]),
        ({"roles": []}, [("OUT_OF_RANGE", ["roles"])]),
        ({"tenures": []}, [("OUT_OF_RANGE", ["tenures"])]),
        ({"email": "personne"}, [("BAD_EMAIL", ["email"])]),
        ({"startsOn": "2010-08-31"}, [("BAD_DATES", ["tenures", "0"]), ("BAD_DATES", ["tenures", "1"])]),
        ({"endsOn": "2024-12-31"}, [("BAD_DATES", ["endsOn"])]),
    ],
)
async def test_what_is_wrong_with_several(changes: dict[str, Any], expected: list[Any]) -> None:
    world = await World.make(structures=2)
    assert codes(await world.act("manager", GRANT_MANY, **many(world, **changes))) == expected


@pytest.mark.parametrize("person", ["manager", "officer"])
async def test_several_are_given_neither_to_oneself_nor_to_staff(person: str) -> None:
    world = await World.make(structures=2)
    done = await world.act("manager", GRANT_MANY, **many(world, email=world.people[person].email))
    assert codes(done) == [("SELF_GRANT" if person == "manager" else "STAFF_ACCOUNT", ["email"])]


@pytest.mark.parametrize("by", ["director", "officer", "cnaf"])
async def test_only_a_manager_grants_several_and_another_caf_s_tenure_is_unknown(by: str) -> None:
    world, other = await World.make(), await World.make()
    await world.add_national("cnaf")
    assert codes(await world.act(by, GRANT_MANY, **many(world))) == [("FORBIDDEN", [])]
    done = await world.act("manager", GRANT_MANY, **many(world, tenures=[encode("Tenure", other.tenures[0])]))
    assert codes(done) == [("NOT_FOUND", ["tenures", "0"])]


async def test_a_grant_of_several_is_refused_as_one_is() -> None:
    """A request stands where one is asked for, not where an active one is wanted."""
    world = await World.make()
    await granted(world, requested=True)
    one = {"roles": ["APPROVER"]}
    assert codes(await world.act("manager", GRANT_MANY, **many(world, **one))) == [
        ("ALREADY_GRANTED", ["tenures", "0", "APPROVER"])
    ]
    again = await world.act("manager", GRANT_MANY, **many(world, **one, requested=True))
    assert (again["errors"], len(again["standing"])) == ([], 1)
    assert codes(await world.act("manager", GRANT_ONE, **given(world))) == [("ALREADY_GRANTED", ["email"])]
