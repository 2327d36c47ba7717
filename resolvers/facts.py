"""What is known beside the figures of declarations: loaded for many at once, under the scope of whoever asks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import orjson
from piccolo.querystring import QueryString

from models.engine import DB
from models.scope import current_scope
from models.visibility import visible
from resolvers.asker import may
from resolvers.group_accounts import READ, held_on_all
from resolvers.licences import licences_by
from resolvers.listings import GROUP_ACCOUNTS
from resolvers.pages import Row, rows_where
from rules.agreements import Agreement, Bonus
from rules.case import Case, Facts, Sent, SharedAccounts
from rules.forms import DeclarationKind
from rules.kinds import KINDS
from rules.licences import in_year
from rules.values import typed

SentByTenure = Mapping[int, list[tuple[int, Sent]]]


async def facts_of(row: Row) -> Facts:
    """What is known beside one declaration."""
    return (await facts_by([row]))[row["id"]]


async def facts_by(rows: Sequence[Row]) -> dict[int, Facts]:
    """What is known beside each of these declarations, by its key: four statements, whatever their number."""
    if not rows:
        return {}
    opened = await openings_by(rows)
    places = await licences_by(row["structure_id"] for row in rows)
    sent = await _sent(rows)
    groups = await _groups(rows)
    return {
        row["id"]: replace(
            opened[row["id"]],
            licensed_places=in_year(
                places.get(row["structure_id"], ()), row["year"], row["runs_from"], row["runs_until"]
            ),
            sent={(each.kind, each.year): each for key, each in sent.get(row["tenure_id"], ()) if key != row["id"]},
            shared=groups.get((row["tenure_id"], row["kind"], row["year"])),
        )
        for row in rows
    }


async def openings_by(rows: Sequence[Row]) -> dict[int, Facts]:
    """What an estimate looks at beside any figures: the agreements and the rights accepted, in one statement.

    An agreement counts as long as the tenure runs, at most. Of two updates of a year, the right accepted last.
    """
    agreements: dict[int, list[Agreement]] = {}
    accepted: dict[tuple[int, int], dict[tuple[DeclarationKind, int], Decimal]] = {}
    for found in await _agreed_and_accepted(rows) if rows else ():
        if found["bonus"] is not None:
            agreements.setdefault(found["tenure_id"], []).append(_agreement(found))
        else:
            kind, year = DeclarationKind(found["kind"]), found["year"]
            accepted.setdefault((found["tenure_id"], year), {})[kind, year] = found["psu"]
    return {
        row["id"]: Facts(
            nature=row["nature"], ctg_since=row["ctg_since"], observed_until=row["observed_until"],
            opened_on=row["opened_on"], runs_from=row["runs_from"], runs_until=row["runs_until"],
            agreements=tuple(_within(each, row["runs_until"]) for each in agreements.get(row["tenure_id"], ())),
            accepted=accepted.get((row["tenure_id"], row["year"]), {}),
        )
        for row in rows
    }  # fmt: skip


async def _agreed_and_accepted(rows: Sequence[Row]) -> Sequence[Row]:
    tenures = sorted({row["tenure_id"] for row in rows})
    return await DB.run_querystring(
        QueryString(
            "select t.tenure_id, t.bonus, t.starts_on, t.ends_on, t.places, t.amount, t.growth,"
            " null as kind, null::int as year, null::numeric as psu"
            " from agreement t where t.tenure_id = any({}::int[]) and {} union all"
            " select tenure_id, null, null, null, null, null, null, kind, year, psu from ("
            "select distinct on (t.tenure_id, d.kind, d.year) t.tenure_id, d.kind, d.year, t.psu"
            " from accepted_right t join declaration d on d.id = t.declaration_id"
            " where t.tenure_id = any({}::int[]) and d.year = any({}::int[]) and d.state <> 'CANCELLED' and {}"
            " order by t.tenure_id, d.kind, d.year, t.id desc) last order by tenure_id, bonus, starts_on, kind",
            tenures, visible("agreement", "t"),
            tenures, sorted({row["year"] for row in rows}), visible("accepted_right", "t"),
        )
    )  # fmt: skip


def _agreement(row: Row) -> Agreement:
    places = None if row["places"] is None else Decimal(row["places"])
    return Agreement(Bonus(row["bonus"]), row["starts_on"], row["ends_on"], places, row["amount"], row["growth"])


def _within(agreement: Agreement, runs_until: date | None) -> Agreement:
    if runs_until is None or (agreement.ends_on is not None and agreement.ends_on <= runs_until):
        return agreement
    return replace(agreement, ends_on=runs_until)


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
