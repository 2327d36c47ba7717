"""Typed forms: one GraphQL type and one input per kind of structure and part, made from the kind's items."""

from collections.abc import Mapping
from typing import Annotated, Any, Optional, Union

import strawberry

from models.scope import Held
from rules.forms import Item, Part, Unit
from rules.kinds import KINDS, Kind
from schema.guards import guarded
from schema.scalars import Euros, Hours, Percent

SCALARS: dict[Unit, Any] = {
    Unit.COUNT: int,
    Unit.DAYS: int,
    Unit.HOURS: Hours,
    Unit.EUROS: Euros,
    Unit.PERCENT: Percent,
    Unit.YES_NO: bool,
}
FIGURES = {Part.ACTIVITY: "activity.figures", Part.FINANCE: "finance.figures"}


def type_name(kind: Kind, part: Part) -> str:
    """`EajeActivity`, `EajeFinance`…"""
    return f"{kind.code.title()}{part.title()}"


def _about(item: Item) -> str:
    return f"« {item.label} »: {item.tooltip}"


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def _output(kind: Kind, part: Part) -> type:
    items = kind.form.part(part)
    space: dict[str, Any] = {_snake(item.name): guarded(FIGURES[part], _about(item), name=item.name) for item in items}
    space["__annotations__"] = {_snake(item.name): Optional[SCALARS[item.unit]] for item in items}
    # The roles held towards the row that the figures stand on.
    space["__annotations__"]["held"] = strawberry.Private[Held]
    made = type(type_name(kind, part), (), space)
    return strawberry.type(made, description=f"{part.title()} figures of one {kind.label}; an absent figure is null.")


def _input(kind: Kind, part: Part) -> type:
    items = kind.form.part(part)
    space: dict[str, Any] = {
        _snake(item.name): strawberry.field(description=_about(item), name=item.name, default=strawberry.UNSET)
        for item in items
    }
    space["__annotations__"] = {_snake(item.name): Optional[SCALARS[item.unit]] for item in items}
    made = type(f"{type_name(kind, part)}Input", (), space)
    return strawberry.input(made, description="Only the figures named are changed; null erases one. Zero is a value.")


OUTPUTS = {(kind.code, part): _output(kind, part) for kind in KINDS.values() for part in Part}
INPUTS = {(kind.code, part): _input(kind, part) for kind in KINDS.values() for part in Part}


def _union(part: Part, name: str) -> Any:
    members = tuple(made for (_, of), made in OUTPUTS.items() if of is part)
    return Annotated[Union[members], strawberry.union(name, description=f"The {part.lower()} form of a kind.")]


ActivityValues = _union(Part.ACTIVITY, "ActivityValues")
FinanceValues = _union(Part.FINANCE, "FinanceValues")


_ATTRIBUTES = {
    (kind.code, part): [(item.name, _snake(item.name), SCALARS[item.unit] is int) for item in kind.form.part(part)]
    for kind in KINDS.values()
    for part in Part
}


def values_of(kind: Kind, part: Part, stored: Mapping[str, Any], held: Held) -> Any:
    """The stored figures of a part as its GraphQL type: counts as numbers, decimals still as text."""
    given = {
        attribute: int(stored[name]) if whole and name in stored else stored.get(name)
        for name, attribute, whole in _ATTRIBUTES[kind.code, part]
    }
    return OUTPUTS[kind.code, part](held=held, **given)


def _values_input() -> type:
    names = {f"{kind.code.lower()}{part.title()}": INPUTS[kind.code, part] for kind in KINDS.values() for part in Part}
    space: dict[str, Any] = {_snake(name): strawberry.field(name=name, default=strawberry.UNSET) for name in names}
    space["__annotations__"] = {_snake(name): made | None for name, made in names.items()}
    made = type("PartValuesInput", (), space)
    return strawberry.input(made, one_of=True, description="The figures of exactly one part of one kind.")


PartValuesInput = _values_input()


def read_input(values: Any) -> tuple[str, Part, dict[str, object]]:
    """The kind, the part and the figures given by a `PartValuesInput`."""
    for (kind, part), made in INPUTS.items():
        given = getattr(values, _snake(f"{kind.lower()}{part.title()}"), strawberry.UNSET)
        if isinstance(given, made):
            items = KINDS[kind].form.part(part)
            named = {item.name: getattr(given, _snake(item.name)) for item in items}
            return kind, part, {name: each for name, each in named.items() if each is not strawberry.UNSET}
    raise AssertionError("GraphQL lets exactly one member through")
