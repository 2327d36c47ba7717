"""Where the sources are silent, a reading is a parameter: changing its line changes the law, and nothing else is needed."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import rules.parameters
from rules import psu
from rules.estimate import Estimate
from rules.parameters import PARAMETERS, Parameters
from rules.parameters.reader import read_folder

Worked = Callable[..., Estimate]

READINGS: dict[str, tuple[str, str, dict[str, object], str, str]] = {
    # what is changed in psu.yaml, figures, line → its result
    "a rate equal to the threshold": (
        "value: AT_MOST",
        "value: BELOW",
        {"hoursAttendedUnder4": 10_000, "hoursBilledUnder4": 10_700},
        "CEILING",
        "9.30",
    ),
    "cost price per attended hour": ("value: BILLED", "value: ATTENDED", {"account64": 70_000}, "COST_PRICE", "5"),
    "regime rate before the contributions": (
        "value: AFTER_CONTRIBUTIONS",
        "value: BEFORE_CONTRIBUTIONS",
        {},
        "PSU",
        "168585.29",
    ),
    "hourly amount to three decimals": (
        'value: "2", source: "Lecture',
        'value: "3", source: "Lecture',
        {},
        "HOURLY_AMOUNT",
        "6.633",
    ),
    "regime rate on training days": ("value: false", "value: true", {}, "TRAINING_DAYS", "2625.48"),
}


@pytest.mark.parametrize(("old", "new", "changes", "code", "result"), READINGS.values(), ids=READINGS)
def test_one_line_of_the_parameters_changes_a_reading(
    worked: Worked, tmp_path: Path, old: str, new: str, changes: dict[str, object], code: str, result: str
) -> None:
    for file in Path(rules.parameters.__file__).parent.glob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        (tmp_path / file.name).write_text(text.replace(old, new), encoding="utf-8")
    otherwise = worked(2024, parameters=Parameters(read_folder(tmp_path)), **changes)
    assert otherwise.line(code).result == Decimal(result)
    assert worked(2024, **changes).line(code).result != Decimal(result)


@pytest.mark.parametrize("year", range(2014, 2028))
def test_every_rule_named_by_a_parameter_is_known_to_the_program(year: int) -> None:
    day = date(year, 1, 1)
    readings: dict[str, Mapping[str, object]] = {
        "psu.ceiling_rule": psu.CEILINGS,
        "psu.cost_price_hours": psu.COST_PRICE_HOURS,
        "psu.staff_hours_rule": psu.STAFF_HOURS,
        "psu.regime_rate_place": psu.REGIME_RATE_PLACES,
    }
    for name, known in readings.items():
        assert PARAMETERS.on(name, day).value in known
