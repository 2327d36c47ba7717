"""The places that the authorisations of a structure allow, day by day."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

Dated = tuple[date, int]
"""From a day on, so many places."""


def on(licences: Iterable[Dated], day: date) -> int | None:
    """The places in force on a day; none before the first authorisation."""
    begun = [each for each in licences if each[0] <= day]
    return max(begun)[1] if begun else None


def highest(licences: Iterable[Dated], first: date, last: date) -> Decimal | None:
    """The most places in force on any day from one to another, both included; none when there is no such day."""
    known = sorted(licences)
    if first > last or not known:
        return None
    ends = [each[0] for each in known[1:]] + [date.max]
    in_force = [places for (since, places), until in zip(known, ends, strict=True) if since <= last and until > first]
    return Decimal(max(in_force)) if in_force else None


def in_year(licences: Iterable[Dated], year: int, since: date, until: date | None) -> Decimal | None:
    """The most places in force on those days of a year that a tenure, from a day to a day if known, covers.

    What was authorised before a transfer or will be after it is the other side's.
    """
    last = date(year + 1, 1, 1) - timedelta(days=1)
    return highest(licences, max(since, date(year, 1, 1)), min(until or last, last))
