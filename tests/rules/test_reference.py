"""References of transmissions: easy to read and to type again, hard to confuse."""

import pytest

from rules.receipts import ALPHABET, BITS, hash_shown, hash_typed, reference, reference_typed

KNOWN = reference(2024, 0x123456789ABCDEF)
HASH = "0123456789abcdef" * 4


def test_a_reference_names_its_year_and_spells_what_was_drawn() -> None:
    assert KNOWN == "T24-28T5-CY4T-QKFF-4"
    assert reference(2015, 0).startswith("T15-0000-0000-0000-")
    assert reference(2024, (1 << BITS) - 1).startswith("T24-ZZZZ-ZZZZ-ZZZZ-")


def test_it_holds_sixty_bits_by_lot_and_fits_its_column() -> None:
    assert BITS >= 60
    assert len(KNOWN) == 20
    assert set("ILOU").isdisjoint(ALPHABET)
    assert len(set(ALPHABET)) == 32


@pytest.mark.parametrize("drawn", [-1, 1 << BITS])
def test_it_is_drawn_from_exactly_so_many_bits(drawn: int) -> None:
    with pytest.raises(ValueError, match="bits"):
        reference(2024, drawn)


@pytest.mark.parametrize(
    "typed",
    [
        KNOWN, KNOWN.lower(), KNOWN.replace("-", ""), KNOWN.replace("-", " "), f"  {KNOWN}\n", KNOWN.replace("-", " – "),
        KNOWN.replace("-", "\u00a0"), KNOWN.replace("-", "\u2011"),
    ],
)  # fmt: skip
def test_typing_is_read_with_tolerance(typed: str) -> None:
    assert reference_typed(typed) == KNOWN


@pytest.mark.parametrize(("digit", "alike"), [("0", "oO"), ("1", "iIlL")])
def test_look_alikes_are_the_digits_that_they_look_like(digit: str, alike: str) -> None:
    bits = f"{ALPHABET.index(digit):05b}" * 12
    same = reference(2000 + 11 * int(digit), int(bits, 2))
    assert same.startswith(f"T{digit * 2}-{digit * 4}-{digit * 4}-{digit * 4}-")
    for letter in alike:
        assert reference_typed(same.replace(digit, letter)) == same


def test_any_one_letter_mistyped_shows() -> None:
    bare = KNOWN.replace("-", "")
    for place in range(1, len(bare)):
        for letter in set(ALPHABET) - {bare[place]}:
            assert reference_typed(bare[:place] + letter + bare[place + 1 :]) is None


def test_any_two_neighbours_exchanged_show() -> None:
    bare = KNOWN.replace("-", "")
    for place in range(1, len(bare) - 1):
        exchanged = bare[:place] + bare[place + 1] + bare[place] + bare[place + 2 :]
        assert exchanged == bare or reference_typed(exchanged) is None


@pytest.mark.parametrize(
    "typed", ["", "T", KNOWN[:-1], KNOWN + "0", KNOWN.replace("T", "X"), "é" * 20, "0" * 10_000, "\0"]
)
def test_what_cannot_be_a_reference_is_none(typed: str) -> None:
    assert reference_typed(typed) is None


@pytest.mark.parametrize(
    "typed", [HASH, HASH.upper(), hash_shown(HASH), f" {HASH} ", HASH.replace("0", "O").replace("1", "I")]
)
def test_a_hash_is_read_with_tolerance(typed: str) -> None:
    assert hash_typed(typed) == HASH


@pytest.mark.parametrize("typed", ["", HASH[:-1], HASH + "0", HASH.replace("f", "g"), "0" * 10_000])
def test_what_cannot_be_a_hash_is_none(typed: str) -> None:
    assert hash_typed(typed) is None


def test_a_hash_is_shown_in_groups_of_eight() -> None:
    assert hash_shown(HASH).split(" ") == ["01234567", "89abcdef"] * 4
