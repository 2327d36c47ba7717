"""The places by period of a sheet: one row for each period, from a day to a day."""

from collections.abc import Mapping
from dataclasses import replace

from rules.forms import Item, Value
from rules.numerals import quotable
from rules.problems import Code, Problem, Refused, problem
from rules.sheets import PERIODS_OF, Cell, Head, Path, Table
from rules.sheets.values import day_of, flaw, text_of
from rules.values import read

NAMES = {Head.FROM: "from", Head.TO: "to", Head.PLACES: "places"}


def periods_of(item: Item, table: Table) -> tuple[Path, Value] | None:
    """The cell where the list begins and its value; none when no row is filled. Raises `Refused` at the cells."""
    columns = {head: column for head in PERIODS_OF if (column := table.column(head)) is not None}
    filled = [row for row, cells in table.rows.items() if any(column in cells for column in columns.values())]
    if not filled:
        return None
    paths = [{head: table.sheet.path(row, column) for head, column in columns.items()} for row in filled]
    merged = {table.sheet.path(*place) for place in table.covered}
    rows = [{head: table.rows[row].get(column) for head, column in columns.items()} for row in filled]
    problems = [
        wrong
        for cells, places in zip(rows, paths, strict=True)
        for head, path in places.items()
        if (wrong := _wrong(item, head, cells[head], path, path in merged))
    ]
    if problems:
        raise Refused(*problems)
    try:
        return paths[0][Head.FROM], read(item, [_period(cells) for cells in rows])
    except Refused as refused:
        raise Refused(*(replace(each, path=_cell(each, paths)) for each in refused.problems)) from None


def _cell(found: Problem, paths: list[dict[Head, Path]]) -> Path:
    """The cell of what the rule refuses at a row of its list, counted from 1, and one of its columns."""
    _, _, row, *column = found.path
    head = next((head for head, name in NAMES.items() if name in column), Head.FROM)
    return paths[int(row) - 1][head]


def _period(cells: Mapping[Head, Cell | None]) -> dict[str, object]:
    """One period as the rule of the item reads it."""
    given = {head: cell for head, cell in cells.items() if cell}
    return {name: text_of(given[head]) if head is Head.PLACES else day_of(given[head]) for head, name in NAMES.items()}


def _wrong(item: Item, head: Head, cell: Cell | None, path: Path, merged: bool) -> Problem | None:
    """What keeps a cell from being read at all; what it may hold is the rule of the item."""
    about = {"item": item.name, "part": item.part}
    if merged:
        return problem(Code.SHEET_MERGED, *path, details=about, label=item.label)
    if cell is None:
        return problem(Code.SHEET_PERIOD_INCOMPLETE, *path, details=about)
    spoilt = flaw(cell)
    if spoilt:
        return problem(spoilt, *path, details=about)
    if head is not Head.PLACES and day_of(cell) is None:
        given = quotable(text_of(cell))
        return problem(
            Code.INVALID_VALUE,
            *path,
            details=about,
            label=item.label,
            given=given,
            expected="une date, comme 01/09/2024",
        )
    return None
