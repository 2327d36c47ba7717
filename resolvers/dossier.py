"""A declaration with its parts, as the rules want to see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from rules.estimate import Estimate
from rules.forms import DeclarationKind, Part, Values
from rules.kinds import KINDS, Kind
from rules.readiness import Obstacle, obstacles
from rules.values import typed
from rules.workflow import PartState

Row = Mapping[str, Any]


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


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that the rules need to know of one declaration."""

    row: Row
    parts: Mapping[Part, PartContent]

    @property
    def kind(self) -> Kind:
        """The kind of structure."""
        return KINDS[self.row["structure_kind"]]

    @property
    def declared(self) -> DeclarationKind:
        """The kind of declaration."""
        return DeclarationKind(self.row["kind"])

    @property
    def day(self) -> date:
        """The day whose parameters apply: 1 January of the declared year."""
        return date(self.row["year"], 1, 1)

    @property
    def values(self) -> Values:
        """The figures of both parts, typed."""
        return typed(self.kind.form, {name: each for part in self.parts.values() for name, each in part.values.items()})

    @property
    def remarks(self) -> dict[str, str]:
        """The remarks of both parts, by control code."""
        return {code: text for part in self.parts.values() for code, text in part.remarks.items()}

    def estimate(self, fictional_allowed: bool) -> Estimate:
        """The right that these figures would open, with its working."""
        return self.kind.estimate(self.values, self.declared, self.day, fictional_allowed)

    def obstacles(self) -> tuple[Obstacle, ...]:
        """What stands between this declaration and its sending."""
        return obstacles(self.kind, self.declared, self.day, self.values, self.remarks)
