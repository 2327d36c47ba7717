"""What a rehearsed declaration leaves in the tables: the rows that its acts would have written one after the other."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from demo.bulk import Rows
from demo.rehearsal import Done, Rehearsed
from demo.settlement import Actor
from resolvers.submissions import frozen
from rules.attestation import ATTESTATION
from rules.forms import Part
from rules.policy import OFFICER, required_roles
from rules.receipts import BITS, reference
from rules.trail import Door, Outcome, told
from rules.workflow import STEPS, Act

_SENDS_BACK = (Act.SEND_BACK_PART, Act.RETURN, Act.REOPEN)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a declaration stands: the keys that all of its rows carry."""

    caf: int
    organisation: int
    structure: int
    tenure: int
    period: int
    declaration: int
    opened_at: datetime

    @property
    def keys(self) -> dict[str, int]:
        """Of a row beneath the declaration."""
        return {
            "caf_id": self.caf, "structure_id": self.structure, "tenure_id": self.tenure,
            "declaration_id": self.declaration,
        }  # fmt: skip


def record(
    rows: Rows, place: Place, made: Rehearsed, actors: Mapping[str, Actor], submissions: list[int]
) -> int | None:
    """Add the rows of a declaration; `submissions` are keys for what it sends. The key of the one accepted last, if any."""
    _declaration(rows, place, made)
    for part in made.dossier.parts:
        _part(rows, place, made, part, actors)
    _estimate(rows, place, made)
    sent: list[tuple[int, Any]] = []
    accepted = None
    for done in made.acts:
        _event(rows, place, done, actors[done.email].id)
        if done.planned.act is Act.APPROVE:
            sent.append((submissions[len(sent)], _submission(rows, place, done, actors, submissions, len(sent))))
        elif done.planned.act is Act.ACCEPT:
            accepted, sealed = sent[-1]
            rows.add(
                "accepted_right", **place.keys, submission_id=accepted, psu=sealed["psu"], amount=sealed["amount"],
                accepted_by_id=actors[done.email].id, accepted_by_name=done.name, accepted_at=done.planned.at,
            )  # fmt: skip
        _audit(rows, place, done, actors[done.email].id)
    return accepted


def _json(data: Any) -> str:
    return orjson.dumps(data).decode()


def _declaration(rows: Rows, place: Place, made: Rehearsed) -> None:
    row, delay = made.dossier.row, made.latest(Act.DELAY)
    rows.add(
        "declaration", id=place.declaration, caf_id=place.caf, organisation_id=place.organisation,
        structure_id=place.structure, tenure_id=place.tenure, period_id=place.period,
        structure_kind=row["structure_kind"], kind=row["kind"], year=row["year"], form_version=row["form_version"],
        state=made.state.value, version=made.version, extended_to=delay and delay.planned.until,
        created_at=place.opened_at, updated_at=made.acts[-1].planned.at if made.acts else place.opened_at,
        state_since=made.moved or place.opened_at,
    )  # fmt: skip


def _part(rows: Rows, place: Place, made: Rehearsed, part: Part, actors: Mapping[str, Actor]) -> None:
    content = made.dossier.parts[part]
    saved, completed = made.latest(Act.SAVE, part=part), made.latest(Act.COMPLETE_PART, part=part)
    back = made.latest(*_SENDS_BACK, part=part)
    rows.add(
        "declaration_part", **place.keys, part=part.value, state=content.state.value, version=content.version,
        form_version=content.form_version, values=_json(content.values), remarks=_json(content.remarks),
        saved_by_id=saved and actors[saved.email].id, saved_by_name=saved and saved.name, saved_at=saved and saved.planned.at,
        completed_by_name=completed and completed.name, completed_at=completed and completed.planned.at,
        sent_back_by_name=back and back.name, sent_back_at=back and back.planned.at,
        sent_back_reason=back and back.planned.leg.reason, sent_back_items=_json(back.planned.leg.items if back else ()),
    )  # fmt: skip


def _estimate(rows: Rows, place: Place, made: Rehearsed) -> None:
    saved = made.latest(Act.SAVE)
    if saved is None or saved.dossier is None:
        return
    estimate = saved.dossier.estimate
    rows.add(
        "declaration_estimate", **place.keys, psu=estimate.psu, amount=estimate.right, detail=_json(estimate.to_data()),
        fictional=estimate.fictional, computed_at=saved.planned.at,
    )  # fmt: skip


def _submission(
    rows: Rows, place: Place, done: Done, actors: Mapping[str, Actor], keys: list[int], before: int
) -> dict[str, Any]:
    if done.dossier is None:
        raise ValueError("an approval transmits a declaration")
    drawn = reference(done.dossier.row["year"], secrets.randbits(BITS))
    sealed = frozen(done.dossier, before + 1, drawn, secrets.token_hex(16), done.name, done.planned.at)
    rows.add(
        "submission", id=keys[before], **place.keys, number=before + 1, reference=drawn,
        previous_id=keys[before - 1] if before else None, declaration_version=done.version - 1,
        form_version=sealed["form_version"], activity=_json(sealed["activity"]), finance=_json(sealed["finance"]),
        estimate=_json(sealed["estimate"]), psu=sealed["psu"], amount=sealed["amount"], approver_id=actors[done.email].id,
        approver_name=done.name, attestation=ATTESTATION, sent_at=done.planned.at, content_hash=sealed["hash"],
        late=sealed["late"],
    )  # fmt: skip
    return sealed


def _event(rows: Rows, place: Place, done: Done, actor: int) -> None:
    leg, step = done.planned.leg, STEPS[done.planned.act]
    rows.add(
        "declaration_event", **place.keys, told_caf_id=place.caf if step.told_to_caf else None, at=done.planned.at,
        act=leg.act.value, part=leg.part if None not in step.actions or step.names_parts else None, actor_id=actor, actor_name=done.name,
        from_state=done.before.value, to_state=done.state.value, version=done.version, reason=leg.reason or None,
        items=_json(leg.items),
    )  # fmt: skip


def _audit(rows: Rows, place: Place, done: Done, actor: int) -> None:
    act, actions = done.planned.act, STEPS[done.planned.act].actions
    roles = required_roles(actions[done.planned.leg.part if None not in actions else None])
    known = told(act.value, Outcome.DONE, place.caf, by_officer=OFFICER in roles)
    rows.add(
        "audit_entry", **place.keys, at=done.planned.at, actor_id=actor, actor_name=done.name,
        act=act.value, outcome="DONE", codes="", from_state=done.before.value, to_state=done.state.value,
        roles=",".join(roles), door=Door.API.value, object_type="Declaration", object_id=place.declaration,
        told_officer=OFFICER in known,
    )  # fmt: skip
