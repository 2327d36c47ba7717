"""Granting partner roles, putting a grant in service, suspending and ending it: a manager's acts, at both doors alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from models.engine import DB
from resolvers.asker import Asker
from resolvers.desk import OVERLAPS, Errand, Place, perform, refusing
from resolvers.grant_batch import Batch, keep_apart, look_up
from resolvers.people import bad_person, mailbox
from rules.french import day as french_day
from rules.grants import ACTIVATE, END, GRANT_STATE_LABELS, SUSPEND, GrantAct, GrantState, state_on
from rules.policy import PARTNERS, ROLE_LABELS, Role
from rules.problems import Code, Problem, Refused, problem

_REFUSALS = {
    "PC001": problem(Code.NOT_FOUND, "tenure"),
    "PC002": problem(Code.BAD_DATES, "startsOn", detail="l'habilitation commencerait avant la gestion"),
    "PC003": problem(Code.SELF_GRANT, "email"),
    "PC004": problem(Code.STAFF_ACCOUNT, "email"),
    OVERLAPS: problem(Code.ALREADY_GRANTED, "email"),
}


_OF_TENURE = "t.caf_id as caf, t.structure_id as structure, "
_GRANT = Errand(
    "grantRole", "role_grant.grant", "tenure", "Tenure", "tenure", _OF_TENURE + "t.id as tenure", makes="RoleGrant"
)
_GRANT_MANY = Errand("grantRoles", "role_grant.grant")


def _on_grant(act: GrantAct) -> Errand:
    where = _OF_TENURE + "t.tenure_id as tenure, t.id as role_grant"
    return Errand(act.name, act.action, "roleGrant", "RoleGrant", "role_grant", where)


async def grant_role(
    asker: Asker, email: str, name: str, tenure: str, role: Role, starts_on: date, ends_on: date | None,
    requested: bool = False,
) -> int:  # fmt: skip
    """Give a partner role on a tenure of one's own Caf to the person of that e-mail, known or not.

    One that is only `requested` opens nothing until it is activated.
    """

    async def work(place: Place) -> int:
        problems = _problems(email, name.strip(), role, starts_on, ends_on)
        if problems:
            raise Refused(*problems)
        batch = Batch(mailbox(email) or email, name.strip(), starts_on, ends_on, _stored(requested))
        made = await _grant(asker, batch, place.key, role)
        place.where["role_grant"] = made
        return made

    return await perform(asker, _GRANT, tenure, work)


@dataclass(frozen=True, slots=True)
class Granted:
    """What came of several grants: those made, and those (tenure, role) that were in force already and stay."""

    made: list[int]
    standing: list[tuple[int, Role]]

    @classmethod
    def read(cls, made: Mapping[str, Any]) -> "Granted":
        """The same, from JSON."""
        return cls(made["made"], [(tenure, Role(role)) for tenure, role in made["standing"]])


async def grant_roles(
    asker: Asker, email: str, name: str, tenures: Sequence[str], roles: Sequence[Role], starts_on: date,
    ends_on: date | None, requested: bool = False,
) -> Granted:  # fmt: skip
    """Give each role on each tenure to one person: all in one go, or nothing and every reason why not.

    Asked again it makes nothing twice: what is in force on all these days already is left alone.
    """

    async def work(place: Place) -> Granted:
        batch = Batch(mailbox(email) or email, name.strip(), starts_on, ends_on, _stored(requested))
        wanted = list(dict.fromkeys(roles))
        problems = _many_problems(email, batch, wanted)
        await keep_apart(batch)
        found = await look_up(asker, batch, tenures, wanted)
        if problems or found.problems:
            raise Refused(*problems, *found.problems)
        made = [await _grant(asker, batch, tenure, role) for tenure, role in found.wanted]
        # Each grant has a row, so that it stands in the history of its structure; all of them once the last is made.
        for (tenure, _), key in zip(found.wanted, made, strict=True):
            await found.note(asker, tenure, key)
        return Granted(made, found.standing)

    return await perform(asker, _GRANT_MANY, "", work, Granted.read)


def _stored(requested: bool) -> GrantState:
    return GrantState.REQUESTED if requested else GrantState.ACTIVE


async def _grant(asker: Asker, batch: Batch, tenure: int, role: Role) -> int:
    with refusing(_REFUSALS):
        made = await DB.fetch(
            "select grant_role($1, $2, $3, $4, $5, $6, $7, $8) as id",
            batch.email, batch.name, tenure, role.value, batch.starts_on, batch.ends_on, batch.state.value, asker.now,
        )  # fmt: skip
    return int(made[0]["id"])


def _problems(email: str, name: str, role: Role, starts_on: date, ends_on: date | None) -> list[Problem]:
    return [*bad_person(email, name), *_not_partner("role", role), *_bad_days(starts_on, ends_on)]


def _many_problems(email: str, batch: Batch, roles: Sequence[Role]) -> list[Problem]:
    strange = [each for role in roles for each in _not_partner("roles", role)]
    return [*bad_person(email, batch.name), *strange, *_bad_days(batch.starts_on, batch.ends_on)]


def _not_partner(path: str, role: Role) -> list[Problem]:
    return [] if role in PARTNERS else [problem(Code.NOT_A_PARTNER_ROLE, path, role=ROLE_LABELS[role])]


def _bad_days(starts_on: date, ends_on: date | None) -> list[Problem]:
    if ends_on is None or ends_on >= starts_on:
        return []
    return [problem(Code.BAD_DATES, "endsOn", detail="la fin précède le début")]


async def activate_role_grant(asker: Asker, grant: str) -> int:
    """Put in service a grant that was asked for or suspended: it opens from the next request on, on its own days."""
    return await _move(asker, ACTIVATE, grant)


async def suspend_role_grant(asker: Asker, grant: str) -> int:
    """Take a grant out of service for a while: it opens nothing from the next request on."""
    return await _move(asker, SUSPEND, grant)


async def _move(asker: Asker, act: GrantAct, grant: str) -> int:
    async def work(place: Place) -> int:
        await _held(asker, act, place.key)
        await DB.fetch("update role_grant set state = $2 where id = $1", place.key, act.leads_to.value)
        return place.key

    return await perform(asker, _on_grant(act), grant, work)


async def end_role_grant(asker: Asker, grant: str, ends_on: date | None) -> int:
    """End a grant: at once without a day (the next request is refused), else on the day named."""

    async def work(place: Place) -> int:
        row = await _held(asker, END, place.key)
        await _end(asker, row, ends_on)
        return place.key

    return await perform(asker, _on_grant(END), grant, work)


async def _held(asker: Asker, act: GrantAct, key: int) -> Mapping[str, Any]:
    """The grant, held until the transaction ends, if the act is possible: of two acts at once the second reads why not.

    The database holds no grant of his own for a manager.
    """
    rows = await DB.fetch(
        "select id, state, starts_on, ends_on, ended_at from role_grant where id = $1 for update", key
    )
    if not rows:
        raise Refused(problem(Code.SELF_GRANT, "roleGrant"))
    row: Mapping[str, Any] = rows[0]
    state = state_on(asker.today, row["state"], row["ends_on"], row["ended_at"] is not None)
    if state is GrantState.ENDED:
        raise Refused(problem(Code.ALREADY_ENDED, "roleGrant", ended=french_day(row["ends_on"] or asker.today)))
    if state not in act.leaves:
        label = GRANT_STATE_LABELS[state]
        raise Refused(
            problem(Code.WRONG_STATE, "roleGrant", details={"state": state}, act=act.label, what="l'habilitation", state=label)
        )  # fmt: skip
    return row


async def _end(asker: Asker, row: Mapping[str, Any], ends_on: date | None) -> None:
    today = asker.today
    if ends_on is not None and (ends_on < today or ends_on < row["starts_on"]):
        raise Refused(problem(Code.BAD_DATES, "endsOn", detail="la fin ne peut pas être dans le passé"))
    if ends_on is not None and row["ends_on"] is not None and ends_on > row["ends_on"]:
        # Longer is a grant of its own: it has the tenure and the other grants to reckon with.
        raise Refused(problem(Code.BAD_DATES, "endsOn", detail="la fin ne peut qu'être avancée"))
    at_once = ends_on is None
    # A grant that has not begun ends on the day before it would have: it never was in force.
    now = today if row["starts_on"] <= today else row["starts_on"] - timedelta(days=1)
    await DB.fetch(
        "update role_grant set ends_on = $2, ended_by_id = $3, ended_at = $4 where id = $1",
        row["id"], ends_on or now, asker.person.person, asker.now if at_once else None,
    )  # fmt: skip
