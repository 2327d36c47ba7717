"""What arguments are given: business keys, states, days, whosever they are, and some that are of nothing."""

from collections.abc import Callable
from typing import Any

from tests.oracle.lots import Lots
from tests.oracle.world import World


def _of_rows(rows: str, column: str, *others: Any) -> Callable[[World, Lots], Any]:
    def given(world: World, lots: Lots) -> Any:
        known = [*(getattr(row, column) for row in getattr(world, rows)), *others]
        return lots.of(known)

    return given


def _among(*values: Any) -> Callable[[World, Lots], Any]:
    return lambda world, lots: lots.of(list(values))


STATES = ["OPEN", "IN_PROGRESS", "READY", "TRANSMITTED", "PROCESSING", "RETURNED", "ACCEPTED", "CANCELLED"]
GIVEN: dict[str, Callable[[World, Lots], Any]] = {
    "first": _among(1, 2, 5, None),
    "siret": _of_rows("organisations", "siret", "99999999999999"),
    "idEqu": _of_rows("structures", "id_equ", "NONE"),
    "email": _of_rows("people", "email", "nobody@x.example"),
    "reference": _of_rows("submissions", "reference", "T25-0000-0000-0000-0"),
    "hash": _of_rows("submissions", "content_hash", "0" * 64),
    "state": lambda world, lots: [lots.of(STATES) for _ in range(lots.below(4))],
    "kind": _among("FORECAST", "UPDATE", "ACTUAL"),
    "year": _among(2025, 2024, 2001),
    "dueBefore": lambda world, lots: (world.today if lots.once_in(2) else world.today.replace(year=2026)).isoformat(),
    "late": _among(True, False),
    "search": _among("creche1", "CRECHE", "x"),
    "order": _among("LATEST", "DUE"),
    "name": _among("psu.coverage_rate", "psu.nonsense", ""),
    "startingWith": _among("psu.", "eaje.family", ""),
    "at": _among("2013-12-31", "2014-01-01", "2025-01-01"),
    "ratio": _among("REAL_OCCUPANCY", "NONE"),
}  # fmt: skip
"""What an argument is given, by its name."""
