"""The pages of our own: what the lists of Piccolo admin cannot do, without a script, behind the same session."""

from collections.abc import Collection

from starlette.routing import Route
from starlette.types import ASGIApp

from admin.door import AdminDoor
from admin.pages import (
    agreement,
    dashboard,
    export,
    grant,
    granting,
    new_structure,
    opening,
    organisation,
    period,
    period_opening,
    person,
    staff,
    structure,
)
from admin.pages.reception import Reception


def routes(door: AdminDoor, lists: ASGIApp, trusted: Collection[str]) -> list[Route]:
    """Their addresses, from the root of the site; `lists` are Piccolo's private routes."""
    route = Reception(door, trusted).route
    return [
        route("/admin/tableau", "", dashboard.show),
        route("/admin/listes/{list}.csv", "", export.exporting(lists)),
        route("/admin/habiliter", "role_grant.grant", granting.show, granting.grant),
        route("/admin/habilitations/{key}", "role_grant.end", grant.show, grant.change),
        route("/admin/ouvrir-un-compte", "account.open", opening.show, opening.open_account),
        route("/admin/personnes/{key}", "role_grant.grant", person.show, person.act),
        route("/admin/ouvrir-une-structure", "structure.keep", new_structure.show, new_structure.add),
        route("/admin/structures/{key}", "structure.read", structure.show, structure.act),
        route("/admin/accords/{key}", "agreement.keep", agreement.show, agreement.act),
        route("/admin/ajouter-un-gestionnaire", "organisation.keep", organisation.blank, organisation.add),
        route("/admin/gestionnaires/{key}", "organisation.read", organisation.show, organisation.rename),
        route("/admin/ouvrir-une-periode", "period.keep", period_opening.show, period_opening.open_period),
        route("/admin/periodes/{key}", "period.keep", period.show, period.act),
        route("/admin/nommer", "staff_role.keep", staff.show, staff.act),
    ]
