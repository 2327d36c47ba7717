"""Files made of a printout: a spreadsheet that runs nothing, a name that every system takes, letters that fonts can draw."""

import csv
import io

import pytest

from resolvers.printouts import NOTHING, Cell, Headings, Printout, Remark, Row, Section
from server.prints.page import html
from server.prints.pdf import BUNDLED, drawable
from server.prints.routes import file_name
from server.prints.spreadsheet import COLUMNS, spreadsheet


def printout(*rows: Row, **more: str) -> Printout:
    section = Section(
        "s", "Partie", rows, Headings("Rubrique", "Valeur"), ("Une note.",), remarks=(Remark("C", "Dit."),)
    )
    return Printout(**{"title": "Titre", "subtitle": "Sous-titre", "name": "x", **more}, sections=(section,), banners=("Attention.",))  # fmt: skip


def lines(made: Printout) -> list[list[str]]:
    text = spreadsheet(made).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def test_a_file_for_a_spreadsheet_names_its_columns_and_holds_every_row_and_sentence() -> None:
    row = Row(
        "Heures",
        Cell("3 h", "3"),
        "hours",
        "heures",
        (Cell("1 h", "1"), Cell("2 h", "2")),
        (Remark("C", "Dit."),),
        "a + b",
    )
    assert lines(printout(row)) == [
        list(COLUMNS),
        ["Document", "Titre", "", "", "", "Titre", "", "Sous-titre", ""],
        ["Document", "Avertissement", "", "", "", "Attention.", "", "", ""],
        ["Partie", "Heures", "hours", "1", "2", "3", "heures", "a + b", "C : Dit."],
        ["Partie", "Note", "", "", "", "", "", "Une note.", ""],
        ["Partie", "C", "", "", "", "", "", "", "Dit."],
    ]


def test_it_begins_with_the_mark_of_utf_8_and_ends_its_lines_as_spreadsheets_do() -> None:
    made = spreadsheet(printout())
    assert made.startswith("\ufeffPartie;".encode())
    assert made.count(b"\r\n") == made.count(b"\n") == 5


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ('=HYPERLINK("http://x";"y")', '\'=HYPERLINK("http://x";"y")'),
        ("+33612345678", "'+33612345678"), ("-1+2", "'-1+2"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "'\t=1"), ("\r=1", "'\r=1"),
        (" =1+1", "' =1+1"), ("-12,5", "-12,5"), ("-12", "-12"), ("-", "'-"), ("12", "12"), ("a=b", "a=b"), ("", ""),
        ("-12,5,5", "'-12,5,5"), ("un;deux", "un;deux"), ('dit "non"', 'dit "non"'), ("deux\nlignes", "deux\nlignes"),
    ],
)  # fmt: skip
def test_no_cell_can_become_a_formula_and_plain_numbers_stay_numbers(typed: str, kept: str) -> None:
    found = lines(printout(Row(typed, Cell.text(typed), typed, typed, note=typed)))[3]
    assert found[1:] == [kept, kept, "", "", kept, kept, kept, ""]


def test_a_remark_that_begins_like_a_formula_is_only_text() -> None:
    found = lines(printout(Row("Heures", NOTHING, remarks=(Remark("=cmd|' /C calc'!A0", "=1+1"),))))[3]
    assert found[-1].startswith("'=cmd")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("déclaration-réel-2024-Crèche L'Été", "declaration-reel-2024-Creche-L-Ete"), ("../../etc/passwd", "etc-passwd"),
        ('x"; filename=y', "x-filename-y"), ("a\r\nSet-Cookie: b", "a-Set-Cookie-b"), ("日本", "document"), ("", "document"),
        ("Œuvre", "Oeuvre"), ("a" * 300, "a" * 100),
    ],
)  # fmt: skip
def test_a_file_has_a_name_that_every_system_takes(words: str, name: str) -> None:
    assert file_name(words) == name


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Crèche « L'Été » — 1\u202f234,50\u00a0€ ≈ ÷ × − ≤ ≥ Œ œ ÿ Ÿ", None), ("Ναί, да, žluťoučký", None), ("deux\nlignes\t.", None),
        ("Fête 🎉👩‍👧 finie", "Fête □ finie"), ("日本", "□"), ("e\u0301te\u0301", "été"), ("<script>&amp;\"'", None),
    ],
)  # fmt: skip
def test_what_the_bundled_fonts_cannot_draw_is_an_empty_square(text: str, drawn: str | None) -> None:
    assert drawable(text) == (drawn or text)


def test_the_bundled_files_are_small_and_carry_their_licence() -> None:
    fonts = [path for path in BUNDLED.values() if path.suffix == ".woff2"]
    assert len(fonts) == 3
    assert sum(path.stat().st_size for path in fonts) < 200_000
    assert "Bitstream Vera" in (fonts[0].parent / "LICENSE-dejavu.txt").read_text(encoding="utf-8")


def test_every_text_of_a_page_is_escaped() -> None:
    hostile = "<i>\"'&"
    row = Row(hostile, Cell(hostile, hostile), hostile, hostile, None, (Remark(hostile, hostile),), hostile)
    page = html(printout(row, title=hostile, subtitle=hostile, reference=hostile), hostile)
    assert "<i>" not in page
    assert page.count("&lt;i&gt;&#34;&#39;&amp;") >= 8
