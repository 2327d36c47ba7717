"""Reads law cases, and refuses nonsense, naming the file, the case and the key."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from rules.agreements import Agreement, Bonus
from rules.case import Case, Facts, Sent
from rules.forms import DeclarationKind, Form, Part, Value
from rules.kinds import KINDS
from rules.numerals import Unreadable, exact
from rules.parameters import PARAMETERS, Parameters
from rules.parameters.marks import read
from rules.problems import Refused
from rules.values import read_all

EAJE = KINDS["EAJE"]
FOLDER = Path(__file__).parent
FILES = tuple(sorted(FOLDER.glob("*.yaml")))
DECIMALS = 10
SIDES = ("below", "on", "above")

_FILE = {"bases", "cases"}
_BASE = {"kind", "figures"}
_NEEDED = {"name", "year", "expected", "working", "source"}
_CASE = _NEEDED | {
    "base", "kind", "figures", "without", "agreements", "accepted", "sent", "law", "reads", "production", "covers"
}  # fmt: skip
_EXPECTED = {"psu", "right", "lines", "left_out", "reason", "parameter", "missing", "controls"}
_AGREEMENT = {"bonus", "from", "to", "places", "amount", "growth"}
_SENT = {"kind", "year", "figures"}
_EVER_ASKED = {each.name for item in EAJE.items for each in (item, *item.split())}


class BadCase(ValueError):
    """A case that cannot be trusted: the file, the case, the key, and what is wrong there."""

    def __init__(self, file: str, case: str, key: str, what: object) -> None:
        super().__init__(f"{file}: {case}: {key}: {what}")


@dataclass(frozen=True, slots=True)
class LawCase:
    """One case: the declaration, the law that it is judged by, what is expected, and the computation by hand."""

    file: str
    name: str
    case: Case
    parameters: Parameters
    expected: Mapping[str, Any]
    working: tuple[str, ...]
    source: str
    covers: Mapping[str, str]
    reads: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where one case stands, to say what is wrong with it."""

    file: str
    case: str

    def refusal(self, key: str, what: object) -> BadCase:
        return BadCase(self.file, self.case, key, what)

    def only(self, key: str, given: object, known: set[str]) -> Mapping[str, Any]:
        """A mapping with none but known keys."""
        if not isinstance(given, Mapping):
            raise self.refusal(key, "is no mapping")
        for each in given:
            if each not in known:
                raise self.refusal(f"{key}.{each}" if key else each, f"is not known; known: {', '.join(sorted(known))}")
        return given

    def amount(self, key: str, given: object) -> Decimal:
        try:
            return exact(given, DECIMALS)
        except Unreadable as unreadable:
            raise self.refusal(key, f"({given!r}) is not {unreadable}; decimals take a comma, or quotes") from None

    def one_of(self, key: str, given: object, known: Iterable[str]) -> str:
        if given not in list(known):
            raise self.refusal(key, f"({given!r}) is none of {', '.join(known)}")
        return str(given)

    def day(self, key: str, given: object) -> date:
        if not isinstance(given, date):
            raise self.refusal(key, f"({given!r}) is no day")
        return given

    def written(self, key: str, given: Mapping[str, object]) -> Mapping[str, str]:
        """Figures as they were written; a whole number needs no quotes."""
        for each, figure in given.items():
            if not isinstance(figure, str | int):
                raise self.refusal(f"{key}.{each}", f"({figure!r}) stands in quotes, with a comma for its decimals")
        return {each: str(figure) for each, figure in given.items()}

    def texts(self, key: str, given: object) -> tuple[str, ...]:
        if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
            raise self.refusal(key, "is a list of texts; a text with « : » stands in quotes")
        return tuple(given)


def read_cases(path: Path) -> list[LawCase]:
    """The cases of one file. Raises `BadCase`, or `BadParameterFile` when it is no YAML."""
    content = _Place(path.name, "(file)").only("", read(path), _FILE)
    bases = content.get("bases", {})
    for name, base in bases.items():
        place = _Place(path.name, name)
        for each in place.only("bases", base, _BASE).get("figures", {}):
            if each not in _EVER_ASKED:
                raise place.refusal("bases.figures", f"{each} is no figure of any declaration")
    return [_read_case(path.name, told, bases) for told in content["cases"]]


def _read_case(file: str, told: object, bases: Mapping[str, Any]) -> LawCase:
    name = told.get("name") if isinstance(told, Mapping) else None
    place = _Place(file, str(name or "(without a name)"))
    given = place.only("", told, _CASE)
    for key in sorted(_NEEDED - given.keys()):
        raise place.refusal(key, "is needed")
    year = given["year"]
    if not isinstance(year, int):
        raise place.refusal("year", f"({year!r}) is no year")
    base = bases[place.one_of("base", given["base"], bases)] if "base" in given else {}
    kind = DeclarationKind(place.one_of("kind", given.get("kind", base.get("kind")), DeclarationKind))
    form = EAJE.form(kind, year)
    own = given.get("figures") or {}
    without = place.texts("without", given.get("without", []))
    for each in without:
        if each not in form.by_name:
            raise place.refusal("without", f"{each} is no figure of this declaration")
    # A base serves several years: what one of them does not ask is left out; what the case itself tells is not.
    figures = {each: figure for each, figure in base.get("figures", {}).items() if each in form.by_name} | own
    values = _values(place, "figures", form, {key: each for key, each in figures.items() if key not in without})
    facts = Facts(
        agreements=tuple(_agreement(place, each) for each in given.get("agreements", ())),
        accepted={
            (DeclarationKind(place.one_of("accepted", each, DeclarationKind)), year): place.amount("accepted", amount)
            for each, amount in given.get("accepted", {}).items()
        },
        sent={(each.kind, each.year): each for each in (_sent(place, each) for each in given.get("sent", ()))},
    )
    expected = dict(place.only("expected", given["expected"], _EXPECTED))
    expected |= place.written("expected", {key: expected[key] for key in ("psu", "right") if key in expected})
    expected["lines"] = place.written("expected.lines", expected.get("lines", {}))
    if not {"right", "reason", "controls"} & expected.keys() and "reads" not in given:
        raise place.refusal("expected", "tells `psu` and `right`, or a `reason`, or `controls`")
    # YAML takes « on » for a yes.
    covers = {parameter: "on" if side is True else side for parameter, side in given.get("covers", {}).items()}
    for parameter, side in covers.items():
        place.one_of("covers", parameter, PARAMETERS.names())
        place.one_of(f"covers.{parameter}", side, SIDES)
    return LawCase(
        file,
        place.case,
        Case(form, year, values, facts, not given.get("production", False)),
        _law(place, given.get("law", {})),
        expected,
        place.texts("working", given["working"]),
        str(given["source"]),
        covers,
        place.written("reads", given.get("reads", {})),
    )


def _values(place: _Place, key: str, form: Form, figures: Mapping[str, object]) -> dict[str, Value]:
    """Figures, read as those that people type."""
    read_values: dict[str, Value] = {}
    for part in Part:
        mine = {name: each for name, each in figures.items() if name not in form.by_name or form.by_name[name].part is part}
        try:
            found = read_all(form, part, mine)
        except Refused as refused:
            told = "; ".join(f"{'.'.join(map(str, each.path))}: {each.message}" for each in refused.problems)
            raise place.refusal(key, told) from None
        read_values |= {name: each for name, each in found.items() if each is not None}
    return read_values


def _agreement(place: _Place, given: object) -> Agreement:
    told = place.only("agreements", given, _AGREEMENT)
    amounts = {
        key: place.amount(f"agreements.{key}", told[key]) for key in ("places", "amount", "growth") if key in told
    }
    return Agreement(
        Bonus(place.one_of("agreements.bonus", told.get("bonus"), Bonus)),
        place.day("agreements.from", told.get("from")),
        place.day("agreements.to", told["to"]) if "to" in told else None,
        **amounts,
    )


def _sent(place: _Place, given: object) -> Sent:
    told = place.only("sent", given, _SENT)
    kind = DeclarationKind(place.one_of("sent.kind", told.get("kind"), DeclarationKind))
    form = EAJE.form(kind, told["year"])
    return Sent(kind, told["year"], form.yearly(_values(place, "sent.figures", form, told["figures"])))


def _law(place: _Place, changes: Mapping[str, object]) -> Parameters:
    """The law, with some parameters of another value on every day."""
    if not changes:
        return PARAMETERS
    values = {name: PARAMETERS.all(name) for name in PARAMETERS.names()}
    for name, given in changes.items():
        place.one_of("law", name, values)
        known = values[name][0].value
        told = place.amount(f"law.{name}", given) if isinstance(known, Decimal) else given
        if type(told) is not type(known):
            raise place.refusal(f"law.{name}", f"({given!r}) is not of the kind of {known!r}")
        values[name] = tuple(replace(each, value=told) for each in values[name])
    return Parameters(values)


CASES = tuple(case for path in FILES for case in read_cases(path))
