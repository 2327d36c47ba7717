"""The history of a structure, a declaration or a person in GraphQL: the audit trail, as those concerned read it."""

from datetime import datetime

import strawberry

from models.scope import Held
from resolvers import history
from resolvers.asker import Asker
from resolvers.opaque import encode
from resolvers.pages import Row
from rules.columns import described
from rules.policy import Role
from rules.trail import DOOR_LABELS, OUTCOME_LABELS, Door, Outcome, label
from schema.guards import guarded

strawberry.enum(Outcome, name="Outcome", description="What became of an act.")
strawberry.enum(Door, name="Door", description="Through which door an act came.")


@strawberry.type(description="Why an act was refused.")
class HistoryRefusal:
    """Its words hold nothing of what was typed."""

    code: str = strawberry.field(description="The stable code.")
    sentence: str = strawberry.field(description="The French sentence, with dots for what is not kept.")


@strawberry.type(description="One act of the audit trail, done or refused (journal).")
class HistoryEntry:
    """Who did what, or tried to, by which role, on what."""

    held: strawberry.Private[Held]
    at: datetime | None = guarded("history.read", described("audit_entry", "at"))
    actor_name: str | None = guarded("history.read", described("audit_entry", "actor_name"))
    roles: list[Role] | None = guarded("history.read", described("audit_entry", "roles"))
    role_labels: list[str] | None = guarded("history.read", "The same in French.")
    act: str | None = guarded("history.read", described("audit_entry", "act"))
    act_label: str | None = guarded("history.read", "The same in French.")
    outcome: Outcome | None = guarded("history.read", described("audit_entry", "outcome"))
    outcome_label: str | None = guarded("history.read", "The same in French.")
    refusals: list[HistoryRefusal] | None = guarded("history.read", described("audit_entry", "codes"))
    door: Door | None = guarded("history.read", described("audit_entry", "door"))
    door_label: str | None = guarded("history.read", "The same in French.")
    object_type: str | None = guarded("history.read", described("audit_entry", "object_type"))
    object_label: str | None = guarded("history.read", "The same in French.")
    object_id: strawberry.ID | None = guarded("history.read", "Its opaque id; null where it came to nothing.")
    from_state: str | None = guarded("history.read", "Where the declaration stood before.")
    to_state: str | None = guarded("history.read", "Where it stood after.")

    @classmethod
    def of(cls, row: Row, asker: Asker) -> "HistoryEntry":
        """Make it from a row."""
        outcome, door = Outcome(row["outcome"]), Door(row["door"]) if row["door"] else None
        held = asker.person.towards_tenure(row["caf_id"] or 0, row["tenure_id"] or 0)
        kind = row["object_type"]
        return cls(
            held=held, at=row["at"], actor_name=row["actor_name"], roles=history.roles_of(row),
            role_labels=history.role_labels(row), act=row["act"], act_label=label(row["act"]), outcome=outcome,
            outcome_label=OUTCOME_LABELS[outcome],
            refusals=[HistoryRefusal(code=each.code, sentence=each.sentence) for each in history.refusals_of(row)],
            door=door, door_label=DOOR_LABELS[door] if door else None, object_type=kind,
            object_label=history.object_label(row),
            object_id=strawberry.ID(encode(kind, row["object_id"])) if kind else None,
            from_state=row["from_state"], to_state=row["to_state"],
        )  # fmt: skip
