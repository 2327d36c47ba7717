"""Staff of the Cafs and of the Cnaf, named by the Cnaf; accounts closed and opened again."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from models.engine import DB
from resolvers.asker import Asker
from resolvers.desk import OVERLAPS, Errand, Place, perform, refusing
from resolvers.opaque import key_of
from resolvers.people import bad_person, mailbox
from resolvers.tenures import unlikely
from rules.french import day as french_day
from rules.numerals import quotable
from rules.policy import ROLE_LABELS, STAFF, Role
from rules.problems import Code, Problem, Refused, problem

_REFUSALS = {
    "PC003": problem(Code.OWN_ACCOUNT, "email"),
    "PC072": problem(Code.PARTNER_ACCOUNT, "email"),
    "PC075": problem(Code.NOT_FOUND, "email"),
    "PC076": problem(Code.NOT_FOUND, "caf"),
    OVERLAPS: problem(Code.ALREADY_NAMED, "email"),
}
_NAME = Errand("nameStaff", "staff_role.keep", makes="StaffRole")
_END = Errand("endStaffRole", "staff_role.keep", "staffRole", "StaffRole", "staff_role")
_ACTIVATE = {
    True: Errand("reactivateAccount", "account.activate", makes="Person"),
    False: Errand("deactivateAccount", "account.activate", makes="Person"),
}


async def name_staff(
    asker: Asker, email: str, name: str, role: Role, caf: str | None, starts_on: date, ends_on: date | None
) -> int:
    """Give a staff role to the person of that e-mail, known or not: in a Caf, or nationally without one."""

    async def work(place: Place) -> int:
        called = name.strip()
        key = None if caf is None else key_of("Caf", caf)
        problems = [*bad_person(email, called), *_wrong_caf(role, caf, key), *_bad_days(asker, starts_on, ends_on)]
        if problems:
            raise Refused(*problems)
        with refusing(_REFUSALS):
            made = await DB.fetch(
                "select name_staff($1, $2, $3, $4, $5, $6, $7) as id",
                mailbox(email), called, role.value, key, starts_on, ends_on, asker.now,
            )  # fmt: skip
        if key is not None:
            place.where["caf"] = key
        return int(made[0]["id"])

    return await perform(asker, _NAME, "", work)


def _wrong_caf(role: Role, caf: str | None, key: int | None) -> list[Problem]:
    if role not in STAFF:
        return [problem(Code.NOT_A_STAFF_ROLE, "role", role=ROLE_LABELS[role])]
    if (role is Role.NATIONAL) != (caf is None):
        where = "dans toutes les Caf" if role is Role.NATIONAL else "dans une Caf : indiquez laquelle"
        return [problem(Code.CAF_WANTED, "caf", role=ROLE_LABELS[role], where=where)]
    return [problem(Code.NOT_FOUND, "caf")] if caf is not None and key is None else []


def _bad_days(asker: Asker, starts_on: date, ends_on: date | None) -> list[Problem]:
    problems = unlikely(asker, startsOn=starts_on, endsOn=ends_on)
    if ends_on is not None and ends_on < starts_on:
        problems.append(problem(Code.BAD_DATES, "endsOn", detail="la fin précède le début"))
    return problems


async def end_staff_role(asker: Asker, staff_role: str, ends_on: date | None) -> int:
    """End a staff role: at once without a day (the next request is refused), else after the day named. Never one's own."""

    async def work(place: Place) -> int:
        rows = await DB.fetch(
            "select id, person_id, starts_on, ends_on from staff_role where id = $1 for update", place.key
        )
        if rows[0]["person_id"] == asker.person.person:
            raise Refused(problem(Code.OWN_ACCOUNT, "staffRole"))
        await DB.fetch(
            "update staff_role set ends_on = $2 where id = $1", place.key, _last_day(asker.today, rows[0], ends_on)
        )
        return place.key

    return await perform(asker, _END, staff_role, work)


def _last_day(today: date, row: Mapping[str, Any], ends_on: date | None) -> date:
    """A staff role counts by whole days: at once means that yesterday was the last, or that it never began."""
    if row["ends_on"] is not None and row["ends_on"] < today:
        raise Refused(problem(Code.ALREADY_ENDED, "staffRole", ended=french_day(row["ends_on"])))
    if ends_on is None:
        begins: date = row["starts_on"]
        return max(today, begins) - timedelta(days=1)
    if ends_on < today or ends_on < row["starts_on"]:
        raise Refused(problem(Code.BAD_DATES, "endsOn", detail="la fin ne peut pas être dans le passé"))
    if row["ends_on"] is not None and ends_on > row["ends_on"]:
        raise Refused(problem(Code.BAD_DATES, "endsOn", detail="la fin ne peut qu'être avancée"))
    return ends_on


async def set_account_active(asker: Asker, email: str, active: bool) -> int:
    """Close an account, which ends all its sessions, or open it again. Never one's own."""

    async def work(_: Place) -> int:
        address = mailbox(email)
        if address is None:
            raise Refused(problem(Code.BAD_EMAIL, "email", given=quotable(email)))
        with refusing(_REFUSALS):
            found = await DB.fetch("select set_account_active($1, $2, $3) as id", address, active, asker.now)
        return int(found[0]["id"])

    return await perform(asker, _ACTIVATE[active], "", work)
