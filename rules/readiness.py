"""May this be sent now? The one function that answers, for every door, and what stands in the way."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rules.case import Case
from rules.controls import Control, Finding, Level, findings
from rules.forms import Item, Part, Unit
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


def obstacles(kind: Kind, case: Case, remarks: Mapping[str, str]) -> tuple[Obstacle, ...]:
    """Missing items in the order of the form, then the controls not satisfied in their own order.

    `remarks` are those of both parts together, by control code.
    """
    return (
        *_missing(case),
        *(_obstacle(finding, finding.control.part(kind), remarks) for finding in findings(kind.controls, kind, case)),
    )


def stoppers(obstacles: Iterable[Obstacle], part: Part | None = None) -> tuple[Problem, ...]:
    """What stops completing that part or, without a part, approving the whole."""
    return tuple(
        obstacle.problem for obstacle in obstacles if obstacle.stops and (part is None or obstacle.part is part)
    )


def _missing(case: Case) -> Iterable[Obstacle]:
    for item in case.form.items:
        if case.declared in item.required and item.name not in case.typed:
            details = {"part": item.part, "item": item.name, "control": None}
            path = (item.part.lower(), item.name)
            missing = problem(Code.ITEM_MISSING, *path, details=details, label=item.label, todo=_asked(item))
            yield Obstacle(missing, item.part, None, blocking=True)


def _asked(item: Item) -> str:
    """What to do about a figure that is missing."""
    match item.unit:
        case Unit.YES_NO:
            return "Répondez par oui ou par non."
        case Unit.PLACES_BY_PERIOD:
            return "Indiquez au moins une période."
        case _ if item.above is None and item.minimum == 0:
            return "Saisissez une valeur ; s'il n'y en a pas, saisissez 0."
        case _:
            return "Saisissez une valeur."


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
