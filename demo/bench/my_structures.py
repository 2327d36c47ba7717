"""My structures with their declarations, where each stands and the estimate of its right."""

from typing import Any

from demo.bench.question import Given, Question
from demo.bench.visit import Visit
from resolvers.opaque import encode
from rules.workflow import STATE_LABELS, State

_DOCUMENT = """
query MyStructures { structures { nodes { id idEqu name commune
  declarations { nodes { id kind year state stateLabel version opensOn dueOn closesOn updatedAt estimate { psu amount } } }
} } }
"""
_SQL = """
select s.id, s.id_equ, s.name, s.commune, d.id, d.kind, d.year, d.state, d.version, p.opens_on,
  greatest(p.due_on, d.extended_to), greatest(p.closes_on, d.extended_to),
  d.updated_at, e.id, e.psu::text, e.amount::text
from (select id, id_equ, name, commune from structure where id = any($1::int[]) order by name, id limit 20) s
left join lateral (select * from declaration where structure_id = s.id and tenure_id = any($2::int[])
  order by id desc limit 20) d on true
left join declaration_period p on p.id = d.period_id
left join declaration_estimate e on e.declaration_id = d.id and e.tenure_id = any($2::int[])
order by s.name, s.id, d.id desc
"""


async def _floor(visitor: Visit, _: Given) -> dict[str, Any]:
    nodes: list[dict[str, Any]] = []
    last = None
    for row in await visitor.connection.fetch(_SQL, visitor.structures, visitor.tenures):
        (structure, id_equ, name, commune, key, kind, year, state, version, opens, due, closes, updated,
         estimate, psu, amount) = row  # fmt: skip
        if structure != last:
            declarations: list[dict[str, Any]] = []
            nodes.append({
                "id": encode("Structure", structure), "idEqu": id_equ, "name": name, "commune": commune,
                "declarations": {"nodes": declarations},
            })  # fmt: skip
            last = structure
        if key is not None:
            declarations.append({
                "id": encode("Declaration", key), "kind": kind, "year": year, "state": state,
                "stateLabel": STATE_LABELS[State(state)], "version": version,
                "opensOn": opens, "dueOn": due, "closesOn": closes, "updatedAt": updated,
                "estimate": None if estimate is None else {"psu": psu, "amount": amount},
            })  # fmt: skip
    return {"structures": {"nodes": nodes}}


MY_STRUCTURES = Question(
    "my_structures", "Mes 10 structures et leurs déclarations", "director", _DOCUMENT, _floor
)  # fmt: skip
