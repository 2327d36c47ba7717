"""Signing in and out, and the scope of whoever is signed in."""

import hashlib
import secrets
from datetime import datetime, timedelta

from models.engine import DB, DbRole, connect_as
from models.scope import Grant, Scope, scoped
from resolvers.asker import Asker, House
from resolvers.passwords import password_fits
from resolvers.people import mailbox
from rules.policy import PARTNERS, Role
from rules.problems import Code, Refused, problem
from rules.timing import day_in_france

SEEN_EVERY = timedelta(minutes=1)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


async def sign_in(asker: Asker, email: str, password: str) -> Scope:
    """Open a session; its token goes into a cookie and only its hash is kept. The former session ends."""
    with connect_as(DbRole.AUTH):
        found = await DB.fetch("select id, password from person where email = $1 and active", mailbox(email) or "")
        stored = found[0]["password"] if found else None
        if not await password_fits(stored, password, asker.house):
            raise Refused(problem(Code.BAD_CREDENTIALS))
        token = secrets.token_urlsafe(32)
        async with DB.transaction():
            await _forget(asker.token)
            await DB.fetch("delete from session where person_id = $1 and expires_at <= $2", found[0]["id"], asker.now)
            await DB.fetch(
                "insert into session (person_id, token_hash, created_at, seen_at, expires_at) values ($1, $2, $3, $3, $4)",
                found[0]["id"], _hash(token), asker.now, asker.now + timedelta(hours=asker.house.session_hours),
            )  # fmt: skip
    asker.new_token = token
    scope = await open_scope(token, asker.now, asker.house)
    if scope is None:
        raise Refused(problem(Code.BAD_CREDENTIALS))
    asker.scope = scope
    return scope


async def sign_out(asker: Asker) -> None:
    """End the session: its token opens nothing from the next request on."""
    with connect_as(DbRole.AUTH):
        await _forget(asker.token)
    asker.signed_out = True


async def _forget(token: str | None) -> None:
    if token:
        await DB.fetch("delete from session where token_hash = $1", _hash(token))


async def open_scope(token: str | None, now: datetime, house: House) -> Scope | None:
    """The scope behind a session token, read afresh: a grant that ended stops the next request."""
    if not token or len(token) > 100:
        return None
    with connect_as(DbRole.AUTH):
        found = await DB.fetch(
            "select s.id, s.seen_at, p.id as person, p.display_name from session s join person p on p.id = s.person_id"
            " where s.token_hash = $1 and s.expires_at > $2 and s.seen_at > $3 and p.active",
            _hash(token), now, now - timedelta(minutes=house.session_idle_minutes),
        )  # fmt: skip
        if not found:
            return None
        session = found[0]
        if now - session["seen_at"] > SEEN_EVERY:
            await DB.fetch("update session set seen_at = $2 where id = $1", session["id"], now)
    return await load_scope(session["person"], session["display_name"], now)


async def load_scope(person: int, name: str, now: datetime) -> Scope:
    """A person's active grants and staff roles on the day of `now`; first only he himself is in the scope."""
    today = day_in_france(now)
    with connect_as(DbRole.APP), scoped(Scope(person, name)):
        rows = await DB.fetch(
            "select role, caf_id, organisation_id, structure_id, tenure_id from role_grant"
            " where person_id = $1 and starts_on <= $2 and (ends_on is null or ends_on >= $2) and ended_at is null"
            " union all select role, caf_id, null, null, null from staff_role"
            " where person_id = $1 and starts_on <= $2 and (ends_on is null or ends_on >= $2)",
            person, today,
        )  # fmt: skip
    grants: list[Grant] = []
    staff: dict[Role, int | None] = {}
    for row in rows:
        role = Role(row["role"])
        if role in PARTNERS:
            grants.append(Grant(role, row["caf_id"], row["organisation_id"], row["structure_id"], row["tenure_id"]))
        else:
            staff[role] = row["caf_id"]
    return Scope(
        person=person,
        name=name,
        grants=tuple(grants),
        manager_caf=staff.get(Role.HABILITATION_MANAGER),
        officer_caf=staff.get(Role.DECLARATION_OFFICER),
        national=Role.NATIONAL in staff,
    )
