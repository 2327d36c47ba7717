"""The agreements that open a bonus for one tenure: its list, and the form that records, corrects and ends one."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from starlette.responses import Response

from admin.pages.call import Call, attempted, day_typed
from models.engine import DB
from resolvers import agreements
from resolvers.opaque import encode
from rules import french
from rules.agreements import TERMS, Bonus
from rules.columns import word
from rules.numerals import quotable
from rules.policy import allowed
from rules.problems import Code, Problem, problem

AGREEMENTS = """
select a.id, a.bonus, a.starts_on as du, a.ends_on as au, a.places, a.amount, a.growth, a.tenure_id, g.gestionnaire
from agreement a join admin.gestions g on g.id = a.tenure_id where {} order by a.starts_on desc, a.bonus, a.id
"""
OF_STRUCTURE, OF_TENURE = AGREEMENTS.format("a.structure_id = $1"), AGREEMENTS.format("a.tenure_id = $1")
TENURE = """
select g.*, n.caf_id, n.structure_id, n.organisation_id from admin.gestions g join tenure n on n.id = g.id where g.id = $1
"""
DONE = {"enregistrer": "L'accord est enregistré.", "effacer": "L'accord est effacé."}


async def of_structure(key: int) -> list[dict[str, Any]]:
    """Those of every tenure of a structure, as far as they are seen."""
    return [_shown(row) for row in await DB.fetch(OF_STRUCTURE, key)]


async def show(call: Call, problems: Any = ()) -> Response:
    """The page of a tenure, for whoever keeps its agreements; the one that was chosen stands in the form."""
    row = await _row(call)
    if row is None:
        return call.nowhere()
    found = [_shown(each) for each in await DB.fetch(OF_TENURE, call.key)]
    chosen = next((each for each in found if str(each["id"]) == call.request.query_params.get("accord")), None)
    if chosen:
        figures = {
            name: "" if chosen[name] is None else french.number(chosen[name]) for name in ("places", "amount", "growth")
        }
        call.suggest(bonus=chosen["bonus"], starts_on=chosen["du"], ends_on=chosen["au"], **figures)
    done = "" if problems else DONE.get(call.request.query_params.get("fait", ""), "")
    return call.page(
        "agreement", "Accords ouvrant un bonus", problems, tenure=row, agreements=found, chosen=chosen, done=done,
        terms=TERMS, asked=_asked(),
    )  # fmt: skip


async def act(call: Call) -> Response:
    """Record one, correct it, end it, or strike it out."""
    row, wanted = await _row(call), call.typed("act")
    if row is None or wanted not in DONE:
        return call.nowhere()
    refused = await (_strike_out(call) if wanted == "effacer" else _record(call))
    return await show(call, refused) if refused else call.go(f"/admin/accords/{call.key}", fait=wanted)


async def _row(call: Call) -> Any:
    """The tenure, for whoever keeps it."""
    rows = await DB.fetch(TENURE, call.key)
    return rows[0] if rows and allowed("agreement.keep", call.asker.person.towards(rows[0]["caf_id"])) else None


async def _record(call: Call) -> Sequence[Problem]:
    problems: list[Problem] = []
    bonus = _bonus(call, problems)
    starts_on = day_typed(call, "starts_on", "startsOn", problems)
    ends_on = day_typed(call, "ends_on", "endsOn", problems, wanted=False)
    if problems or bonus is None or starts_on is None:
        return problems
    amount, growth = (call.typed(name).rstrip(f"€% {french.NBSP}") for name in ("amount", "growth"))
    _, refused = await attempted(
        agreements.record_agreement(
            call.asker, encode("Tenure", call.key), bonus, starts_on, ends_on, call.typed("places"), amount, growth
        )
    )
    return refused


def _bonus(call: Call, problems: list[Problem]) -> Bonus | None:
    given = call.typed("bonus")
    if given in TERMS:
        return Bonus(given)
    label, known = word("agreement", "bonus").label, ", ".join(each.label for each in TERMS.values())
    if given:
        problems.append(problem(Code.UNKNOWN_CHOICE, "bonus", label=label, given=quotable(given), known=known))
    else:
        problems.append(problem(Code.NOTHING_CHOSEN, "bonus", what="Aucun bonus n'est choisi"))
    return None


async def _strike_out(call: Call) -> Sequence[Problem]:
    given = call.typed("agreement")
    mark = encode("Agreement", given if given.isascii() and given.isdigit() else 0)
    _, refused = await attempted(agreements.end_agreement(call.asker, mark, None))
    return refused


def _shown(row: Any) -> dict[str, Any]:
    """A row with its label and its figures in French."""
    told = (
        None if row["places"] is None else f"{french.number(row['places'])}{french.NBSP}{'places' if row['places'] > 1 else 'place'}",
        None if row["amount"] is None else f"{french.euros(row['amount'])} par place et par an",
        None if row["growth"] is None else f"progression de {french.percent(Decimal(row['growth']))}",
    )  # fmt: skip
    return {**row, "label": TERMS[Bonus(row["bonus"])].label, "figures": ", ".join(each for each in told if each)}


def _asked() -> dict[str, str]:
    """Which bonuses ask each figure, as the form says it."""
    return {
        name: " ; ".join(terms.label for terms in TERMS.values() if getattr(terms, name))
        for name in ("places", "amount", "growth")
    }
