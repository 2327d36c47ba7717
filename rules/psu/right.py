"""The Psu itself: what the hours open, less what families pay, for the children of the general scheme; training days."""

from collections.abc import Callable
from decimal import Decimal

from rules.estimate import CENTS
from rules.psu.agreed import write_agreed_bonuses
from rules.psu.bonuses import REGULAR, Component
from rules.worksheet import Worksheet, sum_of


def write_psu(sheet: Worksheet) -> None:
    """The lines of the prestation alone."""
    funded = sheet.earlier(HOD="ENTITLED_HOURS", HC="STAFF_HOURS", u="HOURLY_AMOUNT")
    sheet.write("FUNDED_HOURS", "Heures financées", "(HOD + HC) × u", funded, decimals=CENTS, adds=True)
    for step in sheet.reading("psu.regime_rate_place", REGIME_RATE_PLACES):
        step(sheet)
    operands = sheet.adding()
    sheet.write("PSU", "Prestation de service unique", sum_of(operands), operands)


def write_right(sheet: Worksheet) -> None:
    """The lines of what comes on top of the prestation, and of the whole."""
    for code, label, began_with, write in (_TRAINING, *REGULAR):
        if sheet.began(began_with):
            sheet.attempt(code, label, write)
    write_agreed_bonuses(sheet)
    operands = sheet.adding()
    without = ", ".join(each.label for each in sheet.left_out)
    label = f"Droit estimé, sans compter : {without}" if without else "Droit estimé"
    sheet.write("RIGHT", label, sum_of(operands), operands)


TRAINING_DAYS = "Journées pédagogiques"


def _contributions(sheet: Worksheet) -> None:
    """Less what families pay, and never below zero."""
    operands = sheet.items(PF="familyContributions")
    sheet.write("FAMILY_CONTRIBUTIONS", "Participations familiales", "− PF", operands, adds=True)
    operands = sheet.adding()
    if sum((line.result for line in sheet.lines if line.adds), Decimal(0)) < 0:
        sheet.write("FLOOR", "Plancher à zéro", f"− ({sum_of(operands)})", operands, adds=True)


def _regime_rate(sheet: Worksheet) -> None:
    """Only the share of children under the general scheme; written as a difference so that lines add up."""
    operands = sheet.adding()
    base = sum_of(operands)
    sheet.write(
        "REGIME_RATE",
        "Part relevant du régime général",
        f"arrondi(({base}) × G) − ({base})",
        (*operands, *sheet.items(G="generalSchemeRate"), *sheet.rules("psu.regime_rate_place")),
        adds=True,
    )


def _training_days(sheet: Worksheet) -> None:
    """Days without children for the training of the team, once the law funds them."""
    formula = "min(JP ; L) × h × N × u"
    operands = (
        *sheet.items(JP="trainingDays"),
        *sheet.law(L="psu.training_days_limit", h="psu.training_day_hours"),
        *sheet.items(N="licensedPlaces"),
        *sheet.earlier(u="HOURLY_AMOUNT"),
        *sheet.rules("psu.training_days_regime_rate"),
    )
    if sheet.code("psu.training_days_regime_rate"):
        formula, operands = f"{formula} × G", (*operands, *sheet.items(G="generalSchemeRate"))
    sheet.write("TRAINING_DAYS", TRAINING_DAYS, formula, operands, decimals=CENTS, adds=True)


REGIME_RATE_PLACES: dict[str, tuple[Callable[[Worksheet], None], ...]] = {
    "AFTER_CONTRIBUTIONS": (_contributions, _regime_rate),
    "BEFORE_CONTRIBUTIONS": (_regime_rate, _contributions),
}

_TRAINING: Component = ("TRAINING_DAYS", TRAINING_DAYS, "psu.training_days_limit", _training_days)
