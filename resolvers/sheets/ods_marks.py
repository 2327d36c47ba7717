"""The marks of an ODS workbook (LibreOffice), sheet by sheet. Cells and rows stand once for all their repetitions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from resolvers.sheets.marks import MOST_COLUMNS, MOST_ROWS, MOST_SHEETS, Attributes, Marks, broken, too_large, walk
from rules.sheets import Block, Flaw

CONTENT = "content.xml"
_MEMBERS = frozenset({"mimetype", CONTENT, "meta-inf/manifest.xml"})
_BETWEEN_TAGS = re.compile(rb">\s+<")
_CELLS = frozenset({"table-cell", "covered-table-cell"})
_MOST_REPEATED = 1_048_576
"""As many rows as a sheet can have."""


def wanted(name: str) -> bool:
    """The members that tell the figures."""
    return name in _MEMBERS


def encrypted(members: Mapping[str, bytes]) -> bool:
    """Is its content protected by a password?"""
    return b"encryption-data" in members.get("meta-inf/manifest.xml", b"")


def readable(members: Mapping[str, bytes]) -> dict[str, bytes]:
    """The same workbook as its reader wants it: his names, and no space between the tags of a row."""
    return {
        "mimetype": members.get("mimetype", b""),
        CONTENT: _BETWEEN_TAGS.sub(b"><", members.get(CONTENT, b"")),
        "META-INF/manifest.xml": members.get("meta-inf/manifest.xml", b"<manifest/>"),
    }


def marks_of(members: Mapping[str, bytes]) -> dict[str, Marks]:
    """The marks of every sheet, by name. Raises `Refused`."""
    scan = _Scan()
    walk(members.get(CONTENT, b""), scan.start, scan.end)
    return scan.found


@dataclass(slots=True)
class _Scan:
    """Where one pass over the content stands."""

    found: dict[str, Marks] = field(default_factory=dict)
    marks: Marks = field(default_factory=Marks)
    depth: int = 0
    row: int = 0
    column: int = 0
    repeated: int = 1
    cell: tuple[range, Attributes] | None = None
    filled: list[tuple[range, Attributes]] = field(default_factory=list)

    def start(self, name: str, given: Attributes) -> None:
        """A tag opens."""
        if name == "table":
            self.depth += 1
            if self.depth == 1:
                self._open_sheet(given.get("name", ""))
        elif self.depth != 1:
            return
        elif name == "table-row":
            self.column, self.repeated = 0, _count(given, "number-rows-repeated")
            self.filled.clear()
        elif name in _CELLS:
            columns = range(self.column, self.column + _count(given, "number-columns-repeated"))
            _merge(self.marks, given, self.row, self.column)
            self.cell, self.column = (columns, given), columns.stop
            if "value-type" in given or "formula" in given:
                self.filled.append(self.cell)
        elif self.cell and self.cell not in self.filled[-1:]:
            # A text without a type is read all the same.
            self.filled.append(self.cell)

    def end(self, name: str) -> None:
        """A tag closes."""
        if name == "table":
            self.depth -= 1
        elif name in _CELLS:
            self.cell = None
        elif name == "table-row" and self.depth == 1:
            for columns, given in self.filled:
                _note(self.marks, range(self.row, self.row + self.repeated), columns, given)
            self.row += self.repeated

    def _open_sheet(self, name: str) -> None:
        if name in self.found or len(self.found) == MOST_SHEETS:
            raise broken() if name in self.found else too_large(f"{MOST_SHEETS} feuilles au plus")
        self.marks = self.found[name] = Marks()
        self.row = 0


def _note(marks: Marks, rows: range, columns: range, given: Attributes) -> None:
    marks.filled(rows[-1], columns[-1])
    places = [(row, column) for row in rows for column in columns]
    if given.get("calc value-type") == "error":
        marks.flaws.update(dict.fromkeys(places, Flaw.ERROR))
    elif "formula" in given and "value-type" not in given:
        marks.flaws.update(dict.fromkeys(places, Flaw.FORMULA))
    elif given.get("value-type") == "percentage":
        marks.percents.update(places)


def _merge(marks: Marks, given: Attributes, row: int, column: int) -> None:
    height, width = _count(given, "number-rows-spanned"), _count(given, "number-columns-spanned")
    if (height > 1 or width > 1) and row < MOST_ROWS and column < MOST_COLUMNS:
        marks.merge(Block(row, column, row + height - 1, column + width - 1))


def _count(given: Attributes, name: str) -> int:
    said = given.get(name, "1")
    if not (said.isascii() and said.isdigit()) or len(said) > 9 or int(said) > _MOST_REPEATED:
        raise broken()
    return max(1, int(said))
