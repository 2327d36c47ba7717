"""What is known beside the figures of declarations: loaded for many at once, under the scope of whoever asks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import orjson
from piccolo.querystring import QueryString

from models.engine import DB
from models.scope import current_scope
from models.visibility import visible
from resolvers.asker import may
from resolvers.decisions import decisions_by
from resolvers.group_accounts import READ, held_on_all
from resolvers.listings import GROUP_ACCOUNTS
from resolvers.pages import Row, rows_where
from rules.case import Case, Facts, Sent, SharedAccounts
from rules.forms import DeclarationKind
from rules.kinds import KINDS
from rules.values import typed

SentByTenure = Mapping[int, list[tuple[int, Sent]]]


async def facts_of(row: Row) -> Facts:
    """What is known beside one declaration."""
    return (await facts_by([row]))[row["id"]]


async def facts_by(rows: Sequence[Row]) -> dict[int, Facts]:
    """What is known beside each of these declarations, by its key: three statements, whatever their number."""
    if not rows:
        return {}
    decided = await decisions_by(rows)
    sent = await _sent(rows)
    groups = await _groups(rows)
    return {
        row["id"]: replace(
            decided[row["id"]],
            sent={(each.kind, each.year): each for key, each in sent.get(row["tenure_id"], ()) if key != row["id"]},
            shared=groups.get((row["tenure_id"], row["kind"], row["year"])),
        )
        for row in rows
    }


async def _sent(rows: Sequence[Row]) -> SentByTenure:
    """What was last sent of each declaration of these tenures, for the years concerned and those before, oldest first."""
    years = {row["year"] for row in rows} | {row["year"] - 1 for row in rows}
    last = await DB.run_querystring(
        QueryString(
            "select * from (select distinct on (t.declaration_id) t.tenure_id, t.declaration_id, t.form_version, t.sent_at,"
            " d.structure_kind, d.kind, d.year, t.activity ->> 'values' as activity, t.finance ->> 'values' as finance"
            " from submission t join declaration d on d.id = t.declaration_id"
            " where t.tenure_id = any({}::int[]) and d.year = any({}::int[]) and d.state <> 'CANCELLED' and {}"
            " order by t.declaration_id, t.number desc) last order by sent_at",
            sorted({row["tenure_id"] for row in rows}), sorted(years), visible("submission", "t"),
        )
    )  # fmt: skip
    found: dict[int, list[tuple[int, Sent]]] = {}
    for row in last:
        found.setdefault(row["tenure_id"], []).append((row["declaration_id"], sent_of(row)))
    return found


def sent_of(row: Row) -> Sent:
    """The year's figures of a transmission: the columns of an update added up."""
    return Sent(DeclarationKind(row["kind"]), row["year"], sent_case(row).values)


def sent_case(row: Row) -> Case:
    """A transmission as it was sent, from the stored values of its parts, without what is known beside it."""
    form = KINDS[row["structure_kind"]].form(DeclarationKind(row["kind"]), row["year"], row["form_version"])
    stored: dict[str, Any] = {}
    for part in ("activity", "finance"):
        stored.update(orjson.loads(row[part]) if row[part] else {})
    return Case(form, row["year"], typed(form, stored))


async def _groups(rows: Sequence[Row]) -> dict[tuple[int, str, int], SharedAccounts]:
    """The totals stated for several structures, with what their own accounts add up to, by tenure that they cover."""
    stated = await rows_where(GROUP_ACCOUNTS, "organisation_id", (row["organisation_id"] for row in rows))
    charges = await _charges(stated) if stated else {}
    return {
        (tenure, row["kind"], row["year"]): SharedAccounts(
            row["total_charges"], len(row["tenures"]), _sum(charges.get((row["kind"], row["year"], key)) for key in row["tenures"])
        )
        for row in stated
        for tenure in row["tenures"]
        if _told(row, tenure)
    }  # fmt: skip


def _told(row: Row, tenure: int) -> bool:
    """The sentence of the control quotes the total: it is not for whoever reads such sentences here and not the total."""
    person = current_scope()
    if person is None or not may("controls.accounts", person.towards_tenure(row["caf_id"], tenure)):
        return True
    return may(READ, held_on_all(person, row["caf_id"], row["tenures"]))


async def _charges(stated: Iterable[Row]) -> dict[tuple[str, int, int], Decimal]:
    """The total of the charges of each tenure as its accounts stand now, by kind and year."""
    tenures = sorted({key for row in stated for key in row["tenures"]})
    found = await DB.run_querystring(
        QueryString(
            "select d.structure_kind, d.kind, d.year, d.form_version, d.tenure_id, t.\"values\"::text as values"
            " from declaration_part t join declaration d on d.id = t.declaration_id"
            " where t.part = 'FINANCE' and d.state <> 'CANCELLED' and d.kind = any({}::text[]) and d.year = any({}::int[])"
            " and t.tenure_id = any({}::int[]) and {}",
            sorted({row["kind"] for row in stated}), sorted({row["year"] for row in stated}), tenures,
            visible("declaration_part", "t"),
        )
    )  # fmt: skip
    charges = {}
    for row in found:
        total = _total(row)
        if total is not None:
            charges[row["kind"], row["year"], row["tenure_id"]] = total
    return charges


def _total(row: Row) -> Decimal | None:
    kind = KINDS[row["structure_kind"]]
    form = kind.form(DeclarationKind(row["kind"]), row["year"], row["form_version"])
    return kind.totals(Case(form, row["year"], typed(form, orjson.loads(row["values"])))).get("totalCharges")


def _sum(figures: Iterable[Decimal | None]) -> Decimal | None:
    known = list(figures)
    return None if None in known else sum((each for each in known if each is not None), Decimal(0))
