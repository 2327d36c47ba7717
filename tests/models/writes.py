"""What the web process writes, and the actions of the permission table that ask for it."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import asyncpg

from models.engine import DB, DbRole, connect_as
from models.scope import scoped
from rules.policy import Role, required_roles
from rules.workflow import STEPS
from tests.models.ground import NOW, Holder, Place, accepted_by, added, agreed, sent_by, stated_by, told_by

Write = Callable[[Holder, Place], Awaitable[Any]]


async def _insert(table: str, place: Place, **columns: Any) -> Any:
    return await _insert_only(
        table, caf_id=place.caf, structure_id=place.structure, tenure_id=place.tenure,
        declaration_id=place.rows["declaration"], **columns,
    )  # fmt: skip


async def _insert_only(table: str, **columns: Any) -> Any:
    """Without `returning`: an officer inserts parts that he does not see."""
    names = ", ".join(f'"{name}"' for name in columns)
    marks = ", ".join(f"${n + 1}" for n in range(len(columns)))
    await DB.fetch(f"insert into {table} ({names}) values ({marks})", *columns.values())
    return [1]


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


async def _open_period(holder: Holder, place: Place) -> Any:
    day = NOW.date()
    return await _insert_only(
        "declaration_period", caf_id=place.caf, structure_kind="EAJE", kind="FORECAST", year=2020, opens_on=day, due_on=day,
        closes_on=day,
    )  # fmt: skip


def _open_declaration(**changes: Any) -> Write:
    async def write(holder: Holder, place: Place) -> Any:
        return await _insert_only(
            "declaration", caf_id=place.caf, organisation_id=place.organisation, structure_id=place.structure,
            tenure_id=place.tenure, period_id=place.rows["declaration_period"], structure_kind="EAJE", kind="ACTUAL",
            year=place.year, form_version=1, created_at=NOW, updated_at=NOW, state_since=NOW, **changes,
        )  # fmt: skip

    return write


def _open_part(**changes: Any) -> Write:
    async def write(holder: Holder, place: Place) -> Any:
        return await _insert("declaration_part", place, part="FINANCE", form_version=1, **changes)

    return write


def _tell(mine: bool, caf: bool) -> Write:
    async def write(holder: Holder, place: Place) -> Any:
        actor = holder.scope.person if mine else place.rows["person"]
        return await _insert("declaration_event", place, **told_by(actor), told_caf_id=place.caf if caf else None)

    return write


def _state(mine: bool, together: bool = True) -> Write:
    async def write(holder: Holder, place: Place) -> Any:
        other = place.beside.tenure if place.beside and together else place.rows["tenure of strangers"]
        return await _insert_only(
            "group_accounts", caf_id=place.caf, organisation_id=place.organisation, kind="ACTUAL", year=2000,
            tenures=[place.tenure, other], **stated_by(holder.scope.person if mine else place.rows["person"]),
        )  # fmt: skip

    return write


async def _add(holder: Holder, place: Place) -> Any:
    rows = place.rows
    return await _insert("structure_ratio", place, **added(rows["submission"], f"{rows['siren']:09d}", place.year))


def note(mine: bool) -> Write:
    async def write(holder: Holder, place: Place) -> Any:
        return await DB.fetch(
            "insert into audit_entry (at, actor_id, actor_name, act, outcome, codes) values ($1, $2, 'N', 'save', 'DONE', '')",
            NOW, holder.scope.person if mine else place.rows["person"],
        ) or [1]  # fmt: skip

    return write


async def _keep_organisation(holder: Holder, place: Place) -> Any:
    return await _insert_only("organisation", caf_id=place.caf, siret="0" * 14, name="O")


async def _keep_structure(holder: Holder, place: Place) -> Any:
    return await _insert_only(
        "structure", caf_id=place.caf, id_equ="NEW", name="S", kind="EAJE", nature="MULTI_ACCUEIL", commune="C",
        opened_on=NOW.date(),
    )  # fmt: skip


async def _keep_tenure(holder: Holder, place: Place) -> Any:
    before = date(2012, 1, 1)
    return await _insert_only(
        "tenure", caf_id=place.caf, organisation_id=place.organisation, structure_id=place.structure, starts_on=before,
        ends_on=before,
    )  # fmt: skip


async def _license(holder: Holder, place: Place) -> Any:
    return await _insert_only(
        "licence", caf_id=place.caf, structure_id=place.structure, starts_on=NOW.date(), places=21
    )


async def _withdraw_licence(holder: Holder, place: Place) -> Any:
    return await DB.fetch("delete from licence where id = $1 returning id", place.rows["licence"])


async def _agree(holder: Holder, place: Place) -> Any:
    return await _insert_only("agreement", **agreed(place, date(place.year, 1, 1)))


async def _strike_out(holder: Holder, place: Place) -> Any:
    return await DB.fetch("delete from agreement where id = $1 returning id", place.rows["agreement"])


TYPING = {"activity.write", "finance.write"}
ACTS = {action for step in STEPS.values() for action in step.actions.values()}
OFFICERS = {action for action in ACTS if Role.DECLARATION_OFFICER in required_roles(action)}
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
    "lay down a period": ("declaration_period", _open_period, {"period.keep"}),
    "change a period": ("declaration_period", _update("declaration_period", "closes_on = closes_on + 1"), {"period.keep"}),
    "open a declaration": ("declaration", _open_declaration(), {"period.keep"}),
    "open one that is ready": ("declaration", _open_declaration(state="READY"), set()),
    "open one that has a past": ("declaration", _open_declaration(version=2), set()),
    "open a part": ("declaration_part", _open_part(), {"period.keep"}),
    "open one that is complete": ("declaration_part", _open_part(state="COMPLETE"), set()),
    "open one that has a past of its own": ("declaration_part", _open_part(version=2), set()),
    "open one with figures": ("declaration_part", _open_part(values='{"x": "1"}'), set()),
    "open one with remarks": ("declaration_part", _open_part(remarks='{"X": "R"}'), set()),
    "tell the Caf": ("declaration_event", _tell(mine=True, caf=True), ACTS),
    "tell partners only": ("declaration_event", _tell(mine=True, caf=False), ACTS - OFFICERS),
    "tell in another's name": ("declaration_event", _tell(mine=False, caf=True), set()),
    "state shared accounts": ("group_accounts", _state(mine=True), {"group_accounts.state"}),
    "state them in another's name": ("group_accounts", _state(mine=False), set()),
    "state those of a stranger too": ("group_accounts", _state(mine=True, together=False), set()),
    "restate shared accounts": (
        "group_accounts", _update("group_accounts", "stated_by_id = portal_id('portal.person')"), {"group_accounts.state"},
    ),
    "restate them in another's name": ("group_accounts", _update("group_accounts", "total_charges = 2"), set()),
    "add to the statistics": ("structure_ratio", _add, {"declaration.accept"}),
    "add to them again": ("structure_ratio", _update("structure_ratio", "nature = 'MICRO_CRECHE'"), {"declaration.accept"}),
    "make an organisation known": ("organisation", _keep_organisation, {"organisation.keep"}),
    "make a structure known": ("structure", _keep_structure, {"structure.keep"}),
    "close a structure": ("structure", _update("structure", "closed_on = null"), {"structure.keep"}),
    "license places": ("licence", _license, {"structure.keep"}),
    "correct a licence": ("licence", _update("licence", "places = 21"), {"structure.keep"}),
    "withdraw a licence": ("licence", _withdraw_licence, {"structure.keep"}),
    "record an agreement": ("agreement", _agree, {"agreement.keep"}),
    "correct an agreement": ("agreement", _update("agreement", "places = 6"), {"agreement.keep"}),
    "strike an agreement out": ("agreement", _strike_out, {"agreement.keep"}),
    "begin a tenure": ("tenure", _keep_tenure, {"tenure.keep"}),
    "rename an organisation": ("organisation", _update("organisation", "name = 'O'"), {"organisation.keep"}),
    "correct a structure": ("structure", _update("structure", "nature = 'MICRO_CRECHE'"), {"structure.keep"}),
    "end a staff role": ("staff_role", _update("staff_role", "ends_on = starts_on"), {"staff_role.keep"}),
    "suspend a grant": ("role_grant", _update("role_grant", "state = 'SUSPENDED'"), {"role_grant.suspend"}),
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
        if refusal.sqlstate == "PC020":
            return False  # what an officer does not lead to is refused by a trigger, which knows the state before
        raise


BLIND = {
    "declaration_part": ("version = 2", TYPING | {"activity.complete", "finance.complete"}),
    "declaration_estimate": ("psu = 1", TYPING),
    "declaration": (
        "state = case when caf_id = portal_id('portal.officer_caf') then 'CANCELLED' else 'IN_PROGRESS' end, version = 2",
        ACTS,
    ),
    "declaration_period": ("closes_on = closes_on + 1", {"period.keep"}),
    "group_accounts": ("stated_by_id = portal_id('portal.person')", {"group_accounts.state"}),
    "structure_ratio": ("nature = 'MICRO_CRECHE'", {"declaration.accept"}),
    "structure": ("closed_on = null", {"structure.keep"}),
    "licence": ("places = 21", {"structure.keep"}),
    "agreement": ("places = 6", {"agreement.keep"}),
    "organisation": ("name = 'O'", {"organisation.keep"}),
    "staff_role": ("ends_on = ends_on", {"staff_role.keep"}),
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
