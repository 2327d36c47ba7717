"""One person as this Caf knows him: his grants here, the link sent again, a new password wanted."""

from typing import Any

from starlette.responses import Response

from admin.pages.call import Call, attempted
from models.engine import DB
from resolvers import openings
from resolvers.opaque import encode
from resolvers.reads import look

PERSON = "select * from admin.personnes where id = $1"
GRANTS = """
select h.* from admin.habilitations h join role_grant g on g.id = h.id where g.person_id = $1
order by h.etat = 'terminée', lower(h.structure), h.role, h.du
"""
DONE = {
    "compte": "C'est fait. Si cette personne n'a pas encore de mot de passe, un lien lui est envoyé par courriel.",
    "lien": "C'est fait. Si cette personne n'a pas encore de mot de passe, un nouveau lien lui est envoyé.",
    "motdepasse": "C'est fait. Un nouveau mot de passe sera exigé à la prochaine connexion ; les sessions ouvertes sont fermées.",
}
"""What is said once it is done: never whether the account existed."""


async def show(call: Call, problems: Any = ()) -> Response:
    """The page of the person."""
    rows = await DB.fetch(PERSON, call.key)
    if not rows:
        return call.nowhere()
    look(call.asker, "person", call.key)
    asked = call.request.query_params
    done = DONE.get(asked.get("fait", ""), "") or _granted(asked.get("accordees", ""), asked.get("deja", ""))
    return call.page(
        "person", rows[0]["personne"], problems, person=rows[0], grants=await DB.fetch(GRANTS, call.key),
        done="" if problems else done,
    )  # fmt: skip


def _granted(made: str, standing: str) -> str:
    """How many were granted, in words."""
    if not (made.isdigit() and standing.isdigit()):
        return ""
    told = "1 habilitation accordée" if made == "1" else f"{int(made)} habilitations accordées"
    also = {"0": "", "1": ", 1 était déjà en cours"}.get(standing, f", {int(standing)} étaient déjà en cours")
    return f"{told}{also}."


async def act(call: Call) -> Response:
    """Send the link again, or want a new password."""
    wanted = call.typed("act")
    mark = encode("Person", call.key)
    acts = {"lien": openings.send_opening_again, "motdepasse": openings.force_password_change}
    if wanted not in acts:
        return call.nowhere()
    _, refused = await attempted(acts[wanted](call.asker, mark))
    return await show(call, refused) if refused else call.go(f"/admin/personnes/{call.key}", fait=wanted)
