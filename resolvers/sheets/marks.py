"""What the reader of workbooks does not tell of a sheet: formulas without result, errors, percentages, merged cells.

Read from the XML in one pass, which also measures the sheet before anything is allocated for it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from rules import french
from rules.problems import Code, Refused, problem
from rules.sheets import Block, Flaw

MOST_ROWS, MOST_COLUMNS, MOST_SHEETS, MOST_MERGED = 2_000, 50, 10, 500
MOST_ELEMENTS = 500_000

Attributes = Mapping[str, str]


@dataclass(slots=True)
class Marks:
    """The marks of one sheet, by (row, column) counted from 0."""

    flaws: dict[tuple[int, int], Flaw] = field(default_factory=dict)
    percents: set[tuple[int, int]] = field(default_factory=set)
    merged: list[Block] = field(default_factory=list)

    def filled(self, row: int, column: int) -> None:
        """A cell holds something: it lies within the bounds, or the sheet is refused."""
        if row >= MOST_ROWS:
            raise too_large(f"{french.number(MOST_ROWS)} lignes au plus")
        if column >= MOST_COLUMNS:
            raise too_large(f"{MOST_COLUMNS} colonnes au plus")

    def merge(self, block: Block) -> None:
        """These cells are merged."""
        self.merged.append(block)
        if len(self.merged) > MOST_MERGED:
            raise too_large(f"{french.number(MOST_MERGED)} cellules fusionnées au plus")


def too_large(detail: str) -> Refused:
    """More than is read."""
    return Refused(problem(Code.SHEET_TOO_LARGE, "sheet", detail=detail))


def broken() -> Refused:
    """Not what it should be inside."""
    return Refused(problem(Code.SHEET_BROKEN, "sheet"))


def _local(name: str) -> str:
    """A name without its namespace; LibreOffice says some things a second time, more precisely, in one of its own."""
    space, _, bare = name.rpartition(" ")
    return f"calc {bare}" if space.endswith(":calcext:1.0") else bare


def walk(
    xml: bytes,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] = lambda _: None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Read an XML document, names without their namespace. A document type, hence any entity, is refused."""
    parser = expat.ParserCreate(namespace_separator=" ")
    count = 0

    def started(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > MOST_ELEMENTS:
            raise too_large("le classeur contient trop d'éléments")
        start(name.rpartition(" ")[2], {_local(key): each for key, each in attributes.items()})

    def refuse(*_: object) -> None:
        raise broken()

    parser.StartElementHandler = started
    parser.EndElementHandler = lambda name: end(name.rpartition(" ")[2])
    parser.StartDoctypeDeclHandler = refuse
    parser.buffer_text = True
    if text:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, ValueError, LookupError):
        raise broken() from None
