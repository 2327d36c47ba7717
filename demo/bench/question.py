"""One thing that is measured: what the portal is asked in GraphQL, and its floor."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from demo.bench.visit import Visit

Given = Mapping[str, Any]
"""The variables of the document: the floor gets the same, in the path or in the body."""


@dataclass(frozen=True, slots=True)
class Question:
    """`floor` answers, by hand, exactly what `data` holds in the portal's answer.

    `connections` is how many ask at the same time.
    """

    name: str
    title: str
    who: str
    document: str
    floor: Callable[[Visit, Given], Awaitable[dict[str, Any]]]
    connections: int = 4
    writes: bool = False
