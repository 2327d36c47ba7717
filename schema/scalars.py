"""Scalars for figures: decimals as text, never floats."""

from typing import NewType

import strawberry
from strawberry.types.scalar import ScalarDefinition

Euros = NewType("Euros", str)
Hours = NewType("Hours", str)
Percent = NewType("Percent", str)
Fte = NewType("Fte", str)

_AS_TEXT = 'A decimal written as text, with a point, e.g. "1234.50"; never a float.'


def _in(value: object) -> object:
    """Taken as it is: the rules of the item read it, and refuse it in French at its path."""
    return value


def _scalar(name: str, what: str) -> ScalarDefinition:
    return strawberry.scalar(name=name, description=f"{what} {_AS_TEXT}", serialize=str, parse_value=_in)


SCALAR_MAP: dict[object, ScalarDefinition] = {
    Euros: _scalar("Euros", "An amount in euros."),
    Hours: _scalar("Hours", "A number of hours."),
    Percent: _scalar("Percent", "A percentage, 99 for 99 %."),
    Fte: _scalar("Fte", "Full-time equivalents (Etp)."),
}
