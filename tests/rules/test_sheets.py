"""Sheets read into the figures of a form: found by their words, exact, or refused at the cell."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import french
from rules.forms import DECIMALS, Form, Part, PlacesPeriod, Unit, Value
from rules.sheets import Block, Cell, Content, Flaw, Sheet, address
from rules.sheets.reading import MOST_PROBLEMS, Reading, read_sheets
from rules.sheets.template import Template
from tests.files.sheets import ACTUAL, UPDATE, sheet

FINANCE, ACTIVITY = Part.FINANCE, Part.ACTIVITY
D = Decimal


def read(text: str, part: Part = FINANCE, form: Form = ACTUAL) -> Reading:
    return read_sheets(form, part, [sheet(text)])


def told(reading: Reading) -> list[tuple[str, str]]:
    """The code and the cell of each problem."""
    return [(problem.code.value, problem.path[-1]) for problem in reading.problems]


GOOD: dict[str, tuple[Part, str, dict[str, Value]]] = {
    "by label and by number": (FINANCE, "Rubrique|Valeur\n60 Achats|1\n63A|2\n7451 Caf des Yvelines|3", {"account60": D(1), "account63a": D(2), "account7451": D(3)}),
    "by code": (FINANCE, "Code|Valeur\n60|1\n63b|2\naccount70641|3", {"account60": D(1), "account63b": D(2), "account70641": D(3)}),
    "a number apart from its letter, a number behind the word compte": (FINANCE, "Compte|Montant\n63 A|1\nCompte 60|2", {"account63a": D(1), "account60": D(2)}),
    "in any order, with empty rows and columns before": (FINANCE, "\nMa crèche\n\n||Aide|Valeur||Code|Rubrique\n\n||x|5||60|Nos achats", {"account60": D(5)}),
    "whatever the case, the accents and the punctuation": (ACTIVITY, "RUBRIQUE|valeur :\nNOMBRE DE PLACES AGREEES|20\namplitude  journaliere d’ouverture|10,5", {"licensedPlaces": D(20), "dailyOpeningHours": D("10.5")}),
    "a blank value gives nothing, and zero is a value": (FINANCE, "Rubrique|Valeur\n60 Achats|\n63A|0", {"account63a": D(0)}),
    "headings between the lines": (FINANCE, "Rubrique|Valeur\nCHARGES|\n60 Achats|1\nTotal des charges|", {"account60": D(1)}),
    "the unit told beside": (FINANCE, "Rubrique|Unité|Valeur\n60 Achats|€|1\n63A|euros|2", {"account60": D(1), "account63a": D(2)}),
    "without titles, two columns": (FINANCE, "60 Achats|1\n63A|2", {"account60": D(1), "account63a": D(2)}),
    "without titles, code, label and value": (FINANCE, "60|Achats de l'année|1\n63A|Impôts|2", {"account60": D(1), "account63a": D(2)}),
    "without titles, a label left blank": (FINANCE, "60||1\n63A|Impôts 2024|2", {"account60": D(1), "account63a": D(2)}),
    "by a bare label that names one account only": (FINANCE, "Rubrique|Valeur\nACHATS|1\nImpôts et taxes sur les rémunérations|2\nCaf|3", {"account60": D(1), "account63a": D(2), "account7451": D(3)}),
    "yes and no in all ways": (ACTIVITY, "Code|Valeur\nmealsProvided|VRAI", {"mealsProvided": True}),
    "no": (ACTIVITY, "Code|Valeur\nmealsProvided|Non", {"mealsProvided": False}),
    "periods below the figures": (ACTIVITY, "Code|Valeur\nlicensedPlaces|20\n\nDu|Au|Places\n01/01/2024|30/6/2024|20\n2024-07-01|2024-12-31|25", {"licensedPlaces": D(20), "placesByPeriod": (PlacesPeriod(date(2024, 1, 1), date(2024, 6, 30), 20), PlacesPeriod(date(2024, 7, 1), date(2024, 12, 31), 25))}),
    "an empty table of periods gives nothing": (ACTIVITY, "Code|Valeur\nlicensedPlaces|20\nDu|Au|Places", {"licensedPlaces": D(20)}),
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_a_line_is_found_by_its_words(name: str) -> None:
    part, text, expected = GOOD[name]
    reading = read(text, part)
    assert told(reading) == []
    assert reading.values == expected


FIGURES: list[tuple[str, Content, Value]] = [
    ("account60", "1 234,50 €", D("1234.5")), ("account60", "1\u00a0234,50\u00a0€", D("1234.5")),
    ("account60", "1\u202f234\u202f567,89", D("1234567.89")), ("account60", "1234.5 EUR", D("1234.5")),
    ("account60", " 12 euros ", D(12)), ("account60", D("1234.56"), D("1234.56")), ("account60", D("30000.0"), D(30000)),
    ("account7451", "-12,5", D("-12.5")), ("generalSchemeRate", "99 %", D(99)), ("generalSchemeRate", "99,5\u00a0%", D("99.5")),
    ("dailyOpeningHours", "10,5 h", D("10.5")), ("dailyOpeningHours", "10,25 heures", D("10.25")),
    ("licensedPlaces", "20 places", D(20)), ("openingDays", "220 jours", D(220)), ("childcareStaffFte", "5,5 Etp", D("5.5")),
    ("mealsProvided", True, True), ("mealsProvided", "faux", False), ("licensedPlaces", D("20.0"), D(20)),
    ("licensedPlaces", "20,00", D(20)), ("account60", "1 000,0", D(1000)),
]  # fmt: skip


@pytest.mark.parametrize(("item", "content", "expected"), FIGURES)
def test_figures_are_read_as_the_french_write_them(item: str, content: Content, expected: Value) -> None:
    rows = {0: {0: Cell("Code"), 1: Cell("Valeur")}, 1: {0: Cell(item), 1: Cell(content)}}
    reading = read_sheets(ACTUAL, ACTUAL.by_name[item].part, [Sheet("F", rows)])
    assert (told(reading), reading.values) == ([], {item: expected})


NOT_FIGURES: list[tuple[str, Cell, str]] = [
    ("account60", Cell("douze"), "INVALID_VALUE"), ("account60", Cell("1 234,567"), "INVALID_VALUE"),
    ("account60", Cell(D("10.123")), "INVALID_VALUE"), ("account60", Cell(D("1E+300")), "INVALID_VALUE"),
    ("account60", Cell("1.234,50"), "INVALID_VALUE"), ("account60", Cell("1.000"), "INVALID_VALUE"), ("account60", Cell("12 %"), "INVALID_VALUE"),
    ("account60", Cell("12 h"), "INVALID_VALUE"), ("account60", Cell("12 k€"), "INVALID_VALUE"),
    ("account60", Cell("-1"), "OUT_OF_RANGE"), ("account60", Cell(True), "INVALID_VALUE"),
    ("account60", Cell(date(2024, 5, 10)), "INVALID_VALUE"), ("account60", Cell(D("0.5"), percent=True), "SHEET_OTHER_UNIT"),
    ("account60", Cell("9" * 5000), "INVALID_VALUE"), ("account60", Cell("=B2+B3"), "SHEET_FORMULA"),
    ("account60", Cell("", flaw=Flaw.FORMULA), "SHEET_FORMULA"), ("account60", Cell("", flaw=Flaw.ERROR), "SHEET_ERROR_CELL"),
    ("account60", Cell("#REF!"), "SHEET_ERROR_CELL"), ("account60", Cell("#DIV/0!"), "SHEET_ERROR_CELL"),
    ("account60", Cell("#N/A"), "SHEET_ERROR_CELL"), ("account60", Cell("#VALEUR!"), "SHEET_ERROR_CELL"),
    ("account60", Cell("#NOM?"), "SHEET_ERROR_CELL"), ("account60", Cell("Err:502"), "SHEET_ERROR_CELL"),
    ("licensedPlaces", Cell("20,5"), "INVALID_VALUE"), ("licensedPlaces", Cell("0"), "OUT_OF_RANGE"),
    ("licensedPlaces", Cell("1"), ""), ("licensedPlaces", Cell("9999"), ""), ("licensedPlaces", Cell("10000"), "OUT_OF_RANGE"),
    ("mealsProvided", Cell("peut-être"), "INVALID_VALUE"), ("mealsProvided", Cell(D(1)), "INVALID_VALUE"),
    ("dailyOpeningHours", Cell("10:30:00"), "INVALID_VALUE"), ("generalSchemeRate", Cell(D("1.01"), percent=True), "OUT_OF_RANGE"),
]  # fmt: skip


@pytest.mark.parametrize(("item", "cell", "code"), NOT_FIGURES)
def test_what_is_no_figure_of_the_item_is_refused_at_its_cell(item: str, cell: Cell, code: str) -> None:
    rows = {3: {2: Cell("Code"), 4: Cell("Valeur")}, 11: {2: Cell(item), 4: cell}}
    reading = read_sheets(ACTUAL, ACTUAL.by_name[item].part, [Sheet("Feuille1", rows)])
    assert [(each.code, each.path) for each in reading.problems] == (
        [(code, ("sheet", "Feuille1", "E12"))] if code else []
    )
    assert set(reading.values) == (set() if code else {item})
    assert all(len(each.message) < 300 for each in reading.problems)


def test_a_percentage_of_a_spreadsheet_is_its_hundredfold() -> None:
    rows = {
        0: {0: Cell("Code"), 1: Cell("Valeur")},
        1: {0: Cell("generalSchemeRate"), 1: Cell(D("0.995"), percent=True)},
    }
    assert read_sheets(ACTUAL, ACTIVITY, [Sheet("F", rows)]).values == {"generalSchemeRate": D("99.5")}


BAD: dict[str, tuple[Part, str, list[tuple[str, str]]]] = {
    "no titles to go by": (FINANCE, "60 Achats|1|2|3", [("SHEET_NO_TABLE", "sheet")]),
    "without titles, this year and the year before": (FINANCE, "60|100|90\n63A|20|10", [("SHEET_NO_TABLE", "sheet")]),
    "without titles, one figure where a label should stand": (FINANCE, "60|Achats|90\n63A|1 020,50 €|10", [("SHEET_NO_TABLE", "sheet")]),
    "without titles, a dash for no figure": (FINANCE, "60|-|90", [("SHEET_NO_TABLE", "sheet")]),
    "titles of lines, and a year for title of the values": (FINANCE, "Compte|Libellé|2023\n60|Achats|90", [("SHEET_NO_TABLE", "sheet")]),
    "a title of lines alone": (FINANCE, "Rubrique|2024\n60|90", [("SHEET_NO_TABLE", "sheet")]),
    "a bare label beside the number of another account": (FINANCE, "Code|Rubrique|Valeur\n63A|Achats|1", [("SHEET_AMBIGUOUS_LINE", "A2")]),
    "an unknown column": (FINANCE, "Rubrique|Valeur|N-1\n60 Achats|1|2", [("SHEET_UNKNOWN_COLUMN", "C1")]),
    "figures beside the table": (FINANCE, "Rubrique|Valeur\n60 Achats|1||9\n63A|1||9", [("SHEET_UNKNOWN_COLUMN", "D2")]),
    "the same column twice": (FINANCE, "Rubrique|Valeur|Montant\n60 Achats|1|", [("SHEET_TWICE", "C1")]),
    "columns of an update elsewhere": (ACTIVITY, "Code|Valeur|Prévu\nlicensedPlaces|1|", [("SHEET_UNKNOWN_COLUMN", "C1")]),
    "an unknown line": (FINANCE, "Rubrique|Valeur\n601 Achats stockés|1\n63|2\nÉcart|", [("SHEET_UNKNOWN_LINE", "A2"), ("SHEET_UNKNOWN_LINE", "A3")]),
    "a line of the other part": (FINANCE, "Rubrique|Valeur\nlicensedPlaces|1", [("SHEET_UNKNOWN_LINE", "A2")]),
    "a value without line": (FINANCE, "Rubrique|Valeur\n|1", [("SHEET_UNKNOWN_LINE", "B2")]),
    "two items on one line": (FINANCE, "Code|Rubrique|Valeur\n60|63A Impôts|1", [("SHEET_AMBIGUOUS_LINE", "A2")]),
    "the same item twice": (FINANCE, "Rubrique|Valeur\n60 Achats|1\n60|1\naccount60|", [("SHEET_TWICE", "B3")]),
    "a computed item": (FINANCE, "Rubrique|Valeur\nTotal des charges|1\n60|1", [("SHEET_COMPUTED", "B2")]),
    "another unit": (FINANCE, "Rubrique|Unité|Valeur\n60 Achats|k€|1", [("SHEET_OTHER_UNIT", "B2")]),
    "periods that the part does not ask": (FINANCE, "Rubrique|Valeur\n60|1\nDu|Au|Places", [("SHEET_UNKNOWN_COLUMN", "A3"), ("SHEET_UNKNOWN_COLUMN", "B3"), ("SHEET_UNKNOWN_COLUMN", "C3")]),
    "a period not complete": (ACTIVITY, "Du|Au|Places\n01/01/2024||20\n01/07/2024|31/12/2024|", [("SHEET_PERIOD_INCOMPLETE", "B2"), ("SHEET_PERIOD_INCOMPLETE", "C3")]),
    "a day that is none": (ACTIVITY, "Du|Au|Places\n30/02/2024|31/12/24|20", [("INVALID_VALUE", "A2"), ("INVALID_VALUE", "B2")]),
    "a period the wrong way round": (ACTIVITY, "Du|Au|Places\n01/01/2024|30/06/2024|20\n31/12/2024|01/07/2024|20", [("INVALID_VALUE", "A3")]),
    "places out of range": (ACTIVITY, "Du|Au|Places\n01/01/2024|30/06/2024|0\n01/07/2024|31/12/2024|2,5", [("OUT_OF_RANGE", "C2"), ("INVALID_VALUE", "C3")]),
    "more periods than a year has use for": (ACTIVITY, "Du|Au|Places" + "\n01/01/2024|30/06/2024|20" * 25, [("INVALID_VALUE", "A26")]),
    "a formula and an error among periods": (ACTIVITY, "Du|Au|Places\n=A1|#REF!|20", [("SHEET_FORMULA", "A2"), ("SHEET_ERROR_CELL", "B2")]),
    "everything at once": (FINANCE, "Rubrique|Valeur|Écart\n60|douze|\n999|1|\nTotal des charges|2|", [("SHEET_UNKNOWN_COLUMN", "C1"), ("INVALID_VALUE", "B2"), ("SHEET_UNKNOWN_LINE", "A3"), ("SHEET_COMPUTED", "B4")]),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_read_is_refused_at_its_cell(name: str) -> None:
    part, text, expected = BAD[name]
    assert told(read(text, part)) == expected


def test_an_update_has_two_columns_and_its_total_is_computed() -> None:
    text = (
        "Rubrique|Valeur|Réalisé à ce jour|Prévu pour le reste de l'année\n"
        "Nombre de jours d'ouverture||110|105\nNombre de places agréées|20||\nhoursBilledUnder4ToDate|17000||"
    )
    reading = read(text, ACTIVITY, UPDATE)
    assert told(reading) == []
    assert reading.values == {
        "openingDaysToDate": D(110), "openingDaysRemaining": D(105), "licensedPlaces": D(20),
        "hoursBilledUnder4ToDate": D(17000),
    }  # fmt: skip
    wrong = read(
        "Rubrique|Valeur|Réalisé|Prévu\nopeningDays|220|1|\nlicensedPlaces||20|\nhoursBilledUnder4ToDate||5|",
        ACTIVITY,
        UPDATE,
    )
    assert told(wrong) == [("SHEET_COMPUTED", "B2"), ("SHEET_OTHER_COLUMN", "C3"), ("SHEET_OTHER_COLUMN", "C4")]


MERGED: list[tuple[Block, list[tuple[str, str]]]] = [
    (Block(1, 1, 1, 2), [("SHEET_MERGED", "B2")]),  # value and the empty cell beside it
    (Block(1, 1, 2, 1), [("SHEET_MERGED", "B2")]),  # the values of two lines, told once
    (Block(1, 0, 1, 1), [("SHEET_MERGED", "A2")]),  # label and value
    (Block(0, 0, 0, 1), []),  # the titles
    (Block(3, 0, 3, 1), []),  # a heading that is no line of the form
    (Block(1, 3, 2, 4), []),  # elsewhere
    (Block(1, 0, 2, 0), []),  # two labels
]


@pytest.mark.parametrize(("block", "expected"), MERGED)
def test_merged_cells_are_refused_only_where_they_cover_a_value(block: Block, expected: list[tuple[str, str]]) -> None:
    plain = sheet("Rubrique|Valeur\n60 Achats|1\n63A|2\nPRODUITS|")
    assert told(read_sheets(ACTUAL, FINANCE, [Sheet("F", plain.rows, (block,))])) == expected


def test_merged_cells_among_periods_are_refused_too() -> None:
    plain = sheet("Du|Au|Places\n01/01/2024|31/12/2024|20")
    found = read_sheets(ACTUAL, ACTIVITY, [Sheet("F", plain.rows, (Block(1, 1, 1, 2),))])
    assert told(found)[0] == ("SHEET_MERGED", "B2")


def test_yes_and_no_where_a_number_should_stand_are_read_as_words() -> None:
    plain = sheet("Du|Au|Places\n01/01/2024|31/12/2024|20").rows
    rows = {**plain, 1: {**plain[1], 2: Cell(True)}}
    assert told(read_sheets(ACTUAL, ACTIVITY, [Sheet("F", rows)])) == [("INVALID_VALUE", "C2")]


def test_several_sheets_are_read_together_and_those_without_table_passed_over() -> None:
    notes, first, second = (
        sheet("Mes notes|1|2|3", "Notes"),
        sheet("Code|Valeur\n60|1", "Charges"),
        sheet("Code|Valeur\n63A|2", "Impôts"),
    )
    reading = read_sheets(ACTUAL, FINANCE, [notes, first, second])
    assert (reading.values, reading.sheets) == ({"account60": D(1), "account63a": D(2)}, ["Charges", "Impôts"])
    again = read_sheets(ACTUAL, FINANCE, [first, sheet("Code|Valeur\n60|1", "Copie")])
    (twice,) = again.problems
    assert (twice.code, twice.path) == ("SHEET_TWICE", ("sheet", "Copie", "B2"))
    assert twice.message == "« 60 Achats » figure déjà dans la cellule B2 de « Charges »."
    assert told(read_sheets(ACTUAL, FINANCE, [])) == [("SHEET_NO_TABLE", "sheet")]


def test_a_file_wrong_throughout_is_told_so_in_a_readable_answer() -> None:
    text = "Rubrique|Valeur\n" + "\n".join(f"999{number}|1" for number in range(1999))
    assert len(read(text).problems) == MOST_PROBLEMS


def test_words_of_a_sheet_go_back_short_and_printable() -> None:
    (problem,) = read(f"Rubrique|Valeur\n\u202e{'x' * 500}|1").problems
    assert "\u202e" not in problem.message
    assert len(problem.message) < 150


def test_a_true_date_with_its_hour_is_a_day() -> None:
    rows = {
        0: {0: Cell("Du"), 1: Cell("Au"), 2: Cell("Places")},
        1: {0: Cell(datetime(2024, 1, 1)), 1: Cell(date(2024, 12, 31)), 2: Cell(D("20.0"))},  # noqa: DTZ001
    }
    reading = read_sheets(ACTUAL, ACTIVITY, [Sheet("F", rows)])
    assert reading.values == {"placesByPeriod": (PlacesPeriod(date(2024, 1, 1), date(2024, 12, 31), 20),)}
    assert reading.cells == {"placesByPeriod": ("sheet", "F", "A2")}


@pytest.mark.parametrize(
    ("row", "column", "name"), [(0, 0, "A1"), (11, 2, "C12"), (0, 25, "Z1"), (0, 26, "AA1"), (1999, 49, "AX2000")]
)
def test_cells_are_named_as_spreadsheets_name_them(row: int, column: int, name: str) -> None:
    assert address(row, column) == name


NUMERIC = [item for item in ACTUAL.items if item.unit in DECIMALS]


@given(st.data())
def test_any_figure_written_the_french_way_is_read_back_exactly(data: st.DataObject) -> None:
    item = data.draw(st.sampled_from(NUMERIC))
    low, high = item.minimum if item.minimum is not None else D(-(10**9)), item.maximum or D(10**9)
    figure = data.draw(st.decimals(low, high, places=DECIMALS[item.unit], allow_nan=False))
    spaces = data.draw(st.sampled_from((" ", "\u00a0", "\u202f")))
    unit = data.draw(
        st.sampled_from(("", {Unit.EUROS: " €", Unit.PERCENT: "\u00a0%", Unit.HOURS: " h"}.get(item.unit, "")))
    )
    written = french.number(figure).replace("\u202f", spaces) + unit
    rows = {0: {0: Cell("Code"), 1: Cell("Valeur")}, 1: {0: Cell(item.name), 1: Cell(written)}}
    reading = read_sheets(ACTUAL, item.part, [Sheet("F", rows)])
    assert (told(reading), reading.values) == ([], {item.name: figure})


def test_the_template_holds_every_typed_line_once_and_no_computed_one() -> None:
    template = Template.of(UPDATE, ACTIVITY, {"openingDaysToDate": D(110), "mealsProvided": True})
    assert template.titles == (
        "Rubrique", "Code", "Unité", "Valeur", "Réalisé à ce jour", "Prévu pour le reste de l'année", "Aide",
    )  # fmt: skip
    codes = [str(row[template.heads[1]]) for row in template.rows]
    assert codes == [
        "licensedPlaces",
        "openingDays",
        "dailyOpeningHours",
        "hoursBilledUnder4",
        "generalSchemeRate",
        "mealsProvided",
        "childcareStaffFte",
    ]
    assert template.periods == ()
    assert template.titles_of_periods == ("Du", "Au", "Places")
    accounts = Template.of(ACTUAL, FINANCE, {})
    assert [str(row[accounts.heads[1]]) for row in accounts.rows] == ["60", "63A", "63B", "70641", "7451"]
    assert accounts.periods is None
