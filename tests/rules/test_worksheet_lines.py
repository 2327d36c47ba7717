"""What a sheet writes: lines as their formulas give them, operands that say where they come from, the law of a day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from rules.brackets import Side
from rules.case import Sent
from rules.estimate import LeftOut, Line, Operand, Origin, ParameterUse
from rules.figures import NotKnown
from rules.forms import PlacesPeriod
from rules.parameters import PARAMETERS, NoValueInForce, Status
from rules.psu.hours import PLACES_WEIGHTS
from rules.worksheet import Untold, Worksheet, plus, sum_of
from tests.rules.examples import ACTUAL, FORECAST, UPDATE, case_of

DAY = date(2024, 1, 1)
AMOUNT = "psu.attractiveness_private_amount"


def sheet(*, fictional_allowed: bool = True, **changes: Any) -> Worksheet:
    """An empty sheet for the example of 2024."""
    return Worksheet(case_of(ACTUAL, 2024, fictional_allowed=fictional_allowed, **changes), PARAMETERS)


def written(one: Worksheet, code: str = "ONE", value: int = 1, *, adds: bool = False) -> None:
    """One line of a known amount."""
    one.write(code, code.title(), "x", (Operand("x", "X", Decimal(value), "€", Origin.AGREEMENT, "X"),), adds=adds)


def test_a_line_is_what_its_formula_gives_with_all_that_made_it() -> None:
    one = sheet()
    operands = (*one.items(N="licensedPlaces"), *one.law(B=AMOUNT))
    assert one.write("BONUS", "Bonus", "N × B", operands, decimals=2, adds=True) == 19_400
    assert one.lines == [Line("BONUS", "Bonus", "N × B", operands, "€", 2, Decimal(19_400), True)]
    assert (one.result("BONUS"), one.wrote("BONUS"), one.wrote("OTHER")) == (Decimal(19_400), True, False)


def test_a_line_is_in_euros_unrounded_and_adds_nothing_unless_told() -> None:
    one = sheet()
    written(one)
    (line,) = one.lines
    assert (line.unit, line.decimals, line.adds) == ("€", None, False)


def test_per_cents_are_read_as_hundredths_and_written_as_per_cents() -> None:
    one = sheet()
    assert one.write("SHARE", "Part", "G × 2", one.items(G="generalSchemeRate"), unit="%") == 198
    assert one.write("AGAIN", "Encore", "s + 0", one.earlier(s="SHARE")) == Decimal("1.98")


def test_rounding_is_half_up_to_as_many_decimals_as_told() -> None:
    one = sheet()
    operands = (Operand("x", "X", Decimal("2.345"), "", Origin.AGREEMENT, "X"),)
    assert [one.write("L", "L", "x", operands, decimals=each) for each in (None, 0, 1, 2)] == [
        Decimal("2.345"), 2, Decimal("2.3"), Decimal("2.35"),
    ]  # fmt: skip


def test_what_is_no_figure_chooses_a_formula_and_stands_in_none() -> None:
    one = sheet()
    operands = (*one.items(N="licensedPlaces", couches="diapersProvided"), *one.rules("psu.threshold_side"))
    assert one.write("L", "L", "N", operands) == 20
    with pytest.raises(KeyError):
        one.write("L", "L", "couches", operands)


def test_an_item_says_its_label_its_unit_and_its_name() -> None:
    one = sheet()
    units = {
        "openingDays": "jours", "hoursBilledUnder4": "h", "familyContributions": "€", "generalSchemeRate": "%",
        "totalStaffFte": "Etp", "licensedPlaces": "",
    }  # fmt: skip
    for name, unit in units.items():
        (operand,) = one.items(x=name)
        item = one.case.form.by_name[name]
        assert operand == Operand("x", item.label, one.figure(name), unit, Origin.ITEM, name)


def test_of_an_update_an_item_is_the_year_s_under_its_own_label() -> None:
    one = Worksheet(case_of(UPDATE), PARAMETERS)
    (operand,) = one.items(J="openingDays")
    assert (operand.label, operand.value, operand.reference) == ("Nombre de jours d'ouverture", 220, "openingDays")


def test_an_item_that_is_absent_or_not_asked() -> None:
    one = sheet(openingDays=None)
    with pytest.raises(NotKnown) as absent:
        one.items(J="openingDays")
    assert absent.value.args == ("openingDays",)
    with pytest.raises(Untold, match="ne demande pas ce qu'il faut"):
        one.items(J="nothingOfTheKind")


def test_yes_is_an_answer_that_was_given() -> None:
    assert [sheet(mealsProvided=each).yes("mealsProvided") for each in (True, False, None)] == [True, False, False]


def test_places_by_period_are_two_operands_for_each() -> None:
    periods = (PlacesPeriod(DAY, date(2024, 1, 31), 20), PlacesPeriod(date(2024, 2, 1), date(2024, 2, 1), 9))
    found = [
        (each.symbol, each.label, each.value, each.unit)
        for each in sheet().periods(periods, PLACES_WEIGHTS["CALENDAR_DAYS"])
    ]
    assert found == [
        ("n1", "Places du 01/01/2024 au 31/01/2024", 20, ""),
        ("d1", "Jours du 01/01/2024 au 31/01/2024", 31, "jours"),
        ("n2", "Places du 01/02/2024 au 01/02/2024", 9, ""),
        ("d2", "Jours du 01/02/2024 au 01/02/2024", 1, "jours"),
    ]
    assert {(each.origin, each.reference) for each in sheet().periods(periods, PLACES_WEIGHTS["CALENDAR_DAYS"])} == {
        (Origin.ITEM, "placesByPeriod")
    }


def test_an_operand_of_another_declaration_names_it() -> None:
    found = sheet().sent("D", "Total des charges", Decimal(1), "€", Sent(FORECAST, 2024, {}))
    assert found == Operand("D", "Total des charges (prévisionnel 2024)", Decimal(1), "€", Origin.SENT, "FORECAST-2024")


def test_an_operand_of_the_law_says_since_when_and_by_which_text() -> None:
    (operand,) = sheet().law(B=AMOUNT)
    law = PARAMETERS.on(AMOUNT, DAY)
    assert operand == Operand("B", law.label, law.value, "€ par place", Origin.PARAMETER, AMOUNT, ParameterUse.of(law))
    assert operand.value == 970
    (rule,) = sheet().rules("psu.threshold_side")
    assert (rule.symbol, rule.value, rule.reference) == ("règle", "AT_MOST", "psu.threshold_side")


LAW_OF_A_DAY: dict[str, Callable[[Worksheet, date | None], object]] = {
    "value": lambda one, day: one.value("psu.first_threshold", day),
    "law": lambda one, day: one.law(day, S="psu.first_threshold")[0].value,
    "rules": lambda one, day: one.rules("psu.ceiling_rule", day=day)[0].value,
    "code": lambda one, day: one.code("psu.ceiling_rule", day),
    "reading": lambda one, day: one.reading("psu.ceiling_rule", {"STEPS": 1, "LINEAR": 2, "SINGLE": 3}, day),
    "side": lambda one, day: one.side("psu.threshold_side", day),
}


@pytest.mark.parametrize("ask", LAW_OF_A_DAY.values(), ids=LAW_OF_A_DAY)
def test_the_law_is_that_of_the_sheet_or_of_the_day_told_or_of_the_day_asked_for(
    ask: Callable[[Worksheet, date | None], object],
) -> None:
    ours, before = ask(sheet(), None), date(2004, 6, 1)
    assert ours in (Decimal(107), "STEPS", 1, Side.AT_MOST)
    with pytest.raises(NoValueInForce):
        ask(sheet(), before)
    asked = Worksheet(replace(case_of(ACTUAL, 2013), rules_on=DAY), PARAMETERS)
    assert ask(asked, None) == ask(asked, before) == ours, "where another law is asked for it holds for everything"


def test_what_the_law_has_known_since_that_very_day_began() -> None:
    assert [sheet().began(name) for name in ("psu.training_days_limit", "psu.trajectory_side")] == [True, False]
    assert PARAMETERS.first_day("psu.training_days_limit") == DAY, "the day itself counts"


def test_lines_that_add_up_are_numbered_from_one() -> None:
    one = sheet()
    written(one, "A", 1, adds=True)
    written(one, "B", 2)
    written(one, "C", 3, adds=True)
    assert [(each.symbol, each.reference, each.value, each.label) for each in one.adding()] == [
        ("L1", "A", 1, "A"),
        ("L2", "C", 3, "C"),
    ]
    assert {(each.origin, each.unit) for each in one.adding()} == {(Origin.LINE, "€")}
    assert (sum_of(one.adding()), plus(["a"]), plus([])) == ("L1 + L2", "a", "")


def _absent(one: Worksheet) -> None:
    one.items(J="openingDays")


def _unwritten_law(one: Worksheet) -> None:
    one.law(B="psu.trajectory_first_amount")


def _untold(_: Worksheet) -> None:
    raise Untold("Rien ne le dit.")


ATTEMPTS: dict[str, tuple[Callable[[Worksheet], None], str]] = {
    "an item is absent": (_absent, "Il manque, pour estimer le droit : « Nombre de jours d'ouverture »."),
    "the law is not known": (
        _unwritten_law,
        "« Bonus trajectoire de développement, premier montant » (psu.trajectory_first_amount) n'a pas de valeur enregistrée "
        "au 1er janvier 2024 : la première vaut depuis le 1er novembre 2025.",
    ),
    "it cannot be told": (_untold, "Rien ne le dit."),
}  # fmt: skip


@pytest.mark.parametrize(("fails", "reason"), ATTEMPTS.values(), ids=ATTEMPTS)
def test_a_component_that_fails_half_way_leaves_no_line_and_no_parameter(
    fails: Callable[[Worksheet], None], reason: str
) -> None:
    def write(one: Worksheet) -> None:
        one.law(K="psu.disability_cost_ceiling")
        written(one, "HALF")
        fails(one)

    one = sheet(openingDays=None)
    written(one, "BEFORE")
    one.attempt("CODE", "Libellé", write)
    written(one, "AFTER")
    assert one.left_out == [LeftOut("CODE", "Libellé", reason)]
    assert [line.code for line in one.lines] == ["BEFORE", "AFTER"]
    assert not one.relies_on(Status.FICTIONAL), "the invented price that it read is not relied on"


def test_what_was_used_before_an_attempt_stays_used() -> None:
    one = sheet()
    one.law(K="psu.disability_cost_ceiling")
    one.attempt("CODE", "Libellé", _untold)
    assert one.relies_on(Status.FICTIONAL)
