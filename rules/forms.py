"""What a form is made of: items with label, unit, tooltip and bounds, grouped by part."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    YES_NO = "YES_NO"


DECIMALS = {Unit.COUNT: 0, Unit.DAYS: 0, Unit.HOURS: 2, Unit.EUROS: 2, Unit.PERCENT: 2}

Value = Decimal | bool
Values = Mapping[str, Value]
"""Typed figures by item name. An absent item is absent: absent is not zero."""


@dataclass(frozen=True, slots=True)
class Item:
    """One figure that a form asks: its French words, its unit, its bounds, who must give it.

    `minimum` and `maximum` are inclusive bounds of what can be typed at all (a refusal, not a control).
    `above` is an exclusive lower bound. `required` names the declaration kinds that cannot do without it.
    """

    name: str
    part: Part
    label: str
    unit: Unit
    tooltip: str
    required: frozenset[DeclarationKind] = frozenset(DeclarationKind)
    minimum: Decimal | None = Decimal(0)
    above: Decimal | None = None
    maximum: Decimal | None = None
    since: int = 1


@dataclass(frozen=True, slots=True)
class Form:
    """The items of one kind of structure, in reading order, stamped with a version."""

    version: int
    items: tuple[Item, ...]
    by_name: Mapping[str, Item] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {item.name: item for item in self.items})

    def part(self, part: Part) -> tuple[Item, ...]:
        """The items of one part, in order."""
        return tuple(item for item in self.items if item.part is part)
