"""How a group is averaged, where its quartiles lie and whose its structures are: parameters, of which each code is known."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import rules.parameters
from rules import averages
from rules.averages import Member, interpolated, nearest
from rules.parameters import PARAMETERS, Parameters, UnknownReading
from rules.parameters.reader import read_folder
from rules.ratios import RATIOS, Terms
from rules.suppression import NATIONAL, Axis, Cell

DAY = date(2024, 1, 1)
READINGS: dict[str, Mapping[str, object]] = {
    "statistics.average_rule": averages.AVERAGES,
    "statistics.quartile_rule": averages.QUARTILES,
    "statistics.organisation_unit": averages.ORGANISATIONS,
}
OCCUPANCY = next(ratio for ratio in RATIOS["EAJE"] if ratio.code == "REAL_OCCUPANCY")
MEMBERS = [
    Member(1, siren, "M", "13-24", {OCCUPANCY.code: Terms(Decimal(numerator), Decimal(100))})
    for siren, numerator in (("A", 10), ("B", 20), ("C", 30), ("D", 40), ("E", 50), ("F", 60))
]
WHOLE = Cell(NATIONAL, Axis.ALL, "")


def law(folder: Path, old: str, new: str) -> Parameters:
    """The law with one reading changed."""
    text = (Path(rules.parameters.__file__).parent / "statistics.yaml").read_text(encoding="utf-8")
    assert text.count(old) == 1
    (folder / "statistics.yaml").write_text(text.replace(old, new), encoding="utf-8")
    return Parameters(read_folder(folder))


def whole(parameters: Parameters) -> tuple[str, ...]:
    """What is published of all together: the average and the three quartiles."""
    existing = [(each.caf, each.nature, each.size_class) for each in MEMBERS]
    computed = averages.averages([OCCUPANCY], MEMBERS, existing, ["M"], DAY, parameters=parameters)
    found = next(found for _, cell, found in computed if cell == WHOLE)
    assert found is not None
    return tuple(map(str, (found.average, found.q1, found.median, found.q3)))


@pytest.mark.parametrize("name", READINGS)
def test_every_code_of_the_parameters_is_known_to_the_program(name: str) -> None:
    for parameter in PARAMETERS.all(name):
        assert parameter.value in READINGS[name]


@pytest.mark.parametrize(
    "written", ["value: RATIO_OF_SUMS", "value: LINEAR_INTERPOLATION", "value: SIREN"], ids=list(READINGS)
)
def test_a_code_that_the_program_does_not_know_is_an_error_and_computes_nothing(tmp_path: Path, written: str) -> None:
    with pytest.raises(UnknownReading, match=r"^statistics\.\w+ is GUESS, none of [A-Z_]+"):
        whole(law(tmp_path, written, "value: GUESS"))


def test_one_line_of_the_parameters_changes_the_quartiles(tmp_path: Path) -> None:
    assert whole(PARAMETERS) == ("35.00", "22.50", "35.00", "47.50")
    assert whole(law(tmp_path, "value: LINEAR_INTERPOLATION", "value: NEAREST_RANK")) == (
        "35.00", "20.00", "30.00", "50.00",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("values", "quartiles"),
    [
        ([7], (7, 7, 7)),
        ([1, 2], (1, 1, 2)),
        ([1, 2, 3], (1, 2, 3)),
        ([1, 2, 3, 4], (1, 2, 3)),
        ([1, 2, 3, 4, 5], (2, 3, 4)),
    ],
)
def test_the_nearest_rank_is_always_one_of_the_values(values: list[int], quartiles: tuple[int, ...]) -> None:
    ordered = [Decimal(each) for each in values]
    assert [nearest(ordered, quarter) for quarter in (1, 2, 3)] == list(quartiles)


def test_both_rules_agree_where_a_quartile_falls_on_a_value() -> None:
    ordered = [Decimal(each) for each in range(5)]
    assert [nearest(ordered, quarter) for quarter in (1, 2, 3)] == [interpolated(ordered, n) for n in (1, 2, 3)]
