"""A declaration in GraphQL."""

from datetime import date, datetime

import strawberry

from resolvers.asker import Asker
from resolvers.opaque import encode
from resolvers.pages import Row
from resolvers.periods import call_of
from rules.attestation import ATTESTATION
from rules.forms import KIND_LABELS, DeclarationKind
from rules.timing import Timing, is_late, timing
from rules.workflow import STATE_LABELS, State
from schema.branches import Node, pick
from schema.connection import Connection
from schema.estimate import Estimate
from schema.guards import guarded
from schema.history import HistoryEntry
from schema.obstacles import ObstacleList
from schema.organisation import Organisation
from schema.part import ActivityPart, FinancePart
from schema.period import Period
from schema.permit import AllowedAction
from schema.progress import MissingInPart, Progress
from schema.ratio import StructureRatio
from schema.structure import Structure
from schema.submission import AcceptedRight, Submission
from schema.tenure import Tenure
from schema.timeline import TimelineEvent


@strawberry.type(description="What one tenure declares for one year: forecast, update or actual.")
class Declaration(Node):
    """Its state and dates are read by all concerned; its figures by role."""

    id: strawberry.ID = guarded("declaration.read", "Opaque id.")
    title: str = guarded("declaration.read", "Its name in French, e.g. « Réel 2024 ».")
    kind: DeclarationKind = guarded("declaration.read", "Forecast, update or actual.")
    kind_label: str = guarded("declaration.read", "The same in French.")
    year: int = guarded("declaration.read", "The year declared.")
    form_version: int = guarded("declaration.read", "The version of the form when it was opened.")
    state: State = guarded("declaration.read", "Where it stands.")
    state_label: str = guarded("declaration.read", "The same in French.")
    version: int = guarded("declaration.read", "To be sent back with the acts on the whole declaration.")
    opens_on: date = guarded("declaration.read", "First day of the period.")
    due_on: date = guarded("declaration.read", "Last day to be in time, a delay granted to this structure included.")
    closes_on: date = guarded("declaration.read", "Last day at all, a delay granted to this structure included.")
    extended_to: date | None = guarded("declaration.read", "The delay that the Caf granted to this structure, if any.")
    observed_until: date | None = guarded("declaration.read", "In an update: the last day of what happened already.")
    state_since: datetime = guarded("declaration.read", "Since when it stands there.")
    timing: Timing = guarded("declaration.read", "Where today falls in the period.")
    late: bool = guarded(
        "declaration.read",
        "Is it still awaited after the due day? A flag, not a refusal; `sentLate` tells it of what was sent.",
    )
    attestation: str = guarded("declaration.read", "What the approver attests by `approve`, in French.")
    created_at: datetime = guarded("declaration.read", "When it was opened.")
    updated_at: datetime = guarded("declaration.read", "When it last changed.")
    row: strawberry.Private[Row]
    caf_key: strawberry.Private[int]
    structure_key: strawberry.Private[int]
    organisation_key: strawberry.Private[int]
    tenure_key: strawberry.Private[int]
    period_key: strawberry.Private[int]

    @classmethod
    def of(cls, row: Row, asker: Asker) -> "Declaration":
        """Make it from a row."""
        kind, state = DeclarationKind(row["kind"]), State(row["state"])
        opens, due, closes = row["opens_on"], row["due_on"], row["closes_on"]
        return cls(
            id=strawberry.ID(encode("Declaration", row["id"])), key=row["id"], branches={}, row=row,
            held=asker.person.towards_tenure(row["caf_id"], row["tenure_id"]),
            caf_key=row["caf_id"], structure_key=row["structure_id"], organisation_key=row["organisation_id"],
            tenure_key=row["tenure_id"], period_key=row["period_id"],
            title=call_of(row).title, kind=kind, kind_label=KIND_LABELS[kind], year=row["year"], form_version=row["form_version"],
            state=state, state_label=STATE_LABELS[state], version=row["version"],
            opens_on=opens, due_on=due, closes_on=closes, extended_to=row["extended_to"],
            observed_until=row["observed_until"], state_since=row["state_since"],
            timing=timing(asker.today, opens, due, closes), late=is_late(state, asker.today, due),
            attestation=ATTESTATION, created_at=row["created_at"], updated_at=row["updated_at"],
        )  # fmt: skip

    @guarded("structure.read", "The structure.")
    def structure(self) -> Structure | None:
        """Left by the branch."""
        return pick(self, "structure")

    @guarded("organisation.read", "The organisation that declares.")
    def organisation(self) -> Organisation | None:
        """Left by the branch."""
        return pick(self, "organisation")

    @guarded("tenure.read", "The tenure.")
    def tenure(self) -> Tenure | None:
        """Left by the branch."""
        return pick(self, "tenure")

    @guarded("period.read", "The period in which it is asked.")
    def period(self) -> Period:
        """Left by the branch."""
        return pick(self, "period")

    @guarded("activity.read", "The activity part; the Caf reads it once sent, in `submissions`.")
    def activity(self) -> ActivityPart | None:
        """Left by the branch."""
        return pick(self, "activity")

    @guarded("finance.totals", "The financial part; the Caf reads it once sent, in `submissions`.")
    def finance(self) -> FinancePart | None:
        """Left by the branch."""
        return pick(self, "finance")

    @guarded("estimate.read", "The estimate of the figures as they stand; null before the first save.")
    def estimate(self) -> Estimate | None:
        """Left by the branch."""
        return pick(self, "estimate")

    @guarded("estimate.read", "The ratios of the figures as they stand, compared with the latest release.")
    def ratios(self) -> list[StructureRatio] | None:
        """Left by the branch."""
        return pick(self, "ratios")

    @guarded("controls.read", "What prevents sending: missing items and blocking controls. Readable at any time.")
    def blockers(self) -> ObstacleList | None:
        """Left by the branch."""
        return pick(self, "blockers")

    @guarded("controls.read", "What still wants a remark before the part can be completed.")
    def warnings(self) -> ObstacleList | None:
        """Left by the branch."""
        return pick(self, "warnings")

    @guarded("submission.read", "What was sent, the latest first.")
    def submissions(self, first: int | None = None, after: str | None = None) -> Connection[Submission] | None:
        """Left by the branch."""
        return pick(self, "submissions", first=first, after=after)

    @guarded("submission.read", "Was the last submission late? Null when nothing was sent.")
    def sent_late(self) -> bool | None:
        """Left by the branch."""
        return pick(self, "sentLate")

    @guarded("right.read", "The right accepted last.")
    def right(self) -> AcceptedRight | None:
        """Left by the branch."""
        return pick(self, "right")

    @guarded("declaration.read", "What is going on: who must act, since when, until when.")
    def progress(self) -> Progress:
        """Left by the branch."""
        return pick(self, "progress")

    @guarded("controls.read", "How much is missing, by part.")
    def missing(self) -> list[MissingInPart] | None:
        """Left by the branch."""
        return pick(self, "missing")

    @guarded("declaration.read", "Every act on it and on its parts, and whether the caller may do it now.")
    def allowed_actions(self) -> list[AllowedAction]:
        """Left by the branch."""
        return pick(self, "allowedActions")

    @guarded("timeline.read", "What was done, the latest first; the Caf reads what was done since it was sent.")
    def timeline(self, first: int | None = None, after: str | None = None) -> Connection[TimelineEvent] | None:
        """Left by the branch."""
        return pick(self, "timeline", first=first, after=after)

    @guarded("history.read", "What was done and refused on it, the latest first, of what tells the caller (journal).")
    def history(self, first: int | None = None, after: str | None = None) -> Connection[HistoryEntry] | None:
        """Left by the branch."""
        return pick(self, "history", first=first, after=after)
