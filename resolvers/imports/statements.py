"""The SQL of an import: whole sets of lines at a time, each with its line number in front."""

from collections.abc import Sequence
from typing import Any

from rules.imports import BY_NAME
from rules.imports.reading import Line

_OF_CAF = "join caf c on c.code = l.caf"
_OF_STRUCTURE = f"{_OF_CAF} join structure s on s.caf_id = c.id and s.id_equ = l.id_equ"

KNOWN = {
    "cafs.csv": "select c.code as caf, c.name from caf c where c.code = any($1)",
    "organisations.csv": "select c.code as caf, o.siret, o.name from organisation o join caf c on c.id = o.caf_id"
    " where c.code = any($1)",
    "structures.csv": "select c.code as caf, s.id_equ, s.name, s.kind, s.nature, s.commune, s.opened_on, s.closed_on,"
    " s.ctg_since from structure s join caf c on c.id = s.caf_id where c.code = any($1)",
    "tenures.csv": "select c.code as caf, s.id_equ, o.siret, t.starts_on, t.ends_on from tenure t"
    " join structure s on s.id = t.structure_id join organisation o on o.id = t.organisation_id"
    " join caf c on c.id = t.caf_id where c.code = any($1)",
    "licences.csv": "select c.code as caf, s.id_equ, i.starts_on, i.places from licence i"
    " join structure s on s.id = i.structure_id join caf c on c.id = i.caf_id where c.code = any($1)",
    "agreements.csv": "select c.code as caf, s.id_equ, a.bonus, a.starts_on, a.ends_on, a.places, a.amount, a.growth"
    " from agreement a join structure s on s.id = a.structure_id join caf c on c.id = a.caf_id where c.code = any($1)",
}
CREATE = {
    "cafs.csv": "insert into caf (code, name) select l.caf, l.name from {lines}",
    "organisations.csv": "insert into organisation (caf_id, siret, name)"
    f" select c.id, l.siret, l.name from {{lines}} {_OF_CAF}",
    "structures.csv": "insert into structure (caf_id, id_equ, name, kind, nature, commune, opened_on, closed_on, ctg_since)"
    " select c.id, l.id_equ, l.name, l.kind, l.nature, l.commune, l.opened_on, l.closed_on, l.ctg_since"
    f" from {{lines}} {_OF_CAF}",
    "tenures.csv": "insert into tenure (caf_id, organisation_id, structure_id, starts_on, ends_on)"
    f" select c.id, o.id, s.id, l.starts_on, l.ends_on from {{lines}} {_OF_STRUCTURE}"
    " join organisation o on o.caf_id = c.id and o.siret = l.siret",
    "licences.csv": "insert into licence (caf_id, structure_id, starts_on, places)"
    f" select c.id, s.id, l.starts_on, l.places from {{lines}} {_OF_STRUCTURE}",
    "agreements.csv": "insert into agreement"
    " (caf_id, structure_id, tenure_id, bonus, starts_on, ends_on, places, amount, growth)"
    f" select c.id, s.id, t.id, l.bonus, l.starts_on, l.ends_on, l.places, l.amount, l.growth from {{lines}} {_OF_STRUCTURE}"
    " join tenure t on t.structure_id = s.id and l.starts_on between t.starts_on and coalesce(t.ends_on, 'infinity')",
}
CHANGE = {
    "cafs.csv": "update caf t set name = l.name from {lines} where t.code = l.caf",
    "organisations.csv": f"update organisation t set name = l.name from {{lines}} {_OF_CAF}"
    " where t.caf_id = c.id and t.siret = l.siret",
    "structures.csv": "update structure t set name = l.name, nature = l.nature, commune = l.commune,"
    " opened_on = l.opened_on, closed_on = l.closed_on, ctg_since = l.ctg_since"
    f" from {{lines}} {_OF_CAF} where t.caf_id = c.id and t.id_equ = l.id_equ",
    "tenures.csv": f"update tenure t set ends_on = l.ends_on from {{lines}} {_OF_STRUCTURE}"
    " where t.structure_id = s.id and t.starts_on = l.starts_on",
    "licences.csv": f"update licence t set places = l.places from {{lines}} {_OF_STRUCTURE}"
    " where t.structure_id = s.id and t.starts_on = l.starts_on",
    "agreements.csv": "update agreement t set ends_on = l.ends_on, places = l.places, amount = l.amount, growth = l.growth"
    f" from {{lines}} {_OF_STRUCTURE} where t.structure_id = s.id and t.bonus = l.bonus and t.starts_on = l.starts_on",
}
WIDEN = (
    "update structure t set opened_on = least(t.opened_on, l.opened_on), closed_on ="
    " nullif(greatest(coalesce(t.closed_on, 'infinity'), coalesce(l.closed_on, 'infinity')), 'infinity')"
    f" from {{lines}} {_OF_CAF} where t.caf_id = c.id and t.id_equ = l.id_equ"
)
"""A structure holds both its old and its new days while what it holds moves from the ones to the others."""

BEGUN = (
    f"select l.line, d.kind, d.year from {{lines}} {_OF_STRUCTURE}"
    " join tenure t on t.structure_id = s.id and t.starts_on = l.starts_on join declaration d on d.tenure_id = t.id"
    " where (d.year > extract(year from l.ends_on) and d.state <> 'CANCELLED')"
    " or (coalesce(l.ends_on, 'infinity') > l.was and d.year = extract(year from l.was) and d.kind = 'ACTUAL'"
    " and d.state in ('TRANSMITTED', 'PROCESSING', 'ACCEPTED')) order by l.line, d.year, d.id"
)
"""The declarations that the new last day of a tenure contradicts. `was` is the day before it changed."""

_TYPES = {
    "line": "int", "places": "int", "starts_on": "date", "ends_on": "date", "opened_on": "date", "closed_on": "date",
    "ctg_since": "date", "was": "date", "amount": "numeric", "growth": "numeric",
}  # fmt: skip
"""The columns that are not text."""


def filled(statement: str, name: str, lines: Sequence[Line], **more: list[Any]) -> tuple[str, list[list[Any]]]:
    """A statement over these lines of a file, and what it is given: one array for each column."""
    given: dict[str, list[Any]] = {"line": [line.number for line in lines]}
    for column in BY_NAME[name].columns:
        given[column.name] = [line.values[column.name] for line in lines]
    given |= more
    arrays = ", ".join(f"${place}::{_TYPES.get(each, 'text')}[]" for place, each in enumerate(given, 1))
    return statement.format(lines=f"unnest({arrays}) as l({', '.join(given)})"), list(given.values())
