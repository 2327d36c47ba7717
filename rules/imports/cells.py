"""One cell of a file that a portal starts from: read exactly, or refused with what is expected."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from rules import french
from rules.agreements import TERMS
from rules.forms import DECIMALS, Unit
from rules.kinds import KINDS
from rules.numerals import Unreadable, exact, quotable
from rules.problems import Code, Refused, problem
from rules.sheets import Cell, plain
from rules.sheets.values import day_of
from rules.structures import likely, siret_fits

MOST_PLACES = 999
_CAF_CODE = re.compile(r"[0-9]{3}")
_KINDS = {plain(words): code for code, kind in KINDS.items() for words in (code, kind.label)}
_NATURES = {
    plain(words): code for kind in KINDS.values() for code, label in kind.natures.items() for words in (code, label)
}
_BONUSES = {plain(words): code.value for code, terms in TERMS.items() for words in (code.value, terms.label)}

written = french.day


def text(limit: int) -> Callable[[str, str, date], str]:
    """Words in one line, of so many characters at most; spaces that say nothing are dropped."""

    def read(given: str, label: str, _: date) -> str:
        words = " ".join(given.split())
        if len(words) > limit or not words.isprintable():
            raise Refused(problem(Code.BAD_TEXT, label=label, limit=limit))
        return words

    return read


def caf_code(given: str, _: str, __: date) -> str:
    """Three digits: a spreadsheet that takes them for a number drops the first zeros."""
    if not _CAF_CODE.fullmatch(given):
        raise Refused(problem(Code.IMPORT_CAF_CODE, given=quotable(given)))
    return given


def siret(given: str, _: str, __: date) -> str:
    """Fourteen digits with their key."""
    number = "".join(given.split())
    if not siret_fits(number):
        raise Refused(problem(Code.BAD_SIRET, given=quotable(given)))
    return number


def day(given: str, _: str, today: date) -> date:
    """A day as it is written in France, or by machines."""
    found = day_of(Cell(given))
    if found is None:
        raise Refused(problem(Code.BAD_DATES, detail=f"« {quotable(given)} » n'est pas un jour (JJ/MM/AAAA)"))
    if not likely(found, today):
        raise Refused(problem(Code.BAD_DATES, detail=f"l'année {found.year} est improbable"))
    return found


def places(given: str, label: str, _: date) -> int:
    """A whole number of places."""
    try:
        count = int(exact(given, 0))
    except Unreadable as expected:
        raise Refused(problem(Code.INVALID_VALUE, label=label, given=quotable(given), expected=str(expected))) from None
    if not 1 <= count <= MOST_PLACES:
        limits = f"de 1 à {french.number(MOST_PLACES)}"
        raise Refused(problem(Code.OUT_OF_RANGE, label=label, given=french.number(count), limits=limits))
    return count


def figure(unit: Unit) -> Callable[[str, str, date], Decimal]:
    """A figure with as many decimals as its unit keeps; its sign may follow it."""

    def read(given: str, label: str, _: date) -> Decimal:
        try:
            return exact(given.rstrip(f"€% {french.NBSP}"), DECIMALS[unit])
        except Unreadable as unreadable:
            raise Refused(unreadable.at(label=label)) from None

    return read


def bonus(given: str, label: str, _: date) -> str:
    """What an agreement opens, by code or label."""
    return _choice(given, label, _BONUSES)


def kind(given: str, label: str, _: date) -> str:
    """The kind of a structure, by code or label."""
    return _choice(given, label, _KINDS)


def nature(given: str, label: str, _: date) -> str:
    """The nature of its activity, by code or label; whether it fits the kind is seen on the whole line."""
    return _choice(given, label, _NATURES)


def _choice(given: str, label: str, known: dict[str, str]) -> str:
    found = known.get(plain(given))
    if found is None:
        words = ", ".join(dict.fromkeys(known.values()))
        raise Refused(problem(Code.UNKNOWN_CHOICE, label=label, given=quotable(given), known=words))
    return found
