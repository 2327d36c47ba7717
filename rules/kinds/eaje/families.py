"""Controls of an Eaje: children and what their families pay."""

from collections.abc import Mapping
from decimal import Decimal

from rules import french
from rules.case import Case
from rules.controls import Control, Level, everywhere, in_actual
from rules.figures import HUNDRED, asked_sum, bound, figure
from rules.parameters import PARAMETERS
from rules.psu.hours import BILLED

Words = Mapping[str, str] | None
SUPPLIES = {"diapersProvided": "couches", "mealsProvided": "repas"}


def _children_per_place_unusual(case: Case) -> Words:
    children, places = figure(case.values, "enrolledChildren"), figure(case.values, "licensedPlaces")
    low, high = bound("eaje.children_per_place_low", case.day), bound("eaje.children_per_place_high", case.day)
    if low * places <= children <= high * places:
        return None
    words = {"children": children, "places": places, "low": low, "high": high}
    return {name: french.number(value) for name, value in words.items()}


def _new_without_supplies(case: Case) -> Words:
    opened = case.facts.opened_on
    missing = [word for name, word in SUPPLIES.items() if case.values.get(name) is False]
    if opened is None or not missing or PARAMETERS.on("eaje.new_structure_supplies", opened).value is not True:
        return None
    return {"opened": french.day(opened), "missing": " et ".join(f"les {word}" for word in missing)}


def _over_enrolled(case: Case, name: str) -> Words:
    some, enrolled = figure(case.values, name), figure(case.values, "enrolledChildren")
    return {"some": french.number(some), "enrolled": french.number(enrolled)} if some > enrolled else None


def _disability_over_enrolled(case: Case) -> Words:
    return _over_enrolled(case, "childrenWithDisability")


def _poverty_over_enrolled(case: Case) -> Words:
    return _over_enrolled(case, "childrenInPoverty")


def _share(some: Decimal, enrolled: Decimal, limit: Decimal) -> dict[str, str]:
    return {
        "some": french.number(some),
        "enrolled": french.number(enrolled),
        "share": french.percent(french.beyond(some * HUNDRED / enrolled, limit, french.TENTH)),
        "limit": french.percent(limit),
    }


def _disability_share_high(case: Case) -> Words:
    some, enrolled = figure(case.values, "childrenWithDisability"), figure(case.values, "enrolledChildren")
    limit = bound("eaje.disability_share_high", case.day)
    # More than all children is told by its own control.
    if some > enrolled or some * HUNDRED <= enrolled * limit:
        return None
    return _share(some, enrolled, limit)


def _poverty_share_low(case: Case) -> Words:
    some, enrolled = figure(case.values, "childrenInPoverty"), figure(case.values, "enrolledChildren")
    limit = bound("eaje.poverty_share_low", case.day)
    return None if some * HUNDRED >= enrolled * limit else _share(some, enrolled, limit)


def _in_year(name: str, case: Case) -> tuple[Decimal, Decimal]:
    """The lowest and the highest of a scale that may change in the year. Raises `NoValueInForce`."""
    ends = [bound(name, day) for day in (case.day, case.last_day)]
    return min(ends), max(ends)


def _contributions_under_scale(case: Case) -> Words:
    price = _in_year("eaje.family_resources_floor", case)[0] * _in_year("eaje.effort_rate_lowest", case)[0] / HUNDRED
    paid, billed = figure(case.values, "familyContributions"), asked_sum(case, BILLED)
    return _out_of_scale(paid, billed, price) if billed and paid < price * billed else None


def _contributions_over_scale(case: Case) -> Words:
    price = _in_year("eaje.family_resources_ceiling", case)[1] * _in_year("eaje.effort_rate_highest", case)[1] / HUNDRED
    paid, billed = figure(case.values, "familyContributions"), asked_sum(case, BILLED)
    return _out_of_scale(paid, billed, price) if billed and paid > price * billed else None


def _out_of_scale(paid: Decimal, billed: Decimal, price: Decimal) -> dict[str, str]:
    words = {"paid": french.euros(paid), "billed": french.hours(billed)}
    return {
        **words,
        "hourly": french.hourly(french.beyond(paid / billed, price, french.CENT)),
        "price": french.hourly(price),
    }


CONTROLS = (
    Control(
        "FAMILY_CONTRIBUTIONS_UNDER_SCALE",
        "Participations familiales sous le barème",
        everywhere(Level.WARNING),
        ("familyContributions", *BILLED),
        "Participations familiales : {paid} pour {billed} facturées, soit {hourly} ; le barème national donne au moins {price}.",
        "Vérifiez les participations et les heures facturées, ou expliquez l'écart par une remarque.",
        _contributions_under_scale,
        since=PARAMETERS.first_day("eaje.family_resources_floor"),
    ),
    Control(
        "FAMILY_CONTRIBUTIONS_OVER_SCALE",
        "Participations familiales au-dessus du barème",
        everywhere(Level.WARNING),
        ("familyContributions", *BILLED),
        "Participations familiales : {paid} pour {billed} facturées, soit {hourly} ; le barème national donne au plus {price}.",
        "Vérifiez les participations (les majorations ont leur propre rubrique) et les heures facturées, ou expliquez l'écart par une remarque.",
        _contributions_over_scale,
        since=PARAMETERS.first_day("eaje.family_resources_ceiling"),
    ),
    Control(
        "NEW_STRUCTURE_WITHOUT_SUPPLIES",
        "Couches et repas d'une nouvelle structure",
        everywhere(Level.WARNING),
        tuple(SUPPLIES),
        "La structure, ouverte le {opened}, ne fournit pas {missing} ; une nouvelle structure fournit les couches et les repas.",
        "Vérifiez ces réponses, ou indiquez en remarque ce qui est convenu avec votre Caf.",
        _new_without_supplies,
        since=PARAMETERS.first_day("eaje.new_structure_supplies"),
    ),
    Control(
        "CHILDREN_PER_PLACE_UNUSUAL",
        "Enfants inscrits par place",
        everywhere(Level.WARNING),
        ("enrolledChildren", "licensedPlaces"),
        "Enfants inscrits : {children} pour {places} places ; il y a d'ordinaire de {low} à {high} enfants par place.",
        "Vérifiez le nombre d'enfants différents de l'année, ou expliquez-le par une remarque.",
        _children_per_place_unusual,
        since=PARAMETERS.first_day("eaje.children_per_place_low"),
    ),
    Control(
        "CHILDREN_WITH_DISABILITY_OVER_ENROLLED",
        "Enfants en situation de handicap et enfants inscrits",
        everywhere(Level.BLOCKING),
        ("childrenWithDisability", "enrolledChildren"),
        "Les enfants en situation de handicap ({some}) sont plus nombreux que les enfants inscrits ({enrolled}).",
        "Corrigez l'un des deux nombres.",
        _disability_over_enrolled,
    ),
    Control(
        "CHILDREN_WITH_DISABILITY_MANY",
        "Part des enfants en situation de handicap",
        everywhere(Level.WARNING),
        ("childrenWithDisability", "enrolledChildren"),
        "Enfants en situation de handicap : {some} sur {enrolled}, soit {share}, plus de {limit}.",
        "Vérifiez ces nombres, ou expliquez-les par une remarque.",
        _disability_share_high,
        since=PARAMETERS.first_day("eaje.disability_share_high"),
    ),
    Control(
        "CHILDREN_IN_POVERTY_OVER_ENROLLED",
        "Enfants de familles à 1 € par heure au plus et enfants inscrits",
        everywhere(Level.BLOCKING),
        ("childrenInPoverty", "enrolledChildren"),
        "Les enfants de familles payant 1 € par heure au plus ({some}) sont plus nombreux que les enfants inscrits ({enrolled}).",
        "Corrigez l'un des deux nombres.",
        _poverty_over_enrolled,
    ),
    Control(
        "CHILDREN_IN_POVERTY_FEW",
        "Part des enfants de familles à 1 € par heure au plus",
        in_actual(Level.WARNING),
        ("childrenInPoverty", "enrolledChildren"),
        "Enfants de familles payant 1 € par heure au plus : {some} sur {enrolled}, soit {share}, moins que le repère de {limit}.",
        "Vérifiez ces nombres, ou dites en remarque ce qui l'explique.",
        _poverty_share_low,
        since=PARAMETERS.first_day("eaje.poverty_share_low"),
    ),
)
