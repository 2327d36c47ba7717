"""Secondary secrecy: what is published gives no secret cell away. Judged by an oracle that knows nothing of graphs."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.averages import cells_of
from rules.secrecy import Bounds, Group, Weight, publishable, united
from rules.suppression import NATIONAL, Axis, Cell, secret_cells

BOUNDS = Bounds(structures=5, organisations=3, share=Decimal(85))
Placed = tuple[int, str, str, str, int, int]
"""A structure: its Caf, organisation, nature, size class, numerator and denominator."""


def cells(placed: Sequence[Placed]) -> dict[Cell, list[Group]]:
    """The groups of every cell, built word by word."""
    found: dict[Cell, dict[str, Weight]] = {}
    for caf, siren, nature, size, numerator, denominator in placed:
        weight = Weight(1, Decimal(numerator), Decimal(denominator))
        for cell in cells_of(caf, nature, size):
            found[cell] = dict(united([found.get(cell, {}), {siren: weight}]))
    return {cell: [group] for cell, group in found.items()}


def equations(known: Mapping[Cell, list[Group]]) -> list[dict[Cell, int]]:
    """Every sum of the lattice, parent less children = 0, that of all = Σ over the Cafs included."""
    found = []
    for parent in known:
        if parent.axis == Axis.ALL:
            for axis in (Axis.NATURE, Axis.SIZE):
                children = [cell for cell in known if cell.territory == parent.territory and cell.axis == axis]
                found.append({parent: 1, **dict.fromkeys(children, -1)})
        if parent.territory == NATIONAL:
            children = [cell for cell in known if cell[1:] == parent[1:] and cell != parent]
            found.append({parent: 1, **dict.fromkeys(children, -1)})
    return found


def worked_out(unknown: list[Cell], sums: list[dict[Cell, int]]) -> set[Cell]:
    """The unknowns that the sums determine, by Gaussian elimination over the fractions."""
    rows = [[Fraction(each.get(cell, 0)) for cell in unknown] for each in sums]
    pivots: list[int] = []
    for column in range(len(unknown)):
        pivot = next((n for n in range(len(pivots), len(rows)) if rows[n][column]), None)
        if pivot is None:
            continue
        place = len(pivots)
        rows[place], rows[pivot] = rows[pivot], rows[place]
        rows[place] = [each / rows[place][column] for each in rows[place]]
        for n, row in enumerate(rows):
            if n != place and row[column]:
                rows[n] = [a - row[column] * b for a, b in zip(row, rows[place], strict=True)]
        pivots.append(column)
    return {unknown[column] for n, column in enumerate(pivots) if sum(1 for each in rows[n] if each) == 1}


def leaks(placed: Sequence[Placed]) -> list[str]:
    """What a stranger or any organisation could find out."""
    known = cells(placed)
    secret = secret_cells(known, BOUNDS)
    sums = equations(known)
    found = [f"{cell} is published" for cell in known if cell not in secret and not publishable(known[cell][0], BOUNDS)]
    for each in sums:
        parent, children = next(cell for cell in each if each[cell] == 1), [cell for cell in each if each[cell] == -1]
        hidden = [cell for cell in children if cell in secret]
        if parent not in secret and hidden and not publishable(united(known[cell][0] for cell in hidden), BOUNDS):
            found.append(f"{parent} gives away {hidden}")
    for viewer in [None, *{siren for _, siren, *_ in placed}]:
        unknown = sorted(cell for cell in secret if set(known[cell][0]) != {viewer})
        found += [f"{viewer} works out {cell}" for cell in worked_out(unknown, sums)]
    return found


TOWN = st.tuples(
    st.integers(1, 3), st.sampled_from("ABCDEFGHIJ"), st.sampled_from(["M", "F", "P"]), st.sampled_from(["S", "L"]),
    st.integers(0, 30), st.integers(1, 30),
)  # fmt: skip
TOWNS = st.lists(TOWN, min_size=1, max_size=70)


@settings(deadline=None, max_examples=150)
@given(TOWNS)
def test_no_secret_cell_can_be_worked_out_from_what_is_published(placed: list[Placed]) -> None:
    assert leaks(placed) == []


@settings(deadline=None, max_examples=40)
@given(TOWNS, st.randoms(use_true_random=False))
def test_the_answer_does_not_depend_on_the_order_of_the_rows(placed: list[Placed], chance: Random) -> None:
    shuffled = list(placed)
    chance.shuffle(shuffled)
    other = dict(reversed(cells(shuffled).items()))
    assert secret_cells(cells(placed), BOUNDS) == secret_cells(other, BOUNDS)


@settings(deadline=None, max_examples=40)
@given(TOWNS)
def test_a_cell_that_is_not_publishable_is_never_published_whatever_else_is_in_the_family(placed: list[Placed]) -> None:
    alone = cells(placed)
    halved = [(*town[:4], town[4] // 2 if town[1] > "C" else 0, town[5]) for town in placed]
    pairs = {cell: [groups[0], cells(halved)[cell][0]] for cell, groups in alone.items()}
    unsafe = {cell for cell, groups in pairs.items() if not all(publishable(each, BOUNDS) for each in groups)}
    assert unsafe <= secret_cells(pairs, BOUNDS)


def many(caf: int, nature: str, sirens: str, size: str = "S") -> list[Placed]:
    """Two structures of each organisation, all alike."""
    return [(caf, siren, nature, size, 2, 3) for siren in sirens for _ in range(2)]


def test_two_small_natures_hide_each_other_only_if_they_are_publishable_together() -> None:
    # The multi-accueils are many; a single micro-crèche would be all less multi-accueils.
    placed = [*many(1, "M", "ABCDEF"), *many(2, "M", "GHIJK"), (1, "Z", "F", "S", 2, 3)]
    secret = secret_cells(cells(placed), BOUNDS)
    assert Cell(1, Axis.NATURE, "F") in secret
    assert Cell(1, Axis.NATURE, "M") in secret or Cell(1, Axis.ALL, "") in secret
    assert Cell(2, Axis.NATURE, "M") in secret or Cell(NATIONAL, Axis.ALL, "") in secret


def test_a_caf_alone_below_the_bound_hides_another_in_the_national_sum() -> None:
    placed = [*many(1, "M", "ABCDE"), *many(2, "M", "FGHIJ"), *many(3, "M", "KL")]
    secret = secret_cells(cells(placed), BOUNDS)
    assert {cell.territory for cell in secret} in ({1, 3}, {2, 3})
    assert len(secret) == 6


def test_where_nothing_is_small_nothing_is_secret() -> None:
    placed = [*many(1, "M", "ABCDE"), *many(1, "F", "ABCDE"), *many(2, "M", "ABCDE"), *many(2, "F", "ABCDE", "L")]
    assert secret_cells(cells(placed), BOUNDS) == frozenset()


@pytest.mark.parametrize("placed", [[], [(1, "A", "M", "S", 1, 1)]])
def test_hardly_anything_declared_is_no_error(placed: list[Placed]) -> None:
    known = cells(placed)
    assert secret_cells(known, BOUNDS) == set(known)


def test_the_oracle_finds_a_leak_when_the_algorithm_hides_nothing_more(monkeypatch: pytest.MonkeyPatch) -> None:
    placed = [*many(1, "M", "ABCDEF"), *many(1, "P", "ABCDEF"), (1, "Z", "F", "S", 2, 3)]
    assert leaks(placed) == []
    monkeypatch.setattr("rules.suppression._left_over", lambda *_: set())
    monkeypatch.setattr("rules.suppression._worked_out", lambda *_: set())
    assert leaks(placed) != []


NEEDED = {
    # two natures of the same two organisations: nobody works one out, but both together are published by difference
    "_left_over": [*many(1, "M", "ABCDEF"), *many(1, "F", "YZ"), *many(1, "P", "YZ")],
    # both together are publishable, but whoever owns all of the one works out the other
    "_worked_out": [*many(1, "M", "ABCDEF"), *many(1, "F", "XX"), *many(1, "P", "WYZ")],
}


@pytest.mark.parametrize("promise", NEEDED)
def test_each_of_the_two_promises_is_needed(promise: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert leaks(NEEDED[promise]) == []
    monkeypatch.setattr(f"rules.suppression.{promise}", lambda *_: set())
    assert leaks(NEEDED[promise]) != []
