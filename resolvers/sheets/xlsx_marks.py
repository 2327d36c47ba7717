"""The marks of an XLSX workbook (Excel), sheet by sheet."""

import re
from collections.abc import Mapping
from posixpath import normpath

from resolvers.sheets.marks import MOST_SHEETS, Attributes, Marks, broken, too_large, walk
from rules.sheets import Block, Flaw

_PERCENT_FORMATS = {9, 10}
"""The formats « 0% » and « 0.00% » that every workbook has without saying so."""
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


def wanted(name: str) -> bool:
    """The members that tell the figures: no picture, no drawing, no pivot table."""
    folder, _, file = name.rpartition("/")
    return file.endswith((".xml", ".rels")) and folder in {"", "_rels", "xl", "xl/_rels", "xl/worksheets"}


def marks_of(members: Mapping[str, bytes]) -> dict[str, Marks]:
    """The marks of every sheet of cells, by name. Raises `Refused`."""
    percent = _percent_styles(members.get("xl/styles.xml"))
    paths = {name: path for name, path in _paths(members).items() if path in members}
    if len(paths) > MOST_SHEETS:
        raise too_large(f"{MOST_SHEETS} feuilles au plus")
    return {name: _marks(members[path], percent) for name, path in paths.items()}


def _paths(members: Mapping[str, bytes]) -> dict[str, str]:
    """Where each sheet of the workbook stands."""
    targets: dict[str, str] = {}
    names: dict[str, str] = {}

    def relation(name: str, given: Attributes) -> None:
        if name == "Relationship":
            target = given.get("Target", "")
            targets[given.get("Id", "")] = normpath(target.lstrip("/") if target.startswith("/") else f"xl/{target}")

    def sheet(name: str, given: Attributes) -> None:
        if name == "sheet":
            names[given.get("name", "")] = given.get("id", "")

    walk(members.get("xl/_rels/workbook.xml.rels", b""), relation)
    walk(members.get("xl/workbook.xml", b""), sheet)
    return {name: targets.get(key, "").casefold() for name, key in names.items()}


def _percent_styles(xml: bytes | None) -> frozenset[int]:
    """The numbers of the cell styles that show a number a hundredfold."""
    formats: set[int] = set(_PERCENT_FORMATS)
    styles: list[int] = []
    inside: list[str] = []

    def end(_: str) -> None:
        inside.pop()

    def start(name: str, given: Attributes) -> None:
        inside.append(name)
        if name == "numFmt" and "%" in _NOT_SHOWN.sub("", given.get("formatCode", "")):
            formats.add(_whole(given.get("numFmtId")))
        elif name == "xf" and inside[-2:-1] == ["cellXfs"]:
            styles.append(_whole(given.get("numFmtId", "0")))

    if xml is not None:
        walk(xml, start, end)
    return frozenset(number for number, each in enumerate(styles) if each in formats)


def _marks(xml: bytes, percent: frozenset[int]) -> Marks:
    """One pass over a sheet: rows and cells may say where they stand, or simply follow each other."""
    marks = Marks()
    row, column = -1, -1
    cell: dict[str, str] = {}
    parts: dict[str, str] = {}
    inside = ""

    def start(name: str, given: Attributes) -> None:
        nonlocal row, column, cell, parts, inside
        if name == "row":
            row, column = _whole(given.get("r")) - 1 if "r" in given else row + 1, -1
        elif name == "c":
            row, column = _place(given["r"]) if "r" in given else (row, column + 1)
            cell, parts = dict(given), {}
        elif name in {"f", "v", "is"}:
            inside = name
            parts[name] = ""
            marks.filled(row, column)
        elif name == "mergeCell":
            marks.merge(_block(given.get("ref", "")))

    def text(said: str) -> None:
        if inside:
            parts[inside] += said

    def end(name: str) -> None:
        nonlocal inside
        if name == inside:
            inside = ""
        if name == "c" and parts:
            _note(marks, (row, column), cell, parts, percent)

    walk(xml, start, end, text)
    return marks


def _note(marks: Marks, place: tuple[int, int], cell: Attributes, parts: Attributes, percent: frozenset[int]) -> None:
    """The marks of one cell. A formula whose result is an empty text has a result: nothing."""
    kind = cell.get("t", "n")
    if kind == "e":
        marks.flaws[place] = Flaw.ERROR
    elif "f" in parts and not parts.get("v") and not (kind == "str" and "v" in parts):
        marks.flaws[place] = Flaw.FORMULA
    if kind == "n" and _whole(cell.get("s", "0")) in percent:
        marks.percents.add(place)


def _block(reference: str) -> Block:
    first, _, last = reference.partition(":")
    (top, left), (bottom, right) = _place(first), _place(last or first)
    return Block(top, left, bottom, right)


def _place(reference: str) -> tuple[int, int]:
    found = _ADDRESS.fullmatch(reference)
    if found is None:
        raise broken()
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]) - 1, column - 1


def _whole(given: str | None) -> int:
    if given is None or not (given.isascii() and given.isdigit()) or len(given) > 9:
        raise broken()
    return int(given)
