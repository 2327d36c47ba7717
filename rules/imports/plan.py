"""What an import would do: lines compared with what is known, and with one another. Nothing is written here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from rules.agreement_limits import FIGURES, read_agreement
from rules.agreements import Bonus
from rules.french import day as french_day
from rules.french import number as french_number
from rules.imports import BY_NAME, FILES, File, Key, shown
from rules.imports.life import Held, Life, life_problems
from rules.imports.reading import Content, Line
from rules.kinds import KINDS
from rules.problems import Code, Problem, Refused

Values = Mapping[str, Any]
Known = Mapping[str, Mapping[Key, Values]]
"""What the portal knows already, by file then key, under the names of the columns."""

COLUMN_OF = {"startsOn": "starts_on", "endsOn": "ends_on", **{name: name for name in FIGURES}}
"""The columns of the paths at which an agreement is refused."""
_IN_ORDER = {"structures.csv": ("opened_on", "closed_on"), "tenures.csv": ("starts_on", "ends_on")}


@dataclass(slots=True)
class Plan:
    """The lines to create and to change, whole, by file; how many are left as they are; and what is wrong."""

    created: dict[str, list[Line]] = field(default_factory=dict)
    changed: dict[str, list[Line]] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def plan_of(contents: Mapping[str, Content], known: Known) -> Plan:
    """Every line placed, or every mistake told. A column that a file lacks leaves what is known as it is."""
    plan = Plan(problems=[each for content in contents.values() for each in content.problems])
    wholes: dict[str, dict[Key, Line]] = {file.name: {} for file in FILES}
    for name, content in contents.items():
        file = BY_NAME[name]
        plan.created[name], plan.changed[name], plan.left[name] = [], [], 0
        for line in content.lines:
            key = file.key_of(line.values)
            before = known[name].get(key)
            whole = Line(line.number, {**(before or _defaults(file)), **line.values})
            wrong = [*_fixed(file, line, before), *_strange(file, whole), *_parentless(file, whole, contents, known)]
            plan.problems += wrong
            if before == whole.values:
                plan.left[name] += 1
            elif not wrong:
                wholes[name][key] = whole
                (plan.created if before is None else plan.changed)[name].append(whole)
    plan.problems += life_problems(_lives(wholes, known))
    return plan


def _defaults(file: File) -> dict[str, Any]:
    return {column.name: column.default for column in file.columns}


def _fixed(file: File, line: Line, before: Values | None) -> Iterator[Problem]:
    for name in file.fixed if before else ():
        if before and line.values.get(name, before[name]) != before[name]:
            label = file.column(name).label
            yield file.problem(
                Code.IMPORT_FIXED, line.number, name, label=label, known=before[name], given=line.values[name]
            )


def _strange(file: File, line: Line) -> Iterator[Problem]:
    """What no cell shows by itself: days out of order, a nature of another kind."""
    if file.name in _IN_ORDER:
        first, last = _IN_ORDER[file.name]
        begins, ends = line.values[first], line.values[last]
        if ends is not None and ends < begins:
            detail = f"le {french_day(ends)} précède le {french_day(begins)}"
            yield file.problem(Code.BAD_DATES, line.number, last, detail=detail)
    if file.name == "structures.csv":
        natures = KINDS[line.values["kind"]].natures
        if line.values["nature"] not in natures:
            label, given = file.column("nature").label, line.values["nature"]
            words = ", ".join(natures)
            yield file.problem(Code.UNKNOWN_CHOICE, line.number, "nature", label=label, given=given, known=words)
    if file.name == "agreements.csv":
        yield from _not_agreed(file, line)


def _not_agreed(file: File, line: Line) -> Iterator[Problem]:
    """What its bonus does not let an agreement say."""
    told = {name: value for name, value in line.values.items() if name in FIGURES and value is not None}
    given = {name: french_number(value) for name, value in told.items()}
    try:
        read_agreement(Bonus(line.values["bonus"]), line.values["starts_on"], line.values["ends_on"], **given)
    except Refused as refused:
        for each in refused.problems:
            yield replace(each, path=(file.name, str(line.number), file.column(COLUMN_OF[each.path[0]]).label))


def _parentless(file: File, line: Line, contents: Mapping[str, Content], known: Known) -> Iterator[Problem]:
    for name, columns in file.parents.items():
        key = tuple(line.values[column] for column in columns)
        beside = contents[name].keys if name in contents else {}
        if beside is not None and key not in beside and key not in known[name]:
            yield file.problem(Code.IMPORT_UNKNOWN, line.number, columns[-1], key=shown(key), file=name)


def _lives(wholes: Mapping[str, Mapping[Key, Line]], known: Known) -> Iterator[Life]:
    """Each structure that the files touch, as it would be: what is known, and the lines over it."""
    held: dict[str, dict[Key, dict[Key, Held]]] = {"tenures.csv": {}, "licences.csv": {}, "agreements.csv": {}}
    touched = {key[:2] for name in ("structures.csv", *held) for key in wholes[name]}
    for name, by_structure in held.items():
        for key, values in known[name].items():
            if key[:2] in touched:
                by_structure.setdefault(key[:2], {})[key[2:]] = Held(values, None)
        for key, line in wholes[name].items():
            by_structure.setdefault(key[:2], {})[key[2:]] = Held(line.values, line.number)
    for key in touched:
        of = wholes["structures.csv"].get(key)
        known_as = of.values if of else known["structures.csv"].get(key)
        if known_as is not None:
            lists = (list(by_structure.get(key, {}).values()) for by_structure in held.values())
            yield Life(Held(known_as, of.number if of else None), *lists)
