"""XLSX and ODS workbooks: checked, unpacked under bounds, then read by calamine."""

import io
import zipfile
from collections.abc import Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from math import isfinite
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum, ZipError

from resolvers.sheets import ods_marks, xlsx_marks
from resolvers.sheets.archives import names, packed, unpacked
from resolvers.sheets.marks import Marks, broken
from rules.problems import Code, Refused, problem
from rules.sheets import Cell, Content, Sheet

EXACT_DIGITS = 15
"""What a spreadsheet itself keeps and shows of a number: the digits beyond are the noise of binary fractions."""


def workbook(body: bytes) -> tuple[Sheet, ...]:
    """The visible sheets of a zipped workbook. Raises `Refused`."""
    inside = names(body)
    if "xl/workbook.xml" in inside:
        members = unpacked(body, xlsx_marks.wanted)
        return _sheets(packed(members), xlsx_marks.marks_of(members))
    if ods_marks.CONTENT in inside and "mimetype" in inside:
        members = unpacked(body, ods_marks.wanted)
        if ods_marks.encrypted(members):
            raise Refused(problem(Code.SHEET_ENCRYPTED, "sheet"))
        if b"spreadsheet" not in members["mimetype"][:100]:
            raise not_read("ce document n'est pas un classeur")
        return _sheets(packed(ods_marks.readable(members)), ods_marks.marks_of(members))
    raise not_read("ce n'est ni un classeur XLSX, ni un classeur ODS")


def not_read(detail: str) -> Refused:
    """A file of another kind."""
    return Refused(problem(Code.SHEET_NOT_READ, "sheet", detail=detail))


def _sheets(body: bytes, marks: Mapping[str, Marks]) -> tuple[Sheet, ...]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(body)) as book:
            return tuple(
                _sheet(each.name, book.get_sheet_by_name(each.name).to_python(skip_empty_area=False), marks)
                for each in book.sheets_metadata
                if each.typ is SheetTypeEnum.WorkSheet and each.visible is SheetVisibleEnum.Visible
            )
    except PasswordError:
        raise Refused(problem(Code.SHEET_ENCRYPTED, "sheet")) from None
    except (CalamineError, ZipError, zipfile.BadZipFile, ValueError, OSError, KeyError):
        raise broken() from None
    except BaseException as accident:
        # A panic of the reader is no exception like others: it is the file's fault all the same.
        if type(accident).__name__ != "PanicException":
            raise
        raise broken() from None


def _sheet(name: str, rows: list[list[Any]], all_marks: Mapping[str, Marks]) -> Sheet:
    marks = all_marks[name]
    cells: dict[int, dict[int, Cell]] = {}
    for row, values in enumerate(rows):
        for column, given in enumerate(values):
            content = _content(given)
            if content is not None:
                cells.setdefault(row, {})[column] = Cell(content, (row, column) in marks.percents)
    for (row, column), flaw in marks.flaws.items():
        cells.setdefault(row, {})[column] = Cell("", flaw=flaw)
    return Sheet(name, {row: cells[row] for row in sorted(cells)}, tuple(marks.merged))


def _content(given: Any) -> Content | None:
    """What a cell holds; nothing when it is blank."""
    match given:
        case bool() | date():
            return given
        case int():
            return Decimal(given)
        case float():
            return exact(given)
        case time() | timedelta():
            return f"{given}"
        case _:
            text = str(given)
            return text if text.strip() else None


def exact(number: float) -> Decimal | str:
    """The number that a cell holds, as exactly as its spreadsheet does."""
    if not isfinite(number):
        return str(number)
    found = Decimal(repr(number))
    return found if len(found.normalize().as_tuple().digits) <= EXACT_DIGITS else Decimal(f"{number:.{EXACT_DIGITS}g}")
