"""The values of the law: they are no rows of a world, and the same for all. Only that they are there, and how lists refuse."""

from collections.abc import Mapping
from typing import Any

from tests.oracle.fields import ANY, OPEN, SOME, Check, Fields, Lot, Seen, entries, leads, such
from tests.oracle.lists import PAGE_INFO

KNOWN = {"psu.coverage_rate"}
"""The names that questions give and that are there."""
PLACE = Check("true or false", lambda value: isinstance(value, bool))
ONE = Seen("Parameter", {})


def parameter(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> Seen | None:
    """Of a name that is known."""
    return ONE if given["name"] in KNOWN else None


def parameters(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> Seen:
    """A page, refused as any other is."""
    oracle.page("Parameter", (), given)
    return Seen("ParameterConnection", {"totalCount": SOME})


def _info(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> Seen:
    return Seen("PageInfo", {name: PLACE if name.startswith("has") else SOME for name in PAGE_INFO})


V = "value until href checkedOn"
LAW: dict[str, Fields] = {
    "Parameter": {
        **such(OPEN, "name label unit"),
        **such(OPEN, f"{V} since source status statusLabel reasonText", ANY),
        "history": leads(OPEN, "ParameterValue", lambda oracle, seen, given: Lot(Seen("ParameterValue", {}))),
    },
    "ParameterValue": {**such(OPEN, "since source status statusLabel"), **such(OPEN, V, ANY)},
    "ParameterConnection": {
        "nodes": leads(OPEN, "Parameter", lambda oracle, seen, given: Lot(ONE)),
        "edges": leads(OPEN, "ParameterEdge", lambda oracle, seen, given: Lot(Seen("ParameterEdge", {"cursor": SOME}))),
        "pageInfo": leads(OPEN, "PageInfo", _info),
        **entries(OPEN, "totalCount"),
    },
    "ParameterEdge": {"node": leads(OPEN, "Parameter", lambda oracle, seen, given: ONE), **entries(OPEN, "cursor")},
}
