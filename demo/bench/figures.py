"""Figures for the measured declarations: a few plausible forms, typed and computed by the law's own functions."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import orjson

from rules.forms import DeclarationKind, Part
from rules.kinds import KINDS
from rules.values import read_all, stored, typed

KIND = KINDS["EAJE"]
SIZES = (12, 20, 34, 60)
"""Licensed places of the forms."""


@dataclass(frozen=True, slots=True)
class Filled:
    """One form filled in, as it is stored, with the estimate that it gives."""

    kind: DeclarationKind
    year: int
    number: int
    activity: str
    finance: str
    estimate: str
    psu: Decimal | None
    amount: Decimal | None


def activity_of(places: int) -> dict[str, Any]:
    """An activity as a provider types it: hours and contributions follow the places."""
    return {
        "licensedPlaces": places, "openingDays": 220, "dailyOpeningHours": "10.5",
        "hoursAttendedUnder4": str(places * 1650), "hoursBilledUnder4": f"{places * 1725}.5",
        "generalSchemeRate": "98.5", "familyContributions": f"{places * 2932}.40",
        "diapersProvided": True, "mealsProvided": places > 15, "trainingDays": 2,
    }  # fmt: skip


def _finance_of(places: int) -> dict[str, Any]:
    return {
        "account60": str(places * 1500), "account61": str(places * 1250), "account62": f"{places * 2000}.25",
        "account64": str(places * 14250), "account70641": f"{places * 2932}.40",
    }  # fmt: skip


def filled(kind: DeclarationKind, year: int) -> list[Filled]:
    """One form for each size."""
    return [_fill(kind, year, number, places) for number, places in enumerate(SIZES)]


def _fill(kind: DeclarationKind, year: int, number: int, places: int) -> Filled:
    typed_in = {Part.ACTIVITY: activity_of(places), Part.FINANCE: _finance_of(places)}
    kept = {
        part: {name: stored(value) for name, value in read_all(KIND.form, part, given).items() if value is not None}
        for part, given in typed_in.items()
    }
    values = typed(KIND.form, kept[Part.ACTIVITY] | kept[Part.FINANCE])
    estimate = KIND.estimate(values, kind, date(year, 1, 1), True)
    return Filled(
        kind, year, number, _json(kept[Part.ACTIVITY]), _json(kept[Part.FINANCE]),
        _json(estimate.to_data()), estimate.psu, estimate.right,
    )  # fmt: skip


def _json(data: Any) -> str:
    return orjson.dumps(data).decode()
