"""« Ouvrir un compte »: an address and a name; a link goes out by e-mail, and the answer never tells what existed."""

from typing import Any

from starlette.responses import Response

from admin.pages.call import Call, attempted
from models.engine import DB
from resolvers import openings
from resolvers.opaque import encode
from resolvers.people import mailbox

ORGANISATIONS = """
select id, name, siret from organisation where caf_id = portal_id('portal.manager_caf') order by lower(name), id
"""
KNOWN = "select id from admin.personnes where adresse = $1"


async def show(call: Call, problems: Any = ()) -> Response:
    """The form."""
    return call.page("opening", "Ouvrir un compte", problems, organisations=await DB.fetch(ORGANISATIONS))


async def open_account(call: Call) -> Response:
    """Ask for the account, then on to the person."""
    organisation = call.typed("organisation")
    mark = encode("Organisation", organisation) if organisation else None
    email = call.typed("email")
    _, refused = await attempted(openings.open_account(call.asker, email, call.typed("name"), mark))
    if refused:
        return await show(call, refused)
    found = await DB.fetch(KNOWN, mailbox(email) or "")
    return call.go(f"/admin/personnes/{found[0]['id']}" if found else "/admin/tableau", fait="compte")
