"""Controls of coherence: what figures must satisfy, or explain, before they are sent."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from rules.case import Case
from rules.figures import NotKnown
from rules.forms import DeclarationKind, Part
from rules.parameters import NoValueInForce


class Level(StrEnum):
    """A blocking control stops; a warning wants a remark."""

    BLOCKING = "BLOCKING"
    WARNING = "WARNING"


Check = Callable[[Case], Mapping[str, str] | None]
"""`None` when satisfied, else the words that fill the sentence; `item`, if it is among them, is the one it is shown at.

It may raise `NotKnown` or `NoValueInForce` when a figure or a bound that it needs is absent: the control is then silent.
"""

Levels = Mapping[DeclarationKind, Level]


def everywhere(level: Level) -> Levels:
    """The same level in every kind of declaration."""
    return dict.fromkeys(DeclarationKind, level)


def in_actual(level: Level, otherwise: Level | None = None) -> Levels:
    """That level in an actual declaration, another (or nothing) in the others."""
    others = everywhere(otherwise) if otherwise else {}
    return {**others, DeclarationKind.ACTUAL: level}


class Catalogue(Protocol):
    """What a control asks of a kind of structure."""

    def part_of(self, name: str) -> Part:
        """The part in which an item stands."""
        ...

    def required_parts(self, declared: DeclarationKind, year: int) -> tuple[Part, ...]:
        """The parts that such a declaration asks."""
        ...


@dataclass(frozen=True, slots=True)
class Control:
    """One control: its level by declaration kind, the items it quotes, its French words, its check.

    What is found is shown at the item that the check names, else at the first one quoted that the form asks; it stands
    in the part that keeps the remark. `since` is the first day on which it holds, if there is one.
    """

    code: str
    label: str
    levels: Levels
    items: tuple[str, ...]
    sentence: str
    todo: str
    check: Check
    since: date | None = None

    def quotes_accounts(self, kind: Catalogue) -> bool:
        """Does it tell something about the accounts, which an activity provider does not read?"""
        return any(kind.part_of(name) is Part.FINANCE for name in self.items)

    def part(self, kind: Catalogue) -> Part:
        """Where its remark is kept: the financial part as soon as it quotes an account."""
        return Part.FINANCE if self.quotes_accounts(kind) else Part.ACTIVITY

    def path(self, kind: Catalogue, case: Case, words: Mapping[str, str]) -> tuple[str, ...]:
        """The part, and the item at which its finding is shown."""
        named = (words["item"],) if "item" in words else ()
        typed = (case.form.typed_name(name) for name in (*named, *self.items))
        return (self.part(kind).lower(), next((name for name in typed if name), self.items[0]))

    def found(self, case: Case) -> Mapping[str, str] | None:
        """The words of its sentence; none when it is satisfied, not in force, or lacks a figure."""
        if self.since is not None and case.day < self.since:
            return None
        try:
            return self.check(case)
        except (NotKnown, NoValueInForce):
            return None


@dataclass(frozen=True, slots=True)
class Finding:
    """A control that is not satisfied, where and in which words."""

    control: Control
    level: Level
    path: tuple[str, ...]
    sentence: str
    todo: str


def findings(controls: Iterable[Control], kind: Catalogue, case: Case) -> tuple[Finding, ...]:
    """The controls that these figures do not satisfy, in the order of the controls.

    A control whose remark belongs to a part that the declaration does not ask is left out.
    """
    parts = kind.required_parts(case.declared, case.year)
    found = []
    for control in controls:
        level = control.levels.get(case.declared)
        words = control.found(case) if level and control.part(kind) in parts else None
        if level and words is not None:
            sentence, todo = control.sentence.format(**words), control.todo.format(**words)
            found.append(Finding(control, level, control.path(kind, case, words), sentence, todo))
    return tuple(found)
