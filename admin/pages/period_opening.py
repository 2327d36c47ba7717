"""« Ouvrir une période »: which declaration is asked, of which year, and its days; a draft until it is published."""

from datetime import date
from typing import Any

from starlette.responses import Response

from admin.pages.call import Call, attempted, day_typed
from resolvers import periods
from rules.forms import KIND_LABELS, DeclarationKind
from rules.french import capital
from rules.kinds import KINDS
from rules.numerals import quotable
from rules.periods import UPDATES, Days
from rules.periods import Call as Asked
from rules.problems import Code, Problem, problem

Months = tuple[int, int] | None

NATURES: dict[str, tuple[str, DeclarationKind, Months]] = {
    "FORECAST": (KIND_LABELS[DeclarationKind.FORECAST], DeclarationKind.FORECAST, None),
    **{
        f"UPDATE-{month:02}": (f"{KIND_LABELS[DeclarationKind.UPDATE]} {name}", DeclarationKind.UPDATE, (month, day))
        for (month, day), name in UPDATES.items()
    },
    "ACTUAL": (KIND_LABELS[DeclarationKind.ACTUAL], DeclarationKind.ACTUAL, None),
}
"""What may be asked: its words, its kind, and for an update the last day of what happened already."""
FIELDS = ("structureKind", "kind", "year", "opensOn", "dueOn", "closesOn")


async def show(call: Call, problems: Any = ()) -> Response:
    """The form."""
    call.form.setdefault("year", str(call.asker.today.year))
    return call.page(
        "period_opening", "Ouvrir une période", problems, fields=FIELDS,
        natures=[(value, capital(label)) for value, (label, _, _) in NATURES.items()],
        kinds=[(code, kind.label) for code, kind in KINDS.items()],
    )  # fmt: skip


async def open_period(call: Call) -> Response:
    """Lay it down as a draft, then on to its page."""
    problems: list[Problem] = []
    asked, days = _asked(call, problems), days_typed(call, problems)
    if call.typed("structure_kind") not in KINDS:
        problems.append(problem(Code.NOTHING_CHOSEN, "structureKind", what="Aucun type de structure n'est choisi"))
    if problems or asked is None or days is None:
        return await show(call, problems)
    made, refused = await attempted(periods.open_period(call.asker, call.typed("structure_kind"), asked, days))
    return await show(call, refused) if refused else call.go(f"/admin/periodes/{made}", fait="ouverte")


def days_typed(call: Call, problems: list[Problem]) -> Days | None:
    """The three days of the form."""
    opens_on = day_typed(call, "opens_on", "opensOn", problems)
    due_on = day_typed(call, "due_on", "dueOn", problems)
    closes_on = day_typed(call, "closes_on", "closesOn", problems)
    return Days(opens_on, due_on, closes_on) if opens_on and due_on and closes_on else None


def _asked(call: Call, problems: list[Problem]) -> Asked | None:
    """The declaration that the form asks."""
    text, nature = call.typed("year"), NATURES.get(call.typed("nature"))
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    if nature is None:
        problems.append(problem(Code.NOTHING_CHOSEN, "kind", what="Aucune nature d'appel n'est choisie"))
    if not year:
        given = f"« {quotable(text)} » n'est pas une année ; " if text else ""
        detail = f"{given}une année est attendue, par exemple {call.asker.today.year}"
        problems.append(problem(Code.BAD_DATES, "year", detail=detail))
    if nature is None or not year:
        return None
    _, kind, until = nature
    return Asked(kind, year, date(year, *until) if until else None)
