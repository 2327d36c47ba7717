"""The oracle's own picture of the API: every object type, every field, who reads it. A new field gets its line in here."""

from tests.oracle.acts import ALLOWED, of_structure
from tests.oracle.drafts import DRAFTS
from tests.oracle.entrance import ENTRANCE
from tests.oracle.fields import Fields, leads
from tests.oracle.history import HISTORY
from tests.oracle.law import LAW
from tests.oracle.lists import NODES, PAGE_INFO, TABLES, lists
from tests.oracle.nouns import NOUNS
from tests.oracle.progress import PROGRESS
from tests.oracle.simulations import SIMULATIONS
from tests.oracle.working import WORKING

SHAPE: dict[str, Fields] = {
    **ENTRANCE, **NOUNS, **DRAFTS, **PROGRESS, **WORKING, **ALLOWED, **HISTORY, **SIMULATIONS,
    "PageInfo": PAGE_INFO,
    **{name: fields for kind in TABLES for name, fields in lists(kind).items()},
    **LAW,
}  # fmt: skip

ABSTRACT: dict[str, tuple[str, ...]] = {
    "Node": tuple(NODES),
    "ActivityValues": ("EajeActivity",),
    "FinanceValues": ("EajeFinance",),
}
"""Interfaces and unions, and what may stand for them."""

SHAPE["Structure"]["allowedActions"] = leads("structure.read", "AllowedAction", of_structure)

ACTS_ONLY = {"SheetOutcome", "SheetChange", "Publication", "StandingGrant"}
"""Types that only acts answer: what acts refuse is proven in tests/isolation."""


def concrete(kind: str) -> tuple[str, ...]:
    """The object types behind a type."""
    return ABSTRACT.get(kind, (kind,))
