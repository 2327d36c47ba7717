"""Throttling: a few failures are free, then each blocks longer; nothing is told, and nobody else is hindered."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher

from server.answer import Question, answer
from tests.world import NOON, PASSWORD, SIGN_IN, World

pytestmark = pytest.mark.usefixtures("database")

SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
WRONG = "pas celui-là, non"
RESET = "mutation ($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { errors { code } } }"
CHANGE = "mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { errors { code path } } }"
BLOCKED, FAILED, OPEN = "RATE_LIMITED", "BAD_CREDENTIALS", "OK"


class Hashes:
    """How many passwords were worked out."""

    count = 0


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> Hashes:
    seen, real = Hashes(), PasswordHasher.verify

    def verify(self: PasswordHasher, hash: str | bytes, password: str | bytes) -> Any:
        seen.count += 1
        return real(self, hash, password)

    monkeypatch.setattr(PasswordHasher, "verify", verify)
    return seen


async def refusal(world: World, email: str, password: str, address: str = "") -> dict[str, str] | None:
    asked = {"query": SIGN_IN, "variables": {"input": {"email": email, "password": password}}}
    given = await answer(Question(asked, world.now, address=address), world.house)
    errors = given.body["data"]["signIn"]["errors"]
    assert (given.new_token is None) is bool(errors)
    return errors[0] if errors else None


async def attempt(world: World, email: str, password: str = WRONG, address: str = "") -> str:
    """Try to sign in: `OK`, or the code of the refusal."""
    found = await refusal(world, email, password, address)
    return found["code"] if found else OPEN


def emails(world: World) -> list[str]:
    """An account, and one that does not exist."""
    return [world.people["director"].email, f"nobody@{world.code.lower()}.example"]


async def test_five_failures_are_free_then_each_blocks_longer_and_ten_in_a_row_block_for_a_day(hashes: Hashes) -> None:
    world = await World.make()
    for email in emails(world):
        world.now, hashes.count = NOON, 0
        assert [await attempt(world, email) for _ in range(5)] == [FAILED] * 5
        for minutes in (1, 2, 4, 8, 15):
            since = world.now
            for later in (timedelta(), SECOND, minutes * MINUTE - SECOND):
                world.now = since + later
                assert await attempt(world, email) == BLOCKED, (minutes, later)
            world.now = since + minutes * MINUTE
            assert await attempt(world, email) == FAILED, minutes
        assert hashes.count == 10
        since = world.now
        for later in (timedelta(), MINUTE, DAY - SECOND):
            world.now = since + later
            assert await attempt(world, email, PASSWORD) == BLOCKED, later
        assert hashes.count == 10, "nothing is worked out while it is blocked"
        world.now = since + DAY
        assert await attempt(world, email) == FAILED


async def test_the_right_password_is_refused_while_it_is_blocked_and_the_wait_is_told() -> None:
    world = await World.make()
    email = world.people["director"].email
    for _ in range(5):
        await attempt(world, email)
    found = await refusal(world, email, PASSWORD)
    assert found is not None
    assert (found["code"], found["message"].replace("\u00a0", " ")) == (
        BLOCKED, "Trop d'essais de connexion. Le prochain sera possible dans 1 minute.",
    )  # fmt: skip
    world.now += MINUTE
    assert await attempt(world, email, PASSWORD) == OPEN


async def test_other_accounts_are_unhindered_and_an_open_session_too() -> None:
    world = await World.make()
    await world.sign_in("director")
    for _ in range(12):
        await attempt(world, world.people["director"].email)
    assert await attempt(world, world.people["deputy"].email, PASSWORD) == OPEN
    assert (await world.ask("director", "{ viewer { email } }")).status == 200


async def test_a_success_begins_afresh_and_is_not_counted_as_a_try() -> None:
    world = await World.make()
    email = world.people["director"].email
    for _ in range(4):
        assert [await attempt(world, email) for _ in range(4)] == [FAILED] * 4
        assert [await attempt(world, email, PASSWORD) for _ in range(8)] == [OPEN] * 8


async def test_twenty_five_failures_a_day_are_the_most_whatever_succeeds_between() -> None:
    world = await World.make()
    email = world.people["director"].email
    for _ in range(6):
        assert [await attempt(world, email) for _ in range(4)] == [FAILED] * 4
        assert await attempt(world, email, PASSWORD) == OPEN
        world.now += MINUTE
    assert await attempt(world, email) == FAILED
    since = world.now
    for later in (timedelta(), 20 * MINUTE, DAY - SECOND):
        world.now = since + later
        assert await attempt(world, email, PASSWORD) == BLOCKED, later
    world.now = since + DAY
    assert await attempt(world, email, PASSWORD) == OPEN


async def test_fifty_wrong_ones_at_once_work_out_no_more_than_five(hashes: Hashes) -> None:
    world = await World.make()
    for email in emails(world):
        hashes.count = 0
        given = await asyncio.gather(*(attempt(world, email) for _ in range(50)))
        assert sorted(given) == [FAILED] * 5 + [BLOCKED] * 45
        assert hashes.count == 5


async def test_an_address_has_thirty_failures_in_a_quarter_of_an_hour_whatever_the_accounts() -> None:
    world = await World.make()
    here, there = f"198.51.100.7/{world.code}", f"198.51.100.8/{world.code}"
    for number in range(30):
        assert await attempt(world, f"x{number}@{world.code.lower()}.example", WRONG, here) == FAILED, number
    email = world.people["director"].email
    assert await attempt(world, email, PASSWORD, here) == BLOCKED
    assert await attempt(world, email, PASSWORD, there) == OPEN
    world.now = NOON + 15 * MINUTE - SECOND
    assert await attempt(world, email, PASSWORD, here) == BLOCKED
    world.now = NOON + 15 * MINUTE
    assert await attempt(world, email, PASSWORD, here) == OPEN


async def test_an_address_behind_which_many_sign_in_is_not_blocked() -> None:
    world = await World.make()
    here = f"198.51.100.9/{world.code}"
    for _ in range(35):
        assert await attempt(world, world.people["director"].email, PASSWORD, here) == OPEN
    assert [await attempt(world, f"y{number}@{world.code.lower()}.example", WRONG, here) for number in range(30)] == [
        FAILED
    ] * 30
    assert await attempt(world, world.people["deputy"].email, PASSWORD, here) == BLOCKED


async def test_a_blocked_address_blocks_nobody_s_account() -> None:
    world = await World.make()
    here = f"198.51.100.10/{world.code}"
    for number in range(30):
        await attempt(world, f"z{number}@{world.code.lower()}.example", WRONG, here)
    email = world.people["director"].email
    assert [await attempt(world, email, WRONG, here) for _ in range(20)] == [BLOCKED] * 20
    assert await attempt(world, email, PASSWORD) == OPEN


async def test_the_mail_that_tells_of_a_blocked_account_is_sent_once_and_only_to_an_account() -> None:
    world = await World.make()
    for email in emails(world):
        world.now = NOON
        for _ in range(14):
            await attempt(world, email)
            world.now += 16 * MINUTE
    mails = await world.written(
        "select person_id from outgoing_mail where template = 'ACCOUNT_BLOCKED' and person_id = any($1::int[])",
        [person.id for person in world.people.values()],
    )
    assert [row["person_id"] for row in mails] == [world.people["director"].id]


async def test_the_present_password_is_no_way_to_guess_on() -> None:
    world = await World.make()
    await world.sign_in("director")
    given = [
        await world.act("director", CHANGE, current=WRONG, new="Huit tortues lisent sous le vieux tilleul.")
        for _ in range(6)
    ]
    assert [each["errors"][0]["code"] for each in given] == [FAILED] * 5 + [BLOCKED]
    assert await attempt(world, world.people["director"].email, PASSWORD) == BLOCKED, "the same count as signing in"


async def test_nobody_is_flooded_with_links() -> None:
    world = await World.make()
    for email in emails(world):
        given = [
            (await world.data(None, RESET, input={"email": email}))["requestPasswordReset"]["errors"] for _ in range(8)
        ]
        assert [bool(each) for each in given] == [False] * 5 + [True] * 3
    mails = await world.written(
        "select 1 from outgoing_mail where template = 'PASSWORD_RESET' and person_id = $1", world.people["director"].id
    )
    assert len(mails) == 5


async def test_what_is_counted_names_nobody() -> None:
    world = await World.make()
    email = world.people["director"].email
    await attempt(world, email, WRONG, "198.51.100.11")
    rows = await world.written("select t::text as all_of_it from sign_in_attempt t")
    assert rows
    assert not any(email in row["all_of_it"] or "198.51" in row["all_of_it"] for row in rows)
