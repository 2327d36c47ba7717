"""What the Caf's officers do with a declaration: take, return, accept, reopen, cancel it, grant it a delay."""

from collections.abc import Sequence
from datetime import date

from models.engine import DB
from resolvers.acting import Ask, nothing_more, perform
from resolvers.asker import Asker
from resolvers.declarations import QUOTED, send_back
from resolvers.dossier import Dossier
from resolvers.submissions import accept_right
from rules.forms import Part
from rules.french import day as french_day
from rules.problems import Code, Problem, Refused, problem
from rules.workflow import Act


async def take(asker: Asker, declaration: str, version: int) -> int:
    """An officer begins to process the declaration."""
    return await perform(asker, Ask(Act.TAKE, declaration, version), nothing_more)


async def accept(asker: Asker, declaration: str, version: int) -> int:
    """An officer accepts: the right is the estimate of the last transmission, copied."""

    async def work(dossier: Dossier) -> None:
        await accept_right(asker, dossier)

    return await perform(asker, Ask(Act.ACCEPT, declaration, version), work)


async def return_(
    asker: Asker, declaration: str, version: int, parts: Sequence[Part], items: Sequence[str], reason: str,
    until: date | None,
) -> int:  # fmt: skip
    """An officer gives parts back for correction: which, why, about which items, and until when if time is short."""
    return await _give_back(asker, Act.RETURN, declaration, version, parts, items, reason, until)


async def reopen(
    asker: Asker, declaration: str, version: int, parts: Sequence[Part], items: Sequence[str], reason: str,
    until: date | None,
) -> int:  # fmt: skip
    """An officer reopens an accepted declaration; the right stays until the next one is accepted."""
    return await _give_back(asker, Act.REOPEN, declaration, version, parts, items, reason, until)


async def _give_back(
    asker: Asker, act: Act, declaration: str, version: int, parts: Sequence[Part], items: Sequence[str], reason: str,
    until: date | None,
) -> int:  # fmt: skip
    named = tuple(dict.fromkeys(parts))
    about = named[0] if len(named) == 1 else None
    ask = Ask(act, declaration, version, reason=reason, items=tuple(dict.fromkeys(items)), about=about)

    async def work(dossier: Dossier) -> None:
        problems = [*_parts_unknown(dossier, named), *_items_unknown(dossier, named, ask.items)]
        if until is None and asker.today > dossier.row["closes_on"]:
            problems.append(problem(Code.DELAY_WANTED, "until", closed=french_day(dossier.row["closes_on"])))
        elif until is not None and until < asker.today:
            problems.append(problem(Code.BAD_DATES, "until", detail="le délai est dans le passé"))
        if problems:
            raise Refused(*problems)
        await send_back(asker, dossier, named, ask)
        if until is not None and until > dossier.row["due_on"]:
            await _extend(dossier, until)

    return await perform(asker, ask, work)


def _parts_unknown(dossier: Dossier, named: Sequence[Part]) -> list[Problem]:
    if not named:
        return [problem(Code.PART_WANTED, "parts")]
    return [problem(Code.NOT_FOUND, "parts", part) for part in named if part not in dossier.asked_parts]


def _items_unknown(dossier: Dossier, named: Sequence[Part], items: Sequence[str]) -> list[Problem]:
    known = {item.name for part in named for item in dossier.form.part(part)}
    return [
        problem(Code.UNKNOWN_ITEM, "items", each[:QUOTED], name=each[:QUOTED]) for each in items if each not in known
    ]


async def cancel(asker: Asker, declaration: str, version: int, reason: str) -> int:
    """An officer cancels a declaration that is not accepted; another may then be opened for the same period."""
    return await perform(asker, Ask(Act.CANCEL, declaration, version, reason=reason), nothing_more)


async def delay(asker: Asker, declaration: str, version: int, until: date, reason: str) -> int:
    """An officer gives one structure more time: due and last day become that day at the earliest."""

    async def work(dossier: Dossier) -> None:
        if until < asker.today or until <= dossier.row["due_on"]:
            detail = "un délai va au-delà de l'échéance et ne finit pas dans le passé"
            raise Refused(problem(Code.BAD_DATES, "until", detail=detail))
        await _extend(dossier, until)

    return await perform(asker, Ask(Act.DELAY, declaration, version, reason=reason), work)


async def _extend(dossier: Dossier, until: date) -> None:
    # The version is bumped by the act itself, in its last statement.
    await DB.fetch("select extend_declaration($1, $2)", dossier.row["id"], until)
