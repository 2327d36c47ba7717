"""From the bytes of a file to its lines: every cell read, every mistake told at its line and column."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from rules.imports import Column, File, Key, shown
from rules.numerals import quotable
from rules.problems import Code, Problem, Refused
from rules.sheets import address

_SEPARATORS = (";", ",", "\t")
_UNTITLED = "sans titre"


@dataclass(frozen=True, slots=True)
class Line:
    """One line that could be read whole: the values of the columns that the file has."""

    number: int
    values: Mapping[str, Any]


@dataclass(slots=True)
class Content:
    """What a file holds. `keys` names every line whose key could be read, good or not, with its number; none in all if
    the file as a whole could not be read, so that nobody is blamed for leaning on it."""

    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    keys: dict[Key, int] | None = field(default_factory=dict)


def read_file(file: File, body: bytes, today: date) -> Content:
    """The lines of a file in UTF-8, with or without its mark, separated by semicolons, commas or tabs."""
    content = Content()
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        return Content(problems=[file.problem(Code.IMPORT_NOT_UTF8, line)], keys=None)
    records = _records(file, content, text)
    top, titles = next(records, (1, []))
    columns = _columns(file, content, top, titles)
    if columns is None:
        content.keys = None
        return content
    strange = {place for place, title in enumerate(titles) if title}
    for number, cells in records:
        _check_width(file, content, number, cells, columns, strange)
        _read_line(file, content, number, cells, columns, today)
    return content


def _records(file: File, content: Content, text: str) -> Iterator[tuple[int, list[str]]]:
    """The records that hold something, each with the line on which it begins."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(_SEPARATORS, key=lambda each: _known(file, first, each))
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    while True:
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error:
            content.problems.append(file.problem(Code.IMPORT_BAD_QUOTES, begins))
            content.keys = None
            return
        if any(cell.strip() for cell in cells):
            yield begins, [cell.strip() for cell in cells]
        begins = rows.line_num + 1


def _known(file: File, line: str, separator: str) -> int:
    return sum(file.titled(title.strip(' "')) is not None for title in line.split(separator))


def _columns(file: File, content: Content, top: int, titles: list[str]) -> dict[int, Column] | None:
    """The columns by place; none when one that is required is missing."""
    found: dict[int, Column] = {}
    seen: dict[str, int] = {}
    for place, title in enumerate(titles):
        column = file.titled(title)
        if column is None:
            if title:
                content.problems.append(file.problem(Code.SHEET_UNKNOWN_COLUMN, top, name=quotable(title)))
        elif column.name in seen:
            first = address(top - 1, seen[column.name])
            content.problems.append(file.problem(Code.SHEET_TWICE, top, column.name, label=column.label, first=first))
        else:
            found[place] = column
            seen[column.name] = place
    missing = [column for column in file.columns if column.required and column.name not in seen]
    for column in missing:
        content.problems.append(file.problem(Code.IMPORT_COLUMN_MISSING, top, column.name, label=column.label))
    return None if missing else found


def _check_width(
    file: File, content: Content, number: int, cells: list[str], columns: dict[int, Column], strange: set[int]
) -> None:
    """What stands beside the titled columns is told once a column."""
    for place, cell in enumerate(cells):
        if cell and place not in columns and place not in strange:
            strange.add(place)
            content.problems.append(file.problem(Code.SHEET_UNKNOWN_COLUMN, number, name=_UNTITLED))


def _read_line(
    file: File, content: Content, number: int, cells: list[str], columns: dict[int, Column], today: date
) -> None:
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for place, column in columns.items():
        cell = cells[place] if place < len(cells) else ""
        if not cell and column.required:
            problems.append(file.problem(Code.IMPORT_CELL_EMPTY, number, column.name, label=column.label))
        elif not cell:
            values[column.name] = column.default
        else:
            try:
                values[column.name] = column.read(cell, column.label, today)
            except Refused as refused:
                where = (file.name, str(number), column.label)
                problems += [replace(each, path=where) for each in refused.problems]
    if content.keys is not None and all(name in values for name in file.key):
        key = file.key_of(values)
        first = content.keys.setdefault(key, number)
        if first != number:
            problems.append(file.problem(Code.IMPORT_TWICE, number, file.key[-1], key=shown(key), first=first))
    content.problems += problems
    if not problems:
        content.lines.append(Line(number, values))
