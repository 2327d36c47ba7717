"""From sheets to the figures of one part of a form, with every problem at its cell.

A blank cell gives nothing: the stored figure stays. A computed item with a value is refused rather than passed over,
because a total that differs from ours is a mistake that its author has to see before he signs.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rules.forms import Form, Item, Part, Value
from rules.numerals import quotable
from rules.problems import Code, Problem, Refused, problem
from rules.sheets import (
    HEADINGS,
    LINES_OF,
    PERIODS_OF,
    UNIT_WORDS,
    VALUES_OF,
    Block,
    Cell,
    Head,
    Path,
    Sheet,
    Table,
    plain,
    tables,
    untitled,
)
from rules.sheets.lines import HEAD_OF_COLUMN, Line, Lines
from rules.sheets.periods import periods_of
from rules.sheets.values import other_unit, text_of, value_of

MOST_PROBLEMS = 500
"""A file that is wrong throughout is told so in one answer that can still be read."""


@dataclass(slots=True)
class Reading:
    """What was read: the value and the cell of each item given, the sheets that hold a table, and what is wrong."""

    values: dict[str, Value] = field(default_factory=dict)
    cells: dict[str, Path] = field(default_factory=dict)
    sheets: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, *problems: Problem) -> None:
        """Note what is wrong."""
        self.problems.extend(problems[: MOST_PROBLEMS - len(self.problems)])

    def keep(self, item: Item, path: Path, value: Value) -> None:
        """Note a value, unless the item stood elsewhere already."""
        if item.name in self.cells:
            self.refuse(
                _problem(Code.SHEET_TWICE, path, item, label=item.label, first=_place(self.cells[item.name], path))
            )
        else:
            self.values[item.name], self.cells[item.name] = value, path


def read_sheets(form: Form, part: Part, sheets: Iterable[Sheet]) -> Reading:
    """The figures that these sheets give for one part; sheets without a table are passed over."""
    reading, lines = Reading(), Lines.of(form, part)
    sheets = [sheet for sheet in sheets if sheet.rows]
    found = [table for sheet in sheets for table in tables(sheet)]
    if not found and len(sheets) == 1:
        found = [table for table in (untitled(sheets[0]),) if table]
    if not found:
        reading.refuse(problem(Code.SHEET_NO_TABLE, "sheet"))
    for table in found:
        _check_columns(reading, lines, table)
        if table.of_periods:
            _read_periods(reading, lines, table)
        else:
            _read_lines(reading, lines, table)
    reading.sheets = list(dict.fromkeys(table.sheet.name for table in found))
    return reading


def _check_columns(reading: Reading, lines: Lines, table: Table) -> None:
    """Every title is one of the table's own, once; what stands beside the titled columns is told once a column."""
    known = PERIODS_OF if table.of_periods else (*LINES_OF, Head.UNIT, Head.HELP, *lines.heads)
    seen: dict[Head, int] = {}
    strange: set[int] = set()
    for column, cell in sorted(table.sheet.rows.get(table.top, {}).items()):
        head, path = table.heads.get(column), table.sheet.path(table.top, column)
        if head is None or head not in known or (table.of_periods and lines.periods is None):
            strange.add(column)
            reading.refuse(problem(Code.SHEET_UNKNOWN_COLUMN, *path, name=quotable(text_of(cell))))
        elif head in seen:
            first = _place(table.sheet.path(table.top, seen[head]), path)
            reading.refuse(problem(Code.SHEET_TWICE, *path, label=HEADINGS[head][0], first=first))
        else:
            seen[head] = column
    for row, cells in table.rows.items():
        for column, cell in cells.items():
            if column not in table.heads and column not in strange:
                strange.add(column)
                reading.refuse(
                    problem(Code.SHEET_UNKNOWN_COLUMN, *table.sheet.path(row, column), name=quotable(text_of(cell)))
                )


def _read_periods(reading: Reading, lines: Lines, table: Table) -> None:
    if lines.periods is None:
        return
    try:
        given = periods_of(lines.periods, table)
    except Refused as refused:
        reading.refuse(*refused.problems)
    else:
        if given:
            reading.keep(lines.periods, *given)


def _read_lines(reading: Reading, lines: Lines, table: Table) -> None:
    columns = [column for column, head in table.heads.items() if head in VALUES_OF]
    covered = table.covered
    told: set[Block] = set()
    for row, cells in table.rows.items():
        line = _line(reading, lines, table, row, cells, columns)
        if line is None:
            continue
        for column in columns:
            block = covered.get((row, column))
            if block is None and column in cells:
                _read_value(reading, table, line, (row, column))
            elif block and block not in told:
                told.add(block)
                reading.refuse(problem(Code.SHEET_MERGED, *table.sheet.path(block.top, block.left), label=line.label))


def _line(
    reading: Reading, lines: Lines, table: Table, row: int, cells: Mapping[int, Cell], columns: list[int]
) -> Line | None:
    """The line of a row; one that is not known matters only where it holds a value."""
    places = [(head, table.column(head)) for head in (Head.CODE, Head.NAME)]
    words = {head: text_of(cells.get(column)) for head, column in places if column is not None}
    found = {head: line for head, text in words.items() if text and (line := lines.find(text))}
    valued = [column for column in columns if column in cells]
    if len({line.name for line in found.values()}) > 1:
        column = next(column for head, column in places if head is Head.CODE)
        given, name = quotable(words[Head.CODE]), quotable(words[Head.NAME])
        reading.refuse(problem(Code.SHEET_AMBIGUOUS_LINE, *table.sheet.path(row, column or 0), given=given, name=name))
    elif found:
        return next(iter(found.values()))
    elif valued:
        named = [column for head, column in places if column is not None and words.get(head)]
        shown = next((quotable(text) for text in words.values() if text), "ligne sans nom")
        reading.refuse(problem(Code.SHEET_UNKNOWN_LINE, *table.sheet.path(row, (named or valued)[0]), name=shown))
    return None


def _read_value(reading: Reading, table: Table, line: Line, place: tuple[int, int]) -> None:
    row, column = place
    path, head = table.sheet.path(row, column), table.heads[column]
    item = line.items.get(head)
    if item is None:
        reading.refuse(_misplaced(line, head, path))
        return
    beside = table.column(Head.UNIT)
    unit = table.rows[row].get(beside) if beside is not None else None
    if unit is not None and plain(text_of(unit)) not in {plain(words) for words in UNIT_WORDS[item.unit]}:
        reading.refuse(other_unit(item, quotable(text_of(unit)), table.sheet.path(row, beside or 0)))
        return
    try:
        value = value_of(item, table.rows[row][column], path)
    except Refused as refused:
        reading.refuse(*refused.problems)
    else:
        reading.keep(item, path, value)


def _misplaced(line: Line, head: Head, path: Path) -> Problem:
    """The value stands where this line has none: it is computed, or belongs in another column."""
    if not line.items or (head is Head.VALUE and HEAD_OF_COLUMN[None] not in line.items):
        return problem(Code.SHEET_COMPUTED, *path, label=line.label)
    column = HEADINGS[next(iter(line.items))][0]
    return problem(Code.SHEET_OTHER_COLUMN, *path, label=line.label, column=column)


def _place(first: Path, now: Path) -> str:
    """Another cell, with its sheet when it is not the same."""
    *where, cell = first
    return cell if tuple(where) == now[:-1] else f"{cell} de « {where[-1]} »"


def _problem(code: Code, path: Path, item: Item, **words: str) -> Problem:
    return problem(code, *path, details={"item": item.name, "part": item.part}, **words)
