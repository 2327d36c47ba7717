"""A form line by line: its words, the figure typed, last year's beside it, and what was said of it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TypeGuard

import strawberry

from resolvers.dossier import Dossier
from rules import french
from rules.case import Case, Sent
from rules.controls import Control
from rules.forms import DECIMALS, KIND_LABELS, Column, DeclarationKind, Item, Part, Unit, Value
from rules.kinds import Kind
from rules.values import limits

strawberry.enum(DeclarationKind, name="DeclarationKind", description="The kind of a declaration (pérennité).")
strawberry.enum(Unit, name="Unit", description="What a figure counts.")
strawberry.enum(Column, name="Column", description="The two columns of an update.")


@strawberry.type(description="What was said of a control that asked for a remark.")
class Remark:
    """Kept with the figures; the approver and the officer read it."""

    control: str = strawberry.field(description="The code of the control.")
    label: str = strawberry.field(description="What the control is about, in French.")
    text: str = strawberry.field(description="The remark.")


def remarks_of(kind: Kind, stored: Mapping[str, str]) -> list[Remark]:
    """Remarks as GraphQL shows them."""
    return [_remark(kind.control(code), code, text) for code, text in stored.items()]


def _remark(control: Control | None, code: str, text: str) -> Remark:
    return Remark(control=code, label=code if control is None else control.label, text=text)


@strawberry.type(description="One line of a form, enough to draw it and to read it.")
class FormLine:
    """Figures are text as they are stored; `shown` and the like are written the French way."""

    name: str = strawberry.field(description="The item, e.g. openingDays; the key of `save`.")
    part: Part = strawberry.field(description="The part that holds it.")
    label: str = strawberry.field(description="Its French label.")
    unit: Unit = strawberry.field(description="What it counts.")
    tooltip: str = strawberry.field(description="How to fill it, in French.")
    limits: str = strawberry.field(description="The bounds of what can be typed, in French; empty without any.")
    decimals: int | None = strawberry.field(description="Decimals kept at most; null where it is not a number.")
    required: bool = strawberry.field(description="Does the part wait for it? Absent is not zero.")
    computed: bool = strawberry.field(description="Is it worked out, and never typed?")
    column: Column | None = strawberry.field(description="In an update: what happened, or what is foreseen.")
    total: str | None = strawberry.field(description="In an update: the line that adds both columns up.")
    since: int = strawberry.field(description="The first version of the form that asks it.")
    kinds: list[DeclarationKind] = strawberry.field(description="The kinds of declaration that ask it.")
    value: str | None = strawberry.field(description="The figure; null when it is not known.")
    shown: str | None = strawberry.field(description="The same, written the French way with its unit.")
    previous: str | None = strawberry.field(description="The figure of the year before, as it was last sent.")
    previous_shown: str | None = strawberry.field(description="The same, written the French way.")
    previous_source: str | None = strawberry.field(description="Which declaration it comes from, in French.")
    gap: str | None = strawberry.field(description="The figure less the one of the year before.")
    gap_shown: str | None = strawberry.field(description="The same in French, with the percentage.")
    remarks: list[Remark] = strawberry.field(description="What was said of the controls that quote it.")


def lines_of(dossier: Dossier, part: Part) -> list[FormLine]:
    """The lines of one part of a declaration."""
    # What is said of a control that quotes accounts stands in the financial part, and is not read from the other.
    return case_lines(dossier.kind, dossier.case, part, dossier.parts[part].remarks)


def case_lines(kind: Kind, case: Case, part: Part, remarks: Mapping[str, str]) -> list[FormLine]:
    """The lines of one part: what is typed, each total after its columns, what is computed at the end."""
    known = {**case.values, **case.typed, **kind.totals(case), **kind.computed(case)}
    previous = case.previous_with({item.name for item in kind.items if item.part is part})
    before = _before(kind, previous)
    said = _said(kind, remarks)
    return [
        _line(item, case, known.get(item.name), before.get(item.name), previous, said.get(item.total or item.name, []))
        for item in _ordered(case, part)
    ]


def _ordered(case: Case, part: Part) -> list[Item]:
    totals = {item.name: item for item in case.form.computed if item.columns}
    found: list[Item] = []
    for item in case.form.part(part):
        found.append(item)
        if item.column is Column.REMAINING:
            found.append(totals[item.total])
    return found + [item for item in case.form.computed if item.part is part and not item.columns]


def _before(kind: Kind, previous: Sent | None) -> Mapping[str, Value]:
    if previous is None:
        return {}
    then = Case(kind.form(previous.kind, previous.year), previous.year, previous.values)
    return {**previous.values, **kind.totals(then), **kind.computed(then)}


def _said(kind: Kind, remarks: Mapping[str, str]) -> dict[str, list[Remark]]:
    found: dict[str, list[Remark]] = {}
    for code, text in remarks.items():
        control = kind.control(code)
        for name in control.items if control else ():
            found.setdefault(name, []).append(_remark(control, code, text))
    return found


def _line(
    item: Item, case: Case, value: Value | None, before: Value | None, previous: Sent | None, remarks: list[Remark]
) -> FormLine:
    # Only an update splits an item into columns; elsewhere it is typed whole.
    computed = item.name not in case.form.by_name
    gap = value - before if _is_figure(value) and _is_figure(before) else None
    return FormLine(
        name=item.name, part=item.part, label=item.label, unit=item.unit, tooltip=item.tooltip,
        limits="" if computed else limits(item), decimals=DECIMALS.get(item.unit),
        required=not computed and case.declared in item.required, computed=computed, column=item.column,
        total=item.total or None, since=item.since, kinds=[kind for kind in DeclarationKind if kind in item.asked],
        value=_text(value), shown=_shown(item, value), previous=_text(before), previous_shown=_shown(item, before),
        previous_source=None if before is None else _source(previous),
        gap=_text(gap), gap_shown=_gap(item, value, before), remarks=remarks,
    )  # fmt: skip


def _is_figure(value: Value | None) -> TypeGuard[Decimal]:
    return isinstance(value, Decimal)


def _text(value: Value | None) -> str | None:
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
        case _:
            return "; ".join(f"{each.starts_on}/{each.ends_on}: {each.places}" for each in value)


def _shown(item: Item, value: Value | None) -> str | None:
    return None if value is None else french.shown(item, value)


def _source(sent: Sent | None) -> str | None:
    return None if sent is None else f"{KIND_LABELS[sent.kind]} {sent.year}"


def _gap(item: Item, value: Value | None, before: Value | None) -> str | None:
    """« +1 500 h (+4,4 %) »; of a percentage the points, which no share of it would make clearer."""
    if not _is_figure(value) or not _is_figure(before):
        return None
    gap = value - before
    size = french.points(abs(gap)) if item.unit is Unit.PERCENT else french.shown(item, abs(gap))
    share = f" ({french.change(before, value)})" if gap and before > 0 and item.unit is not Unit.PERCENT else ""
    return f"{'+' if gap > 0 else french.MINUS if gap else ''}{size}{share}"
