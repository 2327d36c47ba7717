"""Accounts asked for: the same answer for a known address and an unknown one; people are seen by those who answer for them."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from resolvers.opaque import encode
from rules.policy import Role
from tests.resolvers.accounting import FORCE, OPEN, PEOPLE, PERSON, SEND, codes, granted, mails
from tests.world import PASSWORD, World

pytestmark = pytest.mark.usefixtures("database")

SIGN_IN = (
    "mutation ($input: SignInInput!) { signIn(input: $input) { viewer { email } steps { step } errors { code } } }"
)


async def opened(world: World, email: str, by: str = "manager", **more: Any) -> Any:
    return await world.act(by, OPEN, email=email, displayName="Une Personne", **more)


def person(world: World, name: str) -> str:
    return encode("Person", world.people[name].id)


async def seen(world: World, by: str) -> list[str]:
    return [each["email"] for each in (await world.data(by, PEOPLE))["people"]["nodes"]]


async def test_a_known_address_is_answered_like_an_unknown_one() -> None:
    world, other = await World.make(), await World.make()
    known, new = other.people["director"].email, f"neuf@{world.code.lower()}.example"
    answers = [await opened(world, email) for email in (known, new)]
    for email, answer in zip((known, new), answers, strict=True):
        shown = answer["accountOpening"]
        assert answer["errors"] == []
        assert (shown["personEmail"], shown["personName"], shown["caf"]["code"]) == (email, "Une Personne", world.code)
        assert (shown["person"]["email"], shown["person"]["displayName"]) == (email, "Une Personne")
    for email in (known, new):
        assert await mails(world, email) == [("ACCOUNT_OPENED", world.caf)], "the row of a mail tells nothing either"
    assert (await other.written("select display_name from person where email = $1", known))[0][
        "display_name"
    ] == other.people["director"].name


async def test_asked_again_it_is_the_same_opening_and_one_mail() -> None:
    world = await World.make()
    email = f"neuf@{world.code.lower()}.example"
    organisation = encode("Organisation", world.organisation)
    first = await opened(world, f"  {email.upper()} ")
    again = await opened(world, email, organisation=organisation)
    assert first["accountOpening"]["person"] == again["accountOpening"]["person"]
    assert again["accountOpening"]["organisation"] == {"id": organisation}
    assert len(await mails(world, email)) == 1
    assert [row for row in await world.trail() if row[0] == "manager"] == [("manager", "openAccount", "DONE", "")] * 2


async def test_two_at_once_open_one_account() -> None:
    world = await World.make()
    await world.sign_in("manager")
    email = f"neuf@{world.code.lower()}.example"
    both = await asyncio.gather(*(opened(world, email) for _ in range(2)))
    assert both[0] == both[1]
    assert len(await mails(world, email)) == 1


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"email": "personne"}, ("BAD_EMAIL", ["email"])),
        ({"displayName": "  "}, ("BAD_NAME", ["displayName"])),
        ({"displayName": "Deux\nlignes"}, ("BAD_NAME", ["displayName"])),
        ({"organisation": "?"}, ("NOT_FOUND", ["organisation"])),
    ],
)
async def test_what_is_wrong_with_an_opening(changes: dict[str, Any], expected: Any) -> None:
    world = await World.make()
    done = await world.act("manager", OPEN, **{"email": "n@x.example", "displayName": "N", **changes})
    assert codes(done) == [expected]


async def test_an_organisation_of_another_caf_is_unknown_and_oneself_is_not_opened() -> None:
    world, other = await World.make(), await World.make()
    asked = [encode("Organisation", each) for each in (other.organisation, 2**31 - 1)]
    answers = [await opened(world, "n@x.example", organisation=each) for each in asked]
    assert answers[0] == answers[1]
    assert codes(answers[0]) == [("NOT_FOUND", ["organisation"])]
    assert codes(await opened(world, world.people["manager"].email)) == [("OWN_ACCOUNT", ["email"])]


@pytest.mark.parametrize("by", ["director", "officer"])
async def test_who_is_neither_a_manager_nor_the_cnaf_opens_nothing_and_sees_nobody(by: str) -> None:
    world = await World.granted()
    assert codes(await opened(world, "n@x.example", by)) == [("FORBIDDEN", [])]
    assert await seen(world, by) == []
    for document in (SEND, FORCE):
        assert codes(await world.act(by, document, person=person(world, "deputy"))) == [("NOT_FOUND", ["person"])]
    for who in (by, "deputy"):
        assert (await world.data(by, PERSON, id=person(world, who)))["person"] is None


async def test_a_manager_sees_people_through_a_grant_or_an_opening_of_his_caf_only() -> None:
    world, other = await World.make(), await World.make()
    assert await seen(world, "manager") == []
    await granted(world)
    await opened(world, other.people["director"].email)
    await other.grant("deputy", Role.APPROVER, other.tenures[0])
    assert await seen(world, "manager") == sorted([world.people["director"].email, other.people["director"].email])
    found = (await world.data("manager", PERSON, email=world.people["director"].email))["person"]
    assert (found["displayName"], found["activeGrants"], found["roleGrants"]) == (
        "Nom donné", 1, {"nodes": [{"state": "ACTIVE"}]},
    )  # fmt: skip
    strange = [
        (await world.ask("manager", PERSON, id=mark)).body
        for mark in (person(other, "deputy"), encode("Person", 2**31 - 1))
    ]
    assert strange[0] == strange[1] == {"data": {"person": None}}
    assert (await world.data("manager", PERSON, email=other.people["deputy"].email))["person"] is None
    assert (await world.data("manager", PERSON, id=person(world, "manager")))["person"] is None


async def test_nothing_tells_a_manager_more_of_somebody_in_two_cafs() -> None:
    world, other = await World.make(), await World.granted()
    await opened(world, other.people["director"].email)
    found = (await world.data("manager", PERSON, email=other.people["director"].email))["person"]
    assert (found["displayName"], found["activeGrants"], found["roleGrants"]["nodes"]) == ("Une Personne", 0, [])


async def test_the_link_is_sent_again_to_whoever_has_not_used_it_and_nothing_tells() -> None:
    world = await World.make()
    new = f"neuf@{world.code.lower()}.example"
    marks = [
        (await opened(world, email))["accountOpening"]["person"]["id"]
        for email in (new, world.people["director"].email)
    ]
    for mark in marks:
        assert codes(await world.act("manager", SEND, person=mark)) == []
    for email in (new, world.people["director"].email):
        assert await mails(world, email) == [("ACCOUNT_OPENED", world.caf)] * 2


async def test_a_forced_change_ends_the_sessions_at_once_and_nobody_else_s() -> None:
    world = await World.granted()
    await world.sign_in("director")
    await world.sign_in("deputy")
    assert codes(await world.act("manager", FORCE, person=person(world, "director"))) == []
    told = await world.ask("director", "{ viewer { email } }")
    assert told.body["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert (await world.data("deputy", "{ viewer { email } }"))["viewer"]
    assert ("CHANGE_WANTED", world.caf) in await mails(world, world.people["director"].email)
    entered = await world.data(
        None, SIGN_IN, input={"email": world.people["director"].email, "password": PASSWORD}
    )  # fmt: skip
    assert "NEW_PASSWORD" in [each["step"] for each in entered["signIn"]["steps"]]


@pytest.mark.parametrize("document", [SEND, FORCE])
async def test_another_caf_s_person_is_as_unknown_as_any_and_oneself_is_refused(document: str) -> None:
    world, other = await World.make(), await World.granted()
    asked = [person(other, "director"), encode("Person", 2**31 - 1), "?"]
    answers = [(await world.ask("manager", document, input={"person": mark})).body for mark in asked]
    assert answers[0] == answers[1] == answers[2]
    assert codes(next(iter(answers[0]["data"].values()))) == [("NOT_FOUND", ["person"])]
    assert codes(await world.act("manager", document, person=person(world, "manager"))) == [("OWN_ACCOUNT", ["person"])]


async def test_a_manager_who_types_the_address_of_staff_cannot_end_their_sessions() -> None:
    world = await World.make()
    await world.sign_in("officer")
    mark = (await opened(world, world.people["officer"].email))["accountOpening"]["person"]["id"]
    assert codes(await world.act("manager", FORCE, person=mark)) == [("STAFF_ACCOUNT", ["person"])]
    assert (await world.data("officer", "{ viewer { email } }"))["viewer"]


async def test_a_manager_who_only_typed_an_address_cannot_end_that_person_s_sessions() -> None:
    world, other = await World.make(), await World.granted()
    await other.sign_in("director")
    mark = (await opened(world, other.people["director"].email))["accountOpening"]["person"]["id"]
    assert codes(await world.act("manager", FORCE, person=mark)) == [("NO_GRANT_HERE", ["person"])]
    assert (await other.data("director", "{ viewer { email } }"))["viewer"]


@pytest.mark.parametrize(("days", "expected"), [(29, []), (30, []), (31, [("NO_GRANT_HERE", ["person"])])])
async def test_a_caf_answers_for_a_person_until_the_last_day_of_her_last_grant(days: int, expected: Any) -> None:
    world = await World.make()
    last = world.now.date() + timedelta(days=30)
    await world.grant("director", Role.APPROVER, world.tenures[0], endsOn=last.isoformat())
    world.now += timedelta(days=days)
    await world.sign_in("manager")
    assert codes(await world.act("manager", FORCE, person=person(world, "director"))) == expected


async def test_the_cnaf_answers_for_staff_and_for_those_whom_it_asked_for() -> None:
    world = await World.granted()
    await world.add_national("cnaf")
    new = f"neuf@{world.code.lower()}.example"
    assert codes(await opened(world, new, "cnaf")) == []
    for name, expected in (("officer", []), ("director", [("NOT_FOUND", ["person"])])):
        assert codes(await world.act("cnaf", FORCE, person=person(world, name))) == expected
    shown = await world.data("cnaf", "query ($email: String) { person(email: $email) { displayName } }", email=new)
    assert shown == {"person": {"displayName": "Une Personne"}}
    assert (await world.data("manager", PERSON, email=new))["person"] is None
