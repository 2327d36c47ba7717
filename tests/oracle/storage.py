"""A drawn world, written into a database of its own: in one script, in place of the world before."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import timedelta
from hashlib import sha256
from typing import Any

import asyncpg
import orjson

from models.engine import DB, DbRole
from rules import notice
from server.database_url import Urls, database_of, url_for
from tests.oracle.world import World

TOKEN = "the-viewer-of-this-world"
SESSION = 7
"""The key of the one session."""
ALSO: dict[str, dict[str, Any]] = {
    "audit_entry": {"prev_hash": "\\x00", "hash": "\\x00"},
    "person": {
        "active": True, "created_at": "2020-01-01", "notice_version": notice.VERSION, "notice_accepted_at": "2020-01-01",
    },
}  # fmt: skip
"""Columns that nothing drawn depends on."""
NEVER_NULL = {("submission", "finance"), ("submission", "activity")}
"""Columns that hold the `null` of JSON where there is nothing."""
SWEPT_EVERY = 250


class Ground:
    """A database that nobody else writes, and the superuser's way into it: no trigger stands in the way there."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self.connection = connection
        self.written = 0

    async def write(self, world: World) -> None:
        """This world and no other."""
        tables = [(rows[0].table, [asdict(row) for row in rows]) for _, rows in world.lists() if rows]
        tables.append(("session", [_session(world)]))
        self.written += 1
        if self.written % SWEPT_EVERY == 0:
            await self.connection.execute(f"vacuum {', '.join(TABLES)}")
        await self.connection.execute(";".join([*(f"delete from {table}" for table in TABLES), *map(_insert, *zip(*tables, strict=True))]))  # fmt: skip


TABLES = (
    "audit_entry", "session", "statistics_cell", "statistics_release", "group_accounts", "structure_ratio", "accepted_right", "submission",
    "declaration_event", "declaration_estimate", "declaration_part", "declaration", "declaration_period",
    "account_opening", "role_grant", "agreement", "tenure", "licence", "structure", "organisation", "staff_role", "person", "caf",
)  # fmt: skip


def _session(world: World) -> dict[str, Any]:
    now = world.now.isoformat()
    later = (world.now + timedelta(hours=1)).isoformat()
    return {
        "id": SESSION, "person_id": world.viewer, "token_hash": f"\\x{sha256(TOKEN.encode()).hexdigest()}",
        "created_at": now, "seen_at": now, "expires_at": later,
    }  # fmt: skip


def _insert(table: str, rows: list[dict[str, Any]]) -> str:
    more = ALSO.get(table, {})
    names = [*rows[0], *more]
    columns = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(f"coalesce({name}, 'null')" if (table, name) in NEVER_NULL else f'"{name}"' for name in names)
    given = orjson.dumps([{**row, **more} for row in rows]).decode().replace("'", "''")
    return f"insert into {table} ({columns}) select {values} from jsonb_populate_recordset(null::{table}, '{given}')"


@asynccontextmanager
async def ground(superuser_url: str, urls: Urls) -> AsyncIterator[Ground]:
    """The engine on this database, for the length of a block."""
    before = DB.urls, DB.pools
    DB.urls, DB.pools = dict(urls), {}
    connection = await asyncpg.connect(url_for(superuser_url, database_of(urls[DbRole.APP])))
    try:
        await connection.execute("set session_replication_role = replica")
        await DB.start(DbRole.APP, DbRole.AUTH, min_size=1, max_size=2)
        yield Ground(connection)
    finally:
        await connection.close()
        await DB.stop()
        DB.urls, DB.pools = before
