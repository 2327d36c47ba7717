"""How far from each threshold, by which move it is crossed, and what that is worth: below, on and above each of them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.case import Case, Facts, Sent
from rules.forms import DeclarationKind
from rules.kinds.eaje.accounts import CHARGES
from rules.parameters import PARAMETERS, Parameters
from rules.psu.thresholds import thresholds
from rules.threshold_sentences import amount, sentence
from rules.thresholds import Distance, Situation, distances, gained, moved
from rules.values import read
from tests.rules.examples import ACTUAL, EAJE, FORECAST, UPDATE, case_of


def told(case: Case, parameters: Parameters = PARAMETERS) -> dict[str, Distance]:
    """The distances by code, in their order."""
    found = distances(thresholds(CHARGES), Situation(case, EAJE.estimate(case), parameters), EAJE.estimate)
    return {each.threshold.code: each for each in found}


def said(case: Case, code: str) -> str:
    """The sentence of one of them, with ordinary spaces."""
    return sentence(told(case)[code]).replace("\u00a0", " ").replace("\u202f", " ")


BY_RATE = {
    # billed for 10 000 h attended: the threshold, is it the better side, by how many attended hours it is crossed
    "far below 107": ("10 500", "FIRST_STEP", True, -187),
    "just below 107": ("10699.99", "FIRST_STEP", True, -1),
    "107 exactly, which is the first step": ("10 700", "FIRST_STEP", True, -1),
    "just above 107": ("10700.01", "FIRST_STEP", False, 1),
    "above 107": ("10 800", "FIRST_STEP", False, 94),
    "above 107, an exact number of hours": ("10 807", "FIRST_STEP", False, 100),
    "just below 117": ("11699.99", "SECOND_STEP", True, -1),
    "117 exactly, which is the second step": ("11 700", "SECOND_STEP", True, -1),
    "just above 117": ("11700.01", "SECOND_STEP", False, 1),
    "117, an exact number of hours": ("11 817", "SECOND_STEP", False, 100),
}
BY_RATE_FROM_2025 = {
    "below 107": ("10 593", "LINEAR_START", True, -101),
    "107 exactly": ("10 700", "LINEAR_START", True, -1),
    "above 107": ("10 807", "LINEAR_START", False, 100),
    "below 120": ("11 880", "LINEAR_END", True, -100),
    "120 exactly, where it is lowest": ("12 000", "LINEAR_END", False, 1),
    "above 120": ("12 120", "LINEAR_END", False, 101),
}


@pytest.mark.parametrize(("billed", "code", "favourable", "by"), BY_RATE.values(), ids=BY_RATE)
def test_the_steps_of_the_ceiling_are_crossed_by_attended_hours(
    billed: str, code: str, favourable: bool, by: int
) -> None:
    _crossed(case_of(ACTUAL, 2024, hoursAttendedUnder4=10_000, hoursBilledUnder4=billed), code, favourable, by)


@pytest.mark.parametrize(("billed", "code", "favourable", "by"), BY_RATE_FROM_2025.values(), ids=BY_RATE_FROM_2025)
def test_so_are_the_ends_of_the_slope(billed: str, code: str, favourable: bool, by: int) -> None:
    _crossed(case_of(FORECAST, 2025, hoursAttendedUnder4=10_000, hoursBilledUnder4=billed), code, favourable, by)


def _crossed(case: Case, code: str, favourable: bool, by: int) -> None:
    found = told(case)[code]
    assert found.crossing is not None
    assert (found.favourable, found.crossing.item, found.crossing.by) == (
        favourable,
        "hoursAttendedUnder4",
        Decimal(by),
    )
    assert crosses(case, found), "the move told lands across"
    if abs(by) > 1:
        less = found.crossing.by - (1 if by > 0 else -1)
        assert told(moving(case, found, less))[code].favourable is favourable, "one hour less does not"


def moving(case: Case, found: Distance, by: Decimal) -> Case:
    """The case once the figure of a distance has moved by so much."""
    assert found.crossing is not None
    item = found.crossing.item
    value = case.typed[item]
    assert isinstance(value, Decimal)
    return replace(case, typed={**case.typed, item: read(case.form.by_name[item], format(value + by, "f"))})


def crosses(case: Case, found: Distance) -> bool:
    assert found.crossing is not None
    after = told(moving(case, found, found.crossing.by))[found.threshold.code]
    return after.favourable is not found.favourable


def test_the_side_of_an_equal_rate_is_what_the_law_says() -> None:
    """Were 107 % the second step, the same figures would gain by one more hour what they now lose by one less."""
    case = case_of(ACTUAL, 2024, hoursAttendedUnder4=10_000, hoursBilledUnder4=10_700)
    values = {name: PARAMETERS.all(name) for name in PARAMETERS.names()}
    side = values["psu.threshold_side"]
    other = Parameters({**values, "psu.threshold_side": tuple(replace(each, value="BELOW") for each in side)})
    first = next(each for each in EAJE.thresholds if each.code == "FIRST_STEP")
    estimate = EAJE.estimate(case)
    assert first.steps(Situation(case, estimate)) == -1
    assert first.steps(Situation(case, estimate, other)) == 1


def test_the_sentence_of_what_could_be_won() -> None:
    """From 6.14 to 6.63 € for 35 694 h, of which 99 %, and for 400 h of training days: 17 315.16 + 196 €."""
    case = case_of(ACTUAL, 2024, hoursAttendedUnder4="33 000", hoursBilledUnder4="35 574")
    assert said(case, "FIRST_STEP") == "À 0,8 point du seuil de 107 % : + 17 511 € si 247 heures réalisées de plus"


SENTENCES: dict[str, tuple[str, dict[str, Any], str]] = {
    "what is lost beyond": (
        "FIRST_STEP", {},
        "À 2,5 points du seuil de 107 % ; au-delà : − 16 990 €, dès 758 heures réalisées de moins",
    ),
    "on the threshold": (
        "FIRST_STEP", {"hoursBilledUnder4": 35_310},
        "À 0 point du seuil de 107 % ; au-delà : − 17 383 €, dès 1 heure réalisée de moins",
    ),
    "never told as nothing while it is something": (
        "FIRST_STEP", {"hoursBilledUnder4": "35310.01"},
        "À 0,1 point du seuil de 107 % : + 17 383 € si 1 heure réalisée de plus",
    ),
    "the capacity": (
        "CAPACITY", {},
        "À 11 700 h de la capacité théorique (46 200 h) : + 21 287 € si 11 700 heures facturées de plus",
    ),
    # One hour less than the capacity gives up 6.63 € × 99 %.
    "above the capacity": (
        "CAPACITY", {"openingDays": 100, "placesByPeriod": None},
        "À 13 500 h de la capacité théorique (21 000 h) ; en deçà : − 7 €, dès 13 501 heures facturées de moins",
    ),
    # 0.99 € of Psu and 300 € for each of 20 places.
    "what families pay": (
        "SOCIAL_MIX_THIRD", {"familyContributions": 43_126},
        "À 0,01 €/h du seuil de 1,25 €/h de participation moyenne :"
        " + 6 001 € (+ 6 000 € avec les participations familiales) si 1 € de participations familiales de moins",
    ),
    # 20 places: from 4 % × 15 % to 6 % × 30 % of 19 000 €.
    "children with a disability": (
        "DISABILITY_FIRST", {"childrenWithDisability": 2},
        "À 1 point du seuil de 5 % d'enfants en situation de handicap : + 4 560 € si 1 enfant en situation de handicap de plus",
    ),
    "charges beyond the ceiling": (
        "COST_PRICE", {},
        "À 0,97 €/h du prix plafond (10,05 €/h) ; en deçà : sans effet sur le droit, dès 33 276 € de charges de moins",
    ),
    # From 6.41 to 6.63 €: 34 620 h × 99 % and 400 h of training days.
    "charges below the ceiling": (
        "COST_PRICE", {"account64": 240_000},
        "À 0,34 €/h du prix plafond (10,05 €/h) : + 7 628 € si 11 725 € de charges de plus",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("code", "changes", "expected"), SENTENCES.values(), ids=SENTENCES)
def test_every_threshold_has_its_sentence(code: str, changes: dict[str, Any], expected: str) -> None:
    assert said(case_of(ACTUAL, 2024, **changes), code) == expected


def test_the_nearest_comes_first() -> None:
    far = [abs(each.gap) / each.limit for each in told(case_of(ACTUAL, 2024)).values()]
    assert far == sorted(far)
    assert next(iter(told(case_of(ACTUAL, 2024)))) == "FIRST_STEP"


@pytest.mark.parametrize(
    ("year", "there", "not_there"),
    [
        (2024, {"FIRST_STEP", "SECOND_STEP"}, {"LINEAR_START", "LINEAR_END"}),
        (2025, {"LINEAR_START", "LINEAR_END"}, {"FIRST_STEP", "SECOND_STEP"}),
    ],
)
def test_a_threshold_of_another_law_tells_nothing(year: int, there: set[str], not_there: set[str]) -> None:
    found = told(case_of(ACTUAL, year)).keys()
    assert there <= found
    assert not found & not_there


def test_the_law_of_another_day_has_its_own_thresholds() -> None:
    case = replace(case_of(ACTUAL, 2024), rules_on=date(2025, 1, 1))
    assert {"LINEAR_START", "LINEAR_END"} <= told(case).keys()


def test_without_an_amount_there_is_no_threshold() -> None:
    for changes in ({"hoursAttendedUnder4": 0}, {"hoursBilledUnder4": 0}, {"account60": None}, {"openingDays": None}):
        assert told(case_of(ACTUAL, 2024, **changes)) == {}


def test_in_production_an_invented_price_is_worth_nothing_that_could_be_told() -> None:
    """The first step of 2024 is proven; what stands beyond is not."""
    found = told(case_of(ACTUAL, 2024, fictional_allowed=False))["FIRST_STEP"]
    assert found.crossing is not None
    assert (found.crossing.by, found.crossing.right_change, found.crossing.total_change) == (Decimal(-758), None, None)
    assert "l'effet sur le droit ne peut pas être estimé" in sentence(found)


def test_of_an_update_moves_what_is_still_to_come() -> None:
    found = told(case_of(UPDATE, 2025, facts=None))
    assert found == {}, "without accounts known there is no amount"
    known = case_of(UPDATE, 2025, facts=_with_finance())
    found = told(known)
    assert found["LINEAR_START"].crossing is not None
    assert found["LINEAR_START"].crossing.item == "hoursAttendedUnder4Remaining"
    assert crosses(known, found["LINEAR_START"])
    assert found["COST_PRICE"].crossing is None, "an update asks no account that could move"
    assert sentence(found["COST_PRICE"]).endswith("€/h)")


def _with_finance() -> Facts:
    sent = case_of(FORECAST, 2025)
    return Facts(sent={(DeclarationKind.FORECAST, 2025): Sent(DeclarationKind.FORECAST, 2025, sent.values)})


def test_a_figure_that_cannot_move_that_far_has_a_distance_and_no_move() -> None:
    """All but one hour has happened already: no hour less can be foreseen."""
    facts = _with_finance()
    case = case_of(
        UPDATE, 2025, facts=facts, hoursAttendedUnder4ToDate=32_999, hoursAttendedUnder4Remaining=1
    )  # fmt: skip
    found = told(case)["LINEAR_START"]
    assert found.crossing is None
    assert sentence(found).replace("\u00a0", " ") == "À 2,5 points du seuil de 107 %"


def test_hours_of_both_ages_give_way_together() -> None:
    """300 hours at one age, the rest at the other: 758 less take the first and part of the second."""
    case = case_of(ACTUAL, 2024, hoursAttendedUnder4=300, hoursAttended4To5="32 700")
    crossing = told(case)["FIRST_STEP"].crossing
    assert crossing is not None
    assert crossing.changes == {"hoursAttendedUnder4": 0, "hoursAttended4To5": 32_242}


def test_of_charges_only_their_total_is_told() -> None:
    """Which account moves, and whether one alone is large enough, tells nobody anything."""
    case = case_of(ACTUAL, 2024, account60=100, account61=32_000, account62=347_900, account64=0)
    crossing = told(case)["COST_PRICE"].crossing
    assert crossing is not None
    assert (crossing.item, crossing.by) == ("totalCharges", Decimal(-33_276))
    assert len(crossing.changes) > 1


@settings(max_examples=60, deadline=None)
@given(
    attended=st.integers(1, 60_000), billed=st.integers(1, 4_000_000), paid=st.integers(0, 200_000),
    days=st.integers(1, 366), children=st.integers(0, 60), charges=st.integers(0, 2_000_000), year=st.sampled_from([2014, 2024, 2025, 2027]),
)  # fmt: skip
def test_the_move_told_gives_exactly_the_worth_told(
    attended: int, billed: int, paid: int, days: int, children: int, charges: int, year: int
) -> None:
    case = case_of(
        ACTUAL, year, hoursAttendedUnder4=attended, hoursBilledUnder4=format(Decimal(billed) / 100, "f"),
        familyContributions=paid, openingDays=days, childrenWithDisability=children, account64=charges,
    )  # fmt: skip
    before = EAJE.estimate(case)
    for found in told(case).values():
        crossing = found.crossing
        if crossing is None or found.threshold.code == "COST_PRICE":
            continue
        moved = moving(case, found, crossing.by)
        assert crossing.right_change == gained(before, EAJE.estimate(moved))
        # The threshold stands still while its figure moves; with the last child its line is gone.
        assert found.threshold.code not in told(moved) or crosses(case, found)


def test_amounts_have_a_sign_and_no_idle_cents() -> None:
    written = [amount(Decimal(each)).replace("\u00a0", " ").replace("\u202f", " ") for each in ("4312.49", "-4312.5", "-0.42", "0")]  # fmt: skip
    assert written == ["+ 4 312 €", "− 4 313 €", "− 0,42 €", "+ 0,00 €"]


def test_every_threshold_stands_once() -> None:
    codes = [each.code for each in thresholds(())]
    assert len(set(codes)) == len(codes)


def test_figures_that_are_not_typed_do_not_move() -> None:
    assert moved(case_of(freeHours=None), ["freeHours"], Decimal(1)) is None
    assert moved(case_of(FORECAST), ["freeHours"], Decimal(1)) is None


def test_a_threshold_at_nothing_is_no_threshold() -> None:
    """Without places there is no capacity to come near to, in a year in which no child could come."""
    closed = case_of(placesByPeriod=[{"from": "2024-01-01", "to": "2024-12-31", "places": 0}])
    assert "CAPACITY" not in told(closed)


def test_advances_that_cannot_be_told_do_not_hide_what_the_right_changes_by() -> None:
    """Under the law of 2013 nobody knows the advances; the right is whole all the same."""
    case = case_of(FORECAST, 2024)
    now, then = EAJE.estimate(case), EAJE.estimate(replace(case, rules_on=date(2013, 1, 1)))
    assert [(each.code, each.adds) for each in then.left_out] == [("ADVANCES", False)]
    assert now.right is not None
    assert then.right is not None
    assert gained(now, then) == then.right - now.right
