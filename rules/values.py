"""Figures on their way in and out: from what is typed to exact values, and to what is stored."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from rules import french
from rules.forms import DECIMALS, Form, Item, Part, Unit, Value
from rules.numerals import LONGEST, Unreadable, exact, quotable
from rules.places import read_rows, stored_rows, typed_rows
from rules.problems import Code, Problem, Refused, problem

_YES_NO = {"true": True, "oui": True, "false": False, "non": False}


def read(item: Item, given: object) -> Value:
    """The exact value of what somebody typed for an item.

    Text may follow French habits (« 1 234,50 »). Floats are refused, because they are not exact.
    Raises `Refused` with `INVALID_VALUE` or `OUT_OF_RANGE` at `("values", item.name)` or, in a list, at its row.
    """
    if item.unit is Unit.YES_NO:
        return _yes_or_no(item, given)
    if item.unit is Unit.PLACES_BY_PERIOD:
        return read_rows(item, given)
    try:
        value = exact(given, DECIMALS[item.unit])
    except Unreadable as unreadable:
        details = {"item": item.name, "part": item.part}
        raise Refused(unreadable.at("values", item.name, label=item.label, details=details)) from None
    if not _within(item, value):
        raise Refused(_problem(Code.OUT_OF_RANGE, item, given=french.number(value), limits=limits(item)))
    return value


def read_all(form: Form, part: Part, given: Mapping[str, object]) -> dict[str, Value | None]:
    """Everything typed for one part; `None` and an empty list erase. Raises one `Refused` with every problem found."""
    values: dict[str, Value | None] = {}
    problems: list[Problem] = []
    for name, typed_value in given.items():
        item = form.by_name.get(name)
        if item is None or item.part is not part:
            problems.append(_unknown(name))
        elif typed_value is None:
            values[name] = None
        else:
            try:
                # No period at all is nothing told: absent, like an erased figure.
                values[name] = None if (value := read(item, typed_value)) == () else value
            except Refused as refused:
                problems.extend(refused.problems)
    if problems:
        raise Refused(*problems)
    return values


def stored(value: Value) -> str | bool | list[dict[str, str | int]]:
    """How a value stands in JSON: a boolean, a decimal text without exponent nor idle zero, a list of periods."""
    if isinstance(value, bool):
        return value
    if isinstance(value, tuple):
        return stored_rows(value)
    plain = format(value, "f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return "0" if plain == "-0" else plain


def typed(form: Form, stored: Mapping[str, object]) -> dict[str, Value]:
    """Stored values of items that the form knows, exact again. What is absent stays absent."""
    values: dict[str, Value] = {}
    for name, value in stored.items():
        if value is None or name not in form.by_name:
            continue
        if isinstance(value, list):
            values[name] = typed_rows(value)
        else:
            values[name] = value if isinstance(value, bool) else Decimal(str(value))
    return values


def limits(item: Item) -> str:
    """The bounds of an item in French words; empty when it has none."""
    if item.unit is Unit.YES_NO:
        return ""
    words = []
    if item.above is not None:
        words.append(f"plus de {french.number(item.above)}")
    if item.minimum is not None:
        words.append(f"{french.number(item.minimum)} au moins")
    if item.maximum is not None:
        words.append(f"{french.number(item.maximum)} au plus")
    return ", ".join(words)


def _yes_or_no(item: Item, given: object) -> bool:
    if isinstance(given, bool):
        return given
    known = _YES_NO.get(given.strip().lower()) if isinstance(given, str) and len(given) <= LONGEST else None
    if known is None:
        found = _problem(Code.INVALID_VALUE, item, given=quotable(given), expected="oui ou non")
        raise Refused(replace(found, remedy="Répondez par oui ou par non."))
    return known


def _within(item: Item, value: Decimal) -> bool:
    return (
        (item.minimum is None or value >= item.minimum)
        and (item.above is None or value > item.above)
        and (item.maximum is None or value <= item.maximum)
    )


def _problem(code: Code, item: Item, **words: str) -> Problem:
    details = {"item": item.name, "part": item.part}
    return problem(code, "values", item.name, details=details, label=item.label, **words)


def _unknown(name: str) -> Problem:
    quoted = quotable(name)
    return problem(Code.UNKNOWN_ITEM, "values", quoted, name=quoted)
