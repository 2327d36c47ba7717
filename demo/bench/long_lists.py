"""A long list of declarations with twenty fields each, ten of them figures of the form.

A Caf's officer reads the figures in what was sent; an approver of many structures reads them in the parts.
"""

from collections.abc import Sequence
from typing import Any

from demo.bench.question import Given, Question
from demo.bench.visit import Visit
from resolvers.opaque import encode
from rules.workflow import STATE_LABELS, State

_HEAD = "id kind year state stateLabel version dueOn updatedAt structure { name commune }"
_ACTIVITY = (
    "... on EajeActivity { licensedPlaces openingDays hoursAttendedUnder4 hoursBilledUnder4 generalSchemeRate"
    " familyContributions mealsProvided }"
)
_FINANCE = "... on EajeFinance { account60 account64 account70641 }"
_SENT = f"submissions(first: 1) {{ nodes {{ activity {{ {_ACTIVITY} }} finance {{ {_FINANCE} }} }} }}"
_PARTS = f"activity {{ values {{ {_ACTIVITY} }} }} finance {{ values {{ {_FINANCE} }} }}"


def _document(name: str, figures: str) -> str:
    return f"query {name}($first: Int!) {{ declarations(first: $first) {{ nodes {{ {_HEAD} {figures} }} }} }}"


def _columns(activity: str, finance: str) -> str:
    return (
        "d.id, d.kind, d.year, d.state, d.version, greatest(p.due_on, d.extended_to), d.updated_at, s.name, s.commune,"
        f" ({activity}->>'licensedPlaces')::int, ({activity}->>'openingDays')::int, {activity}->>'hoursAttendedUnder4',"
        f" {activity}->>'hoursBilledUnder4', {activity}->>'generalSchemeRate', {activity}->>'familyContributions',"
        f" ({activity}->>'mealsProvided')::boolean, {finance}->>'account60', {finance}->>'account64',"
        f" {finance}->>'account70641'"
    )


_OFFICER_SQL = f"""
select {_columns("t.activity", "t.finance")}, t.id
from (select * from declaration where caf_id = $1 order by id desc limit $2) d
join declaration_period p on p.id = d.period_id
join structure s on s.id = d.structure_id and s.caf_id = $1
left join lateral (select id, activity->'values' as activity, finance->'values' as finance from submission
  where declaration_id = d.id and caf_id = $1 order by id desc limit 1) t on true
order by d.id desc
"""
# What hangs on a declaration is left to row-level security alone: a second test of a long array costs more than it saves.
_PARTNER_SQL = f"""
select {_columns('a."values"', 'f."values"')}, a.id
from (select * from declaration where tenure_id = any($1::int[]) order by id desc limit $2) d
join declaration_period p on p.id = d.period_id
join structure s on s.id = d.structure_id
left join declaration_part a on a.declaration_id = d.id and a.part = 'ACTIVITY'
left join declaration_part f on f.declaration_id = d.id and f.part = 'FINANCE'
order by d.id desc
"""


def _read(row: Sequence[Any]) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any], int | None]:
    (key, kind, year, state, version, due, updated, name, commune,
     places, days, attended, billed, rate, contributions, meals, a60, a64, a70641, figures) = row  # fmt: skip
    head = {
        "id": encode("Declaration", key), "kind": kind, "year": year, "state": state,
        "stateLabel": STATE_LABELS[State(state)], "version": version, "dueOn": due, "updatedAt": updated,
        "structure": {"name": name, "commune": commune},
    }  # fmt: skip
    activity = {
        "licensedPlaces": places, "openingDays": days, "hoursAttendedUnder4": attended, "hoursBilledUnder4": billed,
        "generalSchemeRate": rate, "familyContributions": contributions, "mealsProvided": meals,
    }  # fmt: skip
    return head, activity, {"account60": a60, "account64": a64, "account70641": a70641}, figures


async def _sent(visitor: Visit, given: Given) -> dict[str, Any]:
    nodes = []
    for row in await visitor.connection.fetch(_OFFICER_SQL, visitor.officer_caf, int(given["first"])):
        head, activity, finance, figures = _read(row)
        head["submissions"] = {"nodes": [] if figures is None else [{"activity": activity, "finance": finance}]}
        nodes.append(head)
    return {"declarations": {"nodes": nodes}}


async def _typed(visitor: Visit, given: Given) -> dict[str, Any]:
    nodes = []
    # A plan made once for all takes every array for ten elements long, which is a wrong guess here.
    await visitor.connection.execute("SET LOCAL plan_cache_mode = force_custom_plan")
    for row in await visitor.connection.fetch(_PARTNER_SQL, visitor.tenures, int(given["first"])):
        head, activity, finance, _ = _read(row)
        head["activity"] = {"values": activity}
        head["finance"] = {"values": finance}
        nodes.append(head)
    return {"declarations": {"nodes": nodes}}


SENT_LIST = Question(
    "long_list_officer", "{first} déclarations × 20 champs, agent", "officer", _document("Sent", _SENT), _sent, 2
)
TYPED_LIST = Question(
    "long_list_partner", "{first} déclarations × 20 champs, approbateur", "group", _document("Typed", _PARTS), _typed, 2
)
