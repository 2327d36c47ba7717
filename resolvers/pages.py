"""Lists: one statement per level, keyset cursors, every query with its explicit predicate."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from piccolo.querystring import QueryString

from models.engine import DB
from models.visibility import visible
from resolvers.asker import House
from resolvers.opaque import decode, encode
from rules.problems import Code, Refused, problem

Row = Mapping[str, Any]
TRUE = QueryString("true")


def only(**wanted: object) -> QueryString:
    """Equality on each column of `t` that is wanted."""
    given = {column: value for column, value in wanted.items() if value is not None}
    if not given:
        return TRUE
    return QueryString(" and ".join(f"t.{column} = {{}}" for column in given), *given.values())


@dataclass(frozen=True, slots=True)
class Listing:
    """How the rows of one noun are read: `t` is the table; `order` is unique and its columns are selected.

    `sorts` is the SQL of each column of the order, when one is not a column of `t`.
    """

    table: str
    columns: str
    joins: str = ""
    order: tuple[str, ...] = ("id",)
    types: tuple[str, ...] = ("int",)
    descending: bool = False
    sorts: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The SQL of the order, inside the statement that reads `t`."""
        return self.sorts or tuple(f"t.{column}" for column in self.order)


@dataclass(frozen=True, slots=True)
class Page:
    """A slice of a list in order."""

    rows: Sequence[Row]
    has_next: bool
    has_previous: bool
    total: int | None = None


def page_size(house: House, first: int | None) -> int:
    """The length of a page, or a refusal outside 1 to the longest page."""
    size = house.page_default if first is None else first
    if not 1 <= size <= house.page_max:
        raise Refused(problem(Code.PAGE_TOO_LONG, "first", given=size, limit=house.page_max))
    return size


def cursor(listing: Listing, row: Row) -> str:
    """An opaque mark of this row's place in the list."""
    return encode(listing.table, orjson.dumps([row[column] for column in listing.order]).decode())


def keys_at(listing: Listing, after: str) -> list[Any]:
    """The keys that a cursor of this list marks, as JSON has them, or a refusal."""
    try:
        table, text = decode(after)
        keys: list[Any] = orjson.loads(text)
        fits = table == listing.table and all(_fits(*pair) for pair in zip(keys, listing.types, strict=True))
    except (ValueError, TypeError):
        fits = False
    if not fits:
        raise Refused(problem(Code.BAD_CURSOR, "after"))
    return keys


def _beyond(listing: Listing, after: str | None) -> QueryString:
    if after is None:
        return TRUE
    keys = keys_at(listing, after)
    marks = ", ".join(f"{{}}::{kind}" for kind in listing.types)
    keys = [date.fromisoformat(key) if kind == "date" else key for key, kind in zip(keys, listing.types, strict=True)]
    return QueryString(f"({', '.join(listing.keys)}) {'<' if listing.descending else '>'} ({marks})", *keys)


def _fits(key: object, kind: str) -> bool:
    if kind == "text":
        return isinstance(key, str) and "\0" not in key
    if kind == "date":
        return isinstance(key, str) and _is_day(key)
    return isinstance(key, int) and not isinstance(key, bool) and abs(key) < 2**31


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _ordered(listing: Listing, alias: str | None = None) -> str:
    """The order inside the statement that reads `t`; outside it, under an alias, by the columns that it selects."""
    direction = " desc" if listing.descending else ""
    keys = listing.keys if alias is None else tuple(f"{alias}.{column}" for column in listing.order)
    return ", ".join(f"{key}{direction}" for key in keys)


async def page(listing: Listing, size: int, after: str | None, where: QueryString = TRUE, count: bool = False) -> Page:
    """One page of all the rows seen, in one statement (and one more for the total when it is asked)."""
    rows = await DB.run_querystring(
        QueryString(
            f"select {listing.columns} from {listing.table} t {listing.joins}"
            f" where {{}} and {{}} and {{}} order by {_ordered(listing)} limit {{}}",
            visible(listing.table, "t"), where, _beyond(listing, after), size + 1,
        )
    )  # fmt: skip
    total = None
    if count:
        counted = await DB.run_querystring(
            QueryString(
                f"select count(*) as n from {listing.table} t {listing.joins} where {{}} and {{}}",
                visible(listing.table, "t"), where,
            )
        )  # fmt: skip
        total = counted[0]["n"]
    return Page(rows[:size], len(rows) > size, after is not None, total)


async def pages_by(
    listing: Listing, column: str, parents: Sequence[int], size: int, after: str | None,
    where: QueryString = TRUE, count: bool = False,
) -> dict[int, Page]:  # fmt: skip
    """A page for each parent, in one statement for all of them."""
    rows = await DB.run_querystring(
        QueryString(
            f"select parent.key as parent_key, c.* from unnest({{}}::int[]) with ordinality as parent(key, place)"
            f" cross join lateral (select {listing.columns} from {listing.table} t {listing.joins}"
            f" where t.{column} = parent.key and {{}} and {{}} and {{}}"
            f" order by {_ordered(listing)} limit {{}}) c order by parent.place, {_ordered(listing, 'c')}",
            list(parents), visible(listing.table, "t"), where, _beyond(listing, after), size + 1,
        )
    )  # fmt: skip
    found: dict[int, list[Row]] = {parent: [] for parent in parents}
    for row in rows:
        found[row["parent_key"]].append(row)
    totals: dict[int, int] = {}
    if count:
        counted = await DB.run_querystring(
            QueryString(
                f"select t.{column} as key, count(*) as n from {listing.table} t {listing.joins}"
                f" where t.{column} = any({{}}::int[]) and {{}} and {{}} group by 1",
                list(parents), visible(listing.table, "t"), where,
            )
        )  # fmt: skip
        totals = {row["key"]: row["n"] for row in counted}
    return {
        parent: Page(held[:size], len(held) > size, after is not None, totals.get(parent, 0) if count else None)
        for parent, held in found.items()
    }


async def rows_where(
    listing: Listing, column: str, keys: Iterable[int | None], where: QueryString = TRUE
) -> Sequence[Row]:
    """All the rows seen whose column is among these keys, in one statement."""
    return await DB.run_querystring(
        QueryString(
            f"select {listing.columns} from {listing.table} t {listing.joins}"
            f" where t.{column} = any({{}}::int[]) and {{}} and {{}} order by {_ordered(listing)}",
            sorted({key for key in keys if key is not None}), visible(listing.table, "t"), where,
        )
    )  # fmt: skip


async def one_by(
    listing: Listing, column: str, keys: Iterable[int | None], where: QueryString = TRUE
) -> dict[int, Row]:
    """The row seen for each key; where several are, the first in order."""
    found: dict[int, Row] = {}
    for row in await rows_where(listing, column, keys, where):
        found.setdefault(row[column], row)
    return found
