"""The receipt of a transmission: printed for those who see it, verified by whoever holds it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from models.engine import DB
from models.scope import Held
from resolvers.asker import Asker, may
from resolvers.opaque import sought
from resolvers.pages import Listing, Row, one_by
from resolvers.printouts import Printout, Section, fact
from resolvers.printouts.sections import FICTIONAL, OF_KIND, SENT, declarant, estimate_section, part_section, period
from rules import french
from rules.case import Case
from rules.estimate import Estimate
from rules.forms import PART_LABELS, DeclarationKind, Part
from rules.kinds import KINDS
from rules.receipts import hash_shown, hash_typed, reference_typed
from rules.values import typed

NAMES = "o.name as organisation, o.siret, s.name as structure, s.id_equ, s.commune, s.nature, c.name as caf, c.code as caf_code"
"""Whose declaration it is, where `o`, `s` and `c` are its organisation, its structure and its Caf."""


def named(declaration: str) -> str:
    """The joins that `NAMES` needs, from the alias of the declaration."""
    return (
        f"join organisation o on o.id = {declaration}.organisation_id"
        f" join structure s on s.id = {declaration}.structure_id join caf c on c.id = {declaration}.caf_id"
    )


RECEIPTS = Listing(
    "submission",
    f"t.id, t.caf_id, t.tenure_id, t.number, t.reference, t.form_version, t.activity::text as activity, {NAMES},"
    " t.finance::text as finance, t.estimate::text as estimate, t.approver_name, t.attestation, t.sent_at, t.content_hash, t.late,"
    " b.number as previous_number, b.reference as previous_reference, d.structure_kind, d.kind, d.year,"
    " p.opens_on, p.due_on, p.closes_on, p.observed_until",
    joins=f"join declaration d on d.id = t.declaration_id {named('d')} join declaration_period p on p.id = d.period_id"
    " left join submission b on b.id = t.previous_id",
)
HOW_TO_VERIFY = (
    "Quiconque tient ce récépissé peut en vérifier l'authenticité sur le portail, sans s'y connecter, avec la référence et"
    " l'empreinte ci-dessus : le portail dit s'il est authentique, quand la déclaration a été transmise, et si une transmission"
    " plus récente l'a remplacée (question « verifyReceipt » de l'adresse /graphql)."
)
HOW_WITHOUT_HASH = (
    "L'authenticité d'une transmission se vérifie avec sa référence et son empreinte. L'empreinte résume aussi les comptes :"
    " elle figure sur le récépissé de ceux qui en répondent et sur celui de la Caf."
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is told of a receipt: nothing but whether it is authentic, when it was sent, and what followed."""

    authentic: bool
    sent_at: datetime | None = None
    number: int | None = None
    replaced: bool | None = None


async def verify_receipt(reference: str, content_hash: str) -> Verdict:
    """Is there a transmission of this reference with this hash? Typing is read with tolerance; no session is needed."""
    wanted = reference_typed(reference), hash_typed(content_hash)
    if None in wanted:
        return Verdict(False)
    rows = await DB.fetch("select sent_at, number, replaced from verify_receipt($1, $2)", *wanted)
    return Verdict(True, **rows[0]) if rows else Verdict(False)


async def receipt(asker: Asker, mark: str) -> Printout | None:
    """The receipt of a transmission as this person may read it; none for a strange id, as if it did not exist."""
    key = sought("Submission", mark)
    row = (await one_by(RECEIPTS, "id", [key])).get(key)
    if row is None:
        return None
    held = asker.person.towards_tenure(row["caf_id"], row["tenure_id"])
    return printed(row, held) if may("receipt.read", held) else None


def printed(row: Row, held: Held) -> Printout:
    """The receipt as these roles read it. The same row and roles give the same print, for ever."""
    kind, declared = KINDS[row["structure_kind"]], DeclarationKind(row["kind"])
    estimate = Estimate.from_data(orjson.loads(row["estimate"]))
    parts = _parts(row)
    form = kind.form(declared, row["year"], row["form_version"])
    case = Case(
        form, row["year"], typed(form, {name: each for part in parts.values() for name, each in part["values"].items()})
    )
    shown = [
        part_section(kind, case, part, content["remarks"], held, SENT, _saved_by(content))
        for part, content in parts.items()
    ]
    absent = [f"Cette déclaration ne comporte pas de {PART_LABELS[part]}." for part in Part if not form.part(part)]
    opening = Section("period", "Déclaration", period(row), notes=tuple(absent))
    sections = (_sealed(row, held), declarant(row), opening, *shown, estimate_section(kind, estimate, held, SENT))
    return Printout(
        "Récépissé de transmission",
        f"Déclaration {OF_KIND[declared]} {row['year']} — {row['structure']}",
        f"recepisse-{row['reference']}",
        (*(each for each in sections if each is not None), _attested(row), _how_to_verify(held)),
        (FICTIONAL,) if estimate.fictional else (),
        row["reference"],
    )


def _parts(row: Row) -> dict[Part, dict[str, Any]]:
    """What was frozen of each part that the declaration has."""
    contents = {part: orjson.loads(row[part.lower()] or "null") for part in Part}
    return {part: content for part, content in contents.items() if content is not None}


def _saved_by(content: dict[str, Any]) -> tuple[str, ...]:
    return (f"Saisi par {content['saved_by']}.",) if content.get("saved_by") else ()


def _sealed(row: Row, held: Held) -> Section:
    facts = [
        fact("Transmise le", french.moment(row["sent_at"])),
        fact("Approuvée par", row["approver_name"]),
        fact("Référence", row["reference"]),
        fact("Transmission", f"n° {row['number']}"),
    ]
    if row["late"]:
        facts.append(fact("Échéance", "Dépassée : transmise en retard"))
    if row["previous_reference"]:
        facts.append(fact("Remplace", f"la transmission n° {row['previous_number']}, {row['previous_reference']}"))
    if may("finance.figures", held):
        facts.append(fact("Empreinte (Sha-256)", hash_shown(row["content_hash"])))
    return Section("sealed", "Transmission à la Caf", tuple(facts))


def _attested(row: Row) -> Section:
    signed = f"Attestation acceptée par {row['approver_name']} le {french.moment(row['sent_at'])} (heure de Paris)."
    return Section("attestation", "Attestation", notes=(f"« {row['attestation']} »", signed))


def _how_to_verify(held: Held) -> Section:
    note = HOW_TO_VERIFY if may("finance.figures", held) else HOW_WITHOUT_HASH
    return Section("verify", "Vérifier ce récépissé", notes=(note,))
