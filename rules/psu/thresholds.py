"""The thresholds of the Psu and of its bonuses: what stands on one side of them is paid otherwise on the other."""

from decimal import Decimal
from fractions import Fraction

from rules.brackets import Side
from rules.figures import asked_sum, figure
from rules.psu.cost import COST_PRICE_HOURS
from rules.psu.hours import ATTENDED, BILLED, exceptional_hours_count
from rules.thresholds import Lever, Situation, Threshold, Zone, law, line

_ATTENDED = Lever(ATTENDED, "heure réalisée", "heures réalisées", raises=False)
_BILLED = Lever(BILLED, "heure facturée", "heures facturées", raises=True)
_PAID = Lever(
    ("familyContributions",), "€ de participations familiales", "€ de participations familiales", raises=True, families=True
)  # fmt: skip
_DISABLED = Lever(
    ("childrenWithDisability",), "enfant en situation de handicap", "enfants en situation de handicap", raises=True
)  # fmt: skip


def _hours(situation: Situation, names: tuple[str, ...]) -> Fraction:
    return Fraction(asked_sum(situation.case, names))


def _attended(situation: Situation, limit: Fraction) -> Fraction:
    """T = F ÷ R, in per cent."""
    return _hours(situation, BILLED) * 100 / limit


def _paid(situation: Situation, limit: Fraction) -> Fraction:
    return limit * _hours(situation, BILLED)


def _disabled(situation: Situation, limit: Fraction) -> Fraction:
    return limit * Fraction(figure(situation.case.values, "enrolledChildren")) / 100


def _counted_hours(situation: Situation) -> Decimal:
    """The hours that give right before they are capped."""
    return asked_sum(situation.case, BILLED) + _exceptional(situation)


def _exceptional(situation: Situation) -> Decimal:
    counted = exceptional_hours_count(situation.case, situation.parameters)
    return figure(situation.case.values, "exceptionalHours") if counted else Decimal(0)


def _billed(situation: Situation, limit: Fraction) -> Fraction:
    return limit - Fraction(_exceptional(situation))


def _charges(situation: Situation, limit: Fraction) -> Fraction:
    return limit * _hours(situation, situation.reading("psu.cost_price_hours", COST_PRICE_HOURS))


def _rate(code: str, name: str, equal: Side | str) -> Threshold:
    return Threshold(
        code, line("BILLING_RATE"), law(name), "%", equal, Zone.BELOW, _ATTENDED, _attended, "du seuil de {limit}"
    )  # fmt: skip


def _mixed(code: str, name: str) -> Threshold:
    words = "du seuil de {limit} de participation moyenne"
    return Threshold(
        code, line("MEAN_CONTRIBUTION"), law(name), "€/h", "psu.social_mix_side", Zone.BELOW, _PAID, _paid, words
    )


def _included(code: str, name: str, equal: str) -> Threshold:
    words = "du seuil de {limit} d'enfants en situation de handicap"
    return Threshold(
        code, line("DISABILITY_SHARE"), law(name), "%", equal, Zone.ABOVE, _DISABLED, _disabled, words
    )  # fmt: skip


def thresholds(charges: tuple[str, ...]) -> tuple[Threshold, ...]:
    """All of them; those of another law, or whose line is not written, tell nothing. `charges` make the cost price.

    Of charges only their total is told: who reads it may not read the accounts.
    """
    charged = Lever(charges, "€ de charges", "€ de charges", raises=True, told="totalCharges")
    return (
        _rate("FIRST_STEP", "psu.first_threshold", "psu.threshold_side"),
        _rate("SECOND_STEP", "psu.second_threshold", "psu.threshold_side"),
        _rate("LINEAR_START", "psu.linear_start", Side.AT_MOST),
        _rate("LINEAR_END", "psu.linear_end", Side.BELOW),
        _mixed("SOCIAL_MIX_FIRST", "psu.social_mix_first_threshold"),
        _mixed("SOCIAL_MIX_SECOND", "psu.social_mix_second_threshold"),
        _mixed("SOCIAL_MIX_THIRD", "psu.social_mix_third_threshold"),
        _included("DISABILITY_FIRST", "psu.disability_first_threshold", "psu.disability_first_side"),
        _included("DISABILITY_SECOND", "psu.disability_second_threshold", "psu.disability_second_side"),
        Threshold(
            "CAPACITY", _counted_hours, line("THEORETICAL_CAPACITY"), "h", Side.BELOW, Zone.ABOVE, _BILLED, _billed,
            "de la capacité théorique ({limit})",
        ),
        Threshold(
            "COST_PRICE", line("COST_PRICE"), line("CEILING"), "€/h", Side.BELOW, Zone.ABOVE, charged, _charges,
            "du prix plafond ({limit})",
        ),
    )  # fmt: skip
