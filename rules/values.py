"""Figures on their way in and out: from what is typed to exact values, and to what is stored."""

import re
from collections.abc import Mapping
from decimal import Decimal

from rules import french
from rules.forms import DECIMALS, Form, Item, Part, Unit, Value
from rules.problems import Code, Problem, Refused, problem

DIGITS = 12
LONGEST = 40
"""Characters of a typed text that are read, and quoted back, at most."""

_NUMBER = re.compile(r"(-?)([0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+|[0-9]+)(?:[.,]([0-9]+))?")
_SPACES = str.maketrans("", "", " \u00a0\u202f")
_YES_NO = {"true": True, "oui": True, "false": False, "non": False}


def read(item: Item, given: object) -> Value:
    """The exact value of what somebody typed for an item.

    Text may follow French habits (« 1 234,50 »). Floats are refused, because they are not exact.
    Raises `Refused` with `INVALID_VALUE` or `OUT_OF_RANGE` at `("values", item.name)`.
    """
    if item.unit is Unit.YES_NO:
        return _yes_or_no(item, given)
    value = _decimal(item, given)
    if not _within(item, value):
        raise Refused(_problem(Code.OUT_OF_RANGE, item, given=french.number(value), limits=limits(item)))
    return value


def read_all(form: Form, part: Part, given: Mapping[str, object]) -> dict[str, Value | None]:
    """Everything typed for one part; `None` erases. Raises one `Refused` with every problem found."""
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
                values[name] = read(item, typed_value)
            except Refused as refused:
                problems.extend(refused.problems)
    if problems:
        raise Refused(*problems)
    return values


def stored(value: Value) -> str | bool:
    """How a value stands in JSON: a boolean, or a decimal text without exponent nor idle zero."""
    if isinstance(value, bool):
        return value
    plain = format(value, "f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return "0" if plain == "-0" else plain


def typed(form: Form, stored: Mapping[str, object]) -> dict[str, Value]:
    """Stored values of items that the form knows, exact again. What is absent stays absent."""
    values: dict[str, Value] = {}
    for name, value in stored.items():
        if value is not None and name in form.by_name:
            values[name] = value if isinstance(value, bool) else Decimal(str(value))
    return values


def limits(item: Item) -> str:
    """The bounds of an item in French words; empty when it has none."""
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
        raise Refused(_problem(Code.INVALID_VALUE, item, given=_quotable(given), expected="oui ou non"))
    return known


def _decimal(item: Item, given: object) -> Decimal:
    decimals = DECIMALS[item.unit]
    if isinstance(given, int) and not isinstance(given, bool) and abs(given) < 10**DIGITS:
        return Decimal(given)
    found = _NUMBER.fullmatch(given.strip()) if isinstance(given, str) and len(given) <= LONGEST else None
    if found is None:
        raise _not_a_number(item, given, "un nombre entre guillemets" if isinstance(given, float) else "un nombre")
    sign, whole, fraction = found[1], found[2].translate(_SPACES).lstrip("0"), found[3] or ""
    if len(fraction) > decimals:
        wanted = f"un nombre avec {decimals} décimales au plus" if decimals else "un nombre entier"
        raise _not_a_number(item, given, wanted)
    if len(whole) + len(fraction) > DIGITS:
        raise _not_a_number(item, given, f"un nombre de {DIGITS} chiffres au plus")
    return Decimal(f"{sign}{whole or '0'}.{fraction}") + 0


def _within(item: Item, value: Decimal) -> bool:
    return (
        (item.minimum is None or value >= item.minimum)
        and (item.above is None or value > item.above)
        and (item.maximum is None or value <= item.maximum)
    )


def _not_a_number(item: Item, given: object, expected: str) -> Refused:
    return Refused(_problem(Code.INVALID_VALUE, item, given=_quotable(given), expected=expected))


def _problem(code: Code, item: Item, **words: str) -> Problem:
    details = {"item": item.name, "part": item.part}
    return problem(code, "values", item.name, details=details, label=item.label, **words)


def _unknown(name: str) -> Problem:
    quoted = _quotable(name)
    return problem(Code.UNKNOWN_ITEM, "values", quoted, name=quoted)


def _quotable(given: object) -> str:
    """What was given, short and printable, whatever it is: it goes back to its sender."""
    if isinstance(given, bool):
        return "oui" if given else "non"
    if isinstance(given, int):
        return french.number(given) if abs(given) < 10**LONGEST else "un nombre démesuré"
    if not isinstance(given, str | float):
        return "une valeur composée"
    text = str(given)
    cut = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    return "".join(letter if letter.isprintable() else "?" for letter in cut) or "un texte vide"
