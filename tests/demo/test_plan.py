"""The plan of the population: plausible, the same each time, and true whatever the day of loading."""

from collections import Counter
from datetime import date
from decimal import Decimal
from random import Random
from statistics import mean

from hypothesis import example, given, settings
from hypothesis import strategies as st

from demo.calls import YEARS, PlannedPeriod, planned_periods
from demo.course import KIND, Fill
from demo.figures import Places, Year, draw
from demo.load import SEED, laid_by
from demo.organisations import CAFS
from demo.population import Population
from demo.rehearsal import Figures
from demo.text import read_stories
from rules.case import Case, Facts
from rules.forms import DeclarationKind
from rules.policy import Role
from rules.readiness import obstacles
from rules.timing import Timing, timing
from rules.values import typed
from rules.workflow import Act
from tests.demo.conftest import DAY

STORIES = read_stories()
LAID = laid_by(STORIES, DAY)
days = st.dates(date(2016, 1, 1), date(2090, 12, 31))
few, slow = settings(max_examples=40, deadline=None), settings(max_examples=4, deadline=None)


@few
@given(days)
@example(date(2024, 2, 29))
@example(date(2024, 12, 31))
@example(date(2025, 1, 1))
@example(date(2026, 11, 23))
def test_every_caf_asks_four_years_and_has_a_period_of_each_timing_whatever_the_day(day: date) -> None:
    laid = laid_by(STORIES, day)
    periods = planned_periods(day, CAFS, laid)
    assert {_timing(day, each) for each in periods} == set(Timing)
    for caf in CAFS:
        mine = [each for each in periods if each.caf == caf]
        if not any(each.laid and each.slot in {"late", "open", "upcoming"} for each in mine):
            assert {_timing(day, each) for each in mine} == set(Timing)
        assert len({each.key for each in mine}) == len(mine) == 4 * YEARS + 2
        assert all(each.days.opens_on <= each.days.due_on <= each.days.closes_on for each in mine)
    assert {each.key for each in periods if each.laid} <= set(laid)


def _timing(day: date, period: PlannedPeriod) -> Timing:
    return timing(day, period.days.opens_on, period.days.due_on, period.days.closes_on)


@slow
@given(days)
@example(date(2024, 2, 29))
@example(date(2025, 2, 3))
@example(date(2028, 12, 31))
def test_everything_lies_in_its_period_and_in_the_past_whatever_the_day(day: date) -> None:
    plan = Population.plan(SEED, day, laid_by(STORIES, day))
    for declaration in plan.declarations:
        period = plan.periods[declaration.period]
        moments = [act.at for act in declaration.acts]
        assert moments == sorted(set(moments))
        for act in declaration.acts:
            assert period.days.opens_on <= act.at.date() < day
            assert act.at.date() <= period.days.closes_on
            if act.role is not Role.DECLARATION_OFFICER:
                assert plan.holder(declaration.tenure, act.role, act.at.date()) in plan.people
    late = [each for each in plan.declarations if plan.periods[each.period].slot == "late"]
    assert any(Act.APPROVE not in [act.act for act in each.acts] for each in late)


@few
@given(st.integers(0, 10**6), st.integers(2015, 2030), st.sampled_from(DeclarationKind), st.sampled_from([0.5, 0.75]))
def test_drawn_figures_are_within_the_form_and_no_control_stops_them(
    seed: int, year: int, kind: DeclarationKind, observed: float
) -> None:
    rng = Random(seed)
    profile = draw(rng)
    places = Places.between(date(year, 1, 1), date(year, 12, 31), {date(2010, 1, 1): profile.places})
    drawn = Year(profile, kind, year, rng.uniform(0.9, 1.1), places, observed if kind is DeclarationKind.UPDATE else 1)
    figures = Figures(drawn, fictional_allowed=True)
    asked = KIND.required_parts(kind, year)
    values = typed(drawn.form, figures.whole(dict.fromkeys(asked, Fill.WHOLE)))
    facts = Facts(
        profile.nature, Decimal(places.most), None, date(year, 6, 30) if observed == 0.5 else date(year, 9, 30)
    )
    found = obstacles(KIND, Case(drawn.form, year, values, facts, True), {})
    assert [each.problem for each in found if each.blocking] == []
    assert {each.control.code for each in found if each.control} <= {
        "OPENING_DAYS_UNUSUAL", "BILLING_RATE_HIGH", "BILLED_OVER_CAPACITY"
    }  # fmt: skip


def test_the_same_seed_gives_the_same_plan_and_the_day_moves_only_dates() -> None:
    plan, again = (Population.plan(SEED, DAY, LAID) for _ in range(2))
    assert plan == again
    other = Population.plan(SEED, date(2026, 11, 23), laid_by(STORIES, date(2026, 11, 23)))
    for mine, theirs in zip(plan.structures, other.structures, strict=True):
        assert (mine.name, mine.profile, list(mine.places.values())) == (
            theirs.name,
            theirs.profile,
            list(theirs.places.values()),
        )
    assert (other.people, other.organisations) == (plan.people, plan.organisations)
    assert abs(len(other.declarations) - len(plan.declarations)) < 200
    assert Population.plan(SEED + 1, DAY, LAID).structures != plan.structures


def test_sizes_hours_and_prices_are_those_of_the_national_statistics() -> None:
    rng = Random(1)
    drawn = [draw(rng) for _ in range(3000)]
    assert 30 < mean(each.places for each in drawn) < 35
    assert 0.67 < mean(each.occupancy for each in drawn) < 0.71
    assert 108 < mean(each.billing_rate for each in drawn) < 111
    assert min(each.billing_rate for each in drawn) == 100
    assert 10.2 < mean(each.cost_price for each in drawn) < 10.8
    assert 0.70 < mean(each.shares["account64"] for each in drawn) < 0.76
    assert {each.nature for each in drawn} == set(KIND.natures)
    assert all(each.places <= 10 for each in drawn if each.nature == "MICRO_CRECHE")


def test_figures_stay_within_a_tenth_from_year_to_year_but_now_and_then() -> None:
    plan = Population.plan(SEED, DAY, LAID)
    drifts: dict[int, dict[int, float]] = {}
    for each in plan.declarations:
        if each.year.kind is DeclarationKind.ACTUAL:
            drifts.setdefault(each.tenure, {})[each.year.year] = each.year.drift
    changes = [abs(of[year] / of[year - 1] - 1) for of in drifts.values() for year in of if year - 1 in of]
    assert 0.85 < sum(change < 0.1 for change in changes) / len(changes) < 0.999


def test_the_plan_holds_what_the_demonstration_is_to_show() -> None:
    plan = Population.plan(SEED, DAY, LAID)
    assert sum(tenure.ends_on is not None for tenure in plan.tenures) == 2
    transferred = [each for each in plan.tenures if each.structure == 0]
    assert [plan.organisations[each.organisation].of.domain for each in transferred] == ["premierspas", "boisfleury"]
    assert [each.closed_on.month for each in plan.structures if each.closed_on] == [7]
    assert [each.opened_on for each in plan.structures if each.opened_on.year > 2015] == [date(DAY.year - 3, 9, 1)]
    assert sum(len(each.places) == 2 for each in plan.structures) == 1
    sirens = Counter(each.siret[:9] for each in plan.organisations)
    assert sorted(sirens.values())[-3:] == [1, 2, 2]
    held: dict[tuple[int, str], set[Role]] = {}
    for grant in plan.grants:
        held.setdefault((grant.tenure, grant.email), set()).add(grant.role)
    assert sum(len(roles) == 3 for roles in held.values()) >= 5
    now = {grant.tenure for grant in plan.grants if grant.role is Role.APPROVER and not grant.left}
    assert len(plan.tenures) - len(now) == 1
    approved = Counter(grant.email for grant in plan.grants if grant.role is Role.APPROVER)
    assert approved["etienne.lacroix@enfance-en-plaine.example"] == 40
    assert any(act.act is Act.DELAY for each in plan.declarations for act in each.acts)
