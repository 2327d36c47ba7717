"""Typed forms: one GraphQL type and one input per kind of structure and part, made from the kind's items."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Optional, TypeAlias, Union

import strawberry

from models.scope import Held
from rules.forms import Item, Part, Unit
from rules.kinds import KINDS, Kind
from schema.guards import guarded
from schema.scalars import Euros, Fte, Hours, Percent


@strawberry.type(description="So many places from a day to a day, both included (places par période).")
class PlacesPeriod:
    """One row of the list."""

    starts_on: date = strawberry.field(description="First day.")
    ends_on: date = strawberry.field(description="Last day.")
    places: int = strawberry.field(description="Places offered.")


@strawberry.input(description="So many places from a day to a day, both included (places par période).")
class PlacesPeriodInput:
    """One row of the list; the whole list is given each time."""

    starts_on: date = strawberry.field(description="First day.")
    ends_on: date = strawberry.field(description="Last day.")
    places: int = strawberry.field(description="Places offered.")


def _period(row: Mapping[str, Any]) -> PlacesPeriod:
    return PlacesPeriod(
        starts_on=date.fromisoformat(row["from"]), ends_on=date.fromisoformat(row["to"]), places=row["places"]
    )


def _plain(given: Any) -> Any:
    """What was typed, as the rules read it."""
    if isinstance(given, list) and all(isinstance(row, PlacesPeriodInput) for row in given):
        return [{"from": row.starts_on, "to": row.ends_on, "places": row.places} for row in given]
    return given


SCALARS: dict[Unit, Any] = {
    Unit.COUNT: int,
    Unit.DAYS: int,
    Unit.HOURS: Hours,
    Unit.EUROS: Euros,
    Unit.PERCENT: Percent,
    Unit.FTE: Fte,
    Unit.YES_NO: bool,
}
OUT = {**SCALARS, Unit.PLACES_BY_PERIOD: list[PlacesPeriod]}
IN = {**SCALARS, Unit.PLACES_BY_PERIOD: list[PlacesPeriodInput]}
FIGURES = {Part.ACTIVITY: "activity.figures", Part.FINANCE: "finance.figures"}


def type_name(kind: Kind, part: Part) -> str:
    """`EajeActivity`, `EajeFinance`…"""
    return f"{kind.code.title()}{part.title()}"


def typed_items(kind: Kind, part: Part) -> tuple[Item, ...]:
    """All that any form of this kind lets type in a part: items, and both columns of those that an update splits."""
    mine = [item for item in kind.items if item.part is part and not item.computed]
    return tuple(each for item in mine for each in (item, *(item.split() if item.columns else ())))


def _about(item: Item) -> str:
    return f"« {item.label} »: {item.tooltip}"


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def _output(kind: Kind, part: Part) -> type:
    items = typed_items(kind, part)
    space: dict[str, Any] = {_snake(item.name): guarded(FIGURES[part], _about(item), name=item.name) for item in items}
    space["__annotations__"] = {_snake(item.name): Optional[OUT[item.unit]] for item in items}
    # The roles held towards the row that the figures stand on.
    space["__annotations__"]["held"] = strawberry.Private[Held]
    made = strawberry.type(
        type(type_name(kind, part), (), space),
        description=f"{part.title()} figures of one {kind.label}; an absent figure is null.",
    )
    for item in items:
        # What an instance does not hold is absent: only the figures that are there are ever written on it.
        setattr(made, _snake(item.name), None)
    return made


def _input(kind: Kind, part: Part) -> type:
    items = typed_items(kind, part)
    space: dict[str, Any] = {
        _snake(item.name): strawberry.field(description=_about(item), name=item.name, default=strawberry.UNSET)
        for item in items
    }
    space["__annotations__"] = {_snake(item.name): Optional[IN[item.unit]] for item in items}
    made = type(f"{type_name(kind, part)}Input", (), space)
    return strawberry.input(made, description="Only the figures named are changed; null erases one. Zero is a value.")


OUTPUTS = {(kind.code, part): _output(kind, part) for kind in KINDS.values() for part in Part}
INPUTS = {(kind.code, part): _input(kind, part) for kind in KINDS.values() for part in Part}


def _union(part: Part, name: str) -> Any:
    members = tuple(made for (_, of), made in OUTPUTS.items() if of is part)
    return Annotated[Union[members], strawberry.union(name, description=f"The {part.lower()} form of a kind.")]


ActivityValues = _union(Part.ACTIVITY, "ActivityValues")
FinanceValues = _union(Part.FINANCE, "FinanceValues")


def _as_is(value: Any) -> Any:
    return value


_SHOWN: dict[Unit, Callable[[Any], Any]] = {
    Unit.COUNT: int,
    Unit.DAYS: int,
    Unit.PLACES_BY_PERIOD: lambda rows: [_period(row) for row in rows],
}
_ATTRIBUTES = {
    (kind.code, part): {
        item.name: (_snake(item.name), _SHOWN.get(item.unit, _as_is)) for item in typed_items(kind, part)
    }
    for kind in KINDS.values()
    for part in Part
}


def values_of(kind: Kind, part: Part, stored: Mapping[str, Any], held: Held) -> Any:
    """The stored figures of a part as its GraphQL type: counts as numbers, decimals still as text."""
    made: Any = object.__new__(OUTPUTS[kind.code, part])
    attributes, there = _ATTRIBUTES[kind.code, part], made.__dict__
    there["held"] = held
    for name, value in stored.items():
        if name in attributes:
            attribute, show = attributes[name]
            there[attribute] = show(value)
    return made


def _values_input() -> type:
    names = {f"{kind.code.lower()}{part.title()}": INPUTS[kind.code, part] for kind in KINDS.values() for part in Part}
    space: dict[str, Any] = {_snake(name): strawberry.field(name=name, default=strawberry.UNSET) for name in names}
    space["__annotations__"] = {_snake(name): made | None for name, made in names.items()}
    made = type("PartValuesInput", (), space)
    return strawberry.input(made, one_of=True, description="The figures of exactly one part of one kind.")


if TYPE_CHECKING:
    PartValuesInput: TypeAlias = Any
else:
    PartValuesInput = _values_input()


def read_input(values: Any) -> tuple[str, Part, dict[str, object]]:
    """The kind, the part and the figures given by a `PartValuesInput`."""
    for (kind, part), made in INPUTS.items():
        given = getattr(values, _snake(f"{kind.lower()}{part.title()}"), strawberry.UNSET)
        if isinstance(given, made):
            items = typed_items(KINDS[kind], part)
            named = {item.name: getattr(given, _snake(item.name)) for item in items}
            return kind, part, {name: _plain(each) for name, each in named.items() if each is not strawberry.UNSET}
    raise AssertionError("GraphQL lets exactly one member through")
