"""Whole workings as people read them: every label, formula, operand, unit and origin, line by line.

The amounts are those of the law cases, worked by hand; here stands what is said of them. No command writes these files.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rules.agreements import Agreement, Bonus
from rules.case import Facts, Sent
from rules.estimate import Estimate, Line, Operand
from rules.forms import DeclarationKind
from tests.rules.examples import ACTUAL, EAJE, FORECAST, UPDATE, case_of

D = Decimal
SINCE = date(2024, 1, 1)
AGREED = (
    Agreement(Bonus.ATTRACTIVENESS_PRIVATE, date(2025, 7, 1)),
    Agreement(Bonus.ATTRACTIVENESS_PUBLIC, SINCE, date(2025, 6, 30)),
    Agreement(Bonus.TERRITORY_EXISTING, SINCE, date(2025, 3, 31), D(15), D(3000)),
    Agreement(Bonus.TERRITORY_EXISTING, date(2025, 4, 1), None, D(16), D("3100.50")),
    Agreement(Bonus.TERRITORY_NEW, SINCE, None, D(5), D(2600)),
    Agreement(Bonus.TERRITORY_EMPLOYER, SINCE, None, D(2)),
    Agreement(Bonus.TRAJECTORY, date(2025, 11, 1), None, growth=D(8)),
)
NOT_TOLD = (
    Agreement(Bonus.TERRITORY_EXISTING, SINCE, None, D(15), None),
    Agreement(Bonus.TRAJECTORY, date(2025, 11, 1), date(2025, 12, 31), growth=D(8)),
)
SENT = {(FORECAST, 2025): Sent(FORECAST, 2025, {"account64": D(380_000), "hoursBilledUnder4": D(34_500)})}
BOTH_AGES = {"hoursBilled4To5": 2_000, "hoursAttended4To5": 1_500, "familyContributions": 30_000}

WORKINGS: dict[str, tuple[DeclarationKind, int, Facts, dict[str, Any]]] = {
    "2013": (ACTUAL, 2013, Facts(), {}),
    "2016": (ACTUAL, 2016, Facts(), {"hoursAttendedUnder4": 30_000, "mealsProvided": False}),
    "2022": (ACTUAL, 2022, Facts(accepted={(UPDATE, 2022): D("400000")}), {"childrenWithDisability": 3, "familyContributions": 20_000, "hoursAttendedUnder4": 29_000}),
    "2024": (ACTUAL, 2024, Facts(accepted={(FORECAST, 2024): D("169171.79"), (UPDATE, 2024): D(160_000)}), {"childrenWithDisability": 5, **BOTH_AGES}),
    "2025-agreed": (FORECAST, 2025, Facts(agreements=AGREED), {"hoursAttendedUnder4": 31_000}),
    "2025-update": (UPDATE, 2025, Facts(sent=SENT, accepted={(FORECAST, 2025): D(170_000)}, agreements=(Agreement(Bonus.TRAJECTORY, date(2025, 11, 1), None, growth=D(3)), AGREED[4])), {"hoursAttendedUnder4ToDate": 11_000}),
    "2025-left-out": (ACTUAL, 2025, Facts(agreements=NOT_TOLD, accepted={(FORECAST, 2024): D(1)}), {"enrolledChildren": 0, "childrenWithDisability": 1, "familyContributions": 400_000}),
}  # fmt: skip


def said(estimate: Estimate) -> str:
    """The working as text."""
    lines = [each for line in estimate.lines for each in _line(line)]
    left = [f"- {each.code} {each.label} : {each.reason}" for each in estimate.left_out]
    return "\n".join([*lines, *left, ""])


def _line(line: Line) -> Iterator[str]:
    result = f"{line.result:f}"[:24]
    yield f"{'+' if line.adds else '='} {line.code} {line.label} | {line.formula} | {result} {line.unit} | {line.decimals}"
    yield from (f"    {_operand(each)}" for each in line.operands)


def _operand(operand: Operand) -> str:
    used = operand.parameter
    value = f"{operand.value:f}"[:24] if isinstance(operand.value, Decimal) else operand.value
    told = f" {used.status} {used.since:%d/%m/%Y}" if used else ""
    return f"{operand.symbol} = {value} {operand.unit} | {operand.label} | {operand.origin} {operand.reference}{told}"


@pytest.mark.parametrize("name", WORKINGS)
def test_a_working_reads_as_it_is_written_here(name: str) -> None:
    declared, year, facts, changes = WORKINGS[name]
    expected = (Path(__file__).parent / "workings" / f"{name}.txt").read_text(encoding="utf-8")
    assert said(EAJE.estimate(case_of(declared, year, facts=facts, **changes))) == expected
