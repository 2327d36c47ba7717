"""Signing in and out, the sessions of a person, and the scope of whoever is signed in."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from structlog.contextvars import bind_contextvars

from models.engine import DB, DbRole, connect_apart, connect_as
from models.scope import Grant, Scope, scoped
from resolvers import attempts
from resolvers.asker import Asker, House, Visit
from resolvers.keychain import fingerprint
from resolvers.opaque import sought
from resolvers.own_acts import note_by_nobody, note_on_account, refusals_noted
from resolvers.passwords import password_fits
from resolvers.people import mailbox
from rules import notice
from rules.policy import PARTNERS, Role
from rules.problems import Code, Problem, Refused, problem
from rules.sign_in import SessionDoor, Standing, steps_left
from rules.timing import day_in_france

SEEN_EVERY = timedelta(minutes=1)
LONGEST_TOKEN = 100
AGENT_LENGTH = 80


async def sign_in(asker: Asker, email: str, password: str) -> Visit:
    """Open a session; its token goes into a cookie and only its hash is kept. The former session ends.

    The session may still wait for steps: until they are done it opens nothing else. The admin's door is for staff.
    """
    address = mailbox(email) or ""
    keys = attempts.keys_for(asker, "password", address or email[:254])
    last = await attempts.begin(asker, keys)
    with connect_as(DbRole.AUTH):
        found = await DB.fetch("select id, display_name, password from person where email = $1 and active", address)
        stored = found[0]["password"] if found else None
        if not await password_fits(stored, password, asker.house):
            wrong = problem(Code.BAD_CREDENTIALS)
            async with DB.transaction():
                if last:
                    await _tell_blocked(address, asker.now)
                await _note_sign_in(asker, found, wrong)
            raise Refused(wrong)
    if (
        asker.door is SessionDoor.ADMIN
        and not (await load_scope(found[0]["id"], found[0]["display_name"], asker.now)).is_staff
    ):
        await attempts.succeed(asker, keys)
        closed = problem(Code.STAFF_ONLY)
        with connect_as(DbRole.AUTH):
            await _note_sign_in(asker, found, closed)
        raise Refused(closed)
    with connect_as(DbRole.AUTH):
        async with DB.transaction():
            # Held: an account that is closed, or a password that is replaced at this moment, opens no session.
            still = await DB.fetch(
                "select from person where id = $1 and active and password = $2 for share", found[0]["id"], stored
            )
            if still:
                await _forget(asker.token)
                await DB.fetch(
                    "delete from session where person_id = $1 and expires_at <= $2", found[0]["id"], asker.now
                )
                await open_session(asker, found[0]["id"], None)
            lost = [] if still else [problem(Code.BAD_CREDENTIALS)]
            await _note_sign_in(asker, found, *lost)
    if lost:
        raise Refused(*lost)
    await attempts.succeed(asker, keys)
    visit = await visit_of(asker.new_token, asker)
    if visit is None:
        raise Refused(problem(Code.BAD_CREDENTIALS))
    _enter(asker, visit)
    return visit


async def open_session(
    asker: Asker, person: int, second_factor_at: datetime | None, since: datetime | None = None
) -> None:
    """A new token for this person at the asker's door, inside the caller's transaction as `portal_auth`."""
    token = secrets.token_urlsafe(32)
    since = since or asker.now
    await DB.fetch(
        "insert into session (person_id, token_hash, created_at, seen_at, expires_at, door, second_factor_at, agent)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8)",
        person, fingerprint(token), since, asker.now, since + timedelta(hours=asker.house.session_hours),
        asker.door, second_factor_at, asker.agent[:AGENT_LENGTH],
    )  # fmt: skip
    asker.new_token = token


async def end_sessions(asker: Asker) -> None:
    """End every session of the account, inside the caller's transaction as `portal_auth`.

    Raises `Refused` when the one that asks has ended meanwhile: it opens no other.
    """
    visit = asker.visitor
    gone = await DB.fetch("delete from session where person_id = $1 returning id", visit.scope.person)
    if visit.session not in {row["id"] for row in gone}:
        raise Refused(problem(Code.UNAUTHENTICATED))


async def _note_sign_in(asker: Asker, found: Sequence[Mapping[str, Any]], *refused: Problem) -> None:
    """One row, whether an account has that address or not: it takes the same time. Who has its password is its owner."""
    person, name = (found[0]["id"], found[0]["display_name"]) if found else (None, None)
    wrong = any(each.code is Code.BAD_CREDENTIALS for each in refused)
    await note_by_nobody(asker, "signIn", refused, about=person, known_as=None if wrong else name)


async def _tell_blocked(email: str, now: datetime) -> None:
    await DB.fetch(
        "insert into outgoing_mail (template, person_id, created_at, due_at)"
        " select 'ACCOUNT_BLOCKED', id, $2, $2 from person where email = $1 and active",
        email, now,
    )  # fmt: skip


async def sign_out(asker: Asker) -> None:
    """End the session: its token opens nothing from the next request on."""
    with connect_as(DbRole.AUTH):
        async with DB.transaction():
            await _forget(asker.token)
            if asker.visit is not None:
                await note_on_account(asker, "signOut")
    asker.signed_out = True


async def _forget(token: str | None) -> None:
    if token:
        await DB.fetch("delete from session where token_hash = $1", fingerprint(token))


async def enter(asker: Asker) -> None:
    """Find the session behind the asker's token. Its scope is in force only once it waits for nothing."""
    visit = await visit_of(asker.token, asker)
    if visit is not None:
        _enter(asker, visit)


async def enter_again(asker: Asker) -> None:
    """After an act on the account: the session as it is now, under its new token if it has one."""
    if asker.visit is not None:
        asker.token = asker.new_token or asker.token
        asker.visit = asker.scope = None
        await enter(asker)


def _enter(asker: Asker, visit: Visit) -> None:
    bind_contextvars(person=visit.scope.person)
    asker.visit = visit
    asker.scope = None if visit.steps else visit.scope


_SESSION = """
select s.id, s.seen_at, s.created_at, s.second_factor_at, p.id as person, p.display_name, p.must_change,
  p.notice_version, p.totp_since is not null as has_second_factor
from session s join person p on p.id = s.person_id
where s.token_hash = $1 and s.door = $2 and s.expires_at > $3 and s.seen_at > $4 and p.active
"""


async def visit_of(token: str | None, asker: Asker) -> Visit | None:
    """The session behind a token at this door, read afresh: a grant that ended stops the next request."""
    if not token or len(token) > LONGEST_TOKEN:
        return None
    now, idle = asker.now, timedelta(minutes=_idle_minutes(asker.door, asker.house))
    with connect_as(DbRole.AUTH):
        found = await DB.fetch(_SESSION, fingerprint(token), asker.door, now, now - idle)
        if not found:
            return None
        row = found[0]
        if now - row["seen_at"] > SEEN_EVERY:
            await DB.fetch("update session set seen_at = $2 where id = $1", row["id"], now)
    scope = await load_scope(row["person"], row["display_name"], now)
    if asker.door is SessionDoor.ADMIN and not scope.is_staff:
        return None
    standing = Standing(
        row["must_change"], row["notice_version"], row["has_second_factor"], row["second_factor_at"], scope.is_staff
    )
    steps = steps_left(standing, notice.VERSION, asker.house.second_factor_for_staff)
    return Visit(row["id"], scope, row["created_at"], steps, row["second_factor_at"])


def _idle_minutes(door: SessionDoor, house: House) -> int:
    return house.admin_idle_minutes if door is SessionDoor.ADMIN else house.session_idle_minutes


_PLACE = {role: place for place, role in enumerate(Role)}


async def load_scope(person: int, name: str, now: datetime) -> Scope:
    """A person's active grants and staff roles on the day of `now`; first only he himself is in the scope."""
    today = day_in_france(now)
    with connect_as(DbRole.APP), scoped(Scope(person, name)):
        rows = await DB.fetch(
            "select role, caf_id, organisation_id, structure_id, tenure_id, id from role_grant"
            " where person_id = $1 and starts_on <= $2 and (ends_on is null or ends_on >= $2) and ended_at is null"
            " and state = 'ACTIVE' union all select role, caf_id, null, null, null, null from staff_role"
            " where person_id = $1 and starts_on <= $2 and (ends_on is null or ends_on >= $2)",
            person, today,
        )  # fmt: skip
    grants: list[Grant] = []
    staff: dict[Role, int | None] = {}
    for row in rows:
        role = Role(row["role"])
        if role in PARTNERS:
            grants.append(
                Grant(role, row["caf_id"], row["organisation_id"], row["structure_id"], row["tenure_id"], row["id"])
            )
        else:
            staff[role] = row["caf_id"]
    return Scope(
        person=person,
        name=name,
        grants=tuple(sorted(grants, key=lambda each: (each.tenure, _PLACE[each.role]))),
        manager_caf=staff.get(Role.HABILITATION_MANAGER),
        officer_caf=staff.get(Role.DECLARATION_OFFICER),
        national=Role.NATIONAL in staff,
    )


@dataclass(frozen=True, slots=True)
class OwnSession:
    """One of a person's own sessions; `current` is the one that asks."""

    key: int
    door: SessionDoor
    agent: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    current: bool


async def own_sessions(asker: Asker) -> list[OwnSession]:
    """The sessions that are open, the one used last first."""
    visit = asker.visitor
    with connect_apart(DbRole.AUTH):
        rows: Any = await DB.fetch(
            "select id, door, agent, created_at, seen_at, expires_at from session"
            " where person_id = $1 and expires_at > $2 order by seen_at desc, id desc limit 100",
            visit.scope.person, asker.now,
        )  # fmt: skip
    return [
        OwnSession(
            row["id"], SessionDoor(row["door"]), row["agent"], row["created_at"], row["seen_at"], row["expires_at"],
            row["id"] == visit.session,
        )
        for row in rows
        if row["seen_at"] > asker.now - timedelta(minutes=_idle_minutes(SessionDoor(row["door"]), asker.house))
    ]  # fmt: skip


async def end_session(asker: Asker, mark: str) -> None:
    """End one of one's own sessions; one that is not there, or another's, is not found."""
    visit = asker.visitor
    async with refusals_noted(asker, "endSession"):
        with connect_as(DbRole.AUTH):
            async with DB.transaction():
                gone = await DB.fetch(
                    "delete from session where id = $1 and person_id = $2 returning id",
                    sought("Session", mark), visit.scope.person,
                )  # fmt: skip
                if not gone:
                    raise Refused(problem(Code.NOT_FOUND, "session"))
                await note_on_account(asker, "endSession")
    asker.signed_out = gone[0]["id"] == visit.session


async def end_other_sessions(asker: Asker) -> int:
    """End every session of one's own but the one that asks. Says how many."""
    visit = asker.visitor
    with connect_as(DbRole.AUTH):
        async with DB.transaction():
            gone = await DB.fetch(
                "delete from session where person_id = $1 and id <> $2 returning id", visit.scope.person, visit.session
            )
            await note_on_account(asker, "endOtherSessions")
    return len(gone)
