"""What the web process writes, and the actions of the permission table that ask for it."""

from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg

from models.engine import DB, DbRole, connect_as
from models.scope import scoped
from rules.workflow import STEPS
from tests.models.ground import NOW, Holder, Place, accepted_by, sent_by

Write = Callable[[Holder, Place], Awaitable[Any]]


async def _insert(table: str, place: Place, **columns: Any) -> Any:
    of = {
        "caf_id": place.caf, "structure_id": place.structure, "tenure_id": place.tenure,
        "declaration_id": place.rows["declaration"], **columns,
    }  # fmt: skip
    marks = ", ".join(f"${n + 1}" for n in range(len(of)))
    return await DB.fetch(f"insert into {table} ({', '.join(of)}) values ({marks}) returning 1", *of.values())


def _update(table: str, change: str, row: str = "") -> Write:
    async def write(holder: Holder, place: Place) -> Any:
        return await DB.fetch(f"update {table} set {change} where id = $1 returning id", place.rows[row or table])

    return write


async def _estimate(holder: Holder, place: Place) -> Any:
    return await _insert("declaration_estimate", place, detail="{}", computed_at=NOW)


async def _send(holder: Holder, place: Place) -> Any:
    return await _insert("submission", place, number=2, **sent_by(holder.scope.person))


async def _send_as_another(holder: Holder, place: Place) -> Any:
    return await _insert("submission", place, number=2, **sent_by(place.rows["person"]))


async def _accept(holder: Holder, place: Place) -> Any:
    return await _insert(
        "accepted_right", place, submission_id=place.rows["submission"], **accepted_by(holder.scope.person)
    )


async def _accept_as_another(holder: Holder, place: Place) -> Any:
    return await _insert(
        "accepted_right", place, submission_id=place.rows["submission"], **accepted_by(place.rows["person"])
    )


def note(mine: bool) -> Write:
    async def write(holder: Holder, place: Place) -> Any:
        return await DB.fetch(
            "insert into audit_entry (at, actor_id, actor_name, act, outcome, codes) values ($1, $2, 'N', 'save', 'DONE', '')",
            NOW, holder.scope.person if mine else place.rows["person"],
        ) or [1]  # fmt: skip

    return write


TYPING = {"activity.write", "finance.write"}
ACTS = {action for step in STEPS.values() for action in step.actions.values()}
OFFICERS = {"declaration.take", "declaration.accept"}
WRITES: dict[str, tuple[str, Write, set[str]]] = {
    "type the activity": (
        "declaration_part", _update("declaration_part", "version = version + 1", "ACTIVITY"), {"activity.write", "activity.complete"},
    ),
    "type the accounts": (
        "declaration_part", _update("declaration_part", "version = version + 1", "FINANCE"), {"finance.write", "finance.complete"},
    ),
    "store an estimate": ("declaration_estimate", _estimate, TYPING),
    "redo an estimate": ("declaration_estimate", _update("declaration_estimate", "psu = 1"), TYPING),
    "move a declaration as a partner": (
        "declaration", _update("declaration", "state = 'IN_PROGRESS', version = version + 1"), ACTS - OFFICERS,
    ),
    "move a declaration as an officer": (
        "declaration", _update("declaration", "state = 'CANCELLED', version = version + 1"), OFFICERS,
    ),
    "send": ("submission", _send, {"declaration.approve"}),
    "send in another's name": ("submission", _send_as_another, set()),
    "accept": ("accepted_right", _accept, {"declaration.accept"}),
    "accept in another's name": ("accepted_right", _accept_as_another, set()),
    "end a grant": ("role_grant", _update("role_grant", "ended_at = now()"), {"role_grant.end"}),
}  # fmt: skip
"""What is written, the table, how, and the actions of the permission table that ask for it."""


class Undone(Exception):
    """Leaves a transaction without writing."""


async def may_write(holder: Holder, place: Place, write: Write) -> bool:
    """Does the database let this holder write that?"""
    try:
        with scoped(holder.scope), connect_as(DbRole.APP):
            async with DB.transaction():
                raise Undone(await write(holder, place))
    except Undone as undone:
        return bool(undone.args[0])
    except asyncpg.UniqueViolationError:
        return True  # the row policy is judged first
    except asyncpg.InsufficientPrivilegeError:
        return False
    except asyncpg.PostgresError as refusal:
        if refusal.sqlstate == "PC018":
            return True  # so is it before the check that a grant ends once
        raise


BLIND = {
    "declaration_part": ("version = 2", TYPING | {"activity.complete", "finance.complete"}),
    "declaration_estimate": ("psu = 1", TYPING),
    "declaration": (
        "state = case when caf_id = portal_id('portal.officer_caf') then 'CANCELLED' else 'IN_PROGRESS' end, version = 2",
        ACTS,
    ),
    "role_grant": ("ended_at = now() where ended_at is null", {"role_grant.end"}),
}
"""Changes that read nothing, so that only the policy of writing stands in their way."""


async def change_blindly(holder: Holder, table: str, change: str) -> tuple[int, int]:
    """How many rows a change without any condition touches, and how many are seen."""
    try:
        with scoped(holder.scope), connect_as(DbRole.APP):
            async with DB.transaction() as transaction:
                seen = (await DB.fetch(f"select count(*) as n from {table}"))[0]["n"]
                status = await transaction.connection.execute(f"update {table} set {change}")
                raise Undone(int(status.split()[-1]), seen)
    except Undone as undone:
        changed, seen = undone.args
        return changed, seen
