"""The ceiling of the hourly cost price, which falls when many more hours are billed than attended, and what is covered."""

from collections.abc import Callable

from rules.brackets import Side, Threshold, place
from rules.estimate import Operand
from rules.psu.hours import ATTENDED, BILLED, total_hours
from rules.worksheet import Worksheet


def write_billing_rate(sheet: Worksheet) -> None:
    """The line of the billed hours for a hundred attended."""
    operands = (*total_hours(sheet, BILLED), *total_hours(sheet, ATTENDED))
    sheet.write("BILLING_RATE", "Taux de facturation", "T = F ÷ R", operands, unit="%")


def _supply(sheet: Worksheet) -> str:
    return "supplied" if sheet.yes("diapersProvided") and sheet.yes("mealsProvided") else "unsupplied"


def _supplies(sheet: Worksheet) -> tuple[Operand, ...]:
    return sheet.items(couches="diapersProvided", repas="mealsProvided")


def _write(sheet: Worksheet, formula: str, operands: tuple[Operand, ...]) -> None:
    given = (*operands, *sheet.rules("psu.ceiling_rule"))
    sheet.write("CEILING", "Prix plafond horaire", formula, given, unit="€/h")


def _single(sheet: Worksheet) -> None:
    """One price for all."""
    _write(sheet, "P = P1", sheet.law(P1="psu.single_ceiling"))


def _by_steps(sheet: Worksheet) -> None:
    """One price per step; a rate equal to a threshold goes to the step that `psu.threshold_side` says."""
    side = sheet.side("psu.threshold_side")
    first, second = sheet.value("psu.first_threshold"), sheet.value("psu.second_threshold")
    step, condition = place(
        "T", sheet.result("BILLING_RATE"), (Threshold("S1", first, side), Threshold("S2", second, side))
    )
    price = f"P{step + 1}"
    name = f"psu.{('first', 'second', 'third')[step]}_step_{_supply(sheet)}"
    law = sheet.law(**{price: name}, S1="psu.first_threshold", S2="psu.second_threshold")
    operands = (*sheet.earlier(T="BILLING_RATE"), *law, *_supplies(sheet), *sheet.rules("psu.threshold_side"))
    _write(sheet, f"P = {price}, car {condition}", operands)


LINEAR = (
    ("P = P1", ("P1",)),
    ("P = P1 − (P1 − P2) × (T − S1) ÷ (S2 − S1)", ("P1", "P2")),
    ("P = P2", ("P2",)),
)
"""Before, between and after the two rates: the formula, and the prices that it reads."""


def _linear(sheet: Worksheet) -> None:
    """The highest price up to the first rate, the lowest from the second, a straight line between them.

    The line meets both prices, so that the side of a rate equal to either changes nothing.
    """
    prices = {"P1": f"psu.highest_{_supply(sheet)}", "P2": f"psu.lowest_{_supply(sheet)}"}
    ends = (
        Threshold("S1", sheet.value("psu.linear_start"), Side.AT_MOST),
        Threshold("S2", sheet.value("psu.linear_end"), Side.BELOW),
    )
    stretch, condition = place("T", sheet.result("BILLING_RATE"), ends)
    formula, read = LINEAR[stretch]
    law = sheet.law(**{symbol: prices[symbol] for symbol in read}, S1="psu.linear_start", S2="psu.linear_end")
    _write(sheet, f"{formula}, car {condition}", (*sheet.earlier(T="BILLING_RATE"), *law, *_supplies(sheet)))


def write_hourly_amount(sheet: Worksheet) -> None:
    """The line of what an hour is funded, by the Psu and by families together."""
    operands = (
        *sheet.law(part="psu.coverage_rate"),
        *sheet.earlier(PRH="COST_PRICE", P="CEILING"),
        *sheet.law(d="psu.hourly_amount_decimals"),
    )
    sheet.write(
        "HOURLY_AMOUNT",
        "Montant horaire (Psu et participations familiales)",
        "u = part × min(PRH ; P)",
        operands,
        unit="€/h",
        decimals=int(sheet.value("psu.hourly_amount_decimals")),
    )


CEILINGS: dict[str, Callable[[Worksheet], None]] = {"SINGLE": _single, "STEPS": _by_steps, "LINEAR": _linear}
