"""A drawn world, in memory: every row there is, who asks, and when."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.oracle.declared import Declaration, Estimate, Event, GroupAccounts, Part, Ratio, Right, Submission
from tests.oracle.rows import (
    LONG_AGO,
    Agreement,
    Caf,
    Cell,
    Entry,
    Licence,
    Opening,
    Organisation,
    Period,
    Person,
    Release,
    RoleGrant,
    StaffRole,
    Structure,
    Tenure,
)


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
    agreements: list[Agreement] = field(default_factory=list)
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
    entries: list[Entry] = field(default_factory=list)

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
