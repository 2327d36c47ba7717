"""Eaje (établissement d'accueil du jeune enfant), funded by the Psu."""

from datetime import date

from rules import psu
from rules.case import Case
from rules.estimate import Estimate
from rules.forms import DeclarationKind, Part
from rules.kinds.eaje import accounts, activity, changes, families, hours, money, places, sums
from rules.kinds.eaje.editions import LATEST
from rules.kinds.kind import Kind
from rules.parameters import PARAMETERS, NoValueInForce
from rules.psu.thresholds import thresholds


def _required_parts(declared: DeclarationKind, year: int) -> tuple[Part, ...]:
    if declared is not DeclarationKind.UPDATE:
        return tuple(Part)
    try:
        asks = PARAMETERS.on("eaje.update_asks_finance", date(year, 1, 1)).value is True
    except NoValueInForce:
        asks = False
    return tuple(Part) if asks else (Part.ACTIVITY,)


def _estimate(case: Case) -> Estimate:
    return psu.estimate(case, accounts.CHARGES)


KIND = Kind(
    code="EAJE",
    label="Établissement d'accueil du jeune enfant (Eaje)",
    natures={
        "MULTI_ACCUEIL": "Multi-accueil",
        "COLLECTIVE_CRECHE": "Crèche collective",
        "MICRO_CRECHE": "Micro-crèche",
        "FAMILY_CRECHE": "Crèche familiale",
        "PARENTAL_CRECHE": "Crèche parentale",
        "DROP_IN_NURSERY": "Halte-garderie",
        "KINDERGARTEN": "Jardin d'enfants",
    },
    version=LATEST,
    items=(*activity.ITEMS, *accounts.ITEMS),
    controls=(
        *places.CONTROLS,
        *hours.CONTROLS,
        *families.CONTROLS,
        *changes.ACTIVITY_CONTROLS,
        *money.CONTROLS,
        *changes.FINANCE_CONTROLS,
    ),
    required_parts=_required_parts,
    estimate=_estimate,
    totals=sums.totals,
    computed=sums.computed,
    thresholds=thresholds(accounts.CHARGES),
)
