"""The formulas of the law as they are printed: what a line shows is what is computed, and can be computed again.

A formula reads « P = P1 − (P1 − P2) × (T − S1) ÷ (S2 − S1), car T > S1 et T < S2 »: a name for the result, an
expression over the symbols of the operands, and the condition under which it is the one that holds. The name
and the condition may be left out. `min` and `max` take expressions between semicolons, `arrondi` rounds to the
cent, half up. All values are exact decimals, a percentage in hundredths (99 % is 0.99).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import TypeVar

Symbols = Mapping[str, Decimal]
Value = Callable[[Symbols], Decimal]
Holds = Callable[[Symbols], bool]
Read = TypeVar("Read")

_GRAIN = Decimal("1E-12")
_TOKEN = re.compile(r"\s*(?:(?P<number>\d+(?:,\d+)?)|(?P<symbol>[^\W\d]\w*)|(?P<sign>[+−×÷();=≤≥<>]))")
_END = ""

_SUMS: dict[str, Callable[[Decimal, Decimal], Decimal]] = {"+": Decimal.__add__, "−": Decimal.__sub__}
_PRODUCTS: dict[str, Callable[[Decimal, Decimal], Decimal]] = {"×": Decimal.__mul__, "÷": Decimal.__truediv__}
_COMPARISONS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "≤": Decimal.__le__, "<": Decimal.__lt__, "≥": Decimal.__ge__, ">": Decimal.__gt__, "=": Decimal.__eq__
}  # fmt: skip
CLAUSE = ", car "


def half_up(value: Decimal, decimals: int) -> Decimal:
    """Rounded to so many decimals, half up. What a quotient of 28 digits lacks of a half is given back to it first."""
    return value.quantize(_GRAIN, ROUND_HALF_UP).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def cents(value: Decimal) -> Decimal:
    """An amount to the cent, half up."""
    return half_up(value, 2)


_FUNCTIONS: dict[str, Callable[[list[Decimal]], Decimal]] = {
    "min": min,
    "max": max,
    "arrondi": lambda values: cents(values[0]),
}


class BadFormula(ValueError):
    """A formula that cannot be read: a mistake of the program."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula ready to be computed."""

    value: Value
    holds: Holds | None

    @classmethod
    def of(cls, text: str) -> "Formula":
        """Read a formula, once for all: there are only so many. Raises `BadFormula`."""
        return _read(text)


def in_words(text: str, labels: Mapping[str, str]) -> str:
    """The same formula with what each symbol stands for: « (Heures ouvrant droit + Heures de concertation) × … »."""
    words = []
    for each in re.split(r"([^\W\d]\w*)", text):
        label = labels.get(each)
        words.append(each if label is None else f"« {label} »")
    return "".join(words)


@lru_cache(maxsize=4096)
def _read(text: str) -> Formula:
    expression, clause, condition = text.partition(CLAUSE)
    value = _Reader(expression).formula()
    return Formula(value, _Reader(condition).condition() if clause else None)


class _Reader:
    """Reads from left to right: sums of products of signed terms, as everybody learnt at school."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(_tokens(text))
        self.at = 0

    def formula(self) -> Value:
        if len(self.tokens) > 2 and self.tokens[1] == "=":
            self.at = 2
        return self._ended(self._sum())

    def condition(self) -> Holds:
        comparisons = [self._comparison()]
        while self._took("et"):
            comparisons.append(self._comparison())
        return self._ended(lambda symbols: all(holds(symbols) for holds in comparisons))

    def _comparison(self) -> Holds:
        left, sign = self._sum(), self._next()
        if sign not in _COMPARISONS:
            raise BadFormula(f"{self.text!r}: {sign!r} compares nothing")
        compare, right = _COMPARISONS[sign], self._sum()
        return lambda symbols: compare(left(symbols), right(symbols))

    def _sum(self) -> Value:
        return self._chain(self._product, _SUMS)

    def _product(self) -> Value:
        return self._chain(self._term, _PRODUCTS)

    def _chain(self, part: Callable[[], Value], signs: Mapping[str, Callable[[Decimal, Decimal], Decimal]]) -> Value:
        value = part()
        while self._peek() in signs:
            value = _joined(signs[self._next()], value, part())
        return value

    def _term(self) -> Value:
        word = self._next()
        if word == "−":
            negated = self._term()
            return lambda symbols: -negated(symbols)
        if word == "(":
            return self._closed(self._sum())
        if word[:1].isdigit():
            number = Decimal(word.replace(",", "."))
            return lambda _: number
        if word in _FUNCTIONS and self._took("("):
            return self._function(word)
        if word[:1].isalpha() and word not in _FUNCTIONS:
            return lambda symbols: symbols[word]
        raise BadFormula(f"{self.text!r}: {word!r} stands where a value should")

    def _function(self, name: str) -> Value:
        function, values = _FUNCTIONS[name], [self._sum()]
        while self._took(";"):
            values.append(self._sum())
        return self._closed(lambda symbols: function([value(symbols) for value in values]))

    def _closed(self, value: Value) -> Value:
        if not self._took(")"):
            raise BadFormula(f"{self.text!r}: a bracket is not closed")
        return value

    def _ended(self, read: Read) -> Read:
        if self._peek() != _END:
            raise BadFormula(f"{self.text!r}: {self._peek()!r} is left over")
        return read

    def _peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else _END

    def _next(self) -> str:
        token = self._peek()
        self.at += 1
        return token

    def _took(self, token: str) -> bool:
        if self._peek() != token:
            return False
        self.at += 1
        return True


def _joined(sign: Callable[[Decimal, Decimal], Decimal], left: Value, right: Value) -> Value:
    return lambda symbols: sign(left(symbols), right(symbols))


def _tokens(text: str) -> Iterator[str]:
    at = 0
    while at < len(text.rstrip()):
        found = _TOKEN.match(text, at)
        if found is None:
            raise BadFormula(f"{text!r}: {text[at:]!r} is no sign of a formula")
        yield found.group().strip()
        at = found.end()
