"""Passwords, second factors, links and sessions at the same moment: what has ended opens nothing, and of two uses one counts."""

import secrets
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest

from resolvers.keychain import fingerprint
from server.database_url import Urls
from tests.interleaving import Crowd, in_turn, many_connections
from tests.resolvers.accounting import CLOSE
from tests.resolvers.owner import BEGIN, ENABLE
from tests.serving import world_of_today
from tests.world import PASSWORD, SAVE, SIGN_IN, World

pytestmark = pytest.mark.usefixtures("database")

_ERRORS = "{ errors { code path message remedy } }"
CHANGE = f"mutation ($input: ChangePasswordInput!) {{ changePassword(input: $input) {_ERRORS} }}"
USE_LINK = f"mutation ($input: UseLinkInput!) {{ useLink(input: $input) {_ERRORS} }}"
NEW_PASSWORD = "Huit tortues lisent sous le vieux tilleul."
OTHER_PASSWORD = "Neuf hérissons dorment sous la haie du fond."
ACCOUNT = "select from person where id = $1 for no key update"


@pytest.fixture
async def crowd(urls: Urls) -> AsyncIterator[Crowd]:
    async with many_connections(urls):
        crowd = Crowd(await world_of_today())
        yield crowd
        await crowd.leave()


async def link_for(world: World, name: str) -> str:
    """A one-time link of this person, as it is sent."""
    token, now = secrets.token_urlsafe(32), datetime.now(UTC)
    await world.written(
        "insert into one_time_link (person_id, purpose, token_hash, created_at, expires_at) values ($1, 'RESET', $2, $3, $4)",
        world.people[name].id, fingerprint(token), now, now + timedelta(hours=2),
    )  # fmt: skip
    return token


async def sessions(world: World, name: str) -> int:
    rows = await world.written("select count(*) as n from session where person_id = $1", world.people[name].id)
    return int(rows[0]["n"])


async def told(world: World, name: str) -> list[str]:
    """The mails to this person about his account."""
    sql = "select template from outgoing_mail where person_id = $1 and template = 'PASSWORD_CHANGED'"
    return [row["template"] for row in await world.written(sql, world.people[name].id)]


def codes(payload: Any) -> list[str]:
    return [error["code"] for error in payload["errors"]]


async def test_an_act_of_a_session_that_a_new_password_has_ended_is_refused(crowd: Crowd, urls: Urls) -> None:
    world = crowd.world
    await crowd.enter("director", "director 2")
    changed, saved = await in_turn(
        urls, "lock table outgoing_mail in share mode", [],
        lambda: crowd.act("director 2", CHANGE, current=PASSWORD, new=NEW_PASSWORD),
        lambda: crowd.act("director", SAVE, declaration=world.declaration, version=1, values={"eajeActivity": {"openingDays": 201}}),
    )  # fmt: skip
    assert changed["errors"] == []
    assert [error["code"] for error in saved["errors"]] == ["UNAUTHENTICATED"]
    assert "votre session a pris fin" in saved["errors"][0]["message"]
    assert (await world.stands())["version"] == 1


async def test_a_session_is_not_opened_with_a_password_that_is_replaced_at_the_same_moment(
    crowd: Crowd, urls: Urls
) -> None:
    world = crowd.world
    await crowd.enter("director")
    email = world.people["director"].email
    changed, entered = await in_turn(
        urls, "lock table outgoing_mail in share mode", [],
        lambda: crowd.act("director", CHANGE, current=PASSWORD, new=NEW_PASSWORD),
        lambda: crowd.act("director 2", SIGN_IN, email=email, password=PASSWORD),
    )  # fmt: skip
    assert changed["errors"] == []
    assert [error["code"] for error in entered["errors"]] == ["BAD_CREDENTIALS"]
    assert await sessions(world, "director") == 1


@pytest.mark.parametrize("links", [1, 2], ids=["one link twice", "two links of one account"])
async def test_of_two_uses_of_one_time_links_one_counts(crowd: Crowd, urls: Urls, links: int) -> None:
    world = crowd.world
    tokens = [await link_for(world, "director") for _ in range(links)] * (3 - links)
    given = await in_turn(
        urls, ACCOUNT, [world.people["director"].id],
        lambda: crowd.act("one", USE_LINK, token=tokens[0], password=NEW_PASSWORD),
        lambda: crowd.act("two", USE_LINK, token=tokens[1], password=OTHER_PASSWORD),
    )  # fmt: skip
    assert [codes(each) for each in given] == [[], ["LINK_NOT_VALID"]]
    assert given[1]["errors"][0]["message"].endswith(".")
    assert await told(world, "director") == ["PASSWORD_CHANGED"]
    assert [row[1:3] for row in await world.trail() if row[1] == "useLink"] == [("useLink", "DONE")]
    for password, expected in ((NEW_PASSWORD, []), (OTHER_PASSWORD, ["BAD_CREDENTIALS"])):
        entered = await crowd.act("three", SIGN_IN, email=world.people["director"].email, password=password)
        assert codes(entered) == expected


@pytest.mark.parametrize("first", ["close", "use"])
async def test_a_link_of_an_account_that_is_closed_opens_nothing(crowd: Crowd, urls: Urls, first: str) -> None:
    world = crowd.world
    await world.add_national("cnaf")
    await crowd.enter("cnaf")
    token = await link_for(world, "director")
    acts = {
        "close": lambda: crowd.act("cnaf", CLOSE, email=world.people["director"].email),
        "use": lambda: crowd.act("one", USE_LINK, token=token, password=NEW_PASSWORD),
    }
    order = sorted(acts, key=lambda name: name != first)
    given = await in_turn(urls, ACCOUNT, [world.people["director"].id], *(acts[each] for each in order))
    done = dict(zip(order, given, strict=True))
    assert codes(done["close"]) == []
    assert codes(done["use"]) == ([] if first == "use" else ["LINK_NOT_VALID"])
    entered = await crowd.act("two", SIGN_IN, email=world.people["director"].email, password=NEW_PASSWORD)
    assert codes(entered) == ["BAD_CREDENTIALS"]


async def test_a_second_factor_is_not_enabled_by_a_session_that_has_ended(crowd: Crowd, urls: Urls) -> None:
    """Whoever is thrown out at that moment must not come back with a new session, and the lock on the door changed."""
    world = crowd.world
    await crowd.enter("director", "director 2")
    begun = await crowd.browsers["director"].post("/graphql", json={"query": BEGIN})
    code = pyotp.TOTP(begun.json()["data"]["beginSecondFactor"]["secret"]).now()
    (enabled,) = await in_turn(
        urls, "delete from session where person_id = $1", [world.people["director"].id],
        lambda: crowd.act("director", ENABLE, code=code),
    )  # fmt: skip
    assert codes(enabled) == ["UNAUTHENTICATED"]
    assert enabled["recoveryCodes"] == []
    assert await sessions(world, "director") == 0
    rows = await world.written("select totp_since from person where id = $1", world.people["director"].id)
    assert rows[0]["totp_since"] is None


async def test_of_two_changes_of_one_password_one_counts(crowd: Crowd, urls: Urls) -> None:
    world = crowd.world
    await crowd.enter("director", "director 2")
    given = await in_turn(
        urls, ACCOUNT, [world.people["director"].id],
        lambda: crowd.act("director", CHANGE, current=PASSWORD, new=NEW_PASSWORD),
        lambda: crowd.act("director 2", CHANGE, current=PASSWORD, new=OTHER_PASSWORD),
    )  # fmt: skip
    assert [codes(each) for each in given] == [[], ["BAD_CREDENTIALS"]]
    assert await told(world, "director") == ["PASSWORD_CHANGED"]
    assert await sessions(world, "director") == 1
