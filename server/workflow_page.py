"""The page `docs/workflow.md`: the life of a declaration as `rules/workflow.py` says it, with its chart."""

from collections.abc import Iterable

from rules.policy import ROLE_LABELS, required_roles
from rules.workflow import ACT_LABELS, PART_STATE_LABELS, STATE_LABELS, STEPS, Act, PartState, State, Step

_HEAD = """# The life of a declaration

Written by `make docs` from `rules/workflow.py` and `rules/policy.py`. The database refuses the same moves on its own
(`migrations/portal_security.sql`, `migrations/portal_campaign.sql`). Upcoming, late and closed derive from the dates of the
period: late is a flag, closed is a refusal, and a delay granted to one structure moves both for it alone.
"""


def workflow() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *_chart(), "", *_states(), "", *_acts(), ""])


def _chart() -> Iterable[str]:
    yield "```mermaid"
    yield "stateDiagram-v2"
    yield "  [*] --> OPEN: publishPeriod"
    for leaves, leads_to, acts in _moves():
        yield f"  {leaves} --> {leads_to}: {', '.join(acts)}"
    for state in State:
        if not any(leaves is state for leaves, _, _ in _moves()):
            yield f"  {state} --> [*]"
    yield "```"


def _moves() -> Iterable[tuple[State, State, list[str]]]:
    """From where to where, with the acts that lead there."""
    moves: dict[tuple[State, State], list[str]] = {}
    for step in (step for step in STEPS.values() if step.leads_to is not None):
        for leaves in (state for state in State if state in step.leaves):
            for leads_to in _ends(step, leaves):
                moves.setdefault((leaves, leads_to), []).append(step.act)
    return [(leaves, leads_to, acts) for (leaves, leads_to), acts in moves.items()]


def _ends(step: Step, leaves: State) -> Iterable[State]:
    """Where an act leads; completing the last part leads further than the others."""
    yield step.leads_to or leaves
    if step.act is Act.COMPLETE_PART:
        yield State.READY


def _states() -> Iterable[str]:
    yield "| State | In French |"
    yield "|---|---|"
    yield from (f"| `{state}` | {STATE_LABELS[state]} |" for state in State)
    yield ""
    yield "| State of a part | In French |"
    yield "|---|---|"
    yield from (f"| `{state}` | {PART_STATE_LABELS[state]} |" for state in PartState)


def _acts() -> Iterable[str]:
    yield "| Act | In French | Who | From | To | Of the part | Wants |"
    yield "|---|---|---|---|---|---|---|"
    for step in STEPS.values():
        cells = (
            f"`{step.act}`",
            ACT_LABELS[step.act],
            _who(step),
            _listed(step.leaves),
            _to(step),
            _part(step),
            _wants(step),
        )
        yield f"| {' | '.join(cells)} |"


def _who(step: Step) -> str:
    named = {
        part: ", ".join(ROLE_LABELS[role] for role in required_roles(action)) for part, action in step.actions.items()
    }
    if len(set(named.values())) == 1:
        return next(iter(named.values()))
    return " ; ".join(f"{part.lower()} : {who}" for part, who in named.items() if part is not None)


def _listed(states: frozenset[State]) -> str:
    return ", ".join(f"`{state}`" for state in State if state in states)


def _to(step: Step) -> str:
    if step.leads_to is None:
        return "the same"
    return " or ".join(f"`{state}`" for state in _ends(step, step.leads_to))


def _part(step: Step) -> str:
    if step.names_parts:
        return f"those named: `{PartState.COMPLETE}` → `{PartState.SENT_BACK}`"
    if step.part_to is None:
        return ""
    return f"{', '.join(f'`{state}`' for state in PartState if state in step.part_from)} → `{step.part_to}`"


def _wants(step: Step) -> str:
    wants = {
        "an open period": step.needs_open_period,
        "no blocking control, a remark on each warning": step.act in (Act.COMPLETE_PART, Act.APPROVE),
        "the attestation": step.act is Act.APPROVE,
        "a reason": step.wants_reason,
        "the parts, and the items if any": step.names_parts,
    }
    return ", ".join(words for words, wanted in wants.items() if wanted)
