"""Templates as files: CSV as French spreadsheets open it, XLSX with its cells ready."""

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter

from rules import french
from rules.sheets import PERIODS_OF, VALUES_OF, Content, Head
from rules.sheets.template import FIGURES, PERIODS, Row, Template

_WIDTHS = {Head.NAME: 52, Head.CODE: 24, Head.UNIT: 10, Head.HELP: 90}
_VALUE_WIDTH = 22
_ROWS_OF_PERIODS = 24
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True},
    "text": {"valign": "top", "text_wrap": True},
    "help": {"valign": "top", "text_wrap": True, "italic": True, "font_color": "#555555"},
    "figure": {"valign": "top", "border": 1},
    "day": {"valign": "top", "num_format": "dd/mm/yyyy", "border": 1},
    "none": {"bg_color": "#D9D9D9"},
}


def as_csv(template: Template) -> bytes:
    """Semicolons, decimal commas, UTF-8 with its mark; the places by period below, after an empty line."""
    out = io.StringIO(newline="")
    sheet = csv.writer(out, delimiter=";")
    sheet.writerow(template.titles)
    sheet.writerows([_text(row.get(head)) for head in template.heads] for row in template.rows)
    if template.periods is not None:
        sheet.writerow([])
        sheet.writerow(template.titles_of_periods)
        sheet.writerows([_text(row[head]) for head in PERIODS_OF] for row in template.periods)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(template: Template) -> bytes:
    """One sheet for the figures, one for the places by period; cells that a line does not have are grey."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        looks = {name: book.add_format(look) for name, look in _LOOKS.items()}
        sheet = book.add_worksheet(FIGURES)
        _titles(sheet, template.titles, looks)
        for column, head in enumerate(template.heads):
            sheet.set_column(column, column, _WIDTHS.get(head, _VALUE_WIDTH))
        # Account numbers are words here: no spreadsheet has to warn of it.
        sheet.ignore_errors({"number_stored_as_text": f"A1:B{len(template.rows) + 1}"})
        for number, row in enumerate(template.rows, start=1):
            for column, head in enumerate(template.heads):
                _write(sheet, number, column, head, row, looks)
        if template.periods is not None:
            _write_periods(book.add_worksheet(PERIODS), template, looks)
    return out.getvalue()


def _text(content: Content | None) -> str:
    match content:
        case None:
            return ""
        case Decimal():
            return format(content, "f").replace(".", ",")
        case date():
            return french.day(content)
        case _:
            return str(content)


def _titles(sheet: Any, titles: tuple[str, ...], looks: dict[str, Any]) -> None:
    sheet.write_row(0, 0, titles, looks["title"])
    sheet.freeze_panes(1, 0)


def _write(sheet: Any, number: int, column: int, head: Head, row: Row, looks: dict[str, Any]) -> None:
    content = row.get(head)
    look = _look(head, row)
    if content is None:
        sheet.write_blank(number, column, None, looks[look])
    elif isinstance(content, Decimal):
        sheet.write_number(number, column, content, looks[look])
    else:
        sheet.write_string(number, column, str(content), looks[look])


def _look(head: Head, row: Row) -> str:
    if head in VALUES_OF:
        return "figure" if head in row else "none"
    return "help" if head is Head.HELP else "text"


def _write_periods(sheet: Any, template: Template, looks: dict[str, Any]) -> None:
    _titles(sheet, template.titles_of_periods, looks)
    sheet.set_column(0, len(PERIODS_OF) - 1, _VALUE_WIDTH)
    for number in range(_ROWS_OF_PERIODS):
        row: Row = (template.periods or ())[number] if number < len(template.periods or ()) else {}
        for column, head in enumerate(PERIODS_OF):
            content, look = row.get(head), looks["figure" if head is Head.PLACES else "day"]
            if isinstance(content, date):
                sheet.write_datetime(number + 1, column, content, look)
            elif content is None:
                sheet.write_blank(number + 1, column, None, look)
            else:
                sheet.write_number(number + 1, column, Decimal(str(content)), look)
