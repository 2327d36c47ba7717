"""When a group may be published: what remains after removing any one organisation, below, on and above each bound."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.secrecy import Bounds, Group, Weight, publishable, united

BOUNDS = Bounds(structures=5, organisations=3, share=Decimal(85))


def group(counts: list[int], numerators: list[str] | None = None, denominators: list[str] | None = None) -> Group:
    """Organisations A, B, C… with so many structures each; even weights unless told."""
    even = ["1"] * len(counts)
    return {
        chr(ord("A") + place): Weight(count, Decimal(numerator), Decimal(denominator))
        for place, (count, numerator, denominator) in enumerate(
            zip(counts, numerators or even, denominators or even, strict=True)
        )
    }


def test_the_bounds_are_those_of_the_portal() -> None:
    assert Bounds.on(date(2024, 1, 1)) == BOUNDS


@pytest.mark.parametrize(
    ("counts", "may"),
    [
        ([2, 2, 2, 1], True),  # without the largest: five structures
        ([2, 2, 1, 1], False),  # four
        ([3, 2, 2, 1], True),
        ([4, 2, 1, 1], False),  # four remain without the largest, however many it has
        ([40, 2, 1, 1], False),
        ([40, 2, 2, 1], True),
        ([3, 3, 3], False),  # without any of them, two organisations
        ([9, 9], False),
        ([20], False),
    ],
)
def test_five_structures_of_three_organisations_remain_without_any_one(counts: list[int], may: bool) -> None:
    assert publishable(group(counts), BOUNDS) is may


SHARES = [
    # without the second, the first holds so much of 100
    (["84.99", "70", "10", "5.01"], True),
    (["85", "70", "10", "5"], True),
    (["85.01", "70", "10", "4.99"], False),
    (["85", "85", "10", "5"], True),
    # nobody holds much as long as all are there
    (["50", "45", "3", "2"], False),
    (["10", "10", "10", "10"], True),
]


@pytest.mark.parametrize(("weights", "may"), SHARES)
@pytest.mark.parametrize("side", ["numerators", "denominators"])
def test_nobody_holds_more_than_the_share_of_what_remains(weights: list[str], may: bool, side: str) -> None:
    assert publishable(group([3, 3, 3, 3], **{side: weights}), BOUNDS) is may


@pytest.mark.parametrize(
    ("numerators", "may"),
    [
        (["0", "0", "0", "0"], False),
        (["1", "0", "0", "0"], False),
        (["1", "1", "0", "0"], False),
        (["1", "1", "1", "0"], True),
        (["-1", "-1", "-1", "-1"], True),
        (["-100", "1", "1", "1"], False),  # a deficit weighs as much as an excess
        (["50", "-50", "50", "-50"], True),
    ],
)
def test_zeros_and_negative_numerators(numerators: list[str], may: bool) -> None:
    assert publishable(group([3, 3, 3, 3], numerators), BOUNDS) is may


WEIGHTS = st.builds(
    Weight,
    st.integers(1, 6),
    st.integers(-20, 100).map(Decimal),
    st.integers(1, 100).map(Decimal),
)
GROUPS = st.dictionaries(st.sampled_from("ABCDEFG"), WEIGHTS, min_size=1)


def by_hand(members: Mapping[str, Weight]) -> bool:
    """The rule word by word: remove each organisation in turn and look at what remains."""
    for gone in members:
        rest = {name: weight for name, weight in members.items() if name != gone}
        if len(rest) < 3 or sum(weight.structures for weight in rest.values()) < 5:
            return False
        for side in ("numerator", "denominator"):
            sizes = [abs(getattr(weight, side)) for weight in rest.values()]
            if sum(sizes) == 0 or any(size / sum(sizes) > Decimal("0.85") for size in sizes):
                return False
    return any(weight.numerator for weight in members.values())


@given(GROUPS)
def test_the_short_way_says_what_the_rule_says_word_by_word(members: Group) -> None:
    assert publishable(members, BOUNDS) is by_hand(members)


@given(GROUPS, GROUPS)
def test_two_publishable_groups_together_are_publishable_when_all_weigh_alike(one: Group, other: Group) -> None:
    same = [
        {name: Weight(w.structures, abs(w.numerator), w.denominator) for name, w in each.items()}
        for each in (one, other)
    ]
    if all(publishable(each, BOUNDS) for each in same):
        assert publishable(united(same), BOUNDS)
