"""How each act of the matrix is tried: its mutation, well asked, on what the matrix is about. It is undone whatever it answers.

Imports nothing of the rules.
"""

from typing import Any

from tests.dry import undone
from tests.example import EXAMPLE_A_ACTIVITY, EXAMPLE_A_FINANCE
from tests.permissions.ground import Ground
from tests.permissions.readings import ABSENT, CLOSED, REFUSED, SEEN
from tests.world import World

ANSWERS = {"FORBIDDEN": REFUSED, "NOT_FOUND": ABSENT}
UNTIL, REASON = "2025-12-31", "Un chiffre."
VALUES = {"ACTIVITY": {"eajeActivity": EXAMPLE_A_ACTIVITY}, "FINANCE": {"eajeFinance": EXAMPLE_A_FINANCE}}
NEW = {"displayName": "Nouvelle Personne", "email": "nouvelle@matrice.example"}

DOINGS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "session.open": ("requestPasswordReset", "RequestPasswordReset", {"email": "personne@matrice.example"}),
    "account.own": ("endOtherSessions", "", {}),
    "organisation.keep": ("renameOrganisation", "RenameOrganisation", {"organisation": "@Organisation", "name": "Autre"}),
    "structure.keep": ("changeStructure", "ChangeStructure", {"structure": "@Structure", "name": "Autre"}),
    "tenure.keep": ("transferStructure", "TransferStructure", {"structure": "@Structure", "organisation": "@Organisation", "on": "2025-09-01"}),
    "agreement.keep": ("recordAgreement", "RecordAgreement", {"tenure": "@Tenure", "bonus": "ATTRACTIVENESS_PUBLIC", "startsOn": "2024-02-01"}),
    "role_grant.grant": ("grantRole", "GrantRole", {**NEW, "tenure": "@Tenure", "role": "APPROVER", "startsOn": "2024-01-01"}),
    "role_grant.activate": ("activateRoleGrant", "RoleGrant", {"roleGrant": "@requested"}),
    "role_grant.suspend": ("suspendRoleGrant", "RoleGrant", {"roleGrant": "@RoleGrant"}),
    "role_grant.end": ("endRoleGrant", "EndRoleGrant", {"roleGrant": "@RoleGrant"}),
    "account.open (a partner)": ("openAccount", "OpenAccount", {**NEW, "organisation": "@Organisation"}),
    "account.open (an agent)": ("openAccount", "OpenAccount", NEW),
    "account.force_change (partner)": ("forcePasswordChange", "Person", {"person": "@partner"}),
    "account.force_change (agent)": ("forcePasswordChange", "Person", {"person": "@agent"}),
    "account.activate": ("deactivateAccount", "Account", {"email": "@agent e-mail"}),
    "staff_role.keep": ("endStaffRole", "EndStaffRole", {"staffRole": "@StaffRole"}),
    "caf.keep": ("renameCaf", "RenameCaf", {"caf": "@Caf", "name": "Autre"}),
    "period.keep": ("changePeriod", "ChangePeriod", {"period": "@Period", "opensOn": "2025-01-10", "dueOn": "2025-04-30", "closesOn": "2025-06-30"}),
    "group_accounts.state": ("stateGroupAccounts", "StateGroupAccounts", {"declarations": ["@Declaration", "@sister"], "total": "1000.00", "version": 1}),
}  # fmt: skip
"""The mutation, the name of its input without `Input`, and what is given; `@` marks an id of the ground."""

ACTS: dict[str, tuple[str, str, str]] = {
    "activity.write": ("save ACTIVITY", "IN_PROGRESS", "A"),
    "activity.complete": ("completePart ACTIVITY", "IN_PROGRESS", "A"),
    "activity.reopen": ("reopenPart ACTIVITY", "READY", "A"),
    "finance.write": ("save FINANCE", "IN_PROGRESS", "F"),
    "finance.complete": ("completePart FINANCE", "IN_PROGRESS", "F"),
    "finance.reopen": ("reopenPart FINANCE", "READY", "F"),
    "declaration.send_back": ("sendBackPart FINANCE", "READY", "P"),
    "declaration.approve": ("approve", "READY", "P"),
    "declaration.withdraw": ("withdraw", "TRANSMITTED", "P"),
    "declaration.take": ("take", "TRANSMITTED", "O"),
    "declaration.return": ("return", "TRANSMITTED", "O"),
    "declaration.accept": ("accept", "PROCESSING", "O"),
    "declaration.reopen": ("reopen", "ACCEPTED", "O"),
    "declaration.cancel": ("cancel", "OPEN", "O"),
    "declaration.delay": ("grantDelay", "OPEN", "O"),
}
"""The act on a declaration that a right opens, a state that lets it, and who may."""


async def do(ground: Ground, who: str, row: str) -> str:
    """An act of the first table: what it answers."""
    if row in ACTS:
        act, state, _ = ACTS[row]
        return await act_on(ground, who, act, state)
    name, kind, given = DOINGS[row]
    marks = ground.marks
    input = {
        key: [marks[each[1:]] for each in value] if isinstance(value, list) else marks[value[1:]] if str(value).startswith("@") else value
        for key, value in given.items()
    }  # fmt: skip
    return await _asked(ground, who, name, kind, input)


async def act_on(ground: Ground, who: str, act: str, state: str) -> str:
    """An act on the declaration that stands in this state: what it answers."""
    world = ground.of(state)
    stands = await world.stands()
    name, _, part = act.partition(" ")
    by_part = name in ("save", "completePart", "reopenPart")
    more: dict[str, dict[str, Any]] = {
        "save": {"values": VALUES.get(part)},
        "approve": {"attested": True},
        "sendBackPart": {"reason": REASON},
        "return": {"parts": ["FINANCE"], "reason": REASON, "until": UNTIL},
        "reopen": {"parts": ["FINANCE"], "reason": REASON, "until": UNTIL},
        "cancel": {"reason": REASON},
        "grantDelay": {"until": UNTIL, "reason": REASON},
    }
    version = stands[part.lower()] if by_part else stands["version"]
    input = {"declaration": world.declaration, "version": version, **more.get(name, {})}
    if part and name != "save":
        input["part"] = part
    kind = {"grantDelay": "Delay"}.get(name, name[0].upper() + name[1:])
    return await _asked(ground, who, name, kind, input)


async def _asked(ground: Ground, who: str, name: str, kind: str, input: dict[str, Any]) -> str:
    head, given = (f"mutation ($input: {kind}Input!)", "(input: $input)") if kind else ("mutation", "")
    asking, person = ground.asks_from(who)
    variables = {"input": input} if kind else {}
    with undone():
        body = await _answer(asking, person, f"{head} {{ {name}{given} {{ errors {{ code path }} }} }}", variables)
    if body.get("data") is None:
        code = str(body["errors"][0]["extensions"]["code"])
        return CLOSED if code == "UNAUTHENTICATED" else code
    errors = body["data"][name]["errors"]
    return ANSWERS.get(errors[0]["code"], errors[0]["code"]) if errors else SEEN


async def _answer(asking: World, person: str | None, document: str, variables: dict[str, Any]) -> Any:
    return (await asking.ask(person, document, **variables)).body
