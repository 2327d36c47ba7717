"""The keys of acts: an act sent again under its key is not done again, whatever happened to the first answer.

The key is written in the act's own transaction, so that it is there exactly when the act is done. What is told of the act is
kept right after, by whoever shows it first, and told again to whoever holds the same rights; else the object is shown anew.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import orjson

from models.engine import DB
from models.scope import Scope, scoped
from resolvers.asker import Asker
from rules.idempotency import OTHER_REQUEST
from rules.problems import Refused

LONGEST_ANSWER = 262_144
"""A longer answer is not kept: its object is shown anew."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an act made that was done under this key before."""

    made: Any


async def claim(asker: Asker) -> Earlier | None:
    """Take the act's key, in the transaction of the act; whoever holds it at this moment is waited for.

    Raises `Refused` with `CONFLICT` when another request was done under it.
    """
    key = asker.key
    if key is None:
        return None
    made = await DB.fetch(
        "insert into act_key (person_id, key, request, made_at) values ($1, $2, $3, $4)"
        " on conflict (person_id, key) do nothing returning id",
        asker.person.person, key.text, key.request, asker.now,
    )  # fmt: skip
    if made:
        key.row = made[0]["id"]
        return None
    found = await DB.fetch(
        "select id, request, made::text as made from act_key where person_id = $1 and key = $2",
        asker.person.person, key.text,
    )  # fmt: skip
    if not found:
        # Erased at this very moment: the act is begun afresh.
        raise asyncpg.SerializationError(key.text)
    if found[0]["request"] != key.request:
        raise Refused(OTHER_REQUEST)
    key.row, key.replayed = found[0]["id"], True
    return Earlier(orjson.loads(found[0]["made"]))


async def record(asker: Asker, made: Any) -> None:
    """Write down under the act's key what it has made, in its transaction."""
    if asker.key is not None:
        await DB.fetch("update act_key set made = $2::jsonb where id = $1", asker.key.row, orjson.dumps(made).decode())


def rights_mark(scope: Scope) -> bytes:
    """A mark of all that somebody may see: the same for the same rights."""
    return hashlib.sha256(scope.settings_sql.encode()).digest()


async def told(asker: Asker, answer: bytes) -> bytes:
    """What is told of an act done under a key: what was told first, as long as the rights are the same as then."""
    key = asker.key
    if key is None or key.row is None or len(answer) > LONGEST_ANSWER:
        return answer
    rights = rights_mark(asker.person)
    with scoped(asker.person):
        kept = await DB.fetch(
            "update act_key set answer = coalesce(answer, $2), rights = coalesce(rights, $3) where id = $1"
            " returning answer, rights",
            key.row, answer.decode(), rights,
        )  # fmt: skip
    return str(kept[0]["answer"]).encode() if kept and kept[0]["rights"] == rights else answer


async def forget(life: timedelta, now: datetime) -> int:
    """Erase the keys that are older than this, as the job role. Says how many."""
    return len(await DB.fetch("delete from act_key where made_at < $1 returning id", now - life))
