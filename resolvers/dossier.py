"""A declaration with its parts and what is known beside it, as the rules want to see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import orjson

from rules.case import Case, Facts
from rules.deadlines import Calendar
from rules.estimate import Estimate
from rules.forms import DeclarationKind, Form, Part
from rules.kinds import KINDS, Kind
from rules.permits import Docket
from rules.readiness import Obstacle, obstacles
from rules.values import typed
from rules.workflow import PartState, State

Row = Mapping[str, Any]
NOTHING_KNOWN = Facts()


def calendar_of(row: Row, today: date) -> Calendar:
    """The days of a declaration, a delay included."""
    return Calendar(today, row["opens_on"], row["due_on"], row["closes_on"], row["extended_to"])


@dataclass(frozen=True, slots=True)
class PartContent:
    """One part: where it stands, its stored figures and its remarks by control code."""

    id: int
    state: PartState
    version: int
    form_version: int
    values: dict[str, Any]
    remarks: dict[str, str]
    saved_by: str | None = None

    @classmethod
    def of(cls, row: Row) -> "PartContent":
        """Read a row of `declaration_part`."""
        return cls(
            row["id"],
            PartState(row["state"]),
            row["version"],
            row["form_version"],
            orjson.loads(row["values"]),
            orjson.loads(row["remarks"]),
            row["saved_by_name"],
        )

    @classmethod
    def frozen(cls, content: Mapping[str, Any], form_version: int) -> "PartContent":
        """Read one part of a transmission; it is no row of its own any more."""
        return cls(
            0, PartState.COMPLETE, content["version"], form_version, content["values"], content["remarks"],
            content.get("saved_by"),
        )  # fmt: skip


@dataclass(frozen=True)
class Dossier:
    """All that the rules need to know of one declaration."""

    row: Row
    parts: Mapping[Part, PartContent]
    facts: Facts = NOTHING_KNOWN
    fictional_allowed: bool = False

    @cached_property
    def kind(self) -> Kind:
        """The kind of structure."""
        return KINDS[self.row["structure_kind"]]

    @cached_property
    def declared(self) -> DeclarationKind:
        """The kind of declaration."""
        return DeclarationKind(self.row["kind"])

    @cached_property
    def form(self) -> Form:
        """What it asks, in the version it was opened with."""
        return self.kind.form(self.declared, self.row["year"], self.row["form_version"])

    @property
    def asked_parts(self) -> tuple[Part, ...]:
        """The parts that this kind of declaration asks."""
        return self.kind.required_parts(self.declared, self.row["year"])

    @cached_property
    def case(self) -> Case:
        """The figures of both parts, typed, with the facts beside them."""
        stored = {name: each for part in self.parts.values() for name, each in part.values.items()}
        return Case(self.form, self.row["year"], typed(self.form, stored), self.facts, self.fictional_allowed)

    @property
    def remarks(self) -> dict[str, str]:
        """The remarks of both parts, by control code."""
        return {code: text for part in self.parts.values() for code, text in part.remarks.items()}

    def docket(self, today: date) -> Docket:
        """Where it stands today for an act on it."""
        return Docket(
            State(self.row["state"]),
            {part: each.state for part, each in self.parts.items()},
            calendar_of(self.row, today),
        )

    @cached_property
    def estimate(self) -> Estimate:
        """The right that these figures would open, with its working."""
        return self.kind.estimate(self.case)

    @cached_property
    def obstacles(self) -> tuple[Obstacle, ...]:
        """What stands between this declaration and its sending."""
        return obstacles(self.kind, self.case, self.remarks)
