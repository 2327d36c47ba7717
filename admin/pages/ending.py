"""What ends a tenure, transfer and closing: looked at first, for neither can simply be undone."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from starlette.responses import Response

from admin.pages.call import Call, attempted, day_typed
from models.engine import DB
from resolvers import outlook, structures, tenures
from resolvers.opaque import encode
from resolvers.outlook import Outlook
from rules.columns.people import GRANT_STATE_LABELS
from rules.problems import Code, Problem, problem

GRANTS = """
select h.* from admin.habilitations h join role_grant g on g.id = h.id where g.tenure_id = $1 and h.etat <> $2
order by lower(h.personne), h.role, h.du
"""
NAMES = "select id, name from organisation where id = any($1::int[])"

Looking = Callable[[Call, str], Awaitable[tuple[Outlook | None, Sequence[Problem]]]]


@dataclass(frozen=True, slots=True)
class Handover:
    """To whom, from which day."""

    organisation: str
    on: date


def _handover(call: Call, problems: list[Problem]) -> Handover | None:
    on, chosen = day_typed(call, "on", "on", problems), call.typed("organisation")
    if not chosen:
        problems.append(problem(Code.NOTHING_CHOSEN, "organisation", what="Aucun gestionnaire n'est choisi"))
    return None if problems or on is None else Handover(encode("Organisation", chosen), on)


async def look_at_transfer(call: Call, mark: str) -> tuple[Outlook | None, Sequence[Problem]]:
    """What it will come to, or what is in the way."""
    problems: list[Problem] = []
    to = _handover(call, problems)
    if to is None:
        return None, problems
    return await attempted(outlook.of_transfer(call.asker, mark, to.organisation, to.on))


async def transfer(call: Call, mark: str) -> Sequence[Problem]:
    """Give the structure to the organisation chosen."""
    problems: list[Problem] = []
    to = _handover(call, problems)
    if to is None:
        return problems
    _, refused = await attempted(tenures.transfer_structure(call.asker, mark, to.organisation, to.on))
    return refused


async def look_at_closing(call: Call, mark: str) -> tuple[Outlook | None, Sequence[Problem]]:
    """What it will come to, or what is in the way."""
    problems: list[Problem] = []
    last_day = day_typed(call, "last_day", "lastDay", problems)
    if last_day is None:
        return None, problems
    return await attempted(outlook.of_closing(call.asker, mark, last_day))


async def close(call: Call, mark: str) -> Sequence[Problem]:
    """Close the structure after the day typed."""
    problems: list[Problem] = []
    last_day = day_typed(call, "last_day", "lastDay", problems)
    if last_day is None:
        return problems
    _, refused = await attempted(structures.close_structure(call.asker, mark, last_day))
    return refused


LOOKED_AT: dict[str, Looking] = {"transferer": look_at_transfer, "fermer": look_at_closing}


async def preview(call: Call, row: Any, looked: Outlook) -> Response:
    """What will end and what stays, before it is done."""
    former = looked.tenure
    keys = [key for key in (former and former["organisation_id"], looked.successor) if key]
    names = {each["id"]: each["name"] for each in await DB.fetch(NAMES, keys)}
    grants = await DB.fetch(GRANTS, former["id"], GRANT_STATE_LABELS["ENDED"]) if former else ()
    shown: dict[str, Any] = {
        "structure": row, "former": former, "grants": grants, "last_day": looked.last_day,
        "first_day": looked.last_day + timedelta(days=1), "names": names, "successor": looked.successor,
    }  # fmt: skip
    title = "Vérifiez avant de changer de gestionnaire" if looked.successor else "Vérifiez avant de fermer"
    return call.page("structure_preview", title, **shown)
