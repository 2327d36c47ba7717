"""The prestation de service unique (Psu) of an Eaje.

Psu = ((hours giving right + hours without children) × u − family contributions) × regime rate, never below
zero, where u is the covered share of the cost price, within a ceiling that falls when many more hours are
billed than attended: by steps, then linearly. Training days come on top. Which rule holds on a day is a
parameter, and so is every figure.
"""

from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext

from rules import french
from rules.estimate import Estimate, Operand, Reason, missing_text
from rules.forms import Form, Values
from rules.parameters import PARAMETERS, NoValueInForce, Parameters, Status
from rules.worksheet import TO_THE_CENT, Worksheet, cents

NEEDED = (
    "licensedPlaces",
    "openingDays",
    "dailyOpeningHours",
    "hoursAttendedUnder4",
    "hoursBilledUnder4",
    "generalSchemeRate",
    "familyContributions",
    "diapersProvided",
    "mealsProvided",
    "trainingDays",
)
HUNDRED = Decimal(100)

COST_PRICE_HOURS = {"BILLED": ("F", "hoursBilledUnder4"), "ATTENDED": ("R", "hoursAttendedUnder4")}
STAFF_HOURS = {
    "CONCERTATION": ("Heures de concertation", "psu.concertation_hours_per_place"),
    "PER_PLACE": ("Heures de préparation à l'accueil de l'enfant", "psu.preparation_hours_per_place"),
}


def estimate(
    form: Form,
    charges: tuple[str, ...],
    values: Values,
    day: date,
    *,
    fictional_allowed: bool,
    parameters: Parameters = PARAMETERS,
) -> Estimate:
    """The right that these figures open under the law of `day`, or the reason why it cannot be told.

    `charges` names the accounts that make the cost price. Amounts are in euros, to the cent.
    """
    sheet = Worksheet(form, values, day, parameters)
    try:
        sheet.code("psu.ceiling_rule")
        absent = {*NEEDED, *charges} - values.keys()
        missing = tuple(item.name for item in form.items if item.name in absent)
        if missing:
            text = missing_text([form.by_name[name].label for name in missing])
            return Estimate.none(day, Reason.ITEMS_MISSING, text, missing)
        if not (sheet.figure("hoursBilledUnder4") and sheet.figure("hoursAttendedUnder4")):
            text = (
                "Le prix de revient et le taux de facturation ne se calculent pas sans heures réalisées et facturées."
            )
            return Estimate.none(day, Reason.NO_HOURS, text)
        with localcontext(prec=28, rounding=ROUND_HALF_UP):
            psu, right = _work(sheet, charges)
    except NoValueInForce as unknown:
        text = f"Le barème applicable au {french.day(unknown.day)} n'est pas enregistré : le droit ne peut pas être estimé."
        return Estimate.none(day, Reason.NO_PARAMETER, text)
    fictional = sheet.relies_on(Status.FICTIONAL)
    if fictional and not fictional_allowed:
        text = "Le prix plafond officiel de cette année n'est pas enregistré : le droit ne peut pas être estimé."
        return Estimate.none(day, Reason.FICTIONAL_PRICES, text, fictional=True)
    return Estimate(
        day,
        psu,
        right,
        tuple(sheet.lines),
        fictional=fictional,
        to_verify=sheet.relies_on(Status.TO_VERIFY),
    )


def theoretical_capacity(places: Decimal, days: Decimal, hours: Decimal) -> Decimal:
    """The most hours of care a structure could give in the year."""
    return places * days * hours


def entitled_hours(billed: Decimal, capacity: Decimal) -> Decimal:
    """The billed hours that give right: never more than the capacity."""
    return min(billed, capacity)


def staff_hours(places: Decimal, day: date, parameters: Parameters = PARAMETERS) -> Decimal:
    """The funded hours of staff work without children. Raises `NoValueInForce`."""
    _, name = STAFF_HOURS[str(parameters.on("psu.staff_hours_rule", day).value)]
    return places * Decimal(str(parameters.on(name, day).value))


def _work(sheet: Worksheet, charges: tuple[str, ...]) -> tuple[Decimal, Decimal]:
    _cost_price(sheet, charges)
    _billing_rate(sheet)
    CEILINGS[str(sheet.code("psu.ceiling_rule"))](sheet)
    _hourly_amount(sheet)
    _hours(sheet)
    funded = sheet.earlier(HOD="ENTITLED_HOURS", HC="STAFF_HOURS", u="HOURLY_AMOUNT")
    hours = sheet.result("ENTITLED_HOURS") + sheet.result("STAFF_HOURS")
    amount = cents(hours * sheet.result("HOURLY_AMOUNT"))
    sheet.write("FUNDED_HOURS", "Heures financées", "(HOD + HC) × u", funded, amount, rounding=TO_THE_CENT, adds=True)
    for step in REGIME_RATE_PLACES[str(sheet.code("psu.regime_rate_place"))]:
        step(sheet)
    operands, psu = sheet.adding()
    sheet.write("PSU", "Prestation de service unique", _sum_of(operands), operands, psu)
    _training_days(sheet)
    operands, right = sheet.adding()
    sheet.write("RIGHT", "Droit estimé", _sum_of(operands), operands, right)
    return psu, right


def _cost_price(sheet: Worksheet, charges: tuple[str, ...]) -> None:
    accounts = sheet.items(**{f"c{name.removeprefix('account')}": name for name in charges})
    total = sum((sheet.figure(name) for name in charges), Decimal(0))
    sheet.write("TOTAL_CHARGES", "Total des charges", f"CH = {_sum_of(accounts)}", accounts, total)
    symbol, name = COST_PRICE_HOURS[str(sheet.code("psu.cost_price_hours"))]
    operands = (
        *sheet.earlier(CH="TOTAL_CHARGES"),
        *sheet.items(**{symbol: name}),
        *sheet.rules("psu.cost_price_hours"),
    )
    price = total / sheet.figure(name)
    sheet.write("COST_PRICE", "Prix de revient horaire", f"PRH = CH ÷ {symbol}", operands, price, unit="€/h")


def _billing_rate(sheet: Worksheet) -> None:
    operands = sheet.items(F="hoursBilledUnder4", R="hoursAttendedUnder4")
    # Multiplied first: a rate that equals a threshold is then exactly that threshold.
    rate = sheet.figure("hoursBilledUnder4") * HUNDRED / sheet.figure("hoursAttendedUnder4")
    sheet.write("BILLING_RATE", "Taux de facturation", "T = F ÷ R", operands, rate, unit="%")


def _supply(sheet: Worksheet) -> str:
    return "supplied" if sheet.yes("diapersProvided") and sheet.yes("mealsProvided") else "unsupplied"


def _ceiling(sheet: Worksheet, formula: str, operands: tuple[Operand, ...], price: Decimal) -> None:
    given = (
        *sheet.earlier(T="BILLING_RATE"),
        *operands,
        *sheet.items(couches="diapersProvided", repas="mealsProvided"),
        *sheet.rules("psu.ceiling_rule"),
    )
    sheet.write("CEILING", "Prix plafond horaire", formula, given, price, unit="€/h")


def _ceiling_by_steps(sheet: Worksheet) -> None:
    """One price per step; a rate equal to a threshold goes to the step that `psu.threshold_side` says."""
    rate, sign = sheet.result("BILLING_RATE"), "≤" if sheet.code("psu.threshold_side") == "AT_MOST" else "<"

    def within(threshold: Decimal) -> bool:
        return rate <= threshold if sign == "≤" else rate < threshold

    beyond = ">" if sign == "≤" else "≥"
    if within(sheet.value("psu.first_threshold")):
        step, price, condition = "first", "P1", f"T {sign} S1"
    elif within(sheet.value("psu.second_threshold")):
        step, price, condition = "second", "P2", f"T {beyond} S1 et T {sign} S2"
    else:
        step, price, condition = "third", "P3", f"T {beyond} S2"
    name = f"psu.{step}_step_{_supply(sheet)}"
    law = sheet.law(**{price: name}, S1="psu.first_threshold", S2="psu.second_threshold")
    operands = (*law, *sheet.rules("psu.threshold_side"))
    _ceiling(sheet, f"P = {price}, car {condition}", operands, sheet.value(name))


def _ceiling_linear(sheet: Worksheet) -> None:
    """The highest price up to the first rate, the lowest from the second, a straight line between them."""
    supply = _supply(sheet)
    highest, lowest = f"psu.highest_{supply}", f"psu.lowest_{supply}"
    rate, start, end = sheet.result("BILLING_RATE"), sheet.value("psu.linear_start"), sheet.value("psu.linear_end")
    law = sheet.law(S1="psu.linear_start", S2="psu.linear_end")
    if rate <= start:
        _ceiling(sheet, "P = P1, car T ≤ S1", (*sheet.law(P1=highest), *law), sheet.value(highest))
    elif rate >= end:
        _ceiling(sheet, "P = P2, car T ≥ S2", (*sheet.law(P2=lowest), *law), sheet.value(lowest))
    else:
        top, fall = sheet.value(highest), sheet.value(highest) - sheet.value(lowest)
        price = top - fall * (rate - start) / (end - start)
        formula = "P = P1 − (P1 − P2) × (T − S1) ÷ (S2 − S1)"
        _ceiling(sheet, formula, (*sheet.law(P1=highest, P2=lowest), *law), price)


def _hourly_amount(sheet: Worksheet) -> None:
    operands = (
        *sheet.law(part="psu.coverage_rate"),
        *sheet.earlier(PRH="COST_PRICE", P="CEILING"),
        *sheet.law(d="psu.hourly_amount_decimals"),
    )
    decimals = sheet.value("psu.hourly_amount_decimals")
    amount = sheet.value("psu.coverage_rate") * min(sheet.result("COST_PRICE"), sheet.result("CEILING")) / HUNDRED
    sheet.write(
        "HOURLY_AMOUNT",
        "Montant horaire (Psu et participations familiales)",
        "u = part × min(PRH ; P)",
        operands,
        amount.quantize(Decimal(1).scaleb(-int(decimals)), ROUND_HALF_UP),
        unit="€/h",
        rounding=f"à {decimals} décimales, la demie vers le haut",
    )


def _hours(sheet: Worksheet) -> None:
    places, days, hours = map(sheet.figure, ("licensedPlaces", "openingDays", "dailyOpeningHours"))
    operands = sheet.items(N="licensedPlaces", J="openingDays", A="dailyOpeningHours")
    capacity = theoretical_capacity(places, days, hours)
    sheet.write("THEORETICAL_CAPACITY", "Capacité théorique maximale", "C = N × J × A", operands, capacity, unit="h")
    operands = (*sheet.items(F="hoursBilledUnder4"), *sheet.earlier(C="THEORETICAL_CAPACITY"))
    entitled = entitled_hours(sheet.figure("hoursBilledUnder4"), capacity)
    sheet.write("ENTITLED_HOURS", "Heures ouvrant droit", "HOD = min(F ; C)", operands, entitled, unit="h")
    label, name = STAFF_HOURS[str(sheet.code("psu.staff_hours_rule"))]
    operands = (*sheet.law(h=name), *sheet.items(N="licensedPlaces"), *sheet.rules("psu.staff_hours_rule"))
    sheet.write("STAFF_HOURS", label, "HC = h × N", operands, sheet.value(name) * places, unit="h")


def _contributions(sheet: Worksheet) -> None:
    """Less what families pay, and never below zero."""
    paid = sheet.figure("familyContributions")
    operands = sheet.items(PF="familyContributions")
    sheet.write("FAMILY_CONTRIBUTIONS", "Participations familiales", "− PF", operands, -paid, adds=True)
    operands, amount = sheet.adding()
    if amount < 0:
        sheet.write("FLOOR", "Plancher à zéro", f"− ({_sum_of(operands)})", operands, -amount, adds=True)


def _regime_rate(sheet: Worksheet) -> None:
    """Only the share of children under the general scheme; written as a difference so that lines add up."""
    operands, amount = sheet.adding()
    rate = sheet.figure("generalSchemeRate")
    base = _sum_of(operands)
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


def _sum_of(operands: tuple[Operand, ...]) -> str:
    return " + ".join(operand.symbol for operand in operands)


CEILINGS: dict[str, Callable[[Worksheet], None]] = {"STEPS": _ceiling_by_steps, "LINEAR": _ceiling_linear}
REGIME_RATE_PLACES: dict[str, tuple[Callable[[Worksheet], None], ...]] = {
    "AFTER_CONTRIBUTIONS": (_contributions, _regime_rate),
    "BEFORE_CONTRIBUTIONS": (_regime_rate, _contributions),
}
