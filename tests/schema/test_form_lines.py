"""The form line by line, as a client draws it: what is typed and what is worked out, last year beside it, what was said."""

from decimal import Decimal
from typing import Any

import pytest

from rules.case import Case, Facts, Sent
from rules.forms import DeclarationKind, Part
from schema.form_line import FormLine, case_lines
from tests.rules.examples import ACTUAL, EAJE, FORECAST, UPDATE, case_of

YEAR = 2025


def sent(kind: DeclarationKind, **changes: Any) -> Sent:
    """The example of that kind as it was sent for the year before."""
    return Sent(kind, YEAR - 1, case_of(kind, YEAR - 1, **changes).values)


def lines(declared: DeclarationKind, part: Part, *before: Sent, **typed: str) -> dict[str, FormLine]:
    """The lines of a declaration, by name."""
    form = EAJE.form(declared, YEAR)
    facts = Facts(sent={(each.kind, each.year): each for each in before})
    case = Case(form, YEAR, {name: Decimal(value) for name, value in typed.items()}, facts)
    return {line.name: line for line in case_lines(EAJE, case, part, {})}


@pytest.mark.parametrize("declared", [FORECAST, ACTUAL])
def test_an_item_of_two_columns_is_typed_whole_where_no_update_is_declared(declared: DeclarationKind) -> None:
    days = lines(declared, Part.ACTIVITY)["openingDays"]
    assert (days.computed, days.required, days.limits) == (False, True, "1 au moins, 366 au plus")


def test_in_an_update_the_columns_are_typed_and_their_total_is_worked_out() -> None:
    found = lines(UPDATE, Part.ACTIVITY, openingDaysToDate="110", openingDaysRemaining="100")
    assert (found["openingDaysToDate"].computed, found["openingDaysToDate"].required) == (False, True)
    total = found["openingDays"]
    assert (total.computed, total.required, total.limits, total.value) == (True, False, "", "210")


def test_an_answer_by_yes_or_no_has_no_bounds() -> None:
    assert lines(ACTUAL, Part.ACTIVITY)["mealsProvided"].limits == ""


def test_last_years_accounts_are_those_of_the_latest_declaration_that_held_accounts() -> None:
    found = lines(FORECAST, Part.FINANCE, sent(UPDATE), sent(FORECAST, account60="28000"))
    assert (found["account60"].previous, found["account60"].previous_source) == ("28000", "prévisionnel 2024")
    assert found["totalCharges"].previous == "378000"
    activity = lines(FORECAST, Part.ACTIVITY, sent(UPDATE), sent(FORECAST))
    assert activity["openingDays"].previous_source == "actualisé 2024"


@pytest.mark.parametrize(
    ("part", "name", "value", "gap"),
    [
        (Part.ACTIVITY, "hoursBilledUnder4", "36000", "+1 500 h (+4,4 %)"),
        (Part.ACTIVITY, "hoursBilledUnder4", "34500", "0 h"),
        (Part.ACTIVITY, "hoursBilledUnder4", "34000", "−500 h (−1,5 %)"),
        (Part.ACTIVITY, "hoursBilled4To5", "12", "+12 h"),
        (Part.ACTIVITY, "generalSchemeRate", "85", "−14 points"),
        (Part.ACTIVITY, "generalSchemeRate", "98", "−1 point"),
        (Part.FINANCE, "account60", "20000", "−10 000,00 € (−33,4 %)"),
    ],
)
def test_the_gap_is_told_as_the_controls_tell_it(part: Part, name: str, value: str, gap: str) -> None:
    shown = lines(ACTUAL, part, sent(ACTUAL), **{name: value})[name].gap_shown
    assert shown is not None
    assert shown.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ") == gap
