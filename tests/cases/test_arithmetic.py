"""A hand computation is done again in exact fractions: what is false or cannot be read is found."""

import ast
from fractions import Fraction
from pathlib import Path

import pytest

from tests.cases import arithmetic
from tests.cases.arithmetic import BadStep, check, figures, relations, results, value

TRUE = [
    "Heures financées : (34 500 + 120) × 6,63 = 229 530,60",
    "229 530,60 − 58 650 = 170 880,60",
    "Part du régime général : 100,50 × 99 % = 99,495 ≈ 99,50",
    "1 ÷ 3 ≈ 0,33",
    "2 ÷ 3 ≈ 1",
    "Psu, jamais négative : max(10 − 30 ; 0) = 0",
    "Ligne : 5 − 7 = -2",
    "10 699 ÷ 10 000 × 100 < 107",
    "1 234 567,89 ≥ 1 234 567,88",
    "arrondi(1,005) = 1,01",
    "-0,005 ≈ -0,01",
    "Avant 2014, rien n'est dit des 4 à 6 ans.",
]
FALSE = [
    "(34 500 + 120) × 6,63 = 229 530,61",
    "66 % × 10,05 = 6,63",
    "66 % × 10,05 ≈ 6,64",
    "107 < 107",
    "1 = 1 = 2",
    "10 ≈ 5 + 5",
]
UNREADABLE = [
    "deux × 3 = 6",
    "2 × = 6",
    "1 ÷ 0 = 0",
    "(1 + 2 = 3",
    "1.5 + 1 = 2,5",
    "__import__(1) = 1",
    "2 ** 3 = 8",
    "= 4",
]


@pytest.mark.parametrize("step", TRUE)
def test_a_true_step_passes(step: str) -> None:
    check(step)


@pytest.mark.parametrize("step", [*FALSE, *UNREADABLE])
def test_a_false_or_unreadable_step_does_not(step: str) -> None:
    with pytest.raises(BadStep):
        check(step)


def test_words_stand_before_the_last_colon() -> None:
    step = "Montant : au plafond : 66 % × 10,05 = 6,633 ≈ 6,63"
    assert relations(step) == [("66 % × 10,05 ", "=", " 6,633 "), (" 6,633 ", "≈", " 6,63")]
    assert results(step) == {Fraction("6.633"), Fraction("6.63")}
    assert figures(step) == {Fraction(each) for each in ("66", "10.05", "6.633", "6.63")}


def test_a_price_in_the_middle_of_a_line_is_exact() -> None:
    assert value("10,25 − (10,25 − 8,54) × (113,5 − 107) ÷ 13") == Fraction("9.395")


def test_it_is_done_without_the_program() -> None:
    tree = ast.parse(Path(arithmetic.__file__).read_text(encoding="utf-8"))
    imports = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imports |= {each.name for node in ast.walk(tree) if isinstance(node, ast.Import) for each in node.names}
    assert imports == {"collections.abc", "fractions", "math", "operator", "re", "typing"}
