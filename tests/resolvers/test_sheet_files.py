"""Files of spreadsheets: their kind told from their content, read exactly, bounded before anything is allocated."""

import io
import time
import zipfile
from datetime import date
from decimal import Decimal

import pytest

from resolvers.sheets.archives import DIRECTORY_BYTES, UNPACKED_BYTES
from resolvers.sheets.files import FILE_BYTES, pasted, sheets_of
from rules.forms import Form, Part, PlacesPeriod, Value
from rules.problems import Refused
from rules.sheets.reading import Reading, read_sheets
from tests.files.sheets import ACTUAL, member, ods, ods_cell, ods_table, repacked, xlsx

D = Decimal


FIGURES = {"A1": "Rubrique", "B1": "Valeur"}


def read(body: bytes, part: Part = Part.FINANCE, form: Form = ACTUAL) -> Reading:
    return read_sheets(form, part, sheets_of(body))


def told(reading: Reading) -> list[tuple[str, tuple[str, ...]]]:
    return [(problem.code.value, problem.path[1:]) for problem in reading.problems]


def refused(body: bytes) -> str:
    """The one code with which a file is refused as a whole."""
    with pytest.raises(Refused) as found:
        sheets_of(body)
    (problem,) = found.value.problems
    assert problem.path == ("sheet",)
    return problem.code.value


CSV = "Rubrique;Valeur\r\n60 Achats;1 234,50 €\r\n63A Impôts;2\r\n"


WRITTEN = {
    "UTF-8": CSV.encode(), "UTF-8 with its mark": CSV.encode("utf-8-sig"), "UTF-16": CSV.encode("utf-16"),
    "UTF-16, the other way round": b"\xfe\xff" + CSV.encode("utf-16-be"), "Windows-1252": CSV.encode("cp1252"),
    "commas": b'Rubrique,Valeur\n60 Achats,"1 234,50 \xe2\x82\xac"\n63A,2\n', "tabs": CSV.replace(";", "\t").encode(),
    "old Macintosh lines": CSV.replace("\r\n", "\r").encode(), "a separator announced": b"sep=;\r\n" + CSV.encode(),
    "tabs and a semicolon in a text": b"Rubrique\tValeur\n60 Achats; divers\t1234,5\n63A\t2",
    "semicolons below a title with a comma": ("Crèche, 2024\r\n" + CSV).encode(),
}  # fmt: skip


@pytest.mark.parametrize("name", WRITTEN)
def test_csv_is_read_in_every_usual_writing(name: str) -> None:
    reading = read(WRITTEN[name])
    assert (told(reading), reading.values) == ([], {"account60": D("1234.5"), "account63a": D(2)})


def test_the_cells_of_a_csv_are_named_as_a_spreadsheet_names_them() -> None:
    body = b'sep=;\n\n"Mes notes\nsur deux lignes"\n;Rubrique;Valeur\n;60 Achats;douze\n'
    assert told(read(body)) == [("INVALID_VALUE", ("csv", "C5"))]


def test_pasted_lines_are_a_sheet_of_their_own() -> None:
    reading = read_sheets(ACTUAL, Part.FINANCE, pasted("60 Achats\t30\u202f000,50\u00a0€\n63A\t-1"))
    assert reading.values == {"account60": D("30000.5")}
    assert told(reading) == [("OUT_OF_RANGE", ("collage", "B2"))]


def test_a_workbook_is_read_cell_by_cell() -> None:
    body = xlsx(
        {
            "C3": "Code", "E3": "Valeur", "C4": 60, "E4": 1234.56, "C5": "63A", "E5": ("=1000+0.1+0.2", 1000.3000000000001),
            "C6": "70641", "E6": "58\u202f650,00 €", "C7": "7451", "E7": -5,
        }
    )  # fmt: skip
    reading = read(body)
    assert told(reading) == []
    assert reading.values == {
        "account60": D("1234.56"),
        "account63a": D("1000.3"),
        "account70641": D(58650),
        "account7451": D(-5),
    }
    assert reading.cells["account7451"] == ("sheet", "Feuille1", "E7")


def test_percentages_booleans_and_dates_of_a_workbook() -> None:
    body = xlsx(
        {"A1": "Code", "B1": "Valeur", "A2": "generalSchemeRate", "B2": ("%", 0.995), "A3": "mealsProvided", "B3": True,
         "A4": "licensedPlaces", "B4": ("%", 0.2), "A5": "dailyOpeningHours", "B5": date(2024, 5, 10)},
        {"A1": "Du", "B1": "Au", "C1": "Places", "A2": date(2024, 1, 1), "B2": date(2024, 12, 31), "C2": 20},
    )  # fmt: skip
    reading = read(body, Part.ACTIVITY)
    assert reading.values == {
        "generalSchemeRate": D("99.5"), "mealsProvided": True,
        "placesByPeriod": (PlacesPeriod(date(2024, 1, 1), date(2024, 12, 31), 20),),
    }  # fmt: skip
    assert told(reading) == [("SHEET_OTHER_UNIT", ("Feuille1", "B4")), ("INVALID_VALUE", ("Feuille1", "B5"))]


CELLS: dict[str, tuple[dict[str, object], list[tuple[str, tuple[str, ...]]]]] = {
    "a formula without result": ({"A2": "60 Achats", "B2": "=B3+B4"}, [("SHEET_FORMULA", ("Feuille1", "B2"))]),
    "a formula whose result is an error": ({"A2": "60 Achats", "B2": ("=1/0", "#DIV/0!")}, [("SHEET_ERROR_CELL", ("Feuille1", "B2"))]),
    "a formula whose result is a figure": ({"A2": "60 Achats", "B2": ("=1+1", 2)}, []),
    "a formula elsewhere": ({"A2": "60 Achats", "B2": 1, "A9": "=TODAY()"}, []),
    "more decimals than are kept": ({"A2": "60 Achats", "B2": 10.123}, [("INVALID_VALUE", ("Feuille1", "B2"))]),
    "a column that is not expected": ({"A2": "60 Achats", "B2": 1, "C1": "N-1", "C2": 9}, [("SHEET_UNKNOWN_COLUMN", ("Feuille1", "C1"))]),
}  # fmt: skip


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_of_a_workbook_is_read_right_or_refused_there(name: str) -> None:
    cells, expected = CELLS[name]
    assert told(read(xlsx({**FIGURES, **cells}))) == expected


def test_merged_cells_are_refused_where_they_cover_a_value() -> None:
    body = xlsx(
        {**FIGURES, "A2": "60 Achats", "A3": "63A", "A5": "7451", "B5": 1}, merged={"B2:B3": 5, "D7:F9": "Note"}
    )
    assert told(read(body)) == [("SHEET_UNKNOWN_COLUMN", ("Feuille1", "D7")), ("SHEET_MERGED", ("Feuille1", "B2"))]
    titled = xlsx({"A2": "Rubrique", "B2": "Valeur", "A3": "60 Achats", "B3": 1}, merged={"A1:B1": "Ma crèche"})
    assert told(read(titled)) == []


def test_a_hidden_sheet_is_not_read() -> None:
    body = xlsx({**FIGURES, "A2": "60 Achats", "B2": 1}, {**FIGURES, "A2": "63A", "B2": 2}, hidden=(2,))
    assert read(body).values == {"account60": D(1)}


TITLES = ods_cell("Rubrique") + ods_cell("Valeur")


ODS: dict[str, tuple[str, dict[str, Value], list[tuple[str, tuple[str, ...]]]]] = {
    "figures": (ods_table(TITLES, ods_cell("60 Achats") + ods_cell(1234.56), ods_cell("63A") + ods_cell("1 000,5")), {"account60": D("1234.56"), "account63a": D("1000.5")}, []),
    "empty cells repeated before": (ods_table(ods_cell(None, 'table:number-columns-repeated="3"'), ods_cell() + TITLES, ods_cell() + ods_cell(60) + ods_cell(2)), {"account60": D(2)}, []),
    "a value repeated": (ods_table(TITLES, ods_cell("60 Achats") + ods_cell(3, 'table:number-columns-repeated="2"')), {"account60": D(3)}, [("SHEET_UNKNOWN_COLUMN", ("Feuille1", "C2"))]),
    "a formula and its result": (ods_table(TITLES, ods_cell("60 Achats") + ods_cell(4, 'table:formula="of:=2+2"')), {"account60": D(4)}, []),
    "a formula without": (ods_table(TITLES, ods_cell("60 Achats") + ods_cell(None, 'table:formula="of:=2+2"')), {}, [("SHEET_FORMULA", ("Feuille1", "B2"))]),
    "an error": (ods_table(TITLES, ods_cell("60 Achats") + ods_cell("#REF!", 'table:formula="of:=X" calcext:value-type="error"')), {}, [("SHEET_ERROR_CELL", ("Feuille1", "B2"))]),
    "merged values": (ods_table(TITLES, ods_cell("60 Achats") + ods_cell(4, 'table:number-columns-spanned="1" table:number-rows-spanned="2"'), ods_cell("63A") + "<table:covered-table-cell/>"), {}, [("SHEET_MERGED", ("Feuille1", "B2"))]),
    "a percentage of euros": (ods_table(TITLES, ods_cell("60 Achats") + ods_cell(("%", "0.5"))), {}, [("SHEET_OTHER_UNIT", ("Feuille1", "B2"))]),
    "a date as a figure": (ods_table(TITLES, ods_cell("60 Achats") + ods_cell(("date", "2024-05-10"))), {}, [("INVALID_VALUE", ("Feuille1", "B2"))]),
    "a hidden sheet": (ods_table(TITLES, ods_cell("60 Achats") + ods_cell(1)) + ods_table(TITLES, ods_cell("63A") + ods_cell(1), name="Autre", style="hidden"), {"account60": D(1)}, []),
}  # fmt: skip


@pytest.mark.parametrize("name", ODS)
def test_a_workbook_of_libreoffice_is_read_the_same(name: str) -> None:
    table, values, problems = ODS[name]
    reading = read(ods(table))
    assert (reading.values, told(reading)) == (values, problems)


def _with_sheet(old: bytes, new: bytes) -> bytes:
    body = xlsx({**FIGURES, "A2": "60 Achats", "B2": 1})
    xml = member(body, "xl/worksheets/sheet1.xml")
    assert old in xml
    return repacked(body, xl__worksheets__sheet1_dot_xml=xml.replace(old, new))


def _bomb() -> bytes:
    return repacked(xlsx(FIGURES), xl__worksheets__sheet1_dot_xml=b" " * (UNPACKED_BYTES + 1))


def _lying_bomb() -> bytes:
    """A member that is longer than its list of members announces."""
    body = bytearray(_bomb())
    place = body.index(b"xl/worksheets/sheet1.xml", body.index(b"PK\x01\x02"))
    body[place - 46 + 24 : place - 46 + 28] = (100).to_bytes(4, "little")
    return bytes(body)


def _twice() -> bytes:
    out = io.BytesIO(xlsx({**FIGURES, "A2": "60 Achats", "B2": 1}))
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("xl/worksheets/sheet1.xml", b"<worksheet/>")
    return out.getvalue()


def _packed(**members: bytes) -> bytes:
    return repacked(xlsx(FIGURES), **members)


def _crowded() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(DIRECTORY_BYTES // 50):
            archive.writestr(f"{number:05}", b"")
    return out.getvalue()


SHEET = {**FIGURES, "A2": "60 Achats", "B2": 1}


COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)


WRONG = {
    "nothing": (b" \r\n", "SHEET_NOT_READ"), "a Pdf": (b"%PDF-1.7\n\x00\x01\x02", "SHEET_NOT_READ"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00", "SHEET_NOT_READ"), "a web page": (b"<html><table>", "SHEET_NOT_READ"),
    "an old workbook": (COMPOUND, "SHEET_NOT_READ"),
    "a workbook under password": (COMPOUND + "EncryptedPackage".encode("utf-16-le"), "SHEET_ENCRYPTED"),
    "LibreOffice under password": (ods(ods_table(TITLES), manifest="<manifest:encryption-data/>"), "SHEET_ENCRYPTED"),
    "a text document": (ods("", mimetype="application/vnd.oasis.opendocument.text"), "SHEET_NOT_READ"),
    "another zip": (repacked(xlsx(FIGURES), xl__workbook_dot_xml=None), "SHEET_NOT_READ"),
    "a zip cut short": (xlsx(SHEET)[:-30], "SHEET_BROKEN"), "the start of a zip": (b"PK\x03\x04", "SHEET_BROKEN"),
    "the same member twice": (_twice(), "SHEET_BROKEN"), "XML cut short": (_with_sheet(b"</worksheet>", b""), "SHEET_BROKEN"),
    "entities": (_with_sheet(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet'), "SHEET_BROKEN"),
    "a cell nowhere": (_with_sheet(b'r="B2"', b'r="2B"'), "SHEET_BROKEN"),
    "no workbook inside": (_packed(xl__workbook_dot_xml=b"<workbook/>"), "SHEET_NO_TABLE"),
    "a zip bomb": (_bomb(), "SHEET_TOO_LARGE"), "a zip bomb that lies": (_lying_bomb(), "SHEET_BROKEN"),
    "too many members": (_crowded(), "SHEET_TOO_LARGE"), "eleven sheets": (xlsx(*[SHEET] * 11), "SHEET_TOO_LARGE"),
    "a row too far": (xlsx({**SHEET, "A2001": 1}), "SHEET_TOO_LARGE"),
    "a column too far": (xlsx({**SHEET, "AY1": 1}), "SHEET_TOO_LARGE"),
    "the last cell of all": (xlsx({**SHEET, "XFD1048576": 1}), "SHEET_TOO_LARGE"),
    "rows too many in a CSV": (b"Rubrique;Valeur\n" * 2001, "SHEET_TOO_LARGE"),
    "columns too many in a CSV": (b";" * 50 + b"x\n", "SHEET_TOO_LARGE"),
    "a value repeated a million times": (ods(ods_table(TITLES, ods_cell(1, 'table:number-columns-repeated="1000000"'))), "SHEET_TOO_LARGE"),
    "a text without type repeated": (ods(ods_table('<table:table-cell table:number-columns-repeated="16384"><text:p>a</text:p></table:table-cell>')), "SHEET_TOO_LARGE"),
    "an impossible repetition": (ods(ods_table(ods_cell(None, 'table:number-columns-repeated="99999999"'))), "SHEET_BROKEN"),
    "a cell of 200,000 signs in a CSV": (b'Rubrique;"' + b"x" * 200_000 + b'"\n', "SHEET_BROKEN"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_file_that_is_no_sheet_is_refused_as_a_whole(name: str) -> None:
    body, code = WRONG[name]
    if code == "SHEET_NO_TABLE":
        assert told(read(body)) == [(code, ())]
    else:
        assert refused(body) == code


def test_the_last_row_and_column_that_are_read() -> None:
    assert told(read(xlsx({**SHEET, "A2000": "Fin", "A1500": "63A", "B1500": 2}))) == []
    assert told(read(xlsx({**SHEET, "AX1": "Fin"}))) == [("SHEET_UNKNOWN_COLUMN", ("Feuille1", "AX1"))]
    assert len(sheets_of(xlsx(*[SHEET] * 10))) == 10


def test_ten_megabytes_of_anything_are_refused_soon() -> None:
    started = time.perf_counter()
    for filler in (b"x", b"\n", b";", b"a;b\n", b'"', b"\x00"):
        assert refused(filler * (FILE_BYTES // len(filler) - 1) + b"y") in {
            "SHEET_TOO_LARGE",
            "SHEET_BROKEN",
            "SHEET_NOT_READ",
        }
    assert time.perf_counter() - started < 20
