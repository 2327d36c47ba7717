"""One's own account: the password, the legal notice, the one-time links."""

from datetime import datetime

from models.engine import DB, DbRole, connect_as
from resolvers import attempts
from resolvers.asker import Asker
from resolvers.keychain import fingerprint
from resolvers.own_acts import note_by_nobody, note_on_account, refusals_noted
from resolvers.passwords import hash_off_loop, password_fits, weakness
from resolvers.people import mailbox
from resolvers.sessions import LONGEST_TOKEN, end_sessions, open_session
from rules import notice
from rules.problems import Code, Refused, problem
from rules.sign_in import Step


async def change_password(asker: Asker, current: str, new: str) -> None:
    """Replace one's password. Every session of the account ends but this one, which gets a new token."""
    async with refusals_noted(asker, "changePassword"):
        await _change_password(asker, current, new)


async def _change_password(asker: Asker, current: str, new: str) -> None:
    visit = asker.visitor
    past(asker, Step.SECOND_FACTOR)
    person = visit.scope.person
    with connect_as(DbRole.AUTH):
        row = (await DB.fetch("select email, display_name, password from person where id = $1", person))[0]
    keys = attempts.keys_for(asker, "password", row["email"])
    await attempts.begin(asker, keys)
    if not await password_fits(row["password"], current, asker.house):
        raise Refused(problem(Code.BAD_CREDENTIALS, "current"))
    await attempts.succeed(asker, keys)
    why = weakness(new, row["email"], row["display_name"])
    if why is None and await password_fits(row["password"], new, asker.house):
        why = "c'est celui que vous avez déjà"
    if why is not None:
        raise Refused(problem(Code.WEAK_PASSWORD, "new", why=why))
    hashed = await hash_off_loop(new, asker.house)
    with connect_as(DbRole.AUTH):
        async with DB.transaction():
            if not await _set_password(person, hashed, asker.now, was=row["password"]):
                raise Refused(problem(Code.BAD_CREDENTIALS, "current"))
            await end_sessions(asker)
            await open_session(asker, person, visit.second_factor_at, visit.since)
            await tell(asker, "PASSWORD_CHANGED")
            await note_on_account(asker, "changePassword")


def past(asker: Asker, *steps: Step) -> None:
    """Refuse while the session waits for one of these steps."""
    if any(step in steps for step in asker.visitor.steps):
        raise Refused(asker.incomplete())


async def _set_password(person: int, hashed: str, now: datetime, was: str | None = None) -> bool:
    """Write it and end the account's open links. `was` is the hash that it must replace."""
    done = await DB.fetch(
        "update person set password = $2, password_set_at = $3, must_change = false where id = $1 and active"
        " and ($4::text is null or password = $4) returning id",
        person, hashed, now, was,
    )  # fmt: skip
    if not done:
        return False
    await DB.fetch("update one_time_link set used_at = $2 where person_id = $1 and used_at is null", person, now)
    return True


async def accept_notice(asker: Asker, version: str, accepted: bool) -> None:
    """Accept the legal notice that was read; the day and the version are kept."""
    async with refusals_noted(asker, "acceptNotice"):
        await _accept_notice(asker, version, accepted)


async def _accept_notice(asker: Asker, version: str, accepted: bool) -> None:
    visit = asker.visitor
    past(asker, Step.SECOND_FACTOR)
    if not accepted or version != notice.VERSION:
        raise Refused(problem(Code.NOTICE_WANTED, "accepted"))
    with connect_as(DbRole.AUTH):
        async with DB.transaction():
            await DB.fetch(
                "update person set notice_version = $2, notice_accepted_at = $3 where id = $1",
                visit.scope.person, version, asker.now,
            )  # fmt: skip
            await note_on_account(asker, "acceptNotice")


async def request_password_reset(asker: Asker, email: str) -> None:
    """Send a link to the mailbox of an account. The answer and the work are the same where there is none."""
    address = mailbox(email) or ""
    await attempts.begin(asker, attempts.keys_for(asker, "reset", address or email[:254]))
    with connect_as(DbRole.AUTH):
        async with DB.transaction():
            found = await DB.fetch("select id from person where email = $1 and active", address)
            person = found[0]["id"] if found else None
            await DB.fetch(
                "insert into outgoing_mail (template, person_id, created_at, due_at)"
                " select 'PASSWORD_RESET', id, $2, $2 from person where id = $1",
                person, asker.now,
            )  # fmt: skip
            await note_by_nobody(asker, "requestPasswordReset", about=person)


_LINK = """
select l.id, p.id as person, p.email, p.display_name from one_time_link l join person p on p.id = l.person_id
where l.token_hash = $1 and l.used_at is null and l.expires_at > $2 and p.active
"""


async def link_holds(asker: Asker, token: str) -> bool:
    """Does a one-time link still open anything? Looking does not use it up."""
    with connect_as(DbRole.AUTH):
        return bool(await DB.fetch(_LINK, fingerprint(token[:LONGEST_TOKEN]), asker.now))


async def use_link(asker: Asker, token: str, new: str) -> str:
    """Choose a password by a one-time link; of two at once one succeeds. Every session ends. Answers the address.

    Nobody is signed in by it: one signs in with the new password, second factor included. Tries are not counted, for a
    token of 256 bits is not guessed, and many people may open their accounts from one address.
    """
    mark = fingerprint(token[:LONGEST_TOKEN])
    with connect_as(DbRole.AUTH):
        owners = await DB.fetch("select person_id from one_time_link where token_hash = $1", mark)
    # A token that nobody ever had is of no account: there is nothing to write down.
    async with refusals_noted(asker, "useLink", about=owners[0]["person_id"] if owners else None):
        return await _use_link(asker, mark, new)


async def _use_link(asker: Asker, mark: bytes, new: str) -> str:
    with connect_as(DbRole.AUTH):
        found = await DB.fetch(_LINK, mark, asker.now)
    if not found:
        raise Refused(problem(Code.LINK_NOT_VALID, "token"))
    row = found[0]
    why = weakness(new, row["email"], row["display_name"])
    if why is not None:
        raise Refused(problem(Code.WEAK_PASSWORD, "new", why=why))
    hashed = await hash_off_loop(new, asker.house)
    with connect_as(DbRole.AUTH):
        async with DB.transaction():
            # The account before its links: whoever closes it or changes its password takes them in this order.
            await DB.fetch("select from person where id = $1 for no key update", row["person"])
            used = await DB.fetch(
                "update one_time_link set used_at = $2 where id = $1 and used_at is null returning id",
                row["id"],
                asker.now,
            )
            if not used or not await _set_password(row["person"], hashed, asker.now):
                raise Refused(problem(Code.LINK_NOT_VALID, "token"))
            await DB.fetch("delete from session where person_id = $1", row["person"])
            await _tell(row["person"], "PASSWORD_CHANGED", asker.now)
            await note_by_nobody(asker, "useLink", about=row["person"], known_as=row["display_name"])
    return str(row["email"])


async def tell(asker: Asker, template: str) -> None:
    """A mail to oneself about one's account, in the transaction of `portal_auth` that is open."""
    await _tell(asker.visitor.scope.person, template, asker.now)


async def _tell(person: int, template: str, now: datetime) -> None:
    await DB.fetch(
        "insert into outgoing_mail (template, person_id, created_at, due_at) values ($1, $2, $3, $3)",
        template, person, now,
    )  # fmt: skip
