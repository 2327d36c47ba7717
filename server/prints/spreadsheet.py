"""A printout as a file for a French spreadsheet: semicolons, decimal commas, and no cell that could become a formula."""

import csv
import io
import re
from collections.abc import Iterator

from resolvers.printouts import Printout, Row, Section

COLUMNS = (
    "Partie",
    "Rubrique",
    "Code",
    "Réalisé à ce jour",
    "Prévu pour le reste de l'année",
    "Valeur",
    "Unité",
    "Précision",
    "Remarques",
)
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
_NUMBER = re.compile(r"-?[0-9]+(?:,[0-9]+)?")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def spreadsheet(printout: Printout) -> bytes:
    """UTF-8 with its mark, one line for each row of each section."""
    text = io.StringIO()
    write = csv.writer(text, delimiter=";", lineterminator="\r\n")
    write.writerow(COLUMNS)
    write.writerow(_safe("Document", "Titre", "", "", "", printout.title, "", printout.subtitle, ""))
    for banner in printout.banners:
        write.writerow(_safe("Document", "Avertissement", "", "", "", banner, "", "", ""))
    for section in printout.sections:
        write.writerows(_lines(section, ""))
    return (BOM + text.getvalue()).encode()


def _lines(section: Section, above: str) -> Iterator[list[str]]:
    """The rows of a section, then what is said of it as a whole, then the sections inside it."""
    part = f"{above}, {section.title}" if above else section.title
    for row in section.rows:
        yield _line(part, row)
    for label, sentences in (("Avertissement", section.warnings), ("Note", section.notes)):
        for sentence in sentences:
            yield _safe(part, label, "", "", "", "", "", sentence, "")
    for remark in section.remarks:
        yield _safe(part, remark.control, "", "", "", "", "", "", remark.text)
    for inner in section.inner:
        yield from _lines(inner, part)


def _line(part: str, row: Row) -> list[str]:
    to_date, remaining = (cell.plain for cell in row.columns) if row.columns else ("", "")
    remarks = "\n".join(f"{remark.control} : {remark.text}" for remark in row.remarks)
    return _safe(part, row.label, row.code, to_date, remaining, row.value.plain, row.unit, row.note, remarks)


def _safe(*cells: str) -> list[str]:
    """A spreadsheet must show what was typed, never run it."""
    return [
        f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) and not _NUMBER.fullmatch(cell) else cell for cell in cells
    ]
