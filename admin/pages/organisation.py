"""One organisation: its structures and its name; and « Ajouter un gestionnaire »."""

from typing import Any

from starlette.responses import Response

from admin.pages.call import Call, attempted
from models.engine import DB
from resolvers import organisations
from resolvers.opaque import encode
from rules.policy import allowed

ORGANISATION = """
select g.*, o.caf_id from admin.gestionnaires g join organisation o on o.id = g.id where g.id = $1
"""
STRUCTURES = """
select s.id, s.nom, s.commune, g.du, g.au, g.etat from admin.gestions g join tenure n on n.id = g.id
join admin.structures s on s.id = n.structure_id where n.organisation_id = $1
order by lower(s.nom), s.id, g.du desc
"""
DONE = {"ajouter": "Le gestionnaire est ajouté.", "renommer": "La raison sociale est enregistrée."}


async def blank(call: Call, problems: Any = ()) -> Response:
    """The form of a new one."""
    return call.page("new_organisation", "Ajouter un gestionnaire", problems)


async def add(call: Call) -> Response:
    """Make it known, then on to its page."""
    made, refused = await attempted(
        organisations.add_organisation(call.asker, call.typed("siret"), call.typed("name"))
    )  # fmt: skip
    return await blank(call, refused) if refused else call.go(f"/admin/gestionnaires/{made}", fait="ajouter")


async def show(call: Call, problems: Any = ()) -> Response:
    """The page of one, for whoever may read it; its forms for whoever keeps it."""
    row = await _row(call)
    if row is None:
        return call.nowhere()
    call.suggest(name=row["raison_sociale"])
    done = "" if problems else DONE.get(call.request.query_params.get("fait", ""), "")
    return call.page(
        "organisation", row["raison_sociale"], problems, organisation=row, keeps=_keeps(call, row), done=done,
        structures=await DB.fetch(STRUCTURES, call.key),
    )  # fmt: skip


async def rename(call: Call) -> Response:
    """Correct its name."""
    row = await _row(call)
    if row is None or not _keeps(call, row):
        return call.nowhere()
    mark = encode("Organisation", call.key)
    _, refused = await attempted(organisations.rename_organisation(call.asker, mark, call.typed("name")))
    return await show(call, refused) if refused else call.go(f"/admin/gestionnaires/{call.key}", fait="renommer")


async def _row(call: Call) -> Any:
    rows = await DB.fetch(ORGANISATION, call.key)
    return rows[0] if rows else None


def _keeps(call: Call, row: Any) -> bool:
    return allowed("organisation.keep", call.asker.person.towards(row["caf_id"]))
