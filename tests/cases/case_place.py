"""Where a case stands, and what it must look like there: what does not is refused by file, case and key."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from rules.numerals import Unreadable, exact

DECIMALS = 10
"""Behind the comma, at most, in an amount or a value of the law."""


class BadCase(ValueError):
    """A case that cannot be trusted: the file, the case, the key, and what is wrong there."""

    def __init__(self, file: str, case: str, key: str, what: object) -> None:
        super().__init__(f"{file}: {case}: {key}: {what}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where one case stands, to say what is wrong with it."""

    file: str
    case: str

    def refusal(self, key: str, what: object) -> BadCase:
        return BadCase(self.file, self.case, key, what)

    def only(self, key: str, given: object, known: set[str]) -> Mapping[str, Any]:
        """A mapping with none but known keys."""
        if not isinstance(given, Mapping):
            raise self.refusal(key, "is no mapping")
        for each in given:
            if each not in known:
                raise self.refusal(f"{key}.{each}" if key else each, f"is not known; known: {', '.join(sorted(known))}")
        return given

    def mapping(self, given: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        """What a key tells, itself a mapping; nothing when it is not told."""
        told = given.get(key, {})
        if not isinstance(told, Mapping):
            raise self.refusal(key, "is no mapping")
        return told

    def rows(self, given: Mapping[str, Any], key: str) -> list[object]:
        """What a key tells, one after the other."""
        told = given.get(key, [])
        if not isinstance(told, list):
            raise self.refusal(key, "is no list")
        return told

    def year(self, key: str, given: object) -> int:
        if not isinstance(given, int):
            raise self.refusal(key, f"({given!r}) is no year")
        return given

    def amount(self, key: str, given: object) -> Decimal:
        try:
            return exact(given, DECIMALS)
        except Unreadable as unreadable:
            raise self.refusal(key, f"({given!r}) is not {unreadable}; decimals take a comma, or quotes") from None

    def one_of(self, key: str, given: object, known: Iterable[str]) -> str:
        if given not in list(known):
            raise self.refusal(key, f"({given!r}) is none of {', '.join(known)}")
        return str(given)

    def day(self, key: str, given: object) -> date:
        if not isinstance(given, date):
            raise self.refusal(key, f"({given!r}) is no day")
        return given

    def written(self, key: str, given: Mapping[str, object]) -> Mapping[str, str]:
        """Figures as they were written; a whole number needs no quotes."""
        for each, figure in given.items():
            if not isinstance(figure, str | int):
                raise self.refusal(f"{key}.{each}", f"({figure!r}) stands in quotes, with a comma for its decimals")
        return {each: str(figure) for each, figure in given.items()}

    def texts(self, key: str, given: object) -> tuple[str, ...]:
        if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
            raise self.refusal(key, "is a list of texts; a text with « : » stands in quotes")
        return tuple(given)
