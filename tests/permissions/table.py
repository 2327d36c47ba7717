"""The matrix as it was written: its four tables, cell by cell. Imports nothing of the rules."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
MATRIX, FIRST = HERE / "matrix.txt", HERE / "first.txt"
ROLES = {
    "A": "ACTIVITY_DATA_PROVIDER", "F": "FINANCIAL_DATA_PROVIDER", "P": "APPROVER",
    "M": "HABILITATION_MANAGER", "O": "DECLARATION_OFFICER", "N": "NATIONAL",
}  # fmt: skip
"""What the letters of the matrix stand for."""
TITLES = ("RIGHTS", "ACTS BY STATE OF THE DECLARATION", "ACTS BY STATE OF THE PART", "ACTS BY DAY OF THE PERIOD")
NAME = 31
"""How wide the names of the rows are."""


@dataclass(frozen=True)
class Table:
    """One table: its columns, and the cells of each row by column."""

    columns: tuple[str, ...]
    rows: dict[str, dict[str, str]]

    def cells(self) -> Iterator[tuple[str, str, str]]:
        """Row, column, cell."""
        for name, cells in self.rows.items():
            for column, cell in cells.items():
                yield name, column, cell

    @property
    def granted(self) -> set[tuple[str, str]]:
        """Each pair of a row and a column in which somebody may; in the tables of acts with the letter of who."""
        return {
            (action_of(name), column if cell == "+" else f"{column} {cell.upper()}")
            for name, column, cell in self.cells()
            if cell not in {"-", ".", "!"}
        }


class Unreadable(Exception):
    """The matrix is not laid out as its reader expects."""


@cache
def tables() -> dict[str, Table]:
    """Every table of the matrix, by its title."""
    lines = MATRIX.read_text(encoding="utf-8").splitlines()
    starts = [lines.index(title) for title in TITLES]
    return {
        title: _table(lines[start + 1 : end])
        for title, start, end in zip(TITLES, starts, [*starts[1:], len(lines)], strict=True)
    }


def _table(lines: list[str]) -> Table:
    head = next(place for place, line in enumerate(lines) if line.startswith(" " * NAME))
    columns = tuple(lines[head].split())
    rows: dict[str, dict[str, str]] = {}
    for line in filter(str.strip, lines[head + 1 :]):
        name, cells = line[:NAME].strip(), line[NAME:].split()
        if name in rows or len(cells) != len(columns):
            raise Unreadable(line)
        rows[name] = dict(zip(columns, cells, strict=True))
    return Table(columns, rows)


def action_of(name: str) -> str:
    """The action or act of a row, without what tells two rows of it apart."""
    return name.partition(" (")[0]


def granted() -> set[tuple[str, str]]:
    """Every pair of the whole matrix in which somebody may."""
    return set().union(*(table.granted for table in tables().values()))


def first() -> set[tuple[str, str]]:
    """The pairs that were there from the first."""
    lines = (line for line in FIRST.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    return {
        (name, column.strip())
        for line in lines
        for name, _, told in [line.partition(": ")]
        for column in told.split(",")
    }
