"""The steps that a session waits for, and how long failures block: below, on and above each bound."""

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rules.sign_in import ACCOUNT, ADDRESS, STEP_LABELS, Count, Standing, Step, Throttle, counted, steps_left

NOW = datetime(2025, 1, 20, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SECOND, INSTANT = timedelta(seconds=1), timedelta(microseconds=1)
NOTHING = timedelta()


def standing(**changes: Any) -> Standing:
    """Somebody from whom nothing is wanted."""
    settled = Standing(
        must_change=False, notice_version="2", has_second_factor=False, second_factor_at=None, staff=False
    )
    return dataclasses.replace(settled, **changes)


@pytest.mark.parametrize(
    ("who", "compulsory", "steps"),
    [
        ({}, False, ()),
        ({}, True, ()),
        ({"must_change": True}, False, (Step.NEW_PASSWORD,)),
        ({"notice_version": None}, False, (Step.NOTICE,)),
        ({"notice_version": "1"}, False, (Step.NOTICE,)),
        ({"has_second_factor": True}, False, (Step.SECOND_FACTOR,)),
        ({"has_second_factor": True, "second_factor_at": NOW}, False, ()),
        ({"second_factor_at": NOW}, False, ()),
        ({"staff": True}, False, ()),
        ({"staff": True}, True, (Step.ENROLMENT,)),
        ({"staff": True, "has_second_factor": True}, True, (Step.SECOND_FACTOR,)),
        ({"staff": True, "has_second_factor": True, "second_factor_at": NOW}, True, ()),
        ({"staff": True, "must_change": True, "notice_version": None}, True, (Step.NEW_PASSWORD, Step.NOTICE, Step.ENROLMENT)),
        ({"must_change": True, "notice_version": None, "has_second_factor": True}, True, (Step.SECOND_FACTOR, Step.NEW_PASSWORD, Step.NOTICE)),
    ],
)  # fmt: skip
def test_what_a_session_waits_for_follows_from_the_account(
    who: dict[str, object], compulsory: bool, steps: tuple[Step, ...]
) -> None:
    assert steps_left(standing(**who), "2", compulsory) == steps


def test_every_step_has_its_words() -> None:
    assert set(STEP_LABELS) == set(Step)


@pytest.mark.parametrize(
    ("throttle", "failures", "tries", "blocked"),
    [
        (ACCOUNT, 0, 0, NOTHING),
        (ACCOUNT, 3, 3, NOTHING),
        (ACCOUNT, 4, 4, MINUTE),
        (ACCOUNT, 5, 5, 2 * MINUTE),
        (ACCOUNT, 6, 6, 4 * MINUTE),
        (ACCOUNT, 7, 7, 8 * MINUTE),
        (ACCOUNT, 8, 8, 15 * MINUTE),
        (ACCOUNT, 9, 9, DAY),
        (ACCOUNT, 10, 10, DAY),
        (ACCOUNT, 0, 23, NOTHING),
        (ACCOUNT, 0, 24, DAY),
        (ACCOUNT, 0, 25, DAY),
        (ADDRESS, 28, 28, NOTHING),
        (ADDRESS, 29, 29, 15 * MINUTE),
        (ADDRESS, 30, 30, 15 * MINUTE),
        (ADDRESS, 5_000, 5_000, 15 * MINUTE),
    ],
)  # fmt: skip
def test_the_next_failure_blocks_for(throttle: Throttle, failures: int, tries: int, blocked: timedelta) -> None:
    after = counted(throttle, Count(failures, tries, NOW), NOW)
    assert after == Count(failures + 1, tries + 1, NOW, NOW + blocked if blocked else None)


@pytest.mark.parametrize(
    ("until", "counts"),
    [(None, True), (NOW - SECOND, True), (NOW, True), (NOW + INSTANT, False), (NOW + DAY, False)],
)
def test_nothing_is_counted_while_it_is_blocked(until: datetime | None, counts: bool) -> None:
    assert (counted(ACCOUNT, Count(5, 5, NOW - HOUR, until), NOW) is not None) is counts


@pytest.mark.parametrize(
    ("throttle", "ago", "failures"),
    [
        (ACCOUNT, DAY - INSTANT, 4), (ACCOUNT, DAY, 1), (ACCOUNT, DAY + INSTANT, 1),
        (ADDRESS, 15 * MINUTE - INSTANT, 4), (ADDRESS, 15 * MINUTE, 1), (ADDRESS, 16 * MINUTE, 1),
    ],
)  # fmt: skip
def test_what_is_counted_is_forgotten_after_a_while(throttle: Throttle, ago: timedelta, failures: int) -> None:
    after = counted(throttle, Count(3, 3, NOW - ago), NOW)
    assert after is not None
    assert (after.failures, after.tries) == (failures, failures)
    assert after.since == (NOW if failures == 1 else NOW - ago)


def test_the_first_try_begins_the_count() -> None:
    assert counted(ACCOUNT, None, NOW) == Count(1, 1, NOW)


def test_a_day_s_block_outlasts_the_day_that_is_counted() -> None:
    begun = NOW - DAY + MINUTE
    after = counted(ACCOUNT, Count(9, 9, begun), NOW)
    assert after is not None
    assert counted(ACCOUNT, after, begun + DAY) is None
    assert counted(ACCOUNT, after, NOW + DAY) == Count(1, 1, NOW + DAY)
