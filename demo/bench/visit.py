"""Who asks, by hand: the portal's two look-ups (session, roles) and its scope, as cheaply as we can write them.

The roles are read in the transaction of the answer itself, where the portal opens another one; nothing else is saved.
"""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import asyncpg
from starlette.requests import Request

from models.engine import DB, DbRole
from resolvers.asker import House

_SESSION = """
select p.id, p.display_name from session s join person p on p.id = s.person_id
where s.token_hash = $1 and s.expires_at > $2 and s.seen_at > $3 and p.active
"""
_ROLES = """
select role, caf_id, organisation_id, structure_id, tenure_id from role_grant
where person_id = $1 and starts_on <= $2 and (ends_on is null or ends_on >= $2) and ended_at is null and state = 'ACTIVE'
union all select role, caf_id, null, null, null from staff_role
where person_id = $1 and starts_on <= $2 and (ends_on is null or ends_on >= $2)
"""
_PARIS = ZoneInfo("Europe/Paris")
_LISTS = {
    "ACTIVITY_DATA_PROVIDER": "portal.activity_tenures",
    "FINANCIAL_DATA_PROVIDER": "portal.finance_tenures",
    "APPROVER": "portal.approver_tenures",
}
_CAFS = {"HABILITATION_MANAGER": "portal.manager_caf", "DECLARATION_OFFICER": "portal.officer_caf"}


class Stranger(Exception):
    """No session behind the cookie."""


@dataclass(slots=True)
class Visit:
    """One request of somebody: a connection of portal_app inside a transaction under his scope."""

    connection: asyncpg.Connection
    person: int
    name: str
    now: datetime
    tenures: list[int] = field(default_factory=list)
    structures: list[int] = field(default_factory=list)
    officer_caf: int | None = None


@asynccontextmanager
async def visit(request: Request, house: House) -> AsyncIterator[Visit]:
    """Open the transaction of one answer for whoever holds the cookie; commit it at the end.

    Raises `Stranger`.
    """
    now = datetime.now(UTC)
    token = hashlib.sha256(request.cookies["portal_session"].encode()).digest()
    async with DB.pools[DbRole.AUTH].acquire() as auth:
        found = await auth.fetch(_SESSION, token, now, now - timedelta(minutes=house.session_idle_minutes))
    if not found:
        raise Stranger
    person, name = found[0]
    async with DB.pools[DbRole.APP].acquire() as app:
        await app.execute(f"BEGIN; SELECT set_config('portal.person', '{int(person)}', true)")
        try:
            visitor = Visit(app, person, name, now)
            roles = await app.fetch(_ROLES, person, now.astimezone(_PARIS).date())
            await app.execute(_settings(visitor, roles))
            yield visitor
        except BaseException:
            await app.execute("ROLLBACK")
            raise
        await app.execute("COMMIT")


def _settings(visitor: Visit, roles: list[asyncpg.Record]) -> str:
    """One statement with the ten settings that the policies read; what the question's own predicates need is kept."""
    by_setting: dict[str, set[int]] = {name: set() for name in _LISTS.values()}
    structures, organisations = set(), set()
    cafs = dict.fromkeys(_CAFS.values(), "")
    national = "off"
    for role, caf, organisation, structure, tenure in roles:
        if role in _LISTS:
            by_setting[_LISTS[role]].add(tenure)
            structures.add(structure)
            organisations.add(organisation)
        elif role in _CAFS:
            cafs[_CAFS[role]] = str(caf)
            visitor.officer_caf = caf if role == "DECLARATION_OFFICER" else visitor.officer_caf
        else:
            national = "on"
    visitor.tenures = sorted(set().union(*by_setting.values()))
    visitor.structures = sorted(structures)
    given = {
        "portal.person": str(visitor.person), "portal.tenures": _array(visitor.tenures),
        "portal.structures": _array(visitor.structures), "portal.organisations": _array(sorted(organisations)),
        **{name: _array(sorted(held)) for name, held in by_setting.items()}, **cafs, "portal.national": national,
    }  # fmt: skip
    return "SELECT " + ", ".join(f"set_config('{name}', '{value}', true)" for name, value in given.items())


def _array(ids: list[int]) -> str:
    return "{" + ",".join(map(str, ids)) + "}"
