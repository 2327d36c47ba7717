"""Where the sources are silent, a reading is a parameter: changing its line changes the law, and nothing else is needed."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import rules.parameters
from rules.brackets import Side
from rules.case import Facts, Sent
from rules.estimate import Estimate
from rules.forms import DeclarationKind
from rules.parameters import PARAMETERS, Parameters
from rules.parameters.reader import read_folder
from rules.psu import advances, agreed, bonuses, ceiling, cost, hours, right
from tests.rules.examples import case_of

Worked = Callable[..., Estimate]

READINGS: dict[str, tuple[str, str, dict[str, Any], str, str]] = {
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
    "regime rate on training days": (
        'value: false, source: "Lecture retenue : financées',
        'value: true, source: "Lecture retenue : financées',
        {},
        "TRAINING_DAYS",
        "2625.48",
    ),
    "exceptional hours giving right": (
        'value: false, source: "Lecture retenue, faute de texte : les heures exceptionnelles',
        'value: true, source: "Lecture retenue, faute de texte : les heures exceptionnelles',
        {"exceptionalHours": 500},
        "ENTITLED_HOURS",
        "35000",
    ),
}


@pytest.mark.parametrize(("old", "new", "changes", "code", "result"), READINGS.values(), ids=READINGS)
def test_one_line_of_the_parameters_changes_a_reading(
    worked: Worked, tmp_path: Path, old: str, new: str, changes: dict[str, Any], code: str, result: str
) -> None:
    otherwise = worked(2024, parameters=_law(tmp_path, old, new), **changes)
    assert otherwise.line(code).result == Decimal(result)
    assert worked(2024, **changes).line(code).result != Decimal(result)


def test_an_update_may_take_the_latest_charges_over_its_own_hours(worked: Worked, tmp_path: Path) -> None:
    values = {"account64": Decimal(69_000), "hoursBilledUnder4": Decimal(10_000)}
    facts = Facts(sent={(DeclarationKind.FORECAST, 2025): Sent(DeclarationKind.FORECAST, 2025, values)})
    law = _law(tmp_path, "value: LATEST_COST_PRICE", "value: LATEST_CHARGES")
    ours, otherwise = (
        worked(2025, declared=DeclarationKind.UPDATE, facts=facts, parameters=parameters)
        for parameters in (PARAMETERS, law)
    )
    assert (ours.line("COST_PRICE").result, otherwise.line("COST_PRICE").result) == (Decimal("6.9"), Decimal(2))
    assert [operand.reference for operand in otherwise.line("COST_PRICE").operands][:2] == [
        "TOTAL_CHARGES",
        "BILLED_HOURS",
    ]


def test_exceptional_hours_are_needed_when_they_give_right(worked: Worked, tmp_path: Path) -> None:
    law = _law(tmp_path, "value: false", "value: true")
    assert worked(2024, parameters=law, exceptionalHours=None).missing == ("exceptionalHours",)
    assert worked(2024, parameters=law, version=1).right, "the first form does not ask them"
    assert hours.entitled_hours(case_of(exceptionalHours=500), law) == 35_000


def _law(folder: Path, old: str, new: str) -> Parameters:
    """The law with one reading changed."""
    for file in Path(rules.parameters.__file__).parent.glob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        (folder / file.name).write_text(text.replace(old, new), encoding="utf-8")
    return Parameters(read_folder(folder))


def test_every_rule_named_by_a_parameter_is_known_to_the_program() -> None:
    readings: dict[str, Mapping[str, object]] = {
        "psu.ceiling_rule": ceiling.CEILINGS,
        "psu.cost_price_hours": cost.COST_PRICE_HOURS,
        "psu.update_cost_price": cost.UPDATE_COST_PRICES,
        "psu.staff_hours_rule": hours.STAFF_HOURS,
        "eaje.places_weight": hours.PLACES_WEIGHTS,
        "psu.regime_rate_place": right.REGIME_RATE_PLACES,
        "psu.agreement_share": agreed.AGREEMENT_SHARES,
        "psu.advances_base": advances.BASES,
        "psu.trajectory_places": agreed.CO_FUNDED_ON,
        "psu.disability_rounding": bonuses.DISABILITY_ROUNDINGS,
        "psu.threshold_side": Side.__members__,
        "psu.social_mix_side": Side.__members__,
        "psu.disability_first_side": Side.__members__,
        "psu.disability_second_side": Side.__members__,
        "psu.trajectory_side": Side.__members__,
    }
    for name, known in readings.items():
        for value in PARAMETERS.all(name):
            assert value.value in known, name
