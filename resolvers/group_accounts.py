"""What several structures of one organisation share by a key: the total that their accounts have to add up to."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from models.engine import DB
from models.scope import Held, Scope, scoped
from resolvers.asker import Asker, demand, may
from resolvers.audit import note
from resolvers.listings import DECLARATIONS, GROUP_ACCOUNTS
from resolvers.opaque import key_of
from resolvers.pages import Row, rows_where
from resolvers.undertaking import undertake
from rules import french
from rules.forms import DECIMALS, KIND_LABELS, DeclarationKind, Unit
from rules.numerals import Unreadable, exact
from rules.problems import Code, Problem, Refused, problem
from rules.workflow import State

READ = "group_accounts.read"
_ACT, _STATE = "stateGroupAccounts", "group_accounts.state"
_LABEL = "Total des charges de la comptabilité analytique"
_KINDS = (DeclarationKind.FORECAST, DeclarationKind.ACTUAL)


def held_on_all(person: Scope, caf: int, tenures: Sequence[int]) -> Held:
    """The roles held on any of these tenures; those that read accounts only if one of them is held on every one."""
    each = [person.towards_tenure(caf, tenure) for tenure in tenures]
    held: Held = frozenset().union(*each)
    if all(may(READ, one) for one in each):
        return held
    return frozenset(role for role in held if not may(READ, frozenset({role})))


async def state_group_accounts(asker: Asker, declarations: Sequence[str], total: object, version: int) -> int:
    """State the total of the charges that these declarations share, or correct it.

    `version` is that of the total read before, 0 when there was none. Whoever states it provides the accounts of all.
    """
    seen: dict[str, Any] = {}
    keys = [key_of("Declaration", mark) for mark in declarations[: asker.house.page_max]]

    async def attempt(held: Scope) -> int:
        rows = await _declarations(asker, declarations)
        seen.update(caf=rows[0]["caf_id"] if rows else None)
        for row in rows:
            demand(_STATE, held.towards_tenure(row["caf_id"], row["tenure_id"]))
        problems, amount = [*_not_a_group(rows)], Decimal(0)
        try:
            amount = _amount(total)
        except Refused as refused:
            problems += refused.problems
        if problems:
            raise Refused(*problems)
        key = await _store(asker, rows, amount, version)
        await note(asker, _ACT, action=_STATE, about=("GroupAccounts", key), **seen)
        return key

    with scoped(asker.person):
        try:
            return await undertake(asker, attempt, keys)
        except Refused as refused:
            async with DB.transaction():
                await note(asker, _ACT, refused=refused.problems, action=_STATE, **seen)
            raise


async def _declarations(asker: Asker, marks: Sequence[str]) -> list[Row]:
    if len(marks) > asker.house.page_max:
        raise Refused(problem(Code.PAGE_TOO_LONG, "declarations", given=len(marks), limit=asker.house.page_max))
    keys = [key_of("Declaration", mark) for mark in marks]
    found = {row["id"]: row for row in await rows_where(DECLARATIONS, "id", keys)}
    unknown = [
        problem(Code.NOT_FOUND, "declarations", str(place)) for place, key in enumerate(keys) if key not in found
    ]
    if unknown:
        raise Refused(*unknown)
    return list(found.values())


def _not_a_group(rows: Sequence[Row]) -> list[Problem]:
    """Why these declarations have no total in common; the first reason."""
    for wrong, detail in (
        (len({row["tenure_id"] for row in rows}) < 2, "il en faut d'au moins deux structures"),
        (len({row["organisation_id"] for row in rows}) > 1, "elles ne sont pas toutes du même gestionnaire"),
        (len({(row["kind"], row["year"]) for row in rows}) > 1, "elles ne sont pas toutes du même type (prévisionnel ou réel) et de la même année"),
        (any(row["kind"] not in _KINDS for row in rows), f"un {KIND_LABELS[DeclarationKind.UPDATE]} ne porte pas de total analytique"),
        (any(row["state"] == State.CANCELLED for row in rows), "l'une d'elles est annulée"),
    ):  # fmt: skip
        if wrong:
            return [problem(Code.NOT_A_GROUP, "declarations", detail=detail)]
    return []


def _amount(given: object) -> Decimal:
    try:
        amount = exact(given, DECIMALS[Unit.EUROS])
    except Unreadable as unreadable:
        raise Refused(unreadable.at("total", label=_LABEL)) from None
    if amount < 0:
        told = french.number(amount)
        raise Refused(problem(Code.OUT_OF_RANGE, "total", label=_LABEL, given=told, limits="0 au moins"))
    return amount


async def _store(asker: Asker, rows: Sequence[Row], amount: Decimal, version: int) -> int:
    first = rows[0]
    known = (first["caf_id"], first["organisation_id"], first["kind"], first["year"])
    said = (
        sorted({row["tenure_id"] for row in rows}), amount, asker.person.person, asker.person.name, asker.now,
    )  # fmt: skip
    if version == 0:
        made = await DB.fetch(
            "insert into group_accounts (caf_id, organisation_id, kind, year, tenures, total_charges, version,"
            " stated_by_id, stated_by_name, stated_at) values ($1, $2, $3, $4, $5, $6, 1, $7, $8, $9)"
            " on conflict (organisation_id, kind, year) do nothing returning id",
            *known, *said,
        )  # fmt: skip
    else:
        made = await DB.fetch(
            "update group_accounts set tenures = $6, total_charges = $7, version = version + 1, stated_by_id = $8,"
            " stated_by_name = $9, stated_at = $10"
            " where caf_id = $1 and organisation_id = $2 and kind = $3 and year = $4 and version = $5 returning id",
            *known, version, *said,
        )  # fmt: skip
    if made:
        return int(made[0]["id"])
    raise Refused(await _stands_otherwise(known, version))


async def _stands_otherwise(known: tuple[Any, ...], version: int) -> Problem:
    """Another total stands, or none: with its version, if it is one that this person reads."""
    _, organisation, kind, year = known
    found = [
        row for row in await rows_where(GROUP_ACCOUNTS, "organisation_id", [organisation])
        if (row["kind"], row["year"]) == (kind, year)
    ]  # fmt: skip
    if not found and version == 0:
        return problem(Code.ALREADY_STATED, "declarations")
    current = found[0]["version"] if found else 0
    return problem(Code.CONFLICT, "version", details={"currentVersion": current}, current=current)
