"""Granting a partner role and ending it: the two acts of a habilitation manager, in the API and in the admin alike."""

from datetime import date, timedelta

import asyncpg

from models.engine import DB
from resolvers.asker import Asker
from resolvers.desk import Errand, Place, perform
from resolvers.listings import ROLE_GRANTS
from resolvers.people import mailbox
from rules.french import day as french_day
from rules.policy import PARTNERS, ROLE_LABELS, Role
from rules.problems import Code, Problem, Refused, problem

NAME_LENGTH = 120

_REFUSALS = {
    "PC001": problem(Code.NOT_FOUND, "tenure"),
    "PC002": problem(Code.BAD_DATES, "startsOn", detail="l'habilitation commencerait avant la gestion"),
    "PC003": problem(Code.SELF_GRANT, "email"),
    "PC004": problem(Code.STAFF_ACCOUNT, "email"),
}


_OF_TENURE = "t.caf_id as caf, t.structure_id as structure, "
_GRANT = Errand("grantRole", "role_grant.grant", "tenure", "Tenure", "tenure", _OF_TENURE + "t.id as tenure")
_END = Errand(
    "endRoleGrant", "role_grant.end", "roleGrant", "RoleGrant", "role_grant",
    _OF_TENURE + "t.tenure_id as tenure, t.id as role_grant",
)  # fmt: skip


async def grant_role(
    asker: Asker, email: str, name: str, tenure: str, role: Role, starts_on: date, ends_on: date | None
) -> int:
    """Give a partner role on a tenure of one's own Caf to the person of that e-mail, known or not."""

    async def work(place: Place) -> int:
        made = await _grant(asker, mailbox(email) or email, name.strip(), place.key, role, starts_on, ends_on)
        place.where["role_grant"] = made
        return made

    return await perform(asker, _GRANT, tenure, work)


async def end_role_grant(asker: Asker, grant: str, ends_on: date | None) -> int:
    """End a grant: at once without a day (the next request is refused), else on the day named."""

    async def work(place: Place) -> int:
        return await _end(asker, place.key, ends_on)

    return await perform(asker, _END, grant, work)


async def _grant(
    asker: Asker, email: str, name: str, tenure: int, role: Role, starts_on: date, ends_on: date | None
) -> int:
    problems = list(_problems(email, name, role, starts_on, ends_on))
    if problems:
        raise Refused(*problems)
    try:
        made = await DB.fetch(
            "select grant_role($1, $2, $3, $4, $5, $6, 'ACTIVE', $7) as id",
            email, name, tenure, role.value, starts_on, ends_on, asker.now,
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
    if mailbox(email) is None:
        found.append(problem(Code.BAD_EMAIL, "email", given=email[:80]))
    if not (0 < len(name) <= NAME_LENGTH and name.isprintable()):
        found.append(problem(Code.BAD_NAME, "displayName", limit=NAME_LENGTH))
    if role not in PARTNERS:
        found.append(problem(Code.NOT_A_PARTNER_ROLE, "role", role=ROLE_LABELS[role]))
    if ends_on is not None and ends_on < starts_on:
        found.append(problem(Code.BAD_DATES, "endsOn", detail="la fin précède le début"))
    return found


async def _end(asker: Asker, key: int, ends_on: date | None) -> int:
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
    # A grant that has not begun ends on the day before it would have: it never was in force.
    now = today if row["starts_on"] <= today else row["starts_on"] - timedelta(days=1)
    last_day = ends_on or now
    await DB.fetch(
        "update role_grant set ends_on = $2, ended_by_id = $3, ended_at = $4 where id = $1",
        key, last_day, asker.person.person, asker.now if at_once else None,
    )  # fmt: skip
    return key
