"""One declaration with its estimate, opened line by line to the parameters of the law."""

from typing import Any

import orjson

from demo.bench.question import Given, Question
from demo.bench.visit import Visit
from resolvers.opaque import key_of

_DOCUMENT = """
query OneEstimate($id: ID!) { declaration(id: $id) { id kind year state version structure { name }
  estimate { prestation psu amount day reason reasonText missingItems fictional toVerify computedAt leftOut { code label reason adds }
    lines { code label formula unit rounding decimals result adds
      operands { symbol label value unit origin reference parameter { since until source status } } } }
} }
"""
_SQL = """
select d.kind, d.year, d.state, d.version, s.name, e.detail::text, e.computed_at
from declaration d join structure s on s.id = d.structure_id and s.id = any($3::int[])
left join declaration_estimate e on e.declaration_id = d.id and e.tenure_id = any($2::int[])
where d.id = $1 and d.tenure_id = any($2::int[])
"""


async def _floor(visitor: Visit, given: Given) -> dict[str, Any]:
    key = key_of("Declaration", given["id"])
    rows = await visitor.connection.fetch(_SQL, key, visitor.tenures, visitor.structures)
    if not rows:
        return {"declaration": None}
    kind, year, state, version, name, detail, computed_at = rows[0]
    return {
        "declaration": {
            "id": given["id"], "kind": kind, "year": year, "state": state, "version": version,
            "structure": {"name": name}, "estimate": detail and _estimate(orjson.loads(detail), computed_at),
        }
    }  # fmt: skip


def _estimate(stored: dict[str, Any], computed_at: object) -> dict[str, Any]:
    """The stored working has the shape that is answered, but for some names and the words for yes and no."""
    for line in stored["lines"]:
        for operand in line["operands"]:
            if operand["value"] is True:
                operand["value"] = "oui"
            elif operand["value"] is False:
                operand["value"] = "non"
    stored["amount"], stored["missingItems"] = stored.pop("right"), stored.pop("missing")
    stored["reasonText"], stored["toVerify"] = stored.pop("reason_text"), stored.pop("to_verify")
    stored["leftOut"], stored["computedAt"] = stored.pop("left_out"), computed_at
    return stored


ONE_ESTIMATE = Question("one_estimate", "Une déclaration et le détail de son estimation", "director", _DOCUMENT, _floor)
