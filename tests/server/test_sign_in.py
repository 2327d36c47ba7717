"""Signing in: nothing told about accounts, the same work for everyone, sessions that end when they should."""

import asyncio
import dataclasses
import hashlib
import itertools
import threading
import unicodedata
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher

from demo import stage
from models.engine import watch_statements
from resolvers.passwords import hash_password, warm_up
from server.answer import Question, answer
from tests.world import HOUSE, NOON, PASSWORD, SIGN_IN, Person, World

pytestmark = pytest.mark.usefixtures("database")

VIEWER = "{ viewer { email } }"


class Verifications:
    """Every call of argon2's verify: how many, how many at once; they wait while `hold` is cleared."""

    def __init__(self) -> None:
        self.count = self.now = self.most = 0
        self.hold = threading.Event()
        self.hold.set()
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        with self._lock:
            self.count += 1
            self.now += 1
            self.most = max(self.most, self.now)

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self.now -= 1


@pytest.fixture
def verifications(monkeypatch: pytest.MonkeyPatch) -> Iterator[Verifications]:
    seen, real = Verifications(), PasswordHasher.verify

    def verify(self: PasswordHasher, hash: str | bytes, password: str | bytes) -> Any:
        with seen:
            seen.hold.wait(10)
            return real(self, hash, password)

    monkeypatch.setattr(PasswordHasher, "verify", verify)
    yield seen
    seen.hold.set()


async def world_of_accounts() -> World:
    world = await World.make()
    for name in ("inactive", "unset"):
        await world.add_person(name)
    await world.written("update person set active = false where id = $1", world.people["inactive"].id)
    await world.written("update person set password = null where id = $1", world.people["unset"].id)
    world.people["unknown"] = Person(0, f"unknown@{world.code.lower()}.example", "")
    return world


async def try_in(world: World, email: str, password: str, token: str | None = None) -> Any:
    question = Question(
        {"query": SIGN_IN, "variables": {"input": {"email": email, "password": password}}}, world.now, token
    )
    return await answer(question, world.house)


CASES = {
    "unknown account": ("unknown", PASSWORD),
    "wrong password": ("director", "pas celui-là, non"),
    "inactive account": ("inactive", PASSWORD),
    "no password yet": ("unset", PASSWORD),
    "no password yet, none given": ("unset", ""),
    "empty password": ("director", ""),
    "one letter of another size": ("director", PASSWORD.lower()),
    "129 characters": ("director", PASSWORD + "x" * (129 - len(PASSWORD))),
    "100,000 characters": ("director", "x" * 100_000),
}


async def test_every_failure_is_the_same_answer_the_same_work_and_the_same_statements(
    verifications: Verifications,
) -> None:
    world = await world_of_accounts()
    warm_up(world.house)
    seen = set()
    for name, password in CASES.values():
        verifications.count = 0
        with watch_statements() as statements:
            given = await try_in(world, world.people[name].email, password)
        assert given.new_token is None
        seen.add((str(given.body), given.status, verifications.count, tuple(statements)))
    ((body, status, count, _),) = seen
    assert (status, count) == (200, 1)
    assert "'viewer': None" in body
    assert "BAD_CREDENTIALS" in body
    assert await world.written("select 1 from session where person_id = any($1::int[])", [p.id for p in world.people.values()]) == []  # fmt: skip


@pytest.mark.parametrize("email", ["", "x", "' or 1=1 --", "x" * 100_000, "\u202e@x.fr"])
async def test_whatever_is_given_as_an_address_is_an_unknown_account(email: str) -> None:
    world = await World.make()
    # What is no address is one account, whoever types it, and as throttled as any.
    await world.written("delete from sign_in_attempt")
    given = await try_in(world, email, PASSWORD)
    assert [error["code"] for error in given.body["data"]["signIn"]["errors"]] == ["BAD_CREDENTIALS"]


async def test_an_address_is_the_same_in_capitals_and_with_spaces() -> None:
    world = await World.make()
    given = await try_in(world, f" {world.people['director'].email.upper()} ", PASSWORD)
    assert given.body["data"]["signIn"]["viewer"]["displayName"] == world.people["director"].name


async def test_only_the_hash_of_the_token_is_kept() -> None:
    world = await World.make()
    token = await world.sign_in("director")
    assert len(token) >= 43
    rows = await world.written(
        "select *, t::text as all_of_it from session t where person_id = $1", world.people["director"].id
    )
    assert [row["token_hash"] for row in rows] == [hashlib.sha256(token.encode()).digest()]
    assert token not in rows[0]["all_of_it"]
    strange = rows[0]["token_hash"].hex()
    assert (await answer(Question({"query": VIEWER}, world.now, strange), world.house)).status == 401


async def test_each_sign_in_gives_a_new_token_and_ends_the_session_it_replaces() -> None:
    world = await World.make()
    email = world.people["director"].email
    first = (await try_in(world, email, PASSWORD)).new_token
    elsewhere = (await try_in(world, email, PASSWORD)).new_token
    second = (await try_in(world, email, PASSWORD, first)).new_token
    assert len({first, second, elsewhere}) == 3
    statuses = [(await answer(Question({"query": VIEWER}, world.now, t), world.house)).status for t in (first, second, elsewhere)]  # fmt: skip
    assert statuses == [401, 200, 200]


async def test_a_wrong_password_leaves_the_present_session_alone_and_a_chosen_token_is_never_adopted() -> None:
    world = await World.make()
    token = await world.sign_in("director")
    await try_in(world, world.people["director"].email, "non", token)
    assert (await world.ask("director", VIEWER)).status == 200
    chosen = "A" * 43
    given = await try_in(world, world.people["director"].email, PASSWORD, chosen)
    assert given.new_token != chosen
    assert (await answer(Question({"query": VIEWER}, world.now, chosen), world.house)).status == 401


async def test_signing_out_ends_this_session_only() -> None:
    world = await World.make()
    here, there = await world.sign_in("director"), await world.sign_in("director")
    given = await answer(Question({"query": "mutation { signOut { errors { code } } }"}, world.now, here), world.house)
    assert (given.status, given.signed_out) == (200, True)
    assert (await answer(Question({"query": VIEWER}, world.now, here), world.house)).status == 401
    assert (await answer(Question({"query": VIEWER}, world.now, there), world.house)).status == 200


async def test_a_session_ends_after_half_an_hour_without_use_and_twelve_hours_at_most() -> None:
    world = await World.make()
    await world.sign_in("director")
    second = timedelta(seconds=1)

    async def status(since: timedelta) -> int:
        world.now = NOON + since
        return (await world.ask("director", VIEWER)).status

    assert await status(timedelta(minutes=30) - second) == 200
    assert await status(timedelta(minutes=60) - 2 * second) == 200
    assert await status(timedelta(minutes=90) - 2 * second) == 401
    world.now = NOON
    await world.sign_in("director")
    for quarter in range(1, 48):
        assert await status(timedelta(minutes=15 * quarter)) == 200
    assert await status(timedelta(hours=12) - second) == 200
    assert await status(timedelta(hours=12)) == 401


async def test_a_deactivated_person_s_session_is_dead_at_once() -> None:
    world = await World.make()
    await world.sign_in("director")
    await world.written("update person set active = false where id = $1", world.people["director"].id)
    assert (await world.ask("director", VIEWER)).status == 401


async def test_the_longest_password_has_128_characters_and_every_keyboard_writes_the_same() -> None:
    world = await World.make()
    for place, (chosen, typed, fits) in enumerate(
        [
            ("é" * 128, "é" * 128, True),
            ("x" * 129, "x" * 129, False),
            ("Élève à l'école", unicodedata.normalize("NFD", "Élève à l'école"), True),
            ("ﬁn de journée ①", "fin de journée 1", True),
            ("ｃrèche", "crèche", True),
            ("crèche", "creche", False),
            ("crèche ", "crèche", False),
        ]
    ):
        email = f"k{place}@{world.code.lower()}.example"
        await stage.add_person(email, "Quelqu'un", chosen, world.now, world.house)
        assert ((await try_in(world, email, typed)).new_token is not None) is fits, (chosen, typed)


async def test_the_loop_goes_on_answering_while_passwords_are_checked(verifications: Verifications) -> None:
    world = await World.make()
    world.house = dataclasses.replace(HOUSE, password_time_cost=4, password_memory_kib=65_536)
    stored = hash_password(PASSWORD, world.house)
    await world.written("update person set password = $2 where id = $1", world.people["director"].id, stored)
    ticks, done = 0, asyncio.Event()

    async def tick() -> None:
        nonlocal ticks
        while not done.is_set():
            await asyncio.sleep(0.005)
            ticks += 1

    ticking = asyncio.create_task(tick())
    answers = await asyncio.gather(*(try_in(world, world.people["director"].email, PASSWORD) for _ in range(3)))
    done.set()
    await ticking
    assert all(each.new_token for each in answers)
    assert ticks >= 15, "hashing held the loop"
    assert verifications.most == 2


async def test_two_hashes_at_once_twenty_in_the_queue_and_the_next_is_asked_to_come_back(
    verifications: Verifications,
) -> None:
    world = await World.make()
    warm_up(world.house)
    verifications.hold.clear()
    asked = [asyncio.create_task(try_in(world, f"x{each}@x.fr", PASSWORD)) for each in range(30)]
    limited = [await each for each in itertools.islice(asyncio.as_completed(asked), 10)]
    await asyncio.sleep(0.05)
    assert sum(task.done() for task in asked) == 10
    assert {error["code"] for each in limited for error in each.body["data"]["signIn"]["errors"]} == {"RATE_LIMITED"}
    assert (len(limited), verifications.now) == (10, 2)
    assert (await world.ask(None, "{ __typename }")).status == 200
    verifications.hold.set()
    others = [each for each in await asyncio.gather(*asked) if each not in limited]
    assert {error["code"] for each in others for error in each.body["data"]["signIn"]["errors"]} == {"BAD_CREDENTIALS"}
    assert (len(others), verifications.count, verifications.most) == (20, 20, 2)
    assert await world.sign_in("director"), "the queue empties"
