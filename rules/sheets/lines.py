"""The lines that a sheet may hold for one part of a form, and how each is recognised by its words."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Self

from rules.forms import Column, Form, Item, Part, Unit
from rules.sheets import VALUES_OF, Head, plain

HEAD_OF_COLUMN = {None: Head.VALUE, Column.TO_DATE: Head.TO_DATE, Column.REMAINING: Head.REMAINING}
_ACCOUNT = "account"
_BEFORE_A_NUMBER = re.compile(r"^(compte|cpte) ")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: the item that each of its columns holds; no item at all when it is computed."""

    name: str
    label: str
    unit: Unit
    tooltip: str
    items: Mapping[Head, Item]

    @property
    def code(self) -> str:
        """What stands in the column « Code »: the number of an account, else the name of the item."""
        return self.name.removeprefix(_ACCOUNT).upper() if is_account(self.name) else self.name

    @property
    def words(self) -> tuple[str, ...]:
        """By what it is known."""
        return tuple(plain(each) for each in (self.name, self.code, self.label))

    @property
    def bare(self) -> str:
        """The label of an account without its number, as many people write it."""
        return plain(self.label).removeprefix(f"{plain(self.code)} ")


def is_account(name: str) -> bool:
    """Is it an account, known by its number?"""
    return name.startswith(_ACCOUNT) and name[len(_ACCOUNT) : len(_ACCOUNT) + 1].isdigit()


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of one part: those of the template in order, and every line by the words that name it."""

    typed: tuple[Line, ...]
    known: Mapping[str, Line]
    periods: Item | None
    """The item that is a list of places by period, if the part asks for it."""

    @classmethod
    def of(cls, form: Form, part: Part) -> Self:
        """The lines of a part of a form."""
        asked = form.part(part)
        whole = {item.name: item for item in form.computed if item.part is part}
        typed = tuple(_lines(asked, whole))
        computed = [_line(item, {}) for item in whole.values() if not item.columns]
        # One column of an update may also be named by itself, without the column's title.
        alone = [_line(item, {Head.VALUE: item}) for item in asked if item.column]
        known = {words: line for line in (*alone, *computed, *typed) for words in line.words}
        bare = Counter(line.bare for line in typed)
        known |= {line.bare: line for line in typed if bare[line.bare] == 1 and line.bare not in known}
        periods = next((item for item in asked if item.unit is Unit.PLACES_BY_PERIOD), None)
        return cls(typed, known, periods)

    @property
    def heads(self) -> tuple[Head, ...]:
        """The columns of values that this part has, in order."""
        used = {head for line in self.typed for head in line.items}
        return tuple(head for head in VALUES_OF if head in used)

    def find(self, words: str) -> Line | None:
        """The line that these words name: by name, code, label or bare label, or by the number that begins them."""
        bare = plain(words)
        if bare in self.known:
            return self.known[bare]
        first, _, rest = _BEFORE_A_NUMBER.sub("", bare).partition(" ")
        # « 63A » may also be written « 63 A ».
        numbers = (first, first + rest.partition(" ")[0])
        found = (self.known.get(number) for number in numbers if number[:1].isdigit())
        return next((line for line in found if line and is_account(line.name)), None)


def _lines(asked: tuple[Item, ...], whole: Mapping[str, Item]) -> Iterator[Line]:
    """One line for each item, and for the two columns of a split one together."""
    for item in asked:
        if item.unit is Unit.PLACES_BY_PERIOD:
            continue
        if item.column is None:
            yield _line(item, {Head.VALUE: item})
        elif item.column is Column.TO_DATE:
            both = [each for each in asked if each.total == item.total]
            yield _line(whole[item.total], {HEAD_OF_COLUMN[each.column]: each for each in both})


def _line(item: Item, items: Mapping[Head, Item]) -> Line:
    return Line(item.name, item.label, item.unit, item.tooltip, items)
