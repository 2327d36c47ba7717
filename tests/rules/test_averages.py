"""The figures of a group: ratio of sums, quartiles, classes, bands, coverage, families of ratios."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from rules.averages import (
    Average,
    Computed,
    Member,
    averages,
    band,
    families,
    interpolated,
    position,
    size_class,
    size_classes,
)
from rules.ratios import RATIOS, TOGETHER, Terms
from rules.suppression import NATIONAL, Axis, Cell

DAY = date(2024, 1, 1)
BY_CODE = {ratio.code: ratio for ratio in RATIOS["EAJE"]}
OCCUPANCY, COST, POVERTY = BY_CODE["REAL_OCCUPANCY"], BY_CODE["COST_PER_ATTENDED_HOUR"], BY_CODE["POVERTY_SHARE"]


def member(
    siren: str, numerator: int, denominator: int, caf: int = 1, nature: str = "M", **others: tuple[int, int]
) -> Member:
    """A structure whose ratios all have these terms, but for those told."""
    same = Terms(Decimal(numerator), Decimal(denominator))
    terms = {ratio.code: same for ratio in RATIOS["EAJE"]}
    terms |= {code: Terms(Decimal(up), Decimal(down)) for code, (up, down) in others.items()}
    return Member(caf, siren, nature, "13-24", terms)


def cells(ratios: list[Any], members: list[Member], beside: int = 0) -> dict[tuple[str, Cell], Average | None]:
    """What `averages` gives, by ratio and cell, with so many structures that are not in."""
    existing = [(each.caf, each.nature, each.size_class) for each in members] + [(1, "M", "13-24")] * beside
    computed: list[Computed] = list(averages(ratios, members, existing, ["M", "F"], DAY))
    return {(ratio.code, cell): found for ratio, cell, found in computed}


EVEN = [member(siren, *terms) for siren in "ABCD" for terms in ((40_000, 50_000), (8_000, 20_000))]
ALL = Cell(1, Axis.ALL, "")


def test_the_average_is_the_ratio_of_the_sums_never_the_mean_of_the_ratios() -> None:
    found = cells([OCCUPANCY], EVEN)["REAL_OCCUPANCY", ALL]
    assert found is not None
    assert found.average == Decimal("68.57")
    assert [found.q1, found.median, found.q3] == [Decimal(40), Decimal(60), Decimal(80)]


@pytest.mark.parametrize(
    ("values", "quartiles"),
    [
        ([7], (7, 7, 7)),
        ([1, 2], ("1.25", "1.5", "1.75")),
        ([1, 2, 3], ("1.5", 2, "2.5")),
        ([1, 2, 3, 4], ("1.75", "2.5", "3.25")),
        ([1, 2, 3, 4, 5], (2, 3, 4)),
        ([1, 2, 3, 4, 5, 6], ("2.25", "3.5", "4.75")),
        ([-4, 0, 8], (-2, 0, 4)),
    ],
)
def test_quartiles_are_interpolated_at_rank_p_times_n_less_one(
    values: list[int], quartiles: tuple[object, ...]
) -> None:
    ordered = [Decimal(each) for each in values]
    assert [interpolated(ordered, quarter) for quarter in (1, 2, 3)] == [Decimal(str(each)) for each in quartiles]


@pytest.mark.parametrize(
    ("places", "code"),
    [(1, "1-12"), (12, "1-12"), (13, "13-24"), (24, "13-24"), (25, "25-39"), (39, "25-39"), (40, "40-59"), (59, "40-59"),
     (60, "60+"), (999, "60+")],
)  # fmt: skip
def test_the_size_classes_below_on_and_above_each_bound(places: int, code: str) -> None:
    assert size_class(places, DAY) == code


def test_the_size_classes_say_their_bounds_in_french() -> None:
    assert list(size_classes(DAY).values()) == [
        "12 places au plus", "13 à 24 places", "25 à 39 places", "40 à 59 places", "60 places et plus",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("count", "told"),
    [(5, "5 à 9"), (9, "5 à 9"), (10, "10 à 19"), (19, "10 à 19"), (20, "20 à 49"), (49, "20 à 49"), (50, "50 à 99"),
     (100, "100 à 199"), (999, "500 à 999"), (1000, "1\u202f000 à 1\u202f999"), (13_000, "10\u202f000 à 19\u202f999")],
)  # fmt: skip
def test_a_number_is_told_as_a_band(count: int, told: str) -> None:
    assert band(count) == told


@pytest.mark.parametrize(("beside", "coverage"), [(0, 100), (1, 85), (2, 80), (8, 50), (9, 45), (200, 0)])
def test_the_coverage_is_rounded_down_to_a_step(beside: int, coverage: int) -> None:
    found = cells([OCCUPANCY], EVEN, beside)["REAL_OCCUPANCY", ALL]
    assert found is not None
    assert found.coverage == coverage


def test_ratios_made_of_the_same_sums_are_secret_together_and_others_are_not() -> None:
    # One organisation has nearly all of the charges: the hours are even, but charges per hour would tell the hours apart.
    heavy = member("E", 40_000, 50_000, COST_PER_ATTENDED_HOUR=(99_999_999, 50_000))
    found = cells([OCCUPANCY, COST, POVERTY], [*EVEN, heavy])
    assert found["COST_PER_ATTENDED_HOUR", ALL] is None
    assert found["REAL_OCCUPANCY", ALL] is None
    assert found["POVERTY_SHARE", ALL] is not None


def test_the_ratios_of_hours_charges_and_capacity_are_one_family_and_each_other_its_own() -> None:
    together, *alone = families(RATIOS["EAJE"])
    assert {ratio.family for ratio in together} == {TOGETHER}
    assert all(len(family) == 1 for family in alone)


def test_the_lattice_holds_each_nature_and_size_class_for_the_nation_and_each_caf() -> None:
    found = cells([OCCUPANCY], [*EVEN, member("A", 1, 2, caf=7, nature="OLD")])
    assert {cell.territory for _, cell in found} == {NATIONAL, 1, 7}
    assert {cell.code for _, cell in found if cell.axis == Axis.NATURE} == {"M", "F", "OLD"}
    assert len(found) == 3 * (1 + 3 + 5)
    assert found["REAL_OCCUPANCY", Cell(1, Axis.NATURE, "F")] is None


QUARTILES = (Decimal("10.00"), Decimal("20.00"), Decimal("30.00"))


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("9.99", "Dans le quart le plus bas"),
        ("10.00", "Entre le premier quartile et la médiane"),
        ("19.99", "Entre le premier quartile et la médiane"),
        ("20.00", "À la médiane"),
        ("20.01", "Entre la médiane et le troisième quartile"),
        ("30.00", "Entre la médiane et le troisième quartile"),
        ("30.01", "Dans le quart le plus élevé"),
    ],
)
def test_where_a_value_lies_among_the_quartiles(value: str, told: str) -> None:
    assert position(Decimal(value), *QUARTILES) == told
