"""What a code of refusal means, and its words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """What a code means (English, for the docs), its French sentence and its remedy."""

    meaning: str
    sentence: str
    remedy: str
    status: int = 200
