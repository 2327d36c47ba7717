"""The smallest move across a threshold of the Psu, to the unit, under the law that is given."""

from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from rules import psu
from rules.case import Case
from rules.kinds.eaje.accounts import CHARGES
from rules.parameters import PARAMETERS, Parameters
from rules.psu.thresholds import thresholds
from rules.thresholds import Distance, NoLine, Situation, distances, gained, moved
from tests.rules.examples import ACTUAL, case_of
from tests.rules.laws import law_with

MANY: dict[str, Any] = {"enrolledChildren": 3_000, "childrenWithDisability": 100}
BOTH_AGES: dict[str, Any] = {"hoursBilled4To5": 500, "hoursAttended4To5": 1_000}
MOVES: dict[str, tuple[str, Parameters, dict[str, Any], int]] = {
    # threshold, law, figures: by how much the figures of its lever have to move
    "5 % of 3 000 children": ("DISABILITY_FIRST", PARAMETERS, MANY, 50),
    "more than 7.5 % of 3 000 children": ("DISABILITY_SECOND", PARAMETERS, MANY, 126),
    # 20 × 220 × 10.5 h = 46 200 h
    "the capacity": ("CAPACITY", PARAMETERS, {"exceptionalHours": 500}, 11_700),
    "the capacity, exceptional hours counted": (
        "CAPACITY", law_with(exceptional_hours_entitled=True), {"exceptionalHours": 500}, 11_200,
    ),
    "the capacity, both ages": ("CAPACITY", PARAMETERS, BOTH_AGES, 11_200),
    # 10.05 € for 34 500 h, or for 33 000: 346 725 € or 331 650 €, of 380 000 €. At the ceiling itself more changes nothing.
    "the ceiling": ("COST_PRICE", PARAMETERS, {}, -33_276),
    "the ceiling, by hours attended": ("COST_PRICE", law_with(cost_price_hours="ATTENDED"), {}, -48_351),
    # 0.75, 1 and 1.25 € for 35 000 h, of 58 650 €: the threshold itself still has the better amount.
    "the first mix": ("SOCIAL_MIX_FIRST", PARAMETERS, BOTH_AGES, -32_400),
    "the second mix": ("SOCIAL_MIX_SECOND", PARAMETERS, BOTH_AGES, -23_650),
    "the third mix": ("SOCIAL_MIX_THIRD", PARAMETERS, BOTH_AGES, -14_900),
    "the third mix, the threshold itself not": ("SOCIAL_MIX_THIRD", law_with(social_mix_side="BELOW"), BOTH_AGES, -14_901),
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


def test_what_is_measured_against_the_capacity_holds_the_exceptional_hours_that_count() -> None:
    case = case_of(ACTUAL, 2024, exceptionalHours=500)
    (capacity,) = (each for each in thresholds(CHARGES) if each.code == "CAPACITY")
    for parameters, measured in ((PARAMETERS, 34_500), (law_with(exceptional_hours_entitled=True), 35_000)):
        assert capacity.measure(Situation(case, psu.estimate(case, CHARGES, parameters), parameters)) == measured


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


def told(case: Case) -> dict[str, Distance]:
    """The distances by code."""
    estimating = partial(psu.estimate, charges=CHARGES)
    found = distances(thresholds(CHARGES), Situation(case, estimating(case)), estimating)
    return {each.threshold.code: each for each in found}


FAVOURABLE = {
    # figures: the thresholds on whose better side they are
    "nothing paid, nobody with a disability": (
        {"familyContributions": 0}, {"FIRST_STEP", "SECOND_STEP", "SOCIAL_MIX_FIRST", "SOCIAL_MIX_SECOND", "SOCIAL_MIX_THIRD", "COST_PRICE"},
    ),
    "much paid, many with a disability": (
        {"childrenWithDisability": 4}, {"FIRST_STEP", "SECOND_STEP", "DISABILITY_FIRST", "DISABILITY_SECOND", "COST_PRICE"},
    ),
    "beyond the steps, up to the capacity, below the ceiling": (
        {"hoursBilledUnder4": 46_200, "account64": 0}, {"CAPACITY"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("figures", "codes"), FAVOURABLE.values(), ids=FAVOURABLE)
def test_on_which_side_it_is_better(figures: dict[str, Any], codes: set[str]) -> None:
    assert {code for code, each in told(case_of(ACTUAL, 2024, **figures)).items() if each.favourable} == codes


def test_a_limit_of_nothing_is_no_threshold_and_hides_no_other() -> None:
    """Without opening days there is no capacity; the ceiling is told after it, and what is below one euro too."""
    case = case_of(ACTUAL, 2024)
    found = told(replace(case, typed={**case.typed, "openingDays": Decimal(0)}))
    assert "CAPACITY" not in found
    assert {"COST_PRICE", "SOCIAL_MIX_FIRST"} <= found.keys()


def test_what_families_pay_counts_beside_the_right_and_nothing_else_does() -> None:
    found = {code: each.crossing for code, each in told(case_of(ACTUAL, 2024)).items()}
    changes = {code: crossing.families_change for code, crossing in found.items() if crossing}
    assert changes.pop("SOCIAL_MIX_THIRD") == -15_525, "1.25 € for 34 500 h, of 58 650 €"
    assert {code for code, change in changes.items() if change} == {"SOCIAL_MIX_FIRST", "SOCIAL_MIX_SECOND"}


def test_a_gain_compares_what_holds_the_same() -> None:
    case = case_of(ACTUAL, 2022)
    before = psu.estimate(case, CHARGES)
    without = psu.estimate(case_of(ACTUAL, 2022, childrenWithDisability=1, enrolledChildren=0), CHARGES)
    unknown = psu.estimate(case_of(ACTUAL, 2022, openingDays=None), CHARGES)
    assert gained(before, before) == 0
    assert [gained(before, without), gained(without, before)] == [None, None]
    assert [gained(before, unknown), gained(unknown, before)] == [None, None]


def test_a_figure_grows_up_to_the_most_that_may_be_typed() -> None:
    for days, by, expected in ((365, 1, 366), (300, 66, 366), (366, 1, None), (300, 67, None)):
        case = case_of(ACTUAL, 2024, openingDays=days)
        assert moved(case, ("openingDays",), Decimal(by)) == (None if expected is None else {"openingDays": expected})


def test_where_nothing_moves_nothing_changes() -> None:
    assert moved(case_of(ACTUAL, 2024), ("openingDays",), Decimal(0)) == {}
    assert moved(case_of(ACTUAL, 2024), ("nothingOfTheKind",), Decimal(1)) is None


def test_a_line_that_is_not_there_is_named() -> None:
    case = case_of(ACTUAL, 2024)
    with pytest.raises(NoLine) as missing:
        Situation(case, psu.estimate(case, CHARGES)).line("OTHER")
    assert missing.value.args == ("OTHER",)
