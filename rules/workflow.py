"""The life of a declaration as data: states, acts, and from where to where each act leads."""

from dataclasses import dataclass
from enum import StrEnum

from rules.forms import Part


class State(StrEnum):
    """Where a declaration stands. Upcoming, late and closed derive from dates."""

    OPEN = "OPEN"
    IN_PROGRESS = "IN_PROGRESS"
    READY = "READY"
    TRANSMITTED = "TRANSMITTED"
    PROCESSING = "PROCESSING"
    RETURNED = "RETURNED"
    ACCEPTED = "ACCEPTED"
    CANCELLED = "CANCELLED"


class PartState(StrEnum):
    """Where one part of a declaration stands."""

    EMPTY = "EMPTY"
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETE = "COMPLETE"
    SENT_BACK = "SENT_BACK"


STATE_LABELS = {
    State.OPEN: "à compléter",
    State.IN_PROGRESS: "en cours de saisie",
    State.READY: "en attente d'approbation",
    State.TRANSMITTED: "transmise à la Caf",
    State.PROCESSING: "en cours de traitement",
    State.RETURNED: "retournée pour correction",
    State.ACCEPTED: "validée",
    State.CANCELLED: "annulée",
}

PART_STATE_LABELS = {
    PartState.EMPTY: "à saisir",
    PartState.IN_PROGRESS: "en cours de saisie",
    PartState.COMPLETE: "saisie terminée",
    PartState.SENT_BACK: "à corriger",
}


class Act(StrEnum):
    """What somebody does with a declaration."""

    SAVE = "save"
    COMPLETE_PART = "completePart"
    APPROVE = "approve"
    TAKE = "take"
    ACCEPT = "accept"


ACT_LABELS = {
    Act.SAVE: "enregistrer la saisie",
    Act.COMPLETE_PART: "terminer la saisie d'un volet",
    Act.APPROVE: "approuver et transmettre",
    Act.TAKE: "prendre en charge",
    Act.ACCEPT: "valider",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One act: the states it leaves, where it leads, and what it asks.

    `actions` names the permission asked, by part for the acts on a part. `part_from` and `part_to` are
    the states of that part. `needs_open_period` holds for what partners do: closed is a refusal, late is not.
    """

    act: Act
    leaves: frozenset[State]
    leads_to: State
    actions: dict[Part | None, str]
    part_from: frozenset[PartState] = frozenset()
    part_to: PartState | None = None
    needs_open_period: bool = False


_TYPING = frozenset({State.OPEN, State.IN_PROGRESS, State.RETURNED})

STEPS: dict[Act, Step] = {
    step.act: step
    for step in (
        Step(
            Act.SAVE,
            leaves=_TYPING,
            leads_to=State.IN_PROGRESS,
            actions={Part.ACTIVITY: "activity.write", Part.FINANCE: "finance.write"},
            part_from=frozenset({PartState.EMPTY, PartState.IN_PROGRESS, PartState.SENT_BACK}),
            part_to=PartState.IN_PROGRESS,
            needs_open_period=True,
        ),
        Step(
            Act.COMPLETE_PART,
            leaves=_TYPING,
            leads_to=State.IN_PROGRESS,
            actions={Part.ACTIVITY: "activity.complete", Part.FINANCE: "finance.complete"},
            part_from=frozenset({PartState.EMPTY, PartState.IN_PROGRESS, PartState.SENT_BACK}),
            part_to=PartState.COMPLETE,
            needs_open_period=True,
        ),
        Step(
            Act.APPROVE,
            leaves=frozenset({State.READY}),
            leads_to=State.TRANSMITTED,
            actions={None: "declaration.approve"},
            needs_open_period=True,
        ),
        Step(
            Act.TAKE,
            leaves=frozenset({State.TRANSMITTED}),
            leads_to=State.PROCESSING,
            actions={None: "declaration.take"},
        ),
        Step(
            Act.ACCEPT,
            leaves=frozenset({State.PROCESSING}),
            leads_to=State.ACCEPTED,
            actions={None: "declaration.accept"},
        ),
    )
}


def after_completion(others: list[PartState]) -> State:
    """The state after a part was completed: ready once every required part is complete."""
    return State.READY if all(state is PartState.COMPLETE for state in others) else State.IN_PROGRESS
