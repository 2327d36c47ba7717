"""The smallest move across a threshold of the Psu, to the unit, under the law that is given."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from rules import psu
from rules.kinds.eaje.accounts import CHARGES
from rules.parameters import PARAMETERS, Parameters
from rules.psu.thresholds import thresholds
from rules.thresholds import Situation
from tests.rules.examples import ACTUAL, case_of


def law(**readings: str | bool) -> Parameters:
    """The law with other readings of the Psu."""
    values = {each: PARAMETERS.all(each) for each in PARAMETERS.names()}
    for name, value in readings.items():
        values[f"psu.{name}"] = tuple(replace(each, value=value) for each in values[f"psu.{name}"])
    return Parameters(values)


MANY: dict[str, Any] = {"enrolledChildren": 3_000, "childrenWithDisability": 100}
BOTH_AGES: dict[str, Any] = {"hoursBilled4To5": 500, "hoursAttended4To5": 1_000}
MOVES: dict[str, tuple[str, Parameters, dict[str, Any], int]] = {
    # threshold, law, figures: by how much the figures of its lever have to move
    "5 % of 3 000 children": ("DISABILITY_FIRST", PARAMETERS, MANY, 50),
    "more than 7.5 % of 3 000 children": ("DISABILITY_SECOND", PARAMETERS, MANY, 126),
    # 20 × 220 × 10.5 h = 46 200 h
    "the capacity": ("CAPACITY", PARAMETERS, {"exceptionalHours": 500}, 11_700),
    "the capacity, exceptional hours counted": (
        "CAPACITY", law(exceptional_hours_entitled=True), {"exceptionalHours": 500}, 11_200,
    ),
    "the capacity, both ages": ("CAPACITY", PARAMETERS, BOTH_AGES, 11_200),
    # 10.05 € for 34 500 h, or for 33 000: 346 725 € or 331 650 €, of 380 000 €. At the ceiling itself more changes nothing.
    "the ceiling": ("COST_PRICE", PARAMETERS, {}, -33_276),
    "the ceiling, by hours attended": ("COST_PRICE", law(cost_price_hours="ATTENDED"), {}, -48_351),
    # 0.75, 1 and 1.25 € for 35 000 h, of 58 650 €: the threshold itself still has the better amount.
    "the first mix": ("SOCIAL_MIX_FIRST", PARAMETERS, BOTH_AGES, -32_400),
    "the second mix": ("SOCIAL_MIX_SECOND", PARAMETERS, BOTH_AGES, -23_650),
    "the third mix": ("SOCIAL_MIX_THIRD", PARAMETERS, BOTH_AGES, -14_900),
    "the third mix, the threshold itself not": ("SOCIAL_MIX_THIRD", law(social_mix_side="BELOW"), BOTH_AGES, -14_901),
    # 107 % of 32 710.28… h, 117 % of 29 914.52… h, of 34 000 h: one hour less than that is too few.
    "the first step": ("FIRST_STEP", PARAMETERS, BOTH_AGES, -1_290),
    "the second step": ("SECOND_STEP", PARAMETERS, BOTH_AGES, -4_086),
}  # fmt: skip


@pytest.mark.parametrize(("code", "parameters", "figures", "by"), MOVES.values(), ids=MOVES)
def test_the_smallest_move_across(code: str, parameters: Parameters, figures: dict[str, Any], by: int) -> None:
    case = case_of(ACTUAL, 2024, fictional_allowed=True, **figures)
    situation = Situation(case, psu.estimate(case, CHARGES, parameters), parameters)
    (threshold,) = (each for each in thresholds(CHARGES) if each.code == code)
    assert threshold.steps(situation) == by


LEVERS = {
    # which figures move, what they are called, does more of them raise what is measured?
    "FIRST_STEP": (("hoursAttendedUnder4", "hoursAttended4To5"), "heure réalisée", "heures réalisées", False, "", False),
    "SOCIAL_MIX_FIRST": (("familyContributions",), "€ de participations familiales", "€ de participations familiales", True, "", True),
    "DISABILITY_FIRST": (("childrenWithDisability",), "enfant en situation de handicap", "enfants en situation de handicap", True, "", False),
    "CAPACITY": (("hoursBilledUnder4", "hoursBilled4To5"), "heure facturée", "heures facturées", True, "", False),
    "COST_PRICE": (CHARGES, "€ de charges", "€ de charges", True, "totalCharges", False),
}  # fmt: skip


@pytest.mark.parametrize("code", LEVERS)
def test_what_moves(code: str) -> None:
    (lever,) = (each.lever for each in thresholds(CHARGES) if each.code == code)
    assert (lever.names, lever.one, lever.several, lever.raises, lever.told, lever.families) == LEVERS[code]


UNITS = {
    # in the order in which they are told when equally near: the unit, and the words for the limit
    "FIRST_STEP": ("%", "du seuil de {limit}"),
    "SECOND_STEP": ("%", "du seuil de {limit}"),
    "LINEAR_START": ("%", "du seuil de {limit}"),
    "LINEAR_END": ("%", "du seuil de {limit}"),
    "SOCIAL_MIX_FIRST": ("€/h", "du seuil de {limit} de participation moyenne"),
    "SOCIAL_MIX_SECOND": ("€/h", "du seuil de {limit} de participation moyenne"),
    "SOCIAL_MIX_THIRD": ("€/h", "du seuil de {limit} de participation moyenne"),
    "DISABILITY_FIRST": ("%", "du seuil de {limit} d'enfants en situation de handicap"),
    "DISABILITY_SECOND": ("%", "du seuil de {limit} d'enfants en situation de handicap"),
    "CAPACITY": ("h", "de la capacité théorique ({limit})"),
    "COST_PRICE": ("€/h", "du prix plafond ({limit})"),
}


def test_each_threshold_has_its_unit_and_its_words() -> None:
    assert {each.code: (each.unit, each.words) for each in thresholds(CHARGES)} == UNITS
    assert [each.code for each in thresholds(CHARGES)] == list(UNITS)


def test_a_situation_is_judged_by_the_law_of_today_s_program_unless_told() -> None:
    case = case_of(ACTUAL, 2024)
    situation = Situation(case, psu.estimate(case, CHARGES))
    assert situation.parameters is PARAMETERS
    assert (situation.law("psu.first_threshold"), type(situation.law("psu.first_threshold"))) == (Decimal(107), Decimal)
