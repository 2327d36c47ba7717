"""Figures typed in a spreadsheet: what a sheet is, whichever file it came from, and where its tables stand.

A sheet is read or refused at the cell; nothing is guessed. Lines and columns are found by their words, so that a
table may stand anywhere, in any order, and carry more than was asked of it only where that changes no figure.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum, auto

from rules.forms import Unit

Content = str | bool | Decimal | date
Path = tuple[str, ...]
"""Where a cell lies, for people: `("sheet", "Feuille1", "C12")`."""


class Flaw(StrEnum):
    """Why what a cell shows cannot be taken."""

    FORMULA = auto()
    ERROR = auto()


@dataclass(frozen=True, slots=True)
class Cell:
    """One filled cell. `percent`: its number is shown a hundredfold, as spreadsheets store « 99 % » as 0.99."""

    content: Content
    percent: bool = False
    flaw: Flaw | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Cells merged into one, from the first row and column to the last, all included, counted from 0."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """The filled cells of one sheet by row then column, counted from 0."""

    name: str
    rows: Mapping[int, Mapping[int, Cell]]
    merged: tuple[Block, ...] = ()

    def path(self, row: int, column: int) -> Path:
        """Where a cell lies."""
        return "sheet", self.name, address(row, column)


def address(row: int, column: int) -> str:
    """The name of a cell as spreadsheets show it."""
    letters, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"


class Head(StrEnum):
    """What a column holds."""

    NAME = auto()
    CODE = auto()
    UNIT = auto()
    VALUE = auto()
    TO_DATE = auto()
    REMAINING = auto()
    HELP = auto()
    FROM = auto()
    TO = auto()
    PLACES = auto()


HEADINGS: dict[Head, tuple[str, ...]] = {
    Head.NAME: ("Rubrique", "Libellé", "Intitulé", "Désignation"),
    Head.CODE: ("Code", "Compte", "N° de compte", "Numéro de compte", "Numéro"),
    Head.UNIT: ("Unité",),
    Head.VALUE: ("Valeur", "Montant", "Montant en euros", "Montant €"),
    Head.TO_DATE: ("Réalisé à ce jour", "Réalisé"),
    Head.REMAINING: ("Prévu pour le reste de l'année", "Prévu", "Reste à réaliser"),
    Head.HELP: ("Aide",),
    Head.FROM: ("Du", "Début", "Date de début"),
    Head.TO: ("Au", "Fin", "Date de fin"),
    Head.PLACES: ("Places", "Nombre de places"),
}
"""The titles that are understood; the first of each is that of the template."""

LINES_OF = (Head.NAME, Head.CODE)
VALUES_OF = (Head.VALUE, Head.TO_DATE, Head.REMAINING)
PERIODS_OF = (Head.FROM, Head.TO, Head.PLACES)

UNTITLED = ((Head.NAME, Head.VALUE), (Head.CODE, Head.NAME, Head.VALUE))
"""The columns of lines pasted without their titles."""

UNIT_WORDS: dict[Unit, tuple[str, ...]] = {
    Unit.COUNT: ("nombre", "places", "enfants", "nb"),
    Unit.DAYS: ("jours", "jour", "j"),
    Unit.HOURS: ("heures", "heure", "h"),
    Unit.EUROS: ("€", "euros", "euro", "eur"),
    Unit.PERCENT: ("%", "pour cent"),
    Unit.FTE: ("Etp",),
    Unit.YES_NO: ("oui/non",),
    Unit.PLACES_BY_PERIOD: (),
}
"""How a sheet may name a unit, alone or behind a figure; the first of each is that of the template."""

_SIGNS = str.maketrans({"€": " eur ", "%": " pct "})


def plain(text: str) -> str:
    """A text without case, accents, punctuation nor idle spaces: what titles and labels are compared by."""
    bare = unicodedata.normalize("NFKD", text.translate(_SIGNS))
    letters = "".join(each for each in bare if not unicodedata.combining(each)).casefold()
    return " ".join(re.findall(r"[^\W_]+", letters))


_UNITS = {plain(words) for names in UNIT_WORDS.values() for words in names}
_HEADS = {plain(words): head for head, titles in HEADINGS.items() for words in titles}


def head_of(cell: Cell) -> Head | None:
    """The column that a title announces, if it is one."""
    return _HEADS.get(plain(cell.content)) if isinstance(cell.content, str) and len(cell.content) < 100 else None


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a sheet: its titles, and the rows below them until the next table."""

    sheet: Sheet
    top: int
    heads: Mapping[int, Head]
    rows: dict[int, Mapping[int, Cell]] = field(default_factory=dict)

    @property
    def of_periods(self) -> bool:
        """Does it hold places by period, rather than figures?"""
        return Head.FROM in self.heads.values()

    def column(self, head: Head) -> int | None:
        """Where this column stands."""
        return next((column for column, each in self.heads.items() if each is head), None)

    @property
    def covered(self) -> dict[tuple[int, int], Block]:
        """The cells of these rows that are merged with others, under a title that holds values."""
        columns = [column for column, head in self.heads.items() if head in (*VALUES_OF, *PERIODS_OF)]
        last = max(self.rows, default=-1)
        return {
            (row, column): block
            for block in self.sheet.merged
            for column in columns
            if block.left <= column <= block.right
            for row in range(block.top, min(block.bottom, last) + 1)
            if row in self.rows
        }


def tables(sheet: Sheet) -> Iterator[Table]:
    """The tables of a sheet, each below a row of titles. What stands above the first is for the reader's eyes."""
    found: Table | None = None
    for row in sorted(sheet.rows):
        heads = _heads(sheet.rows[row])
        if heads:
            if found:
                yield found
            found = Table(sheet, row, heads)
        elif found:
            found.rows[row] = sheet.rows[row]
    if found:
        yield found


def untitled(sheet: Sheet) -> Table | None:
    """A sheet without titles, as pasted: (line, value) or (code, line, value), and no other column.

    Figures in the middle are another year's, a title of lines has a title of values beside it: neither is guessed at.
    """
    columns = sorted({column for cells in sheet.rows.values() for column in cells})
    heads = next((heads for heads in UNTITLED if len(heads) == len(columns)), None)
    if heads is None or any(head_of(cell) for cell in sheet.rows[min(sheet.rows)].values()):
        return None
    table = Table(sheet, -1, dict(zip(columns, heads, strict=True)), dict(sheet.rows))
    labels = [cells.get(table.column(Head.NAME) or 0) for cells in sheet.rows.values()] if len(heads) > 2 else []
    return table if all(_is_label(cell) for cell in labels if cell) else None


def _is_label(cell: Cell) -> bool:
    """Words, rather than a figure, its unit or a dash."""
    words = plain(cell.content).split() if isinstance(cell.content, str) else []
    return any(not word[0].isdigit() and word not in _UNITS for word in words)


def _heads(cells: Mapping[int, Cell]) -> dict[int, Head]:
    """The titles of a row: none unless it announces lines with values, or periods."""
    found = {column: head for column, cell in sorted(cells.items()) if (head := head_of(cell))}
    said = set(found.values())
    figures = not said.isdisjoint(LINES_OF) and not said.isdisjoint(VALUES_OF)
    return found if figures or said.issuperset(PERIODS_OF) else {}
