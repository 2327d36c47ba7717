"""The history of structures, declarations and people: whatever was done or tried, as those concerned read it."""

from collections.abc import Mapping
from typing import Any

from tests.oracle.fields import OPEN, SOME, Field, Fields, Seen, columns, entries, leads, mark, such, to_many

H = "history.read"


def _some_if(column: str) -> Field:
    return leads(H, "", lambda oracle, seen, given: None if getattr(seen.row, column) is None else SOME)


def _split(text: str) -> list[str]:
    return text.split(",") if text else []


def _object_id(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> str | None:
    return seen.row.object_type and mark(seen.row.object_type, seen.row.object_id)


def history(key: str) -> Field:
    """What the trail holds of an object, by a column of it."""
    return to_many(H, "HistoryEntry", "entries", key)


HISTORY: dict[str, Fields] = {
    "HistoryEntry": {
        **columns(H, "at actorName act outcome door objectType fromState toState"),
        **such(H, "actLabel outcomeLabel"),
        "roles": leads(H, "", lambda oracle, seen, given: _split(seen.row.roles)),
        "roleLabels": leads(H, "", lambda oracle, seen, given: [SOME for _ in _split(seen.row.roles)]),
        "refusals": leads(H, "HistoryRefusal", lambda oracle, seen, given: [Seen("HistoryRefusal", {"code": each}) for each in _split(seen.row.codes)]),
        "doorLabel": _some_if("door"),
        "objectLabel": _some_if("object_type"),
        "objectId": leads(H, "", _object_id),
    },
    "HistoryRefusal": {**entries(OPEN, "code"), **such(OPEN, "sentence")},
}  # fmt: skip
