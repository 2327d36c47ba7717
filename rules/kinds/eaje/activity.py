"""The items of the activity part of an Eaje, in the order of the form."""

from datetime import timedelta
from decimal import Decimal

from rules.forms import EVERY_KIND, DeclarationKind, Item, Part, Unit
from rules.kinds.eaje.editions import FIRST, SECOND
from rules.parameters import PARAMETERS

FORECAST, UPDATE, ACTUAL = DeclarationKind
ACTUAL_ONLY = frozenset({ACTUAL})
NOBODY = frozenset[DeclarationKind]()
MOST_PLACES, MOST_DAYS, WHOLE = Decimal(9999), Decimal(366), Decimal(100)
HOURS_OF_A_DAY = Decimal(timedelta(days=1) // timedelta(hours=1))


def _item(
    name: str,
    label: str,
    unit: Unit,
    tooltip: str,
    *,
    asked: frozenset[DeclarationKind] = EVERY_KIND,
    required: frozenset[DeclarationKind] = EVERY_KIND,
    minimum: Decimal | None = Decimal(0),
    above: Decimal | None = None,
    maximum: Decimal | None = None,
    since: int = SECOND,
    first_year: int | None = None,
    columns: bool = False,
) -> Item:
    return Item(
        name, Part.ACTIVITY, label, unit, tooltip, asked, required, minimum, above, maximum, since, first_year,
        columns=columns,
    )  # fmt: skip


def _computed(name: str, label: str, tooltip: str) -> Item:
    return Item(name, Part.ACTIVITY, label, Unit.HOURS, tooltip, required=NOBODY, computed=True)


ITEMS = (
    _item(
        "licensedPlaces",
        "Nombre de places agréées",
        Unit.COUNT,
        "Nombre de places de l'autorisation ou de l'avis d'ouverture. S'il a changé dans l'année, indiquez le plus élevé.",
        minimum=Decimal(1),
        maximum=MOST_PLACES,
        since=FIRST,
    ),
    _item(
        "placesByPeriod",
        "Places par période",
        Unit.PLACES_BY_PERIOD,
        "Une ligne par période : du, au, nombre de places ouvertes. Sans changement dans l'année, une seule ligne du 1er janvier au 31 décembre. Modulation, ouverture ou fermeture en cours d'année : une ligne pour chaque changement.",
        required=ACTUAL_ONLY,
        maximum=MOST_PLACES,
    ),
    _item(
        "openingDays",
        "Nombre de jours d'ouverture",
        Unit.DAYS,
        "Jours de l'année où des enfants sont accueillis, sans compter les journées pédagogiques.",
        minimum=Decimal(1),
        maximum=MOST_DAYS,
        since=FIRST,
        columns=True,
    ),
    _item(
        "dailyOpeningHours",
        "Amplitude journalière d'ouverture",
        Unit.HOURS,
        "Nombre d'heures d'ouverture par jour, de l'ouverture à la fermeture : de 7 h 30 à 18 h, saisissez 10,5.",
        minimum=None,
        above=Decimal(0),
        maximum=HOURS_OF_A_DAY,
        since=FIRST,
    ),
    _computed(
        "theoreticalCapacity",
        "Capacité théorique maximale",
        "Calculée : places × jours d'ouverture × amplitude. Les places sont la moyenne des périodes quand elles sont indiquées, sinon les places agréées.",
    ),
    _item(
        "hoursAttendedUnder4",
        "Heures réalisées, enfants de moins de 4 ans",
        Unit.HOURS,
        "Heures de présence effective des enfants de moins de 4 ans, y compris en dehors des contrats.",
        since=FIRST,
        columns=True,
    ),
    _item(
        "hoursAttended4To5",
        "Heures réalisées, enfants de 4 et 5 ans",
        Unit.HOURS,
        "Heures de présence effective des enfants de 4 ans à 5 ans révolus, y compris en dehors des contrats. S'il n'y en a pas, saisissez 0.",
        columns=True,
    ),
    _item(
        "hoursBilledUnder4",
        "Heures facturées, enfants de moins de 4 ans",
        Unit.HOURS,
        "Heures réalisées, moins les heures gratuites, plus les absences qui ne se déduisent pas.",
        since=FIRST,
        columns=True,
    ),
    _item(
        "hoursBilled4To5",
        "Heures facturées, enfants de 4 et 5 ans",
        Unit.HOURS,
        "Heures réalisées, moins les heures gratuites, plus les absences qui ne se déduisent pas. S'il n'y en a pas, saisissez 0.",
        columns=True,
    ),
    _item(
        "freeHours",
        "Heures gratuites (adaptation non facturée)",
        Unit.HOURS,
        "Heures de présence offertes aux familles, par exemple pendant l'adaptation. Elles sont comprises dans les heures réalisées.",
        asked=frozenset({UPDATE, ACTUAL}),
        required=ACTUAL_ONLY,
        columns=True,
    ),
    _computed(
        "entitledHours",
        "Heures ouvrant droit",
        "Calculées : heures facturées, dans la limite de la capacité théorique maximale.",
    ),
    _item(
        "generalSchemeRate",
        "Taux de ressortissants du régime général",
        Unit.PERCENT,
        "Part des enfants qui relèvent du régime général, en pourcentage : saisissez 99 pour 99 %. Les autres relèvent, par exemple, de la Msa.",
        maximum=WHOLE,
        since=FIRST,
    ),
    _item(
        "exceptionalHours",
        "Heures exceptionnelles",
        Unit.HOURS,
        "Heures non facturées aux familles et prises en charge par la Psu sur décision exceptionnelle de la Cnaf. Sans décision de la Cnaf, saisissez 0.",
        columns=True,
    ),
    _item(
        "diapersProvided",
        "Couches fournies",
        Unit.YES_NO,
        "Oui si la structure fournit les couches à tous les enfants. Le prix plafond est plus élevé quand les couches et les repas sont fournis.",
        since=FIRST,
    ),
    _item(
        "mealsProvided",
        "Repas fournis",
        Unit.YES_NO,
        "Oui si la structure fournit les repas ; le lait infantile est facultatif. Le prix plafond est plus élevé quand les couches et les repas sont fournis.",
        since=FIRST,
    ),
    _item(
        "familyContributions",
        "Participations familiales",
        Unit.EUROS,
        "Montant payé par les familles au titre de l'année selon le barème national (compte 70641).",
        since=FIRST,
        columns=True,
    ),
    _item(
        "surcharges",
        "Majorations hors barème",
        Unit.EUROS,
        "Suppléments demandés aux familles en plus du barème national, par exemple aux non-résidents. Laissez vide s'il n'y en a pas.",
        asked=frozenset({UPDATE, ACTUAL}),
        required=NOBODY,
        columns=True,
    ),
    _item(
        "enrolledChildren",
        "Nombre d'enfants inscrits",
        Unit.COUNT,
        "Enfants différents accueillis au moins une heure dans l'année ; un enfant ne compte qu'une fois.",
    ),
    _item(
        "childrenWithDisability",
        "dont enfants en situation de handicap",
        Unit.COUNT,
        "Enfants bénéficiaires de l'Aeeh, suivis par un Camsp ou une plateforme de coordination, orientés par la Mdph, ou avec une attestation de l'hôpital ou de la Pmi.",
    ),
    _item(
        "childrenInPoverty",
        "dont enfants de familles payant 1 € par heure au plus",
        Unit.COUNT,
        "Enfants inscrits dont la participation familiale ne dépasse pas 1 € par heure. Le repère national est de 10 % au moins des enfants.",
        asked=ACTUAL_ONLY,
        required=ACTUAL_ONLY,
    ),
    _item(
        "trainingDays",
        "Journées pédagogiques",
        Unit.DAYS,
        "Journées de fermeture au public, du lundi au vendredi hors jours fériés, consacrées à la formation et à la réflexion de l'équipe.",
        maximum=MOST_DAYS,
        since=FIRST,
        first_year=PARAMETERS.first_day("psu.training_days_limit").year,
        columns=True,
    ),
    _computed(
        "preparationHours",
        "Heures financées sans enfants",
        "Calculées d'après les places agréées : heures de concertation jusqu'en 2024, de préparation à l'accueil de l'enfant depuis 2025.",
    ),
    _item(
        "childcareStaffFte",
        "Etp auprès des enfants",
        Unit.FTE,
        "Équivalents temps plein, en moyenne sur l'année, des personnes qui encadrent les enfants : 7,5 pour sept temps pleins et un mi-temps.",
        asked=frozenset({FORECAST, ACTUAL}),
        required=ACTUAL_ONLY,
        maximum=MOST_PLACES,
    ),
    _item(
        "totalStaffFte",
        "Etp de toute la structure",
        Unit.FTE,
        "Équivalents temps plein, en moyenne sur l'année, de tout le personnel : encadrement des enfants, direction, cuisine, entretien.",
        asked=frozenset({FORECAST, ACTUAL}),
        required=ACTUAL_ONLY,
        maximum=MOST_PLACES,
    ),
)
