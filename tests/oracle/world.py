"""A drawn world, in memory: the rows of the database as plain Python, and nothing that decides anything.

A field of a row is the column of the same name; a class names its table.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

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


@dataclass
class World:
    """Every row there is, who asks, and when."""

    now: datetime = LONG_AGO
    viewer: int = 1
    cafs: list[Caf] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    staff: list[StaffRole] = field(default_factory=list)
    organisations: list[Organisation] = field(default_factory=list)
    structures: list[Structure] = field(default_factory=list)
    licences: list[Licence] = field(default_factory=list)
    tenures: list[Tenure] = field(default_factory=list)
    grants: list[RoleGrant] = field(default_factory=list)
    openings: list[Opening] = field(default_factory=list)
    periods: list[Period] = field(default_factory=list)
    declarations: list[Declaration] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    estimates: list[Estimate] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    submissions: list[Submission] = field(default_factory=list)
    rights: list[Right] = field(default_factory=list)
    ratios: list[Ratio] = field(default_factory=list)
    groups: list[GroupAccounts] = field(default_factory=list)
    releases: list[Release] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)

    @property
    def today(self) -> date:
        """The day in France, where days are kept."""
        return self.now.astimezone(ZoneInfo("Europe/Paris")).date()

    def lists(self) -> Iterator[tuple[str, list[Any]]]:
        """Each list of rows, by name."""
        for each in fields(self):
            held = getattr(self, each.name)
            if isinstance(held, list):
                yield each.name, held

    def __str__(self) -> str:
        """As a counterexample shows it: what is not as by default, a row a line."""
        lines = [f"now {self.now.isoformat()} (today {self.today}), asked by person {self.viewer}"]
        for _, rows in self.lists():
            lines += [_told(row) for row in rows]
        return "\n".join(lines)


def _told(row: Any) -> str:
    said = [(each.name, getattr(row, each.name)) for each in fields(row) if getattr(row, each.name) != each.default]
    shown = (f"{name}={_brief(value)}" for name, value in said)
    return f"  {type(row).__name__} {' '.join(shown)}"


def _brief(value: Any) -> str:
    if isinstance(value, dict) and "lines" in value:
        return f"<{len(value['lines'])} lines, {len(value['missing'])} missing>"
    return value.isoformat() if isinstance(value, date) else repr(value)


def one(rows: list[Any], key: int | None) -> Any:
    """The row of a key, or none."""
    return next((row for row in rows if row.id == key), None)
