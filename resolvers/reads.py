"""Which personal data the staff have read: one row for each list, or object, of one request; in a transaction of its own.

What partners read of their colleagues is not among it, nor what somebody reads of himself.
"""

import asyncpg
import structlog

from models.engine import DB, DatabaseAway
from models.scope import Scope, scoped
from resolvers.asker import Asker
from rules.policy import Role
from rules.trail import Door

log = structlog.stdlib.get_logger("portal")

PERSONAL = {
    "person": "Person", "account_opening": "AccountOpening", "staff_role": "StaffRole", "role_grant": "RoleGrant",
    "outgoing_mail": "OutgoingMail",
}  # fmt: skip
"""The tables whose rows tell names and addresses of people, and what the trail calls an object of each."""

_INSERT = """
insert into read_entry (at, actor_id, actor_name, roles, door, caf_id, whole_list, object_type, object_id, request_id)
select $1, $2, $3, $4, $5, $6, key is null, kind, key, $9
from unnest($7::text[], $8::int[]) as looked(kind, key) order by kind
"""


def look(asker: Asker, table: str, key: int | None = None) -> None:
    """Keep in mind that this was read: a list without a key; several objects of a kind are a list."""
    kind = PERSONAL.get(table)
    if kind is None or asker.scope is None or not asker.scope.is_staff:
        return
    several = kind in asker.looked and asker.looked[kind] != key
    asker.looked[kind] = None if several else key


async def note_reads(asker: Asker) -> None:
    """Write down what was read. The answer leaves whether or not that succeeds; a failure is told to the log."""
    if not asker.looked or asker.scope is None:
        return
    person = asker.scope
    kinds, keys = list(asker.looked), list(asker.looked.values())
    asker.looked.clear()
    try:
        with scoped(person):
            await DB.fetch(
                _INSERT, asker.now, person.person, person.name, ",".join(_roles(person)), Door(asker.door.value).value,
                person.manager_caf if person.manager_caf is not None else person.officer_caf, kinds, keys,
                asker.request_id or None,
            )  # fmt: skip
    except (asyncpg.PostgresError, DatabaseAway):
        log.error("read not noted", exc_info=True)


def _roles(person: Scope) -> list[Role]:
    held = {
        Role.HABILITATION_MANAGER: person.manager_caf is not None,
        Role.DECLARATION_OFFICER: person.officer_caf is not None,
        Role.NATIONAL: person.national,
    }
    return [role for role, yes in held.items() if yes]
