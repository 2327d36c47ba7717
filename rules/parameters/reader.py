"""Reads parameter files and refuses nonsense, naming the file, the key and the entry."""

import re
from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import zip_longest
from pathlib import Path

import yaml

DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
"""What a figure looks like; a quoted value of any other look is a code."""

_KEYS = {"label", "unit", "values", "source", "status", "checked"}
_ENTRY_KEYS = {"from", "until", "value", "source", "status", "checked", "href"}


class Status(StrEnum):
    """How far a value can be trusted."""

    OFFICIAL = "OFFICIAL"
    DERIVED = "DERIVED"
    TO_VERIFY = "TO_VERIFY"
    FICTIONAL = "FICTIONAL"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value of the law, from a day to a day (both included), with its source."""

    name: str
    label: str
    value: Decimal | str | bool
    unit: str
    since: date
    until: date | None
    source: str
    status: Status
    checked: date | None = None
    href: str | None = None


class BadParameterFile(ValueError):
    """A parameter file that cannot be trusted; the message says which file, key and entry."""

    def __init__(self, *where: str) -> None:
        super().__init__(": ".join(where))


class _Loader(yaml.SafeLoader):
    """YAML that refuses a key written twice, where the usual reader silently keeps the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:
        keys = [key.value for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(None, None, f"« {key} » stands twice", node.start_mark)
        return super().construct_mapping(node, deep)


def read_folder(folder: Path) -> dict[str, tuple[Parameter, ...]]:
    """All values by parameter name, oldest first, `until` filled in."""
    found: dict[str, list[tuple[str, Parameter]]] = {}
    for path in sorted(folder.glob("*.yaml")):
        for name, entries in _read_file(path).items():
            found.setdefault(name, []).extend((path.name, entry) for entry in entries)
    return {name: _chained(entries) for name, entries in found.items()}


def _read_file(path: Path) -> dict[str, list[Parameter]]:
    try:
        # A subclass of SafeLoader: it makes plain data only.
        content = yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506
    except yaml.YAMLError as error:
        raise BadParameterFile(path.name, str(error)) from None
    if not isinstance(content, dict) or not content:
        raise BadParameterFile(path.name, "not a mapping of parameters")
    return {str(name): _read_parameter(path, str(name), told) for name, told in content.items()}


def _read_parameter(path: Path, name: str, told: object) -> list[Parameter]:
    where = (path.name, name)
    if not isinstance(told, dict) or not isinstance(told.get("values"), list) or not told["values"]:
        raise BadParameterFile(*where, "no list of values")
    if unknown := set(told) - _KEYS:
        raise BadParameterFile(*where, f"unknown key {sorted(map(str, unknown))}")
    if not all(isinstance(told.get(key), str) and (told[key] or key == "unit") for key in ("label", "unit")):
        raise BadParameterFile(*where, "label and unit are texts, and both are needed")
    shared = {key: told[key] for key in ("source", "status", "checked") if key in told}
    return [
        _read_entry((*where, f"entry {place}"), name, told, shared | entry if isinstance(entry, dict) else entry)
        for place, entry in enumerate(told["values"], start=1)
    ]


def _read_entry(where: tuple[str, ...], name: str, told: dict[str, str], entry: object) -> Parameter:
    if not isinstance(entry, dict):
        raise BadParameterFile(*where, "not a mapping")
    if unknown := set(entry) - _ENTRY_KEYS:
        raise BadParameterFile(*where, f"unknown key {sorted(map(str, unknown))}")
    since = _day(where, entry, "from")
    if since is None:
        raise BadParameterFile(*where, "no « from »")
    source, href = entry.get("source"), entry.get("href")
    if not isinstance(source, str) or not source.strip():
        raise BadParameterFile(*where, "no source")
    if href is not None and not (isinstance(href, str) and href.startswith("https://")):
        raise BadParameterFile(*where, "« href » is not an https address")
    return Parameter(
        name=name,
        label=told["label"],
        value=_value(where, entry.get("value")),
        unit=told["unit"],
        since=since,
        until=_day(where, entry, "until"),
        source=source,
        status=_status(where, entry.get("status")),
        checked=_day(where, entry, "checked"),
        href=href,
    )


def _value(where: tuple[str, ...], value: object) -> Decimal | str | bool:
    if isinstance(value, bool):
        return value
    if not isinstance(value, str) or not value:
        raise BadParameterFile(*where, "the value stands in quotes, or is true or false")
    if DECIMAL.fullmatch(value):
        return Decimal(value)
    if not re.fullmatch(r"[A-Z][A-Z0-9_]*", value):
        raise BadParameterFile(*where, f"{value!r} is neither a decimal nor a code in capitals")
    return value


def _status(where: tuple[str, ...], given: object) -> Status:
    try:
        status = Status(str(given).upper())
    except ValueError:
        raise BadParameterFile(*where, f"{given!r} is not a status") from None
    if (status is Status.FICTIONAL) is not where[0].endswith("_fictional.yaml"):
        raise BadParameterFile(*where, "invented values stand in a *_fictional.yaml, and nothing else does")
    return status


def _day(where: tuple[str, ...], entry: dict[str, object], key: str) -> date | None:
    value = entry.get(key)
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    raise BadParameterFile(*where, f"« {key} » is not a day")


def _chained(entries: list[tuple[str, Parameter]]) -> tuple[Parameter, ...]:
    """In order of date; each runs until the eve of the next unless it says otherwise."""
    ordered = sorted(entries, key=lambda entry: entry[1].since)
    starts = [entry.since for _, entry in ordered[1:]]
    eves = [start - timedelta(days=1) for start in starts]
    chained = []
    for (file, entry), eve in zip_longest(ordered, eves):
        where = (file, entry.name, f"entry from {entry.since}")
        if (entry.label, entry.unit) != (ordered[0][1].label, ordered[0][1].unit):
            raise BadParameterFile(*where, "another label or unit than elsewhere")
        if entry.until is not None and entry.until < entry.since:
            raise BadParameterFile(*where, "ends before it starts")
        if eve is not None and (eve < entry.since or (entry.until is not None and entry.until > eve)):
            raise BadParameterFile(*where, "runs into the next value")
        chained.append(replace(entry, until=entry.until or eve))
    return tuple(chained)
