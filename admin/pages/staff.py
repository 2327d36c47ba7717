"""« Nommer un agent »: the Cnaf names managers and officers, and closes or opens an account by its address."""

from typing import Any

from starlette.responses import Response

from admin.pages.call import Call, attempted, day_typed
from models.engine import DB
from resolvers import staff
from resolvers.opaque import encode
from rules import french
from rules.policy import ROLE_LABELS, STAFF, Role
from rules.problems import Code, Problem, problem

CAFS = "select id, code, name from caf order by code"
ROLES = tuple((role.value, label) for role, label in ROLE_LABELS.items() if role in STAFF)
DONE = {
    "nommer": "C'est fait. Si cette personne n'a pas encore de mot de passe, un lien lui est envoyé par courriel.",
    "fermer": "Le compte est désactivé ; ses sessions sont fermées.",
    "rouvrir": "Le compte est réactivé.",
}


async def show(call: Call, problems: Any = (), part: str = "") -> Response:
    """Both forms; `part` says which one the refusals belong to."""
    call.form.setdefault("starts_on", french.day(call.asker.today))
    done = "" if problems else DONE.get(call.request.query_params.get("fait", ""), "")
    return call.page(
        "staff", "Nommer un agent", problems, cafs=await DB.fetch(CAFS), roles=ROLES, part=part, done=done
    )  # fmt: skip


async def act(call: Call) -> Response:
    """Name somebody, or close or open his account."""
    wanted = call.typed("act")
    if wanted in {"fermer", "rouvrir"}:
        _, refused = await attempted(staff.set_account_active(call.asker, call.typed("email"), wanted == "rouvrir"))
    elif wanted == "nommer":
        refused = await _name(call)
    else:
        return call.nowhere()
    return await show(call, refused, wanted) if refused else call.go("/admin/nommer", fait=wanted)


async def _name(call: Call) -> tuple[Problem, ...]:
    problems: list[Problem] = []
    starts_on = day_typed(call, "starts_on", "startsOn", problems)
    ends_on = day_typed(call, "ends_on", "endsOn", problems, wanted=False)
    if call.typed("role") not in dict(ROLES):
        problems.append(problem(Code.NOTHING_CHOSEN, "role", what="Aucun rôle n'est choisi"))
    if problems or starts_on is None:
        return tuple(problems)
    caf = encode("Caf", call.typed("caf")) if call.typed("caf") else None
    _, refused = await attempted(
        staff.name_staff(
            call.asker, call.typed("email"), call.typed("name"), Role(call.typed("role")), caf, starts_on, ends_on
        )
    )
    return refused
