"""What betrays a world: every text, figure and id that stands in its rows and in no row of another."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from models.engine import DB, DbRole, connect_as
from models.piccolo_app import APP_CONFIG
from models.visibility import PUBLIC_TABLES, SIGNED_IN_TABLES
from resolvers.opaque import decode, encode
from schema.nodes import NODES
from schema.permit import ActName
from tests.isolation.walk import Known
from tests.world import World

NATIONAL = {"statistics_release", "statistics_cell"}
"""What is released is of no world and known to whoever is signed in: it marks nothing. `test_national` looks at it."""
KEYS = {
    "idEqu": ("structure", "id_equ"), "siret": ("organisation", "siret"), "search": ("structure", "name"),
    "reference": ("submission", "reference"), "hash": ("submission", "content_hash"), "email": ("person", "email"),
}  # fmt: skip
"""Business keys by the argument that takes them."""
CLOSED = {"session", "recovery_code", "one_time_link", "sign_in_attempt", "audit_head", "read_entry"}
"""Tables which the role of the web process cannot read at all (`tests/models/test_privileges`)."""
OF_ONE_S_OWN = {"act_key"}
"""Of one person, in no Caf, seen by him alone (`tests/models/test_act_keys`)."""
TABLES = sorted(
    {table._meta.tablename for table in APP_CONFIG.table_classes} - PUBLIC_TABLES - NATIONAL - CLOSED - OF_ONE_S_OWN
)
HIDDEN = [table for table in TABLES if table not in SIGNED_IN_TABLES]
"""The tables whose rows are not known to whoever is signed in."""
OF_A_CAF = {
    "person": "id in (select person_id from role_grant where caf_id = $1 union select granted_by_id from role_grant"
    " where caf_id = $1 union select person_id from staff_role where caf_id = $1"
    " union select person_id from account_opening where caf_id = $1)",
}
TIME = re.compile(r"\d{4}-\d\d-\d\dT(\d\d:\d\d:\d\d\.\d+)")
FIGURE = re.compile(r"-?\d{1,8}(\.\d+)?")
"""Numbers with a meaning of their own (SIREN, SIRET) are longer."""
SHORTEST = 4

Rows = Mapping[str, list[dict[str, Any]]]


async def rows_of(world: World) -> Rows:
    """Every row of a world, by table, as the job role sees it; the names of types stand in every answer, and mark nothing."""
    found = {}
    with connect_as(DbRole.JOB):
        for table in TABLES:
            which = OF_A_CAF.get(table, "caf_id = $1")
            rows = await DB.fetch(
                f"select (to_jsonb(t) - 'object_type')::text as row from {table} t where {which} order by id", world.caf
            )
            found[table] = [json.loads(row["row"], parse_float=str) for row in rows]
    return found


def leaves(tree: Any) -> Iterator[str]:
    """The texts and decimals in a row or an answer; whole numbers and booleans betray nothing by themselves."""
    if isinstance(tree, dict):
        for each in tree.values():
            yield from leaves(each)
    elif isinstance(tree, list):
        for each in tree:
            yield from leaves(each)
    elif isinstance(tree, str):
        time = TIME.match(tree)
        yield time[1] if time else tree


def words_of(rows: Iterable[Mapping[str, Any]]) -> set[str]:
    """The texts of these rows that are long enough to be told from others."""
    return {word for row in rows for word in leaves(row) if len(word) >= SHORTEST}


def _stands(word: str, raw: str) -> bool:
    """Does a figure stand in a text by itself? As a part of a longer figure it is another one; words stand anywhere."""
    return not FIGURE.fullmatch(word) or bool(re.search(rf"(?<![\d.]){re.escape(word)}(?!\d)", raw))


@dataclass(frozen=True)
class Marks:
    """What must not be read: texts anywhere in the answer, ids as whole strings, and rows behind a cursor."""

    words: frozenset[str]
    ids: frozenset[str]
    keys: Mapping[str, frozenset[int]] = field(default_factory=dict)

    def found_in(self, body: Any) -> set[str]:
        """The marks that an answer betrays."""
        told = list(leaves(body))
        raw = "\n".join(told)
        found = {word for word in self.words if word in raw and _stands(word, raw)}
        for leaf in dict.fromkeys(told):
            if leaf in self.ids:
                found.add(leaf)
            found |= self._behind(leaf)
        return found

    def _behind(self, leaf: str) -> set[str]:
        try:
            table, text = decode(leaf)
            keys = orjson.loads(text)
        except ValueError:
            return set()
        strange = isinstance(keys, list) and (
            keys[-1] in self.keys.get(table, ()) or any(word in self.words for word in leaves(keys))
        )
        return {f"{table} {keys}"} if strange else set()


UNTOLD = {"declaration_period": {"published_by_name"}}
"""Columns of a table known to whoever is signed in that are not: they mark a world all the same."""


def _columns(row: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: row[name] for name in names}


def marks_of(foreign: Rows, own: Rows, tables: Iterable[str] = HIDDEN) -> Marks:
    """What stands in these tables of a foreign world and nowhere in one's own."""
    asked = set(tables)
    of_node = {listing.table: name for name, (listing, _) in NODES.items()}
    keys = {
        table: frozenset(row["id"] for row in foreign[table]) - frozenset(row["id"] for row in own[table])
        for table in foreign
        if table in asked
    }
    words = words_of(row for table in asked for row in foreign[table])
    words |= words_of(_columns(row, UNTOLD[table]) for table in UNTOLD for row in foreign[table])
    known = words_of(row for table in own for row in own[table])
    known |= words_of(
        _columns(row, row.keys() - UNTOLD.get(table, set()))
        for table in foreign
        if table not in asked
        for row in foreign[table]
    )
    known |= {name.value for name in ActName}  # what one may do is told to everybody by the names of the acts
    ids = {encode(of_node[table], key) for table, found in keys.items() if table in of_node for key in found}
    ids |= {encode("Person", key) for key in keys.get("person", ())}
    return Marks(frozenset(words - known), frozenset(ids), keys)


def known_of(rows: Rows) -> Known:
    """What a question may name of a world: the ids of its objects, cursors of its lists, its business keys."""
    ids = {
        name: [encode(name, row["id"]) for row in rows[listing.table]]
        for name, (listing, _) in NODES.items()
        if listing.table in rows
    }
    cursors = [
        encode(listing.table, orjson.dumps([row[column] for column in listing.order]).decode())
        for listing, _ in NODES.values()
        if listing.table in rows
        for row in rows[listing.table][:1]
    ]
    words = {argument: sorted({row[column] for row in rows[table]}) for argument, (table, column) in KEYS.items()}
    years = sorted({row["year"] for row in rows["declaration"]})
    return Known(ids, cursors, words, years)
