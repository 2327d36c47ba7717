"""Controls of an Eaje: places, opening, staff."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

from rules import french
from rules.case import Case
from rules.controls import Control, Level, everywhere
from rules.figures import NotKnown, bound, figure, places_periods
from rules.forms import Column
from rules.parameters import PARAMETERS

Words = Mapping[str, str] | None


def _licensed_places_differ(case: Case) -> Words:
    given, known = figure(case.values, "licensedPlaces"), case.facts.licensed_places
    if known is None or given == known:
        return None
    return {"given": french.number(given), "known": french.number(known)}


def _micro_creche_over_limit(case: Case) -> Words:
    # The limit at the end of the year: the places typed are the most there were in it.
    given, limit = figure(case.values, "licensedPlaces"), bound("eaje.micro_creche_places", case.last_day)
    if case.facts.nature != "MICRO_CRECHE" or given <= limit:
        return None
    return {"given": french.number(given), "limit": french.number(limit)}


def _periods_outside_year(case: Case) -> Words:
    for period in places_periods(case.values):
        if period.starts_on < case.day or period.ends_on > case.last_day:
            return {"period": french.period(period), "year": str(case.year)}
    return None


def _periods_overlap(case: Case) -> Words:
    for one, next_one in pairwise(places_periods(case.values)):
        if next_one.starts_on <= one.ends_on:
            return {"one": french.period(one), "other": french.period(next_one)}
    return None


def _periods_apart(case: Case) -> Words:
    ended = None
    for period in places_periods(case.values):
        if ended and period.starts_on > ended + timedelta(days=1):
            return {"ended": french.day(ended), "started": french.day(period.starts_on)}
        ended = max(ended or period.ends_on, period.ends_on)
    return None


def _periods_partial(case: Case) -> Words:
    periods, since = places_periods(case.values), case.facts.runs_from
    # Periods outside the year are told by their own control.
    if not periods or since is None or _periods_outside_year(case):
        return None
    first, last = max(since, case.day), min(case.facts.runs_until or case.last_day, case.last_day)
    starts, ends = periods[0].starts_on, max(period.ends_on for period in periods)
    if (starts, ends) == (first, last):
        return None
    days = {"starts": starts, "ends": ends, "first": first, "last": last}
    return {name: french.day(day) for name, day in days.items()}


def _periods_over_licensed(case: Case) -> Words:
    licensed = figure(case.values, "licensedPlaces")
    for period in places_periods(case.values):
        if period.places > licensed:
            return {"period": french.period(period), "licensed": french.number(licensed)}
    return None


def _opening_days_impossible(case: Case) -> Words:
    given, most = figure(case.values, "openingDays"), Decimal((case.last_day - case.day).days + 1)
    if 0 < given <= most:
        return None
    return {"given": french.days(given), "year": str(case.year), "most": french.days(most)}


def _column_days_over_period(case: Case, column: Column) -> Words:
    until = case.facts.observed_until
    if until is None or "openingDays" not in case.form.columns:
        raise NotKnown
    first, last = (case.day, until) if column is Column.TO_DATE else (until + timedelta(days=1), case.last_day)
    name = case.form.columns["openingDays"][list(Column).index(column)]
    given, most = figure(case.typed, name), Decimal(max((last - first).days + 1, 0))
    if given <= most:
        return None
    return {
        "given": french.days(given),
        "first": french.day(first),
        "last": french.day(last),
        "most": french.days(most),
    }


def _observed_days_over_period(case: Case) -> Words:
    return _column_days_over_period(case, Column.TO_DATE)


def _remaining_days_over_period(case: Case) -> Words:
    return _column_days_over_period(case, Column.REMAINING)


def _opening_days_unusual(case: Case) -> Words:
    given = figure(case.values, "openingDays")
    low, high = bound("eaje.opening_days_low", case.day), bound("eaje.opening_days_high", case.day)
    # An impossible number is told by its own control.
    if low <= given <= high or _opening_days_impossible(case):
        return None
    return {"given": french.days(given), "low": french.number(low), "high": french.days(high)}


def _daily_hours_unusual(case: Case) -> Words:
    given = figure(case.values, "dailyOpeningHours")
    low, high = bound("eaje.daily_hours_low", case.day), bound("eaje.daily_hours_high", case.day)
    if low <= given <= high:
        return None
    return {"given": french.hours(given), "low": french.number(low), "high": french.hours(high)}


def _training_days_over_limit(case: Case) -> Words:
    given, limit = figure(case.values, "trainingDays"), bound("psu.training_days_limit", case.day)
    if given <= limit:
        return None
    return {"given": french.days(given), "limit": french.days(limit)}


def _childcare_staff_over_total(case: Case) -> Words:
    childcare, total = figure(case.values, "childcareStaffFte"), figure(case.values, "totalStaffFte")
    if childcare <= total:
        return None
    return {"childcare": french.number(childcare), "total": french.number(total)}


CONTROLS = (
    Control(
        "LICENSED_PLACES_DIFFER",
        "Places agréées et autorisation connue",
        everywhere(Level.WARNING),
        ("licensedPlaces",),
        "Places agréées : {given} ; l'autorisation connue de la Caf pour cette année en compte {known}.",
        "Corrigez le nombre de places, ou précisez en remarque la date de la nouvelle autorisation.",
        _licensed_places_differ,
    ),
    Control(
        "MICRO_CRECHE_OVER_LIMIT",
        "Places d'une micro-crèche",
        everywhere(Level.BLOCKING),
        ("licensedPlaces",),
        "Places agréées : {given} ; une micro-crèche en compte {limit} au plus.",
        "Corrigez le nombre de places. Si la structure n'est plus une micro-crèche, signalez-le à votre Caf.",
        _micro_creche_over_limit,
        since=PARAMETERS.first_day("eaje.micro_creche_places"),
    ),
    Control(
        "PLACES_PERIODS_OUTSIDE_YEAR",
        "Périodes hors de l'année",
        everywhere(Level.BLOCKING),
        ("placesByPeriod",),
        "La période « {period} » sort de l'année {year}.",
        "Corrigez les dates : les périodes vont du 1er janvier au 31 décembre de l'année déclarée.",
        _periods_outside_year,
    ),
    Control(
        "PLACES_PERIODS_OVERLAP",
        "Périodes qui se chevauchent",
        everywhere(Level.BLOCKING),
        ("placesByPeriod",),
        "Deux périodes se chevauchent : « {one} » et « {other} ».",
        "Corrigez les dates : une période commence après la fin de la précédente.",
        _periods_overlap,
    ),
    Control(
        "PLACES_PERIODS_GAP",
        "Jours sans période",
        everywhere(Level.BLOCKING),
        ("placesByPeriod",),
        "Rien n'est indiqué entre la période qui finit le {ended} et celle qui commence le {started}.",
        "Complétez les périodes ; pour une fermeture prolongée, indiquez 0 place.",
        _periods_apart,
    ),
    Control(
        "PLACES_PERIODS_PARTIAL",
        "Périodes et jours déclarés",
        everywhere(Level.WARNING),
        ("placesByPeriod",),
        "Les places par période vont du {starts} au {ends} ; votre gestion de la structure, cette année, va du {first} au {last}.",
        "Complétez ou corrigez les périodes (pour une fermeture prolongée, indiquez 0 place), ou expliquez l'écart par une remarque.",
        _periods_partial,
    ),
    Control(
        "PLACES_PERIODS_OVER_LICENSED",
        "Places par période et places agréées",
        everywhere(Level.BLOCKING),
        ("placesByPeriod", "licensedPlaces"),
        "La période « {period} » dépasse les places agréées ({licensed}).",
        "Corrigez la période, ou indiquez le nombre de places agréées le plus élevé de l'année.",
        _periods_over_licensed,
    ),
    Control(
        "OPENING_DAYS_IMPOSSIBLE",
        "Jours d'ouverture de l'année",
        everywhere(Level.BLOCKING),
        ("openingDays",),
        "Jours d'ouverture : {given} ; il en faut au moins un, et l'année {year} compte {most}.",
        "Corrigez le nombre de jours d'ouverture.",
        _opening_days_impossible,
    ),
    Control(
        "OPENING_DAYS_OVER_OBSERVED_PERIOD",
        "Jours d'ouverture réalisés et période observée",
        everywhere(Level.BLOCKING),
        ("openingDays",),
        "Jours d'ouverture réalisés : {given} ; du {first} au {last}, il n'y a que {most}.",
        "Corrigez les jours réalisés : seule la période observée compte dans cette colonne.",
        _observed_days_over_period,
    ),
    Control(
        "OPENING_DAYS_OVER_REMAINING_PERIOD",
        "Jours d'ouverture prévus et reste de l'année",
        everywhere(Level.BLOCKING),
        ("openingDaysRemaining",),
        "Jours d'ouverture prévus : {given} ; du {first} au {last}, il n'y a que {most}.",
        "Corrigez les jours prévus : seul le reste de l'année compte dans cette colonne.",
        _remaining_days_over_period,
    ),
    Control(
        "OPENING_DAYS_UNUSUAL",
        "Nombre de jours d'ouverture",
        everywhere(Level.WARNING),
        ("openingDays",),
        "Jours d'ouverture : {given} ; ce nombre se situe d'ordinaire entre {low} et {high}.",
        "Vérifiez le nombre de jours, ou expliquez-le par une remarque.",
        _opening_days_unusual,
        since=PARAMETERS.first_day("eaje.opening_days_low"),
    ),
    Control(
        "DAILY_HOURS_UNUSUAL",
        "Amplitude journalière d'ouverture",
        everywhere(Level.WARNING),
        ("dailyOpeningHours",),
        "Amplitude journalière : {given} ; elle se situe d'ordinaire entre {low} et {high}.",
        "Vérifiez l'amplitude, ou expliquez-la par une remarque.",
        _daily_hours_unusual,
        since=PARAMETERS.first_day("eaje.daily_hours_low"),
    ),
    Control(
        "TRAINING_DAYS_OVER_LIMIT",
        "Nombre de journées pédagogiques",
        everywhere(Level.BLOCKING),
        ("trainingDays",),
        "Journées pédagogiques : {given} ; {limit} au plus sont possibles dans l'année.",
        "Corrigez le nombre de journées pédagogiques.",
        _training_days_over_limit,
        since=PARAMETERS.first_day("psu.training_days_limit"),
    ),
    Control(
        "CHILDCARE_STAFF_OVER_TOTAL",
        "Etp auprès des enfants et Etp de toute la structure",
        everywhere(Level.BLOCKING),
        ("childcareStaffFte", "totalStaffFte"),
        "Les Etp auprès des enfants ({childcare}) dépassent ceux de toute la structure ({total}).",
        "Corrigez l'un des deux : les Etp auprès des enfants sont compris dans le total.",
        _childcare_staff_over_total,
    ),
)
