"""The ratios of ten structures beside the averages and quartiles of their groups, as they were released."""

from decimal import Decimal
from typing import Any

import asyncpg

from demo.bench.question import Given, Question
from demo.bench.visit import Visit
from resolvers.opaque import encode
from rules.averages import position
from rules.ratios import Terms, ratios_of, shown

YEAR = 2023
"""The year that is released in the measured population."""
_DOCUMENT = f"""
query Comparison {{ structures {{ nodes {{ id name ratios(year: {YEAR}) {{ code value reason
  comparisons {{ territory group average q1 median q3 numberBand position reason }} }} }} }} }}
"""
_SQL = """
select s.id, s.name, s.caf_id, r.nature, r.size_class, r.ratio, r.numerator, r.denominator
from (select id, name, caf_id from structure where id = any($1::int[]) order by name, id limit 20) s
join structure_ratio r on r.structure_id = s.id and r.year = $2 and r.tenure_id = any($3::int[])
order by s.name, s.id
"""
_CELLS = """
select caf_id, axis, code, ratio, average::text, q1::text, median::text, q3::text, band, reason
from statistics_cell where structure_kind = 'EAJE' and year = $1 and (caf_id is null or caf_id = any($2::int[]))
"""
_PLACE = {ratio.code: place for place, ratio in enumerate(ratios_of("EAJE"))}
_OF = {ratio.code: ratio for ratio in ratios_of("EAJE")}


async def _floor(visitor: Visit, _: Given) -> dict[str, Any]:
    rows = await visitor.connection.fetch(_SQL, visitor.structures, YEAR, visitor.tenures)
    cafs = sorted({row["caf_id"] for row in rows})
    found = await visitor.connection.fetch(_CELLS, YEAR, cafs)
    cells = {(row["caf_id"], row["axis"], row["code"], row["ratio"]): row for row in found}
    nodes: dict[int, dict[str, Any]] = {}
    for row in rows:
        node = nodes.setdefault(
            row["id"], {"id": encode("Structure", row["id"]), "name": row["name"], "ratios": [None] * len(_PLACE)}
        )
        node["ratios"][_PLACE[row["ratio"]]] = _ratio(row, cells)
    return {"structures": {"nodes": list(nodes.values())}}


def _ratio(row: asyncpg.Record, cells: dict[Any, asyncpg.Record]) -> dict[str, Any]:
    value = shown(_OF[row["ratio"]].value(Terms(row["numerator"], row["denominator"])))
    groups = (("ALL", ""), ("NATURE", row["nature"]), ("SIZE", row["size_class"]))
    compared = [
        _comparison(territory, axis, cells.get((caf, axis, code, row["ratio"])), value)
        for territory, caf in (("CAF", row["caf_id"]), ("NATIONAL", None))
        for axis, code in groups
    ]
    return {"code": row["ratio"], "value": str(value), "reason": None, "comparisons": compared}


def _comparison(territory: str, axis: str, cell: asyncpg.Record | None, value: Decimal) -> dict[str, Any]:
    found: dict[str, Any] = dict.fromkeys(("average", "q1", "median", "q3", "numberBand", "position"))
    secret = cell is None or cell["reason"]
    if cell is not None and not secret:
        found = {name: cell[name] for name in ("average", "q1", "median", "q3")}
        found["numberBand"] = cell["band"]
        found["position"] = position(value, *(Decimal(cell[name]) for name in ("q1", "median", "q3")))
    return {"territory": territory, "group": axis, **found, "reason": "SECRET" if secret else None}


COMPARISON = Question("comparison", "Les ratios de 10 structures et leurs moyennes", "director", _DOCUMENT, _floor)
