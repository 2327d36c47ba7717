"""Granting and ending: by the manager of the structure's Caf only, within the tenure, once, and felt at the next request."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from resolvers.opaque import encode
from rules.policy import Role
from tests.world import END, GRANT, PASSWORD, SAVE, World

pytestmark = pytest.mark.usefixtures("database")

ROLES = [Role.ACTIVITY_DATA_PROVIDER, Role.FINANCIAL_DATA_PROVIDER, Role.APPROVER]
READ = "query ($id: ID!) { declaration(id: $id) { state } }"


def asked(world: World, **changes: Any) -> dict[str, Any]:
    """A grant as a manager asks for it."""
    return {
        "email": world.people["director"].email, "displayName": "Nom donné", "tenure": encode("Tenure", world.tenures[0]),
        "role": "ACTIVITY_DATA_PROVIDER", "startsOn": "2025-01-01", **changes,
    }  # fmt: skip


async def grant(world: World, by: str = "manager", **changes: Any) -> Any:
    return await world.act(by, GRANT, **asked(world, **changes))


async def codes(world: World, by: str = "manager", **changes: Any) -> list[tuple[str, list[str]]]:
    """The refusal of a grant that must write nothing."""
    before = await world.fingerprint()
    done = await grant(world, by, **changes)
    assert done["roleGrant"] is None
    assert await world.fingerprint() == before
    return [(error["code"], error["path"]) for error in done["errors"]]


async def reads(world: World, name: str = "director") -> bool:
    """Does this person see the declaration now?"""
    return (await world.data(name, READ, id=world.declaration))["declaration"] is not None


@pytest.mark.parametrize("role", ROLES)
async def test_a_manager_gives_each_partner_role_and_it_holds_from_the_next_request(role: Role) -> None:
    world = await World.make()
    assert not await reads(world)
    done = await grant(world, role=role.value)
    assert (done["errors"], done["roleGrant"]["role"], done["roleGrant"]["active"]) == ([], role.value, True)
    assert await reads(world)
    assert ("manager", "grantRole", "DONE", "") in await world.trail()


@pytest.mark.parametrize("role", ["HABILITATION_MANAGER", "DECLARATION_OFFICER", "NATIONAL"])
async def test_a_staff_role_is_not_granted_on_a_structure(role: str) -> None:
    world = await World.make()
    assert await codes(world, role=role) == [("NOT_A_PARTNER_ROLE", ["role"])]


async def test_only_a_manager_grants_and_ends() -> None:
    world = await World.granted()
    made = (await grant(world, startsOn="2023-01-01", endsOn="2023-12-31"))["roleGrant"]
    for by in ("director", "accountant", "deputy", "officer"):
        assert await codes(world, by) == [("FORBIDDEN", [])], by
        ended = await world.act(by, END, roleGrant=made["id"])
        expected = "NOT_FOUND" if by == "officer" else "FORBIDDEN"
        assert [error["code"] for error in ended["errors"]] == [expected], by


async def test_another_caf_s_tenure_and_grant_are_as_unknown_as_any() -> None:
    world, other = await World.granted(), await World.make()
    before = await world.fingerprint()
    grants = await world.written("select id from role_grant where caf_id = $1 order by id limit 1", world.caf)
    theirs, unknown = encode("Tenure", world.tenures[0]), encode("Tenure", 2**31 - 1)
    answers = [(await other.ask("manager", GRANT, input=asked(other, tenure=each))).body for each in (theirs, unknown)]
    assert answers[0] == answers[1]
    assert answers[0]["data"]["grantRole"]["errors"][0]["code"] == "NOT_FOUND"
    ended = [
        (await other.ask("manager", END, input={"roleGrant": encode("RoleGrant", each)})).body
        for each in (grants[0]["id"], 2**31 - 1)
    ]
    assert ended[0] == ended[1]
    assert ended[0]["data"]["endRoleGrant"]["errors"] == [{"code": "NOT_FOUND", "path": ["roleGrant"]}]
    assert await world.fingerprint() == before


async def test_nobody_grants_to_himself_nor_to_staff() -> None:
    world = await World.make()
    await world.add_national("national")
    manager = world.people["manager"].email
    assert await codes(world, email=manager) == [("SELF_GRANT", ["email"])]
    assert await codes(world, email=f"  {manager.upper()} ") == [("SELF_GRANT", ["email"])]
    for name in ("officer", "national"):
        assert await codes(world, email=world.people[name].email) == [("STAFF_ACCOUNT", ["email"])]
    refused = [row for row in await world.trail() if row[0] == "manager"]
    assert refused == [
        ("manager", "grantRole", "REFUSED", code) for code in ("SELF_GRANT",) * 2 + ("STAFF_ACCOUNT",) * 2
    ]


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        ("2010-08-31", None, [("BAD_DATES", ["startsOn"])]),
        ("2010-09-01", None, []),
        ("2025-02-01", "2025-01-31", [("BAD_DATES", ["endsOn"])]),
        ("2025-02-01", "2025-02-01", []),
        ("0001-01-01", None, [("BAD_DATES", ["startsOn"])]),
        ("9999-12-31", None, []),
    ],
)
async def test_a_grant_lies_within_the_tenure(starts: str, ends: str | None, expected: list[Any]) -> None:
    world = await World.make()
    done = await grant(world, startsOn=starts, endsOn=ends)
    assert [(error["code"], error["path"]) for error in done["errors"]] == expected


@pytest.mark.parametrize(("starts", "ends"), [("2025-01-01", None), ("2025-01-01", "2025-12-31"), ("2024-06-01", None)])
async def test_a_grant_outlives_the_tenure_whose_last_years_are_still_to_declare(starts: str, ends: str | None) -> None:
    world = await World.make()
    await world.written("update tenure set ends_on = '2024-12-31' where id = $1", world.tenures[0])
    assert (await grant(world, startsOn=starts, endsOn=ends))["errors"] == []
    assert await reads(world)


async def test_the_same_role_is_not_held_twice_on_the_same_days() -> None:
    world = await World.make()
    assert (await grant(world, startsOn="2025-01-01", endsOn="2025-06-30"))["errors"] == []
    for starts, ends in (("2025-01-01", None), ("2025-06-30", None), ("2024-01-01", "2025-01-01")):
        assert await codes(world, startsOn=starts, endsOn=ends) == [("ALREADY_GRANTED", ["email"])]
    assert (await grant(world, startsOn="2025-07-01"))["errors"] == []
    assert (await grant(world, role="APPROVER"))["errors"] == []


async def test_of_ten_managers_at_once_one_grants_and_one_account_is_opened() -> None:
    world = await World.make()
    await world.sign_in("manager")
    email = f"new@{world.code.lower()}.example"
    answers = await asyncio.gather(*(grant(world, email=email) for _ in range(10)))
    assert sum(not answer["errors"] for answer in answers) == 1
    refused = [error["code"] for answer in answers for error in answer["errors"]]
    assert refused == ["ALREADY_GRANTED"] * 9
    assert len(await world.written("select id from person where email = $1", email)) == 1


async def test_a_known_person_and_a_new_one_give_the_same_answer_but_for_ids() -> None:
    world = await World.make()
    known, new = world.people["director"].email, f"nouveau@{world.code.lower()}.example"
    bodies = []
    for email in (known, new):
        given = (await world.ask("manager", GRANT, input=asked(world, email=email))).body
        assert given["data"]["grantRole"]["roleGrant"].pop("id")
        bodies.append(str(given).replace(email, "…"))
    assert bodies[0] == bodies[1]


async def test_an_existing_account_keeps_its_name_and_the_manager_does_not_learn_it() -> None:
    world = await World.make()
    director = world.people["director"]
    document = GRANT.replace("personEmail", "personName personEmail")
    given = await world.ask("manager", document, input=asked(world, displayName="Nom de la fiche"))
    assert given.body["data"]["grantRole"]["roleGrant"]["personName"] == "Nom de la fiche"
    assert director.name not in str(given.body)
    rows = await world.written("select display_name from person where id = $1", director.id)
    assert [row["display_name"] for row in rows] == [director.name]
    viewer = await world.data("director", "{ viewer { displayName } }")
    assert viewer["viewer"]["displayName"] == director.name


async def test_capitals_and_spaces_name_the_same_person() -> None:
    world = await World.make()
    director = world.people["director"]
    done = await grant(world, email=f"  {director.email.upper()}\t")
    assert done["roleGrant"]["personEmail"] == director.email
    assert await reads(world)
    assert await codes(world, email=director.email) == [("ALREADY_GRANTED", ["email"])]


@pytest.mark.parametrize(
    "email",
    ["", " ", "x", "@x.fr", "x@", "x@y", "a b@x.fr", "a@b@x.fr", "x@x..fr", "x@-x.fr", ".x@x.fr", "x@[127.0.0.1]",
     "Nom <x@x.fr>", "x@x.fr\nBcc: y@y.fr", "x" * 65 + "@x.fr", "x@" + "y" * 250 + ".fr", "<script>@x.fr", "x@x.fr,y@y.fr"],
)  # fmt: skip
async def test_what_is_no_address_is_refused_and_opens_no_account(email: str) -> None:
    world = await World.make()
    people = await world.written("select count(*) as n from person")
    assert await codes(world, email=email) == [("BAD_EMAIL", ["email"])]
    assert await world.written("select count(*) as n from person") == people


@pytest.mark.parametrize(("name", "fits"), [("", False), ("   ", False), ("é" * 120, True), ("é" * 121, False)])
async def test_a_name_has_one_to_120_characters(name: str, fits: bool) -> None:
    world = await World.make()
    done = await grant(world, displayName=name)
    expected = [] if fits else [("BAD_NAME", ["displayName"])]
    assert [(error["code"], error["path"]) for error in done["errors"]] == expected


async def test_everything_wrong_is_told_at_once() -> None:
    world = await World.make()
    found = await codes(world, email="x", displayName="", role="NATIONAL", endsOn="2000-01-01")
    assert found == [
        ("BAD_EMAIL", ["email"]), ("BAD_NAME", ["displayName"]), ("NOT_A_PARTNER_ROLE", ["role"]), ("BAD_DATES", ["endsOn"]),
    ]  # fmt: skip


async def test_a_grant_ended_stops_the_very_next_request() -> None:
    world = await World.granted()
    made = await world.written("select id, role from role_grant where caf_id = $1", world.caf)
    activity = encode("RoleGrant", next(row["id"] for row in made if row["role"] == "ACTIVITY_DATA_PROVIDER"))
    assert await reads(world)
    ended = await world.act("manager", END, roleGrant=activity)
    assert ended == {"roleGrant": {"id": activity, "active": False, "endsOn": "2025-01-20"}, "errors": []}
    assert not await reads(world)
    saved = await world.act("director", SAVE, declaration=world.declaration, version=1, values={"eajeActivity": {}})
    assert [error["code"] for error in saved["errors"]] == ["NOT_FOUND"]
    again = await world.act("manager", END, roleGrant=activity)
    assert again["errors"] == [{"code": "ALREADY_ENDED", "path": ["roleGrant"]}]
    rows = [row[1:] for row in await world.trail() if row[0] == "manager"][-2:]
    assert rows == [("endRoleGrant", "DONE", ""), ("endRoleGrant", "REFUSED", "ALREADY_ENDED")]


async def test_of_five_who_end_it_at_once_one_does() -> None:
    world = await World.make()
    made = (await grant(world))["roleGrant"]["id"]
    answers = await asyncio.gather(*(world.act("manager", END, roleGrant=made) for _ in range(5)))
    assert sorted(len(answer["errors"]) for answer in answers) == [0, 1, 1, 1, 1]


async def test_it_can_be_given_again_the_same_day() -> None:
    world = await World.make()
    for _ in range(3):
        made = (await grant(world))["roleGrant"]["id"]
        assert await reads(world)
        assert (await world.act("manager", END, roleGrant=made))["errors"] == []
        assert not await reads(world)


async def test_a_grant_that_ends_on_a_day_to_come_holds_until_its_last_second() -> None:
    world = await World.make()
    made = (await grant(world))["roleGrant"]["id"]
    ended = await world.act("manager", END, roleGrant=made, endsOn="2025-02-15")
    assert ended["roleGrant"] == {"id": made, "active": True, "endsOn": "2025-02-15"}
    for moment, holds in (("2025-02-15T22:59:59", True), ("2025-02-15T23:00:00", False)):
        world.now = datetime.fromisoformat(moment).replace(tzinfo=UTC)
        world.people["director"].token = None
        assert await reads(world) is holds
    await world.sign_in("manager")
    over = await world.act("manager", END, roleGrant=made)
    assert [error["code"] for error in over["errors"]] == ["ALREADY_ENDED"]


async def test_a_grant_that_starts_later_gives_nothing_before() -> None:
    world = await World.make()
    done = await grant(world, startsOn="2025-02-01")
    assert done["roleGrant"]["active"] is False
    assert not await reads(world)
    for moment, holds in (("2025-01-31T22:59:59", False), ("2025-01-31T23:00:00", True)):
        world.now = datetime.fromisoformat(moment).replace(tzinfo=UTC)
        world.people["director"].token = None
        assert await reads(world) is holds


@pytest.mark.parametrize(
    ("ends", "expected"),
    [("2025-01-19", "BAD_DATES"), ("2025-01-20", None), ("2025-06-30", None), ("2025-07-01", "BAD_DATES")],
)
async def test_an_end_is_brought_forward_never_back_nor_into_the_past(ends: str, expected: str | None) -> None:
    world = await World.make()
    made = (await grant(world, endsOn="2025-06-30"))["roleGrant"]["id"]
    assert (await grant(world, startsOn="2025-07-01"))["errors"] == []
    done = await world.act("manager", END, roleGrant=made, endsOn=ends)
    assert [error["code"] for error in done["errors"]] == ([expected] if expected else [])


async def test_a_person_named_by_a_grant_alone_cannot_sign_in_yet() -> None:
    world = await World.make()
    email = f"neuf@{world.code.lower()}.example"
    assert (await grant(world, email=email))["errors"] == []
    asking = "mutation ($input: SignInInput!) { signIn(input: $input) { errors { code } } }"
    for password in ("", PASSWORD):
        given = await world.data(None, asking, input={"email": email, "password": password})
        assert given["signIn"]["errors"] == [{"code": "BAD_CREDENTIALS"}]


async def test_a_grant_on_one_structure_opens_no_other() -> None:
    world = await World.make(structures=2)
    await grant(world)
    one, other = (encode("Declaration", each) for each in world.declarations)
    assert (await world.data("director", READ, id=one))["declaration"] is not None
    assert (await world.data("director", READ, id=other))["declaration"] is None
