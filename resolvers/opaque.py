"""Opaque ids and cursors: letters for a client to keep, never to read."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

LONGEST = 2_000
"""A cursor holds a name of up to 200 characters, each of up to four bytes."""


def encode(kind: str, text: object) -> str:
    """An opaque mark of a kind and a text."""
    return urlsafe_b64encode(f"{kind}:{text}".encode()).decode().rstrip("=")


def decode(mark: str) -> tuple[str, str]:
    """What `encode` was given; anything else is a `ValueError`."""
    if not mark.isascii() or len(mark) > LONGEST:
        raise ValueError("not a mark")
    kind, colon, text = urlsafe_b64decode(mark + "=" * (-len(mark) % 4)).decode().partition(":")
    if not colon or encode(kind, text) != mark:
        raise ValueError("not a mark")
    return kind, text


def key_of(kind: str, mark: str) -> int | None:
    """The key inside an id of this kind, or none: a malformed id is as unknown as any other."""
    try:
        found, text = decode(mark)
        return int(text) if found == kind and text.isdigit() and int(text) < 2**31 else None
    except ValueError:
        return None


def sought(kind: str, mark: str) -> int:
    """The key to look for: that of an id of this kind, else 0, which no row has.

    So an id of another kind or of no shape runs the statements that an unknown one runs.
    """
    return key_of(kind, mark) or 0
