"""The reference of a transmission: what a person reads aloud, copies from paper and types again."""

import re

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's 32 letters and digits: none that looks like another."""
BITS = 60
"""How much of a reference is drawn by lot, in bits."""

# A letter is an element of GF(32) modulo x^5 + x^2 + 1: multiplying by x is a shift, and what falls off comes back as
# these bits.
_FIELD, _MODULUS = len(ALPHABET), 0b100101
_LETTER = (_FIELD - 1).bit_length()
_LETTERS = BITS // _LETTER

_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
_BARE = re.compile(rf"T(?P<year>[0-9]{{2}})(?P<letters>[{ALPHABET}]{{{_LETTERS}}})(?P<check>[{ALPHABET}])")
_SEPARATORS = re.compile(r"[\s.·_\-\u2010-\u2015\u2212]+")
_LONGEST = 200
"""Characters of a typed text that are read at most."""


def reference(year: int, drawn: int) -> str:
    """The reference of a transmission for a declared year, from `BITS` bits drawn by lot: « T24-7KQM-4XHB-WZ2T-9 ».

    Raises `ValueError` when `drawn` is not of that many bits.
    """
    if not 0 <= drawn < 1 << BITS:
        raise ValueError("not so many bits")
    letters = "".join(ALPHABET[drawn >> _LETTER * place & _FIELD - 1] for place in reversed(range(_LETTERS)))
    return _written(f"{year % 100:02}", letters)


def reference_typed(text: str) -> str | None:
    """The reference that somebody typed, in its one spelling; none when it cannot be one.

    Small letters, spaces, other dashes and the look-alikes O, I and L are understood. The last letter tells any one
    letter mistyped and any two neighbours exchanged.
    """
    bare = _SEPARATORS.sub("", text[:_LONGEST]).upper().translate(_ALIKE)
    found = _BARE.fullmatch(bare)
    if found is None or found["check"] != _check(found["year"] + found["letters"]):
        return None
    return _written(found["year"], found["letters"])


def hash_typed(text: str) -> str | None:
    """The SHA-256 that somebody typed or pasted, in its one spelling; none when it cannot be one."""
    bare = _SEPARATORS.sub("", text[:_LONGEST]).upper().translate(_ALIKE).lower()
    return bare if re.fullmatch(r"[0-9a-f]{64}", bare) else None


def hash_shown(content_hash: str) -> str:
    """A SHA-256 in groups of eight, so that it can be compared by eye."""
    return " ".join(content_hash[start : start + 8] for start in range(0, len(content_hash), 8))


def _written(year: str, letters: str) -> str:
    groups = (letters[start : start + 4] for start in range(0, _LETTERS, 4))
    return "-".join((f"T{year}", *groups, _check(year + letters)))


def _check(letters: str) -> str:
    """A weighted sum over a field of 32: each place has its own weight, so that an exchange shows."""
    total = 0
    for letter in letters:
        total = (total ^ ALPHABET.index(letter)) << 1
        total ^= _MODULUS if total >= _FIELD else 0
    return ALPHABET[total]
