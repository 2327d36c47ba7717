"""The law of the portal with some of its values changed, for tests that ask what would follow."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from rules.parameters import PARAMETERS, Parameter, Parameters


def law_with(**changes: Decimal | int | str | bool) -> Parameters:
    """The law where these parameters of the Psu, or else of the Eaje, have one value ever since they began."""
    values = _values()
    for name, told in changes.items():
        full = f"psu.{name}" if f"psu.{name}" in values else f"eaje.{name}"
        value = Decimal(told) if isinstance(told, int) and not isinstance(told, bool) else told
        values[full] = tuple(replace(each, value=value) for each in values[full])
    return Parameters(values)


def law_raised(name: str, since: date, value: Decimal) -> Parameters:
    """The law where a parameter takes another value from a day."""
    *before, last = PARAMETERS.all(name)
    return Parameters({**_values(), name: (*before, last, replace(last, since=since, value=value))})


def law_begun(name: str, since: date) -> Parameters:
    """The law where the first value of a parameter began on another day."""
    first, *rest = PARAMETERS.all(name)
    return Parameters({**_values(), name: (replace(first, since=since), *rest)})


def _values() -> dict[str, tuple[Parameter, ...]]:
    return {name: PARAMETERS.all(name) for name in PARAMETERS.names()}
