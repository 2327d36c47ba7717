"""Controls of an Eaje: hours attended, billed, free and exceptional."""

from collections.abc import Mapping

from rules import french
from rules.case import Case
from rules.controls import Control, Level, everywhere, in_actual
from rules.figures import HUNDRED, asked_sum, bound, figure
from rules.forms import DeclarationKind
from rules.parameters import PARAMETERS
from rules.psu.hours import ATTENDED, BILLED, capacity

Words = Mapping[str, str] | None


def _no_hours(case: Case) -> Words:
    return None if asked_sum(case, ATTENDED) or asked_sum(case, BILLED) else {}


def _billed_without_attendance(case: Case) -> Words:
    billed = asked_sum(case, BILLED)
    return {"billed": french.hours(billed)} if billed and not asked_sum(case, ATTENDED) else None


def _billed_below_attended(case: Case) -> Words:
    billed, attended, free = asked_sum(case, BILLED), asked_sum(case, ATTENDED), case.values.get("freeHours")
    # Free hours that were declared explain the gap, or are judged by the next control.
    if billed >= attended or free:
        return None
    return {"billed": french.hours(billed), "attended": french.hours(attended)}


def _free_hours_too_few(case: Case) -> Words:
    billed, attended, free = asked_sum(case, BILLED), asked_sum(case, ATTENDED), figure(case.values, "freeHours")
    if not free or attended - free <= billed:
        return None
    words = {"billed": billed, "attended": attended, "free": free, "gap": attended - free - billed}
    return {name: french.hours(value) for name, value in words.items()}


def _free_hours_over_attended(case: Case) -> Words:
    attended, free = asked_sum(case, ATTENDED), figure(case.values, "freeHours")
    return {"free": french.hours(free), "attended": french.hours(attended)} if free > attended else None


def _billing_rate_high(case: Case) -> Words:
    billed, attended = asked_sum(case, BILLED), asked_sum(case, ATTENDED)
    high = bound("eaje.billing_rate_high", case.day)
    if not attended or billed * HUNDRED <= high * attended:
        return None
    return {
        "rate": french.percent(french.beyond(billed * HUNDRED / attended, high, french.TENTH)),
        "high": french.percent(high),
        "billed": french.hours(billed),
        "attended": french.hours(attended),
    }


def _billed_over_capacity(case: Case) -> Words:
    billed, most = asked_sum(case, BILLED), capacity(case)
    # Beyond the limit of an actual, that limit is told, and nothing else.
    if billed <= most or (case.declared is DeclarationKind.ACTUAL and _billed_far_over_capacity(case)):
        return None
    return {"billed": french.hours(billed), "capacity": french.hours(most)}


def _billed_far_over_capacity(case: Case) -> Words:
    billed, most = asked_sum(case, BILLED), capacity(case)
    share = bound("eaje.billed_share_of_capacity", case.day)
    if billed * HUNDRED <= most * share:
        return None
    return {"billed": french.hours(billed), "capacity": french.hours(most), "share": french.percent(share)}


def _exceptional_hours_without_decision(case: Case) -> Words:
    hours = figure(case.values, "exceptionalHours")
    if not hours or PARAMETERS.on("eaje.exceptional_hours_decision_open", case.day).value is True:
        return None
    return {"hours": french.hours(hours), "year": str(case.year)}


def _only_exceptional_hours(case: Case) -> Words:
    hours = figure(case.values, "exceptionalHours")
    return {"hours": french.hours(hours)} if hours and not asked_sum(case, BILLED) else None


CONTROLS = (
    Control(
        "NO_HOURS",
        "Aucune heure dans l'année",
        in_actual(Level.BLOCKING, otherwise=Level.WARNING),
        (*ATTENDED, *BILLED),
        "Les heures réalisées et les heures facturées sont de 0 h pour toute l'année : le droit ne se calcule pas.",
        "Saisissez les heures de l'année. S'il n'y en a vraiment aucune : dites-le en remarque ou, pour un réel, adressez-vous à votre Caf.",
        _no_hours,
    ),
    Control(
        "BILLED_WITHOUT_ATTENDANCE",
        "Heures facturées sans heures réalisées",
        in_actual(Level.BLOCKING),
        (*ATTENDED, *BILLED),
        "Heures facturées : {billed} ; heures réalisées : 0 h. Le taux de facturation ne se calcule pas.",
        "Saisissez les heures de présence effective des enfants.",
        _billed_without_attendance,
    ),
    Control(
        "BILLED_BELOW_ATTENDED",
        "Heures facturées et heures réalisées",
        everywhere(Level.WARNING),
        (*BILLED, *ATTENDED),
        "Les heures facturées ({billed}) sont inférieures aux heures réalisées ({attended}) : ce n'est possible qu'avec des heures gratuites.",
        "Vérifiez les heures et indiquez les heures gratuites, dans leur rubrique ou en remarque.",
        _billed_below_attended,
    ),
    Control(
        "FREE_HOURS_TOO_FEW",
        "Heures gratuites, réalisées et facturées",
        everywhere(Level.WARNING),
        ("freeHours", *BILLED, *ATTENDED),
        "Les heures réalisées ({attended}) moins les heures gratuites ({free}) dépassent de {gap} les heures facturées ({billed}).",
        "Vérifiez les heures gratuites, ou expliquez l'écart par une remarque.",
        _free_hours_too_few,
    ),
    Control(
        "FREE_HOURS_OVER_ATTENDED",
        "Heures gratuites et heures réalisées",
        everywhere(Level.BLOCKING),
        ("freeHours", *ATTENDED),
        "Les heures gratuites ({free}) dépassent les heures réalisées ({attended}), dans lesquelles elles sont comprises.",
        "Corrigez les heures gratuites.",
        _free_hours_over_attended,
    ),
    Control(
        "BILLING_RATE_HIGH",
        "Taux de facturation",
        everywhere(Level.WARNING),
        (*BILLED, *ATTENDED),
        "Le taux de facturation est de {rate} ({billed} facturées pour {attended} réalisées), au-dessus de {high} : le prix plafond est alors le plus bas.",
        "Vérifiez les heures, ou expliquez le taux par une remarque.",
        _billing_rate_high,
        since=PARAMETERS.first_day("eaje.billing_rate_high"),
    ),
    Control(
        "BILLED_OVER_CAPACITY",
        "Heures facturées et capacité théorique",
        everywhere(Level.WARNING),
        (*BILLED, "theoreticalCapacity"),
        "Les heures facturées ({billed}) dépassent la capacité théorique ({capacity}) : seule la capacité ouvre droit.",
        "Vérifiez les heures, les places, les jours et l'amplitude, ou expliquez le dépassement par une remarque.",
        _billed_over_capacity,
    ),
    Control(
        "BILLED_FAR_OVER_CAPACITY",
        "Heures facturées très au-dessus de la capacité théorique",
        in_actual(Level.BLOCKING),
        (*BILLED, "theoreticalCapacity"),
        "Les heures facturées ({billed}) dépassent {share} de la capacité théorique ({capacity}).",
        "Corrigez les heures, les places, les jours ou l'amplitude.",
        _billed_far_over_capacity,
        since=PARAMETERS.first_day("eaje.billed_share_of_capacity"),
    ),
    Control(
        "EXCEPTIONAL_HOURS_WITHOUT_DECISION",
        "Heures exceptionnelles",
        everywhere(Level.BLOCKING),
        ("exceptionalHours",),
        "Heures exceptionnelles : {hours} ; aucune décision de la Cnaf n'en ouvre pour {year}.",
        "Saisissez 0. Les heures offertes aux familles sont des heures gratuites.",
        _exceptional_hours_without_decision,
        since=PARAMETERS.first_day("eaje.exceptional_hours_decision_open"),
    ),
    Control(
        "ONLY_EXCEPTIONAL_HOURS",
        "Heures exceptionnelles sans heures facturées",
        everywhere(Level.BLOCKING),
        ("exceptionalHours", *BILLED),
        "Heures exceptionnelles : {hours} ; heures facturées : 0 h. Le taux de facturation et le droit seraient nuls.",
        "Saisissez les heures facturées aux familles dans leur rubrique.",
        _only_exceptional_hours,
    ),
)
