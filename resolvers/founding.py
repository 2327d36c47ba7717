"""The first account of the Cnaf, made at the command line: from it every other one is opened in the portal. By the job role."""

import secrets
from datetime import datetime, timedelta

import asyncpg

from models.engine import DB
from resolvers.audit import note_at_the_command_line, noted_at_the_command_line
from resolvers.keychain import fingerprint
from resolvers.people import bad_person, mailbox
from rules.policy import Role
from rules.problems import Code, Refused, problem
from rules.sign_in import LinkPurpose
from rules.timing import day_in_france

LINK_DAYS = 7
LOCK = 7_203_513
"""The advisory lock under which it is made, by one process at a time."""

_IN_SERVICE = """
select p.email from staff_role s join person p on p.id = s.person_id
where s.role = $1 and p.active and p.password is not null and (s.ends_on is null or s.ends_on >= $2)
order by p.id limit 1
"""


async def found_national(email: str, name: str | None, now: datetime, *, again: bool = False) -> str:
    """Make, or find, the account of the Cnaf at this address. Answers the token of a link; the links before it are dead.

    Raises `Refused`, with `NATIONAL_EXISTS` once such an account has a password, unless `again`.
    """
    async with noted_at_the_command_line("init", now):
        return await _found(email, name, now, again)


async def _found(email: str, name: str | None, now: datetime, again: bool) -> str:
    address = mailbox(email)
    called = (name or _name_in(address or email)).strip()
    problems = bad_person(email, called)
    if problems or address is None:
        raise Refused(*problems)
    async with DB.transaction():
        await DB.fetch("select pg_advisory_xact_lock($1)", LOCK)
        in_service = await DB.fetch(_IN_SERVICE, Role.NATIONAL.value, day_in_france(now))
        if in_service and not again:
            raise Refused(problem(Code.NATIONAL_EXISTS, "email", email=in_service[0]["email"]))
        person = await _account(address, called, now)
        await _name_national(person, address, called, now)
        token = await _link(person, now)
        await note_at_the_command_line("init", now, about=("Person", person))
    return token


def _name_in(address: str) -> str:
    """A name until its owner has a better one: « anne.martin@… » is Anne Martin."""
    return " ".join(address.partition("@")[0].replace("_", ".").split(".")).title()


async def _account(address: str, called: str, now: datetime) -> int:
    """The person; one whose account was closed has it again, for no other door is left."""
    found = await DB.fetch(
        "insert into person (email, display_name, active, created_at) values ($1, $2, true, $3)"
        " on conflict (email) do update set active = true returning id",
        address, called, now,
    )  # fmt: skip
    return int(found[0]["id"])


async def _name_national(person: int, address: str, called: str, now: datetime) -> None:
    today = day_in_france(now)
    standing = await DB.fetch(
        "update staff_role set starts_on = least(starts_on, $3) where person_id = $1 and role = $2"
        " and (ends_on is null or ends_on >= $3) returning id",
        person, Role.NATIONAL.value, today,
    )  # fmt: skip
    try:
        if not standing:
            await DB.fetch(
                "insert into staff_role (person_id, role, starts_on) values ($1, $2, $3)",
                person, Role.NATIONAL.value, today,
            )  # fmt: skip
    except asyncpg.PostgresError as error:
        if error.sqlstate == "PC072":
            raise Refused(problem(Code.PARTNER_ACCOUNT, "email")) from None
        raise
    await DB.fetch(
        "insert into account_opening (person_id, person_name, person_email, opened_at) values ($1, $2, $3, $4)"
        " on conflict (person_id, coalesce(caf_id, 0)) do nothing",
        person, called, address, now,
    )  # fmt: skip


async def _link(person: int, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    await DB.fetch("update one_time_link set used_at = $2 where person_id = $1 and used_at is null", person, now)
    await DB.fetch(
        "insert into one_time_link (person_id, purpose, token_hash, created_at, expires_at) values ($1, $2, $3, $4, $5)",
        person, LinkPurpose.OPENING.value, fingerprint(token), now, now + timedelta(days=LINK_DAYS),
    )  # fmt: skip
    return token
