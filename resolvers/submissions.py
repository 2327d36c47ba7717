"""Freezing a transmission, and the right that follows from it."""

import hashlib
import secrets
from datetime import datetime
from typing import Any

import orjson

from models.engine import DB
from resolvers.asker import Asker
from resolvers.dossier import Dossier
from resolvers.listings import SENT_ESTIMATES, SUBMISSIONS
from resolvers.pages import one_by
from resolvers.ratios import store_ratios
from rules.attestation import ATTESTATION
from rules.forms import Part
from rules.permits import no_amount
from rules.problems import Refused
from rules.receipts import BITS, reference
from rules.timing import done_late

_INSERT = """
insert into submission (caf_id, structure_id, tenure_id, declaration_id, number, reference, previous_id,
  declaration_version, form_version, activity, finance, estimate, psu, amount, approver_id, approver_name, attestation,
  sent_at, content_hash, late)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb, $11::jsonb, $12::jsonb, $13, $14, $15, $16, $17, $18, $19, $20)
"""


def frozen(dossier: Dossier, number: int, reference: str, salt: str, approver: str, at: datetime) -> dict[str, Any]:
    """What is sent: the figures and remarks of each part, the estimate with its parameters, who approved and when.

    The hash can be tried by anybody (`verifyReceipt`). With the salt, which nobody is shown, it tells nothing of the
    accounts to those who know all the rest.
    """
    row = dossier.row
    estimate = dossier.estimate
    sealed: dict[str, Any] = {
        "declaration": row["id"],
        "tenure": row["tenure_id"],
        "kind": row["kind"],
        "year": row["year"],
        "number": number,
        "reference": reference,
        "form_version": dossier.form.version,
        **{part.lower(): _content(dossier, part, salt) for part in Part},
        "estimate": estimate.to_data(),
        "approver": approver,
        "attestation": ATTESTATION,
        "sent_at": at.isoformat(),
    }
    canonical = orjson.dumps(sealed, option=orjson.OPT_SORT_KEYS)
    late = done_late(at, row["due_on"])
    digest = hashlib.sha256(canonical).hexdigest()
    return {**sealed, "psu": estimate.psu, "amount": estimate.right, "late": late, "hash": digest}


def _content(dossier: Dossier, part: Part, salt: str) -> dict[str, Any] | None:
    content = dossier.parts.get(part)
    if content is None:
        return None
    return {
        "values": content.values,
        "remarks": content.remarks,
        "version": content.version,
        "form_version": content.form_version,
        "saved_by": content.saved_by,
        "salt": salt,
    }


async def freeze(asker: Asker, dossier: Dossier) -> None:
    """Store the transmission; a correction points to the previous one."""
    row = dossier.row
    previous = (await one_by(SUBMISSIONS, "declaration_id", [row["id"]])).get(row["id"])
    number = previous["number"] + 1 if previous else 1
    drawn = reference(row["year"], secrets.randbits(BITS))
    sealed = frozen(dossier, number, drawn, secrets.token_hex(16), asker.person.name, asker.now)
    await DB.fetch(
        _INSERT, row["caf_id"], row["structure_id"], row["tenure_id"], row["id"], number, drawn,
        previous["id"] if previous else None, row["version"], sealed["form_version"],
        *(orjson.dumps(sealed[name]).decode() for name in ("activity", "finance", "estimate")),
        sealed["psu"], sealed["amount"], asker.person.person, asker.person.name, ATTESTATION, asker.now, sealed["hash"],
        sealed["late"],
    )  # fmt: skip


async def accept_right(asker: Asker, dossier: Dossier) -> None:
    """Copy the amounts of the last transmission; without an amount there is nothing to accept."""
    row = dossier.row
    last = (await one_by(SENT_ESTIMATES, "declaration_id", [row["id"]])).get(row["id"])
    missing = no_amount(orjson.loads(last["detail"]) if last else None)
    if last is None or missing is not None:
        raise Refused(*filter(None, [missing]))
    await DB.fetch(
        "insert into accepted_right (caf_id, structure_id, tenure_id, declaration_id, submission_id, psu, amount,"
        " accepted_by_id, accepted_by_name, accepted_at)"
        " select caf_id, structure_id, tenure_id, declaration_id, id, psu, amount, $2, $3, $4 from submission where id = $1",
        last["id"], asker.person.person, asker.person.name, asker.now,
    )  # fmt: skip
    await store_ratios(last["id"])
