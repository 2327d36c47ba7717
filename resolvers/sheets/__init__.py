"""Figures from a spreadsheet into one part of a declaration: what they would change, then the act of saving itself.

A look and a saving are judged alike, because the look is the act of saving, given up at its last step.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache, partial

from models.engine import DB
from models.scope import scoped
from resolvers.acting import Ask, perform
from resolvers.asker import Asker, demand
from resolvers.declarations import save
from resolvers.dossier import Dossier, PartContent
from resolvers.listings import DECLARATIONS, PARTS
from resolvers.opaque import sought
from resolvers.pages import one_by, rows_where
from rules import french
from rules.forms import KIND_LABELS, PART_LABELS, Form, Part
from rules.problems import Code, Problem, Refused, problem
from rules.sheets import Path, Sheet
from rules.sheets.reading import Reading, read_sheets
from rules.sheets.template import Template
from rules.values import stored
from rules.workflow import Act

AT_ONCE = 2
"""Files read at the same time; the others wait for their turn."""

READ = {Part.ACTIVITY: "activity.read", Part.FINANCE: "finance.read"}
Open = Callable[[], tuple[Sheet, ...]]
"""How to get at the sheets: it takes time, and may refuse."""


@dataclass(frozen=True, slots=True)
class Change:
    """One figure of the sheet beside the one that is saved, in French; `before` is none where nothing is saved."""

    item: str
    label: str
    before: str | None
    after: str
    changed: bool
    cell: Path


@dataclass(slots=True)
class Outcome:
    """What a sheet would change or, once `applied`, has changed; or why nothing was. `version` is the part's, now."""

    version: int
    key: int | None = None
    sheets: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    problems: tuple[Problem, ...] = ()

    @property
    def applied(self) -> bool:
        """Was anything saved?"""
        return self.key is not None


@dataclass(frozen=True, slots=True)
class Named:
    """A template, and what to call its file."""

    name: str
    template: Template


class _Looked(Exception):
    """The act is given up on purpose: nothing of it stays."""


async def bring(asker: Asker, declaration: str, version: int, part: Part, opened: Open, *, apply: bool) -> Outcome:
    """Read sheets into a part, as its provider: say what would change and, when asked and nothing is wrong, save it."""
    outcome, ask = Outcome(version), Ask(Act.SAVE, declaration, version, part)
    sheets, unreadable = await _opened(opened)
    try:
        judged = await _judged(asker, ask)
        if isinstance(judged, int):
            return Outcome(version + 1, judged)
        dossier = judged
        # The declaration is not held meanwhile: nobody waits for a file to be read. What is saved asks its version again.
        async with _turns(asyncio.get_running_loop()):
            reading = await asyncio.to_thread(_read, dossier.form, part, sheets, unreadable)
        outcome.sheets, outcome.changes = reading.sheets, _changes(dossier, reading)
        outcome.problems = tuple(reading.problems)
        if apply and reading.problems:
            await perform(asker, ask, partial(_refuse, reading.problems))
        if apply:
            values = {name: stored(each) for name, each in reading.values.items()}
            outcome.key = await save(asker, declaration, version, part, values, {}, dossier.kind.code)
            outcome.version = version + 1
    except Refused as refused:
        outcome.problems = refused.problems
        outcome.version = _current(refused.problems, version)
    return outcome


def _current(problems: Sequence[Problem], version: int) -> int:
    """The version that the part has now, if another than the one sent was told."""
    told = (each.details.get("currentVersion") for each in problems)
    return next((each for each in told if isinstance(each, int)), version)


async def _judged(asker: Asker, ask: Ask) -> Dossier | int:
    """The declaration as the act of saving finds it, if it may be done; its key, if it was done under the same key before."""
    found: list[Dossier] = []

    async def look(dossier: Dossier) -> None:
        found.append(dossier)
        raise _Looked

    with suppress(_Looked):
        return await perform(asker, ask, look)
    return found[0]


async def _refuse(problems: Sequence[Problem], _: Dossier) -> None:
    """The act is refused for what the sheets say, and the audit trail tells it."""
    raise Refused(*problems)


async def template(asker: Asker, declaration: str, part: Part) -> Named:
    """The template of a part, with what is saved now, for whoever may read that. Raises `Refused`."""
    key = sought("Declaration", declaration)
    with scoped(asker.person):
        async with DB.transaction():
            row = (await one_by(DECLARATIONS, "id", [key])).get(key)
            if row is None:
                raise Refused(problem(Code.NOT_FOUND, "declaration"))
            demand(READ[part], asker.person.towards_tenure(row["caf_id"], row["tenure_id"]))
            parts = await rows_where(PARTS, "declaration_id", [key])
    dossier = Dossier(row, {Part(each["part"]): PartContent.of(each) for each in parts})
    if part not in dossier.parts:
        raise Refused(problem(Code.NOT_FOUND, "part"))
    name = f"modele {PART_LABELS[part]} {KIND_LABELS[dossier.declared]} {row['year']}"
    return Named(name, Template.of(dossier.form, part, dossier.case.typed))


async def _opened(opened: Open) -> tuple[tuple[Sheet, ...], tuple[Problem, ...]]:
    """The sheets, or what is wrong with the file: it is told only once the right to ask has been judged."""
    async with _turns(asyncio.get_running_loop()):
        try:
            return await asyncio.to_thread(opened), ()
        except Refused as refused:
            return (), refused.problems


@lru_cache(maxsize=4)
def _turns(_: asyncio.AbstractEventLoop) -> asyncio.Semaphore:
    return asyncio.Semaphore(AT_ONCE)


def _read(form: Form, part: Part, sheets: tuple[Sheet, ...], unreadable: tuple[Problem, ...]) -> Reading:
    return Reading(problems=list(unreadable)) if unreadable else read_sheets(form, part, sheets)


def _changes(dossier: Dossier, reading: Reading) -> list[Change]:
    """The figures given, in the order of the form."""
    form, typed = dossier.form, dossier.case.typed
    return [
        Change(
            item.name,
            item.label,
            french.shown(item, typed[item.name]) if item.name in typed else None,
            french.shown(item, reading.values[item.name]),
            typed.get(item.name) != reading.values[item.name],
            reading.cells[item.name],
        )
        for item in form.items
        if item.name in reading.values
    ]
