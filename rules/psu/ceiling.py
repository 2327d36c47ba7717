"""The ceiling of the hourly cost price, which falls when many more hours are billed than attended, and what is covered."""

from collections.abc import Callable
from decimal import Decimal

from rules.estimate import Operand
from rules.figures import HUNDRED
from rules.psu.hours import ATTENDED, BILLED, total_hours
from rules.worksheet import Worksheet, half_up


def write_billing_rate(sheet: Worksheet) -> None:
    """The line of the billed hours for a hundred attended."""
    billed_operands, billed = total_hours(sheet, BILLED)
    attended_operands, attended = total_hours(sheet, ATTENDED)
    # Multiplied first: a rate that equals a threshold is then exactly that threshold.
    rate = billed * HUNDRED / attended
    operands = (*billed_operands, *attended_operands)
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


def write_hourly_amount(sheet: Worksheet) -> None:
    """The line of what an hour is funded, by the Psu and by families together."""
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
        half_up(amount, int(decimals)),
        unit="€/h",
        rounding=f"à {decimals} décimales, la demie vers le haut",
    )


CEILINGS: dict[str, Callable[[Worksheet], None]] = {"STEPS": _ceiling_by_steps, "LINEAR": _ceiling_linear}
