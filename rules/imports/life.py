"""The life of a structure as it would be once imported: one tenure at a time, and nothing outside its own days."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rules.french import day as french_day
from rules.imports import BY_NAME, File
from rules.problems import Code, Problem

_STRUCTURES, _TENURES, _LICENCES, _AGREEMENTS = (
    BY_NAME[name] for name in ("structures.csv", "tenures.csv", "licences.csv", "agreements.csv")
)


@dataclass(frozen=True, slots=True)
class Held:
    """Something as it would be, and the line that says so, if one does."""

    values: Mapping[str, Any]
    line: int | None


@dataclass(frozen=True, slots=True)
class Life:
    """A structure, who runs it when, its authorisations, and the agreements that open a bonus to whoever runs it."""

    structure: Held
    tenures: list[Held]
    licences: list[Held]
    agreements: list[Held]


def life_problems(lives: Iterable[Life]) -> Iterator[Problem]:
    """What cannot be, told at a line of the files: what is known already is right."""
    for life in lives:
        yield from _overlaps(life.tenures)
        opened, closed = life.structure.values["opened_on"], life.structure.values["closed_on"] or date.max
        for tenure in life.tenures:
            first, last = tenure.values["starts_on"], tenure.values["ends_on"] or date.max
            yield from _outside(life, tenure, _TENURES, "la gestion", first < opened, last > closed)
        for licence in life.licences:
            day = licence.values["starts_on"]
            yield from _outside(life, licence, _LICENCES, "l'autorisation", day < opened, day > closed)
        yield from _unrun(life)
        yield from _opened_twice(life.agreements)


def _overlaps(tenures: list[Held]) -> Iterator[Problem]:
    before: Held | None = None
    for tenure in sorted(tenures, key=lambda each: each.values["starts_on"]):
        if before is not None and (before.values["ends_on"] or date.max) >= tenure.values["starts_on"]:
            line = max(before.line or 0, tenure.line or 0)
            if line:
                yield _TENURES.problem(Code.TENURE_OVERLAP, line, "starts_on")
        if before is None or (before.values["ends_on"] or date.max) < (tenure.values["ends_on"] or date.max):
            before = tenure


def _unrun(life: Life) -> Iterator[Problem]:
    """The agreements that no tenure holds whole, told at their own lines."""
    for agreement in life.agreements:
        day, last = agreement.values["starts_on"], agreement.values["ends_on"]
        run = next((each.values for each in life.tenures if _runs_on(each.values, day)), None)
        if agreement.line and run is None:
            detail = f"aucune gestion de la structure ne couvre le {french_day(day)}"
            yield _AGREEMENTS.problem(Code.BAD_DATES, agreement.line, "starts_on", detail=detail)
        elif agreement.line and run and last is not None and last > (run["ends_on"] or date.max):
            detail = f"la gestion prend fin le {french_day(run['ends_on'])}"
            yield _AGREEMENTS.problem(Code.BAD_DATES, agreement.line, "ends_on", detail=detail)


def _runs_on(tenure: Mapping[str, Any], day: date) -> bool:
    return bool(tenure["starts_on"] <= day <= (tenure["ends_on"] or date.max))


def _opened_twice(agreements: list[Held]) -> Iterator[Problem]:
    """Two that open the same bonus on the same days, told at the later line."""
    last: dict[str, Held] = {}
    for each in sorted(agreements, key=lambda held: held.values["starts_on"]):
        before = last.get(each.values["bonus"])
        line = max(each.line or 0, (before and before.line) or 0)
        if line and before and (before.values["ends_on"] or date.max) >= each.values["starts_on"]:
            yield _AGREEMENTS.problem(Code.AGREEMENT_OVERLAP, line, "starts_on")
        last[each.values["bonus"]] = each


def _outside(life: Life, held: Held, file: File, what: str, early: bool, late: bool) -> Iterator[Problem]:
    """Blamed on its own line, else on that of the structure, whose days have moved."""
    words = {
        "opened_on": (early, "starts_on", "commence avant l'ouverture de la structure"),
        "closed_on": (late, "ends_on" if file is _TENURES else "starts_on", "dépasse la fermeture de la structure"),
    }
    for of_structure, (wrong, own, told) in words.items():
        file_blamed, line, column = (file, held.line, own) if held.line else (
            _STRUCTURES, life.structure.line, of_structure
        )  # fmt: skip
        if wrong and line:
            since, edge = held.values["starts_on"], life.structure.values[of_structure]
            detail = f"{what} du {french_day(since)} {told}, le {french_day(edge)}"
            yield file_blamed.problem(Code.BAD_DATES, line, column, detail=detail)
