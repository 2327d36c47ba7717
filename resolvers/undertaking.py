"""One act in one transaction: done once under its key, by rights that are held while it is done.

Locks are taken in one order: the key, whoever acts (account, session, grants, staff roles: shared), what is acted on, and
last the people it is about. A knot that the order leaves is broken by the database, and the act begun afresh.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import asyncpg

from models.engine import DB
from models.scope import Scope
from resolvers.act_keys import claim, record
from resolvers.asker import Asker
from rules.policy import Role
from rules.problems import Code, Refused, problem

TRIES = 3
KNOTS = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)
"""What undoes an act for the sake of another: done again it succeeds, or reads what the other has changed."""
GONE = "PC080"

Made = TypeVar("Made")


def as_it_is(made: Any) -> Any:
    """What was made is a number: JSON says it as it is."""
    return made


async def undertake(
    asker: Asker, attempt: Callable[[Scope], Awaitable[Made]], declarations: Sequence[int | None] = (),
    again: Callable[[Any], Made] = as_it_is,
) -> Made:  # fmt: skip
    """Do an act by the rights that hold now, and commit it. One that was done under its key already is not done again.

    `again` reads what such an act had made from JSON. Whatever `attempt` raises undoes everything.
    """
    for left in reversed(range(TRIES)):
        try:
            async with DB.transaction():
                earlier = await claim(asker)
                if earlier is not None:
                    return again(earlier.made)
                made = await attempt(await _held(asker, declarations))
                await record(asker, made)
                return made
        except KNOTS:
            if not left:
                raise
    raise AssertionError("the last try returns or raises")


async def _held(asker: Asker, declarations: Sequence[int | None]) -> Scope:
    """The asker's scope as far as it still stands, held until the transaction ends.

    A right that ended since the request was let in is no longer in it; an account or a session that ended is refused.
    Of partner roles, those are held that the act can ask: on the tenures of these declarations.
    """
    person = asker.person
    session = asker.visit.session if asker.visit is not None else None
    try:
        rows = await DB.fetch(
            "select role, caf_id, tenure_id from hold_rights($1, $2, $3)",
            session, asker.today, [key for key in declarations if key is not None],
        )  # fmt: skip
    except asyncpg.PostgresError as error:
        if error.sqlstate == GONE:
            raise Refused(problem(Code.UNAUTHENTICATED)) from None
        raise
    held = {(Role(row["role"]), row["tenure_id"] or row["caf_id"]) for row in rows}
    return replace(
        person,
        grants=tuple(grant for grant in person.grants if (grant.role, grant.tenure) in held),
        manager_caf=person.manager_caf if (Role.HABILITATION_MANAGER, person.manager_caf) in held else None,
        officer_caf=person.officer_caf if (Role.DECLARATION_OFFICER, person.officer_caf) in held else None,
        national=person.national and (Role.NATIONAL, None) in held,
    )
