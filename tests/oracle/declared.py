"""The rows of a declaration and of what hangs on it, and of the accounts that several share."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tests.oracle.rows import LONG_AGO, Row


@dataclass(frozen=True, slots=True)
class Declaration(Row):
    table = "declaration"
    caf_id: int
    organisation_id: int
    structure_id: int
    tenure_id: int
    period_id: int
    kind: str
    year: int
    state: str
    version: int
    extended_to: date | None
    structure_kind: str = "EAJE"
    form_version: int = 2
    created_at: datetime = LONG_AGO
    updated_at: datetime = LONG_AGO
    state_since: datetime = LONG_AGO


@dataclass(frozen=True, slots=True)
class OfDeclaration(Row):
    """What hangs on a declaration carries its Caf, structure and tenure."""

    caf_id: int
    structure_id: int
    tenure_id: int
    declaration_id: int


@dataclass(frozen=True, slots=True)
class Part(OfDeclaration):
    table = "declaration_part"
    part: str
    state: str
    version: int
    values: dict[str, Any]
    remarks: dict[str, str]
    saved_by_name: str | None
    completed_by_name: str | None
    sent_back_by_name: str | None
    sent_back_reason: str | None
    form_version: int = 2
    saved_at: datetime = LONG_AGO
    completed_at: datetime = LONG_AGO
    sent_back_at: datetime = LONG_AGO
    sent_back_items: tuple[str, ...] = ("openingDays",)


@dataclass(frozen=True, slots=True)
class Estimate(OfDeclaration):
    table = "declaration_estimate"
    psu: str | None
    amount: str | None
    detail: dict[str, Any]
    fictional: bool
    computed_at: datetime = LONG_AGO


@dataclass(frozen=True, slots=True)
class Event(OfDeclaration):
    table = "declaration_event"
    told_caf_id: int | None
    act: str
    part: str | None
    actor_id: int
    actor_name: str
    from_state: str
    to_state: str
    version: int
    reason: str | None
    items: tuple[str, ...]
    at: datetime = LONG_AGO


@dataclass(frozen=True, slots=True)
class Submission(OfDeclaration):
    table = "submission"
    number: int
    previous_id: int | None
    reference: str
    activity: dict[str, Any] | None
    finance: dict[str, Any] | None
    estimate: dict[str, Any]
    psu: str | None
    amount: str | None
    approver_id: int
    approver_name: str
    late: bool | None
    content_hash: str
    attestation: str = "J'atteste."
    declaration_version: int = 1
    form_version: int = 2
    sent_at: datetime = LONG_AGO


@dataclass(frozen=True, slots=True)
class Right(OfDeclaration):
    table = "accepted_right"
    submission_id: int
    psu: str
    amount: str
    accepted_by_id: int
    accepted_by_name: str
    accepted_at: datetime = LONG_AGO


@dataclass(frozen=True, slots=True)
class Ratio(OfDeclaration):
    table = "structure_ratio"
    submission_id: int
    siren: str
    year: int
    ratio: str
    numerator: str
    denominator: str
    reason: str | None = None
    size_class: str | None = None
    structure_kind: str = "EAJE"
    nature: str = "MULTI_ACCUEIL"


@dataclass(frozen=True, slots=True)
class GroupAccounts(Row):
    table = "group_accounts"
    caf_id: int
    organisation_id: int
    kind: str
    year: int
    tenures: tuple[int, ...]
    total_charges: str
    version: int
    stated_by_id: int
    stated_by_name: str
    stated_at: datetime = LONG_AGO
