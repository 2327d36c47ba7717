"""What publishing a period would do, before it is done: the declarations that open, for whom, and those left cancelled."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.engine import DB
from models.scope import scoped
from resolvers.asker import Asker, demand
from resolvers.pages import Row
from resolvers.periods import ASKED, call_of

_CONCERNED = f"""
select asked.*, o.name as organisation from (
  select t.id as tenure_id, t.organisation_id, s.name as structure,
    (select max(d.id) from declaration d where d.tenure_id = t.id and d.period_id = p.id) as declaration_id,
    exists (select from declaration d where d.tenure_id = t.id and d.period_id = p.id and d.state <> 'CANCELLED') as alive
  {ASKED} and p.caf_id = $4
) asked join organisation o on o.id = asked.organisation_id
order by lower(asked.structure), lower(o.name), asked.tenure_id
"""


@dataclass(frozen=True, slots=True)
class Outlook:
    """The tenures that a period is about: those that will be asked, those that have only a cancelled declaration."""

    missing: tuple[Row, ...]
    cancelled: tuple[Row, ...]
    already: int


async def outlook(asker: Asker, period: Row) -> Outlook:
    """What publishing this period would find today, by whoever may publish it."""
    demand("period.keep", asker.person.towards(period["caf_id"]))
    with scoped(asker.person):
        rows: Sequence[Row] = await DB.fetch(_CONCERNED, period["id"], *call_of(period).span, period["caf_id"])
    return Outlook(
        missing=tuple(row for row in rows if row["declaration_id"] is None),
        cancelled=tuple(row for row in rows if row["declaration_id"] is not None and not row["alive"]),
        already=sum(row["alive"] for row in rows),
    )
