"""Places by period: the rows that somebody typed, and how they are stored."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from rules import french
from rules.forms import Item, Periods, PlacesPeriod
from rules.numerals import Unreadable, exact, quotable
from rules.problems import Code, Problem, Refused, problem

MOST_ROWS = 24
COLUMNS = ("from", "to", "places")
_DAY_EXPECTED = "une date, comme 2024-01-31"
_DAY_REMEDY = "Indiquez chaque date sous la forme 2024-01-31."


def read_rows(item: Item, given: object) -> Periods:
    """The periods of a typed list of `{from, to, places}`, in the order typed; days are dates or ISO texts.

    Raises one `Refused` with every problem found, at `("values", item.name, row, column)`; rows count from 1.
    """
    if isinstance(given, str | bytes) or not isinstance(given, Sequence):
        raise Refused(_invalid(item, (), quotable(given), "une liste de périodes"))
    if len(given) > MOST_ROWS:
        expected = f"une liste de {MOST_ROWS} lignes au plus"
        raise Refused(_invalid(item, (str(MOST_ROWS + 1),), f"une liste de {len(given)} lignes", expected))
    periods: list[PlacesPeriod] = []
    problems: list[Problem] = []
    for row, each in enumerate(given, start=1):
        try:
            periods.append(_period(item, str(row), each))
        except Refused as refused:
            problems.extend(refused.problems)
    if problems:
        raise Refused(*problems)
    return tuple(periods)


def stored_rows(periods: Periods) -> list[dict[str, str | int]]:
    """How periods stand in JSON."""
    return [
        {"from": period.starts_on.isoformat(), "to": period.ends_on.isoformat(), "places": period.places}
        for period in periods
    ]


def typed_rows(stored: Sequence[Mapping[str, object]]) -> Periods:
    """The inverse of `stored_rows`."""
    return tuple(
        PlacesPeriod(date.fromisoformat(str(row["from"])), date.fromisoformat(str(row["to"])), int(str(row["places"])))
        for row in stored
    )


def _period(item: Item, row: str, given: object) -> PlacesPeriod:
    if not isinstance(given, Mapping):
        raise Refused(_invalid(item, (row,), quotable(given), "une période (from, to, places)"))
    strange = [
        _invalid(item, (row, quotable(key)), f"« {quotable(key)} »", "l'une des rubriques from, to et places")
        for key in given
        if key not in COLUMNS
    ]
    starts, ends = (_day(item, row, column, given) for column in ("from", "to"))
    places = _places(item, row, given)
    problems = [*strange, *(each for each in (starts, ends, places) if isinstance(each, Problem))]
    if isinstance(starts, date) and isinstance(ends, date) and starts > ends:
        expected = f"une date antérieure ou égale au {french.day(ends)}"
        problems.append(_invalid(item, (row, "from"), french.day(starts), expected, "Corrigez l'une des deux dates."))
    if problems or isinstance(starts, Problem) or isinstance(ends, Problem) or isinstance(places, Problem):
        raise Refused(*problems)
    return PlacesPeriod(starts, ends, places)


def _day(item: Item, row: str, column: str, given: Mapping[object, object]) -> date | Problem:
    day = given.get(column)
    if isinstance(day, date) and not isinstance(day, datetime):
        return day
    if isinstance(day, str):
        with suppress(ValueError):
            found = date.fromisoformat(day.strip())
            # Other ISO spellings, of weeks or without dashes, are more often a slip than a habit.
            if found.isoformat() == day.strip():
                return found
    return _invalid(item, (row, column), _told(day), _DAY_EXPECTED, _DAY_REMEDY)


def _places(item: Item, row: str, given: Mapping[object, object]) -> int | Problem:
    path = (row, "places")
    try:
        places = exact(given.get("places"), 0)
    except Unreadable as unreadable:
        told = _told(None) if given.get("places") is None else unreadable.given
        return _invalid(item, path, told, unreadable.expected, unreadable.remedy)
    low, high = item.minimum or Decimal(0), item.maximum
    if places < low or (high is not None and places > high):
        limits = f"de {french.number(low)}" + (f" à {french.number(high)}" if high is not None else "")
        return _problem(Code.OUT_OF_RANGE, item, path, given=french.number(places), limits=limits)
    return int(places)


def _told(given: object) -> str:
    return "une valeur absente" if given is None else quotable(given)


def _invalid(item: Item, path: tuple[str, ...], given: str, expected: str, remedy: str | None = None) -> Problem:
    found = _problem(Code.INVALID_VALUE, item, path, given=given, expected=expected)
    return replace(found, remedy=remedy) if remedy else found


def _problem(code: Code, item: Item, path: tuple[str, ...], **words: str) -> Problem:
    label = item.label if not path else f"{item.label}, ligne {path[0]}"
    details = {"item": item.name, "part": item.part}
    return problem(code, "values", item.name, *path, details=details, label=label, **words)
