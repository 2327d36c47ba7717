"""What a transfer or a closing will come to, looked at before it is done: nothing is held, nothing is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from piccolo.querystring import QueryString

from models.engine import DB
from models.visibility import visible
from resolvers.asker import Asker, demand
from resolvers.opaque import sought
from resolvers.structures import demand_closing
from resolvers.tenures import Standing, demand_transfer, standing_of
from rules.problems import Code, Refused, problem


@dataclass(frozen=True, slots=True)
class Outlook:
    """The tenure that ends (none when the last one ended before), its last day, and whoever takes over."""

    tenure: Mapping[str, Any] | None
    last_day: date
    successor: int | None = None


async def of_transfer(asker: Asker, structure: str, organisation: str, on: date) -> Outlook:
    """As `transferStructure` would do it. Refuses what it would refuse, but for the declarations: they are not his to read."""
    standing = await _standing(asker, "tenure.keep", structure)
    successor = await demand_transfer(asker, standing, organisation, on)
    last_day = on - timedelta(days=1)
    return Outlook(standing.cut_by(last_day), last_day, successor)


async def of_closing(asker: Asker, structure: str, last_day: date) -> Outlook:
    """As `closeStructure` would do it. Refuses what it would refuse, but for the declarations."""
    standing = await _standing(asker, "structure.keep", structure)
    await demand_closing(asker, standing, last_day)
    return Outlook(standing.cut_by(last_day), last_day)


async def _standing(asker: Asker, action: str, mark: str) -> Standing:
    key = sought("Structure", mark)
    found = await DB.run_querystring(
        QueryString("select t.caf_id from structure t where t.id = {} and {}", key, visible("structure", "t"))
    )
    if not found:
        raise Refused(problem(Code.NOT_FOUND, "structure"))
    demand(action, asker.person.towards(found[0]["caf_id"]))
    return await standing_of(key)
