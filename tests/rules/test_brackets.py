"""Brackets: below, on and above each threshold, whichever side the law gives to a measure that equals it."""

from decimal import Decimal

import pytest

from rules.brackets import Side, Threshold, place


@pytest.mark.parametrize(
    ("measure", "sides", "bracket", "words"),
    [
        ("4.99", (Side.BELOW, Side.AT_MOST), 0, "s < S1"),
        ("5", (Side.BELOW, Side.AT_MOST), 1, "s ≥ S1 et s ≤ S2"),
        ("7.5", (Side.BELOW, Side.AT_MOST), 1, "s ≥ S1 et s ≤ S2"),
        ("7.51", (Side.BELOW, Side.AT_MOST), 2, "s > S2"),
        ("5", (Side.AT_MOST, Side.BELOW), 0, "s ≤ S1"),
        ("5.01", (Side.AT_MOST, Side.BELOW), 1, "s > S1 et s < S2"),
        ("7.5", (Side.AT_MOST, Side.BELOW), 2, "s ≥ S2"),
    ],
)
def test_a_measure_stands_in_one_bracket_and_says_why(
    measure: str, sides: tuple[Side, Side], bracket: int, words: str
) -> None:
    thresholds = [Threshold("S1", Decimal(5), sides[0]), Threshold("S2", Decimal("7.5"), sides[1])]
    assert place("s", Decimal(measure), thresholds) == (bracket, words)


def test_without_thresholds_there_is_one_bracket() -> None:
    assert place("s", Decimal(1), []) == (0, "")
