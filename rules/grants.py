"""The life of a grant as data: its states, the acts of a manager, and from where to where each act leads."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class GrantState(StrEnum):
    """Where a grant stands today. Only an active one opens anything, on its own days."""

    REQUESTED = "REQUESTED"
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    ENDED = "ENDED"


GRANT_STATE_LABELS = {
    GrantState.REQUESTED: "demandée",
    GrantState.ACTIVE: "active",
    GrantState.SUSPENDED: "suspendue",
    GrantState.ENDED: "terminée",
}
TO_COME = "à venir"
"""How an active grant that has not begun is called."""


@dataclass(frozen=True, slots=True)
class GrantAct:
    """One act on a grant that exists: its name, its permission, the states it leaves and where it leads."""

    name: str
    action: str
    label: str
    leaves: frozenset[GrantState]
    leads_to: GrantState


ACTIVATE = GrantAct(
    "activateRoleGrant", "role_grant.activate", "activer l'habilitation",
    frozenset({GrantState.REQUESTED, GrantState.SUSPENDED}), GrantState.ACTIVE,
)  # fmt: skip
SUSPEND = GrantAct(
    "suspendRoleGrant", "role_grant.suspend", "suspendre l'habilitation",
    frozenset({GrantState.ACTIVE}), GrantState.SUSPENDED,
)  # fmt: skip
END = GrantAct(
    "endRoleGrant", "role_grant.end", "mettre fin à l'habilitation",
    frozenset(GrantState) - {GrantState.ENDED}, GrantState.ENDED,
)  # fmt: skip
GRANT_ACTS = (ACTIVATE, SUSPEND, END)


def state_on(day: date, stored: str, ends_on: date | None, ended: bool) -> GrantState:
    """The state on a day, of a grant stored so: its end is a date, or at once."""
    over = ended or (ends_on is not None and ends_on < day)
    return GrantState.ENDED if over else GrantState(stored)


def opens_on(day: date, state: GrantState, starts_on: date) -> bool:
    """Does a grant in that state on that day open anything?"""
    return state is GrantState.ACTIVE and starts_on <= day


def state_label(day: date, state: GrantState, starts_on: date) -> str:
    """The state in French; an active grant that has not begun is to come."""
    return TO_COME if state is GrantState.ACTIVE and starts_on > day else GRANT_STATE_LABELS[state]
