"""The words of one column."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """Its French label, the French sentence that helps whoever reads or fills it, and its English description."""

    label: str
    help: str
    description: str
