"""The life of a declaration as data: states, acts, and from where to where each act leads."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

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
    REOPEN_PART = "reopenPart"
    SEND_BACK_PART = "sendBackPart"
    APPROVE = "approve"
    WITHDRAW = "withdraw"
    TAKE = "take"
    RETURN = "return"
    ACCEPT = "accept"
    REOPEN = "reopen"
    CANCEL = "cancel"
    DELAY = "grantDelay"


ACT_LABELS = {
    Act.SAVE: "enregistrer la saisie",
    Act.COMPLETE_PART: "terminer la saisie d'un volet",
    Act.REOPEN_PART: "rouvrir un volet",
    Act.SEND_BACK_PART: "renvoyer un volet à son fournisseur",
    Act.APPROVE: "approuver et transmettre",
    Act.WITHDRAW: "retirer la transmission",
    Act.TAKE: "prendre en charge",
    Act.RETURN: "retourner pour correction",
    Act.ACCEPT: "valider",
    Act.REOPEN: "rouvrir la déclaration",
    Act.CANCEL: "annuler la déclaration",
    Act.DELAY: "accorder un délai",
}

ACTS_DONE = {
    Act.SAVE: "a enregistré sa saisie du {part}",
    Act.COMPLETE_PART: "a terminé la saisie du {part}",
    Act.REOPEN_PART: "a rouvert le {part}",
    Act.SEND_BACK_PART: "a renvoyé le {part} à son fournisseur de données",
    Act.APPROVE: "a approuvé la déclaration et l'a transmise à la Caf",
    Act.WITHDRAW: "a retiré la transmission",
    Act.TAKE: "a pris la déclaration en charge",
    Act.RETURN: "a retourné la déclaration pour correction",
    Act.ACCEPT: "a validé la déclaration",
    Act.REOPEN: "a rouvert la déclaration",
    Act.CANCEL: "a annulé la déclaration",
    Act.DELAY: "a accordé un délai",
}
"""Each act as the timeline tells it, after the name of whoever did it; an act on a part names the part."""


@dataclass(frozen=True, slots=True)
class Step:
    """One act: the states it leaves, where it leads, and what it asks.

    `leads_to` is none for an act that leaves the state as it is. `actions` names the permission asked, by part for the
    acts on a part. `part_from` and `part_to` are the states of that part. `needs_open_period` holds for what partners
    do: closed is a refusal, late is not. `wants_reason` and `names_parts` tell what its author has to say;
    `told_to_caf` whether its officers read of it.
    """

    act: Act
    leaves: frozenset[State]
    leads_to: State | None
    actions: dict[Part | None, str]
    part_from: frozenset[PartState] = frozenset()
    part_to: PartState | None = None
    needs_open_period: bool = False
    wants_reason: bool = False
    names_parts: bool = False
    told_to_caf: bool = False


def _of_each_part(verb: str) -> dict[Part | None, str]:
    return {part: f"{part.lower()}.{verb}" for part in Part}


def _states(*states: State) -> frozenset[State]:
    return frozenset(states)


_TYPING = _states(State.OPEN, State.IN_PROGRESS, State.RETURNED)
_OPEN_PARTS = frozenset({PartState.EMPTY, PartState.IN_PROGRESS, PartState.SENT_BACK})
_COMPLETE = frozenset({PartState.COMPLETE})


def _partner(act: Act, leaves: frozenset[State], leads_to: State, actions: dict[Part | None, str], **more: Any) -> Step:
    return Step(act, leaves, leads_to, actions, needs_open_period=True, **more)


def _caf(act: Act, leaves: frozenset[State], leads_to: State | None, action: str, **more: Any) -> Step:
    return Step(act, leaves, leads_to, {None: action}, told_to_caf=True, **more)


STEPS: dict[Act, Step] = {
    step.act: step
    for step in (
        _partner(
            Act.SAVE, _TYPING, State.IN_PROGRESS, _of_each_part("write"),
            part_from=_OPEN_PARTS, part_to=PartState.IN_PROGRESS,
        ),
        _partner(
            Act.COMPLETE_PART, _TYPING, State.IN_PROGRESS, _of_each_part("complete"),
            part_from=_OPEN_PARTS, part_to=PartState.COMPLETE,
        ),
        _partner(
            Act.REOPEN_PART, _states(State.READY, State.IN_PROGRESS), State.IN_PROGRESS, _of_each_part("reopen"),
            part_from=_COMPLETE, part_to=PartState.IN_PROGRESS,
        ),
        _partner(
            Act.SEND_BACK_PART, _states(State.READY), State.IN_PROGRESS,
            dict.fromkeys(Part, "declaration.send_back"),
            part_from=_COMPLETE, part_to=PartState.SENT_BACK, wants_reason=True,
        ),
        _partner(
            Act.APPROVE, _states(State.READY), State.TRANSMITTED, {None: "declaration.approve"}, told_to_caf=True
        ),
        _partner(
            Act.WITHDRAW, _states(State.TRANSMITTED), State.READY, {None: "declaration.withdraw"}, told_to_caf=True
        ),
        _caf(Act.TAKE, _states(State.TRANSMITTED), State.PROCESSING, "declaration.take"),
        _caf(
            Act.RETURN, _states(State.TRANSMITTED, State.PROCESSING), State.RETURNED, "declaration.return",
            wants_reason=True, names_parts=True,
        ),
        _caf(Act.ACCEPT, _states(State.PROCESSING), State.ACCEPTED, "declaration.accept"),
        _caf(
            Act.REOPEN, _states(State.ACCEPTED), State.RETURNED, "declaration.reopen",
            wants_reason=True, names_parts=True,
        ),
        _caf(
            Act.CANCEL, frozenset(State) - _states(State.ACCEPTED, State.CANCELLED), State.CANCELLED,
            "declaration.cancel", wants_reason=True,
        ),
        _caf(
            Act.DELAY, frozenset(State) - _states(State.ACCEPTED, State.CANCELLED), None,
            "declaration.delay", wants_reason=True,
        ),
    )
}  # fmt: skip


def after_completion(others: Iterable[PartState]) -> State:
    """The state after a part was completed: ready once every required part is complete."""
    return State.READY if all(state is PartState.COMPLETE for state in others) else State.IN_PROGRESS
