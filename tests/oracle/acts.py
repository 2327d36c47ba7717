"""What somebody may do now with a declaration or a structure, told beforehand: design §3's table of acts, and §5's roles."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.oracle.fields import ANY, OPEN, SOME, Check, Fields, Lot, Seen, entries, leads, such
from tests.oracle.nouns import timing
from tests.oracle.progress import PROVIDER, TYPING, asked_parts, days_of
from tests.oracle.rights import APPROVER, MANAGER, OFFICER, PARTNERS, Held, may
from tests.oracle.sight import in_force

ALIVE = {"OPEN", "IN_PROGRESS", "READY", "TRANSMITTED", "PROCESSING", "RETURNED"}
BEGUN = {"EMPTY", "IN_PROGRESS", "SENT_BACK"}
BY_PARTNERS = {"save", "completePart", "reopenPart", "sendBackPart", "approve", "withdraw"}
"""The acts that want the period to be open."""


@dataclass(frozen=True)
class Act:
    """One act: who may, under the code that a refusal quotes, in which states of the declaration and of its part."""

    name: str
    actor: str
    action: str
    states: set[str]
    part_states: set[str] | None = None


ACTS = (
    Act("save", "", "{part}.write", TYPING, BEGUN),
    Act("completePart", "", "{part}.complete", TYPING, BEGUN),
    Act("reopenPart", "", "{part}.reopen", {"READY", "IN_PROGRESS"}, {"COMPLETE"}),
    Act("sendBackPart", APPROVER, "declaration.send_back", {"READY"}, {"COMPLETE"}),
    Act("approve", APPROVER, "declaration.approve", {"READY"}),
    Act("withdraw", APPROVER, "declaration.withdraw", {"TRANSMITTED"}),
    Act("take", OFFICER, "declaration.take", {"TRANSMITTED"}),
    Act("return", OFFICER, "declaration.return", {"TRANSMITTED", "PROCESSING"}),
    Act("accept", OFFICER, "declaration.accept", {"PROCESSING"}),
    Act("reopen", OFFICER, "declaration.reopen", {"ACCEPTED"}),
    Act("cancel", OFFICER, "declaration.cancel", ALIVE),
    Act("grantDelay", OFFICER, "declaration.delay", ALIVE),
)
OF_STRUCTURES = {
    "changeStructure": "structure.keep", "changeLicence": "structure.keep", "transferStructure": "tenure.keep",
    "closeStructure": "structure.keep", "reopenStructure": "structure.keep", "grantRole": "role_grant.grant",
}  # fmt: skip
"""What a manager does with a structure of his Caf."""


def problem(code: Any = SOME, path: Any = SOME, action: Any = ANY, roles: Any = ANY) -> Seen:
    """A refusal, as far as it is told."""
    return Seen("Problem", {"code": code, "path": path, "action": action, "requiredRoles": roles})


def obstacles(held: Held) -> Lot:
    """Whatever stands in the way of figures; what quotes accounts only to those who read accounts."""
    quiet = Check("not of the accounts", lambda path: path[:1] != ["finance"])
    return Lot(problem(path=SOME if may("controls.accounts", held) else quiet))


def _moment(oracle: Any, declaration: Any, act: Act, part: str | None) -> str | None:
    """What of the moment stands against an act: the state, that of the part, the day."""
    stands = [each.state for each in oracle.world.parts if (each.declaration_id, each.part) == (declaration.id, part)]
    if declaration.state not in act.states or (act.part_states is not None and stands[0] not in act.part_states):
        return "WRONG_STATE"
    closed = {"UPCOMING": "PERIOD_NOT_OPEN", "CLOSED": "PERIOD_CLOSED"}
    when = timing(oracle.sight.today, *days_of(oracle, declaration))
    return closed.get(when) if act.name in BY_PARTNERS else None


def _verdict(oracle: Any, seen: Seen, act: Act, part: str | None, roles: list[str]) -> tuple[Any, Any]:
    """Whether the act is allowed, and what stands against it: first the role, then the moment, then the figures."""
    held = seen.held
    if not held & set(roles):
        return False, [problem("FORBIDDEN", action=act.action.format(part=(part or "").lower()), roles=roles)]
    moment = _moment(oracle, seen.row, act, part)
    if moment is not None:
        return False, [problem(moment)]
    if act.name in ("completePart", "approve"):
        return ANY, obstacles(held)
    sent = [each for each in oracle.world.submissions if each.declaration_id == seen.row.id]
    if act.name == "accept" and max(sent, key=lambda each: each.id).estimate["right"] is None:
        return False, [problem("NO_AMOUNT")]
    return True, []


def _people(oracle: Any, seen: Seen, roles: list[str]) -> list[str] | None:
    """Of partners' roles, who holds them, to those who know the grants."""
    if not (may("role_grant.read", seen.held) and set(roles) <= set(PARTNERS)):
        return None
    found = [
        each.person_name for role in roles for each in oracle.world.grants
        if (each.tenure_id, each.role) == (seen.row.tenure_id, role) and in_force(each, oracle.sight.today)
    ]  # fmt: skip
    return list(dict.fromkeys(found))


def _on_declaration(oracle: Any, seen: Seen, wanted: tuple[str | None, ...]) -> Iterator[Seen]:
    for act in ACTS:
        for part in (None,) if act.part_states is None else asked_parts(seen.row):
            if part in wanted:
                roles = [PROVIDER[part]] if not act.actor and part else [act.actor]
                allowed, problems = _verdict(oracle, seen, act, part, roles)
                told = {"act": act.name, "part": part, "allowed": allowed, "problems": problems, "roles": roles}
                yield Seen("AllowedAction", {**told, "people": _people(oracle, seen, roles)})


def of_declaration(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> list[Seen]:
    """All acts on it and on its parts."""
    return list(_on_declaration(oracle, seen, (None, "ACTIVITY", "FINANCE")))


def of_part(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> list[Seen]:
    """The acts on one part."""
    declaration = next(each for each in oracle.world.declarations if each.id == seen.row.declaration_id)
    return list(_on_declaration(oracle, Seen("Declaration", declaration, seen.held), (seen.row.part,)))


def of_structure(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> list[Seen]:
    """What its Caf does with it."""
    found = []
    for name, action in OF_STRUCTURES.items():
        problems = []
        if MANAGER not in seen.held:
            problems = [problem("FORBIDDEN", action=action, roles=[MANAGER])]
        elif name == "closeStructure" and seen.row.closed_on is not None:
            problems = [problem("STRUCTURE_CLOSED")]
        elif name == "reopenStructure" and seen.row.closed_on is None:
            problems = [problem("NOT_CLOSED")]
        told = {"act": name, "part": None, "allowed": not problems, "problems": problems, "roles": [MANAGER]}
        found.append(Seen("AllowedAction", {**told, "people": None}))
    return found


ALLOWED: dict[str, Fields] = {
    "AllowedAction": {
        **entries(OPEN, "act part allowed roles people"),
        **such(OPEN, "label who"),
        "problems": leads(OPEN, "Problem", lambda oracle, seen, given: seen.row["problems"]),
    },
    "Problem": {
        **entries(OPEN, "code path action requiredRoles"),
        **such(OPEN, "message remedy"),
        **such(OPEN, "control currentVersion", ANY),
    },
}
