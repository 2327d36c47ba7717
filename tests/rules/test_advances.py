"""The payments: two advances on a forecast or its update, never beyond the limit; the balance or overpayment of an actual."""

from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest

from rules.case import Facts, Sent
from rules.estimate import Estimate, LeftOut, Operand, Origin
from rules.forms import DeclarationKind
from tests.rules.examples import ACTUAL, FORECAST, UPDATE, case_of
from tests.rules.laws import law_with

Worked = Callable[..., Estimate]
Accepted = Mapping[tuple[DeclarationKind, int], Decimal]

FORECAST_SENT = {(FORECAST, 2025): Sent(FORECAST, 2025, case_of(FORECAST).values)}


def advances(
    worked: Worked, declared: DeclarationKind = FORECAST, accepted: Accepted | None = None, **law: int | str
) -> list[Decimal]:
    """The two advances, under other shares than those of the law if told."""
    facts = Facts(sent=FORECAST_SENT, accepted=accepted or {})
    estimate = worked(2025, declared=declared, facts=facts, parameters=law_with(**law))
    return [estimate.line(code).result for code in ("FIRST_ADVANCE", "SECOND_ADVANCE")]


def test_a_forecast_gives_two_advances_of_35_per_cent_of_the_psu(worked: Worked) -> None:
    """60 889.5455 and 121 779.091 in all: what was rounded up at first is taken off the second."""
    first, second = advances(worked)
    assert (first, second) == (Decimal("60889.55"), Decimal("60889.54"))
    assert first + second == Decimal("121779.09")


SHARES = {
    # first, second, limit: the advances of 173 970.13
    "beyond the limit": ((40, 40, 70), ("69588.05", "52191.04")),
    "the first alone beyond the limit": ((80, 10, 70), ("121779.09", "0")),
    "below the limit": ((20, 30, 70), ("34794.03", "52191.04")),
    "no second": ((35, 0, 70), ("60889.55", "0")),
    "no first": ((0, 35, 70), ("0", "60889.55")),
    "a limit of nothing": ((35, 35, 0), ("0", "0")),
}


@pytest.mark.parametrize(("shares", "expected"), SHARES.values(), ids=SHARES)
def test_the_running_total_never_passes_the_limit(
    worked: Worked, shares: tuple[int, int, int], expected: tuple[str, str]
) -> None:
    first, second, limit = shares
    found = advances(worked, first_advance_share=first, second_advance_share=second, advances_limit=limit)
    assert found == [Decimal(each) for each in expected]


def test_the_base_may_be_the_whole_right(worked: Worked) -> None:
    """35 % of 176 678.13, and 70 % of it less that."""
    assert advances(worked, advances_base="RIGHT") == [Decimal("61837.35"), Decimal("61837.34")]


UPDATES = {
    # the forecast that was accepted: the advances of an update whose Psu is 173 970.13, 70 % being 121 779.09
    "less than the update": ("100000", "35000.00", "86779.09"),
    "as much": ("173970.13", "60889.55", "60889.54"),
    "more than the update": ("300000", "105000.00", "16779.09"),
    "so much that nothing is left": ("347940.26", "121779.09", "0"),
    "so much that too much was paid": ("400000", "140000.00", "0"),
    "nothing": ("0", "0", "121779.09"),
}


@pytest.mark.parametrize(("forecast", "first", "second"), UPDATES.values(), ids=UPDATES)
def test_after_a_forecast_was_accepted_its_advance_is_kept_and_the_second_follows_the_update(
    worked: Worked, forecast: str, first: str, second: str
) -> None:
    found = advances(worked, UPDATE, {(FORECAST, 2025): Decimal(forecast)})
    assert found == [Decimal(first), Decimal(second)]


def test_an_update_without_an_accepted_forecast_has_advances_of_its_own(worked: Worked) -> None:
    assert advances(worked, UPDATE) == [Decimal("60889.55"), Decimal("60889.54")]
    assert advances(worked, UPDATE, {(FORECAST, 2024): Decimal(1), (ACTUAL, 2025): Decimal(1)}) == advances(
        worked, UPDATE
    )


def test_a_forecast_made_again_does_not_follow_the_one_that_was_accepted(worked: Worked) -> None:
    assert advances(worked, FORECAST, {(FORECAST, 2025): Decimal(100_000)}) == advances(worked)


def test_a_right_that_was_accepted_says_where_it_comes_from(worked: Worked) -> None:
    facts = Facts(sent=FORECAST_SENT, accepted={(FORECAST, 2025): Decimal(100_000)})
    line = worked(2025, declared=UPDATE, facts=facts).line("FIRST_ADVANCE")
    assert line.operands[2] == Operand(
        "Dp", "Psu du droit prévisionnel 2025 validé", Decimal(100_000), "€", Origin.ACCEPTED, "FORECAST-2025"
    )


BALANCES = {
    # accepted as forecast, as update: what was foreseen, and what is left of a right of 171 823.79
    "a forecast": ("170000", None, "119000.00", "BALANCE", "52823.79"),
    "an update": (None, "170000", "119000.00", "BALANCE", "52823.79"),
    "both": ("100000", "170000", "119000.00", "BALANCE", "52823.79"),
    "an update below the first advance": ("170000", "80000", "59500.00", "BALANCE", "112323.79"),
    "an update just at the first advance": ("170000", "85000", "59500.00", "BALANCE", "112323.79"),
    "an update just above the first advance": ("170000", "85001", "59500.70", "BALANCE", "112323.09"),
    "paid to the cent": ("245462.56", None, "171823.79", "BALANCE", "0"),
    "a cent too much": ("245462.57", None, "171823.80", "OVERPAYMENT", "0.01"),
    "far too much": ("300000", "400000", "280000.00", "OVERPAYMENT", "108176.21"),
    "nothing foreseen": ("0", None, "0", "BALANCE", "171823.79"),
}


@pytest.mark.parametrize(("forecast", "update", "paid", "code", "left"), BALANCES.values(), ids=BALANCES)
def test_an_actual_leaves_a_balance_or_an_overpayment(
    worked: Worked, forecast: str | None, update: str | None, paid: str, code: str, left: str
) -> None:
    told = {(FORECAST, 2024): forecast, (UPDATE, 2024): update}
    accepted = {key: Decimal(psu) for key, psu in told.items() if psu is not None}
    estimate = worked(2024, facts=Facts(accepted=accepted))
    assert estimate.right == Decimal("171823.79")
    assert [(line.code, line.result) for line in estimate.lines[-2:]] == [
        ("ADVANCES", Decimal(paid)),
        (code, Decimal(left)),
    ]
    assert not any(line.adds for line in estimate.lines[-2:])


def test_the_words_of_what_is_left(worked: Worked) -> None:
    for forecast, label, formula in ((1, "Solde à recevoir", "D − A"), (400_000, "Trop-perçu à rendre", "A − D")):
        line = worked(2024, facts=Facts(accepted={(FORECAST, 2024): Decimal(forecast)})).lines[-1]
        assert (line.label, line.formula, line.unit) == (label, formula, "€")
        assert {each.symbol: each.reference for each in line.operands} == {"D": "RIGHT", "A": "ADVANCES"}


def test_an_actual_takes_the_limit_too(worked: Worked) -> None:
    """40 % and 40 % of 100 000 within 70 %; the first advance of a forecast alone within it as well."""
    accepted = {(FORECAST, 2024): Decimal(100_000)}
    one = worked(
        2024, facts=Facts(accepted=accepted), parameters=law_with(first_advance_share=40, second_advance_share=40)
    )
    assert one.line("ADVANCES").result == 70_000
    both = Facts(accepted={**accepted, (UPDATE, 2024): Decimal(1)})
    high = worked(2024, facts=both, parameters=law_with(first_advance_share=80, second_advance_share=40))
    assert high.line("ADVANCES").result == 70_000


def test_without_anything_accepted_an_actual_has_no_payment_line(worked: Worked) -> None:
    estimate = worked(2024)
    assert (estimate.lines[-1].code, estimate.left_out) == ("RIGHT", ())


def test_what_was_accepted_for_another_year_leaves_the_balance_out(worked: Worked) -> None:
    estimate = worked(2024, facts=Facts(accepted={(FORECAST, 2023): Decimal(1), (ACTUAL, 2024): Decimal(1)}))
    reason = "Aucun droit prévisionnel ou actualisé n'est validé pour cette année."
    assert estimate.left_out == (LeftOut("BALANCE", "Solde", reason, adds=False),)
    assert (estimate.lines[-1].code, estimate.right) == ("RIGHT", Decimal("171823.79"))


def test_before_the_law_knew_advances_they_are_left_out_and_the_right_is_told(worked: Worked) -> None:
    estimate = worked(2013, declared=FORECAST)
    (left,) = estimate.left_out
    assert (left.code, left.label) == ("ADVANCES", "Acomptes")
    assert "psu.advances_base" in left.reason
    assert (estimate.lines[-1].code, estimate.right is not None) == ("RIGHT", True)
    assert estimate.lines[-1].label == "Droit estimé", "what is no part of the right is not missing from it"
