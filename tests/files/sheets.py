"""Small forms, sheets and files for the tests of what is typed in a spreadsheet."""

import io
import zipfile
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter

from rules.forms import DeclarationKind, Form, Item, Part, Unit
from rules.sheets import Cell, Sheet

ITEMS = (
    Item("licensedPlaces", Part.ACTIVITY, "Nombre de places agréées", Unit.COUNT, "Places.", minimum=Decimal(1), maximum=Decimal(9999)),
    Item("placesByPeriod", Part.ACTIVITY, "Places par période", Unit.PLACES_BY_PERIOD, "Périodes.", minimum=Decimal(1), maximum=Decimal(9999)),
    Item("openingDays", Part.ACTIVITY, "Nombre de jours d'ouverture", Unit.DAYS, "Jours.", columns=True, maximum=Decimal(366)),
    Item("dailyOpeningHours", Part.ACTIVITY, "Amplitude journalière d'ouverture", Unit.HOURS, "Heures.", maximum=Decimal(24)),
    Item("hoursBilledUnder4", Part.ACTIVITY, "Heures facturées, enfants de moins de 4 ans", Unit.HOURS, "Heures.", columns=True),
    Item("generalSchemeRate", Part.ACTIVITY, "Taux de ressortissants du régime général", Unit.PERCENT, "Taux.", maximum=Decimal(100)),
    Item("mealsProvided", Part.ACTIVITY, "Repas fournis", Unit.YES_NO, "Repas."),
    Item("childcareStaffFte", Part.ACTIVITY, "Personnel auprès des enfants", Unit.FTE, "Etp."),
    Item("theoreticalCapacity", Part.ACTIVITY, "Capacité théorique", Unit.HOURS, "Calculée.", computed=True),
    Item("account60", Part.FINANCE, "60 Achats", Unit.EUROS, "Achats."),
    Item("account63a", Part.FINANCE, "63A Impôts et taxes sur les rémunérations", Unit.EUROS, "Impôts."),
    Item("account63b", Part.FINANCE, "63B Autres impôts et taxes", Unit.EUROS, "Impôts."),
    Item("account70641", Part.FINANCE, "70641 Participations familiales déductibles de la Psu", Unit.EUROS, "Familles."),
    Item("account7451", Part.FINANCE, "7451 Caf", Unit.EUROS, "Caf.", minimum=None),
    Item("totalCharges", Part.FINANCE, "Total des charges", Unit.EUROS, "Calculé.", computed=True),
)  # fmt: skip
ACTUAL, UPDATE = (Form.of(ITEMS, kind, 2, 2024) for kind in (DeclarationKind.ACTUAL, DeclarationKind.UPDATE))

Rows = Mapping[str, object]
"""What stands in some cells, by their names: `{"B2": "60 Achats", "C2": 30_000}`."""


def place(name: str) -> tuple[int, int]:
    """The row and column of `C12`, counted from 0."""
    letters = name.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(name[len(letters) :]) - 1, column - 1


def sheet(text: str, name: str = "F") -> Sheet:
    """A sheet written as lines of cells between bars."""
    rows = {
        row: {column: Cell(each.strip(" ")) for column, each in enumerate(line.split("|")) if each.strip()}
        for row, line in enumerate(text.splitlines())
    }
    return Sheet(name, {row: cells for row, cells in rows.items() if cells})


def xlsx(*sheets: Rows, hidden: tuple[int, ...] = (), merged: Mapping[str, object] | None = None) -> bytes:
    """A workbook. A text that begins with = is a formula, `(formula, result)` one with its result, `("%", n)` a percentage."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        percent, day = book.add_format({"num_format": "0.0%"}), book.add_format({"num_format": "dd/mm/yyyy"})
        for number, cells in enumerate(sheets, start=1):
            written = book.add_worksheet(f"Feuille{number}")
            for name, content in cells.items():
                _write(written, name, content, percent, day)
            for area, content in (merged or {}).items() if number == 1 else ():
                written.merge_range(area, content)
            if number in hidden:
                written.hide()
    return out.getvalue()


def _write(written: Any, name: str, content: object, percent: object, day: object) -> None:
    match content:
        case ("%", number):
            written.write_number(name, number, percent)
        case (str() as formula, result):
            written.write_formula(name, formula, None, result)
        case str() if content.startswith("="):
            written.write_formula(name, content, None, "")
        case bool() | str() | int() | float() | Decimal():
            written.write(name, content)
        case _:
            written.write_datetime(name, content, day)


def repacked(body: bytes, **changes: bytes | None) -> bytes:
    """The same zip with some members changed, added or (`None`) left out; names with `__` for `/` and `_dot_` for `.`."""
    members = {name.replace("__", "/").replace("_dot_", "."): content for name, content in changes.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename not in members:
                new.writestr(entry.filename, old.read(entry))
        for name, content in members.items():
            if content is not None:
                new.writestr(name, content)
    return out.getvalue()


def member(body: bytes, name: str) -> bytes:
    """One member of a zip."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return archive.read(name)


_ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" office:version="1.3">'
    '<office:automatic-styles><style:style style:name="hidden" style:family="table">'
    '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
    "<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
)
_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{more}</manifest:manifest>'
)
SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"


def ods(*tables: str, mimetype: str = SPREADSHEET, manifest: str = "") -> bytes:
    """A LibreOffice workbook from the XML of its tables."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", mimetype)
        archive.writestr("content.xml", _ODS.format(tables="\n".join(tables)))
        archive.writestr("META-INF/manifest.xml", _MANIFEST.format(more=manifest))
    return out.getvalue()


def ods_table(*rows: str, name: str = "Feuille1", style: str = "") -> str:
    """One table, as LibreOffice writes it: indented, and filled up to its last row."""
    rest = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/>'
    lines = "\n  ".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    shown = f' table:style-name="{style}"' if style else ""
    return f'<table:table table:name="{name}"{shown}>\n  {lines}\n{rest}</table:table-row></table:table>'


def ods_cell(content: object = None, more: str = "") -> str:
    """One cell: a text, a number, a boolean, `("%", n)` or any other type as `(type, value)`."""
    match content:
        case None:
            return f"<table:table-cell {more}/>"
        case bool():
            told = f'office:value-type="boolean" office:boolean-value="{str(content).lower()}"'
        case int() | float() | Decimal():
            told = f'office:value-type="float" office:value="{content}"'
        case ("%", number):
            told = f'office:value-type="percentage" office:value="{number}"'
        case ("date", day):
            told = f'office:value-type="date" office:date-value="{day}"'
        case _:
            told = 'office:value-type="string"'
    return f"<table:table-cell {told} {more}><text:p>{escape(str(content))}</text:p></table:table-cell>"
