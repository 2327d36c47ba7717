"""The hours of an Eaje: what was attended and billed at all ages, what the structure could give, what is funded."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from rules.case import Case
from rules.estimate import Operand
from rules.figures import asked_sum, figure, places_periods
from rules.forms import PlacesPeriod
from rules.parameters import PARAMETERS, Parameters
from rules.worksheet import Worksheet, plus, sum_of

ATTENDED = ("hoursAttendedUnder4", "hoursAttended4To5")
OLDER = "hoursBilled4To5"
"""The hours that the law did not always count: whether it does is asked as soon as there are any."""
BILLED = ("hoursBilledUnder4", OLDER)
PREPARATION = "Heures de préparation à l'accueil de l'enfant"
STAFF_HOURS = {
    "CONCERTATION": ("Heures de concertation", "psu.concertation_hours_per_place", "N", "licensedPlaces"),
    "PER_PLACE": (PREPARATION, "psu.preparation_hours_per_place", "N", "licensedPlaces"),
    "PER_CHILD": (PREPARATION, "psu.preparation_hours_per_child", "E", "enrolledChildren"),
}
"""The hours without children of each rule: their label, the hours for each, the symbol and the item that counts them."""
PLACES_WEIGHTS: dict[str, Callable[[PlacesPeriod], int]] = {"CALENDAR_DAYS": lambda period: period.days}
LINES: dict[tuple[str, ...], tuple[str, str, str]] = {
    ATTENDED: ("R", "ATTENDED_HOURS", "Heures réalisées"),
    BILLED: ("F", "BILLED_HOURS", "Heures facturées"),
}
"""The symbol, the code and the label of the hours of all ages together."""


def capacity(case: Case, parameters: Parameters = PARAMETERS) -> Decimal:
    """The most hours of care a structure could give in the year: places × days × hours. Raises `NotKnown`.

    The places are the mean of the periods, when they are given. Divided last, so that nothing is rounded before.
    """
    weighted, weight = _places(case, parameters)
    return weighted * figure(case.values, "openingDays") * figure(case.values, "dailyOpeningHours") / weight


def entitled_hours(case: Case, parameters: Parameters = PARAMETERS) -> Decimal:
    """The hours of both ages that give right: never more than the capacity. Raises `NotKnown`, `NoValueInForce`."""
    hours = asked_sum(case, BILLED)
    if case.values.get(OLDER):
        parameters.on("psu.ages_entitled", case.day)
    if exceptional_hours_count(case, parameters):
        hours += figure(case.values, "exceptionalHours")
    return min(hours, capacity(case, parameters))


def exceptional_hours_count(case: Case, parameters: Parameters = PARAMETERS) -> bool:
    """Do the exceptional hours give right, and does the form ask them?"""
    counted = parameters.on("psu.exceptional_hours_entitled", case.day).value is True
    return counted and case.form.asks("exceptionalHours")


def staff_hours(case: Case, parameters: Parameters = PARAMETERS) -> Decimal:
    """The funded hours of staff work without children. Raises `NotKnown`, `NoValueInForce`."""
    _, name, _, counted = staff_hours_rule(case.day, parameters)
    return figure(case.values, counted) * Decimal(str(parameters.on(name, case.day).value))


def staff_hours_rule(day: date, parameters: Parameters = PARAMETERS) -> tuple[str, str, str, str]:
    """The row of the rule of a day. Raises `NoValueInForce`."""
    return parameters.reading("psu.staff_hours_rule", day, STAFF_HOURS)


def total_hours(sheet: Worksheet, names: tuple[str, ...]) -> tuple[Operand, ...]:
    """The hours of all ages asked, as one operand: an item, or the line that adds them up."""
    symbol, code, label = LINES[names]
    asked = [name for name in names if sheet.case.form.asks(name)]
    if len(asked) == 1:
        return sheet.items(**{symbol: asked[0]})
    if not sheet.wrote(code):
        operands = sheet.items(**{f"{symbol}{place}": name for place, name in enumerate(asked, start=1)})
        sheet.write(code, label, f"{symbol} = {sum_of(operands)}", operands, unit="h")
    return sheet.earlier(**{symbol: code})


def write_hours(sheet: Worksheet) -> None:
    """The lines of the capacity, of the hours giving right and of the hours without children."""
    places = _mean_places(sheet)
    operands = (*places, *sheet.items(J="openingDays", A="dailyOpeningHours"))
    formula = f"C = {places[0].symbol} × J × A"
    sheet.write("THEORETICAL_CAPACITY", "Capacité théorique maximale", formula, operands, unit="h")
    _write_entitled_hours(sheet)
    label, name, symbol, counted = staff_hours_rule(sheet.day, sheet.parameters)
    operands = (*sheet.law(h=name), *sheet.items(**{symbol: counted}), *sheet.rules("psu.staff_hours_rule"))
    sheet.write("STAFF_HOURS", label, f"HC = h × {symbol}", operands, unit="h")


def _write_entitled_hours(sheet: Worksheet) -> None:
    operands = total_hours(sheet, BILLED)
    formula = "HOD = min(F ; C)"
    if exceptional_hours_count(sheet.case, sheet.parameters):
        operands, formula = (*operands, *sheet.items(E="exceptionalHours")), "HOD = min(F + E ; C)"
    operands = (*operands, *sheet.earlier(C="THEORETICAL_CAPACITY"))
    if sheet.case.form.asks("exceptionalHours"):
        operands = (*operands, *sheet.rules("psu.exceptional_hours_entitled"))
    if sheet.case.values.get(OLDER):
        operands = (*operands, *sheet.rules("psu.ages_entitled"))
    sheet.write("ENTITLED_HOURS", "Heures ouvrant droit", formula, operands, unit="h")


def _mean_places(sheet: Worksheet) -> tuple[Operand, ...]:
    """The places of the capacity: those of the authorisation, or the mean of the periods in a line of its own."""
    periods = places_periods(sheet.case.values)
    if not periods:
        return sheet.items(N="licensedPlaces")
    places = range(1, len(periods) + 1)
    formula = f"M = ({plus(f'n{each} × d{each}' for each in places)}) ÷ ({plus(f'd{each}' for each in places)})"
    weigh = sheet.reading("eaje.places_weight", PLACES_WEIGHTS)
    operands = (*sheet.periods(periods, weigh), *sheet.rules("eaje.places_weight"))
    sheet.write("MEAN_PLACES", "Nombre moyen de places de l'année", formula, operands, unit="places")
    return sheet.earlier(M="MEAN_PLACES")


def _places(case: Case, parameters: Parameters) -> tuple[Decimal, Decimal]:
    """The sum of the weighted places, and of the weights."""
    periods = places_periods(case.values)
    if not periods:
        return figure(case.values, "licensedPlaces"), Decimal(1)
    weigh = parameters.reading("eaje.places_weight", case.day, PLACES_WEIGHTS)
    weights = [Decimal(weigh(period)) for period in periods]
    weighted = (period.places * weight for period, weight in zip(periods, weights, strict=True))
    return sum(weighted, Decimal(0)), sum(weights, Decimal(0))
