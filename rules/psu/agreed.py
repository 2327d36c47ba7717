"""The bonuses that an agreement opens: attractiveness, territory (Ctg, Ctre), growth of the territory's offer."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal

from rules import french
from rules.agreements import TERMS, Agreement, Bonus, in_year
from rules.brackets import Threshold, place
from rules.estimate import CENTS, Line, Operand, Origin
from rules.worksheet import Untold, Worksheet, sum_of

TRAJECTORY_THRESHOLDS = {
    "S1": "psu.trajectory_first_threshold",
    "S2": "psu.trajectory_second_threshold",
    "S3": "psu.trajectory_third_threshold",
}
GROWTH = "Croissance des places cofinancées du territoire"
TRAJECTORY_AMOUNTS = ("psu.trajectory_first_amount", "psu.trajectory_second_amount", "psu.trajectory_third_amount")
CO_FUNDED = (Bonus.TERRITORY_EXISTING, Bonus.TERRITORY_NEW)
"""The agreements whose places the trajectory counts."""
CO_FUNDED_ON: dict[str, Callable[[Agreement, date], bool]] = {
    "LAST_DAY": lambda agreement, day: agreement.starts_on <= day <= (agreement.ends_on or day),
}
"""Whether a territory agreement counts, given the last day of the trajectory's own in the year."""

ELSEWHERE = (*CO_FUNDED, Bonus.TERRITORY_EMPLOYER, Bonus.TRAJECTORY)
"""The bonuses that go to account 7452, the aid of the Caf besides its prestations, and not to 70623 as the Psu does."""

Terms = tuple[str, tuple[Operand, ...]]
"""The formula of a whole year, and its operands."""
WriteTerms = Callable[[Worksheet, str, Agreement, Iterable[Agreement]], Terms]


def write_agreed_bonuses(sheet: Worksheet) -> None:
    """One line for each agreement in force in the year; two of the same bonus are told apart by a number."""
    agreements = in_year(sheet.case.facts.agreements, sheet.case.year)
    seen: list[Bonus] = []
    for agreement in agreements:
        seen.append(agreement.bonus)
        number = seen.count(agreement.bonus)
        code = str(agreement.bonus) if number == 1 else f"{agreement.bonus}_{number}"
        label = TERMS[agreement.bonus].label
        sheet.attempt(code, label, _writer(code, label, agreement, agreements))


def paid_elsewhere(lines: Iterable[Line]) -> Decimal:
    """What the right holds that does not go to the account of the Psu."""
    return sum((line.result for line in lines if line.adds and line.code.startswith(ELSEWHERE)), Decimal(0))


def _writer(
    code: str, label: str, agreement: Agreement, all_agreed: Iterable[Agreement]
) -> Callable[[Worksheet], None]:
    def write(sheet: Worksheet) -> None:
        formula, operands = TERMS_OF[agreement.bonus](sheet, code, agreement, all_agreed)
        expression, clause, condition = formula.partition(", car ")
        share, days = _share(sheet, agreement)
        formula = f"{expression}{share}{clause}{condition}"
        sheet.write(code, label, formula, (*operands, *days), decimals=CENTS, adds=True)

    return write


def _share(sheet: Worksheet, agreement: Agreement) -> Terms:
    """The share of the year that an agreement covers, when it does not cover it all."""
    days, whole = agreement.days(sheet.case.year), (sheet.case.last_day - sheet.case.first_day).days + 1
    return sheet.reading("psu.agreement_share", AGREEMENT_SHARES)(sheet, agreement, days, whole)


def _by_days(sheet: Worksheet, agreement: Agreement, days: int, whole: int) -> Terms:
    if days == whole:
        return "", sheet.rules("psu.agreement_share")
    operands = (
        _of(agreement, "j", "Jours de l'année couverts par l'accord", Decimal(days), "jours"),
        _of(agreement, "J", "Jours de l'année", Decimal(whole), "jours"),
    )
    return " × j ÷ J", (*operands, *sheet.rules("psu.agreement_share"))


def _whole(sheet: Worksheet, _agreement: Agreement, _days: int, _whole: int) -> Terms:
    return "", sheet.rules("psu.agreement_share")


AGREEMENT_SHARES: dict[str, Callable[[Worksheet, Agreement, int, int], Terms]] = {
    "CALENDAR_DAYS": _by_days,
    "WHOLE_YEAR": _whole,
}


def _said(label: str, value: Decimal | None) -> Decimal:
    """What an agreement says."""
    if value is None:
        raise Untold(f"L'accord ne dit pas : {label.lower()}.")
    return value


def _of(agreement: Agreement, symbol: str, label: str, value: Decimal | None, unit: str) -> Operand:
    """A figure of the agreement."""
    dated = f"{label} (accord du {french.day(agreement.starts_on)})"
    return Operand(symbol, dated, _said(label, value), unit, Origin.AGREEMENT, str(agreement.bonus))


def _last_day(sheet: Worksheet, agreement: Agreement) -> date:
    """The last day of the agreement in the year: the law of that day holds for it."""
    return min(agreement.ends_on or sheet.case.last_day, sheet.case.last_day)


AMOUNTS = {
    Bonus.ATTRACTIVENESS_PRIVATE: "psu.attractiveness_private_amount",
    Bonus.ATTRACTIVENESS_PUBLIC: "psu.attractiveness_public_amount",
    Bonus.TERRITORY_EMPLOYER: "psu.territory_employer_amount",
}
"""The amounts that the law says; the others are told by the agreement itself."""


def _every_place(sheet: Worksheet, _code: str, agreement: Agreement, _: Iterable[Agreement]) -> Terms:
    """So much for each place of the structure."""
    law = sheet.law(_last_day(sheet, agreement), B=AMOUNTS[agreement.bonus])
    return "N × B", (*sheet.items(N="licensedPlaces"), *law)


def _co_funded(sheet: Worksheet, _code: str, agreement: Agreement, _: Iterable[Agreement]) -> Terms:
    """So much for each place co-funded."""
    places = _of(agreement, "n", "Places cofinancées", agreement.places, "places")
    if agreement.bonus in AMOUNTS:
        return "n × b", (places, *sheet.law(_last_day(sheet, agreement), b=AMOUNTS[agreement.bonus]))
    return "n × b", (places, _of(agreement, "b", "Montant par place et par an", agreement.amount, "€ par place"))


def _trajectory(sheet: Worksheet, code: str, agreement: Agreement, all_agreed: Iterable[Agreement]) -> Terms:
    """So much for each place with a Ctg bonus, by how much the places of the territory have grown."""
    day = _last_day(sheet, agreement)
    counts = sheet.reading("psu.trajectory_places", CO_FUNDED_ON, day)
    counted = [each for each in all_agreed if each.bonus in CO_FUNDED and counts(each, day)]
    if not counted:
        raise Untold("Aucun accord de bonus territoire Ctg n'est en vigueur en même temps.")
    operands = tuple(
        _of(each, f"n{number}", "Places cofinancées", each.places, "places")
        for number, each in enumerate(counted, start=1)
    )
    places = f"{code}_PLACES"
    formula = f"n = {sum_of(operands)}"
    operands = (*operands, *sheet.rules("psu.trajectory_places", day=day))
    sheet.write(places, "Places ouvrant droit au bonus territoire", formula, operands, unit="places")
    growth = _of(agreement, "g", GROWTH, agreement.growth, "%")
    side = sheet.side("psu.trajectory_side", day)
    step, condition = place(
        "g",
        _said(GROWTH, agreement.growth),
        [Threshold(symbol, sheet.value(name, day), side) for symbol, name in TRAJECTORY_THRESHOLDS.items()],
    )
    law = sheet.law(day, **TRAJECTORY_THRESHOLDS)
    thresholds = (growth, *law, *sheet.rules("psu.trajectory_side", day=day))
    if not step:
        return f"0, car {condition}", thresholds
    amount = sheet.law(day, B=TRAJECTORY_AMOUNTS[step - 1])
    return f"n × B, car {condition}", (*sheet.earlier(n=places), *amount, *thresholds)


TERMS_OF: dict[Bonus, WriteTerms] = {
    Bonus.ATTRACTIVENESS_PRIVATE: _every_place,
    Bonus.ATTRACTIVENESS_PUBLIC: _every_place,
    Bonus.TERRITORY_EXISTING: _co_funded,
    Bonus.TERRITORY_NEW: _co_funded,
    Bonus.TERRITORY_EMPLOYER: _co_funded,
    Bonus.TRAJECTORY: _trajectory,
}
