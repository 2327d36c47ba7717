"""One structure: who runs it, its authorisations, who is habilitated on it, and the acts of its life."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from starlette.responses import Response

from admin.pages import agreement, ending
from admin.pages.call import Call, attempted, day_typed, number_typed
from admin.pages.opening import ORGANISATIONS
from models.engine import DB
from resolvers import structures
from resolvers.opaque import encode
from rules.columns import word
from rules.columns.people import APPROVER_LABELS, GRANT_STATE_LABELS, SPAN_LABELS
from rules.kinds import KINDS
from rules.policy import allowed
from rules.problems import Problem

STRUCTURE = """
select s.*, t.caf_id, t.kind, t.nature as nature_code, t.ctg_since
from admin.structures s join structure t on t.id = s.id where s.id = $1
"""
TENURES = """
select g.*, n.organisation_id from admin.gestions g join tenure n on n.id = g.id where n.structure_id = $1
order by g.du desc
"""
LICENCES = "select starts_on, places from licence where structure_id = $1 order by starts_on desc"
GRANTS = """
select h.* from admin.habilitations h join role_grant g on g.id = h.id where g.structure_id = $1 and h.etat <> $2
order by h.etat <> $3, lower(h.personne), h.role, h.du
"""
TEXTS = ("name", "nature", "commune")
"""What the form changes, with the day of the Ctg. It also sends what each was as it was read: what another manager changes meanwhile stays."""

Doing = Callable[[Call, str], Awaitable[Sequence[Problem]]]


async def show(call: Call, problems: Any = ()) -> Response:
    """The page, for whoever may read the structure; its people and its forms for whoever keeps it."""
    row = await _row(call)
    if row is None:
        return call.nowhere()
    keeps = _keeps(call, row)
    known = {"name": row["nom"], "nature": row["nature_code"], "commune": row["commune"], "ctg_since": row["ctg_since"]}
    call.suggest(**known, **{f"was_{name}": value for name, value in known.items()})
    tenures = await DB.fetch(TENURES, call.key)
    state = GRANT_STATE_LABELS
    shown: dict[str, Any] = {
        "structure": row, "keeps": keeps, "tenures": tenures, "licences": await DB.fetch(LICENCES, call.key),
        "grants": await DB.fetch(GRANTS, call.key, state["ENDED"], state["ACTIVE"]) if keeps else (),
        "organisations": await DB.fetch(ORGANISATIONS) if keeps else (),
        "current": next((each for each in tenures if each["etat"] == SPAN_LABELS["CURRENT"]), None),
        "opened": call.typed("act"),
        "bare": row["approbateur"] == APPROVER_LABELS["NONE"], "kind": KINDS[row["kind"]],
        "agreements": await agreement.of_structure(call.key) if _told_agreements(call, row) else None,
        "gone": row["fermee_le"] is not None and row["fermee_le"] < call.asker.today,
    }  # fmt: skip
    done = "" if problems else DONE.get(call.request.query_params.get("fait", ""), "")
    return call.page("structure", row["nom"], problems, done=done, **shown)


async def act(call: Call) -> Response:
    """One of the acts of its life; those that end a tenure are looked at first."""
    row, wanted, step = await _row(call), call.typed("act"), call.typed("step")
    if row is None or not _keeps(call, row) or wanted not in ACTS:
        return call.nowhere()
    if step == "back":
        return await show(call)
    if wanted in ending.LOOKED_AT and step != "confirm":
        looked, problems = await ending.LOOKED_AT[wanted](call, encode("Structure", call.key))
        return await show(call, problems) if looked is None else await ending.preview(call, row, looked)
    refused = await ACTS[wanted][0](call, encode("Structure", call.key))
    return await show(call, refused) if refused else call.go(f"/admin/structures/{call.key}", fait=wanted)


async def _row(call: Call) -> Any:
    rows = await DB.fetch(STRUCTURE, call.key)
    return rows[0] if rows else None


def _told_agreements(call: Call, row: Any) -> bool:
    return allowed("agreement.read", call.asker.person.towards(row["caf_id"]))


def _keeps(call: Call, row: Any) -> bool:
    return allowed("structure.keep", call.asker.person.towards(row["caf_id"]))


async def _change(call: Call, mark: str) -> Sequence[Problem]:
    problems: list[Problem] = []
    since = day_typed(call, "ctg_since", "ctgSince", problems, wanted=False)
    if problems:
        return problems
    known = day_typed(call, "was_ctg_since", "", [], wanted=False)
    typed = {name: call.typed(name) for name in TEXTS if call.typed(name) != call.typed(f"was_{name}")}
    ctg_since = structures.UNCHANGED if since == known else since
    _, refused = await attempted(structures.change_structure(call.asker, mark, **typed, ctg_since=ctg_since))
    return refused


async def _license(call: Call, mark: str) -> Sequence[Problem]:
    problems: list[Problem] = []
    starts_on = day_typed(call, "starts_on", "startsOn", problems)
    places = number_typed(call, "places", "places", word("licence", "places").label, problems)
    if problems or starts_on is None:
        return problems
    _, refused = await attempted(structures.change_licence(call.asker, mark, starts_on, places))
    return refused


async def _withdraw(call: Call, mark: str) -> Sequence[Problem]:
    problems: list[Problem] = []
    starts_on = day_typed(call, "starts_on", "startsOn", problems)
    if starts_on is None:
        return problems
    _, refused = await attempted(structures.change_licence(call.asker, mark, starts_on, None))
    return refused


async def _reopen(call: Call, mark: str) -> Sequence[Problem]:
    _, refused = await attempted(structures.reopen_structure(call.asker, mark))
    return refused


ACTS: dict[str, tuple[Doing, str]] = {
    "modifier": (_change, "Les modifications sont enregistrées."),
    "agrement": (_license, "L'agrément est enregistré."),
    "retirer": (_withdraw, "L'agrément est retiré."),
    "transferer": (ending.transfer, "Le changement de gestionnaire est enregistré. Habilitez maintenant les personnes du nouveau gestionnaire."),
    "fermer": (ending.close, "La fermeture est enregistrée."),
    "rouvrir": (_reopen, "La fermeture est annulée."),
}  # fmt: skip
"""What may be done, and what is said once it is done."""
DONE = {name: said for name, (_, said) in ACTS.items()} | {
    "ouvrir": "La structure est ouverte. Habilitez maintenant les personnes de son gestionnaire."
}
