"""From the bytes of a file, or a pasted text, to sheets. The content says what a file is, never its name."""

import csv
import io
from unicodedata import category

from resolvers.sheets.marks import MOST_COLUMNS, MOST_ROWS, too_large
from resolvers.sheets.workbooks import not_read, workbook
from rules import french
from rules.problems import Code, Refused, problem
from rules.sheets import Cell, Sheet, tables

FILE_BYTES = 10_000_000
"""The longest file that is read, in bytes."""

_ZIP, _EMPTY_ZIP = b"PK\x03\x04", b"PK\x05\x06"
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SEPARATORS = ("\t", ";", ",")
_LAYOUT = frozenset("\t\r\n\f")
_MOST_LINES, _MOST_SIGNS = 20_000, 1_000_000
"""Of a text, empty lines included."""

PASTED, CSV = "collage", "csv"
"""The names that a sheet without one goes by."""


def sheets_of(body: bytes) -> tuple[Sheet, ...]:
    """The sheets of a file: CSV, XLSX or ODS. Raises `Refused`."""
    if not body.strip():
        raise not_read("il est vide")
    if body.startswith((_ZIP, _EMPTY_ZIP)):
        return workbook(body)
    if body.startswith(_COMPOUND):
        if _ENCRYPTED in body:
            raise Refused(problem(Code.SHEET_ENCRYPTED, "sheet"))
        raise not_read("c'est un ancien classeur Excel (.xls)")
    text = _text(body)
    if text.lstrip().startswith("<"):
        raise not_read("c'est une page web ou du XML")
    return (sheet_of(text, CSV),)


def pasted(text: str) -> tuple[Sheet, ...]:
    """The sheet that somebody pasted: lines of cells separated by tabs, as a spreadsheet copies them."""
    return (sheet_of(text, PASTED),)


def sheet_of(text: str, name: str) -> Sheet:
    """One sheet from separated values; the separator is the one under which titles are found. Raises `Refused`."""
    if len(text) > _MOST_SIGNS:
        raise too_large(f"{french.number(_MOST_SIGNS)} caractères au plus")
    first, _, rest = text.partition("\n")
    announced = first.strip().casefold().removeprefix("sep=") if first.casefold().startswith("sep=") else ""
    if announced in (";", ","):
        return _below(_sheet(rest, name, announced))
    used = [each for each in _SEPARATORS if each in text] or [";"]
    tried = (_sheet(text, name, each) for each in used)
    return next((sheet for sheet in tried if any(tables(sheet))), None) or _sheet(text, name, used[0])


def _below(sheet: Sheet) -> Sheet:
    """The same sheet one row lower: the line that announces the separator is a row for its author."""
    return Sheet(sheet.name, {row + 1: cells for row, cells in sheet.rows.items()})


def _sheet(text: str, name: str, separator: str) -> Sheet:
    rows: dict[int, dict[int, Cell]] = {}
    try:
        for row, values in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator)):
            filled = {column: Cell(each) for column, each in enumerate(values) if each.strip()}
            if row >= (MOST_ROWS if filled else _MOST_LINES):
                raise too_large(f"{french.number(MOST_ROWS)} lignes au plus")
            if filled and max(filled) >= MOST_COLUMNS:
                raise too_large(f"{MOST_COLUMNS} colonnes au plus")
            if filled:
                rows[row] = filled
    except csv.Error:
        raise Refused(problem(Code.SHEET_BROKEN, "sheet")) from None
    return Sheet(name, rows)


def _text(body: bytes) -> str:
    """The text of a CSV file: by its mark, else UTF-8, else the Windows habit of Western Europe."""
    marked = next((encoding for bom, encoding in _BOMS if body.startswith(bom)), None)
    for encoding in (marked,) if marked else ("utf-8", "cp1252"):
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        if all(letter in _LAYOUT or category(letter) != "Cc" for letter in set(text)):
            return text
        break
    raise not_read("ce n'est pas du texte")
