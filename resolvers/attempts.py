"""Counting tries at a password, a code or a link: shared by every process and both doors, before any hash is worked out."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from models.engine import DB, DbRole, connect_as
from resolvers.asker import Asker
from resolvers.keychain import mark_of
from rules.french import duration
from rules.problems import Code, Problem, Refused, problem
from rules.sign_in import ACCOUNT, ADDRESS, Count, Throttle, counted

Keys = Mapping[str, Throttle]
"""What is tried (an account, an address, a purpose), and how it is throttled."""


def keys_for(asker: Asker, purpose: str, subject: str) -> Keys:
    """The address of a try, where it is known, and the account: a blocked address blocks nobody's account."""
    address = {f"address:{asker.address}": ADDRESS} if asker.address else {}
    return {**address, f"{purpose}:{subject}": ACCOUNT}


async def begin(asker: Asker, keys: Keys) -> bool:
    """Count a try, as a failure until `succeed` is called. Says whether it was the last one for a day.

    Raises `Refused` with `RATE_LIMITED` where it has to wait; the same for a known and an unknown account.
    """
    last = False
    with connect_as(DbRole.AUTH):
        for key, throttle in keys.items():
            mark = mark_of(key, asker.house)
            async with DB.transaction():
                before = await _locked(mark, asker.now)
                after = counted(throttle, before, asker.now)
                if after is None:
                    assert before is not None and before.blocked_until is not None  # noqa: PT018, S101
                    raise Refused(_wait(before.blocked_until - asker.now))
                await _keep(mark, after, asker.now)
            last = last or (throttle.final is not None and after.failures == throttle.final)
    return last


def _wait(left: timedelta) -> Problem:
    return problem(Code.RATE_LIMITED, details={"retryAfter": int(left.total_seconds()) + 1}, wait=duration(left))


async def _locked(mark: bytes, now: datetime) -> Count | None:
    await DB.fetch(
        "insert into sign_in_attempt (key, failures, tries, since, last_at) values ($1, 0, 0, $2, $2)"
        " on conflict (key) do nothing",
        mark, now,
    )  # fmt: skip
    row = (await DB.fetch("select * from sign_in_attempt where key = $1 for update", mark))[0]
    return Count(row["failures"], row["tries"], row["since"], row["blocked_until"])


async def _keep(mark: bytes, count: Count, now: datetime) -> None:
    await DB.fetch(
        "update sign_in_attempt set failures = $2, tries = $3, since = $4, blocked_until = $5, last_at = $6 where key = $1",
        mark, count.failures, count.tries, count.since, count.blocked_until, now,
    )  # fmt: skip


async def succeed(asker: Asker, keys: Keys) -> None:
    """The try succeeded: an account starts afresh; an address only forgets this try, for others may be behind it."""
    with connect_as(DbRole.AUTH):
        for key, throttle in keys.items():
            mark = mark_of(key, asker.house)
            if throttle is ACCOUNT:
                await DB.fetch(
                    "update sign_in_attempt set failures = 0, tries = greatest(tries - 1, 0), blocked_until = null"
                    " where key = $1",
                    mark,
                )
            else:
                await DB.fetch(
                    "update sign_in_attempt set failures = greatest(failures - 1, 0),"
                    " blocked_until = case when failures <= $2 then null else blocked_until end where key = $1",
                    mark, throttle.free,
                )  # fmt: skip
