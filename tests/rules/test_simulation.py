"""What if: scenarios side by side, under the law of another day, of a declaration or of what does not exist yet."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.agreements import Agreement, Bonus
from rules.case import Case, Facts
from rules.estimate import Reason
from rules.forms import Part
from rules.problems import Code, Refused
from rules.simulation import BASE, LABEL_LENGTH, NOTICE, Figures, Project, Scenario, project_case, results, trials
from tests.rules.examples import ACTUAL, EAJE, EXAMPLES, FORECAST, UPDATE, case_of

NOBODY_DENIED: dict[Part, str] = {}


def activity(**values: object) -> Figures:
    return Figures("EAJE", Part.ACTIVITY, values)


def finance(**values: object) -> Figures:
    return Figures("EAJE", Part.FINANCE, values)


def tried(case: Case, *scenarios: Scenario) -> Any:
    """The base, then each scenario."""
    return list(results(EAJE, case, trials(EAJE, case, scenarios, NOBODY_DENIED)))


def refused(case: Case, *scenarios: Scenario, denied: dict[Part, str] = NOBODY_DENIED) -> set[tuple[Code, str]]:
    """The code and place of every problem."""
    with pytest.raises(Refused) as told:
        trials(EAJE, case, scenarios, denied)
    return {(each.code, "/".join(each.path)) for each in told.value.problems}


def test_the_notice_says_that_it_is_no_declaration() -> None:
    assert NOTICE.startswith("Simulation")
    assert "ne vaut pas déclaration" in NOTICE


@pytest.mark.parametrize("declared", [FORECAST, ACTUAL])
def test_without_changes_a_scenario_is_the_estimate(declared: Any) -> None:
    case = case_of(declared)
    base, same = tried(case, Scenario("Rien ne change"))
    assert base.label == BASE
    assert base.estimate == same.estimate == EAJE.estimate(case)
    assert (same.right_change, same.psu_change) == (0, 0)
    assert base.distances == same.distances


def test_scenarios_stand_side_by_side_and_each_against_the_base() -> None:
    """Example A: 33 h more attended change nothing; 1 000 € less paid by families give 990 € of Psu; both."""
    case = case_of(ACTUAL, 2024)
    more, less = activity(hoursAttendedUnder4="33 033"), activity(familyContributions="57 650,00")
    _, *found = tried(
        case, Scenario("Heures", [more]), Scenario("Familles", [less]), Scenario("Les deux", [more, less])
    )
    assert [each.label for each in found] == ["Heures", "Familles", "Les deux"]
    assert [each.right_change for each in found] == [0, Decimal("990.00"), Decimal("990.00")]
    assert [each.psu_change for each in found] == [0, Decimal("990.00"), Decimal("990.00")]
    assert case.typed["familyContributions"] == Decimal("58650.00"), "the base is left as it was"


def test_a_figure_that_is_erased_is_missing() -> None:
    _, found = tried(case_of(ACTUAL, 2024), Scenario("Sans jours", [activity(openingDays=None)]))
    assert (found.estimate.reason, found.estimate.missing) == (Reason.ITEMS_MISSING, ("openingDays",))
    assert (found.right_change, found.psu_change, found.distances) == (None, None, ())


def test_the_same_figures_under_the_law_of_another_day() -> None:
    """A billing rate of 115 %: the second step until 2024, then a place on the slope."""
    case = case_of(ACTUAL, 2024, hoursBilledUnder4="37 950")
    base, after = tried(case, Scenario("Loi 2025", rules_on=date(2025, 1, 1)))
    assert (base.case.day, after.case.day) == (date(2024, 1, 1), date(2025, 1, 1))
    assert (base.estimate.day, after.estimate.day) == (date(2024, 1, 1), date(2025, 1, 1))
    # 10.25 − (10.25 − 8.54) × 8 ÷ 13
    assert base.estimate.line("CEILING").result == Decimal("9.30")
    assert after.estimate.line("CEILING").result.quantize(Decimal("0.0001")) == Decimal("9.1977")
    assert base.case.values["hoursBilledUnder4"] == after.case.values["hoursBilledUnder4"]


def test_the_law_of_another_day_may_need_a_figure_that_was_not_asked() -> None:
    """Training days are funded from 2024: a form of 2023 has none, and a scenario may say them."""
    case = case_of(ACTUAL, 2023)
    rules_on = date(2024, 1, 1)
    _, lacks, says = tried(
        case, Scenario("Loi 2024", rules_on=rules_on), Scenario("Avec", [activity(trainingDays=2)], rules_on)
    )  # fmt: skip
    assert (lacks.estimate.reason, lacks.estimate.missing) == (Reason.ITEMS_MISSING, ("trainingDays",))
    assert says.estimate.line("TRAINING_DAYS").result == Decimal("2652.00")


def test_before_the_first_law_known_there_is_a_reason_and_no_zero() -> None:
    _, found = tried(case_of(ACTUAL, 2024), Scenario("Loi 2010", rules_on=date(2010, 1, 1)))
    assert (found.estimate.reason, found.estimate.right, found.right_change) == (Reason.NO_PARAMETER, None, None)


WRONG: dict[str, tuple[Scenario, set[tuple[Code, str]]]] = {
    "a figure that is none": (
        Scenario("x", [activity(openingDays="beaucoup")]), {(Code.INVALID_VALUE, "scenarios/0/changes/openingDays")},
    ),
    "a negative one": (
        Scenario("x", [activity(hoursBilledUnder4="-1")]), {(Code.OUT_OF_RANGE, "scenarios/0/changes/hoursBilledUnder4")},
    ),
    "a rate over 100": (
        Scenario("x", [activity(generalSchemeRate="100,01")]), {(Code.OUT_OF_RANGE, "scenarios/0/changes/generalSchemeRate")},
    ),
    "an item of no form": (
        Scenario("x", [activity(openingDaysToDate=1)]), {(Code.UNKNOWN_ITEM, "scenarios/0/changes/openingDaysToDate")},
    ),
    "an item of the other part": (
        Scenario("x", [activity(account60=1)]), {(Code.UNKNOWN_ITEM, "scenarios/0/changes/account60")},
    ),
    "a row of a list": (
        Scenario("x", [activity(placesByPeriod=[{"from": "2024-01-01", "to": "2024-12-31", "places": "x"}])]),
        {(Code.INVALID_VALUE, "scenarios/0/changes/placesByPeriod/1/places")},
    ),
    "figures of another kind": (Scenario("x", [Figures("ALSH", Part.ACTIVITY, {})]), {(Code.OTHER_FORM, "scenarios/0/changes")}),
    "no name": (Scenario("  "), {(Code.BAD_TEXT, "scenarios/0/label")}),
    "a name too long": (Scenario("x" * (LABEL_LENGTH + 1)), {(Code.BAD_TEXT, "scenarios/0/label")}),
    "a name on two lines": (Scenario("a\nb"), {(Code.BAD_TEXT, "scenarios/0/label")}),
    "a day out of all reason": (Scenario("x", rules_on=date(1999, 12, 31)), {(Code.BAD_DATES, "scenarios/0/rulesOn")}),
}  # fmt: skip


@pytest.mark.parametrize(("scenario", "expected"), WRONG.values(), ids=WRONG)
def test_a_scenario_is_read_like_a_form(scenario: Scenario, expected: set[tuple[Code, str]]) -> None:
    assert refused(case_of(ACTUAL, 2024), scenario) == expected


def test_every_problem_of_every_scenario_is_told_at_once() -> None:
    assert refused(
        case_of(ACTUAL, 2024), Scenario("", [activity(openingDays=0)]), Scenario("Bien"),
        Scenario("x", [activity(mealsProvided="?"), finance(account60=True)], date(2200, 1, 1)),
        Scenario("x", [activity(mealsProvided="?"), finance(account60=True)]),
    ) == {
        (Code.BAD_TEXT, "scenarios/0/label"), (Code.OUT_OF_RANGE, "scenarios/0/changes/openingDays"),
        (Code.BAD_DATES, "scenarios/2/rulesOn"),
        (Code.INVALID_VALUE, "scenarios/3/changes/mealsProvided"), (Code.INVALID_VALUE, "scenarios/3/changes/account60"),
    }  # fmt: skip


@pytest.mark.parametrize("number", [0, 11])
def test_there_are_one_to_ten_scenarios(number: int) -> None:
    assert refused(case_of(), *[Scenario("x")] * number) == {(Code.OUT_OF_RANGE, "scenarios")}


def test_who_may_not_read_the_accounts_changes_none_whatever_their_name() -> None:
    scenario = Scenario("x", [finance(account60=1, noAccount=2), activity(openingDays=230)])
    found = refused(case_of(), scenario, denied={Part.FINANCE: "finance.figures"})
    assert found == {
        (Code.FORBIDDEN, "scenarios/0/changes/account60"), (Code.FORBIDDEN, "scenarios/0/changes/noAccount"),
    }  # fmt: skip


def project(**changes: Any) -> Project:
    """The forecast of the example as a project."""
    figures = [Figures("EAJE", part, values) for part, values in EXAMPLES[FORECAST].items()]
    return replace(Project("EAJE", "MULTI_ACCUEIL", FORECAST, 2025, figures), **changes)


def test_a_project_is_estimated_like_a_declaration() -> None:
    kind, case = project_case(project(), fictional_allowed=True)
    assert kind is EAJE
    assert EAJE.estimate(case) == EAJE.estimate(case_of(FORECAST, 2025))
    assert case.facts.nature == "MULTI_ACCUEIL"


def test_what_a_project_lacks_is_told_by_its_estimate() -> None:
    _, case = project_case(project(figures=[activity(licensedPlaces=20, openingDays=220)]))
    estimate = EAJE.estimate(case)
    assert estimate.reason is Reason.ITEMS_MISSING
    assert "licensedPlaces" not in estimate.missing
    assert {"dailyOpeningHours", "familyContributions", "account60"} <= set(estimate.missing)


def test_a_project_obeys_the_rule_of_invented_prices() -> None:
    _, case = project_case(project(), fictional_allowed=False)
    assert EAJE.estimate(case).reason is Reason.FICTIONAL_PRICES


def test_a_project_without_accounts_in_an_update_says_so() -> None:
    figures = [Figures("EAJE", Part.ACTIVITY, EXAMPLES[UPDATE][Part.ACTIVITY])]
    _, case = project_case(project(kind=UPDATE, figures=figures), fictional_allowed=True)
    assert EAJE.estimate(case).reason is Reason.NO_CHARGES


BAD_PROJECTS: dict[str, tuple[dict[str, Any], set[tuple[Code, str]]]] = {
    "of no kind": ({"structure_kind": "GARAGE"}, {(Code.UNKNOWN_CHOICE, "of/project/structureKind")}),
    "of no nature, in no year": (
        {"nature": "GARAGE", "year": 20244}, {(Code.UNKNOWN_CHOICE, "of/project/nature"), (Code.BAD_DATES, "of/project/year")},
    ),
    "with figures that are none": (
        {"figures": [activity(openingDays="x", hours=1), Figures("ALSH", Part.ACTIVITY, {})]},
        {
            (Code.INVALID_VALUE, "of/project/figures/openingDays"), (Code.UNKNOWN_ITEM, "of/project/figures/hours"),
            (Code.OTHER_FORM, "of/project/figures"),
        },
    ),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "expected"), BAD_PROJECTS.values(), ids=BAD_PROJECTS)
def test_a_bad_project_is_refused_with_every_reason(changes: dict[str, Any], expected: set[tuple[Code, str]]) -> None:
    with pytest.raises(Refused) as told:
        project_case(project(**changes))
    assert {(each.code, "/".join(each.path)) for each in told.value.problems} == expected


@settings(max_examples=40, deadline=None)
@given(
    paid=st.integers(0, 300_000), billed=st.integers(0, 100_000), attended=st.integers(0, 100_000),
    children=st.integers(0, 60), day=st.dates(date(2012, 1, 1), date(2031, 12, 31)),
)  # fmt: skip
def test_whatever_is_tried_has_an_amount_or_a_reason_and_adds_up(
    paid: int, billed: int, attended: int, children: int, day: date
) -> None:
    changes = activity(
        familyContributions=paid, hoursBilledUnder4=billed, hoursAttendedUnder4=attended, childrenWithDisability=children
    )  # fmt: skip
    base, found = tried(case_of(ACTUAL, 2024), Scenario("x", [changes], day))
    assert (found.estimate.right is None) is (found.estimate.reason is not None)
    if found.estimate.right is not None:
        assert base.estimate.right + found.right_change == found.estimate.right


def test_bonuses_follow_the_law_that_is_asked_for() -> None:
    """An agreement of 2024 is worth 970 € a place in that year's law, and nothing in one that knew no such bonus."""
    agreed = Facts(agreements=(Agreement(Bonus.ATTRACTIVENESS_PRIVATE, date(2024, 1, 1)),))
    base, before = tried(case_of(ACTUAL, 2024, facts=agreed), Scenario("Loi 2023", rules_on=date(2023, 1, 1)))
    assert base.estimate.line("ATTRACTIVENESS_PRIVATE").result == Decimal("19400.00")
    assert "ATTRACTIVENESS_PRIVATE" not in {line.code for line in before.estimate.lines}
