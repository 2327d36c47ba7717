"""Many rows at once, written by the job role: the same tables, constraints and triggers as for one."""

from collections.abc import Mapping
from typing import Any

from models.engine import DB

_TYPES = """
select a.attname as name, format_type(a.atttypid, null) as type from pg_attribute a
where a.attrelid = $1::text::regclass and a.attnum > 0 and not a.attisdropped
"""


class Rows:
    """Rows that wait to be written, by table, in the order in which tables were first named."""

    def __init__(self) -> None:
        self.waiting: dict[str, list[Mapping[str, Any]]] = {}
        self.types: dict[str, dict[str, str]] = {}

    def add(self, table: str, **columns: Any) -> None:
        """One row; all rows of a table name the same columns."""
        self.waiting.setdefault(table, []).append(columns)

    async def write(self) -> None:
        """One statement for each table."""
        for table, rows in self.waiting.items():
            if rows:
                await self._write(table, rows)
        self.waiting = {table: [] for table in self.waiting}

    async def _write(self, table: str, rows: list[Mapping[str, Any]]) -> None:
        if table not in self.types:
            self.types[table] = {row["name"]: row["type"] for row in await DB.fetch(_TYPES, table)}
        names = list(rows[0])
        columns = ", ".join(f'"{name}"' for name in names)
        arrays = ", ".join(f"${place}::{self.types[table][name]}[]" for place, name in enumerate(names, start=1))
        await DB.fetch(
            f'insert into "{table}" ({columns}) select * from unnest({arrays})',
            *([row[name] for row in rows] for name in names),
        )


async def numbers(table: str, count: int) -> list[int]:
    """So many keys of a table, taken for good."""
    rows = await DB.fetch(
        "select nextval($1::text::regclass) as key from generate_series(1, $2)", f"{table}_id_seq", count
    )
    return [row["key"] for row in rows]
