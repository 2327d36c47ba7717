"""The dated values of the law as they are told on a day. They stand in files of the rules: no statement is run."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from resolvers.asker import House
from resolvers.pages import Listing, Page, keys_at
from rules.parameters import PARAMETERS, NoValueInForce, Parameter, Status

LISTING = Listing("parameter", "name", order=("name",), types=("text",))
"""By name; the rows are no table's."""
INVENTED = "Cette valeur est inventée pour la démonstration : elle n'a pas cours ici."


@dataclass(frozen=True, slots=True)
class Told:
    """A parameter on a day: the value in force, or in French the reason why none is told."""

    first: Parameter
    in_force: Parameter | None
    value: str | None
    reason: str | None


def known(name: str) -> bool:
    """Is there such a parameter?"""
    return name in PARAMETERS.names()


def page_of(starting_with: str | None, size: int, after: str | None) -> Page:
    """A page of the names that begin so."""
    names = [name for name in PARAMETERS.names() if name.startswith(starting_with or "")]
    place = 0 if after is None else bisect_right(names, keys_at(LISTING, after)[0])
    rows = [{"name": name} for name in names[place : place + size]]
    return Page(rows, len(names) > place + size, after is not None, len(names))


def told_on(name: str, day: date, house: House) -> Told:
    """What is told of a parameter on a day; a day without a value has a reason, and never a zero."""
    first = PARAMETERS.all(name)[0]
    try:
        found = PARAMETERS.on(name, day)
    except NoValueInForce as silent:
        return Told(first, None, None, silent.sentence)
    value = value_of(found, house)
    return Told(first, found, value, INVENTED if value is None else None)


def value_of(parameter: Parameter, house: House) -> str | None:
    """A value as text; an invented one is told only where estimates may use it."""
    return parameter.text if house.fictional_allowed or parameter.status is not Status.FICTIONAL else None


def history_of(name: str) -> Sequence[Parameter]:
    """Every dated value, the oldest first."""
    return PARAMETERS.all(name)
