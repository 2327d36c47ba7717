"""A second factor that is lost with its recovery codes: taken off at the command line, by the job role."""

from datetime import datetime

from models.engine import DB
from resolvers.audit import note_at_the_command_line, noted_at_the_command_line
from resolvers.people import mailbox
from rules.problems import Code, Refused, problem


async def take_off_second_factor(email: str, now: datetime) -> str:
    """Take it off, end every session, and tell its owner by mail. Answers his name. Raises `Refused`."""
    async with noted_at_the_command_line("removeSecondFactor", now):
        return await _take_off(email, now)


async def _take_off(email: str, now: datetime) -> str:
    address = mailbox(email)
    if address is None:
        raise Refused(problem(Code.BAD_EMAIL, "email", given=email[:80]))
    async with DB.transaction():
        found = await DB.fetch(
            "select id, display_name, totp_secret is not null as protected from person where email = $1"
            " for no key update",
            address,
        )
        if not found:
            raise Refused(problem(Code.NO_SUCH_ACCOUNT, "email", given=address))
        person, name = int(found[0]["id"]), str(found[0]["display_name"])
        if not found[0]["protected"]:
            raise Refused(problem(Code.NO_SECOND_FACTOR, "email"))
        await DB.fetch(
            "update person set totp_secret = null, totp_since = null, totp_step = null where id = $1", person
        )
        await DB.fetch("delete from recovery_code where person_id = $1", person)
        await DB.fetch("delete from session where person_id = $1", person)
        await DB.fetch(
            "insert into outgoing_mail (template, person_id, created_at, due_at) values ($1, $2, $3, $3)",
            "SECOND_FACTOR_CHANGED", person, now,
        )  # fmt: skip
        await note_at_the_command_line("removeSecondFactor", now, about=("Person", person))
    return name
