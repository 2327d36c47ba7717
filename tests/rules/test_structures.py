"""The numbers and days of organisations and structures."""

from datetime import date

import pytest

from rules.structures import likely, named, siret_fits

TODAY = date(2025, 1, 20)


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("73282932000074", True),
        ("00000000000000", True),
        ("73282932000075", False),
        ("73282932000073", False),
        ("37282932000074", False),
        ("7328293200007", False),
        ("732829320000740", False),
        ("7328293200007A", False),
        ("٧٣٢٨٢٩٣٢٠٠٠٠٧٤", False),
        ("", False),
    ],
)
def test_a_siret_is_fourteen_digits_with_a_right_key(text: str, fits: bool) -> None:
    assert siret_fits(text) is fits


@pytest.mark.parametrize("place", range(14))
def test_one_wrong_digit_is_always_found(place: int) -> None:
    right = "73282932000074"
    wrong = {f"{right[:place]}{digit}{right[place + 1 :]}" for digit in "0123456789"} - {right}
    assert not any(map(siret_fits, wrong))


@pytest.mark.parametrize(
    ("day", "fits"),
    [
        (date(1899, 12, 31), False), (date(1900, 1, 1), True), (TODAY, True),
        (date(2029, 12, 31), True), (date(2030, 1, 1), False), (date(2205, 1, 1), False),
    ],
)  # fmt: skip
def test_a_day_far_off_is_a_slip_of_the_finger(day: date, fits: bool) -> None:
    assert likely(day, TODAY) is fits


def test_declarations_are_named_by_kind_and_year_once() -> None:
    assert named([("FORECAST", 2026), ("UPDATE", 2026), ("UPDATE", 2026)]) == "prévisionnel 2026, actualisé 2026"
