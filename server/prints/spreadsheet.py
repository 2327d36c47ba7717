"""A printout as a file for a French spreadsheet, with decimal commas."""

from collections.abc import Iterator

from resolvers.printouts import Printout, Row, Section
from rules.delimited import delimited

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


def spreadsheet(printout: Printout) -> bytes:
    """One line for each row of each section."""
    return delimited(COLUMNS, _all(printout))


def _all(printout: Printout) -> Iterator[list[str]]:
    yield ["Document", "Titre", "", "", "", printout.title, "", printout.subtitle, ""]
    for banner in printout.banners:
        yield ["Document", "Avertissement", "", "", "", banner, "", "", ""]
    for section in printout.sections:
        yield from _lines(section, "")


def _lines(section: Section, above: str) -> Iterator[list[str]]:
    """The rows of a section, then what is said of it as a whole, then the sections inside it."""
    part = f"{above}, {section.title}" if above else section.title
    for row in section.rows:
        yield _line(part, row)
    for label, sentences in (("Avertissement", section.warnings), ("Note", section.notes)):
        for sentence in sentences:
            yield [part, label, "", "", "", "", "", sentence, ""]
    for remark in section.remarks:
        yield [part, remark.control, "", "", "", "", "", "", remark.text]
    for inner in section.inner:
        yield from _lines(inner, part)


def _line(part: str, row: Row) -> list[str]:
    to_date, remaining = (cell.plain for cell in row.columns) if row.columns else ("", "")
    remarks = "\n".join(f"{remark.control} : {remark.text}" for remark in row.remarks)
    return [part, row.label, row.code, to_date, remaining, row.value.plain, row.unit, row.note, remarks]
