"""Places by period: rows as clients type them, refused at the row and the column; stored and read again."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.forms import Part, PlacesPeriod
from rules.places import MOST_ROWS
from rules.problems import Code, Refused
from rules.values import read, read_all, stored, typed
from tests.rules.examples import ACTUAL, EAJE

FORM = EAJE.form(ACTUAL, 2024)
ITEM = FORM.by_name["placesByPeriod"]
FIRST = {"from": "2024-01-01", "to": "2024-06-30", "places": 20}
SECOND = {"from": "2024-07-01", "to": "2024-12-31", "places": 12}
PERIODS = (
    PlacesPeriod(date(2024, 1, 1), date(2024, 6, 30), 20),
    PlacesPeriod(date(2024, 7, 1), date(2024, 12, 31), 12),
)

READ: dict[str, tuple[object, tuple[PlacesPeriod, ...]]] = {
    "rows of ISO texts": ([FIRST, SECOND], PERIODS),
    "a tuple": ((FIRST, SECOND), PERIODS),
    "the order typed": ([SECOND, FIRST], PERIODS[::-1]),
    "dates": ([FIRST | {"from": date(2024, 1, 1), "to": date(2024, 6, 30)}], PERIODS[:1]),
    "places as text": ([FIRST | {"places": " 20 "}], PERIODS[:1]),
    "spaces in a number": ([FIRST | {"places": "1\u202f200"}], (PlacesPeriod(date(2024, 1, 1), date(2024, 6, 30), 1200),)),
    "an idle space around a day": ([FIRST | {"from": " 2024-01-01 "}], PERIODS[:1]),
    "no place": ([FIRST | {"places": 0}], (PlacesPeriod(date(2024, 1, 1), date(2024, 6, 30), 0),)),
    "one day": ([FIRST | {"to": "2024-01-01"}], (PlacesPeriod(date(2024, 1, 1), date(2024, 1, 1), 20),)),
    "as many rows as possible": ([FIRST] * MOST_ROWS, PERIODS[:1] * MOST_ROWS),
    "nothing": ([], ()),
}  # fmt: skip

REFUSED: dict[str, tuple[object, Code, tuple[str, ...], str]] = {
    "no list": ("2024", Code.INVALID_VALUE, (), "une liste de périodes"),
    "a single row": (FIRST, Code.INVALID_VALUE, (), "une liste de périodes"),
    "a number": (20, Code.INVALID_VALUE, (), "20 n'est pas une liste"),
    "one row too many": ([FIRST] * (MOST_ROWS + 1), Code.INVALID_VALUE, ("25",), "une liste de 25 lignes"),
    "a row that is none": ([FIRST, "x"], Code.INVALID_VALUE, ("2",), "ligne 2"),
    "a row that is a list": ([["2024-01-01"]], Code.INVALID_VALUE, ("1",), "ligne 1"),
    "an unknown key": ([FIRST, SECOND | {"until": 1}], Code.INVALID_VALUE, ("2", "until"), "« until »"),
    "a key that is no text": ([FIRST | {3: 1}], Code.INVALID_VALUE, ("1", "3"), "« 3 »"),
    "no start": ([{"to": "2024-06-30", "places": 1}], Code.INVALID_VALUE, ("1", "from"), "une valeur absente"),
    "no end": ([FIRST | {"to": None}], Code.INVALID_VALUE, ("1", "to"), "une valeur absente"),
    "no places": ([{"from": "2024-01-01", "to": "2024-06-30"}], Code.INVALID_VALUE, ("1", "places"), "absente"),
    "a French day": ([FIRST | {"from": "01/01/2024"}], Code.INVALID_VALUE, ("1", "from"), "2024-01-31"),
    "no such day": ([FIRST | {"to": "2024-06-31"}], Code.INVALID_VALUE, ("1", "to"), "2024-06-31"),
    "a day without dashes": ([FIRST | {"to": "20240630"}], Code.INVALID_VALUE, ("1", "to"), "20240630"),
    "a week": ([FIRST | {"to": "2024-W26-7"}], Code.INVALID_VALUE, ("1", "to"), "2024-W26-7"),
    "a moment": ([FIRST | {"from": datetime(2024, 1, 1)}], Code.INVALID_VALUE, ("1", "from"), "composée"),  # noqa: DTZ001
    "a day as a number": ([FIRST | {"from": 20240101}], Code.INVALID_VALUE, ("1", "from"), "date"),
    "the end before the start": ([FIRST, SECOND | {"to": "2024-06-30"}], Code.INVALID_VALUE, ("2", "from"), "30/06/2024"),
    "half a place": ([FIRST | {"places": "1,5"}], Code.INVALID_VALUE, ("1", "places"), "un nombre entier"),
    "a float": ([FIRST | {"places": 20.0}], Code.INVALID_VALUE, ("1", "places"), "entre guillemets"),
    "yes": ([FIRST | {"places": True}], Code.INVALID_VALUE, ("1", "places"), "oui"),
    "less than none": ([FIRST | {"places": -1}], Code.OUT_OF_RANGE, ("1", "places"), "−1"),
    "too many places": ([FIRST | {"places": 10_000}], Code.OUT_OF_RANGE, ("1", "places"), "9 999"),
}  # fmt: skip


def _plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(("given", "periods"), READ.values(), ids=READ)
def test_read(given: object, periods: tuple[PlacesPeriod, ...]) -> None:
    assert read(ITEM, given) == periods


@pytest.mark.parametrize(("given", "code", "path", "says"), REFUSED.values(), ids=REFUSED)
def test_refused_at_its_row_and_column(given: object, code: Code, path: tuple[str, ...], says: str) -> None:
    with pytest.raises(Refused) as refused:
        read(ITEM, given)
    (problem,) = refused.value.problems
    assert (problem.code, problem.path) == (code, ("values", "placesByPeriod", *path))
    assert says in _plain(problem.message)
    assert ITEM.label in problem.message
    assert "chiffres" not in problem.remedy or not {"from", "to"} & set(path)


def test_every_problem_of_every_row_is_told_at_once() -> None:
    given = [{"from": "x", "to": "2024-06-30", "places": -1}, FIRST, {"nonsense": 1, "from": "2024-12-31"}]
    with pytest.raises(Refused) as refused:
        read_all(FORM, Part.ACTIVITY, {"openingDays": 400, "placesByPeriod": given})
    assert [problem.path[1:] for problem in refused.value.problems] == [
        ("openingDays",),
        ("placesByPeriod", "1", "from"),
        ("placesByPeriod", "1", "places"),
        ("placesByPeriod", "3", "nonsense"),
        ("placesByPeriod", "3", "to"),
        ("placesByPeriod", "3", "places"),
    ]


@pytest.mark.parametrize("given", [None, [], ()])
def test_null_and_an_empty_list_erase(given: object) -> None:
    assert read_all(FORM, Part.ACTIVITY, {"placesByPeriod": given}) == {"placesByPeriod": None}


def test_what_is_stored_is_plain_and_reads_the_same() -> None:
    kept = stored(PERIODS)
    assert kept == [FIRST, SECOND]
    assert typed(FORM, {"placesByPeriod": kept, "openingDays": "220"}) == {
        "placesByPeriod": PERIODS,
        "openingDays": Decimal(220),
    }


DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
DRAWN = st.lists(
    st.tuples(DAYS, DAYS, st.integers(0, 9999)).map(lambda drawn: PlacesPeriod(min(drawn[:2]), max(drawn[:2]), drawn[2])),
    min_size=1,
    max_size=MOST_ROWS,
).map(tuple)  # fmt: skip


@given(DRAWN)
def test_periods_come_back_as_they_were(periods: tuple[PlacesPeriod, ...]) -> None:
    kept = stored(periods)
    assert read(ITEM, kept) == periods
    assert typed(FORM, {"placesByPeriod": kept}) == {"placesByPeriod": periods}
    assert all(period.days >= 1 for period in periods)
