"""The prestation de service unique (Psu) of an Eaje.

Psu = ((hours giving right + hours without children) × u − family contributions) × regime rate, never below
zero, where u is the covered share of the cost price, within a ceiling that falls when many more hours are
billed than attended: by steps, then linearly. Training days come on top. Which rule holds on a day is a
parameter, and so is every figure.
"""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal, localcontext

from rules import french
from rules.case import Case
from rules.estimate import Estimate, Reason, missing_text
from rules.figures import HUNDRED, asked_sum
from rules.parameters import PARAMETERS, NoValueInForce, Parameters, Status
from rules.psu.ceiling import CEILINGS, write_billing_rate, write_hourly_amount
from rules.psu.cost import asks_charges, known_finance, write_cost_price
from rules.psu.hours import ATTENDED, BILLED, exceptional_hours_count, write_hours
from rules.worksheet import TO_THE_CENT, Worksheet, cents, sum_of

NEEDED = (
    "licensedPlaces",
    "openingDays",
    "dailyOpeningHours",
    *ATTENDED,
    *BILLED,
    "generalSchemeRate",
    "familyContributions",
    "diapersProvided",
    "mealsProvided",
    "trainingDays",
)


def estimate(case: Case, charges: tuple[str, ...], parameters: Parameters = PARAMETERS) -> Estimate:
    """The right that these figures open under the law of the case's day, or the reason why it cannot be told.

    `charges` names the accounts that make the cost price. Amounts are in euros, to the cent.
    """
    sheet = Worksheet(case, parameters)
    try:
        sheet.code("psu.ceiling_rule")
        reason = _missing(sheet, charges) or _no_hours(sheet) or _no_charges(sheet, charges)
        if reason:
            return reason
        with localcontext(prec=28, rounding=ROUND_HALF_UP):
            psu, right = _work(sheet, charges)
    except NoValueInForce as unknown:
        text = f"Le barème applicable au {french.day(unknown.day)} n'est pas enregistré : le droit ne peut pas être estimé."
        return Estimate.none(case.day, Reason.NO_PARAMETER, text)
    fictional = sheet.relies_on(Status.FICTIONAL)
    if fictional and not case.fictional_allowed:
        text = "Le prix plafond officiel de cette année n'est pas enregistré : le droit ne peut pas être estimé."
        return Estimate.none(case.day, Reason.FICTIONAL_PRICES, text, fictional=True)
    return Estimate(
        case.day,
        psu,
        right,
        tuple(sheet.lines),
        fictional=fictional,
        to_verify=sheet.relies_on(Status.TO_VERIFY),
    )


def _missing(sheet: Worksheet, charges: tuple[str, ...]) -> Estimate | None:
    needed = {*NEEDED, *charges}
    if exceptional_hours_count(sheet.case, sheet.parameters):
        needed.add("exceptionalHours")
    missing = [item for item in sheet.case.form.items if (item.total or item.name) in needed]
    missing = [item for item in missing if item.name not in sheet.case.typed]
    if not missing:
        return None
    text = missing_text([item.label for item in missing])
    return Estimate.none(sheet.day, Reason.ITEMS_MISSING, text, tuple(item.name for item in missing))


def _no_hours(sheet: Worksheet) -> Estimate | None:
    if asked_sum(sheet.case, ATTENDED) and asked_sum(sheet.case, BILLED):
        return None
    text = "Le prix de revient et le taux de facturation ne se calculent pas sans heures réalisées et facturées."
    return Estimate.none(sheet.day, Reason.NO_HOURS, text)


def _no_charges(sheet: Worksheet, charges: tuple[str, ...]) -> Estimate | None:
    year = sheet.case.year
    if asks_charges(sheet, charges) or known_finance(sheet, charges):
        return None
    text = (
        "Cette déclaration ne demande pas de volet financier, et aucun n'a été transmis "
        f"pour {year} ni pour {year - 1} : le prix de revient n'est pas connu."
    )
    return Estimate.none(sheet.day, Reason.NO_CHARGES, text)


def _work(sheet: Worksheet, charges: tuple[str, ...]) -> tuple[Decimal, Decimal]:
    write_cost_price(sheet, charges)
    write_billing_rate(sheet)
    CEILINGS[str(sheet.code("psu.ceiling_rule"))](sheet)
    write_hourly_amount(sheet)
    write_hours(sheet)
    funded = sheet.earlier(HOD="ENTITLED_HOURS", HC="STAFF_HOURS", u="HOURLY_AMOUNT")
    hours = sheet.result("ENTITLED_HOURS") + sheet.result("STAFF_HOURS")
    amount = cents(hours * sheet.result("HOURLY_AMOUNT"))
    sheet.write("FUNDED_HOURS", "Heures financées", "(HOD + HC) × u", funded, amount, rounding=TO_THE_CENT, adds=True)
    for step in REGIME_RATE_PLACES[str(sheet.code("psu.regime_rate_place"))]:
        step(sheet)
    operands, psu = sheet.adding()
    sheet.write("PSU", "Prestation de service unique", sum_of(operands), operands, psu)
    _training_days(sheet)
    operands, right = sheet.adding()
    sheet.write("RIGHT", "Droit estimé", sum_of(operands), operands, right)
    return psu, right


def _contributions(sheet: Worksheet) -> None:
    """Less what families pay, and never below zero."""
    paid = sheet.figure("familyContributions")
    operands = sheet.items(PF="familyContributions")
    sheet.write("FAMILY_CONTRIBUTIONS", "Participations familiales", "− PF", operands, -paid, adds=True)
    operands, amount = sheet.adding()
    if amount < 0:
        sheet.write("FLOOR", "Plancher à zéro", f"− ({sum_of(operands)})", operands, -amount, adds=True)


def _regime_rate(sheet: Worksheet) -> None:
    """Only the share of children under the general scheme; written as a difference so that lines add up."""
    operands, amount = sheet.adding()
    rate = sheet.figure("generalSchemeRate")
    base = sum_of(operands)
    sheet.write(
        "REGIME_RATE",
        "Part relevant du régime général",
        f"arrondi(({base}) × G) − ({base})",
        (*operands, *sheet.items(G="generalSchemeRate"), *sheet.rules("psu.regime_rate_place")),
        cents(amount * rate / HUNDRED) - amount,
        rounding=TO_THE_CENT,
        adds=True,
    )


def _training_days(sheet: Worksheet) -> None:
    """Days without children for the training of the team, once the law funds them."""
    try:
        limit, hours = sheet.value("psu.training_days_limit"), sheet.value("psu.training_day_hours")
    except NoValueInForce:
        return
    days, places = sheet.figure("trainingDays"), sheet.figure("licensedPlaces")
    amount = min(days, limit) * hours * places * sheet.result("HOURLY_AMOUNT")
    formula = "min(JP ; L) × h × N × u"
    operands = (
        *sheet.items(JP="trainingDays"),
        *sheet.law(L="psu.training_days_limit", h="psu.training_day_hours"),
        *sheet.items(N="licensedPlaces"),
        *sheet.earlier(u="HOURLY_AMOUNT"),
        *sheet.rules("psu.training_days_regime_rate"),
    )
    if sheet.code("psu.training_days_regime_rate"):
        amount, formula = amount * sheet.figure("generalSchemeRate") / HUNDRED, f"{formula} × G"
        operands = (*operands, *sheet.items(G="generalSchemeRate"))
    sheet.write(
        "TRAINING_DAYS", "Journées pédagogiques", formula, operands, cents(amount), rounding=TO_THE_CENT, adds=True
    )


REGIME_RATE_PLACES: dict[str, tuple[Callable[[Worksheet], None], ...]] = {
    "AFTER_CONTRIBUTIONS": (_contributions, _regime_rate),
    "BEFORE_CONTRIBUTIONS": (_regime_rate, _contributions),
}
