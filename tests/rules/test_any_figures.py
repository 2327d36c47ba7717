"""Whatever is typed within its bounds, of any kind, year and version: nothing raises, and columns add up."""

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.case import Case, Facts, Sent, SharedAccounts
from rules.estimate import Estimate
from rules.forms import DECIMALS, DeclarationKind, Form, Item, PlacesPeriod, Unit, Value
from rules.readiness import obstacles
from tests.rules.examples import EAJE, UPDATE

MOST = Decimal(9_999_999_999)
EXAMPLES = settings(max_examples=150, deadline=None)
DAYS = st.dates(date(2012, 1, 1), date(2031, 12, 31))
PERIODS = st.lists(
    st.tuples(DAYS, DAYS, st.integers(0, 9999)).map(lambda drawn: PlacesPeriod(min(drawn[:2]), max(drawn[:2]), drawn[2])),
    min_size=1, max_size=5,
).map(tuple)  # fmt: skip
AMOUNTS = st.decimals(0, MOST, places=2)


def _values_of(item: Item) -> st.SearchStrategy[Value]:
    if item.unit is Unit.YES_NO:
        return st.booleans()
    if item.unit is Unit.PLACES_BY_PERIOD:
        return PERIODS
    lowest = item.minimum if item.minimum is not None else Decimal("0.01")
    highest = item.maximum if item.maximum is not None else MOST
    drawn = st.decimals(lowest, highest, places=DECIMALS[item.unit])
    # Bounds are where divisions by zero and thresholds lie.
    return st.sampled_from([lowest, min(highest, Decimal(100))]) | drawn


def _figures(draw: st.DrawFn, form: Form, whole: bool) -> dict[str, Value]:
    names = form.by_name if whole else draw(st.sets(st.sampled_from(sorted(form.by_name))))
    return {name: draw(_values_of(form.by_name[name])) for name in form.by_name if name in names}


@st.composite
def cases(draw: st.DrawFn) -> Case:
    declared = draw(st.sampled_from(DeclarationKind))
    year, version = draw(st.integers(2010, 2030)), draw(st.sampled_from([1, 2]))
    form = EAJE.form(declared, year, version)
    sent = {}
    for kind in draw(st.sets(st.sampled_from(DeclarationKind))):
        for before in draw(st.sets(st.sampled_from([0, 1]))):
            other = EAJE.form(kind, year - before, draw(st.sampled_from([1, 2])))
            sent[kind, year - before] = Sent(kind, year - before, other.yearly(_figures(draw, other, whole=False)))
    facts = Facts(
        nature=draw(st.none() | st.sampled_from(sorted(EAJE.natures))),
        licensed_places=draw(st.none() | st.integers(1, 100).map(Decimal)),
        ctg_since=draw(st.none() | DAYS),
        observed_until=draw(st.none() | DAYS),
        sent=sent,
        shared=draw(st.none() | st.builds(SharedAccounts, AMOUNTS, st.integers(2, 9), st.none() | AMOUNTS)),
        opened_on=draw(st.none() | DAYS),
        runs_from=draw(st.none() | DAYS),
        runs_until=draw(st.none() | DAYS),
    )
    return Case(form, year, _figures(draw, form, draw(st.booleans())), facts, draw(st.booleans()))


@given(cases())
@EXAMPLES
def test_obstacles_never_raise_and_speak_in_whole_sentences(case: Case) -> None:
    for obstacle in obstacles(EAJE, case, {}):
        assert obstacle.problem.message.endswith(".")
        assert obstacle.problem.path[0] == obstacle.part.lower()
        assert obstacle.problem.path[1] in case.form.by_name
        assert obstacle.part in EAJE.required_parts(case.declared, case.year)


@given(cases())
@EXAMPLES
def test_an_estimate_is_an_amount_or_a_reason(case: Case) -> None:
    estimate = EAJE.estimate(case)
    assert (estimate.right is None) is (estimate.reason is not None)
    assert estimate.right is None or estimate.right >= 0
    assert Estimate.from_data(estimate.to_data()) == estimate


@given(cases())
@EXAMPLES
def test_totals_and_computed_figures_never_raise_and_are_items_of_the_form(case: Case) -> None:
    shown = {item.name for item in case.form.computed}
    assert EAJE.totals(case).keys() <= shown
    assert EAJE.computed(case).keys() <= shown


@given(st.data(), st.integers(2010, 2030), st.sampled_from([1, 2]))
@EXAMPLES
def test_the_two_columns_of_an_update_add_up(data: st.DataObject, year: int, version: int) -> None:
    form = EAJE.form(UPDATE, year, version)
    typed = {item.name: data.draw(_values_of(item)) for item in form.items}
    values = form.yearly(typed)
    assert values.keys() == {item.total or item.name for item in form.items}
    for total, (first, rest) in form.columns.items():
        to_date, remaining = typed[first], typed[rest]
        assert isinstance(to_date, Decimal)
        assert isinstance(remaining, Decimal)
        assert values[total] == to_date + remaining
        assert total not in form.yearly({first: to_date})
