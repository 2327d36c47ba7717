"""Passwords: argon2id, off the event loop, the same work whether the account exists or not."""

import asyncio
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from resolvers.asker import House
from rules.problems import Code, Refused, problem

MIN_LENGTH, MAX_LENGTH = 12, 128
GUESSED = 72
"""As many characters as the measure looks at: its time grows with the square."""
BEST_SCORE = 4
WORDS_OF_THE_SITE = re.compile(r"portail|partenaires?|cn?af", re.IGNORECASE)
"""What anybody would try first here: it adds nothing to a password."""
AT_ONCE = 2
MAX_WAITING = 20

Worked = TypeVar("Worked")


class _Queue:
    """At most two hashes at a time (64 MiB each), at most twenty waiting, for each event loop."""

    def __init__(self) -> None:
        self.free = asyncio.Semaphore(AT_ONCE)
        self.waiting = 0


@lru_cache(maxsize=4)
def _queue(loop: asyncio.AbstractEventLoop) -> _Queue:
    return _Queue()


@lru_cache(maxsize=4)
def _hasher(time_cost: int, memory_kib: int) -> PasswordHasher:
    return PasswordHasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=1)


@lru_cache(maxsize=4)
def _dummy(time_cost: int, memory_kib: int) -> str:
    return _hasher(time_cost, memory_kib).hash("an account that does not exist")


def hash_password(password: str, house: House) -> str:
    """The argon2id hash of a password, normalised so that each keyboard writes the same."""
    return _hasher(house.password_time_cost, house.password_memory_kib).hash(_normal(password))


async def hash_off_loop(password: str, house: House) -> str:
    """The same hash, worked out beside the event loop, in the queue of all others."""
    return await _in_turn(lambda: hash_password(password, house))


async def _in_turn(work: Callable[[], Worked]) -> Worked:
    """Do it in a thread when its turn comes; refused where too many wait already."""
    queue = _queue(asyncio.get_running_loop())
    if queue.waiting >= MAX_WAITING:
        raise Refused(problem(Code.RATE_LIMITED, wait="quelques instants"))
    queue.waiting += 1
    try:
        async with queue.free:
            return await asyncio.to_thread(work)
    finally:
        queue.waiting -= 1


def weakness(password: str, email: str, name: str) -> str | None:
    """Why a new password will not do, in French, or none. No rule of composition: length, and how soon it is guessed.

    CNIL 2022-100 leaves guessability as a measure; what zxcvbn gives its best mark is not guessed before the account
    is blocked, nor soon from a stolen hash.
    """
    normal = _normal(password)
    if len(normal) < MIN_LENGTH:
        return f"il compte moins de {MIN_LENGTH} caractères"
    if len(password) > MAX_LENGTH:
        return f"il compte plus de {MAX_LENGTH} caractères"
    own = [word for text in (email, name) for word in re.split(r"\W+", text.lower()) if len(word) > 3]
    if any(word in normal.lower() for word in (email.partition("@")[0].lower(), *own) if len(word) > 3):
        return "il contient votre nom ou votre adresse"
    measured = WORDS_OF_THE_SITE.sub("", normal)[:GUESSED] or " "
    if zxcvbn(measured, user_inputs=own)["score"] < BEST_SCORE:
        return "il se devinerait trop vite"
    return None


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def _verify(stored: str, password: str, house: House) -> bool:
    try:
        return _hasher(house.password_time_cost, house.password_memory_kib).verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


async def password_fits(stored: str | None, password: str, house: House) -> bool:
    """Does the password fit? Without a stored hash the same work is done and the answer is no."""
    against = stored or _dummy(house.password_time_cost, house.password_memory_kib)
    fits = await _in_turn(lambda: _verify(against, _normal(password[: MAX_LENGTH + 1]), house))
    return fits and stored is not None and len(password) <= MAX_LENGTH


def warm_up(house: House) -> None:
    """Work out the dummy hash before the first sign-in, so that it costs no one anything."""
    _dummy(house.password_time_cost, house.password_memory_kib)
