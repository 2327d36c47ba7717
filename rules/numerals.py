"""Numbers as people type them, made exact; and what they typed, fit to be quoted back."""

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from rules import french
from rules.problems import Code, Problem, problem

DIGITS = 12
THOUSAND = 3
"""Digits behind a point that may have been meant as thousands."""
LONGEST = 40
"""Characters of a typed text that are read, and quoted back, at most."""

_NUMBER = re.compile(rf"([-{french.MINUS}]?)([0-9]{{1,3}}(?:[ \u00a0\u202f][0-9]{{3}})+|[0-9]+)(?:[.,]([0-9]+))?")
_SPACES = str.maketrans("", "", " \u00a0\u202f")


class Unreadable(ValueError):
    """What was given is not what is expected: both in French, and what to do where that is no matter of course."""

    def __init__(self, given: str, expected: str, remedy: str = "") -> None:
        super().__init__(expected)
        self.given, self.expected, self.remedy = given, expected, remedy

    def at(self, *path: str, label: str, details: Mapping[str, object] | None = None) -> Problem:
        """The refusal of what was typed there."""
        words = {"label": label, "given": self.given, "expected": self.expected}
        found = problem(Code.INVALID_VALUE, *path, details=details, **words)
        return replace(found, remedy=self.remedy) if self.remedy else found


def exact(given: object, decimals: int) -> Decimal:
    """The number that was typed. Text may follow French habits (« 1 234,50 »). Raises `Unreadable`.

    Floats are refused, because they are not exact.
    """
    if isinstance(given, int) and not isinstance(given, bool) and abs(given) < 10**DIGITS:
        return Decimal(given)
    found = _NUMBER.fullmatch(given.strip()) if isinstance(given, str) and len(given) <= LONGEST else None
    if found is None:
        expected = "un nombre entre guillemets" if isinstance(given, float) else "un nombre"
        raise Unreadable(quotable(given), expected)
    sign, whole, fraction = found[1], found[2].translate(_SPACES).lstrip("0"), found[3] or ""
    if len(fraction) > decimals:
        raise _too_fine(f"{'-' if sign else ''}{whole or '0'}", fraction, decimals, pointed="." in found[0])
    if len(whole) + len(fraction) > DIGITS:
        raise Unreadable(quotable(given), f"un nombre de {DIGITS} chiffres au plus")
    return Decimal(f"{'-' if sign else ''}{whole or '0'}.{fraction}") + 0


def _too_fine(whole: str, fraction: str, decimals: int, *, pointed: bool) -> Unreadable:
    """More decimals than are kept. None of them is dropped to quote it: the idle ones are what is wrong."""
    given = f"{french.number(int(whole))},{fraction}"
    if whole == "-0":
        given = french.MINUS + given
    expected = f"un nombre avec {decimals} décimales au plus" if decimals else "un nombre entier"
    remedy = f"Arrondissez à {decimals} décimales." if decimals else "Arrondissez à l'unité."
    if pointed and len(fraction) == THOUSAND:
        remedy += " S'il s'agit de milliers, écrivez-les sans point."
    return Unreadable(given, expected, remedy)


def quotable(given: object) -> str:
    """What was given, short and printable, whatever it is: it goes back to its sender."""
    if isinstance(given, bool):
        return "oui" if given else "non"
    if isinstance(given, int):
        return french.number(given) if abs(given) < 10**LONGEST else "un nombre démesuré"
    if not isinstance(given, str | float):
        return "une valeur composée"
    text = str(given)
    cut = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    return "".join(letter if letter.isprintable() else "?" for letter in cut) or "un texte vide"
