"""« Ouvrir une structure »: made known with its first authorisation and its first tenure."""

from typing import Any

from starlette.responses import Response

from admin.pages.call import Call, attempted, day_typed, number_typed
from admin.pages.opening import ORGANISATIONS
from models.engine import DB
from resolvers import structures
from resolvers.opaque import encode
from rules.columns import word
from rules.kinds import KINDS
from rules.problems import Code, Problem, problem


async def show(call: Call, problems: Any = ()) -> Response:
    """The form; `organisation` of the address chooses one."""
    call.suggest(organisation=call.request.query_params.get("organisation"))
    found = await DB.fetch(ORGANISATIONS)
    return call.page("new_structure", "Ouvrir une structure", problems, organisations=found, kinds=KINDS.values())


async def add(call: Call) -> Response:
    """Make it known, then on to its page."""
    problems: list[Problem] = []
    opened_on = day_typed(call, "opened_on", "openedOn", problems)
    places = number_typed(call, "places", "places", word("licence", "places").label, problems)
    ctg_since = day_typed(call, "ctg_since", "ctgSince", problems, wanted=False)
    kind, _, nature = call.typed("nature").partition("/")
    for path, given, what in (
        ("organisation", call.typed("organisation"), "Aucun gestionnaire n'est choisi"),
        ("nature", nature, "Aucune nature d'activité n'est choisie"),
    ):
        problems += [] if given else [problem(Code.NOTHING_CHOSEN, path, what=what)]
    if problems or opened_on is None or places is None:
        return await show(call, problems)
    new = structures.NewStructure(
        call.typed("id_equ"), call.typed("name"), kind, nature, call.typed("commune"), opened_on, places, ctg_since
    )
    mark = encode("Organisation", call.typed("organisation"))
    made, refused = await attempted(structures.add_structure(call.asker, mark, new))
    return await show(call, refused) if refused else call.go(f"/admin/structures/{made}", fait="ouvrir")
