"""The prestation de service unique (Psu) of an Eaje.

Psu = ((hours giving right + hours without children) × u − family contributions) × regime rate, never below
zero, where u is the covered share of the cost price, within a ceiling: a single one at first, then one that falls
when many more hours are billed than attended, by steps, then linearly. Training days and bonuses come on top; advances
and the balance follow. Which rule holds on a day is a parameter, and so is every figure.
"""

from decimal import ROUND_HALF_UP, localcontext

from rules.case import Case
from rules.estimate import Estimate, Reason, missing_text
from rules.figures import NotKnown, asked_sum
from rules.parameters import PARAMETERS, NoValueInForce, Parameters, Status
from rules.psu.advances import write_advances
from rules.psu.ceiling import CEILINGS, write_billing_rate, write_hourly_amount
from rules.psu.cost import asks_charges, known_finance, write_cost_price
from rules.psu.hours import ATTENDED, BILLED, exceptional_hours_count, staff_hours_rule, write_hours
from rules.psu.right import write_psu, write_right
from rules.worksheet import Worksheet

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
            _work(sheet, charges)
    except NoValueInForce as unknown:
        text = f"{unknown.sentence} Le droit ne peut pas être estimé."
        return Estimate.none(case.day, Reason.NO_PARAMETER, text)
    fictional = sheet.relies_on(Status.FICTIONAL)
    if fictional and not case.fictional_allowed:
        text = "Le prix plafond officiel de cette année n'est pas enregistré : le droit ne peut pas être estimé."
        return Estimate.none(case.day, Reason.FICTIONAL_PRICES, text, fictional=True)
    return Estimate(
        case.day,
        sheet.result("PSU"),
        sheet.result("RIGHT"),
        tuple(sheet.lines),
        fictional=fictional,
        to_verify=sheet.relies_on(Status.TO_VERIFY),
        left_out=tuple(sheet.left_out),
    )


def _missing(sheet: Worksheet, charges: tuple[str, ...]) -> Estimate | None:
    needed = {*NEEDED, *charges}
    if exceptional_hours_count(sheet.case, sheet.parameters):
        needed.add("exceptionalHours")
    *_, counted = staff_hours_rule(sheet.day, sheet.parameters)
    needed.add(counted)
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
    if asks_charges(sheet, charges):
        return None
    try:
        known_finance(sheet, charges)
    except NotKnown:
        return Estimate.none(sheet.day, Reason.NO_CHARGES, _cost_unknown(sheet.case.year))
    return None


def _cost_unknown(year: int) -> str:
    return (
        "Cette déclaration ne demande pas de volet financier, et aucun n'a été transmis "
        f"pour {year} ni pour {year - 1} : le prix de revient n'est pas connu."
    )


def _work(sheet: Worksheet, charges: tuple[str, ...]) -> None:
    write_cost_price(sheet, charges)
    write_billing_rate(sheet)
    sheet.reading("psu.ceiling_rule", CEILINGS)(sheet)
    write_hourly_amount(sheet)
    write_hours(sheet)
    write_psu(sheet)
    write_right(sheet)
    write_advances(sheet)
