"""What is true of organisations and structures whatever is declared: their numbers and their days."""

from collections.abc import Iterable
from datetime import date
from itertools import cycle

from rules import french
from rules.forms import KIND_LABELS, DeclarationKind

_SIRET_LENGTH = 14
_DOUBLED = "0246813579"
"""Each digit doubled, the digits of the result added up."""
_FIRST_DAY = date(1900, 1, 1)
_YEARS_AHEAD = 4


def siret_fits(text: str) -> bool:
    """Is this a SIRET, fourteen digits whose key (Luhn) is right?"""
    if len(text) != _SIRET_LENGTH or not (text.isascii() and text.isdigit()):
        return False
    digits = (
        _DOUBLED[int(digit)] if twice else digit for digit, twice in zip(text, cycle((True, False)), strict=False)
    )
    return str(sum(map(int, digits))).endswith("0")


def likely(day: date, today: date) -> bool:
    """Can something begin or end on that day, or did a finger slip?"""
    return day >= _FIRST_DAY and day.year <= today.year + _YEARS_AHEAD


def named(declarations: Iterable[tuple[str, int]]) -> str:
    """Declarations by kind and year, in French: « prévisionnel 2026, actualisé 2026 »."""
    told = (f"{KIND_LABELS[DeclarationKind(kind)]} {year}" for kind, year in declarations)
    return ", ".join(dict.fromkeys(told))


def no_more_wanted(what: str, day: date) -> str:
    """Why an untouched declaration is cancelled, in French, as its people read it in the timeline."""
    return f"{what} le {french.day(day)} : cette déclaration n'est plus à faire."
