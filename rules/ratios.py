"""The ratios with which structures of a kind compare themselves: one row of a table each, on the figures of one case.

Each is a numerator over a denominator, exact; only what is shown is rounded. A value or the reason why there is none.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from rules.case import Case
from rules.kinds import Kind


class RatioUnit(StrEnum):
    """What a ratio is counted in."""

    PERCENT = "PERCENT"
    EUROS_PER_HOUR = "EUROS_PER_HOUR"
    EUROS_PER_PLACE = "EUROS_PER_PLACE"
    HOURS_PER_PLACE_AND_DAY = "HOURS_PER_PLACE_AND_DAY"
    PER_PLACE = "PER_PLACE"


UNIT_LABELS = {
    RatioUnit.PERCENT: "%",
    RatioUnit.EUROS_PER_HOUR: "€ par heure",
    RatioUnit.EUROS_PER_PLACE: "€ par place",
    RatioUnit.HOURS_PER_PLACE_AND_DAY: "heures par place et par jour",
    RatioUnit.PER_PLACE: "par place",
}


class NoRatio(StrEnum):
    """Why a ratio has no value."""

    NOT_DECLARED = "NOT_DECLARED"
    NOT_APPLICABLE = "NOT_APPLICABLE"
    NOT_ACCEPTED = "NOT_ACCEPTED"
    NOT_RELEASED = "NOT_RELEASED"
    SECRET = "SECRET"  # noqa: S105 - a reason, not a password
    ACCOUNTS = "ACCOUNTS"


REASON_TEXTS = {
    NoRatio.NOT_DECLARED: "Un chiffre nécessaire n'est pas déclaré.",
    NoRatio.NOT_APPLICABLE: "Ce ratio n'a pas de sens ici : il faudrait diviser par zéro.",
    NoRatio.NOT_ACCEPTED: "Aucune déclaration du réel de cette année n'est encore validée par la Caf.",
    NoRatio.NOT_RELEASED: "Les moyennes de cette année ne sont pas encore publiées.",
    NoRatio.SECRET: "Trop peu de structures ou de gestionnaires : publier ce chiffre en révélerait un autre.",
    NoRatio.ACCOUNTS: "Ce ratio révélerait un compte : il est lu par ceux qui lisent les comptes.",
}


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of the year by name, typed and computed; the names that the form asks, and those it cannot do without."""

    known: Mapping[str, Decimal]
    asked: frozenset[str]
    required: frozenset[str]

    @classmethod
    def of(cls, kind: Kind, case: Case) -> "Figures":
        """Of one case."""
        typed = {name: value for name, value in case.values.items() if isinstance(value, Decimal)}
        asked = {name: case.declared in item.required for item in case.form.items for name in (item.name, item.total)}
        required = frozenset(name for name, needed in asked.items() if needed)
        return cls({**typed, **kind.computed(case), **kind.totals(case)}, frozenset(asked), required)


Term = Callable[[Figures], Decimal | None]


def _figure(name: str) -> Term:
    return lambda figures: figures.known.get(name)


def _sum(*names: str) -> Term:
    """The sum of the items that the form asks, if it asks any and none that is required is missing.

    An optional one left empty counts nothing, as in the totals of the accounts.
    """

    def term(figures: Figures) -> Decimal | None:
        asked = figures.asked.intersection(names)
        if not asked or not (asked & figures.required) <= figures.known.keys():
            return None
        return sum((figures.known[name] for name in asked & figures.known.keys()), Decimal(0))

    return term


def _product(*terms: Term) -> Term:
    def term(figures: Figures) -> Decimal | None:
        product = Decimal(1)
        for each in terms:
            value = each(figures)
            if value is None:
                return None
            product *= value
        return product

    return term


def _less(term: Term, other: Term) -> Term:
    def less(figures: Figures) -> Decimal | None:
        value, taken = term(figures), other(figures)
        return None if value is None or taken is None else value - taken

    return less


@dataclass(frozen=True, slots=True)
class Terms:
    """A numerator over a denominator that is not zero."""

    numerator: Decimal
    denominator: Decimal


OWN = ""
TOGETHER = "HOURS_AND_CHARGES"


@dataclass(frozen=True, slots=True)
class Ratio:
    """One ratio.

    `accounts`: it is made of single accounts, from which the total of the charges, or of the income, would rebuild them;
    only those who read the accounts read it. `family`: ratios that are made of the same sums are published or secret
    together, since one would reveal the other; a ratio with a numerator of its own is a family of its own.
    """

    code: str
    label: str
    unit: RatioUnit
    tooltip: str
    numerator: Term
    denominator: Term
    accounts: bool = False
    family: str = OWN

    @property
    def scale(self) -> int:
        """What the quotient is multiplied by to be in its unit."""
        return 100 if self.unit is RatioUnit.PERCENT else 1

    def terms(self, figures: Figures) -> Terms | NoRatio:
        """The two terms, or why there is no ratio."""
        numerator, denominator = self.numerator(figures), self.denominator(figures)
        if numerator is None or denominator is None:
            return NoRatio.NOT_DECLARED
        return Terms(numerator, denominator) if denominator else NoRatio.NOT_APPLICABLE

    def value(self, terms: Terms) -> Decimal:
        """The quotient in the ratio's unit, to the 28 digits of an exact decimal; round it to show it."""
        return self.scale * terms.numerator / terms.denominator


def shown(value: Decimal) -> Decimal:
    """Two decimals, half up: what is shown and published. More would let the two terms be rebuilt."""
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP) + 0


ATTENDED = _sum("hoursAttendedUnder4", "hoursAttended4To5")
BILLED = _sum("hoursBilledUnder4", "hoursBilled4To5")
CAPACITY = _figure("theoreticalCapacity")
PLACES, DAYS = _figure("licensedPlaces"), _figure("openingDays")
CHARGES, INCOME = _figure("totalCharges"), _figure("totalIncome")

EAJE = (
    Ratio(
        "REAL_OCCUPANCY", "Taux d'occupation réel", RatioUnit.PERCENT,
        "Heures réalisées rapportées à la capacité théorique (places, jours et amplitude d'ouverture).",
        ATTENDED, CAPACITY, family=TOGETHER,
    ),
    Ratio(
        "FINANCIAL_OCCUPANCY", "Taux d'occupation financier", RatioUnit.PERCENT,
        "Heures facturées rapportées à la capacité théorique (places, jours et amplitude d'ouverture).",
        BILLED, CAPACITY, family=TOGETHER,
    ),
    Ratio(
        "BILLING_RATE", "Taux de facturation", RatioUnit.PERCENT,
        "Heures facturées rapportées aux heures réalisées. Le prix plafond de la Psu en dépend.",
        BILLED, ATTENDED, family=TOGETHER,
    ),
    Ratio(
        "COST_PER_ATTENDED_HOUR", "Prix de revient par heure réalisée", RatioUnit.EUROS_PER_HOUR,
        "Total des charges (comptes 60 à 68) rapporté aux heures réalisées.",
        CHARGES, ATTENDED, family=TOGETHER,
    ),
    Ratio(
        "COST_PER_BILLED_HOUR", "Prix de revient par heure facturée", RatioUnit.EUROS_PER_HOUR,
        "Total des charges (comptes 60 à 68) rapporté aux heures facturées.",
        CHARGES, BILLED, family=TOGETHER,
    ),
    Ratio(
        "COST_PER_PLACE", "Coût par place", RatioUnit.EUROS_PER_PLACE,
        "Total des charges (comptes 60 à 68) rapporté au nombre de places agréées, le plus élevé de l'année.",
        CHARGES, PLACES, family=TOGETHER,
    ),
    Ratio(
        "BILLED_HOURS_PER_PLACE_AND_DAY", "Heures facturées par place et par jour", RatioUnit.HOURS_PER_PLACE_AND_DAY,
        "Heures facturées rapportées aux places agréées et aux jours d'ouverture.",
        BILLED, _product(PLACES, DAYS), family=TOGETHER,
    ),
    Ratio(
        "MEAN_HOURLY_CONTRIBUTION", "Participation familiale moyenne par heure facturée", RatioUnit.EUROS_PER_HOUR,
        "Participations familiales (compte 70641) rapportées aux heures facturées.",
        _figure("familyContributions"), BILLED,
    ),
    Ratio(
        "CHILDREN_PER_PLACE", "Enfants inscrits par place", RatioUnit.PER_PLACE,
        "Enfants différents accueillis dans l'année, rapportés au nombre de places agréées.",
        _figure("enrolledChildren"), PLACES,
    ),
    Ratio(
        "POVERTY_SHARE", "Part d'enfants en situation de pauvreté", RatioUnit.PERCENT,
        "Enfants dont la famille paie un euro de l'heure au plus, rapportés aux enfants inscrits.",
        _figure("childrenInPoverty"), _figure("enrolledChildren"),
    ),
    Ratio(
        "FTE_PER_PLACE", "Équivalents temps plein par place", RatioUnit.PER_PLACE,
        "Équivalents temps plein de tout le personnel, rapportés au nombre de places agréées.",
        _figure("totalStaffFte"), PLACES,
    ),
    Ratio(
        "REMAINING_CHARGE_PER_PLACE", "Reste à charge du gestionnaire par place", RatioUnit.EUROS_PER_PLACE,
        "Total des charges moins tous les produits (comptes 70 à 79), rapporté au nombre de places agréées. "
        "Négatif, c'est un excédent.",
        _less(CHARGES, INCOME), PLACES,
    ),
    Ratio(
        "STAFF_COST_SHARE", "Part des charges de personnel", RatioUnit.PERCENT,
        "Charges de personnel (compte 64) rapportées au total des charges.",
        _figure("account64"), CHARGES, accounts=True,
    ),
    Ratio(
        "FAMILIES_SHARE", "Part des familles dans les produits", RatioUnit.PERCENT,
        "Participations familiales (comptes 70641 et 70642) rapportées au total des produits.",
        _sum("account70641", "account70642"), INCOME, accounts=True,
    ),
    Ratio(
        "CAF_SHARE", "Part de la Caf dans les produits", RatioUnit.PERCENT,
        "Prestation de service et autres aides de la Caf (comptes 70623, 70624 et 7452) rapportées au total des produits.",
        _sum("account70623", "account70624", "account7452"), INCOME, accounts=True,
    ),
    Ratio(
        "MUNICIPALITIES_SHARE", "Part des communes et de leurs groupements dans les produits", RatioUnit.PERCENT,
        "Subventions de la commune et de l'intercommunalité (comptes 744 et 746) rapportées au total des produits.",
        _sum("account744", "account746"), INCOME, accounts=True,
    ),
    Ratio(
        "OTHER_PUBLIC_SHARE", "Part des autres financeurs publics dans les produits", RatioUnit.PERCENT,
        "Subventions de l'État, de la région, du département et des organismes nationaux (comptes 741, 742, 743 et 7451) "
        "rapportées au total des produits.",
        _sum("account741", "account742", "account743", "account7451"), INCOME, accounts=True,
    ),
    Ratio(
        "COMPANIES_SHARE", "Part des entreprises dans les produits", RatioUnit.PERCENT,
        "Réservations et subventions des entreprises (compte 747) rapportées au total des produits.",
        _sum("account747"), INCOME, accounts=True,
    ),
)  # fmt: skip

RATIOS: Mapping[str, tuple[Ratio, ...]] = {"EAJE": EAJE}
"""The ratios of each kind of structure, in reading order."""


def ratios_of(kind: str) -> tuple[Ratio, ...]:
    """The ratios of a kind of structure; none where it has none yet."""
    return RATIOS.get(kind, ())


def computed(kind: Kind, case: Case) -> dict[str, Terms | NoRatio]:
    """Every ratio of a case by code: its terms, or why there is none."""
    figures = Figures.of(kind, case)
    return {ratio.code: ratio.terms(figures) for ratio in ratios_of(kind.code)}
