"""One row of the tables of controls: what is typed otherwise, what is known, whether the control speaks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from rules.case import Facts, Sent
from rules.controls import Level
from rules.forms import DeclarationKind, Value
from rules.kinds.eaje.accounts import CHARGES
from tests.rules.examples import ACTUAL, FORECAST, UPDATE

NOTHING_KNOWN = Facts()
B, W = Level.BLOCKING, Level.WARNING


@dataclass(frozen=True)
class Row:
    """What is typed otherwise than in the example, what is known beside it, and whether the control speaks."""

    speaks: bool
    changes: Mapping[str, Any] = field(default_factory=dict)
    says: tuple[str, ...] = ()
    declared: DeclarationKind = ACTUAL
    year: int | None = None
    facts: Facts = NOTHING_KNOWN
    at: str = ""
    """The item at which it is shown, where that depends on the figures."""


def silent(
    declared: DeclarationKind = ACTUAL, year: int | None = None, facts: Facts = NOTHING_KNOWN, **changes: Any
) -> Row:
    return Row(False, changes, (), declared, year, facts)


def speaks(
    *says: str, declared: DeclarationKind = ACTUAL, year: int | None = None, facts: Facts = NOTHING_KNOWN, at: str = "",
    **changes: Any,
) -> Row:  # fmt: skip
    return Row(True, changes, says, declared, year, facts, at)


def sent(kind: DeclarationKind, years_before: int = 0, declared: DeclarationKind = ACTUAL, **values: Any) -> Facts:
    """One other declaration, sent with these figures only."""
    year = {ACTUAL: 2024, FORECAST: 2025, UPDATE: 2025}[declared] - years_before
    figures: dict[str, Value] = {
        name: value if isinstance(value, bool) else Decimal(str(value)) for name, value in values.items()
    }
    return Facts(sent={(kind, year): Sent(kind, year, figures)})


def periods(*rows: tuple[str, str, int]) -> dict[str, Any]:
    return {"placesByPeriod": [{"from": start, "to": end, "places": places} for start, end, places in rows]}


NO_CHARGES_AT_ALL: dict[str, Any] = dict.fromkeys(CHARGES, 0)
# 5 % of this right is a whole number of cents: nothing but 2 training days, 2 652.00 €.
RIGHT_2652: dict[str, Any] = {"familyContributions": "229530.60"}
JUNE = Facts(observed_until=date(2025, 6, 30))
MICRO = Facts(nature="MICRO_CRECHE")
