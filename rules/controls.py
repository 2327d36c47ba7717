"""Controls of coherence: what figures must satisfy, or explain, before they are sent."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules.forms import DeclarationKind, Form, Part, Values


class Level(StrEnum):
    """A blocking control stops; a warning wants a remark."""

    BLOCKING = "BLOCKING"
    WARNING = "WARNING"


Check = Callable[[Values, date], Mapping[str, str] | None]
"""`None` when satisfied, or when an item it needs is absent; else the words that fill the sentence."""


@dataclass(frozen=True, slots=True)
class Control:
    """One control: its level by declaration kind, the items it quotes, its French words, its check.

    The first item quoted gives the path of what is found. `since` is the first day on which it holds.
    """

    code: str
    label: str
    levels: Mapping[DeclarationKind, Level]
    items: tuple[str, ...]
    sentence: str
    todo: str
    check: Check
    since: date | None = None

    def quotes_accounts(self, form: Form) -> bool:
        """Does it tell something about the accounts, which an activity provider does not read?"""
        return any(form.by_name[name].part is Part.FINANCE for name in self.items)

    def part(self, form: Form) -> Part:
        """Where its remark is kept: the financial part as soon as it quotes an account."""
        return Part.FINANCE if self.quotes_accounts(form) else Part.ACTIVITY


@dataclass(frozen=True, slots=True)
class Finding:
    """A control that is not satisfied, where and in which words."""

    control: Control
    level: Level
    path: tuple[str, ...]
    sentence: str
    todo: str


def findings(
    controls: Iterable[Control], form: Form, declared: DeclarationKind, values: Values, day: date
) -> tuple[Finding, ...]:
    """The controls that these figures do not satisfy, in the order of the controls."""
    found = []
    for control in controls:
        level = control.levels.get(declared)
        if level is None or (control.since is not None and day < control.since):
            continue
        words = control.check(values, day)
        if words is not None:
            path = (control.part(form).lower(), control.items[0])
            found.append(Finding(control, level, path, control.sentence.format(**words), control.todo.format(**words)))
    return tuple(found)
