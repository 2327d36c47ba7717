"""May this be done now? The one function that answers: each act asks it, and so does whoever shows the acts beforehand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rules.deadlines import Calendar
from rules.forms import PART_LABELS, Part
from rules.french import day as french_day
from rules.policy import Role, allowed, entitled, required_roles
from rules.problems import Code, Problem, problem
from rules.readiness import Obstacle, stoppers
from rules.timing import Timing
from rules.workflow import ACT_LABELS, PART_STATE_LABELS, STATE_LABELS, Act, PartState, State, Step

Held = frozenset[Role]


@dataclass(frozen=True, slots=True)
class Docket:
    """Where a declaration stands for an act on it: its state, its parts as far as they are seen, its days."""

    state: State
    parts: Mapping[Part, PartState]
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class Verdict:
    """What stands against an act, whatever its author says: his roles, which never depend on the row; then the moment."""

    right: Problem | None
    moment: Problem | None

    @property
    def problem(self) -> Problem | None:
        """What the act answers first."""
        return self.right or self.moment


def forbidden(action: str, *path: str) -> Problem:
    """The refusal of an action, with its reason and who may do it."""
    roles = [role.value for role in required_roles(action)]
    return problem(
        Code.FORBIDDEN, *path, details={"action": action, "requiredRoles": roles}, **entitled(action)
    )  # fmt: skip


def judged(step: Step, part: Part | None, held: Held, docket: Docket) -> Verdict:
    """The verdict on an act: policy, and then the workflow."""
    action = step.actions[part]
    return Verdict(None if allowed(action, held) else forbidden(action), _moment(step, part, docket))


def _moment(step: Step, part: Part | None, docket: Docket) -> Problem | None:
    if docket.state not in step.leaves:
        return _wrong(step.act, "la déclaration", STATE_LABELS[docket.state], docket.state)
    if part is not None:
        if part not in docket.parts:
            return problem(Code.NOT_FOUND, "part")
        found = docket.parts[part]
        if found not in step.part_from:
            return _wrong(step.act, f"le {PART_LABELS[part]}", PART_STATE_LABELS[found], found)
    return _closed(docket.calendar) if step.needs_open_period else None


def _wrong(act: Act, what: str, label: str, state: State | PartState) -> Problem:
    return problem(Code.WRONG_STATE, details={"state": state}, act=ACT_LABELS[act], what=what, state=label)


def _closed(calendar: Calendar) -> Problem | None:
    match calendar.timing:
        case Timing.UPCOMING:
            return problem(Code.PERIOD_NOT_OPEN, opens=french_day(calendar.opens_on))
        case Timing.CLOSED:
            return problem(Code.PERIOD_CLOSED, closed=french_day(calendar.closes_on))
        case _:
            return None


WANT_FIGURES = frozenset({Act.COMPLETE_PART, Act.APPROVE})
"""The acts that a blocking control stops: of their part, or of the whole."""


def lacking(act: Act, part: Part | None, obstacles: Iterable[Obstacle]) -> tuple[Problem, ...]:
    """What the figures lack for an act that wants them in order; nothing for the others."""
    return stoppers(obstacles, part) if act in WANT_FIGURES else ()


def no_amount(estimate: Mapping[str, Any] | None) -> Problem | None:
    """Why the last transmission has no amount to accept, if it has none."""
    if estimate is not None and estimate.get("right") is not None:
        return None
    why = (estimate or {}).get("reason_text") or "aucune estimation n'a été transmise"
    return problem(Code.NO_AMOUNT, reason=why[:1].lower() + why[1:].rstrip("."))
