"""Reads law cases, and refuses nonsense, naming the file, the case and the key."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from rules.agreements import Agreement, Bonus
from rules.case import Case, Facts, Sent
from rules.estimate import Reason
from rules.forms import DeclarationKind, Form, Part, Value
from rules.kinds import KINDS
from rules.parameters import PARAMETERS, Parameters
from rules.parameters.marks import read
from rules.problems import Refused
from rules.values import read_all
from tests.cases.case_place import Place

EAJE = KINDS["EAJE"]
FOLDER = Path(__file__).parent
FILES = tuple(sorted(FOLDER.glob("*.yaml")))
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


def read_cases(path: Path) -> list[LawCase]:
    """The cases of one file. Raises `BadCase`, or `BadParameterFile` when it is no YAML."""
    file = Place(path.name, "(file)")
    content = file.only("", read(path), _FILE)
    bases = file.mapping(content, "bases")
    for name, base in bases.items():
        place = Place(path.name, name)
        for each in place.only("bases", base, _BASE).get("figures", {}):
            if each not in _EVER_ASKED:
                raise place.refusal("bases.figures", f"{each} is no figure of any declaration")
    return [_read_case(path.name, told, bases) for told in file.rows(content, "cases")]


def _read_case(file: str, told: object, bases: Mapping[str, Any]) -> LawCase:
    name = told.get("name") if isinstance(told, Mapping) else None
    place = Place(file, str(name or "(without a name)"))
    given = place.only("", told, _CASE)
    for key in sorted(_NEEDED - given.keys()):
        raise place.refusal(key, "is needed")
    base = bases[place.one_of("base", given["base"], bases)] if "base" in given else {}
    kind = DeclarationKind(place.one_of("kind", given.get("kind", base.get("kind")), DeclarationKind))
    year = place.year("year", given["year"])
    form = EAJE.form(kind, year)
    production = given.get("production", False)
    if not isinstance(production, bool):
        raise place.refusal("production", f"({production!r}) is true, or false")
    return LawCase(
        file,
        place.case,
        Case(form, year, _figures(place, given, base, form), _facts(place, given, year), not production),
        _law(place, place.mapping(given, "law")),
        _expected(place, given),
        place.texts("working", given["working"]),
        str(given["source"]),
        _covers(place, given),
        _reads(place, given),
    )


def _figures(place: Place, given: Mapping[str, Any], base: Mapping[str, Any], form: Form) -> dict[str, Value]:
    """Those of the base, and the case's own. A base serves several years: what one of them does not ask is left out."""
    figures = {name: figure for name, figure in base.get("figures", {}).items() if name in form.by_name}
    figures |= place.mapping(given, "figures")
    for name in place.texts("without", given.get("without", [])):
        if name not in form.by_name:
            raise place.refusal("without", f"{name} is no figure of this declaration")
        figures.pop(name, None)
    return _values(place, "figures", form, figures)


def _facts(place: Place, given: Mapping[str, Any], year: int) -> Facts:
    accepted = place.mapping(given, "accepted")
    sent = [_sent(place, each) for each in place.rows(given, "sent")]
    return Facts(
        agreements=tuple(_agreement(place, each) for each in place.rows(given, "agreements")),
        accepted={
            (DeclarationKind(place.one_of("accepted", kind, DeclarationKind)), year): place.amount("accepted", psu)
            for kind, psu in accepted.items()
        },
        sent={(each.kind, each.year): each for each in sent},
    )


def _expected(place: Place, given: Mapping[str, Any]) -> dict[str, Any]:
    expected = dict(place.only("expected", given["expected"], _EXPECTED))
    if not ({"psu", "right"} <= expected.keys() or {"reason", "controls"} & expected.keys()):
        raise place.refusal("expected", "tells `psu` and `right`, or a `reason`, or `controls`")
    expected |= place.written("expected", {key: expected[key] for key in ("psu", "right") if key in expected})
    expected["lines"] = place.written("expected.lines", place.mapping(expected, "lines"))
    for key in ("left_out", "missing", "controls"):
        place.texts(f"expected.{key}", expected.get(key, []))
    for key, known in (("reason", tuple(Reason)), ("parameter", PARAMETERS.names())):
        if key in expected:
            place.one_of(f"expected.{key}", expected[key], known)
    return expected


def _covers(place: Place, given: Mapping[str, Any]) -> dict[str, str]:
    """The thresholds that the case stands on, below or above. YAML takes « on » for a yes."""
    covers = {name: "on" if side is True else side for name, side in place.mapping(given, "covers").items()}
    for name, side in covers.items():
        place.one_of("covers", name, PARAMETERS.names())
        place.one_of(f"covers.{name}", side, SIDES)
    return covers


def _reads(place: Place, given: Mapping[str, Any]) -> Mapping[str, str]:
    """The values of the law that the computation uses, as the case believes them."""
    reads = place.written("reads", place.mapping(given, "reads"))
    for name in reads:
        place.one_of("reads", name, PARAMETERS.names())
    return reads


def _values(place: Place, key: str, form: Form, figures: Mapping[str, object]) -> dict[str, Value]:
    """Figures, read as those that people type."""
    read_values: dict[str, Value] = {}
    for part in Part:
        mine = {
            name: each for name, each in figures.items() if name not in form.by_name or form.by_name[name].part is part
        }
        try:
            found = read_all(form, part, mine)
        except Refused as refused:
            told = "; ".join(f"{'.'.join(map(str, each.path))}: {each.message}" for each in refused.problems)
            raise place.refusal(key, told) from None
        read_values |= {name: each for name, each in found.items() if each is not None}
    return read_values


def _agreement(place: Place, given: object) -> Agreement:
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


def _sent(place: Place, given: object) -> Sent:
    told = place.only("sent", given, _SENT)
    kind = DeclarationKind(place.one_of("sent.kind", told.get("kind"), DeclarationKind))
    year = place.year("sent.year", told.get("year"))
    form = EAJE.form(kind, year)
    return Sent(kind, year, form.yearly(_values(place, "sent.figures", form, place.mapping(told, "figures"))))


def _law(place: Place, changes: Mapping[str, object]) -> Parameters:
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
