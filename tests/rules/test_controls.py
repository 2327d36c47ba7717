"""The controls of an Eaje: below, on and above what they ask, and what they do with what is absent."""

from collections.abc import Callable
from datetime import date

import pytest

from rules.controls import Control, Finding, Level, findings
from rules.forms import DeclarationKind, Part, Value
from rules.kinds.eaje import CONTROLS, FORM

Figures = Callable[..., dict[str, Value]]
FORECAST, ACTUAL = DeclarationKind.FORECAST, DeclarationKind.ACTUAL

TRAINING = ("TRAINING_DAYS_OVER_LIMIT", ("activity", "trainingDays"))
CONTRIBUTIONS = ("FAMILY_CONTRIBUTIONS_DIFFER", ("finance", "account70641"))
BILLED = ("BILLED_BELOW_ATTENDED", ("activity", "hoursBilledUnder4"))
OPENING = ("OPENING_DAYS_UNUSUAL", ("activity", "openingDays"))

CASES: dict[str, tuple[dict[str, object], tuple[str, tuple[str, str]] | None]] = {
    "example A": ({}, None),
    "two training days": ({"trainingDays": 2}, None),
    "three training days": ({"trainingDays": 3}, None),
    "four training days": ({"trainingDays": 4}, TRAINING),
    "training days absent": ({"trainingDays": None}, None),
    "a cent less on the account": ({"account70641": "58649.99"}, CONTRIBUTIONS),
    "the same amount": ({"account70641": "58650"}, None),
    "a cent more on the account": ({"account70641": "58650.01"}, CONTRIBUTIONS),
    "the account absent": ({"account70641": None}, None),
    "the contributions absent": ({"familyContributions": None}, None),
    "billed just below attended": ({"hoursBilledUnder4": "32999.99"}, BILLED),
    "billed as attended": ({"hoursBilledUnder4": "33000"}, None),
    "billed above attended": ({"hoursBilledUnder4": "33000.01"}, None),
    "billed absent": ({"hoursBilledUnder4": None}, None),
    "attended absent": ({"hoursAttendedUnder4": None}, None),
    "179 days": ({"openingDays": 179}, OPENING),
    "180 days": ({"openingDays": 180}, None),
    "260 days": ({"openingDays": 260}, None),
    "261 days": ({"openingDays": 261}, OPENING),
    "days absent": ({"openingDays": None}, None),
}

LEVELS = {
    "TRAINING_DAYS_OVER_LIMIT": (Level.BLOCKING, Level.BLOCKING),
    "FAMILY_CONTRIBUTIONS_DIFFER": (Level.WARNING, Level.BLOCKING),
    "BILLED_BELOW_ATTENDED": (Level.WARNING, Level.WARNING),
    "OPENING_DAYS_UNUSUAL": (Level.WARNING, Level.WARNING),
}


def _found(
    figures: Figures, declared: DeclarationKind, changes: dict[str, object], year: int = 2024
) -> tuple[Finding, ...]:
    return findings(CONTROLS, FORM, declared, figures(**changes), date(year, 1, 1))


@pytest.mark.parametrize("declared", [FORECAST, ACTUAL])
@pytest.mark.parametrize(("changes", "expected"), CASES.values(), ids=CASES)
def test_each_control_below_on_and_above(
    figures: Figures,
    changes: dict[str, object],
    expected: tuple[str, tuple[str, str]] | None,
    declared: DeclarationKind,
) -> None:
    found = _found(figures, declared, changes)
    assert [(finding.control.code, finding.path) for finding in found] == ([expected] if expected else [])
    for finding in found:
        assert finding.level is LEVELS[finding.control.code][declared is ACTUAL]


def test_the_codes_are_stable() -> None:
    assert {control.code for control in CONTROLS} == LEVELS.keys()


def test_a_sentence_quotes_the_figures_in_french(figures: Figures) -> None:
    (finding,) = _found(figures, ACTUAL, {"account70641": "58649.50"})
    sentence = finding.sentence.replace("\u202f", " ").replace("\u00a0", " ")
    assert "58 649,50 €" in sentence
    assert "58 650,00 €" in sentence
    assert "0,50 €" in sentence


def test_training_days_are_not_limited_before_they_exist(figures: Figures) -> None:
    assert not _found(figures, ACTUAL, {"trainingDays": 4}, 2023)


def test_years_before_the_parameters_raise_no_control(figures: Figures) -> None:
    assert not _found(figures, ACTUAL, {"trainingDays": 9, "openingDays": 1}, 2010)


def test_an_update_has_no_control_yet(figures: Figures) -> None:
    assert not _found(figures, DeclarationKind.UPDATE, {"trainingDays": 9, "openingDays": 1})


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: str(control.code))
def test_the_first_item_quoted_stands_in_the_part_that_keeps_the_remark(control: Control) -> None:
    assert FORM.by_name[control.items[0]].part is control.part(FORM)
    assert control.quotes_accounts(FORM) is (control.part(FORM) is Part.FINANCE)


def test_only_the_control_that_quotes_an_account_belongs_to_finance() -> None:
    assert [control.code for control in CONTROLS if control.part(FORM) is Part.FINANCE] == [
        "FAMILY_CONTRIBUTIONS_DIFFER"
    ]
