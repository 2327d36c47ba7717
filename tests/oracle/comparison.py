"""An answer beside what the oracle says: every value, every null, every refusal."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.oracle.fields import Check, Lot
from tests.oracle.oracle import Expected, Hidden, readers


def differences(told: Expected, body: dict[str, Any]) -> list[str]:
    """Where an answer is not as it has to be."""
    errors = body.get("errors", [])
    forbidden = [each for each in errors if each["extensions"]["code"] == "FORBIDDEN"]
    others = [each for each in errors if each not in forbidden]
    found = list(_values(told.data, body.get("data"), "data"))
    if told.data is None:
        # Nothing is left of an answer whose root is refused: what lay beside it, or below that, need not be told.
        said = {(each["extensions"]["code"], tuple(each.get("path", ()))) for each in others}
        roots = {(code, path) for code, path in told.refused if len(path) == 1}
        return found if roots and roots <= said else [*found, f"refused: {said}, not {told.refused}"]
    return [*found, *_refusals(told, forbidden, others)]


def _values(told: Any, given: Any, path: str) -> Iterator[str]:
    if isinstance(told, Check):
        if not told.holds(given):
            yield f"{path}: {given!r}, not {told!r}"
    elif isinstance(told, Lot):
        if not isinstance(given, list):
            yield f"{path}: {given!r}, not a list"
            return
        for place, each in enumerate(given):
            yield from _values(told.such, each, f"{path}[{place}]")
    elif isinstance(told, dict) and isinstance(given, dict) and told.keys() == given.keys():
        for key, value in told.items():
            yield from _values(value, given[key], f"{path}.{key}")
    elif isinstance(told, list) and isinstance(given, list) and len(told) == len(given):
        for place, pair in enumerate(zip(told, given, strict=True)):
            yield from _values(*pair, f"{path}[{place}]")
    elif told != given or isinstance(told, bool) is not isinstance(given, bool):
        yield f"{path}: {given!r}, not {told!r}"


def _refusals(told: Expected, forbidden: list[Any], others: list[Any]) -> Iterator[str]:
    """A hidden field is told once per set of roles, at the first place where it was met."""
    left = list(forbidden)
    for hidden in told.hidden.values():
        fits = [each for each in left if _tells(each, hidden)]
        if fits:
            left.remove(fits[0])
        else:
            yield f"no refusal of {hidden}"
    for each in left:
        yield f"refused for nothing: {each['path']} {each['extensions']}"
    said = Counter((each["extensions"]["code"], tuple(each.get("path", ()))) for each in others)
    if said != Counter(told.refused):
        yield f"refused: {dict(said)}, not {told.refused}"


def _tells(error: Any, hidden: Hidden) -> bool:
    more = error["extensions"]
    return (
        more["field"] == hidden.name and more["action"] == hidden.action and more["count"] == hidden.count
        and more["requiredRoles"] == readers(hidden.action) and tuple(error["path"]) in hidden.first.values()
        and bool(error["message"])
    )  # fmt: skip
