"""A right that ends while its holder acts: the act was before, or it is refused; never after. Both orders are made to happen."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from resolvers.opaque import encode
from rules.policy import Role
from server.database_url import Urls
from tests.interleaving import Crowd, in_turn, many_connections
from tests.resolvers.accounting import CLOSE, END_STAFF, SUSPEND
from tests.serving import world_of_today
from tests.world import APPROVE, END, SAVE, TAKE, World

pytestmark = pytest.mark.usefixtures("database")

ENTRY = "select from declaration where id = $1 for update"
"""What holds up an act on the declaration before it does anything."""
LAST_ROW = "select from caf where id = $1 for update"
"""What holds up whoever writes a row of this Caf: an act that has done all but its audit row."""


@pytest.fixture
async def crowd(urls: Urls) -> AsyncIterator[Crowd]:
    async with many_connections(urls):
        crowd = Crowd(await world_of_today())
        yield crowd
        await crowd.leave()


async def trail(world: World, *acts: str) -> list[tuple[str, str, str, str]]:
    return [row for row in await world.trail() if row[1] in acts]


async def grant_of(world: World, name: str) -> str:
    rows = await world.written("select id from role_grant where person_id = $1", world.people[name].id)
    return encode("RoleGrant", rows[0]["id"])


def save_of(world: World, version: int = 1) -> Mapping[str, Any]:
    return {"declaration": world.declaration, "version": version, "values": {"eajeActivity": {"openingDays": 201}}}


async def test_a_grant_that_ends_waits_for_the_saving_that_was_there_first(crowd: Crowd, urls: Urls) -> None:
    world = crowd.world
    await crowd.enter("director", "manager")
    mark = await grant_of(world, "director")
    saved, ended = await in_turn(
        urls, ENTRY, world.declarations,
        lambda: crowd.act("director", SAVE, **save_of(world)),
        lambda: crowd.act("manager", END, roleGrant=mark),
    )  # fmt: skip
    assert (saved["errors"], ended["errors"]) == ([], [])
    # In the order of the audit trail: nothing was done by a right that had ended.
    assert await trail(world, "save", "endRoleGrant") == [
        ("director", "save", "DONE", ""),
        ("manager", "endRoleGrant", "DONE", ""),
    ]
    again = await crowd.act("director", SAVE, **save_of(world, 2))
    assert [error["code"] for error in again["errors"]] == ["NOT_FOUND"]


ENDINGS = {"end": (END, "endRoleGrant"), "suspend": (SUSPEND, "suspendRoleGrant")}


@pytest.mark.parametrize("how", ENDINGS)
@pytest.mark.parametrize(("name", "state", "document"), [("director", "OPEN", SAVE), ("deputy", "READY", APPROVE)])
async def test_an_act_that_comes_second_is_refused_although_its_right_stood_when_it_was_asked(
    crowd: Crowd, urls: Urls, how: str, name: str, state: str, document: str
) -> None:
    world = crowd.world
    await world.put(state)
    await crowd.enter(name, "manager")
    mark = await grant_of(world, name)
    given = save_of(world) if document == SAVE else {"declaration": world.declaration, "version": 5, "attested": True}
    before = await world.stands()
    mails = await world.written("select count(*) as n from outgoing_mail where caf_id = $1", world.caf)
    ending, act = ENDINGS[how]
    ended, done = await in_turn(
        urls, LAST_ROW, [world.caf],
        lambda: crowd.act("manager", ending, roleGrant=mark),
        lambda: crowd.act(name, document, **given),
    )  # fmt: skip
    assert ended["errors"] == []
    (error,) = done["errors"]
    assert (error["code"], error["path"]) == ("FORBIDDEN", [])
    assert error["message"].startswith("Vos habilitations ne le permettent pas. ")
    assert error["remedy"].startswith("Adressez-vous à une personne habilitée")
    assert await world.stands() == before
    assert await world.written("select count(*) as n from outgoing_mail where caf_id = $1", world.caf) == mails
    said = "save" if document == SAVE else "approve"
    assert (await trail(world, said, act))[-2:] == [("manager", act, "DONE", ""), (name, said, "REFUSED", "FORBIDDEN")]


async def test_whoever_keeps_another_role_that_allows_it_goes_on(crowd: Crowd, urls: Urls) -> None:
    world = crowd.world
    await world.grant("director", Role.APPROVER, world.tenures[0])
    await crowd.enter("director", "manager")
    rows = await world.written(
        "select id from role_grant where person_id = $1 and role = 'APPROVER'", world.people["director"].id
    )
    ended, saved = await in_turn(
        urls, LAST_ROW, [world.caf],
        lambda: crowd.act("manager", END, roleGrant=encode("RoleGrant", rows[0]["id"])),
        lambda: crowd.act("director", SAVE, **save_of(world)),
    )  # fmt: skip
    assert (ended["errors"], saved["errors"]) == ([], [])


@pytest.mark.parametrize("first", ["take", "end"])
async def test_an_officer_whose_role_ends_takes_before_or_not_at_all(crowd: Crowd, urls: Urls, first: str) -> None:
    world = crowd.world
    sent = await world.reach("TRANSMITTED")
    await world.add_national("cnaf")
    await crowd.enter("officer", "cnaf")
    rows = await world.written("select id from staff_role where person_id = $1", world.people["officer"].id)
    acts = {
        "end": lambda: crowd.act("cnaf", END_STAFF, staffRole=encode("StaffRole", rows[0]["id"])),
        "take": lambda: crowd.act("officer", TAKE, declaration=world.declaration, version=sent["version"]),
    }
    gate, args = (ENTRY, world.declarations) if first == "take" else ("lock table audit_entry in share mode", [])
    order = sorted(acts, key=lambda name: name != first)
    done = dict(zip(order, await in_turn(urls, gate, args, *(acts[name] for name in order)), strict=True))
    assert done["end"]["errors"] == []
    assert [error["code"] for error in done["take"]["errors"]] == ([] if first == "take" else ["FORBIDDEN"])
    assert (await world.stands())["state"] == ("PROCESSING" if first == "take" else "TRANSMITTED")


@pytest.mark.parametrize("first", ["save", "close"])
async def test_an_account_that_is_closed_has_acted_before_or_acts_no_more(crowd: Crowd, urls: Urls, first: str) -> None:
    world = crowd.world
    await world.add_national("cnaf")
    await crowd.enter("director", "cnaf")
    acts = {
        "close": lambda: crowd.act("cnaf", CLOSE, email=world.people["director"].email),
        "save": lambda: crowd.act("director", SAVE, **save_of(world)),
    }
    gate, args = (ENTRY, world.declarations) if first == "save" else ("lock table audit_entry in share mode", [])
    order = sorted(acts, key=lambda name: name != first)
    done = dict(zip(order, await in_turn(urls, gate, args, *(acts[name] for name in order)), strict=True))
    assert done["close"]["errors"] == []
    assert [error["code"] for error in done["save"]["errors"]] == ([] if first == "save" else ["UNAUTHENTICATED"])
    assert [row[2] for row in await trail(world, "save")] == ["DONE" if first == "save" else "REFUSED"]
    after = await crowd.answer("director", SAVE, **save_of(world, 2))
    assert after.status_code == 401


async def test_two_of_the_cnaf_who_close_each_other_s_account_leave_one_open(crowd: Crowd, urls: Urls) -> None:
    world = crowd.world
    for name in ("one", "two"):
        await world.add_national(name)
    await crowd.enter("one", "two")
    done = await in_turn(
        urls, "select from person where id = any($1) for no key update", [[world.people[n].id for n in ("one", "two")]],
        lambda: crowd.act("one", CLOSE, email=world.people["two"].email),
        lambda: crowd.act("two", CLOSE, email=world.people["one"].email),
    )  # fmt: skip
    assert sorted([error["code"] for error in each["errors"]] for each in done) == [[], ["UNAUTHENTICATED"]]
    rows = await world.written(
        "select active from person where id = any($1)", [world.people[n].id for n in ("one", "two")]
    )
    assert sorted(row["active"] for row in rows) == [False, True]
