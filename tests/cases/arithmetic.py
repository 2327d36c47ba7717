"""The arithmetic of a hand computation, done again in exact fractions, without the program.

A step reads « Heures financées : (34 500 + 120) × 6,63 = 229 530,60 »: words if any, then sides that hold one against the
next. `=` is exact; `≈` says that the right side is the left one rounded half up to the decimals written there. A step
without any of the signs of `SIGNS` is words alone.
"""

import operator
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from math import floor
from typing import Any

Relation = tuple[str, str, str]
"""A side, a sign, and the side that follows."""

SIGNS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "=": operator.eq, "<": operator.lt, ">": operator.gt, "≤": operator.le, "≥": operator.ge,
}  # fmt: skip
_SPLIT = re.compile(r"([=<>≤≥≈])")
_NUMBER = r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:,\d+)?(?!\d)|\d+(?:,\d+)?"
_BARE = re.compile(rf"\s*-?(?:{_NUMBER})\s*%?\s*")
_TOKEN = re.compile(rf"\s*(?:(?P<number>{_NUMBER})|(?P<word>min|max|arrondi)\b|(?P<sign>[-+−×÷();%]))")
_PYTHON = {"×": "*", "÷": "/", "−": "-", ";": ",", "%": "* Fraction(1, 100)"}


class BadStep(ValueError):
    """A step that cannot be read, or that is false."""


def number(text: str) -> Fraction:
    """A number as people write it: « 229 530,60 »."""
    return Fraction(re.sub(r"\s", "", text).replace(",", ".").replace("−", "-"))


def value(text: str) -> Fraction:
    """An expression of numbers. Raises `BadStep`."""
    try:
        # Nothing but numbers, signs and three words goes through the tokens.
        return Fraction(eval(" ".join(_tokens(text)), {"__builtins__": {}}, _NAMES))
    except (SyntaxError, TypeError, ZeroDivisionError) as error:
        raise BadStep(f"{text.strip()!r} cannot be computed: {error}") from None


def rounded(exact: Fraction, decimals: int) -> Fraction:
    """Half up, away from zero."""
    nearest = Fraction(floor(abs(exact) * 10**decimals + Fraction(1, 2)), 10**decimals)
    return nearest if exact >= 0 else -nearest


def relations(step: str) -> list[Relation]:
    """What a step affirms, each side against the next; nothing when it is words alone."""
    sides = _SPLIT.split(step)
    if len(sides) == 1:
        return []
    sides[0] = sides[0].rpartition(" : ")[2]
    return [(sides[at], sides[at + 1], sides[at + 2]) for at in range(0, len(sides) - 2, 2)]


def check(step: str) -> None:
    """Raises `BadStep` unless all that a step affirms is true."""
    for left, sign, right in relations(step):
        if sign == "≈":
            if not _BARE.fullmatch(right):
                raise BadStep(f"{right.strip()!r} is not the number to which something is rounded")
            _, _, decimals = right.strip().partition(",")
            holds = rounded(value(left), len(decimals)) == value(right)
        else:
            holds = SIGNS[sign](value(left), value(right))
        if not holds:
            raise BadStep(f"{left.strip()} {sign} {right.strip()} is false: {float(value(left))} on the left")


def results(step: str) -> set[Fraction]:
    """The bare numbers that stand on the right of a sign."""
    return {value(right) for _, _, right in relations(step) if _BARE.fullmatch(right)}


def figures(step: str) -> set[Fraction]:
    """Every number that a step writes."""
    return {number(found) for found in re.findall(_NUMBER, step)}


def _tokens(text: str) -> Iterator[str]:
    at, end = 0, len(text.rstrip())
    while at < end:
        found = _TOKEN.match(text, at)
        if found is None:
            raise BadStep(f"{text.strip()!r}: {text[at:].strip()!r} is no arithmetic")
        at = found.end()
        if found["number"]:
            yield f'Fraction("{number(found["number"])}")'
        else:
            yield found["word"] or _PYTHON.get(found["sign"], found["sign"])


_NAMES: dict[str, Any] = {"Fraction": Fraction, "min": min, "max": max, "arrondi": lambda exact: rounded(exact, 2)}
