"""One save: the figures of a part, the estimate redone, the audit row.

The reading of the typed figures and the estimate are the law's own functions (`rules`), in the portal and in the floor
alike; locks, writes and checks of the floor are by hand, its four writes one statement.
"""

import secrets
from typing import Any

import asyncpg
import orjson

from demo.bench.figures import KIND
from demo.bench.question import Given, Question
from demo.bench.visit import Visit
from resolvers.opaque import key_of
from rules.case import Case
from rules.forms import DeclarationKind, Part
from rules.values import read_all, stored, typed

_DOCUMENT = """
mutation OneSave($input: SaveInput!) { save(input: $input) {
  declaration { state version activity { state version } estimate { psu amount } } errors { code }
} }
"""
_LOCK = """
select d.caf_id, d.structure_id, d.tenure_id, d.kind, d.year, d.form_version, d.state, d.version, p.opens_on,
  greatest(p.closes_on, d.extended_to) as closes_on
from declaration d join declaration_period p on p.id = d.period_id
where d.id = $1 and d.tenure_id = any($2::int[]) for update of d
"""
_READ = """
select part, id, state, version, "values"::text, remarks::text from declaration_part
where declaration_id = $1 and tenure_id = any($2::int[])
"""
_WRITE = """
with typed as (
  update declaration_part set state = 'IN_PROGRESS', version = version + 1, form_version = $2, "values" = $3::jsonb,
    remarks = $4::jsonb, saved_by_id = $5, saved_by_name = $6, saved_at = $7 where id = $1),
redone as (
  insert into declaration_estimate (caf_id, structure_id, tenure_id, declaration_id, psu, amount, detail, fictional,
    computed_at) values ($8, $9, $10, $11, $12, $13, $14::jsonb, $15, $7)
  on conflict (declaration_id) do update set psu = excluded.psu, amount = excluded.amount, detail = excluded.detail,
    fictional = excluded.fictional, computed_at = excluded.computed_at),
noted as (
  insert into audit_entry (at, actor_id, actor_name, act, outcome, codes, caf_id, structure_id, tenure_id, declaration_id,
    from_state, to_state, request_id) values ($7, $5, $6, 'save', 'DONE', '', $8, $9, $10, $11, $16, 'IN_PROGRESS', $17)),
told as (
  insert into declaration_event (caf_id, structure_id, tenure_id, declaration_id, at, act, part, actor_id, actor_name,
    from_state, to_state, version) values ($8, $9, $10, $11, $7, 'save', 'ACTIVITY', $5, $6, $16, 'IN_PROGRESS', $18))
update declaration set state = 'IN_PROGRESS', version = version + 1, updated_at = $7,
  state_since = case when state = 'IN_PROGRESS' then state_since else $7 end where id = $11
"""


async def _floor(visitor: Visit, given: Given) -> dict[str, Any]:
    asked = given["input"]
    key, connection = key_of("Declaration", asked["declaration"]), visitor.connection
    rows = await connection.fetch(_LOCK, key, visitor.tenures)
    parts = {row["part"]: row for row in await connection.fetch(_READ, key, visitor.tenures)}
    if not rows or not _may(visitor, rows[0], parts["ACTIVITY"], asked["version"]):
        return {"save": {"declaration": None, "errors": [{"code": "REFUSED"}]}}
    row, part = rows[0], parts["ACTIVITY"]
    form = KIND.form(DeclarationKind(row["kind"]), row["year"], row["form_version"])
    typed_in = read_all(form, Part.ACTIVITY, asked["values"]["eajeActivity"])
    kept = orjson.loads(part["values"])
    for name, value in typed_in.items():
        if value is None:
            kept.pop(name, None)
        else:
            kept[name] = stored(value)
    values = typed(form, {**kept, **orjson.loads(parts["FINANCE"]["values"])})
    estimate = KIND.estimate(Case(form, row["year"], values, fictional_allowed=True))
    detail = estimate.to_data()
    await connection.execute(
        _WRITE, part["id"], form.version, orjson.dumps(kept).decode(), part["remarks"], visitor.person,
        visitor.name, visitor.now, row["caf_id"], row["structure_id"], row["tenure_id"], key, estimate.psu,
        estimate.right, orjson.dumps(detail).decode(), estimate.fictional, row["state"], secrets.token_hex(8),
        row["version"] + 1,
    )  # fmt: skip
    shown = {
        "state": "IN_PROGRESS", "version": row["version"] + 1,
        "activity": {"state": "IN_PROGRESS", "version": part["version"] + 1},
        "estimate": {"psu": detail["psu"], "amount": detail["right"]},
    }  # fmt: skip
    return {"save": {"declaration": shown, "errors": []}}


def _may(visitor: Visit, row: asyncpg.Record, part: asyncpg.Record, version: int) -> bool:
    return (
        row["tenure_id"] in visitor.tenures
        and part["version"] == version
        and row["state"] in ("OPEN", "IN_PROGRESS", "RETURNED")
        and part["state"] != "COMPLETE"
        and row["opens_on"] <= visitor.now.date() <= row["closes_on"]
    )


ONE_SAVE = Question("one_save", "Un enregistrement", "provider", _DOCUMENT, _floor, writes=True)
