"""Whose turn it is: the acts that lead a declaration on, and who may do them. The one table of what awaits whom.

The roles come from the permission table, the states from the workflow: nothing here says them twice. The query of what
awaits somebody is built from the same rows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rules.forms import PART_LABELS, Part
from rules.policy import Role, required_roles
from rules.timing import WITH_THE_PARTNER, Timing
from rules.workflow import STEPS, Act, PartState, State, Step

RUNNING = frozenset({Timing.OPEN, Timing.LATE})
"""When partners may act: late is a flag, closed a refusal."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One act that leads on. An act on a part is called `what` in one state of that part; without a state it is called
    so for whoever is not told where the parts stand."""

    act: Act
    what: str
    part: Part | None = None
    part_state: PartState | None = None

    @property
    def step(self) -> Step:
        """The row of the workflow."""
        return STEPS[self.act]

    @property
    def role(self) -> Role:
        """The one role that may do it."""
        (role,) = required_roles(self.step.actions[self.part])
        return role


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a declaration stands. `parts` is none when the reader is not told where they stand; `asked` are the parts
    that such a declaration has."""

    state: State
    timing: Timing
    asked: tuple[Part, ...]
    parts: Mapping[Part, PartState] | None


_WHAT: dict[PartState | None, str] = {
    PartState.EMPTY: "Saisir le {part}",
    PartState.IN_PROGRESS: "Terminer le {part}",
    PartState.SENT_BACK: "Corriger le {part}",
    None: "Préparer le {part}",
}

TURNS: tuple[Turn, ...] = (
    *(
        Turn(Act.COMPLETE_PART, what.format(part=PART_LABELS[part]), part, state)
        for part in Part
        for state, what in _WHAT.items()
    ),
    Turn(Act.APPROVE, "Approuver et transmettre"),
    Turn(Act.TAKE, "Prendre en charge"),
    Turn(Act.ACCEPT, "Valider ou retourner"),
)

IMPLIED = {
    State.OPEN: PartState.EMPTY,
    **dict.fromkeys((State.READY, State.TRANSMITTED, State.PROCESSING, State.ACCEPTED), PartState.COMPLETE),
}
"""Where all parts stand, in the states that leave no doubt."""


def told(state: State, asked: tuple[Part, ...], parts: Mapping[Part, PartState]) -> Mapping[Part, PartState] | None:
    """Where the parts stand, as far as the reader can know: what he reads of them, else what the state implies."""
    if parts:
        return parts
    implied = IMPLIED.get(state)
    return None if implied is None else dict.fromkeys(asked, implied)


def awaited(standing: Standing) -> tuple[Turn, ...]:
    """Whose turn it is: every act that leads on from here today."""
    return tuple(turn for turn in TURNS if _comes(turn, standing))


def _comes(turn: Turn, standing: Standing) -> bool:
    if standing.state not in turn.step.leaves:
        return False
    if turn.step.needs_open_period and standing.timing not in RUNNING:
        return False
    if turn.part is None:
        return True
    if standing.parts is None:
        return turn.part in standing.asked and turn.part_state is None
    return turn.part_state is not None and standing.parts.get(turn.part) is turn.part_state


def still_needed(standing: Standing) -> Iterator[Role]:
    """The partner roles without which it will not reach the Caf, whatever the day."""
    if standing.state not in WITH_THE_PARTNER:
        return
    for part in standing.parts or standing.asked:
        if standing.parts is None or standing.parts.get(part) is not PartState.COMPLETE:
            yield from required_roles(STEPS[Act.COMPLETE_PART].actions[part])
    yield from required_roles(STEPS[Act.APPROVE].actions[None])
