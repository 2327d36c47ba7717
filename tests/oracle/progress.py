"""What awaits whom, and what each reader may know of it: design §3's table of acts, read by state, day and role."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from tests.oracle.fields import ANY, OPEN, SOME, Fields, Seen, entries, leads, only_names, such
from tests.oracle.nouns import PARTNER_STATES, late, timing
from tests.oracle.rights import ACTIVITY, APPROVER, FINANCE, OFFICER, PARTNERS, Held, may
from tests.oracle.sight import in_force
from tests.oracle.world import one

PROVIDER = {"ACTIVITY": ACTIVITY, "FINANCE": FINANCE}
TYPING = {"OPEN", "IN_PROGRESS", "RETURNED"}
IMPLIED = {"OPEN": "EMPTY", **dict.fromkeys(("READY", "TRANSMITTED", "PROCESSING", "ACCEPTED"), "COMPLETE")}
"""Where all parts stand, in the states that leave no doubt."""


def asked_parts(declaration: Any) -> tuple[str, ...]:
    """An update asks no accounts."""
    return ("ACTIVITY",) if declaration.kind == "UPDATE" else ("ACTIVITY", "FINANCE")


def days_of(oracle: Any, declaration: Any) -> tuple[date, date, date]:
    """First, due and last day; a delay moves the last two."""
    period = one(oracle.world.periods, declaration.period_id)
    delay = declaration.extended_to or date.min
    return period.opens_on, max(period.due_on, delay), max(period.closes_on, delay)


def _parts(oracle: Any, declaration: Any, held: Held) -> dict[str, str] | None:
    """Where the parts stand, as far as somebody with these roles knows."""
    rows = [each for each in oracle.world.parts if each.declaration_id == declaration.id]
    if may("activity.read", held) and rows:
        return {each.part: each.state for each in rows}
    implied = IMPLIED.get(declaration.state)
    return None if implied is None else dict.fromkeys(asked_parts(declaration), implied)


def turns(oracle: Any, declaration: Any, held: Held) -> Iterator[dict[str, Any]]:
    """The acts that lead on today, and whose they are."""
    running = timing(oracle.sight.today, *days_of(oracle, declaration)) in ("OPEN", "LATE")
    parts = _parts(oracle, declaration, held)
    if declaration.state in TYPING and running:
        for part in ("ACTIVITY", "FINANCE"):
            if part in asked_parts(declaration) and (parts is None or parts[part] != "COMPLETE"):
                yield {"act": "completePart", "part": part, "partLabel": SOME, "role": PROVIDER[part]}
    if declaration.state == "READY" and running:
        yield {"act": "approve", "part": None, "partLabel": None, "role": APPROVER}
    if declaration.state in ("TRANSMITTED", "PROCESSING"):
        act = {"TRANSMITTED": "take", "PROCESSING": "accept"}[declaration.state]
        yield {"act": act, "part": None, "partLabel": None, "role": OFFICER}


def deadline(oracle: Any, declaration: Any) -> Seen | None:
    """The day that counts for the partner; none at the Caf's turn and at the end."""
    if declaration.state not in PARTNER_STATES:
        return None
    days = days_of(oracle, declaration)
    limit = {"UPCOMING": 0, "OPEN": 1, "LATE": 2, "CLOSED": 2}[timing(oracle.sight.today, *days)]
    told = {
        "limit": ("OPENING", "DUE", "CLOSING")[limit], "day": days[limit],
        "daysLeft": (days[limit] - oracle.sight.today).days, "late": late(oracle, declaration),
    }  # fmt: skip
    return Seen("Deadline", told)


def _lead(oracle: Any, declaration: Any) -> Any:
    """The last act told to the Caf that led to where it stands."""
    found = [
        each for each in oracle.sight.seen(oracle.world.events)
        if each.declaration_id == declaration.id and each.told_caf_id is not None
        and each.to_state == declaration.state != each.from_state
    ]  # fmt: skip
    return max(found, key=lambda each: each.id, default=None)


def told_reason(event: Any, held: Held) -> str | None:
    """Why; what is said of one part is read by those who read that part."""
    readable = event.part is None or may(f"{event.part.lower()}.figures", held)
    return event.reason if readable else None


def progress(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> Seen:
    """All that one reader may know."""
    declaration, held = seen.row, seen.held
    knows_people = may("role_grant.read", held)
    holders = [
        each for each in oracle.world.grants
        if each.tenure_id == declaration.tenure_id and in_force(each, oracle.sight.today)
    ] if knows_people else []  # fmt: skip
    lead = _lead(oracle, declaration)
    awaits = [Seen("Awaited", _awaited(oracle, turn, declaration, holders, knows_people, lead)) for turn in turns(oracle, declaration, held)]  # fmt: skip
    words = [each.person_name for each in holders]
    if lead is not None:
        words += [lead.actor_name, told_reason(lead, held)]
    for part in oracle.sight.seen(oracle.world.parts):
        if (
            part.declaration_id == declaration.id
            and part.state == "SENT_BACK"
            and may(f"{part.part.lower()}.read", held)
        ):
            words += [part.sent_back_by_name, part.sent_back_reason]
    return Seen(
        "Progress",
        {
            "sentence": only_names(*words), "awaits": awaits, "since": declaration.state_since,
            "vacancies": [SOME] * _vacancies(oracle, declaration, held, holders, knows_people),
            "until": deadline(oracle, declaration),
        },
    )  # fmt: skip


def _awaited(
    oracle: Any, turn: dict[str, Any], declaration: Any, holders: list[Any], knows: bool, lead: Any
) -> dict[str, Any]:
    people: list[str] = []
    vacant, you = None, False
    if turn["role"] not in PARTNERS:
        people = [lead.actor_name] if declaration.state == "PROCESSING" and lead is not None else []
    elif knows:
        mine = [each for each in holders if each.role == turn["role"]]
        people, vacant = [each.person_name for each in mine], not mine
        you = any(each.person_id == oracle.sight.viewer for each in mine)
    return {"task": Seen("Task", turn), "people": people, "vacant": vacant, "you": you}


def _vacancies(oracle: Any, declaration: Any, held: Held, holders: list[Any], knows: bool) -> int:
    if declaration.state not in PARTNER_STATES or not knows:
        return 0
    parts = _parts(oracle, declaration, held)
    needed = {PROVIDER[each] for each in asked_parts(declaration) if parts is None or parts[each] != "COMPLETE"}
    return len((needed | {APPROVER}) - {each.role for each in holders})


def _nested(name: str, kind: str) -> Any:
    return leads(OPEN, kind, lambda oracle, seen, given: seen.row[name])


PROGRESS: dict[str, Fields] = {
    "Progress": {
        **entries(OPEN, "sentence since"),
        "awaits": _nested("awaits", "Awaited"),
        "vacancies": _nested("vacancies", ""),
        "until": _nested("until", "Deadline"),
    },
    "Awaited": {"task": _nested("task", "Task"), **entries(OPEN, "people vacant you")},
    "Task": {**entries(OPEN, "act part partLabel role"), **such(OPEN, "what roleLabel")},
    "Deadline": {**entries(OPEN, "limit day daysLeft late"), **such(OPEN, "words")},
    "MissingInPart": {**entries(OPEN, "part"), **such(OPEN, "partLabel"), **such(OPEN, "items blockers warnings", ANY)},
}
