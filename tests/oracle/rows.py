"""The rows of a drawn world: those of Cafs, people, structures, periods and statistics, and nothing that decides anything.

A field of a row is the column of the same name; a class names its table.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import ClassVar

LONG_AGO = datetime(2020, 1, 1, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of one table."""

    table: ClassVar[str]
    id: int


@dataclass(frozen=True, slots=True)
class Caf(Row):
    table = "caf"
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Person(Row):
    table = "person"
    email: str
    display_name: str


@dataclass(frozen=True, slots=True)
class StaffRole(Row):
    table = "staff_role"
    person_id: int
    role: str
    caf_id: int | None
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Organisation(Row):
    table = "organisation"
    caf_id: int
    siret: str
    name: str


@dataclass(frozen=True, slots=True)
class Structure(Row):
    table = "structure"
    caf_id: int
    id_equ: str
    name: str
    commune: str
    opened_on: date
    closed_on: date | None
    ctg_since: date | None
    kind: str = "EAJE"
    nature: str = "MULTI_ACCUEIL"


@dataclass(frozen=True, slots=True)
class Licence(Row):
    table = "licence"
    caf_id: int
    structure_id: int
    starts_on: date
    places: int


@dataclass(frozen=True, slots=True)
class Tenure(Row):
    table = "tenure"
    caf_id: int
    organisation_id: int
    structure_id: int
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Agreement(Row):
    table = "agreement"
    caf_id: int
    structure_id: int
    tenure_id: int
    bonus: str
    starts_on: date
    ends_on: date | None
    places: int | None = None
    amount: str | None = None
    growth: str | None = None


@dataclass(frozen=True, slots=True)
class RoleGrant(Row):
    table = "role_grant"
    caf_id: int
    organisation_id: int
    structure_id: int
    tenure_id: int
    person_id: int
    person_name: str
    person_email: str
    role: str
    state: str
    starts_on: date
    ends_on: date | None
    ended_at: datetime | None
    granted_by_id: int
    granted_at: datetime = LONG_AGO


@dataclass(frozen=True, slots=True)
class Opening(Row):
    table = "account_opening"
    caf_id: int | None
    organisation_id: int | None
    person_id: int
    person_name: str
    person_email: str
    opened_at: datetime = LONG_AGO


@dataclass(frozen=True, slots=True)
class Period(Row):
    table = "declaration_period"
    caf_id: int
    kind: str
    year: int
    opens_on: date
    due_on: date
    closes_on: date
    observed_until: date | None
    published_at: datetime | None
    published_by_name: str | None
    structure_kind: str = "EAJE"


@dataclass(frozen=True, slots=True)
class Release(Row):
    table = "statistics_release"
    year: int
    structure_kind: str = "EAJE"
    released_at: datetime = LONG_AGO
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell(Row):
    table = "statistics_cell"
    release_id: int
    year: int
    caf_id: int | None
    ratio: str
    axis: str
    code: str
    average: str | None
    q1: str | None
    median: str | None
    q3: str | None
    band: str | None
    coverage: int | None
    reason: str | None
    structure_kind: str = "EAJE"


@dataclass(frozen=True, slots=True)
class Entry(Row):
    table = "audit_entry"
    seq: int
    caf_id: int | None
    structure_id: int | None
    tenure_id: int | None
    declaration_id: int | None
    actor_id: int
    actor_name: str
    act: str
    outcome: str
    codes: str
    roles: str
    door: str | None
    object_type: str | None
    object_id: int | None
    person_id: int | None
    from_state: str | None
    to_state: str | None
    told_manager: bool
    told_officer: bool
    told_national: bool
    at: datetime = LONG_AGO
