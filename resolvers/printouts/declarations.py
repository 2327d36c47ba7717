"""A declaration to print or to open in a spreadsheet, at any time, as the reader may see it."""

from collections.abc import Sequence

import orjson

from models.scope import Held
from resolvers.asker import Asker, may
from resolvers.dossier import Dossier, PartContent
from resolvers.listings import ESTIMATES, PARTS, SUBMISSIONS
from resolvers.opaque import encode, sought
from resolvers.pages import Listing, Row, one_by, rows_where
from resolvers.printouts import Cell, Headings, Printout, Section, fact
from resolvers.printouts import Row as Printed
from resolvers.printouts.receipts import NAMES, named
from resolvers.printouts.sections import DRAFT, FICTIONAL, OF_KIND, declarant, estimate_section, part_section, period
from rules import french
from rules.estimate import Estimate
from rules.forms import KIND_LABELS, Part
from rules.workflow import PART_STATE_LABELS, STATE_LABELS, State

PRINTED = Listing(
    "declaration",
    "t.id, t.caf_id, t.tenure_id, t.structure_kind, t.kind, t.year, t.form_version, t.state, t.updated_at, p.opens_on,"
    " greatest(p.due_on, t.extended_to) as due_on, greatest(p.closes_on, t.extended_to) as closes_on, p.observed_until,"
    f" {NAMES}",
    joins=f"join declaration_period p on p.id = t.period_id {named('t')}",
)
NO_RECEIPT = (
    "Ce document n'est pas un récépissé : il montre la déclaration telle qu'elle est sur le portail à cet instant."
)
ONLY_ONCE_SENT = (
    "La Caf ne lit les chiffres qu'une fois transmis : ils figurent sur le récépissé de chaque transmission."
)


async def declaration_printout(asker: Asker, mark: str) -> Printout | None:
    """The declaration as this person may read it now; none for a strange id, as if it did not exist."""
    key = sought("Declaration", mark)
    row = (await one_by(PRINTED, "id", [key])).get(key)
    if row is None:
        return None
    held = asker.person.towards_tenure(row["caf_id"], row["tenure_id"])
    if not may("declaration.read", held):
        return None
    parts = {Part(each["part"]): PartContent.of(each) for each in await rows_where(PARTS, "declaration_id", [key])}
    stored = (await one_by(ESTIMATES, "declaration_id", [key])).get(key)
    sent = await rows_where(SUBMISSIONS, "declaration_id", [key])
    estimate = Estimate.from_data(orjson.loads(stored["detail"])) if stored else None
    return printed(Dossier(row, parts), estimate, sent, held)


def printed(dossier: Dossier, estimate: Estimate | None, sent: Sequence[Row], held: Held) -> Printout:
    """The declaration as these roles read it."""
    row, kind = dossier.row, dossier.kind
    shown = [
        part_section(kind, dossier.case, part, content.remarks, held, DRAFT, _stands(content))
        for part, content in sorted(dossier.parts.items())
    ]
    reckoned = estimate_section(kind, estimate, held, DRAFT)
    sections = (_progress(row, held), declarant(row), *shown, reckoned, _transmissions(sent, held))
    declared = KIND_LABELS[dossier.declared]
    return Printout(
        f"Déclaration {OF_KIND[dossier.declared]} {row['year']}",
        f"{row['structure']} — {STATE_LABELS[State(row['state'])]}",
        f"declaration-{declared}-{row['year']}-{row['structure']}",
        tuple(each for each in sections if each is not None),
        (NO_RECEIPT, *([FICTIONAL] if reckoned and reckoned.rows and estimate and estimate.fictional else [])),
    )


def _progress(row: Row, held: Held) -> Section:
    facts = (
        fact("État", french.capital(STATE_LABELS[State(row["state"])])),
        fact("Dernière modification", french.moment(row["updated_at"])),
        *period(row),
    )
    return Section("progress", "Avancement", facts, notes=() if may("activity.read", held) else (ONLY_ONCE_SENT,))


def _stands(content: PartContent) -> tuple[str, ...]:
    by = f" ; dernier enregistrement par {content.saved_by}" if content.saved_by else ""
    return (f"{french.capital(PART_STATE_LABELS[content.state])}{by}.",)


def _transmissions(sent: Sequence[Row], held: Held) -> Section | None:
    """What was sent, the latest first, each with the way to its receipt."""
    if not sent or not may("receipt.read", held):
        return None
    rows = tuple(
        Printed(
            f"N° {each['number']} : {each['reference']}",
            Cell.text(french.moment(each["sent_at"]) + (", en retard" if each["late"] else "")),
            note=each["approver_name"],
            href=f"/receipts/{encode('Submission', each['id'])}.pdf",
        )
        for each in sent
    )
    return Section("transmissions", "Transmissions", rows, Headings("Récépissé", "Transmise le", "Approuvée par"))
