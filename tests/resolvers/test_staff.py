"""Staff is named by the Cnaf and by nobody else; accounts are closed and opened again; Cafs are opened."""

import asyncio
from typing import Any

import pytest

from resolvers.opaque import encode
from tests.resolvers.accounting import (
    CLOSE,
    END_STAFF,
    GRANT_ONE,
    NAME,
    OPEN_CAF,
    RENAME_CAF,
    REOPEN,
    codes,
    given,
    granted,
    mails,
)
from tests.resolvers.keeping import act
from tests.world import World

pytestmark = pytest.mark.usefixtures("database")

STAFF = "{ staffRoles(first: 100) { nodes { id personEmail role caf { code } } } }"
VIEWER = "{ viewer { roles { role } } }"


async def a_world() -> World:
    world = await World.make()
    await world.add_national("cnaf")
    return world


def asked(world: World, **changes: Any) -> dict[str, Any]:
    """An officer as the Cnaf names one."""
    return {
        "email": f"agent@{world.code.lower()}.example", "displayName": "Un Agent", "role": "DECLARATION_OFFICER",
        "caf": encode("Caf", world.caf), "startsOn": "2025-01-20", **changes,
    }  # fmt: skip


async def roles(world: World, name: str) -> list[str]:
    return [each["role"] for each in (await world.data(name, VIEWER))["viewer"]["roles"]]


async def test_the_cnaf_names_staff_of_a_caf_and_of_its_own() -> None:
    world = await a_world()
    for role, caf in (("HABILITATION_MANAGER", True), ("DECLARATION_OFFICER", True), ("NATIONAL", False)):
        email = f"{role.lower()}@{world.code.lower()}.example"
        done = await world.act(
            "cnaf", NAME, **asked(world, role=role, email=email, caf=encode("Caf", world.caf) if caf else None)
        )
        assert codes(done) == []
        shown = done["staffRole"]
        assert (shown["role"], shown["personEmail"], shown["active"]) == (role, email, True)
        assert shown["caf"] == ({"code": world.code} if caf else None)
        assert await mails(world, email) == [("ACCOUNT_OPENED", None)]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"role": "APPROVER"}, ("NOT_A_STAFF_ROLE", ["role"])),
        ({"role": "NATIONAL"}, ("CAF_WANTED", ["caf"])),
        ({"caf": None}, ("CAF_WANTED", ["caf"])),
        ({"caf": "?"}, ("NOT_FOUND", ["caf"])),
        ({"caf": encode("Caf", 2**31 - 1)}, ("NOT_FOUND", ["caf"])),
        ({"email": "agent"}, ("BAD_EMAIL", ["email"])),
        ({"displayName": ""}, ("BAD_NAME", ["displayName"])),
        ({"endsOn": "2025-01-19"}, ("BAD_DATES", ["endsOn"])),
        ({"startsOn": "0001-01-01"}, ("BAD_DATES", ["startsOn"])),
    ],
)
async def test_what_is_wrong_with_a_staff_role(changes: dict[str, Any], expected: Any) -> None:
    world = await a_world()
    stands = await world.fingerprint()
    assert codes(await world.act("cnaf", NAME, **asked(world, **changes))) == [expected]
    assert await world.fingerprint() == stands


async def test_nobody_names_himself_nor_a_partner_nor_twice() -> None:
    world = await a_world()
    await granted(world)
    for name, code in (("cnaf", "OWN_ACCOUNT"), ("director", "PARTNER_ACCOUNT"), ("officer", "ALREADY_NAMED")):
        done = await world.act("cnaf", NAME, **asked(world, email=world.people[name].email))
        assert codes(done) == [(code, ["email"])], name


async def test_nobody_becomes_staff_and_partner_at_the_same_moment() -> None:
    world = await a_world()
    await world.sign_in("manager")
    await world.sign_in("cnaf")
    email = f"deux@{world.code.lower()}.example"
    both = await asyncio.gather(
        world.act("manager", GRANT_ONE, **given(world, email=email)),
        world.act("cnaf", NAME, **asked(world, email=email)),
    )
    told = [each["code"] for done in both for each in done["errors"]]
    assert told in (["STAFF_ACCOUNT"], ["PARTNER_ACCOUNT"])


def every_act(world: World) -> dict[str, tuple[str, dict[str, Any]]]:
    return {
        "nameStaff": (NAME, asked(world)),
        "deactivateAccount": (CLOSE, {"email": world.people["director"].email}),
        "reactivateAccount": (REOPEN, {"email": world.people["director"].email}),
        "openCaf": (OPEN_CAF, {"code": "ZZ9", "name": "Caf"}),
        "renameCaf": (RENAME_CAF, {"caf": encode("Caf", world.caf), "name": "Caf"}),
    }


@pytest.mark.parametrize("by", ["director", "accountant", "deputy", "manager", "officer"])
async def test_only_the_cnaf_does_any_of_it_and_reads_who_is_staff(by: str) -> None:
    world = await World.granted()
    for name, (document, input) in every_act(world).items():
        assert codes(await act(world, by, document, **input)) == [("FORBIDDEN", [])], name
        assert (await world.trail())[-1] == (by, name, "REFUSED", "FORBIDDEN")
    rows = await world.written("select id, person_id from staff_role where caf_id = $1", world.caf)
    for row in rows:
        own = row["person_id"] == world.people[by].id
        done = await world.act(by, END_STAFF, staffRole=encode("StaffRole", row["id"]))
        assert codes(done) == [("FORBIDDEN", []) if own else ("NOT_FOUND", ["staffRole"])]
    assert (await world.data(by, STAFF))["staffRoles"]["nodes"] == []


async def role_of(world: World, name: str) -> str:
    rows = await world.written("select id from staff_role where person_id = $1", world.people[name].id)
    return encode("StaffRole", rows[0]["id"])


async def test_a_staff_role_ends_at_once_or_on_a_day_and_is_felt_at_the_next_request() -> None:
    world = await a_world()
    mark = await role_of(world, "officer")
    assert await roles(world, "officer") == ["DECLARATION_OFFICER"]
    later = await world.act("cnaf", END_STAFF, staffRole=mark, endsOn="2025-02-15")
    assert (later["staffRole"]["active"], later["staffRole"]["endsOn"]) == (True, "2025-02-15")
    for day, code in (("2025-01-19", "BAD_DATES"), ("2025-02-16", "BAD_DATES")):
        done = await world.act("cnaf", END_STAFF, staffRole=mark, endsOn=day)
        assert codes(done) == [(code, ["endsOn"])]
    assert await roles(world, "officer") == ["DECLARATION_OFFICER"]
    assert (await world.act("cnaf", END_STAFF, staffRole=mark))["staffRole"]["active"] is False
    assert await roles(world, "officer") == []
    assert codes(await world.act("cnaf", END_STAFF, staffRole=mark)) == [("ALREADY_ENDED", ["staffRole"])]


@pytest.mark.parametrize("starts", ["2025-01-20", "2025-03-01"])
async def test_a_role_of_today_or_to_come_is_taken_back(starts: str) -> None:
    world = await a_world()
    made = await world.act("cnaf", NAME, **asked(world, startsOn=starts))
    ended = await world.act("cnaf", END_STAFF, staffRole=made["staffRole"]["id"])
    assert (codes(ended), ended["staffRole"]["active"]) == ([], False)
    assert codes(await world.act("cnaf", NAME, **asked(world, startsOn=starts))) == []


async def test_nobody_ends_his_own_role_and_of_two_at_once_one_wins() -> None:
    world = await a_world()
    await world.add_national("second")
    await world.sign_in("second")
    assert codes(await world.act("cnaf", END_STAFF, staffRole=await role_of(world, "cnaf"))) == [
        ("OWN_ACCOUNT", ["staffRole"])
    ]
    mark = await role_of(world, "officer")
    both = await asyncio.gather(*(world.act(by, END_STAFF, staffRole=mark) for by in ("cnaf", "second")))
    assert sorted(map(len, (each["errors"] for each in both))) == [0, 1]


async def test_a_closed_account_is_out_at_once_and_comes_back_with_its_password() -> None:
    world = await a_world()
    person = world.people["director"]
    await world.sign_in("director")
    assert codes(await world.act("cnaf", CLOSE, email=person.email)) == []
    told = await world.ask("director", VIEWER)
    assert told.body["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    asking = "mutation ($input: SignInInput!) { signIn(input: $input) { errors { code } } }"
    given = await world.data(None, asking, input={"email": person.email, "password": "Chaque matin, 20 enfants."})
    assert given["signIn"]["errors"] == [{"code": "BAD_CREDENTIALS"}]
    assert codes(await world.act("cnaf", REOPEN, email=person.email)) == []
    await world.sign_in("director")


@pytest.mark.parametrize("document", [CLOSE, REOPEN])
async def test_one_s_own_account_and_an_unknown_one_are_refused(document: str) -> None:
    world = await a_world()
    for email, expected in (
        (world.people["cnaf"].email, "OWN_ACCOUNT"),
        ("personne@nulle-part.example", "NOT_FOUND"),
        ("personne", "BAD_EMAIL"),
    ):
        assert codes(await world.act("cnaf", document, email=email)) == [(expected, ["email"])]


async def test_a_caf_is_opened_once_under_a_code_that_stays() -> None:
    world = await a_world()
    taken = await world.written("select code from caf")
    code = next(f"Z{n:02d}" for n in range(100) if f"Z{n:02d}" not in {row["code"] for row in taken})
    made = await act(world, "cnaf", OPEN_CAF, code=f" {code.lower()} ", name=" Caf nouvelle ")
    assert codes(made) == []
    assert (made["caf"]["code"], made["caf"]["name"]) == (code, "Caf nouvelle")
    assert codes(await act(world, "cnaf", OPEN_CAF, code=code, name="Caf")) == [("CAF_EXISTS", ["code"])]
    renamed = await act(world, "cnaf", RENAME_CAF, caf=made["caf"]["id"], name="Caf renommée")
    assert (renamed["caf"]["code"], renamed["caf"]["name"]) == (code, "Caf renommée")
    wrong = await act(world, "cnaf", OPEN_CAF, code="12", name="")
    assert codes(wrong) == [("BAD_CAF_CODE", ["code"]), ("BAD_TEXT", ["name"])]
    unknown = await act(world, "cnaf", RENAME_CAF, caf=encode("Caf", 2**31 - 1), name="Caf")
    assert codes(unknown) == [("NOT_FOUND", ["caf"])]
