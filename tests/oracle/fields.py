"""What the oracle says of a field: who reads it, what is to be read, and where it leads."""

import re
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import orjson

from tests.oracle.rights import OPEN, Held

Read = Callable[[Any, "Seen", Mapping[str, Any]], Any]
"""From the oracle, the object and the arguments to what stands there."""


@dataclass(frozen=True, slots=True)
class Seen:
    """An object of an answer: its type, what it is made of, and the roles that the viewer holds towards it."""

    kind: str
    row: Any
    held: Held = frozenset()


@dataclass(frozen=True, slots=True)
class Field:
    """One field: the group that it is read with, how it is read, the type that it leads to, what it takes."""

    action: str
    read: Read
    kind: str = ""
    args: Mapping[str, str] = field(default_factory=dict)


Fields = dict[str, Field]


# ── What is not told to the letter ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Check:
    """A value of which only a property is told."""

    says: str
    holds: Callable[[Any], bool] = field(compare=False)

    def __repr__(self) -> str:
        return f"<{self.says}>"


SOME = Check("something", lambda value: value is not None)
ANY = Check("anything", lambda value: True)


@dataclass(frozen=True, slots=True)
class Lot:
    """A list of any length of objects such as this one."""

    such: Seen


def only_names(*known: str | None) -> Check:
    """A sentence, which names nobody and quotes nothing of this world but these."""
    allowed = {each for each in known if each}
    return Check(f"words that name only {sorted(allowed)}", lambda text: set(NAMES.findall(text)) <= allowed)


NAMES = re.compile(r"\b(?:Person|Granted|Asked|Saver|Completer|Sender|Sentback|Actor|Reason|Approver|Accepter|Remark|Frozen)\d+")  # fmt: skip


class Refusal(Exception):
    """A field that cannot be asked so: its code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


# ── How values are written ─────────────────────────────────────────────────────────────────────────────────────────


def mark(kind: str, key: object) -> str:
    """An opaque id."""
    return urlsafe_b64encode(f"{kind}:{key}".encode()).decode().rstrip("=")


def cursor(table: str, keys: Iterable[object]) -> str:
    """The place of a row in a list."""
    return mark(table, orjson.dumps(list(keys)).decode())


def told(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


# ── Many at once ───────────────────────────────────────────────────────────────────────────────────────────────────


def _column(column: str) -> Read:
    return lambda oracle, seen, given: told(getattr(seen.row, column))


def _entry(name: str) -> Read:
    return lambda oracle, seen, given: told(seen.row[name]) if not isinstance(seen.row[name], Check) else seen.row[name]


def columns(action: str, names: str, /, **renamed: str) -> Fields:
    """Fields that are the column of the same name, or of another."""
    made = {name: Field(action, _column(snake(name))) for name in names.split()}
    return made | {name: Field(action, _column(column)) for name, column in renamed.items()}


def entries(action: str, names: str) -> Fields:
    """Fields of an object that is made of a dictionary."""
    return {name: Field(action, _entry(name)) for name in names.split()}


def such(action: str, names: str, what: Check = SOME) -> Fields:
    """Fields of which only a property is told."""
    return {name: Field(action, lambda oracle, seen, given: what) for name in names.split()}


def the_id(action: str, kind: str) -> Fields:
    """The opaque id."""
    return {"id": Field(action, lambda oracle, seen, given: mark(kind, seen.row.id))}


def leads(action: str, kind: str, read: Read, /, **args: str) -> Field:
    """A field that leads to objects of a type."""
    return Field(action, read, kind, args)


def to_one(action: str, kind: str, rows: str, key: str) -> Field:
    """A field that leads to the row of a key, if that row is seen."""
    return leads(action, kind, lambda oracle, seen, given: oracle.found(kind, rows, getattr(seen.row, key)))


def to_many(action: str, kind: str, rows: str, key: str) -> Field:
    """A field that leads to a page of the rows that are seen and carry the key of the object."""

    def read(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> Any:
        mine = [row for row in getattr(oracle.world, rows) if getattr(row, key) == seen.row.id]
        return oracle.page(kind, oracle.sight.seen(mine), given)

    return leads(action, f"{kind}Connection", read, **PAGED)


PAGED = {"first": "Int", "after": "String"}
__all__ = ["OPEN", "Field"]
