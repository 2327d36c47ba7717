"""The law, case by case: what `*.yaml` works out by hand, the program finds to the cent.

The hand computation is judged first, without the program: each step must be true, and must lead to what is expected.
"""

from collections import Counter
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from rules import psu
from rules.estimate import Estimate
from rules.kinds.eaje.accounts import CHARGES
from rules.parameters import PARAMETERS, NoValueInForce
from tests.cases import arithmetic
from tests.cases.case_files import CASES, EAJE, FILES, FOLDER, SIDES, LawCase, read_cases

EVERY = [pytest.param(case, id=f"{case.file}: {case.name}") for case in CASES]
ESTIMATED = [each for each, case in zip(EVERY, CASES, strict=True) if {"right", "reason"} & case.expected.keys()]
AMOUNTS = [each for each, case in zip(EVERY, CASES, strict=True) if "right" in case.expected]
SIGNS = {"below": "<", "on": "=", "above": ">"}
THRESHOLDS = {
    # a threshold keeps its cases when it is carried on unchanged, and wants its own when it moves
    f"{name} of {value.text}": (name, Fraction(value.text))
    for name in PARAMETERS.names()
    if name.startswith("psu.") and name.endswith(("_threshold", "_start", "_end", "_limit"))
    for value in PARAMETERS.all(name)
}
FAMILY_SCALE = ("FAMILY_CONTRIBUTIONS_UNDER_SCALE", "FAMILY_CONTRIBUTIONS_OVER_SCALE")


def estimated(case: LawCase) -> Estimate:
    return psu.estimate(case.case, CHARGES, case.parameters)


def in_force(case: LawCase, name: str) -> set[Fraction]:
    """The values of a threshold in the year: a bonus of an agreement follows the law of its last day."""
    found = set()
    for day in (case.case.day, case.case.last_day):
        with suppress(NoValueInForce):
            found.add(Fraction(str(case.parameters.on(name, day).value)))
    return found


@pytest.mark.parametrize("case", EVERY)
def test_each_step_of_the_hand_computation_is_true(case: LawCase) -> None:
    for step in case.working:
        arithmetic.check(step)
    assert case.source.strip()


@pytest.mark.parametrize("case", AMOUNTS)
def test_the_hand_computation_leads_to_what_is_expected(case: LawCase) -> None:
    found = set[Fraction]().union(*(arithmetic.results(step) for step in case.working))
    written = found.union(*(arithmetic.figures(step) for step in case.working))
    for amount in ("psu", "right"):
        assert arithmetic.number(case.expected[amount]) in found, f"no step ends with {case.expected[amount]}"
    for code, told in case.expected.get("lines", {}).items():
        assert abs(arithmetic.value(told)) in written | {Fraction(0)} or "÷" in told, (
            f"no step speaks of {code}: {told}"
        )


@pytest.mark.parametrize("case", AMOUNTS)
def test_the_program_finds_the_amounts_of_the_hand_computation(case: LawCase) -> None:
    estimate = estimated(case)
    assert estimate.reason is None, estimate.reason_text
    amounts = {"psu": estimate.psu, "right": estimate.right}
    assert {name: Fraction(amount or 0) for name, amount in amounts.items()} == {
        name: arithmetic.number(case.expected[name]) for name in amounts
    }
    lines = {line.code: Fraction(line.result) for line in estimate.lines}
    for code, told in case.expected.get("lines", {}).items():
        # A quotient that is not rounded is written as one; the program keeps 28 digits of it.
        assert code in lines
        assert abs(lines[code] - arithmetic.value(told)) < Fraction(1, 10**15), f"{code} is {lines[code]}, not {told}"
    assert [each.code for each in estimate.left_out] == case.expected.get("left_out", [])


@pytest.mark.parametrize("case", ESTIMATED)
def test_the_program_gives_the_reason_that_is_expected(case: LawCase) -> None:
    estimate, expected = estimated(case), case.expected
    assert estimate.reason == expected.get("reason")
    assert list(estimate.missing) == expected.get("missing", [])
    assert expected.get("parameter", "") in (estimate.reason_text or "")
    assert expected.get("reason") != "NO_PARAMETER" or "parameter" in expected, "the case names the parameter"


@pytest.mark.parametrize("case", [each for each, case in zip(EVERY, CASES, strict=True) if "controls" in case.expected])
def test_the_family_scale_speaks_when_it_should(case: LawCase) -> None:
    controls = [control for code in FAMILY_SCALE if (control := EAJE.control(code))]
    assert [control.code for control in controls if control.found(case.case) is not None] == case.expected["controls"]


@pytest.mark.parametrize("case", [each for each, case in zip(EVERY, CASES, strict=True) if case.reads])
def test_a_case_reads_the_values_of_the_law(case: LawCase) -> None:
    law = {name: case.parameters.on(name, case.case.day).value for name in case.reads}
    assert {name: Fraction(str(value)) for name, value in law.items()} == {
        name: arithmetic.number(told) for name, told in case.reads.items()
    }
    steps = set[Fraction]().union(*(arithmetic.figures(step) for step in case.working))
    assert {arithmetic.number(told) for told in case.reads.values()} <= steps, "the computation uses what it reads"


@pytest.mark.parametrize("case", [each for each, case in zip(EVERY, CASES, strict=True) if case.covers])
def test_what_a_case_covers_stands_in_its_computation(case: LawCase) -> None:
    compared = {
        (sign, arithmetic.value(right)) for step in case.working for _, sign, right in arithmetic.relations(step)
    }
    for name, side in case.covers.items():
        assert any((SIGNS[side], each) in compared for each in in_force(case, name)), (
            f"no step compares: {name}, {side}"
        )


@pytest.mark.parametrize(("name", "value"), THRESHOLDS.values(), ids=THRESHOLDS)
def test_each_threshold_has_cases_below_on_and_above_it(name: str, value: Fraction) -> None:
    covered = {case.covers[name] for case in CASES if name in case.covers and value in in_force(case, name)}
    assert [side for side in SIDES if side not in covered] == []


def test_every_value_of_the_law_is_read_by_a_case() -> None:
    """A price, an amount or a reading of the Psu that no case reads could be anything."""
    read = {
        (used.reference, used.parameter.since)
        for case in CASES
        for used in estimated(case).parameters
        if used.parameter
    }
    known = {
        (name, value.since) for name in PARAMETERS.names() if name.startswith("psu.") for value in PARAMETERS.all(name)
    }
    assert known - read == set()


def test_a_case_is_told_by_its_name() -> None:
    twice = [told for told, times in Counter((case.file, case.name) for case in CASES).items() if times > 1]
    assert twice == []
    assert THRESHOLDS


def test_the_page_that_tells_how_to_write_a_case_shows_one_that_holds(tmp_path: Path) -> None:
    page, like = FOLDER.parents[1] / "docs/cases.md", FOLDER / "contributions.yaml"
    shown = page.read_text(encoding="utf-8").partition("```yaml\n")[2].partition("```")[0]
    head, word, _ = like.read_text(encoding="utf-8").partition("cases:\n")
    (tmp_path / "shown.yaml").write_text(head + word + shown, encoding="utf-8")
    (case,) = read_cases(tmp_path / "shown.yaml")
    for step in case.working:
        arithmetic.check(step)
    assert case.name in {each.name for each in CASES if each.file == like.name}
    assert estimated(case).right == Decimal("48023.80")
    assert case.expected["right"] == "48 023,80"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_of_cases_is_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300
