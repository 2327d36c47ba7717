"""How periods are named, which days they may have, and what may still change once they are published."""

from collections.abc import Iterable
from datetime import date

import pytest

from rules.forms import DeclarationKind
from rules.periods import Call, Days, wrong_call, wrong_days, wrong_move
from rules.problems import Code, Problem

FORECAST, UPDATE, ACTUAL = DeclarationKind
JUNE, SEPTEMBER = date(2025, 6, 30), date(2025, 9, 30)


def told(problems: Iterable[Problem]) -> list[str]:
    """The paths of what is wrong: the code is always that of dates."""
    found = list(problems)
    assert all(each.code is Code.BAD_DATES and each.message.endswith(".") for each in found)
    return [".".join(each.path) for each in found]


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (Call(FORECAST, 2025), "prévisionnel 2025"),
        (Call(UPDATE, 2025, JUNE), "actualisé janvier à juin 2025"),
        (Call(UPDATE, 2025, SEPTEMBER), "actualisé janvier à septembre 2025"),
        (Call(UPDATE, 2025, date(2025, 8, 31)), "actualisé au 31/08/2025"),
        (Call(ACTUAL, 2024), "réel 2024"),
    ],
)
def test_a_period_has_a_french_name_and_a_title(call: Call, name: str) -> None:
    assert call.name == name
    assert call.title == name[0].upper() + name[1:]


@pytest.mark.parametrize(
    ("call", "span"),
    [
        (Call(FORECAST, 2025), (date(2025, 1, 1), date(2025, 12, 31))),
        (Call(UPDATE, 2025, JUNE), (date(2025, 1, 1), JUNE)),
        (Call(UPDATE, 2025, SEPTEMBER), (date(2025, 1, 1), SEPTEMBER)),
        (Call(ACTUAL, 2024), (date(2024, 1, 1), date(2024, 12, 31))),
    ],
)
def test_a_period_is_about_its_year_an_update_about_what_was_observed(call: Call, span: tuple[date, date]) -> None:
    assert call.span == span


@pytest.mark.parametrize(
    ("call", "paths"),
    [
        (Call(ACTUAL, 1999), ["year"]),
        (Call(ACTUAL, 2000), []),
        (Call(ACTUAL, 2100), []),
        (Call(ACTUAL, 2101), ["year"]),
        (Call(UPDATE, 0, JUNE), ["year"]),
        (Call(ACTUAL, 2025, JUNE), ["observedUntil"]),
        (Call(FORECAST, 2025, JUNE), ["observedUntil"]),
        (Call(UPDATE, 2025), ["observedUntil"]),
        (Call(UPDATE, 2025, date(2025, 6, 29)), ["observedUntil"]),
        (Call(UPDATE, 2025, JUNE), []),
        (Call(UPDATE, 2025, date(2025, 7, 1)), ["observedUntil"]),
        (Call(UPDATE, 2025, SEPTEMBER), []),
        (Call(UPDATE, 2025, date(2025, 12, 31)), ["observedUntil"]),
        (Call(UPDATE, 2024, JUNE), ["observedUntil"]),
    ],
)
def test_an_update_counts_until_june_or_september_and_the_others_have_no_such_day(call: Call, paths: list[str]) -> None:
    assert told(wrong_call(call)) == paths


def test_the_days_possible_are_told() -> None:
    (wrong,) = wrong_call(Call(UPDATE, 2025))
    assert wrong.message == (
        "Les dates ne conviennent pas : un actualisé 2025 compte ce qui s'est passé jusqu'au 30/06/2025 ou au 30/09/2025."
    )


@pytest.mark.parametrize(
    ("call", "days", "paths"),
    [
        (Call(FORECAST, 2025), ("2023-12-31", "2025-02-13", "2025-06-30"), ["opensOn"]),
        (Call(FORECAST, 2025), ("2024-01-01", "2025-02-13", "2025-06-30"), []),
        (Call(FORECAST, 2025), ("2024-12-15", "2025-02-13", "2025-06-30"), []),
        (Call(FORECAST, 2025), ("2025-12-31", "2025-12-31", "2025-12-31"), []),
        (Call(FORECAST, 2025), ("2026-01-01", "2026-02-13", "2026-06-30"), ["opensOn"]),
        (Call(UPDATE, 2025, JUNE), ("2024-12-31", "2025-07-10", "2025-08-31"), ["opensOn"]),
        (Call(UPDATE, 2025, JUNE), ("2025-06-15", "2025-06-30", "2025-08-31"), ["dueOn"]),
        (Call(UPDATE, 2025, JUNE), ("2025-06-15", "2025-07-01", "2025-08-31"), []),
        (Call(UPDATE, 2025, SEPTEMBER), ("2025-09-17", "2025-09-30", "2025-12-31"), ["dueOn"]),
        (Call(UPDATE, 2025, SEPTEMBER), ("2025-09-17", "2025-10-12", "2025-12-31"), []),
        (Call(UPDATE, 2025, SEPTEMBER), ("2026-01-01", "2026-01-31", "2026-12-31"), ["opensOn"]),
        (Call(ACTUAL, 2024), ("2024-12-31", "2025-03-31", "2025-06-30"), ["opensOn"]),
        (Call(ACTUAL, 2024), ("2025-01-01", "2025-03-31", "2025-06-30"), []),
        (Call(ACTUAL, 2024), ("2025-01-16", "2025-01-15", "2025-06-30"), ["dueOn"]),
        (Call(ACTUAL, 2024), ("2025-01-16", "2025-01-16", "2025-01-15"), ["closesOn"]),
        (Call(ACTUAL, 2024), ("2025-01-16", "2025-01-16", "2025-01-16"), []),
        (Call(ACTUAL, 2024), ("2024-12-31", "2024-12-30", "2024-12-29"), ["opensOn", "dueOn", "closesOn"]),
        (Call(ACTUAL, 2100), ("9999-12-31", "9999-12-31", "9999-12-31"), []),
    ],
)
def test_the_days_are_in_order_and_where_the_kind_wants_them(
    call: Call, days: tuple[str, str, str], paths: list[str]
) -> None:
    assert told(wrong_days(call, Days(*map(date.fromisoformat, days)))) == paths


BEFORE = ("2025-01-10", "2025-03-31", "2025-06-30")


@pytest.mark.parametrize(
    ("today", "after", "paths"),
    [
        # It has not opened: everything may move, nothing into the past.
        ("2025-01-09", ("2025-01-09", "2025-04-30", "2025-07-31"), []),
        ("2025-01-09", ("2025-01-08", "2025-03-31", "2025-06-30"), ["opensOn"]),
        ("2025-01-09", ("2025-01-01", "2025-01-02", "2025-01-03"), ["opensOn", "dueOn", "closesOn"]),
        # It is open: it does not shut again.
        ("2025-01-10", ("2025-01-11", "2025-03-31", "2025-06-30"), ["opensOn"]),
        ("2025-01-10", ("2025-01-09", "2025-03-31", "2025-06-30"), ["opensOn"]),
        ("2025-02-01", ("2025-01-10", "2025-01-31", "2025-06-30"), ["dueOn"]),
        ("2025-02-01", ("2025-01-10", "2025-02-01", "2025-02-01"), []),
        ("2025-02-01", ("2025-01-10", "2025-01-31", "2025-01-31"), ["dueOn", "closesOn"]),
        # It is late: more time may be given to all.
        ("2025-04-01", BEFORE, []),
        ("2025-04-01", ("2025-01-10", "2025-04-01", "2025-06-30"), []),
        ("2025-04-01", ("2025-01-10", "2025-03-30", "2025-06-30"), ["dueOn"]),
        # Its last day is not over.
        ("2025-06-30", ("2025-01-10", "2025-03-31", "2025-07-31"), []),
        # It is closed: for good.
        ("2025-07-01", ("2025-01-10", "2025-03-31", "2025-07-31"), ["closesOn"]),
        ("2025-07-01", ("2025-01-10", "2025-03-31", "2025-06-29"), ["closesOn"]),
        ("2025-07-01", BEFORE, []),
    ],
)
def test_of_a_published_period_what_has_happened_stays(
    today: str, after: tuple[str, str, str], paths: list[str]
) -> None:
    before, wanted = (Days(*map(date.fromisoformat, each)) for each in (BEFORE, after))
    assert told(wrong_move(date.fromisoformat(today), before, wanted)) == paths


def test_who_would_reopen_a_closed_period_is_told_of_the_delay() -> None:
    before = Days(*map(date.fromisoformat, BEFORE))
    after = Days(before.opens_on, before.due_on, date(2025, 7, 31))
    (wrong,) = wrong_move(date(2025, 7, 1), before, after)
    assert wrong.message == (
        "Les dates ne conviennent pas : la période est close depuis le 30/06/2025 ; accordez un délai aux structures"
        " concernées."
    )
