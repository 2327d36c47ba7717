"""Figures for the measured declarations: a few plausible forms, typed and computed by the law's own functions."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import orjson

from resolvers.ratios import size_of
from rules.case import Case
from rules.forms import DeclarationKind, Form, Part
from rules.kinds import KINDS
from rules.ratios import Terms, computed
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
    size_class: str | None
    ratios: list[tuple[str, Decimal, Decimal]]


def activity_of(places: int) -> dict[str, Any]:
    """An activity as a provider types it: hours and contributions follow the places."""
    return {
        "licensedPlaces": places, "openingDays": 220, "dailyOpeningHours": "10.5",
        "hoursAttendedUnder4": str(places * 1600), "hoursAttended4To5": str(places * 50),
        "hoursBilledUnder4": f"{places * 1675}.5", "hoursBilled4To5": str(places * 50), "freeHours": "0",
        "generalSchemeRate": "98.5", "exceptionalHours": "0", "familyContributions": f"{places * 2932}.40",
        "diapersProvided": True, "mealsProvided": places > 15, "enrolledChildren": places * 5 // 2,
        "childrenWithDisability": 1, "childrenInPoverty": places // 3, "trainingDays": 2,
        "childcareStaffFte": f"{places // 3}", "totalStaffFte": f"{places // 2}",
    }  # fmt: skip


def finance_of(places: int) -> dict[str, Any]:
    """The accounts beside it."""
    return {
        "account60": str(places * 1500), "account61": str(places * 1250), "account62": f"{places * 2000}.25",
        "account63a": "0", "account63b": str(places * 50), "account64": str(places * 14250), "account65": "0",
        "account66": "0", "account67": "0", "account68": str(places * 900), "account70623": str(places * 9000),
        "account70641": f"{places * 2932}.40",
    }  # fmt: skip


def filled(kind: DeclarationKind, year: int) -> list[Filled]:
    """One form for each size."""
    return [_fill(kind, year, number, places) for number, places in enumerate(SIZES)]


def _fill(kind: DeclarationKind, year: int, number: int, places: int) -> Filled:
    typed_in = {Part.ACTIVITY: activity_of(places), Part.FINANCE: finance_of(places)}
    form = KIND.form(kind, year)
    kept = {part: _kept(form, part, given) for part, given in typed_in.items()}
    case = Case(form, year, typed(form, kept[Part.ACTIVITY] | kept[Part.FINANCE]), fictional_allowed=True)
    estimate = KIND.estimate(case)
    return Filled(
        kind, year, number, _json(kept[Part.ACTIVITY]), _json(kept[Part.FINANCE]),
        _json(estimate.to_data()), estimate.psu, estimate.right, size_of(case), _ratios(case),
    )  # fmt: skip


def _ratios(case: Case) -> list[tuple[str, Decimal, Decimal]]:
    """What an accepted actual declaration adds to the statistics."""
    if case.declared is not DeclarationKind.ACTUAL:
        return []
    terms = computed(KIND, case)
    return [(code, each.numerator, each.denominator) for code, each in terms.items() if isinstance(each, Terms)]


def _kept(form: Form, part: Part, given: dict[str, Any]) -> dict[str, Any]:
    """What a part keeps of these figures: those that its form asks."""
    asked = {name: value for name, value in given.items() if name in form.by_name}
    return {name: stored(value) for name, value in read_all(form, part, asked).items() if value is not None}


def _json(data: Any) -> str:
    return orjson.dumps(data).decode()
