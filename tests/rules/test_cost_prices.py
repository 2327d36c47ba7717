"""The cost price of an update, which has no accounts: that of what was sent last."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from rules.case import Facts, Sent
from rules.estimate import Estimate, Origin, Reason
from rules.forms import DeclarationKind, Value
from tests.rules.examples import ACTUAL, EAJE, FORECAST, UPDATE, case_of

Worked = Callable[..., Estimate]


def _sent(kind: DeclarationKind, year: int, **values: int) -> tuple[tuple[DeclarationKind, int], Sent]:
    figures: dict[str, Value] = {name: Decimal(value) for name, value in values.items()}
    return (kind, year), Sent(kind, year, figures)


FORECAST_SENT = _sent(FORECAST, 2025, account60=100_000, account64=300_000, hoursBilledUnder4=40_000, account744=7)


ACTUAL_SENT = _sent(ACTUAL, 2024, account64=90_000, hoursBilledUnder4=20_000, hoursBilled4To5=10_000)


UPDATE_SENT = _sent(UPDATE, 2025, hoursBilledUnder4=1_000)


NO_HOURS_SENT = _sent(FORECAST, 2025, account60=100_000, hoursBilledUnder4=0)


EARLIER_SENT = _sent(FORECAST, 2024, account60=1, hoursBilledUnder4=1)


LATEST = {
    # what was sent: the charges taken over, the cost price, from which declaration
    "a forecast of the year": ([ACTUAL_SENT, FORECAST_SENT], "400000", "10", "FORECAST-2025"),
    "an update holds no accounts": ([UPDATE_SENT, FORECAST_SENT], "400000", "10", "FORECAST-2025"),
    "only the year before": ([EARLIER_SENT, ACTUAL_SENT], "90000", "3", "ACTUAL-2024"),
    "a forecast without hours": ([NO_HOURS_SENT, ACTUAL_SENT], "90000", "3", "ACTUAL-2024"),
    "only the forecast of the year before": ([EARLIER_SENT], "1", "1", "FORECAST-2024"),
}


@pytest.mark.parametrize(("sent", "charges", "price", "reference"), LATEST.values(), ids=LATEST)
def test_an_update_without_accounts_takes_the_latest_cost_price_and_says_so(
    worked: Worked, sent: list[tuple[tuple[DeclarationKind, int], Sent]], charges: str, price: str, reference: str
) -> None:
    estimate = worked(2025, declared=UPDATE, facts=Facts(sent=dict(sent)))
    assert estimate.right
    assert estimate.line("COST_PRICE").result == Decimal(price)
    line = estimate.line("TOTAL_CHARGES")
    (operand,) = line.operands
    assert (operand.origin, operand.reference, operand.value) == (Origin.SENT, reference, Decimal(charges))
    year = reference[-4:]
    assert f" {year})" in line.label
    assert f" {year})" in operand.label
    assert "psu.update_cost_price" in {used.reference for used in estimate.parameters}


def test_an_update_of_a_forecast_that_comes_true_gives_the_same_right(worked: Worked) -> None:
    forecast = case_of(FORECAST)
    facts = Facts(sent={(FORECAST, 2025): Sent(FORECAST, 2025, forecast.values)})
    assert worked(2025, declared=UPDATE, facts=facts).right == EAJE.estimate(forecast).right == Decimal("176678.13")


@pytest.mark.parametrize(
    "sent", [[], [UPDATE_SENT], [NO_HOURS_SENT], [_sent(ACTUAL, 2023, account60=1, hoursBilledUnder4=1)]]
)
def test_an_update_without_any_known_accounts_has_a_reason(
    worked: Worked, sent: list[tuple[tuple[DeclarationKind, int], Sent]]
) -> None:
    estimate = worked(2025, declared=UPDATE, facts=Facts(sent=dict(sent)))
    assert (estimate.reason, estimate.right, estimate.lines) == (Reason.NO_CHARGES, None, ())
    assert estimate.reason_text == (
        "Cette déclaration ne demande pas de volet financier, et aucun n'a été transmis "
        "pour 2025 ni pour 2024 : le prix de revient n'est pas connu."
    )


def test_what_was_sent_changes_nothing_where_accounts_are_asked(worked: Worked) -> None:
    facts = Facts(sent=dict([FORECAST_SENT, ACTUAL_SENT]))
    assert worked(2025, facts=facts) == worked(2025)
