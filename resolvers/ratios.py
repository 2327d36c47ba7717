"""The ratios of structures: stored when an officer accepts an actual declaration, read with what others have."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from piccolo.querystring import QueryString

from models.engine import DB
from models.visibility import visible
from resolvers.facts import sent_case
from resolvers.pages import Row
from rules.averages import size_class
from rules.case import Case
from rules.forms import DeclarationKind
from rules.kinds import KINDS
from rules.ratios import NoRatio, Terms, computed

_SENT = """
select s.id, s.caf_id, s.structure_id, s.tenure_id, s.declaration_id, s.form_version, d.structure_kind, d.kind, d.year,
  left(o.siret, 9) as siren, t.nature, s.activity ->> 'values' as activity, s.finance ->> 'values' as finance
from submission s
join declaration d on d.id = s.declaration_id
join organisation o on o.id = d.organisation_id
join structure t on t.id = s.structure_id
where s.id = {} and {}
"""
_STORE = """
insert into structure_ratio (caf_id, structure_id, tenure_id, declaration_id, submission_id, siren, structure_kind, year,
  nature, size_class, ratio, numerator, denominator, reason)
select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, each.*
from unnest($11::text[], $12::numeric[], $13::numeric[], $14::text[]) as each
on conflict (declaration_id, ratio) do update set submission_id = excluded.submission_id, siren = excluded.siren,
  nature = excluded.nature, size_class = excluded.size_class, numerator = excluded.numerator,
  denominator = excluded.denominator, reason = excluded.reason
"""


async def store_ratios(submission: int) -> None:
    """Store what an accepted transmission adds to the statistics; one accepted later replaces it.

    Called in the transaction that accepts, once the right is there. Only an actual declaration adds. What a release has
    frozen does not move.
    """
    rows = await DB.run_querystring(QueryString(_SENT, submission, visible("submission", "s")))
    row = rows[0]
    if row["kind"] != DeclarationKind.ACTUAL:
        return
    case = sent_case(row)
    told = computed(KINDS[row["structure_kind"]], case)
    each = list(told.values())
    await DB.fetch(
        _STORE, row["caf_id"], row["structure_id"], row["tenure_id"], row["declaration_id"], row["id"], row["siren"],
        row["structure_kind"], row["year"], row["nature"], size_of(case), list(told),
        [terms.numerator if isinstance(terms, Terms) else None for terms in each],
        [terms.denominator if isinstance(terms, Terms) else None for terms in each],
        [terms.value if isinstance(terms, NoRatio) else None for terms in each],
    )  # fmt: skip


def size_of(case: Case) -> str | None:
    """The size class of a case; none while its places are not declared."""
    places = case.values.get("licensedPlaces")
    return size_class(places, case.day) if isinstance(places, Decimal) else None


async def stored_ratios(structures: Iterable[int], year: int) -> dict[int, list[Row]]:
    """The stored ratios of each structure for a year; after a transfer in the year, those of the last tenure that is seen."""
    rows = await DB.run_querystring(
        QueryString(
            "select t.structure_id, t.declaration_id, t.caf_id, t.tenure_id, t.nature, t.size_class, t.ratio, t.numerator,"
            " t.denominator, t.reason from structure_ratio t where t.structure_id = any({}::int[]) and t.year = {} and {}"
            " order by t.tenure_id desc, t.declaration_id desc, t.id",
            sorted(set(structures)), year, visible("structure_ratio", "t"),
        )
    )  # fmt: skip
    found: dict[int, list[Row]] = {}
    for row in rows:
        held = found.setdefault(row["structure_id"], [])
        if not held or held[0]["declaration_id"] == row["declaration_id"]:
            held.append(row)
    return found


def terms_of(rows: Iterable[Row]) -> Mapping[str, Terms | NoRatio]:
    """Stored rows as the rules see them, by ratio code."""
    return {
        row["ratio"]: NoRatio(row["reason"]) if row["reason"] else Terms(row["numerator"], row["denominator"])
        for row in rows
    }


def first_day(year: int) -> date:
    """The day whose parameters apply to a year's statistics."""
    return date(year, 1, 1)
