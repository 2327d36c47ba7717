"""May this be sent now? The one function that answers, for every door, and what stands in the way."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from rules.controls import Control, Finding, Level, findings
from rules.forms import DeclarationKind, Part, Values
from rules.kinds.kind import Kind
from rules.problems import Code, Problem, problem


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing between a declaration and its sending, in the part where it is to be solved.

    A blocking one wants other figures; the others are satisfied by a remark.
    """

    problem: Problem
    part: Part
    control: Control | None
    blocking: bool
    remark: str | None = None

    @property
    def stops(self) -> bool:
        """Does it stop the act as things stand?"""
        return self.blocking or self.remark is None


def obstacles(
    kind: Kind, declared: DeclarationKind, day: date, values: Values, remarks: Mapping[str, str]
) -> tuple[Obstacle, ...]:
    """Missing items in the order of the form, then the controls not satisfied in their own order.

    `day` is 1 January of the declared year; `values` and `remarks` are those of both parts together.
    """
    found = findings(kind.controls, kind.form, declared, values, day)
    return (
        *_missing(kind, declared, values),
        *(_obstacle(finding, finding.control.part(kind.form), remarks) for finding in found),
    )


def stoppers(obstacles: Iterable[Obstacle], part: Part | None = None) -> tuple[Problem, ...]:
    """What stops completing that part or, without a part, approving the whole."""
    return tuple(
        obstacle.problem for obstacle in obstacles if obstacle.stops and (part is None or obstacle.part is part)
    )


def _missing(kind: Kind, declared: DeclarationKind, values: Values) -> Iterable[Obstacle]:
    parts = kind.required_parts.get(declared, ())
    for item in kind.form.items:
        if item.part in parts and declared in item.required and item.name not in values:
            details = {"part": item.part, "item": item.name, "control": None}
            path = (item.part.lower(), item.name)
            missing = problem(Code.ITEM_MISSING, *path, details=details, label=item.label)
            yield Obstacle(missing, item.part, None, blocking=True)


def _obstacle(finding: Finding, part: Part, remarks: Mapping[str, str]) -> Obstacle:
    blocking = finding.level is Level.BLOCKING
    code = finding.control.code
    refusal = problem(
        Code.CONTROL_BLOCKS if blocking else Code.REMARK_WANTED,
        *finding.path,
        details={"control": code, "part": part},
        sentence=finding.sentence,
        todo=finding.todo,
    )
    remark = None if blocking else (remarks.get(code) or "").strip() or None
    return Obstacle(refusal, part, finding.control, blocking, remark)
