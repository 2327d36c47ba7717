"""Formulas are computed as they are printed: school arithmetic, exact, and nothing that is no formula is read."""

from decimal import ROUND_DOWN, Decimal, localcontext

import pytest

from rules import formula
from rules.formula import BadFormula, Formula, cents, half_up, in_words

SYMBOLS = {"F": Decimal("34500"), "C": Decimal("46200"), "u": Decimal("6.63"), "G": Decimal("0.99"), "é1": Decimal(2)}


@pytest.fixture(autouse=True)
def _unread() -> None:
    """A formula is read once for all: here each time anew, whatever was read before."""
    formula._read.cache_clear()


VALUES = {  # formula → its value over the symbols
    "F": "34500",
    "HOD = min(F ; C)": "34500",
    "max(F ; C ; 0)": "46200",
    "1 + 2 × 3": "7",
    "(1 + 2) × 3": "9",
    "10 − 3 − 2": "5",
    "24 ÷ 4 ÷ 2": "3",
    "− é1 × 3": "-6",
    "− (1 + 2) − − 4": "1",
    "0,75 + 1": "1.75",
    "arrondi((F + 120) × u × G) − 1": "227234.29",
    "arrondi(1 ÷ 3)": "0.33",
    "P = 1 − (1 − 0,5) × 2": "0",
}


@pytest.mark.parametrize(("text", "value"), VALUES.items())
def test_the_value_of_a_formula(text: str, value: str) -> None:
    assert Formula.of(text).value(SYMBOLS) == Decimal(value)
    assert Formula.of(text).holds is None


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("F ≤ 34500", True), ("F < 34500", False), ("F ≥ 34500", True), ("F > 34500", False), ("F = 34500", True),
        ("F < C et C < F", False), ("F < C et u × 2 > 13", True),
    ],
)  # fmt: skip
def test_a_condition_holds_or_not(condition: str, holds: bool) -> None:
    formula = Formula.of(f"P = F, car {condition}")
    assert formula.holds
    assert (formula.value(SYMBOLS), formula.holds(SYMBOLS)) == (SYMBOLS["F"], holds)


@pytest.mark.parametrize(
    "text",
    ["", "F +", "(F", "min(F ; C", "F C", "F ≤ C", "× F", "F, car C", "F, car F ≤", "F @ C", "F)", "arrondi", "F, car F < C ou F"],
)  # fmt: skip
def test_what_is_no_formula_is_refused(text: str) -> None:
    with pytest.raises(BadFormula, match="'"):
        Formula.of(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("P =", "'P =': '=' is left over"),
        ("F +", "'F +': '' stands where a value should"),
        ("(F", "'(F': a bracket is not closed"),
        ("F @ C", "'F @ C': ' @ C' is no sign of a formula"),
        ("F, car C", "'C': '' compares nothing"),
    ],
)
def test_a_refusal_quotes_the_formula_and_says_why(text: str, why: str) -> None:
    with pytest.raises(BadFormula) as refused:
        Formula.of(text)
    assert str(refused.value) == why


def test_a_symbol_that_nobody_gave_is_an_error_and_never_a_zero() -> None:
    with pytest.raises(KeyError):
        Formula.of("F + X").value(SYMBOLS)


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("0.004999999999999", "0.01"), ("0.00499999", "0.00"), ("0.005", "0.01"), ("-0.005", "-0.01"), ("1.014", "1.01")],
)
def test_half_a_cent_goes_up_and_a_digit_lost_by_a_quotient_is_given_back(value: str, rounded: str) -> None:
    assert cents(Decimal(value)) == Decimal(rounded)


def test_half_goes_up_whatever_others_set() -> None:
    with localcontext(rounding=ROUND_DOWN):
        assert [cents(Decimal(each)) for each in ("0.0049999999999995", "0.005")] == [Decimal("0.01"), Decimal("0.01")]


def test_decimals_are_as_told() -> None:
    assert [half_up(Decimal("6.6325"), decimals) for decimals in (0, 2, 3)] == [
        Decimal(7),
        Decimal("6.63"),
        Decimal("6.633"),
    ]


def test_in_words_a_formula_names_what_it_reads() -> None:
    labels = {"HOD": "Heures ouvrant droit", "u": "Montant horaire"}
    assert in_words("min(HOD ; C) × u", labels) == "min(« Heures ouvrant droit » ; C) × « Montant horaire »"
