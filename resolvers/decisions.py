"""What the Caf has decided beside the figures of declarations: authorisations, agreements that open a bonus, rights accepted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from piccolo.querystring import QueryString

from models.engine import DB
from models.visibility import visible
from resolvers.pages import Row
from rules.agreements import Agreement, Bonus
from rules.case import Facts
from rules.forms import DeclarationKind
from rules.licences import Dated, in_year

_DECIDED = """
select 'LICENCE' as what, t.structure_id as of, null as bonus, t.starts_on, null::date as ends_on, t.places,
  null::numeric as amount, null::numeric as growth, null as kind, null::int as year, null::numeric as psu
from licence t where t.structure_id = any({}::int[]) and {}
union all
select 'AGREEMENT', t.tenure_id, t.bonus, t.starts_on, t.ends_on, t.places, t.amount, t.growth, null, null, null
from agreement t where t.tenure_id = any({}::int[]) and {}
union all
select 'RIGHT', accepted.tenure_id, null, null, null, null, null, null, accepted.kind, accepted.year, accepted.psu from (
  select distinct on (t.tenure_id, d.kind, d.year) t.tenure_id, d.kind, d.year, t.psu
  from accepted_right t join declaration d on d.id = t.declaration_id
  where t.tenure_id = any({}::int[]) and d.year = any({}::int[]) and d.state <> 'CANCELLED' and {}
  order by t.tenure_id, d.kind, d.year, t.accepted_at desc, t.id desc
) accepted
order by what, of, starts_on, bonus
"""
"""Three tables in one statement, because every save pays for it. Of two updates of a year, the right accepted last."""


@dataclass(slots=True)
class _Decided:
    licences: dict[int, list[Dated]] = field(default_factory=dict)
    agreements: dict[int, list[Agreement]] = field(default_factory=dict)
    rights: dict[tuple[int, int], dict[tuple[DeclarationKind, int], Decimal]] = field(default_factory=dict)


async def decisions_by(rows: Sequence[Row]) -> Mapping[int, Facts]:
    """What is known beside each of these declarations without any other's figures, by its key: one statement."""
    if not rows:
        return {}
    decided = await _decided(rows)
    return {
        row["id"]: Facts(
            nature=row["nature"], ctg_since=row["ctg_since"], observed_until=row["observed_until"],
            opened_on=row["opened_on"], runs_from=row["runs_from"], runs_until=row["runs_until"],
            licensed_places=in_year(
                decided.licences.get(row["structure_id"], ()), row["year"], row["runs_from"], row["runs_until"]
            ),
            agreements=tuple(_within(each, row["runs_until"]) for each in decided.agreements.get(row["tenure_id"], ())),
            accepted=decided.rights.get((row["tenure_id"], row["year"]), {}),
        )
        for row in rows
    }  # fmt: skip


async def _decided(rows: Sequence[Row]) -> _Decided:
    structures, tenures, years = (sorted({row[name] for row in rows}) for name in ("structure_id", "tenure_id", "year"))
    found = await DB.run_querystring(
        QueryString(
            _DECIDED, structures, visible("licence", "t"), tenures, visible("agreement", "t"), tenures, years,
            visible("accepted_right", "t"),
        )
    )  # fmt: skip
    decided = _Decided()
    for row in found:
        if row["what"] == "LICENCE":
            decided.licences.setdefault(row["of"], []).append((row["starts_on"], row["places"]))
        elif row["what"] == "AGREEMENT":
            decided.agreements.setdefault(row["of"], []).append(_agreement(row))
        else:
            kind, year = DeclarationKind(row["kind"]), row["year"]
            decided.rights.setdefault((row["of"], year), {})[kind, year] = row["psu"]
    return decided


def _agreement(row: Row) -> Agreement:
    places = None if row["places"] is None else Decimal(row["places"])
    return Agreement(Bonus(row["bonus"]), row["starts_on"], row["ends_on"], places, row["amount"], row["growth"])


def _within(agreement: Agreement, runs_until: date | None) -> Agreement:
    """It counts as long as the tenure runs, at most."""
    if runs_until is None or (agreement.ends_on is not None and agreement.ends_on <= runs_until):
        return agreement
    return replace(agreement, ends_on=runs_until)
