"""The cost price of an hour: total charges over hours, or what is known of it when no financial part is asked."""

from decimal import Decimal

from rules.case import Sent
from rules.estimate import Operand
from rules.figures import NotKnown, known_sum
from rules.forms import KIND_LABELS, DeclarationKind
from rules.psu.hours import ATTENDED, BILLED, LINES, total_hours
from rules.worksheet import Worksheet, sum_of

COST_PRICE_HOURS = {"BILLED": BILLED, "ATTENDED": ATTENDED}
UPDATE_COST_PRICES = {"LATEST_COST_PRICE": True, "LATEST_CHARGES": False}
"""Are the charges taken from another declaration shared by its own hours?"""
FINANCE_KNOWN = (
    (DeclarationKind.UPDATE, 0),
    (DeclarationKind.FORECAST, 0),
    (DeclarationKind.ACTUAL, 1),
    (DeclarationKind.UPDATE, 1),
    (DeclarationKind.FORECAST, 1),
)
"""Where a financial part is looked for when none is asked: the kind, and how many years before."""


def asks_charges(sheet: Worksheet, charges: tuple[str, ...]) -> bool:
    """Does this declaration ask charges of its own?"""
    return any(sheet.case.form.asks(name) for name in charges)


def known_finance(sheet: Worksheet, charges: tuple[str, ...]) -> tuple[Sent, Decimal, Decimal]:
    """The latest financial part known for the year, else for the year before: its charges, and the hours that share them.

    Raises `NotKnown`.
    """
    hours = sheet.reading("psu.cost_price_hours", COST_PRICE_HOURS)
    for declared, years_before in FINANCE_KNOWN:
        sent = sheet.case.sent(declared, years_before)
        if sent is None:
            continue
        try:
            total, shared_by = known_sum(sent.values, charges), known_sum(sent.values, hours)
        except NotKnown:
            continue
        if shared_by:
            return sent, total, shared_by
    raise NotKnown


def write_cost_price(sheet: Worksheet, charges: tuple[str, ...]) -> None:
    """The lines of the total charges and of the cost price."""
    if asks_charges(sheet, charges):
        names = [name for name in charges if sheet.case.form.asks(name)]
        accounts = sheet.items(**{f"c{name.removeprefix('account')}": name for name in names})
        sheet.write("TOTAL_CHARGES", "Total des charges", f"CH = {sum_of(accounts)}", accounts)
        divisor = total_hours(sheet, sheet.reading("psu.cost_price_hours", COST_PRICE_HOURS))
        rules = sheet.rules("psu.cost_price_hours")
    else:
        divisor = _charges_sent(sheet, charges)
        rules = sheet.rules("psu.cost_price_hours", "psu.update_cost_price")
    operands = (*sheet.earlier(CH="TOTAL_CHARGES"), *divisor, *rules)
    formula = f"PRH = CH ÷ {divisor[0].symbol}"
    sheet.write("COST_PRICE", "Prix de revient horaire", formula, operands, unit="€/h")


def _charges_sent(sheet: Worksheet, charges: tuple[str, ...]) -> tuple[Operand, ...]:
    """The charges of the latest financial part known; gives the hours that share them: its own, or those of the case."""
    sent, total, its_hours = known_finance(sheet, charges)
    label = f"Total des charges, repris de la déclaration transmise ({KIND_LABELS[sent.kind]} {sent.year})"
    sheet.write("TOTAL_CHARGES", label, "CH = D", (sheet.sent("D", "Total des charges", total, "€", sent),))
    names = sheet.reading("psu.cost_price_hours", COST_PRICE_HOURS)
    if sheet.reading("psu.update_cost_price", UPDATE_COST_PRICES):
        symbol, _, hours = LINES[names]
        return (sheet.sent(f"{symbol}d", hours, its_hours, "h", sent),)
    return total_hours(sheet, names)
