"""The two parts of a declaration in GraphQL, as they stand before they are sent."""

from collections.abc import Container
from datetime import datetime
from decimal import Decimal

import orjson
import strawberry

from models.scope import Held
from resolvers.dossier import Dossier, PartContent
from resolvers.pages import Row
from rules.forms import Part
from rules.workflow import PART_STATE_LABELS, PartState
from schema.form_line import FormLine, Remark, lines_of, remarks_of
from schema.forms import ActivityValues, FinanceValues, values_of
from schema.guards import guarded
from schema.permit import AllowedAction
from schema.scalars import Euros

ALLOWED = "Every act on this part, and whether the caller may do it now."
strawberry.enum(PartState, name="PartState", description="Where one part of a declaration stands.")


@strawberry.type(description="A part given back for correction: by whom, why, about which items.")
class SentBack:
    """By the approver, or by the Caf."""

    by: str = strawberry.field(description="Who gave it back.")
    at: datetime = strawberry.field(description="When.")
    reason: str = strawberry.field(description="Why, in French.")
    items: list[str] = strawberry.field(description="The items concerned, by name.")

    @classmethod
    def of(cls, row: Row) -> "SentBack":
        """Make it from the row of the part."""
        return cls(
            by=row["sent_back_by_name"], at=row["sent_back_at"], reason=row["sent_back_reason"],
            items=orjson.loads(row["sent_back_items"]),
        )  # fmt: skip


@strawberry.type(description="Sums of the accounts; one that cannot be computed yet is null.")
class FinanceTotals:
    """What an activity provider reads of the accounts."""

    held: strawberry.Private[Held]
    total_charges: Euros | None = guarded("totals.figures", "Accounts 60 to 68.")
    total_income: Euros | None = guarded("totals.figures", "Accounts 70 to 79.")
    result: Euros | None = guarded("totals.figures", "Income less charges.")

    @classmethod
    def of(cls, dossier: Dossier, held: Held) -> "FinanceTotals":
        """Computed from the figures, never stored."""
        totals = dossier.kind.totals(dossier.case)
        return cls(held=held, **{name: _text(totals.get(key)) for name, key in _TOTALS.items()})


_TOTALS = {"total_charges": "totalCharges", "total_income": "totalIncome", "result": "result"}


def _text(value: Decimal | None) -> Euros | None:
    return None if value is None else Euros(format(value, "f"))


@strawberry.type(description="The activity part (volet activité).")
class ActivityPart:
    """Typed by the activity data provider."""

    held: strawberry.Private[Held]
    state: PartState | None = guarded("activity.read", "Where it stands.")
    state_label: str | None = guarded("activity.read", "The same in French.")
    version: int | None = guarded("activity.read", "To be sent back with `save` and `completePart`.")
    form_version: int | None = guarded("activity.read", "The version of the form.")
    values: ActivityValues | None = guarded("activity.read", "The figures.")
    remarks: list[Remark] | None = guarded("activity.read", "The remarks, by control.")
    form: list[FormLine] | None = guarded("activity.read", "The whole form, line by line, with last year's figures.")
    saved_by: str | None = guarded("activity.read", "Who saved it last.")
    saved_at: datetime | None = guarded("activity.read", "When.")
    completed_by: str | None = guarded("activity.read", "Who declared it complete last.")
    completed_at: datetime | None = guarded("activity.read", "When.")
    sent_back: SentBack | None = guarded("activity.read", "Why it was given back, while it is to be corrected.")
    allowed_actions: list[AllowedAction] | None = guarded("activity.read", ALLOWED)


@strawberry.type(description="The financial part (volet financier).")
class FinancePart:
    """Typed by the financial data provider. An activity provider reads its state and totals, not its accounts."""

    held: strawberry.Private[Held]
    state: PartState | None = guarded("finance.totals", "Where it stands.")
    state_label: str | None = guarded("finance.totals", "The same in French.")
    version: int | None = guarded("finance.totals", "To be sent back with `save` and `completePart`.")
    form_version: int | None = guarded("finance.totals", "The version of the form.")
    values: FinanceValues | None = guarded("finance.read", "The accounts.")
    remarks: list[Remark] | None = guarded("finance.read", "The remarks, by control.")
    totals: FinanceTotals | None = guarded("finance.totals", "The sums.")
    form: list[FormLine] | None = guarded("finance.read", "The whole form, line by line, with last year's figures.")
    saved_by: str | None = guarded("finance.totals", "Who saved it last.")
    saved_at: datetime | None = guarded("finance.totals", "When.")
    completed_by: str | None = guarded("finance.totals", "Who declared it complete last.")
    completed_at: datetime | None = guarded("finance.totals", "When.")
    sent_back: SentBack | None = guarded("finance.read", "Why it was given back, while it is to be corrected.")
    allowed_actions: list[AllowedAction] | None = guarded("finance.totals", ALLOWED)


def part_of(
    dossier: Dossier, row: Row, held: Held, asked: Container[str], permits: list[AllowedAction]
) -> ActivityPart | FinancePart:
    """One part of a declaration from its row; what is computed only when it is asked."""
    part, content = Part(row["part"]), PartContent.of(row)
    shared = {
        "held": held,
        "state": content.state,
        "state_label": PART_STATE_LABELS[content.state],
        "version": content.version,
        "form_version": row["form_version"],
        "values": values_of(dossier.kind, part, content.values, held),
        "remarks": remarks_of(dossier.kind, content.remarks),
        "saved_by": content.saved_by,
        "saved_at": row["saved_at"],
        "completed_by": row["completed_by_name"],
        "completed_at": row["completed_at"],
        "sent_back": SentBack.of(row) if content.state is PartState.SENT_BACK else None,
        "allowed_actions": permits,
        "form": lines_of(dossier, part) if "form" in asked else None,
    }
    if part is Part.ACTIVITY:
        return ActivityPart(**shared)
    return FinancePart(**shared, totals=FinanceTotals.of(dossier, held) if "totals" in asked else None)
