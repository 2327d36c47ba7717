"""What the right becomes in payments: two advances on a forecast, the balance or the overpayment of an actual.

Nothing is known here of what was paid: the advances are those that the law foresees on the rights accepted.
"""

from decimal import Decimal

from rules.estimate import Operand, Origin
from rules.forms import KIND_LABELS, DeclarationKind
from rules.worksheet import Untold, Worksheet

BASES = {"PSU": "PSU", "RIGHT": "RIGHT"}
"""The line that advances are a share of."""
SHARES = {"q1": "psu.first_advance_share", "q2": "psu.second_advance_share", "k": "psu.advances_limit"}
BOTH = "arrondi(min(q1 + q2 ; k) × {base})"
FIRST = "arrondi(min(q1 ; k) × {base})"


def write_advances(sheet: Worksheet) -> None:
    """The lines of the payments that follow from this kind of declaration. None is awaited while no right is accepted."""
    if sheet.case.declared is DeclarationKind.ACTUAL:
        if sheet.case.facts.accepted:
            sheet.attempt("BALANCE", "Solde", _balance, adds=False)
    else:
        sheet.attempt("ADVANCES", "Acomptes", _advances, adds=False)


def _advances(sheet: Worksheet) -> None:
    """Each is the running total, rounded, less what came before, so that their sum never passes the limit."""
    base = sheet.earlier(D=sheet.reading("psu.advances_base", BASES))
    rules = sheet.rules("psu.advances_base")
    already = _accepted(sheet, DeclarationKind.FORECAST) if sheet.case.declared is DeclarationKind.UPDATE else ()
    first = sheet.law(q1=SHARES["q1"], k=SHARES["k"])
    formula, read = (FIRST.format(base="Dp"), already) if already else (FIRST.format(base="D"), base)
    sheet.write("FIRST_ADVANCE", "Premier acompte", f"A1 = {formula}", (*first, *read, *rules))
    operands = (*sheet.law(**SHARES), *base, *sheet.earlier(A1="FIRST_ADVANCE"), *rules)
    # What was advanced is not asked back before the actual figures are known.
    formula = f"A2 = max({BOTH.format(base='D')} − A1 ; 0)"
    sheet.write("SECOND_ADVANCE", "Second acompte", formula, operands)


def _balance(sheet: Worksheet) -> None:
    """What is left to pay once both advances are paid, or what was paid too much."""
    forecast, update = (
        _accepted(sheet, declared, symbol)
        for declared, symbol in ((DeclarationKind.FORECAST, "Dp"), (DeclarationKind.UPDATE, "Da"))
    )
    law = sheet.law(**SHARES)
    if forecast and update:
        formula = f"max({FIRST.format(base='Dp')} ; {BOTH.format(base='Da')})"
    elif forecast or update:
        formula = BOTH.format(base="Dp" if forecast else "Da")
    else:
        raise Untold("Aucun droit prévisionnel ou actualisé n'est validé pour cette année.")
    paid = sheet.write("ADVANCES", "Acomptes prévus", f"A = {formula}", (*law, *forecast, *update))
    operands = sheet.earlier(D="RIGHT", A="ADVANCES")
    if sheet.result("RIGHT") >= paid:
        sheet.write("BALANCE", "Solde à recevoir", "D − A", operands)
    else:
        sheet.write("OVERPAYMENT", "Trop-perçu à rendre", "A − D", operands)


def _accepted(sheet: Worksheet, declared: DeclarationKind, symbol: str = "Dp") -> tuple[Operand, ...]:
    """The Psu of the right accepted for the year, if there is one."""
    psu: Decimal | None = sheet.case.facts.accepted.get((declared, sheet.case.year))
    if psu is None:
        return ()
    label = f"Psu du droit {KIND_LABELS[declared]} {sheet.case.year} validé"
    return (Operand(symbol, label, psu, "€", Origin.ACCEPTED, f"{declared}-{sheet.case.year}"),)
