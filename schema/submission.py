"""Submissions and rights in GraphQL."""

from datetime import datetime
from typing import Any

import orjson
import strawberry

from models.scope import Held
from resolvers.asker import Asker
from resolvers.opaque import encode
from resolvers.pages import Row
from rules.forms import DeclarationKind, Part
from rules.kinds import KINDS
from rules.periods import Call
from rules.rights import standing
from rules.workflow import State
from schema.branches import Node, pick
from schema.estimate import Estimate
from schema.form_line import FormLine, Remark, remarks_of
from schema.forms import ActivityValues, FinanceValues, values_of
from schema.guards import guarded
from schema.scalars import Euros


@strawberry.type(description="What was sent to the Caf (transmission): frozen, readable for ever.")
class Submission(Node):
    """The figures, the remarks, the estimate, who approved and when."""

    id: strawberry.ID = guarded("submission.read", "Opaque id.")
    number: int = guarded("submission.read", "1 for the first; a correction makes the next.")
    previous: strawberry.ID | None = guarded("submission.read", "The submission that it corrects; null for the first.")
    reference: str = guarded("submission.read", "What a receipt quotes; `verifyReceipt` knows it.")
    form_version: int = guarded("submission.read", "The version of the form.")
    sent_at: datetime = guarded("submission.read", "When it was sent.")
    late: bool | None = guarded(
        "submission.read",
        "Was it sent after the due day, a delay included? Null for what was sent before this was kept.",
    )
    approver_name: str = guarded("submission.read", "Who approved it.")
    attestation: str = guarded("submission.read", "What the approver attested, in French.")
    # A hash over few unknown figures lets them be guessed: it is read by those who read the accounts.
    content_hash: str | None = guarded("finance.figures", "SHA-256 of the whole content.")

    @classmethod
    def of(cls, row: Row, asker: Asker) -> "Submission":
        """Make it from a row."""
        return cls(
            id=strawberry.ID(encode("Submission", row["id"])), key=row["id"], branches={},
            held=asker.person.towards_tenure(row["caf_id"], row["tenure_id"]),
            previous=row["previous_id"] and strawberry.ID(encode("Submission", row["previous_id"])),
            number=row["number"], reference=row["reference"], form_version=row["form_version"], sent_at=row["sent_at"],
            late=row["late"], approver_name=row["approver_name"], attestation=row["attestation"], content_hash=row["content_hash"],
        )  # fmt: skip

    @guarded("activity.figures", "The activity figures.")
    def activity(self) -> ActivityValues | None:
        """Left by the branch."""
        return pick(self, "activity")

    @guarded("activity.figures", "The remarks on the activity.")
    def activity_remarks(self) -> list[Remark] | None:
        """Left by the branch."""
        return pick(self, "activityRemarks")

    @guarded("activity.figures", "The activity line by line, with the year before and the remarks beside each figure.")
    def activity_form(self) -> list[FormLine] | None:
        """Left by the branch."""
        return pick(self, "activityForm")

    @guarded("finance.figures", "The accounts.")
    def finance(self) -> FinanceValues | None:
        """Left by the branch."""
        return pick(self, "finance")

    @guarded("finance.figures", "The remarks on the accounts.")
    def finance_remarks(self) -> list[Remark] | None:
        """Left by the branch."""
        return pick(self, "financeRemarks")

    @guarded("finance.figures", "The accounts line by line, with the year before and the remarks beside each figure.")
    def finance_form(self) -> list[FormLine] | None:
        """Left by the branch."""
        return pick(self, "financeForm")

    @guarded("estimate.figures", "The estimate, with the parameters used.")
    def estimate(self) -> Estimate | None:
        """Left by the branch."""
        return pick(self, "estimate")


def frozen_values(row: Row, part: Part, held: Held) -> Any:
    """The figures of one part as they were sent; none where the declaration had no such part."""
    content = orjson.loads(row["content"])
    return content and values_of(KINDS[row["structure_kind"]], part, content["values"], held)


def frozen_remarks(row: Row) -> list[Remark] | None:
    """The remarks of one part as they were sent."""
    content = orjson.loads(row["content"])
    return content and remarks_of(KINDS[row["structure_kind"]], content["remarks"])


@strawberry.type(description="The right accepted by the Caf (droit): the estimate of a submission, copied.")
class AcceptedRight:
    """Never recomputed."""

    held: strawberry.Private[Held]
    psu: Euros | None = guarded("right.read", "The prestation de service unique alone.")
    amount: Euros | None = guarded("right.read", "The whole right.")
    accepted_by_name: str | None = guarded("right.read", "The officer who accepted it.")
    accepted_at: datetime | None = guarded("right.read", "When.")
    current: bool | None = guarded(
        "right.read",
        "Does it stand for the year? An update replaces the forecast and the updates before it, an actual all.",
    )
    words: str | None = guarded("right.read", "The same in French, with what replaced it.")

    @classmethod
    def of(cls, row: Row, asker: Asker) -> "AcceptedRight":
        """Make it from a row."""
        cancelled = row["state"] == State.CANCELLED
        later = row["later_kind"] and Call(DeclarationKind(row["later_kind"]), row["year"], row["later_until"])
        return cls(
            held=asker.person.towards_tenure(row["caf_id"], row["tenure_id"]),
            psu=row["psu"], amount=row["amount"],
            accepted_by_name=row["accepted_by_name"], accepted_at=row["accepted_at"],
            current=later is None and not cancelled, words=standing(row["year"], later, cancelled=cancelled),
        )  # fmt: skip
