"""What is printed, as data: sections of rows, each a label, a value in French, its unit and what was said of it.

The printed page, the receipt and the file for a spreadsheet are all made of the same `Printout`.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rules import french
from rules.forms import Item, PlacesPeriod, Unit

UNIT_LABELS = {
    Unit.COUNT: "",
    Unit.DAYS: "jours",
    Unit.HOURS: "heures",
    Unit.EUROS: "€",
    Unit.PERCENT: "%",
    Unit.FTE: "Etp",
    Unit.YES_NO: "",
    Unit.PLACES_BY_PERIOD: "places",
}
ABSENT = "non renseigné"
SHOWN_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """One value: as a person reads it, with its unit, and as a spreadsheet reads it, bare."""

    shown: str
    plain: str

    @property
    def absent(self) -> bool:
        """Was nothing given? Absent is not zero."""
        return not self.plain

    @classmethod
    def text(cls, text: str) -> "Cell":
        """Words, the same for both."""
        return cls(text, text)

    @classmethod
    def of(cls, item: Item, value: Decimal | bool | None) -> "Cell":
        """A figure of a form: « 1 234,50 € » on paper, `1234,5` in a spreadsheet."""
        if value is None:
            return NOTHING
        shown = french.shown(item, value)
        return cls(shown, shown if isinstance(value, bool) else plain_number(value))

    @classmethod
    def figure(cls, value: Decimal, unit: str) -> "Cell":
        """A result of the estimate, whose unit is in words; on paper a long one is rounded, and says so."""
        if unit == "€":
            return cls(french.euros(value), plain_number(value))
        rounded = round(value, SHOWN_DECIMALS)
        shown = f"{'' if rounded == value else f'≈{french.NBSP}'}{french.number(rounded)}"
        return cls(f"{shown}{french.NBSP}{unit}" if unit else shown, plain_number(value))


NOTHING = Cell(ABSENT, "")


def plain_number(value: Decimal) -> str:
    """A figure as French spreadsheets read it: a decimal comma, no spaces, no idle zero."""
    plain = format(value, "f")
    return (plain.rstrip("0").rstrip(".") if "." in plain else plain).replace(".", ",")


@dataclass(frozen=True, slots=True)
class Remark:
    """What was said of a control: its label in French, and the words typed."""

    control: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what it is, its value, the two columns of an update beside it, what was said of it.

    `note` tells how the value came about (a formula, a source). `strong` is a total, `computed` a figure that nobody
    typed, `href` an address on this portal.
    """

    label: str
    value: Cell
    code: str = ""
    unit: str = ""
    columns: tuple[Cell, Cell] | None = None
    remarks: tuple[Remark, ...] = ()
    note: str = ""
    strong: bool = False
    computed: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Headings:
    """What stands over the columns of a table; without a `note` it has no such column."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a title: a table when it has headings, else facts. `notes` are sentences, `warnings` those that matter."""

    key: str
    title: str
    rows: tuple[Row, ...] = ()
    headings: Headings | None = None
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    inner: tuple["Section", ...] = ()

    @property
    def split(self) -> bool:
        """Does it hold the two columns of an update?"""
        return any(row.columns for row in self.rows)


@dataclass(frozen=True, slots=True)
class Printout:
    """A whole print. `name` is what its file is called, without extension; `reference` that of a transmission."""

    title: str
    subtitle: str
    name: str
    sections: tuple[Section, ...]
    banners: tuple[str, ...] = ()
    reference: str = ""

    def section(self, key: str) -> Section:
        """The section of that key, wherever it stands; `KeyError` when there is none."""
        waiting = list(self.sections)
        while waiting:
            each = waiting.pop(0)
            if each.key == key:
                return each
            waiting = [*each.inner, *waiting]
        raise KeyError(key)


def fact(label: str, text: str) -> Row:
    """A fact in words."""
    return Row(label, Cell.text(text))


def period_row(period: PlacesPeriod) -> Row:
    """So many places from a day to a day."""
    label = f"Du {french.day(period.starts_on)} au {french.day(period.ends_on)}"
    places = Decimal(period.places)
    shown = f"{french.number(places)}{french.NBSP}{'places' if places >= 2 else 'place'}"
    return Row(label, Cell(shown, plain_number(places)), unit=UNIT_LABELS[Unit.PLACES_BY_PERIOD])


def days(starts_on: date, ends_on: date) -> str:
    """From a day to a day."""
    return f"du {french.day(starts_on)} au {french.day(ends_on)}"
