"""The second factor: codes of six digits that change every thirty seconds (TOTP), and recovery codes used once."""

import secrets
from dataclasses import dataclass

import pyotp

from models.engine import DB, DbRole, connect_as
from resolvers import attempts
from resolvers.accounts import past, tell
from resolvers.asker import Asker
from resolvers.keychain import Unreadable, fingerprint, seal, unseal
from resolvers.own_acts import note_on_account, refusals_noted
from resolvers.sessions import end_sessions, open_session
from rules.problems import Code, Refused, problem
from rules.sign_in import Step

ISSUER = "Portail Caf partenaires"
SECONDS = 30
RECOVERY_CODES = 10
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without letters and digits that are read for one another."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator application reads: a secret to type, or an address that a QR code holds."""

    secret: str
    address: str


async def begin_second_factor(asker: Asker, email: str) -> Enrolment:
    """A new secret, which counts only once a code of it is given. One that is in service is removed first."""
    async with refusals_noted(asker, "beginSecondFactor"):
        return await _begin(asker, email)


async def _begin(asker: Asker, email: str) -> Enrolment:
    visit = asker.visitor
    past(asker, Step.SECOND_FACTOR, Step.NEW_PASSWORD)
    secret = pyotp.random_base32()
    with connect_as(DbRole.AUTH):
        async with DB.transaction():
            begun = await DB.fetch(
                "update person set totp_secret = $2 where id = $1 and totp_since is null returning id",
                visit.scope.person, seal(secret, asker.house),
            )  # fmt: skip
            if not begun:
                raise Refused(problem(Code.ALREADY_PROTECTED))
            await note_on_account(asker, "beginSecondFactor")
    return _enrolment(secret, email)


async def begun_second_factor(asker: Asker, email: str) -> Enrolment | None:
    """The secret that waits for its first code, or none."""
    with connect_as(DbRole.AUTH):
        rows = await DB.fetch(
            "select totp_secret from person where id = $1 and totp_since is null and totp_secret is not null",
            asker.visitor.scope.person,
        )
    try:
        return _enrolment(unseal(rows[0]["totp_secret"], asker.house), email) if rows else None
    except Unreadable:
        return None


def _enrolment(secret: str, email: str) -> Enrolment:
    return Enrolment(secret, pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER))


async def enable_second_factor(asker: Asker, code: str) -> list[str]:
    """Put the second factor in service: its first code is given. Answers the recovery codes, shown this once."""
    async with refusals_noted(asker, "enableSecondFactor"):
        return await _enable(asker, code)


async def _enable(asker: Asker, code: str) -> list[str]:
    visit = asker.visitor
    past(asker, Step.SECOND_FACTOR, Step.NEW_PASSWORD)
    step = await _step_of(asker, code)
    codes = [
        "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(2)) for _ in range(RECOVERY_CODES)
    ]
    with connect_as(DbRole.AUTH):
        async with DB.transaction():
            enabled = await DB.fetch(
                "update person set totp_since = $2, totp_step = $3 where id = $1 and totp_since is null returning id",
                visit.scope.person, asker.now, step,
            )  # fmt: skip
            if not enabled:
                raise Refused(problem(Code.ALREADY_PROTECTED))
            await DB.fetch("delete from recovery_code where person_id = $1", visit.scope.person)
            await DB.fetch(
                "insert into recovery_code (person_id, code_hash) select $1, unnest($2::bytea[])",
                visit.scope.person, [fingerprint(each) for each in codes],
            )  # fmt: skip
            await end_sessions(asker)
            await open_session(asker, visit.scope.person, asker.now, visit.since)
            await tell(asker, "SECOND_FACTOR_CHANGED")
            await note_on_account(asker, "enableSecondFactor")
    return codes


async def confirm_second_factor(asker: Asker, code: str) -> None:
    """Give the code that the session waits for; a recovery code does as well, once. The session gets a new token."""
    async with refusals_noted(asker, "confirmSecondFactor"):
        await _confirm(asker, code)


async def _confirm(asker: Asker, code: str) -> None:
    visit = asker.visitor
    if Step.SECOND_FACTOR not in visit.steps:
        raise Refused(problem(Code.NO_SECOND_FACTOR))
    await _spend(asker, code)
    with connect_as(DbRole.AUTH):
        async with DB.transaction():
            if not await DB.fetch("delete from session where id = $1 returning id", visit.session):
                raise Refused(problem(Code.UNAUTHENTICATED))
            await open_session(asker, visit.scope.person, asker.now, visit.since)
            await note_on_account(asker, "confirmSecondFactor")


async def remove_second_factor(asker: Asker, code: str) -> None:
    """Take the second factor out of service, with one of its codes. Where it is compulsory a new one is wanted at once."""
    async with refusals_noted(asker, "removeSecondFactor"):
        await _remove(asker, code)


async def _remove(asker: Asker, code: str) -> None:
    visit = asker.visitor
    past(asker, Step.SECOND_FACTOR, Step.NEW_PASSWORD)
    await _spend(asker, code)
    with connect_as(DbRole.AUTH):
        async with DB.transaction():
            await DB.fetch(
                "update person set totp_secret = null, totp_since = null, totp_step = null where id = $1",
                visit.scope.person,
            )
            await DB.fetch("delete from recovery_code where person_id = $1", visit.scope.person)
            await end_sessions(asker)
            await open_session(asker, visit.scope.person, None, visit.since)
            await tell(asker, "SECOND_FACTOR_CHANGED")
            await note_on_account(asker, "removeSecondFactor")


async def _spend(asker: Asker, code: str) -> None:
    """Use up a code of the second factor in service, or a recovery code; each opens once."""
    person = asker.visitor.scope.person
    keys = attempts.keys_for(asker, "code", str(person))
    await attempts.begin(asker, keys)
    given = code.strip().lower()
    with connect_as(DbRole.AUTH):
        if "-" in given:
            spent = await DB.fetch(
                "update recovery_code set used_at = $3 where person_id = $1 and code_hash = $2 and used_at is null"
                " returning id",
                person, fingerprint(given), asker.now,
            )  # fmt: skip
        else:
            step = await _step_of(asker, given)
            spent = await DB.fetch(
                "update person set totp_step = $2 where id = $1 and totp_since is not null"
                " and coalesce(totp_step, 0) < $2 returning id",
                person, step,
            )  # fmt: skip
    if not spent:
        raise Refused(problem(Code.BAD_CODE, "code"))
    await attempts.succeed(asker, keys)


async def _step_of(asker: Asker, code: str) -> int:
    """The interval that a code belongs to: this one, the one before or the one after."""
    digits = "".join(code.split())
    with connect_as(DbRole.AUTH):
        rows = await DB.fetch("select totp_secret from person where id = $1", asker.visitor.scope.person)
    sealed = rows[0]["totp_secret"] if rows else None
    if sealed is None:
        raise Refused(problem(Code.NO_SECOND_FACTOR))
    try:
        clock = pyotp.TOTP(unseal(sealed, asker.house))
    except Unreadable:
        raise Refused(problem(Code.BAD_CODE, "code")) from None
    now = int(asker.now.timestamp()) // SECONDS
    for step in (now, now - 1, now + 1):
        # Of other letters than ASCII `compare_digest` makes an accident.
        if digits.isascii() and secrets.compare_digest(clock.generate_otp(step), digits):
            return step
    raise Refused(problem(Code.BAD_CODE, "code"))
