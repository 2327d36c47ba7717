"""The sheet on which a prestation is worked out: what is misread is an error, and a component is told whole or not at all."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from rules.estimate import Line, missing_text
from rules.parameters import PARAMETERS, NoValueInForce, Status, UnknownReading
from rules.psu.hours import entitled_hours
from rules.worksheet import Untold, Worksheet
from tests.rules.examples import case_of


def sheet(**changes: Any) -> Worksheet:
    return Worksheet(case_of(**changes), PARAMETERS)


def test_a_rule_is_no_figure_and_a_figure_no_rule() -> None:
    with pytest.raises(TypeError, match=r"psu\.threshold_side is no figure"):
        sheet().value("psu.threshold_side")
    with pytest.raises(TypeError, match=r"psu\.coverage_rate is no rule"):
        sheet().code("psu.coverage_rate")


def test_a_list_is_no_operand() -> None:
    with pytest.raises(TypeError, match="placesByPeriod is no single figure"):
        sheet().items(n="placesByPeriod")


def test_a_rule_that_the_program_does_not_know_is_an_error() -> None:
    with pytest.raises(UnknownReading, match=r"psu\.ceiling_rule is STEPS"):
        sheet().reading("psu.ceiling_rule", {"OTHER": 1})


def test_the_law_is_that_of_the_day_asked() -> None:
    found = sheet()
    assert found.value("psu.concertation_hours_per_place") == 6
    assert found.value("psu.concertation_hours_per_place", date(2013, 12, 31)) == 3
    assert found.began("psu.training_days_limit")
    assert not sheet(year=2023).began("psu.training_days_limit")


def _writes(found: Worksheet) -> None:
    found.write("ONE", "Un", "a", found.law(a="psu.disability_cost_ceiling"))


def test_a_component_is_written_whole() -> None:
    found = sheet()
    found.attempt("ONE", "Un", _writes)
    assert ([line.code for line in found.lines], found.left_out) == (["ONE"], [])
    assert found.relies_on(Status.FICTIONAL)


def _untold(found: Worksheet) -> None:
    _writes(found)
    raise Untold("Personne ne sait.")


def _absent(found: Worksheet) -> None:
    _writes(found)
    found.items(n="freeHours", e="enrolledChildren")


def _of_another_time(found: Worksheet) -> None:
    _writes(found)
    found.value("psu.highest_supplied")


REASONS: dict[str, tuple[Callable[[Worksheet], None], dict[str, Any], str]] = {
    "it says so": (_untold, {}, "Personne ne sait."),
    "a figure is absent": (_absent, {"freeHours": None}, "Il manque, pour estimer le droit : « Heures gratuites"),
    "the law has no value": (_of_another_time, {}, "« Prix plafond horaire le plus élevé, couches et repas fournis »"),
    "a price is invented": (
        _writes,
        {"fictional_allowed": False},
        "Un montant officiel de cette année n'est pas enregistré.",
    ),
}


@pytest.mark.parametrize("name", REASONS)
def test_a_component_that_cannot_be_told_leaves_nothing_but_its_reason(name: str) -> None:
    write, changes, reason = REASONS[name]
    found = sheet(**changes)
    found.value("psu.coverage_rate")
    found.attempt("ONE", "Un", write)
    assert found.lines == []
    assert not found.relies_on(Status.FICTIONAL), "what it used is forgotten too"
    (left,) = found.left_out
    assert (left.code, left.label) == ("ONE", "Un")
    assert left.reason.startswith(reason)


def test_a_figure_that_the_form_does_not_ask_is_said_so() -> None:
    with pytest.raises(Untold, match="ne demande pas"):
        sheet(version=1).items(n="enrolledChildren")


def test_an_unknown_parameter_before_its_time_names_itself() -> None:
    with pytest.raises(NoValueInForce) as none:
        sheet(year=2012).value("psu.single_ceiling")
    assert "psu.single_ceiling" in none.value.sentence


def test_what_is_missing_names_figures_and_counts_hidden_accounts() -> None:
    start = "Il manque, pour estimer le droit : "
    assert missing_text(["A", "B"]) == f"{start}« A », « B »."
    assert missing_text(["A"], 1) == f"{start}« A », 1 rubrique du volet financier."
    assert missing_text([], 2) == f"{start}2 rubriques du volet financier."


@pytest.mark.parametrize(
    ("decimals", "words"),
    [
        (None, None),
        (2, "au centime le plus proche, le demi-centime au centime supérieur"),
        (3, "à 3 décimales, la demie vers le haut"),
    ],
)
def test_a_line_says_how_it_is_rounded(decimals: int | None, words: str | None) -> None:
    assert Line("A", "A", "a", (), "€", decimals, Decimal(1), adds=True).rounding == words


def test_hours_of_children_of_4_and_5_ask_whether_the_law_counts_them() -> None:
    assert entitled_hours(case_of(year=2013)) == 34_500
    with pytest.raises(NoValueInForce) as none:
        entitled_hours(case_of(year=2013, hoursBilled4To5=1))
    assert none.value.name == "psu.ages_entitled"
    assert entitled_hours(case_of(year=2014, hoursBilled4To5=1)) == 34_501
