"""What a Caf does with a structure, as data: the acts, their permission, and whether it has to be closed or not."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules.french import day as french_day
from rules.permits import Held, Verdict, forbidden
from rules.policy import allowed
from rules.problems import Code, Problem, problem


class StructureAct(StrEnum):
    """The names of their mutations."""

    CHANGE = "changeStructure"
    LICENSE = "changeLicence"
    TRANSFER = "transferStructure"
    CLOSE = "closeStructure"
    REOPEN = "reopenStructure"
    GRANT = "grantRole"


@dataclass(frozen=True, slots=True)
class StructureStep:
    """One act. `closed` tells whether the structure has to be closed already, where it matters."""

    act: StructureAct
    action: str
    label: str
    closed: bool | None = None


STRUCTURE_STEPS = {
    step.act: step
    for step in (
        StructureStep(StructureAct.CHANGE, "structure.keep", "corriger la fiche de la structure"),
        StructureStep(StructureAct.LICENSE, "structure.keep", "modifier les places agréées"),
        StructureStep(StructureAct.TRANSFER, "tenure.keep", "changer de gestionnaire"),
        StructureStep(StructureAct.CLOSE, "structure.keep", "fermer la structure", closed=False),
        StructureStep(StructureAct.REOPEN, "structure.keep", "revenir sur la fermeture", closed=True),
        StructureStep(StructureAct.GRANT, "role_grant.grant", "habiliter une personne"),
    )
}


def judged(step: StructureStep, held: Held, closed_on: date | None) -> Verdict:
    """The verdict on an act: the roles, then how the structure stands."""
    return Verdict(None if allowed(step.action, held) else forbidden(step.action), unfit(step, closed_on))


def unfit(step: StructureStep, closed_on: date | None) -> Problem | None:
    """Why the structure is not one on which this can be done, if it is not."""
    if step.closed is False and closed_on is not None:
        return problem(Code.STRUCTURE_CLOSED, "structure", closed=french_day(closed_on))
    if step.closed and closed_on is None:
        return problem(Code.NOT_CLOSED, "structure")
    return None
