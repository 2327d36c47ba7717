"""One cell of a sheet on its way to an exact value: habits of spreadsheets undone, then the rule of the item itself."""

import re
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from rules import french
from rules.forms import Item, Unit, Value
from rules.numerals import LONGEST
from rules.problems import Code, Problem, Refused, problem
from rules.sheets import UNIT_WORDS, Cell, Flaw, Path, plain
from rules.values import read

_WORDS_OF_YES_NO = {"vrai": "oui", "faux": "non"}
_ERROR = re.compile(r"#[^\W_][\w/]*[!?]?|Err:\d{3}")
_IDLE = re.compile(r"(?<=\d)[.,]0{1,2}$")
"""« 20,00 » is a whole number; « 1.000 » may be a thousand, and is left to be refused."""


def value_of(item: Item, cell: Cell, path: Path) -> Value:
    """The exact value of a cell. Raises `Refused` at the path of the cell."""
    spoilt = flaw(cell)
    if spoilt:
        raise Refused(problem(spoilt, *path, details={"item": item.name, "part": item.part}))
    if cell.percent and item.unit is not Unit.PERCENT:
        raise Refused(other_unit(item, "%", path))
    try:
        return read(item, _given(item, cell))
    except Refused as refused:
        raise Refused(*at(path, refused.problems)) from None


def at(path: Path, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """The same problems, where the reader of the sheet looks for them."""
    return tuple(replace(each, path=path) for each in problems)


def other_unit(item: Item, given: str, path: Path) -> Problem:
    """The unit beside a value is not the item's."""
    unit = UNIT_WORDS[item.unit][0]
    return problem(
        Code.SHEET_OTHER_UNIT,
        *path,
        details={"item": item.name, "part": item.part},
        label=item.label,
        unit=unit,
        given=given,
    )


def flaw(cell: Cell) -> Code | None:
    """Why nothing can be read here: a formula without its result, or an error of the spreadsheet."""
    text = cell.content.strip() if isinstance(cell.content, str) else ""
    if cell.flaw is Flaw.ERROR or _ERROR.fullmatch(text):
        return Code.SHEET_ERROR_CELL
    return Code.SHEET_FORMULA if cell.flaw is Flaw.FORMULA or text.startswith("=") else None


def day_of(cell: Cell) -> date | None:
    """The day that a cell holds: a true date, « 01/09/2024 » or « 2024-09-01 »."""
    if isinstance(cell.content, datetime):
        return cell.content.date()
    if isinstance(cell.content, date):
        return cell.content
    return french.read_day(cell.content) if isinstance(cell.content, str) else None


def text_of(cell: Cell | None) -> str:
    """The words of a cell: an account number may stand as a number."""
    if cell is None:
        return ""
    match cell.content:
        case bool():
            return "oui" if cell.content else "non"
        case Decimal():
            return (
                format(cell.content.normalize(), "f")
                if abs(cell.content.adjusted()) < LONGEST
                else "un nombre démesuré"
            )
        case date():
            return french.day(cell.content)
        case _:
            return " ".join(cell.content.split())


def _given(item: Item, cell: Cell) -> str | bool:
    """What the rule of the item is given: a figure in digits, words, or yes and no."""
    match cell.content:
        case bool():
            return cell.content
        case Decimal():
            figure = cell.content * 100 if cell.percent else cell.content
            return format(figure.normalize(), "f") if abs(figure.adjusted()) < LONGEST else "un nombre démesuré"
        case str():
            text = _IDLE.sub("", _without_unit(item.unit, cell.content.strip()))
            return _WORDS_OF_YES_NO.get(text.casefold(), text) if item.unit is Unit.YES_NO else text
        case _:
            return text_of(cell)


def _without_unit(unit: Unit, text: str) -> str:
    """« 1 234,50 € » without its unit, when that is the item's own."""
    figure = text.rstrip("€%").rstrip() if len(text) <= LONGEST else text
    tail = text[len(figure) :]
    if not tail:
        figure = re.split(r"(?<=\d)\s*(?=[^\W\d_])", text, maxsplit=1)[0] if len(text) <= LONGEST else text
        tail = text[len(figure) :]
    return figure if tail and plain(tail) in {plain(words) for words in UNIT_WORDS[unit]} else text
