"""One period: what it asks, its days, how far its declarations have come; its days changed, it is published."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from admin.pages.call import Call, attempted
from admin.pages.period_opening import days_typed
from models.engine import DB
from resolvers import periods
from resolvers.opaque import encode
from resolvers.pages import Row
from resolvers.publications import Outlook, outlook
from rules import french
from rules.forms import PART_LABELS
from rules.kinds import KINDS
from rules.problems import Code, Problem, problem
from rules.timing import TIMING_LABELS, timing
from rules.workflow import STATE_LABELS, State

PERIOD = "select p.* from admin.periodes v join declaration_period p on p.id = v.id where v.id = $1"
DAYS = {"opens_on": "opensOn", "due_on": "dueOn", "closes_on": "closesOn"}
"""The fields of the days, and the paths of what is refused of each."""
DONE = {
    "ouverte": "La période est enregistrée en brouillon. Rien n'est demandé aux partenaires avant sa publication.",
    "jours": "Les jours de la période sont modifiés.",
}


async def show(call: Call, problems: Any = ()) -> Response:
    """The page of the period."""
    row = await _found(call)
    return call.nowhere() if row is None else await _page(call, row, problems)


async def act(call: Call) -> Response:
    """Change its days, look at what publishing would do, or publish it."""
    row = await _found(call)
    doing = {"days": _change, "preview": _publish, "publish": _publish}.get(call.typed("act"))
    return call.nowhere() if row is None or doing is None else await doing(call, row)


async def _found(call: Call) -> Row | None:
    rows = await DB.fetch(PERIOD, call.key)
    return rows[0] if rows else None


async def _page(call: Call, row: Row, problems: Any = ()) -> Response:
    for name in DAYS:
        call.form.setdefault(name, french.day(row[name]))
    counted = (await periods.progress(call.asker, [row["id"]])).get(row["id"], [])
    by_state = {State(each["state"]): each for each in counted}
    found = await outlook(call.asker, row)
    asked = call.request.query_params
    done = DONE.get(asked.get("fait", ""), "") or _published(asked)
    return call.page(
        "period", periods.call_of(row).title, problems,
        period=row, kind=KINDS[row["structure_kind"]].label, fields=DAYS.values(), outlook=found,
        timing=TIMING_LABELS[timing(call.asker.today, row["opens_on"], row["due_on"], row["closes_on"])],
        states=[(STATE_LABELS[state], by_state[state]) for state in State if state in by_state],
        total=sum(each["n"] for each in counted), late=sum(each["late"] for each in counted),
        again=set(call.ticked("again")), done="" if problems else done,
    )  # fmt: skip


async def _change(call: Call, row: Row) -> Response:
    problems: list[Problem] = []
    days = days_typed(call, problems)
    if problems or days is None:
        return await _page(call, row, problems)
    _, refused = await attempted(periods.change_period(call.asker, encode("Period", row["id"]), days))
    return await _page(call, row, refused) if refused else call.go(f"/admin/periodes/{row['id']}", fait="jours")


async def _publish(call: Call, row: Row) -> Response:
    """Nothing is done before the page has told how many declarations open, and for which structures."""
    found, ticked = await outlook(call.asker, row), set(call.ticked("again"))
    again = [each for each in found.cancelled if str(each["declaration_id"]) in ticked]
    if row["published_at"] is not None and not found.missing and not again:
        return await _page(call, row, [problem(Code.NOTHING_TO_OPEN, name=periods.call_of(row).name)])
    if call.typed("act") == "preview":
        return _preview(call, row, found, again)
    marks = [encode("Declaration", each["declaration_id"]) for each in again]
    made, refused = await attempted(periods.publish_period(call.asker, encode("Period", row["id"]), marks))
    if refused:
        return await _page(call, row, refused)
    counts = {"ouvertes": made.opened, "existantes": made.already, "annulees": made.cancelled}
    return call.go(f"/admin/periodes/{row['id']}", **{name: str(count) for name, count in counts.items()})


def _preview(call: Call, row: Row, found: Outlook, again: list[Row]) -> Response:
    asked = periods.call_of(row)
    opening = sorted([*found.missing, *again], key=lambda each: (each["structure"].lower(), each["tenure_id"]))
    parts = KINDS[row["structure_kind"]].required_parts(asked.kind, asked.year)
    return call.page(
        "period_preview", f"{asked.title} : vérifiez avant de publier", period=row, opening=opening, again=again,
        already=found.already, left=len(found.cancelled) - len(again), parts=[PART_LABELS[part] for part in parts],
    )  # fmt: skip


def _published(asked: Mapping[str, str]) -> str:
    """What publishing did, in words."""
    counts = [asked.get(name, "") for name in ("ouvertes", "existantes", "annulees")]
    if not all(each.isascii() and each.isdigit() and len(each) < 7 for each in counts):
        return ""
    opened, already, cancelled = map(int, counts)
    told = {0: "Aucune déclaration ouverte", 1: "1 déclaration ouverte"}.get(opened, f"{opened} déclarations ouvertes")
    also = {0: "", 1: ", 1 existait déjà"}.get(already, f", {already} existaient déjà")
    left = {0: "", 1: ", 1 reste annulée"}.get(cancelled, f", {cancelled} restent annulées")
    return f"La période est publiée : {told[0].lower()}{told[1:]}{also}{left}."
