"""The sections of a print: whose declaration it is, the figures of each part, the lines of the estimate."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from models.scope import Held
from resolvers.asker import may
from resolvers.pages import Row as Stored
from resolvers.printouts import UNIT_LABELS, Cell, Headings, Remark, Row, Section, days, fact, period_row
from rules import french
from rules.case import Case
from rules.estimate import Estimate, Line, Operand, missing_text
from rules.forms import KIND_LABELS, Column, DeclarationKind, Item, Part, Value
from rules.kinds import KINDS, Kind
from rules.parameters import STATUS_LABELS
from rules.policy import who_may

PART_TITLES = {Part.ACTIVITY: "Volet activité", Part.FINANCE: "Volet financier"}
OF_KIND = {
    DeclarationKind.FORECAST: "du prévisionnel",
    DeclarationKind.UPDATE: "de l'actualisé",
    DeclarationKind.ACTUAL: "du réel",
}
FICTIONAL = (
    "Montants fictifs : un prix inventé pour la démonstration a servi au calcul. Ils n'engagent personne et n'ouvrent"
    " aucun droit."
)
TO_VERIFY = "Le calcul retient une lecture des textes qui reste à vérifier, là où ils se taisent."


@dataclass(frozen=True, slots=True)
class Rights:
    """Which actions of the permission table a print asks: those of a draft, or those of what was sent."""

    activity: str
    finance: str
    totals: str
    estimate: str

    def may_read(self, part: Part, held: Held) -> bool:
        """May the figures and remarks of that part be read with these roles?"""
        return may({Part.ACTIVITY: self.activity, Part.FINANCE: self.finance}[part], held)


DRAFT = Rights("activity.read", "finance.read", "finance.totals", "estimate.read")
SENT = Rights("activity.figures", "finance.figures", "totals.figures", "estimate.figures")


def declarant(row: Stored) -> Section:
    """The organisation, the structure and the Caf."""
    kind = KINDS[row["structure_kind"]]
    return Section(
        "declarant",
        "Déclarant",
        (
            fact("Gestionnaire", row["organisation"]),
            fact("Siret", siret(row["siret"])),
            fact("Structure", row["structure"]),
            fact("Idequ", row["id_equ"]),
            fact("Nature d'activité", kind.natures.get(row["nature"], row["nature"])),
            fact("Commune", row["commune"]),
            fact("Caf", f"{row['caf']} ({row['caf_code']})"),
        ),
    )


def siret(digits: str) -> str:
    """A Siret as it is read aloud: the nine digits of the organisation, then the five of the place."""
    return french.NBSP.join((digits[:3], digits[3:6], digits[6:9], digits[9:]))


def period(row: Stored) -> tuple[Row, ...]:
    """What is declared, and when it was asked."""
    observed = row["observed_until"]
    return (
        fact("Déclaration", french.capital(KIND_LABELS[DeclarationKind(row["kind"])])),
        fact("Année", str(row["year"])),
        *([fact("Réalisé jusqu'au", french.day(observed))] if observed else []),
        fact("Période de déclaration", days(row["opens_on"], row["closes_on"])),
        fact("Attendue le", french.day(row["due_on"])),
    )


def part_section(
    kind: Kind, case: Case, part: Part, remarks: Mapping[str, str], held: Held, rights: Rights,
    notes: Iterable[str] = (),
) -> Section | None:  # fmt: skip
    """The figures of one part as these roles read them: the accounts may be reduced to their totals. None: hidden."""
    if not case.form.part(part):
        return None
    key, title = part.lower(), PART_TITLES[part]
    headings = Headings("Rubrique", "Année" if _split(case, part) else "Valeur")
    totals = _computed(case, part, kind.totals(case) if part is Part.FINANCE else kind.computed(case))
    if rights.may_read(part, held):
        rows, left = _remarked(kind, (*_figures(case, part), *totals), remarks)
        return Section(key, title, rows, headings, tuple(notes), remarks=left, inner=_lists(case, part))
    if part is Part.FINANCE and may(rights.totals, held):
        reserved = f"Vous lisez ici les totaux. Le détail des comptes est réservé à : {who_may(rights.finance)}."
        return Section(key, title, totals, headings, (*notes, reserved))
    return None


def _split(case: Case, part: Part) -> bool:
    return any(item.column for item in case.form.part(part))


def _figures(case: Case, part: Part) -> Iterable[Row]:
    """One row for each item typed; the two columns of an update stand in one row, with the year's total."""
    whole = {item.name: item for item in case.form.computed}
    for item in case.form.part(part):
        if item.column is Column.TO_DATE:
            base = whole[item.total]
            columns = [Cell.of(each, _single(case.typed.get(each.name))) for each in base.split()]
            yield _row(base, case.values.get(base.name), columns=(columns[0], columns[1]))
        elif item.column is None and not isinstance(case.values.get(item.name), tuple):
            yield _row(item, case.values.get(item.name))


def _computed(case: Case, part: Part, figures: Mapping[str, Value]) -> tuple[Row, ...]:
    """The figures that nobody types, in the order of the form; those of the accounts are totals."""
    return tuple(
        _row(item, figures.get(item.name), computed=True, strong=part is Part.FINANCE)
        for item in case.form.computed
        if item.part is part and item.computed
    )


def _row(item: Item, value: Value | None, **more: Any) -> Row:
    return Row(item.label, Cell.of(item, _single(value)), item.name, UNIT_LABELS[item.unit], **more)


def _single(value: Value | None) -> Any:
    """A figure that stands in one cell; lists have a table of their own."""
    return None if isinstance(value, tuple) else value


def _lists(case: Case, part: Part) -> tuple[Section, ...]:
    """A small table for each list."""
    return tuple(
        Section(item.name, item.label, tuple(map(period_row, value)), Headings("Période", "Places"))
        for item in case.form.part(part)
        if isinstance(value := case.values.get(item.name), tuple)
    )


def _remarked(
    kind: Kind, rows: tuple[Row, ...], remarks: Mapping[str, str]
) -> tuple[tuple[Row, ...], tuple[Remark, ...]]:
    """Each remark beside the first figure that its control quotes here; what quotes none of these rows is left over."""
    names = [row.code for row in rows]
    beside: dict[str, list[Remark]] = {}
    left = []
    for code, text in remarks.items():
        control = kind.control(code)
        said = Remark(control.label if control else code, text)
        quoted = next((name for name in control.items if name in names), None) if control else None
        if quoted is None:
            left.append(said)
        else:
            beside.setdefault(quoted, []).append(said)
    return tuple(replace(row, remarks=tuple(beside.get(row.code, ()))) for row in rows), tuple(left)


def estimate_section(kind: Kind, estimate: Estimate | None, held: Held, rights: Rights) -> Section | None:
    """The lines of the estimate, its law and its amount, or the reason why there is none. None: hidden, or not yet."""
    if estimate is None or not may(rights.estimate, held):
        return None
    title = "Estimation du droit"
    if estimate.right is None:
        return Section("estimate", title, notes=(_why_none(kind, estimate, held, rights),))
    warnings = [text for text, true in ((FICTIONAL, estimate.fictional), (TO_VERIFY, estimate.to_verify)) if true]
    return Section(
        "estimate",
        title,
        tuple(_line(line) for line in estimate.lines),
        Headings("Étape du calcul", "Résultat", "Formule"),
        (f"Barème en vigueur le {french.day(estimate.day)}.", *_left_out(estimate)),
        tuple(warnings),
        inner=(_law(estimate),),
    )


def _why_none(kind: Kind, estimate: Estimate, held: Held, rights: Rights) -> str:
    """The reason, in words that name no account to those who do not read them."""
    hidden = [] if rights.may_read(Part.FINANCE, held) else [
        name for name in estimate.missing if kind.part_of(name) is Part.FINANCE
    ]  # fmt: skip
    if not hidden:
        return estimate.reason_text or ""
    labels = {item.name: item.label for item in kind.items}
    return missing_text([labels[name] for name in estimate.missing if name not in hidden], len(hidden))


def _left_out(estimate: Estimate) -> tuple[str, ...]:
    """What the amount does not hold, so that nobody takes it for nothing."""
    return tuple(
        f"{'Non compté' if each.adds else 'Non estimé'} : {each.label}. {each.reason}" for each in estimate.left_out
    )


def _line(line: Line) -> Row:
    strong = line.code in {"PSU", "RIGHT"}
    return Row(line.label, Cell.figure(line.result, line.unit), line.code, line.unit, note=line.formula, strong=strong)


def _law(estimate: Estimate) -> Section:
    """The figures of the law that were used: from when, from which text, how sure."""
    return Section(
        "law",
        "Barème utilisé",
        tuple(
            _parameter(operand, operand.value) for operand in estimate.parameters if isinstance(operand.value, Decimal)
        ),
        Headings("Paramètre", "Valeur", "Source"),
    )


def _parameter(operand: Operand, value: Decimal) -> Row:
    used = operand.parameter
    note = f"{used.source} ; depuis le {french.day(used.since)} ; {STATUS_LABELS[used.status]}" if used else ""
    return Row(operand.label, Cell.figure(value, operand.unit), operand.reference, operand.unit, note=note)
