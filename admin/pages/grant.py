"""One grant: who, where, which role, its days, its state, and what may be done with it."""

from typing import Any

from starlette.responses import Response

from admin.pages.call import Call, attempted, day_typed
from models.engine import DB
from resolvers import role_grants
from resolvers.opaque import encode
from resolvers.reads import look
from rules.columns.people import GRANT_STATE_LABELS
from rules.problems import Problem

GRANT = """
select h.*, g.person_id, g.granted_at, g.ended_at, g.ends_on, m.name as terminee_par
from admin.habilitations h join role_grant g on g.id = h.id left join portal_granters() m on m.person_id = g.ended_by_id
where h.id = $1
"""
ACTS: dict[str, tuple[str, str, frozenset[str]]] = {
    "activate": ("Activer", "L'habilitation est active.", frozenset({"REQUESTED", "SUSPENDED"})),
    "suspend": ("Suspendre", "L'habilitation est suspendue.", frozenset({"ACTIVE", "UPCOMING"})),
    "end": ("Terminer aujourd'hui", "L'habilitation est terminée.", frozenset({"REQUESTED", "ACTIVE", "UPCOMING", "SUSPENDED"})),
    "end_on": ("Terminer ce jour-là", "La fin est enregistrée.", frozenset({"REQUESTED", "ACTIVE", "UPCOMING", "SUSPENDED"})),
}  # fmt: skip
"""What may be done: the words of its button, what is said once it is done, the states in which it is offered."""


async def show(call: Call, problems: Any = ()) -> Response:
    """The page of the grant."""
    rows = await DB.fetch(GRANT, call.key)
    if not rows:
        return call.nowhere()
    look(call.asker, "role_grant", call.key)
    code = next(code for code, label in GRANT_STATE_LABELS.items() if label == rows[0]["etat"])
    acts = {name: label for name, (label, _, states) in ACTS.items() if code in states}
    done = ACTS.get(call.request.query_params.get("fait", ""), ("", ""))[1]
    return call.page("grant", "Habilitation", problems, grant=rows[0], acts=acts, done="" if problems else done)


async def change(call: Call) -> Response:
    """Activate, suspend, end today or on a day."""
    mark, act = encode("RoleGrant", call.key), call.typed("act")
    problems: list[Problem] = []
    if act == "end_on":
        day = day_typed(call, "ends_on", "endsOn", problems)
        doing = role_grants.end_role_grant(call.asker, mark, day)
    elif act == "activate":
        doing = role_grants.activate_role_grant(call.asker, mark)
    elif act == "suspend":
        doing = role_grants.suspend_role_grant(call.asker, mark)
    elif act == "end":
        doing = role_grants.end_role_grant(call.asker, mark, None)
    else:
        return call.nowhere()
    if problems:
        doing.close()
        return await show(call, problems)
    _, refused = await attempted(doing)
    return await show(call, refused) if refused else call.go(f"/admin/habilitations/{call.key}", fait=act)
