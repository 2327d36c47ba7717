"""Figures read out of a case: each is known, or says that it is not."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from rules.case import Case
from rules.forms import Periods, Values
from rules.parameters import PARAMETERS

HUNDRED = Decimal(100)


class NotKnown(LookupError):
    """Figures that somebody needs are absent: an answer to give, never a zero. Its arguments name them, when it knows."""


def figure(values: Values, name: str) -> Decimal:
    """The figure of an item. Raises `NotKnown` when it is absent."""
    value = values.get(name)
    if isinstance(value, Decimal):
        return value
    raise NotKnown(name)


def asked_sum(case: Case, names: Iterable[str]) -> Decimal:
    """The year's figures of those items that the form asks, added up; all of them are needed. Raises `NotKnown`."""
    asked = [name for name in names if case.form.asks(name)]
    if not asked:
        raise NotKnown
    return sum((figure(case.values, name) for name in asked), Decimal(0))


def known_sum(values: Values, names: Iterable[str]) -> Decimal:
    """Those of the figures that are known, added up. Raises `NotKnown` when none is."""
    known = [value for name in names if isinstance(value := values.get(name), Decimal)]
    if not known:
        raise NotKnown
    return sum(known, Decimal(0))


def places_periods(values: Values) -> Periods:
    """The places by period, in order of date; none when they are not given."""
    value = values.get("placesByPeriod")
    return tuple(sorted(value, key=lambda period: period.starts_on)) if isinstance(value, tuple) else ()


def bound(name: str, day: date) -> Decimal:
    """The figure of a parameter on a day. Raises `NoValueInForce`."""
    return Decimal(str(PARAMETERS.on(name, day).value))
