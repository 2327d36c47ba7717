"""The dashboard: what waits for whoever is here, by role."""

from datetime import date, timedelta
from typing import Any

from starlette.responses import Response

from admin.pages.call import Call
from admin.tables.people import CAFS, HABILITATIONS
from admin.tables.work import DECLARATIONS
from models.engine import DB
from resolvers.pages import Row
from resolvers.periods import call_of
from rules.columns.people import APPROVER_LABELS, GRANT_STATE_LABELS, MAIL_STATE_LABELS
from rules.columns.work import LATE_LABELS
from rules.policy import allowed
from rules.timing import TIMING_LABELS, timing

SOON = timedelta(days=60)
MOST = 50
"""Rows shown of each; the list behind has the rest."""

ENDING = """
select id, personne, structure, role, au from admin.habilitations
where au between $1 and $2 and etat in ($3, $4) order by au, lower(personne), lower(structure), role limit 51
"""
BARE = "select id, nom, commune, gestionnaire from admin.structures where approbateur = $1 order by nom limit 51"
REQUESTED = (
    "select id, personne, structure, role, du from admin.habilitations where etat = $1 order by du, personne limit 51"
)
UNSENT = """
select id, objet, destinataire, demande_le, essais, etat, derniere_erreur from admin.courriels
where etat = $1 or (etat = $2 and essais > 0) order by demande_le desc, id desc limit 51
"""
STATES = "select etat, count(*)::int as nombre from admin.declarations group by etat order by nombre desc, etat"
LATE = "select id, structure, gestionnaire, nature, annee, etat, echeance from admin.declarations where en_retard = $1 order by echeance, structure limit 51"
PERIODS = """
select p.* from admin.periodes v join declaration_period p on p.id = v.id
where p.published_at is null or p.closes_on >= $1 order by p.due_on, p.id limit 51
"""
UNKEPT = "select id, code, nom from admin.cafs where gestionnaires = 0 order by code limit 51"


async def show(call: Call) -> Response:
    """The page."""
    shown: dict[str, Any] = {"manager": None, "officer": None, "national": None, "most": MOST}
    today = call.asker.today
    state = GRANT_STATE_LABELS
    if allowed(HABILITATIONS.action, call.held):
        shown["manager"] = {
            "ending": await DB.fetch(ENDING, today, today + SOON, state["ACTIVE"], state["UPCOMING"]),
            "bare": await DB.fetch(BARE, APPROVER_LABELS["NONE"]),
            "requested": await DB.fetch(REQUESTED, state["REQUESTED"]),
            "unsent": await DB.fetch(UNSENT, MAIL_STATE_LABELS["GIVEN_UP"], MAIL_STATE_LABELS["WAITING"]),
            "days": SOON.days,
        }
    if allowed(DECLARATIONS.action, call.held):
        shown["officer"] = {
            "periods": [(call_of(row).title, _standing(row, today), row) for row in await DB.fetch(PERIODS, today)],
            "states": await DB.fetch(STATES),
            "late": await DB.fetch(LATE, LATE_LABELS["YES"]),
        }
    if allowed(CAFS.action, call.held):
        shown["national"] = {"unkept": await DB.fetch(UNKEPT)}
    return call.page("dashboard", "Tableau de bord", **shown)


def _standing(row: Row, today: date) -> str:
    """Where a period stands, in a word."""
    if row["published_at"] is None:
        return "brouillon"
    return TIMING_LABELS[timing(today, row["opens_on"], row["due_on"], row["closes_on"])]
