"""Granting a partner role and ending it: the two acts of a habilitation manager, in the API and in the admin alike."""

from datetime import date

import asyncpg  # type: ignore[import-untyped]
from email_validator import EmailNotValidError, validate_email
from piccolo.querystring import QueryString

from models.engine import DB
from models.scope import scoped
from models.visibility import visible
from resolvers.asker import Asker, demand
from resolvers.audit import note
from resolvers.listings import ROLE_GRANTS
from resolvers.opaque import key_of
from rules.french import day as french_day
from rules.policy import PARTNERS, ROLE_LABELS, Role
from rules.problems import Code, Problem, Refused, problem

_NAME_LENGTH = 120

_REFUSALS = {
    "PC001": problem(Code.NOT_FOUND, "tenure"),
    "PC002": problem(Code.BAD_DATES, "startsOn", detail="elles dépassent la durée de la gestion"),
    "PC003": problem(Code.SELF_GRANT, "email"),
    "PC004": problem(Code.STAFF_ACCOUNT, "email"),
}


async def grant_role(
    asker: Asker, email: str, name: str, tenure: str, role: Role, starts_on: date, ends_on: date | None
) -> int:
    """Give a partner role on a tenure of one's own Caf to the person of that e-mail, known or not."""
    with scoped(asker.person):
        try:
            async with DB.transaction():
                made = await _grant(asker, email.strip().lower(), name.strip(), tenure, role, starts_on, ends_on)
                await note(asker, "grantRole", caf=asker.person.manager_caf, role_grant=made)
                return made
        except Refused as refused:
            await _note_refusal(asker, "grantRole", refused)
            raise


async def _grant(
    asker: Asker, email: str, name: str, tenure: str, role: Role, starts_on: date, ends_on: date | None
) -> int:
    key = key_of("Tenure", tenure)
    caf = await _caf_of("tenure", key)
    if caf is None or key is None:
        raise Refused(_REFUSALS["PC001"])
    demand("role_grant.grant", asker.person.towards_tenure(caf, key))
    problems = list(_problems(email, name, role, starts_on, ends_on))
    if problems:
        raise Refused(*problems)
    try:
        made = await DB.fetch(
            "select grant_role($1, $2, $3, $4, $5, $6, $7) as id",
            email, name, key, role.value, starts_on, ends_on, asker.now,
        )  # fmt: skip
    except asyncpg.ExclusionViolationError:
        raise Refused(problem(Code.ALREADY_GRANTED, "email")) from None
    except asyncpg.PostgresError as error:
        if error.sqlstate in _REFUSALS:
            raise Refused(_REFUSALS[error.sqlstate]) from None
        raise
    return int(made[0]["id"])


def _problems(email: str, name: str, role: Role, starts_on: date, ends_on: date | None) -> list[Problem]:
    found = []
    try:
        validate_email(email, check_deliverability=False, strict=True)
    except EmailNotValidError:
        found.append(problem(Code.BAD_EMAIL, "email", given=email[:80]))
    if not (0 < len(name) <= _NAME_LENGTH and name.isprintable()):
        found.append(problem(Code.BAD_NAME, "displayName", limit=_NAME_LENGTH))
    if role not in PARTNERS:
        found.append(problem(Code.NOT_A_PARTNER_ROLE, "role", role=ROLE_LABELS[role]))
    if ends_on is not None and ends_on < starts_on:
        found.append(problem(Code.BAD_DATES, "endsOn", detail="la fin précède le début"))
    return found


async def end_role_grant(asker: Asker, grant: str, ends_on: date | None) -> int:
    """End a grant: at once without a day (the next request is refused), else on the day named."""
    with scoped(asker.person):
        try:
            async with DB.transaction():
                ended = await _end(asker, key_of("RoleGrant", grant), ends_on)
                await note(asker, "endRoleGrant", caf=asker.person.manager_caf, role_grant=ended)
                return ended
        except Refused as refused:
            await _note_refusal(asker, "endRoleGrant", refused)
            raise


async def _end(asker: Asker, key: int | None, ends_on: date | None) -> int:
    caf = await _caf_of("role_grant", key)
    if caf is None or key is None:
        raise Refused(problem(Code.NOT_FOUND, "roleGrant"))
    demand("role_grant.end", asker.person.towards(caf))
    row = (await DB.fetch(f"select {ROLE_GRANTS.columns} from role_grant t where t.id = $1 for update", key))[0]
    today = asker.today
    over = row["ended_at"] is not None or (row["ends_on"] is not None and row["ends_on"] < today)
    if over:
        raise Refused(problem(Code.ALREADY_ENDED, "roleGrant", ended=french_day(row["ends_on"] or today)))
    if ends_on is not None and (ends_on < today or ends_on < row["starts_on"]):
        raise Refused(problem(Code.BAD_DATES, "endsOn", detail="la fin ne peut pas être dans le passé"))
    if ends_on is not None and row["ends_on"] is not None and ends_on > row["ends_on"]:
        # Longer is a grant of its own: it has the tenure and the other grants to reckon with.
        raise Refused(problem(Code.BAD_DATES, "endsOn", detail="la fin ne peut qu'être avancée"))
    at_once = ends_on is None
    last_day = max(today, row["starts_on"]) if ends_on is None else ends_on
    await DB.fetch(
        "update role_grant set ends_on = $2, ended_by_id = $3, ended_at = $4 where id = $1",
        key, last_day, asker.person.person, asker.now if at_once else None,
    )  # fmt: skip
    return key


async def _caf_of(table: str, key: int | None) -> int | None:
    """The Caf of a row that the caller sees, or none."""
    if key is None:
        return None
    rows = await DB.run_querystring(
        QueryString(f"select t.caf_id from {table} t where t.id = {{}} and {{}}", key, visible(table, "t"))
    )
    return rows[0]["caf_id"] if rows else None


async def _note_refusal(asker: Asker, act: str, refused: Refused) -> None:
    async with DB.transaction():
        await note(asker, act, refused=refused.problems, caf=asker.person.manager_caf)
