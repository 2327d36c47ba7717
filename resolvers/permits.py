"""What somebody may do now with a declaration or a structure, told beforehand: the verdict that the act itself would give."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date

import orjson

from models.scope import Held
from resolvers.asker import Asker, may
from resolvers.dossier import Dossier
from resolvers.listings import SENT_ESTIMATES
from resolvers.pages import Row, one_by
from resolvers.progress import holders_of
from rules import structure_acts
from rules.forms import Part
from rules.permits import WANT_FIGURES, Verdict, judged, lacking, no_amount
from rules.policy import PARTNERS, Role, required_roles, who_may
from rules.problems import Problem
from rules.progress import People
from rules.structure_acts import STRUCTURE_STEPS
from rules.workflow import ACT_LABELS, STEPS, Act, Step

_ACCEPT = STEPS[Act.ACCEPT].actions[None]


@dataclass(frozen=True, slots=True)
class Permit:
    """One act: what stands against it, as the act would answer it, and who may.

    `people` are those who hold such a role on the tenure today; none where the reader may not know.
    """

    act: str
    label: str
    part: Part | None
    action: str
    problems: tuple[Problem, ...]
    people: tuple[str, ...] | None = None

    @property
    def allowed(self) -> bool:
        """Does nothing stand against it but what its author will say?"""
        return not self.problems

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles that may."""
        return required_roles(self.action)

    @property
    def who(self) -> str:
        """The same in French."""
        return who_may(self.action)


@dataclass(frozen=True, slots=True)
class _Beside:
    """What is known beside a declaration: whether its last transmission lacks an amount, and who holds which role."""

    amount: Problem | None
    people: People | None


async def permits_of(
    asker: Asker, declarations: Sequence[tuple[Dossier, Held]], parts: Container[Part | None] | None = None
) -> dict[int, list[Permit]]:
    """What somebody may do with each declaration, by its key: two statements at most, whatever their number.

    Of `parts` only, if they are named. A dossier holds what he sees of its parts, with what is known beside them.
    """
    held_by = {dossier.row["id"]: held for dossier, held in declarations}
    accepted = [key for key, held in held_by.items() if may(_ACCEPT, held)]
    sent = await one_by(SENT_ESTIMATES, "declaration_id", accepted) if accepted else {}
    known = [dossier.row["tenure_id"] for dossier, held in declarations if may("role_grant.read", held)]
    people = await holders_of(asker, known) if known else {}
    found: dict[int, list[Permit]] = {}
    for dossier, held in declarations:
        row = dossier.row
        told = people.get(row["tenure_id"]) if may("role_grant.read", held) else None
        beside = _Beside(_amount(sent.get(row["id"])), told)
        found[row["id"]] = [
            _permit(step, part, dossier, held, asker.today, beside)
            for step in STEPS.values()
            for part in step.actions
            if (part is None or part in dossier.asked_parts) and (parts is None or part in parts)
        ]
    return found


def _amount(sent: Row | None) -> Problem | None:
    return no_amount(None if sent is None else orjson.loads(sent["detail"]))


def _permit(step: Step, part: Part | None, dossier: Dossier, held: Held, today: date, beside: _Beside) -> Permit:
    action = step.actions[part]
    verdict = judged(step, part, held, dossier.docket(today))
    problems = _first(verdict) or _further(step.act, part, dossier, beside)
    return Permit(step.act, ACT_LABELS[step.act], part, action, problems, _holders(action, beside.people))


def _first(verdict: Verdict) -> tuple[Problem, ...]:
    return () if verdict.problem is None else (verdict.problem,)


def _further(act: Act, part: Part | None, dossier: Dossier, beside: _Beside) -> tuple[Problem, ...]:
    """What the act would still find once it is his and its time has come."""
    if act is Act.ACCEPT:
        return () if beside.amount is None else (beside.amount,)
    return lacking(act, part, dossier.obstacles) if act in WANT_FIGURES else ()


def _holders(action: str, people: People | None) -> tuple[str, ...] | None:
    """By name, of a partner's roles only: staff are told by their role."""
    roles = required_roles(action)
    if people is None or not PARTNERS.issuperset(roles):
        return None
    return tuple(dict.fromkeys(each.name for role in roles for each in people.get(role, ())))


def structure_permits(held: Held, closed_on: date | None) -> list[Permit]:
    """What somebody may do with a structure."""
    return [
        Permit(step.act, step.label, None, step.action, _first(structure_acts.judged(step, held, closed_on)))
        for step in STRUCTURE_STEPS.values()
    ]
