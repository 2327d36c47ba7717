"""Forty structures with what is missing in each: the same controls on both sides, everything else by hand."""

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

import asyncpg
import orjson

from demo.bench.figures import KIND
from demo.bench.question import Given, Question
from demo.bench.visit import Visit
from resolvers.opaque import encode
from rules.case import Case, Facts, Sent
from rules.forms import DeclarationKind
from rules.readiness import obstacles
from rules.timing import day_in_france
from rules.values import typed
from rules.workflow import STATE_LABELS, State

_DOCUMENT = """
query Overview { overview(first: 40) { nodes { structure { id name commune } declarations {
  id kind year state stateLabel dueOn late missing { part items blockers warnings } estimate { amount }
} } } }
"""
_SQL = """
select s.id, s.name, s.commune, s.nature, s.ctg_since, s.opened_on, run.starts_on, run.ends_on,
  d.id as key, d.kind, d.year, d.form_version, d.state, greatest(p.due_on, d.extended_to) as due_on, p.observed_until, e.amount::text as amount, e.id as estimated,
  a."values"::text as activity, f."values"::text as finance, a.remarks::text as said, f.remarks::text as told,
  (select max(l.places) from licence l where l.structure_id = s.id) as places,
  (select json_agg(json_build_array(o.kind, o.year, o.form_version, t.activity -> 'values', t.finance -> 'values'))::text
   from declaration o
   join lateral (select activity, finance from submission where declaration_id = o.id order by number desc limit 1) t on true
   where o.tenure_id = d.tenure_id and o.year in (d.year, d.year - 1) and o.id <> d.id and o.state <> 'CANCELLED') as sent
from (select id, name, commune, nature, ctg_since, opened_on from structure where id = any($1::int[])
  order by name, id limit 40) s
left join lateral (select d.* from declaration d join declaration_period p on p.id = d.period_id
  where d.structure_id = s.id and d.tenure_id = any($2::int[]) and d.state not in ('ACCEPTED', 'CANCELLED')
    and p.opens_on <= $3 and greatest(p.closes_on, d.extended_to) >= $3) d on true
left join declaration_period p on p.id = d.period_id
left join tenure run on run.id = d.tenure_id
left join declaration_part a on a.declaration_id = d.id and a.part = 'ACTIVITY'
left join declaration_part f on f.declaration_id = d.id and f.part = 'FINANCE'
left join declaration_estimate e on e.declaration_id = d.id
order by s.name, s.id, due_on, d.id
"""


async def _floor(visitor: Visit, _: Given) -> dict[str, Any]:
    today = day_in_france(visitor.now)
    nodes: list[dict[str, Any]] = []
    last = None
    for row in await visitor.connection.fetch(_SQL, visitor.structures, visitor.tenures, today):
        if row["id"] != last:
            declarations: list[dict[str, Any]] = []
            structure = {"id": encode("Structure", row["id"]), "name": row["name"], "commune": row["commune"]}
            nodes.append({"structure": structure, "declarations": declarations})
            last = row["id"]
        if row["key"] is not None:
            declarations.append(_declaration(row, today))
    return {"overview": {"nodes": nodes}}


def _declaration(row: asyncpg.Record, today: date) -> dict[str, Any]:
    return {
        "id": encode("Declaration", row["key"]), "kind": row["kind"], "year": row["year"], "state": row["state"],
        "stateLabel": STATE_LABELS[State(row["state"])], "dueOn": row["due_on"], "late": today > row["due_on"],
        "missing": _missing(row), "estimate": None if row["estimated"] is None else {"amount": row["amount"]},
    }  # fmt: skip


def _missing(row: asyncpg.Record) -> list[dict[str, Any]]:
    form = KIND.form(DeclarationKind(row["kind"]), row["year"], row["form_version"])
    values = typed(form, {**orjson.loads(row["activity"]), **orjson.loads(row["finance"])})
    facts = Facts(
        nature=row["nature"], licensed_places=Decimal(row["places"]), ctg_since=row["ctg_since"],
        observed_until=row["observed_until"], sent=_sent(row["sent"]),
        opened_on=row["opened_on"], runs_from=row["starts_on"], runs_until=row["ends_on"],
    )  # fmt: skip
    case = Case(form, row["year"], values, facts, fictional_allowed=True)
    remarks = {**orjson.loads(row["said"]), **orjson.loads(row["told"])}
    counted = Counter(
        (each.part, "items" if each.control is None else "blockers" if each.blocking else "warnings")
        for each in obstacles(KIND, case, remarks)
        if each.stops
    )
    names = ("items", "blockers", "warnings")
    return [{"part": part, **{name: counted[part, name] for name in names}} for part in KIND.required_parts(case.declared, case.year)]  # fmt: skip


def _sent(found: str | None) -> dict[tuple[DeclarationKind, int], Sent]:
    sent = {}
    for name, year, version, activity, finance in orjson.loads(found) if found else ():
        kind = DeclarationKind(name)
        form = KIND.form(kind, year, version)
        sent[kind, year] = Sent(kind, year, form.yearly(typed(form, {**activity, **finance})))
    return sent


OVERVIEW = Question("overview", "Mes 40 structures et ce qui manque", "accountant", _DOCUMENT, _floor)
