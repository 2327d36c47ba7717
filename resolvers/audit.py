"""One row for each act: an accepted one in its own transaction, a refused one in a transaction of its own.

The row is the last statement of its transaction: from there on nobody else adds to the chain of that Caf, until it is
written (`migrations/portal_trail.sql`).
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from models.engine import DB
from models.scope import Scope
from resolvers.asker import Asker
from rules.policy import MANAGER, NATIONAL, OFFICER, Role, required_roles
from rules.problems import Code, Problem, Refused
from rules.trail import DOOR_LABELS, Door, Outcome, told

Object = tuple[str, int]
"""What an act is about: the name of its type, and its key."""

_INSERT = """
insert into audit_entry (at, actor_id, actor_name, act, outcome, codes, caf_id, structure_id, tenure_id, declaration_id,
  role_grant_id, from_state, to_state, request_id, door, object_type, object_id, roles, grant_id, told_manager,
  told_officer, told_national, person_id)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16::varchar, $17::int, $18, $19, $20, $21, $22,
  coalesce($23::int, case $16::varchar
    when 'Person' then $17::int
    when 'RoleGrant' then (select person_id from role_grant where id = $17::int)
    when 'AccountOpening' then (select person_id from account_opening where id = $17::int)
    when 'StaffRole' then (select person_id from staff_role where id = $17::int) end))
"""
"""Whom it concerns is told by the object, unless the act says so itself."""


async def note(
    asker: Asker, act: str, *,
    refused: tuple[Problem, ...] = (), action: str = "", about: Object | None = None, caf: int | None = None,
    structure: int | None = None, tenure: int | None = None, declaration: int | None = None,
    role_grant: int | None = None, person: int | None = None,
    from_state: str | None = None, to_state: str | None = None,
) -> None:  # fmt: skip
    """Write down who did what, or what was refused and with which codes. The last statement of its transaction.

    `action` is the permission asked: the roles that gave it are written down, and the grant if one did.
    """
    actor, outcome = asker.person, Outcome.REFUSED if refused else Outcome.DONE
    # A right that ended while the act was asked has not allowed it.
    forbidden = any(each.code is Code.FORBIDDEN for each in refused)
    roles = [] if forbidden else _roles(actor, action, caf, tenure)
    known = told(act, outcome, caf, by_officer=caf is not None and actor.officer_caf == caf)
    await DB.fetch(
        _INSERT, asker.now, actor.person, actor.name, act, outcome.value, _codes(refused),
        caf, structure, tenure, declaration, role_grant, from_state, to_state, asker.request_id or None,
        Door(asker.door.value).value, *(about or (None, None)), ",".join(roles), _grant(actor, roles, tenure),
        MANAGER in known, OFFICER in known, NATIONAL in known, person,
    )  # fmt: skip


def _codes(refused: tuple[Problem, ...]) -> str:
    return ",".join(dict.fromkeys(each.code.value for each in refused))[:400]


def _roles(actor: Scope, action: str, caf: int | None, tenure: int | None) -> list[Role]:
    """The roles that let somebody do this there; none where no role is asked, or where none would do."""
    if not action:
        return []
    held = actor.towards(caf or 0) if tenure is None else actor.towards_tenure(caf or 0, tenure)
    return [role for role in required_roles(action) if role in held]


def _grant(actor: Scope, roles: list[Role], tenure: int | None) -> int | None:
    """The grant by which the act was allowed, where it was one."""
    used = (grant.key for grant in actor.grants if grant.tenure == tenure and grant.role in roles)
    return next(used, None)


async def note_of_person(
    person: int | None, name: str, act: str, now: datetime, request_id: str | None, *,
    door: Door = Door.API, refused: tuple[Problem, ...] = (), about: Object | None = None,
) -> None:  # fmt: skip
    """Write down an act on somebody's own account, done without a scope; `None` where no account is known."""
    await DB.fetch(
        "insert into audit_entry (at, actor_id, actor_name, act, outcome, codes, request_id, door, object_type, object_id,"
        " person_id) values ($1, $2::int, $3, $4, $5, $6, $7, $8, $9, $10, coalesce($11::int, $2::int))",
        now, person, name, act, (Outcome.REFUSED if refused else Outcome.DONE).value, _codes(refused), request_id,
        door.value, *(about or (None, None)), about[1] if about and about[0] == "Person" else None,
    )  # fmt: skip


async def note_at_the_command_line(
    act: str, now: datetime, *, refused: tuple[Problem, ...] = (), about: Object | None = None
) -> None:
    """Write down what was done or refused at the command line, where nobody has an account."""
    outcome = Outcome.REFUSED if refused else Outcome.DONE
    await DB.fetch(
        "insert into audit_entry (at, actor_name, act, outcome, codes, door, object_type, object_id, person_id, told_national)"
        " values ($1, $2, $3, $4, $5, $6, $7::varchar, $8::int, case when $7::varchar = 'Person' then $8::int end, $9)",
        now, DOOR_LABELS[Door.COMMAND_LINE], act, outcome.value, _codes(refused), Door.COMMAND_LINE.value,
        *(about or (None, None)), NATIONAL in told(act, outcome, None),
    )  # fmt: skip


@asynccontextmanager
async def noted_at_the_command_line(act: str, now: datetime, *, rehearsal: bool = False) -> AsyncIterator[None]:
    """What is refused in this block leaves a row of its own; a rehearsal leaves none."""
    try:
        yield
    except Refused as refused:
        if not rehearsal:
            await note_at_the_command_line(act, now, refused=refused.problems)
        raise
