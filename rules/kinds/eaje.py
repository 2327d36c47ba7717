"""Eaje (établissement d'accueil du jeune enfant), funded by the Psu."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal

from rules import french, psu
from rules.controls import Control, Level
from rules.estimate import Estimate
from rules.forms import DeclarationKind, Form, Item, Part, Unit, Values
from rules.kinds.kind import Kind
from rules.parameters import PARAMETERS, NoValueInForce

FORECAST, ACTUAL = DeclarationKind.FORECAST, DeclarationKind.ACTUAL
DECLARED = frozenset({FORECAST, ACTUAL})


def _activity(
    name: str,
    label: str,
    unit: Unit,
    tooltip: str,
    *,
    minimum: Decimal | None = Decimal(0),
    above: Decimal | None = None,
    maximum: Decimal | None = None,
) -> Item:
    return Item(name, Part.ACTIVITY, label, unit, tooltip, DECLARED, minimum, above, maximum)


def _account(name: str, label: str, tooltip: str) -> Item:
    return Item(name, Part.FINANCE, label, Unit.EUROS, tooltip, DECLARED)


FORM = Form(
    version=1,
    items=(
        _activity(
            "licensedPlaces",
            "Nombre de places agréées",
            Unit.COUNT,
            "Nombre de places de l'autorisation ou de l'avis d'ouverture. S'il a changé dans l'année, indiquez le plus élevé.",
            minimum=Decimal(1),
            maximum=Decimal(9999),
        ),
        _activity(
            "openingDays",
            "Nombre de jours d'ouverture",
            Unit.DAYS,
            "Jours de l'année où des enfants sont accueillis, sans compter les journées pédagogiques.",
            minimum=Decimal(1),
            maximum=Decimal(366),
        ),
        _activity(
            "dailyOpeningHours",
            "Amplitude journalière d'ouverture",
            Unit.HOURS,
            "Nombre d'heures d'ouverture par jour, de l'ouverture à la fermeture : de 7 h 30 à 18 h, saisissez 10.5.",
            minimum=None,
            above=Decimal(0),
            maximum=Decimal(24),
        ),
        _activity(
            "hoursAttendedUnder4",
            "Heures réalisées, enfants de moins de 4 ans",
            Unit.HOURS,
            "Heures de présence effective des enfants de moins de 4 ans, y compris en dehors des contrats.",
        ),
        _activity(
            "hoursBilledUnder4",
            "Heures facturées, enfants de moins de 4 ans",
            Unit.HOURS,
            "Heures réalisées, moins les heures gratuites, plus les absences qui ne se déduisent pas.",
        ),
        _activity(
            "generalSchemeRate",
            "Taux de ressortissants du régime général",
            Unit.PERCENT,
            "Part des enfants qui relèvent du régime général, en pourcentage : saisissez 99 pour 99 %. Les autres relèvent, par exemple, de la Msa.",
            maximum=Decimal(100),
        ),
        _activity(
            "familyContributions",
            "Participations familiales",
            Unit.EUROS,
            "Montant payé par les familles au titre de l'année selon le barème national (compte 70641).",
        ),
        _activity(
            "diapersProvided",
            "Couches fournies",
            Unit.YES_NO,
            "Oui si la structure fournit les couches à tous les enfants. Le prix plafond est plus élevé quand les couches et les repas sont fournis.",
        ),
        _activity(
            "mealsProvided",
            "Repas fournis",
            Unit.YES_NO,
            "Oui si la structure fournit les repas ; le lait infantile est facultatif. Le prix plafond est plus élevé quand les couches et les repas sont fournis.",
        ),
        _activity(
            "trainingDays",
            "Journées pédagogiques",
            Unit.DAYS,
            "Journées de fermeture au public consacrées à la formation et à la réflexion de l'équipe. Elles sont financées depuis 2024 ; avant, saisissez 0.",
            maximum=Decimal(366),
        ),
        _account(
            "account60",
            "60 Achats",
            "Alimentation, couches, eau et énergie, fournitures, matériel pédagogique.",
        ),
        _account(
            "account61",
            "61 Services extérieurs",
            "Loyers et charges locatives, entretien et réparations, assurances.",
        ),
        _account(
            "account62",
            "62 Autres services extérieurs",
            "Personnel extérieur, honoraires, déplacements, télécommunications, frais bancaires.",
        ),
        _account(
            "account64",
            "64 Charges de personnel",
            "Rémunérations et cotisations sociales du personnel de la structure, remboursements déduits.",
        ),
        _account(
            "account70641",
            "70641 Participations familiales déductibles de la Psu",
            "Montant payé par les familles, déduit de la Psu. Il est égal aux participations familiales du volet activité.",
        ),
    ),
)

CHARGES = ("account60", "account61", "account62", "account64")
INCOME = ("account70641",)


def _figure(values: Values, name: str) -> Decimal | None:
    value = values.get(name)
    return None if isinstance(value, bool) else value


def _limit(name: str, day: date) -> Decimal:
    return Decimal(str(PARAMETERS.on(name, day).value))


def _training_days_over_limit(values: Values, day: date) -> Mapping[str, str] | None:
    given, limit = _figure(values, "trainingDays"), _limit("psu.training_days_limit", day)
    if given is None or given <= limit:
        return None
    return {"given": french.days(given), "limit": french.days(limit)}


def _family_contributions_differ(values: Values, _: date) -> Mapping[str, str] | None:
    account, activity = _figure(values, "account70641"), _figure(values, "familyContributions")
    if account is None or activity is None or account == activity:
        return None
    return {
        "account": french.euros(account),
        "activity": french.euros(activity),
        "gap": french.euros(abs(account - activity)),
    }


def _billed_below_attended(values: Values, _: date) -> Mapping[str, str] | None:
    billed, attended = _figure(values, "hoursBilledUnder4"), _figure(values, "hoursAttendedUnder4")
    if billed is None or attended is None or billed >= attended:
        return None
    return {"billed": french.hours(billed), "attended": french.hours(attended)}


def _opening_days_unusual(values: Values, day: date) -> Mapping[str, str] | None:
    given = _figure(values, "openingDays")
    low, high = _limit("eaje.opening_days_low", day), _limit("eaje.opening_days_high", day)
    if given is None or low <= given <= high:
        return None
    return {"given": french.days(given), "low": french.number(low), "high": french.days(high)}


CONTROLS = (
    Control(
        "TRAINING_DAYS_OVER_LIMIT",
        "Nombre de journées pédagogiques",
        {FORECAST: Level.BLOCKING, ACTUAL: Level.BLOCKING},
        ("trainingDays",),
        "Journées pédagogiques : {given} ; {limit} au plus sont possibles dans l'année.",
        "Corrigez le nombre de journées pédagogiques.",
        _training_days_over_limit,
        since=PARAMETERS.first_day("psu.training_days_limit"),
    ),
    Control(
        "FAMILY_CONTRIBUTIONS_DIFFER",
        "Participations familiales des deux volets",
        {FORECAST: Level.WARNING, ACTUAL: Level.BLOCKING},
        ("account70641", "familyContributions"),
        "Le compte 70641 ({account}) et les participations familiales du volet activité ({activity}) diffèrent de {gap}.",
        "Corrigez l'un des deux volets : le même montant est attendu.",
        _family_contributions_differ,
    ),
    Control(
        "BILLED_BELOW_ATTENDED",
        "Heures facturées et heures réalisées",
        {FORECAST: Level.WARNING, ACTUAL: Level.WARNING},
        ("hoursBilledUnder4", "hoursAttendedUnder4"),
        "Les heures facturées ({billed}) sont inférieures aux heures réalisées ({attended}) : ce n'est possible qu'avec des heures gratuites.",
        "Vérifiez les heures, ou indiquez en remarque les heures gratuites.",
        _billed_below_attended,
    ),
    Control(
        "OPENING_DAYS_UNUSUAL",
        "Nombre de jours d'ouverture",
        {FORECAST: Level.WARNING, ACTUAL: Level.WARNING},
        ("openingDays",),
        "Jours d'ouverture : {given} ; ce nombre se situe d'ordinaire entre {low} et {high}.",
        "Vérifiez le nombre de jours, ou expliquez-le par une remarque.",
        _opening_days_unusual,
        since=PARAMETERS.first_day("eaje.opening_days_low"),
    ),
)


def _estimate(values: Values, _: DeclarationKind, day: date, fictional_allowed: bool) -> Estimate:
    return psu.estimate(FORM, CHARGES, values, day, fictional_allowed=fictional_allowed)


def _sum(values: Values, names: tuple[str, ...]) -> Decimal | None:
    figures = [_figure(values, name) for name in names]
    return None if None in figures else sum((figure for figure in figures if figure is not None), Decimal(0))


def _totals(values: Values) -> dict[str, Decimal]:
    charges, income = _sum(values, CHARGES), _sum(values, INCOME)
    result = None if charges is None or income is None else income - charges
    totals = {"totalCharges": charges, "totalIncome": income, "result": result}
    return {name: total for name, total in totals.items() if total is not None}


def _computed(values: Values, day: date) -> dict[str, Decimal]:
    places, days, hours, billed = (
        _figure(values, name) for name in ("licensedPlaces", "openingDays", "dailyOpeningHours", "hoursBilledUnder4")
    )
    computed = {}
    if places is not None and days is not None and hours is not None:
        computed["theoreticalCapacity"] = psu.theoretical_capacity(places, days, hours)
        if billed is not None:
            computed["entitledHours"] = psu.entitled_hours(billed, computed["theoreticalCapacity"])
    if places is not None:
        with suppress(NoValueInForce):
            computed["preparationHours"] = psu.staff_hours(places, day)
    return computed


KIND = Kind(
    code="EAJE",
    label="Établissement d'accueil du jeune enfant (Eaje)",
    natures={
        "MULTI_ACCUEIL": "Multi-accueil",
        "COLLECTIVE_CRECHE": "Crèche collective",
        "MICRO_CRECHE": "Micro-crèche",
        "FAMILY_CRECHE": "Crèche familiale",
        "PARENTAL_CRECHE": "Crèche parentale",
        "DROP_IN_NURSERY": "Halte-garderie",
        "KINDERGARTEN": "Jardin d'enfants",
    },
    form=FORM,
    controls=CONTROLS,
    required_parts=dict.fromkeys((FORECAST, ACTUAL), (Part.ACTIVITY, Part.FINANCE)),
    estimate=_estimate,
    totals=_totals,
    computed=_computed,
)
