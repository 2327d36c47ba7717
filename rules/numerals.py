"""Numbers as people type them, made exact; and what they typed, fit to be quoted back."""

import re
from decimal import Decimal

from rules import french

DIGITS = 12
LONGEST = 40
"""Characters of a typed text that are read, and quoted back, at most."""

_NUMBER = re.compile(r"(-?)([0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+|[0-9]+)(?:[.,]([0-9]+))?")
_SPACES = str.maketrans("", "", " \u00a0\u202f")


class Unreadable(ValueError):
    """What was given is not what is expected; the message names what is, in French."""


def exact(given: object, decimals: int) -> Decimal:
    """The number that was typed. Text may follow French habits (« 1 234,50 »). Raises `Unreadable`.

    Floats are refused, because they are not exact.
    """
    if isinstance(given, int) and not isinstance(given, bool) and abs(given) < 10**DIGITS:
        return Decimal(given)
    found = _NUMBER.fullmatch(given.strip()) if isinstance(given, str) and len(given) <= LONGEST else None
    if found is None:
        raise Unreadable("un nombre entre guillemets" if isinstance(given, float) else "un nombre")
    sign, whole, fraction = found[1], found[2].translate(_SPACES).lstrip("0"), found[3] or ""
    if len(fraction) > decimals:
        raise Unreadable(f"un nombre avec {decimals} décimales au plus" if decimals else "un nombre entier")
    if len(whole) + len(fraction) > DIGITS:
        raise Unreadable(f"un nombre de {DIGITS} chiffres au plus")
    return Decimal(f"{sign}{whole or '0'}.{fraction}") + 0


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
