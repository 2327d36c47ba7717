"""The periods of a Caf: how each is named, which days it may have, and which part of the year it is about."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from rules.forms import KIND_LABELS, DeclarationKind
from rules.french import day as french_day
from rules.problems import Code, Problem, problem

FIRST_YEAR, LAST_YEAR = 2000, 2100
"""The years that can be stored: what lies outside is a slip of the finger."""

UPDATES: Mapping[tuple[int, int], str] = MappingProxyType({(6, 30): "janvier à juin", (9, 30): "janvier à septembre"})
"""The two updates of a year: the month and day until which each counts what happened, and its name."""


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a period, all included: it opens, is due (later is late), closes (later is refused)."""

    opens_on: date
    due_on: date
    closes_on: date


@dataclass(frozen=True, slots=True)
class Call:
    """Which declaration is asked: its kind, its year, and for an update the last day of what happened already."""

    kind: DeclarationKind
    year: int
    observed_until: date | None = None

    @property
    def name(self) -> str:
        """How a sentence names it: « actualisé janvier à juin 2025 »."""
        label = KIND_LABELS[self.kind]
        if self.observed_until is None:
            return f"{label} {self.year}"
        months = UPDATES.get((self.observed_until.month, self.observed_until.day))
        return f"{label} {months} {self.year}" if months else f"{label} au {french_day(self.observed_until)}"

    @property
    def title(self) -> str:
        """How a heading names it: « Actualisé janvier à juin 2025 »."""
        return self.name[0].upper() + self.name[1:]

    @property
    def span(self) -> tuple[date, date]:
        """The days it is about: whoever ran an open structure on one of them declares.

        An update is asked of those who had something to observe: who takes over later keeps his forecast.
        """
        return date(self.year, 1, 1), self.observed_until or date(self.year, 12, 31)


@dataclass(frozen=True, slots=True)
class _Opening:
    """From when to when a kind of declaration may open, counted from its year, and the words of a refusal."""

    first: Callable[[int], date | None]
    last: Callable[[int], date | None]
    words: str


_OPENINGS: Mapping[DeclarationKind, _Opening] = {
    DeclarationKind.FORECAST: _Opening(
        lambda year: date(year - 1, 1, 1), lambda year: date(year, 12, 31),
        "un prévisionnel {year} ouvre l'année précédente ou dans l'année",
    ),
    DeclarationKind.UPDATE: _Opening(
        lambda year: date(year, 1, 1), lambda year: date(year, 12, 31), "un actualisé {year} ouvre dans l'année"
    ),
    DeclarationKind.ACTUAL: _Opening(
        lambda year: date(year + 1, 1, 1), lambda year: None, "un réel {year} ouvre une fois l'année terminée"
    ),
}  # fmt: skip


def _bad(path: str, detail: str) -> Problem:
    return problem(Code.BAD_DATES, path, detail=detail)


def wrong_call(call: Call) -> Iterator[Problem]:
    """What is wrong with a declaration asked: its year, the last day observed of an update."""
    if not FIRST_YEAR <= call.year <= LAST_YEAR:
        yield _bad("year", f"l'année doit être comprise entre {FIRST_YEAR} et {LAST_YEAR}")
        return
    until = call.observed_until
    if call.kind is not DeclarationKind.UPDATE:
        if until is not None:
            yield _bad("observedUntil", "seul un actualisé a un dernier jour observé")
    elif until is None or until.year != call.year or (until.month, until.day) not in UPDATES:
        ends = " ou au ".join(french_day(date(call.year, *each)) for each in UPDATES)
        yield _bad("observedUntil", f"un actualisé {call.year} compte ce qui s'est passé jusqu'au {ends}")


def wrong_days(call: Call, days: Days) -> Iterator[Problem]:
    """What is wrong with the days of a period, for what it asks."""
    opening = _OPENINGS[call.kind]
    first, last = opening.first(call.year), opening.last(call.year)
    if (first and days.opens_on < first) or (last and days.opens_on > last):
        yield _bad("opensOn", opening.words.format(year=call.year))
    if days.due_on < days.opens_on:
        yield _bad("dueOn", "l'échéance précède l'ouverture")
    elif call.observed_until is not None and days.due_on <= call.observed_until:
        yield _bad("dueOn", f"l'échéance précède la fin de ce qui est observé ({french_day(call.observed_until)})")
    if days.closes_on < days.due_on:
        yield _bad("closesOn", "la clôture précède l'échéance")


def wrong_move(today: date, before: Days, after: Days) -> Iterator[Problem]:
    """What is wrong with other days for a published period: what has happened stays, and nothing is moved into the past.

    Partners work by these days. A period that is open does not shut again for those who have begun; none closes, or is
    overdue, by a decision of which nobody was told in time. A closed one stays closed: to open it again for all, without a
    reason that each can read, is what `grantDelay` is there to avoid; it gives one structure more time, and says why.
    """
    if after.opens_on != before.opens_on:
        if before.opens_on <= today:
            yield _bad("opensOn", f"la période est ouverte depuis le {french_day(before.opens_on)}")
        elif after.opens_on < today:
            yield _bad("opensOn", "une période publiée n'ouvre pas dans le passé")
    if after.due_on != before.due_on and after.due_on < today:
        yield _bad("dueOn", "l'échéance d'une période publiée ne passe pas dans le passé")
    if after.closes_on != before.closes_on:
        if before.closes_on < today:
            closed = french_day(before.closes_on)
            yield _bad(
                "closesOn", f"la période est close depuis le {closed} ; accordez un délai aux structures concernées"
            )
        elif after.closes_on < today:
            yield _bad("closesOn", "une période publiée ne se clôt pas dans le passé")
