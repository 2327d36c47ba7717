"""What a form is made of: items with label, unit, tooltip and bounds, grouped by part, asked by kind of declaration."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Part(StrEnum):
    """The two halves of a declaration, each with its own provider."""

    ACTIVITY = "ACTIVITY"
    FINANCE = "FINANCE"


PART_LABELS = {Part.ACTIVITY: "volet activité", Part.FINANCE: "volet financier"}


class DeclarationKind(StrEnum):
    """The kind of a declaration (pérennité)."""

    FORECAST = "FORECAST"
    UPDATE = "UPDATE"
    ACTUAL = "ACTUAL"


KIND_LABELS = {
    DeclarationKind.FORECAST: "prévisionnel",
    DeclarationKind.UPDATE: "actualisé",
    DeclarationKind.ACTUAL: "réel",
}


class Unit(StrEnum):
    """What a figure counts. It decides the decimals kept and how the figure is written in French."""

    COUNT = "COUNT"
    DAYS = "DAYS"
    HOURS = "HOURS"
    EUROS = "EUROS"
    PERCENT = "PERCENT"
    FTE = "FTE"
    YES_NO = "YES_NO"
    PLACES_BY_PERIOD = "PLACES_BY_PERIOD"


DECIMALS = {Unit.COUNT: 0, Unit.DAYS: 0, Unit.HOURS: 2, Unit.EUROS: 2, Unit.PERCENT: 2, Unit.FTE: 2}


@dataclass(frozen=True, slots=True)
class PlacesPeriod:
    """So many places from a day to a day, both included."""

    starts_on: date
    ends_on: date
    places: int

    @property
    def days(self) -> int:
        """How many calendar days it covers."""
        return (self.ends_on - self.starts_on).days + 1


Periods = tuple[PlacesPeriod, ...]
Value = Decimal | bool | Periods
Values = Mapping[str, Value]
"""Typed figures by item name. An absent item is absent: absent is not zero."""


class Column(StrEnum):
    """The two columns of an update: what happened, and what is foreseen for the rest of the year."""

    TO_DATE = "TO_DATE"
    REMAINING = "REMAINING"


COLUMN_LABELS = {Column.TO_DATE: "réalisé à ce jour", Column.REMAINING: "prévu pour le reste de l'année"}
_SUFFIXES = {Column.TO_DATE: "ToDate", Column.REMAINING: "Remaining"}
EVERY_KIND = frozenset(DeclarationKind)


@dataclass(frozen=True, slots=True)
class Item:
    """One figure of a form: its French words, its unit, its bounds, who asks it and who cannot do without it.

    `asked` names the declaration kinds whose form holds it, `required` those that cannot do without it. `minimum` and
    `maximum` are inclusive bounds of what can be typed at all (a refusal, not a control), `above` an exclusive lower
    bound. It exists since a version of the form, and for declared years from `first_year` on. A `computed` item is
    shown, never typed nor stored. With `columns` an update asks it twice, and its total is computed.
    """

    name: str
    part: Part
    label: str
    unit: Unit
    tooltip: str
    asked: frozenset[DeclarationKind] = EVERY_KIND
    required: frozenset[DeclarationKind] = EVERY_KIND
    minimum: Decimal | None = Decimal(0)
    above: Decimal | None = None
    maximum: Decimal | None = None
    since: int = 1
    first_year: int | None = None
    computed: bool = False
    columns: bool = False
    column: Column | None = None
    total: str = ""
    """For one column of an update: the item whose total it makes with the other."""

    def split(self) -> tuple["Item", ...]:
        """The two columns that an update asks instead of this item."""
        return tuple(
            replace(
                self, name=f"{self.name}{suffix}", label=f"{self.label}, {COLUMN_LABELS[column]}", columns=False,
                column=column, total=self.name,
                # A column may be empty of activity although the year cannot.
                minimum=Decimal(0), above=None,
            )
            for column, suffix in _SUFFIXES.items()
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Form:
    """What one declaration asks: the items typed and the items computed, in reading order."""

    declared: DeclarationKind
    version: int
    items: tuple[Item, ...]
    computed: tuple[Item, ...] = ()
    by_name: Mapping[str, Item] = field(init=False, repr=False)
    """The typed items."""
    columns: Mapping[str, tuple[str, ...]] = field(init=False, repr=False)
    """The items asked in two columns: the year's item → the names of its columns."""

    def __post_init__(self) -> None:
        columns: dict[str, tuple[str, ...]] = {}
        for item in self.items:
            if item.column is not None:
                columns[item.total] = (*columns.get(item.total, ()), item.name)
        object.__setattr__(self, "by_name", {item.name: item for item in self.items})
        object.__setattr__(self, "columns", columns)

    @classmethod
    def of(cls, items: tuple[Item, ...], declared: DeclarationKind, version: int, year: int) -> "Form":
        """The form of a declaration of that kind and year, among all items ever asked."""
        mine = [
            item
            for item in items
            if declared in item.asked and item.since <= version and (item.first_year is None or year >= item.first_year)
        ]
        split = declared is DeclarationKind.UPDATE
        typed = [item for item in mine if not item.computed]
        asked = [each for item in typed for each in (item.split() if split and item.columns else (item,))]
        totals = tuple(item for item in mine if item.computed or (split and item.columns))
        return cls(declared, version, tuple(asked), totals)

    def part(self, part: Part) -> tuple[Item, ...]:
        """The items typed in one part, in order."""
        return tuple(item for item in self.items if item.part is part)

    def yearly(self, values: Values) -> dict[str, Value]:
        """The figures of the year: the two columns of an update added up where both are given."""
        split = {name for names in self.columns.values() for name in names}
        found = {name: value for name, value in values.items() if name not in split}
        for total, names in self.columns.items():
            given = [value for name in names if isinstance(value := values.get(name), Decimal)]
            if len(given) == len(names):
                found[total] = sum(given, Decimal(0))
        return found

    def asks(self, name: str) -> bool:
        """Is this item asked, whole or in two columns?"""
        return name in self.by_name or name in self.columns

    def typed_name(self, name: str) -> str | None:
        """Under which name it is typed: its own, else its first column; none when this form does not ask it."""
        if name in self.by_name:
            return name
        return self.columns[name][0] if name in self.columns else None
