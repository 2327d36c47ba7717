"""Reads parameter files and refuses nonsense, naming the file, the line and the key."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import zip_longest
from pathlib import Path

from rules.parameters.marks import BadParameterFile, List, Mapping, read

DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
"""What a figure looks like; a quoted value of any other look is a code."""
CODE = re.compile(r"[A-Z][A-Z0-9_]*")
NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*(?:\.[a-z0-9]+(?:_[a-z0-9]+)*)+")

_SHARED = ("source", "status", "checked", "href")
"""What an entry takes from its parameter unless it says otherwise."""
_KEYS = {"label", "unit", "values", *_SHARED}
_ENTRY_KEYS = {"from", "until", "value", *_SHARED}
FICTIONAL_FILE = "_fictional.yaml"


class Status(StrEnum):
    """How far a value can be trusted."""

    OFFICIAL = "OFFICIAL"
    DERIVED = "DERIVED"
    TO_VERIFY = "TO_VERIFY"
    FICTIONAL = "FICTIONAL"


STATUS_LABELS = {
    Status.OFFICIAL: "officiel",
    Status.DERIVED: "déduit d'un texte",
    Status.TO_VERIFY: "à vérifier",
    Status.FICTIONAL: "fictif",
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value of the law, from a day to a day (both included), with its source.

    `checked` is the day on which somebody last compared the value with its source; an invented value has none.
    """

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
    file: str = ""

    @property
    def text(self) -> str:
        """The value as text: a decimal with a point, a code, or « oui » and « non »."""
        if isinstance(self.value, bool):
            return "oui" if self.value else "non"
        return format(self.value, "f") if isinstance(self.value, Decimal) else self.value


@dataclass(frozen=True, slots=True)
class _Place:
    """Where one mapping stands: its file, the key that leads to it, its lines, and those of its parameter."""

    file: str
    key: str
    at: Mapping
    above: Mapping

    def refusal(self, key: str, what: str) -> BadParameterFile:
        """What is wrong with one key of it; what is inherited is wrong where it is written."""
        at = self.above if key in self.above.lines and key not in self.at.lines else self.at
        return BadParameterFile(self.file, at.line_of(key), self.key, f"« {key} » {what}" if key else what)


_Entries = list[tuple[_Place, Parameter]]


def read_folder(folder: Path) -> dict[str, tuple[Parameter, ...]]:
    """All values by parameter name, oldest first, `until` filled in."""
    found: dict[str, _Entries] = {}
    for path in sorted(folder.glob("*.yaml")):
        content = read(path)
        for name, told in content.items():
            found.setdefault(name, []).extend(_read_parameter(path.name, name, content.lines[name], told))
    return {name: _chained(entries) for name, entries in found.items()}


def _read_parameter(file: str, name: str, line: int, told: object) -> _Entries:
    if not NAME.fullmatch(name):
        raise BadParameterFile(file, line, name, "a name is of small letters: « family.parameter »")
    if not isinstance(told, Mapping):
        raise BadParameterFile(file, line, name, "not a mapping")
    told.line = line
    place = _Place(file, name, told, told)
    _known_only(place, _KEYS)
    for key in ("label", "unit"):
        text = told.get(key)
        if not isinstance(text, str) or not (text.strip() or key == "unit"):
            raise place.refusal(key, "is a text, and needed")
    values = told.get("values")
    if not isinstance(values, List) or not values:
        raise place.refusal("values", "is a list of at least one value")
    shared = {key: told[key] for key in _SHARED if key in told}
    return [
        _read_entry(file, name, told, shared, entry, line) for entry, line in zip(values, values.lines, strict=True)
    ]


def _read_entry(
    file: str, name: str, told: Mapping, shared: dict[str, object], entry: object, line: int
) -> tuple[_Place, Parameter]:
    if not isinstance(entry, Mapping):
        raise BadParameterFile(file, line, name, "an entry is a mapping")
    place = _Place(file, name, entry, told)
    _known_only(place, _ENTRY_KEYS)
    given = shared | entry
    status, checked = _status(place, given.get("status")), _day(place, "checked", given)
    if checked is None and status is not Status.FICTIONAL:
        raise place.refusal("checked", "is the day on which the value was compared with its source, and needed")
    since = _day(place, "from", given)
    if since is None:
        raise place.refusal("from", "is the first day of the value, and needed")
    return place, Parameter(
        name=name,
        label=str(told["label"]),
        value=_value(place, given.get("value")),
        unit=str(told["unit"]),
        since=since,
        until=_day(place, "until", given),
        source=_source(place, given.get("source")),
        status=status,
        checked=checked,
        href=_href(place, given.get("href")),
        file=file,
    )


def _known_only(place: _Place, known: set[str]) -> None:
    for key in place.at:
        if key not in known:
            raise place.refusal(key, "is not known")


def _value(place: _Place, value: object) -> Decimal | str | bool:
    if isinstance(value, bool):
        return value
    if not isinstance(value, str) or not value:
        raise place.refusal("value", "stands in quotes, or is true or false")
    if DECIMAL.fullmatch(value):
        return Decimal(value)
    if not CODE.fullmatch(value):
        raise place.refusal("value", f"({value!r}) is neither a decimal nor a code in capitals")
    return value


def _status(place: _Place, given: object) -> Status:
    try:
        status = Status(str(given).upper())
    except ValueError:
        raise place.refusal("status", f"({given!r}) is none of {', '.join(Status).lower()}") from None
    if (status is Status.FICTIONAL) is not place.file.endswith(FICTIONAL_FILE):
        raise place.refusal("status", f"is fictional in a *{FICTIONAL_FILE}, and nowhere else")
    return status


def _source(place: _Place, given: object) -> str:
    if not isinstance(given, str) or not given.strip():
        raise place.refusal("source", "is a text, and needed")
    return given


def _href(place: _Place, given: object) -> str | None:
    if given is None or (isinstance(given, str) and given.startswith("https://")):
        return given
    raise place.refusal("href", "is not an https address")


def _day(place: _Place, key: str, given: dict[str, object]) -> date | None:
    value = given.get(key)
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    raise place.refusal(key, f"({value}) is not a day")


def _chained(entries: _Entries) -> tuple[Parameter, ...]:
    """In order of date; each runs until the eve of the next unless it says otherwise."""
    ordered = sorted(entries, key=lambda entry: entry[1].since)
    _, first = ordered[0]
    eves = [entry.since - timedelta(days=1) for _, entry in ordered[1:]]
    chained = []
    for (place, entry), eve in zip_longest(ordered, eves):
        for key, ours, theirs in (("label", entry.label, first.label), ("unit", entry.unit, first.unit)):
            if ours != theirs:
                raise place.refusal(key, f"is another than in {first.file}")
        if type(entry.value) is not type(first.value):
            raise place.refusal("value", "is not of the same kind as the first")
        if entry.until is not None and entry.until < entry.since:
            raise place.refusal("until", "is before « from »")
        if eve is not None and (eve < entry.since or (entry.until is not None and entry.until > eve)):
            raise place.refusal("until" if entry.until else "from", "runs into the next value")
        chained.append(replace(entry, until=entry.until or eve))
    return tuple(chained)
