"""A file for a French spreadsheet: UTF-8 with its mark, semicolons, and no cell that could become a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
_NUMBER = re.compile(r"-?[0-9]+(?:,[0-9]+)?")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def delimited(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The file: its titles, then one line for each row."""
    text = io.StringIO()
    write = csv.writer(text, delimiter=";", lineterminator="\r\n")
    write.writerow(titles)
    write.writerows([_safe(cell) for cell in row] for row in rows)
    return (BOM + text.getvalue()).encode()


def _safe(cell: str) -> str:
    """A spreadsheet must show what was typed, never run it."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) and not _NUMBER.fullmatch(cell) else cell
