"""Templates of sheets: they come back as they were given, with no formula of ours and no figure changed."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.sheets.files import sheets_of
from resolvers.sheets.templates import as_csv, as_xlsx
from resolvers.sheets.workbooks import exact
from rules.forms import DeclarationKind, Form, Part, PlacesPeriod, Value
from rules.sheets import Cell
from rules.sheets.reading import Reading, read_sheets
from rules.sheets.template import Template
from tests.files.sheets import ACTUAL, ITEMS, UPDATE, member, xlsx

D = Decimal


def read(body: bytes, part: Part = Part.FINANCE, form: Form = ACTUAL) -> Reading:
    return read_sheets(form, part, sheets_of(body))


@given(st.data())
def test_what_the_template_holds_comes_back_the_same(data: st.DataObject) -> None:
    form = data.draw(st.sampled_from((ACTUAL, UPDATE)))
    part = data.draw(st.sampled_from(Part))
    cents = st.integers(100, 2400).map(lambda cents: D(cents) / 100)
    whole = st.integers(1, 366).map(D)
    values: dict[str, Value] = {}
    for item in form.part(part):
        drawn: Value | None = None
        match item.unit.value:
            case "YES_NO":
                drawn = data.draw(st.none() | st.booleans())
            case "PLACES_BY_PERIOD":
                drawn = data.draw(
                    st.none()
                    | whole.map(lambda places: (PlacesPeriod(date(2024, 1, 1), date(2024, 12, 31), int(places)),))
                )
            case "COUNT" | "DAYS":
                drawn = data.draw(st.none() | whole)
            case _:
                drawn = data.draw(st.none() | cents)
        if drawn is not None:
            values[item.name] = drawn
    template = Template.of(form, part, values)
    for write in (as_csv, as_xlsx):
        reading = read(write(template), part, form)
        assert (reading.problems, reading.values) == ([], values)


def test_a_template_is_filled_and_sent_back() -> None:
    template = as_csv(Template.of(ACTUAL, Part.FINANCE, {"account60": D("1234.5")})).decode("utf-8-sig")
    assert template.splitlines()[:3] == [
        "Rubrique;Code;Unité;Valeur;Aide",
        "60 Achats;60;€;1234,5;Achats.",
        "63A Impôts et taxes sur les rémunérations;63A;€;;Impôts.",
    ]
    filled = template.replace(";63A;€;;", ";63A;€;15 000,00 €;")
    assert read(filled.encode("cp1252")).values == {"account60": D("1234.5"), "account63a": D(15000)}


def test_a_text_of_ours_is_never_a_formula_in_a_template() -> None:
    items = [item for item in ITEMS if item.part is Part.FINANCE]
    form = Form.of(
        (*items, type(items[0])("x", Part.FINANCE, "=cmd|' /C calc'!A0", items[0].unit, "+1")),
        DeclarationKind.ACTUAL,
        2,
        2024,
    )
    book = as_xlsx(Template.of(form, Part.FINANCE, {}))
    assert b"<f>" not in member(book, "xl/worksheets/sheet1.xml")


NUMBERS = [
    (0.1, "0.1"), (1234.5600000000002, "1234.56"), (0.1 + 0.2, "0.3"), (58650.0, "58650"), (-0.005, "-0.005"),
    (1e300, "1E+300"), (123456789012.34, "123456789012.34"), (10.123, "10.123"), (0.30000000000000004, "0.3"),
]  # fmt: skip


@pytest.mark.parametrize(("number", "expected"), NUMBERS)
def test_a_number_of_a_spreadsheet_is_as_exact_as_its_spreadsheet(number: float, expected: str) -> None:
    assert exact(number) == D(expected)


@given(st.decimals(-(10**10), 10**10, places=2, allow_nan=False))
def test_any_amount_survives_the_floats_of_a_workbook(amount: Decimal) -> None:
    assert exact(float(amount)) == amount


def test_text_in_a_cell_keeps_its_words() -> None:
    (sheet,) = sheets_of(xlsx({"B2": "  Été  "}))
    assert sheet.rows == {1: {1: Cell("  Été  ")}}
