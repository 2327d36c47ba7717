"""What is told of a receipt to whoever holds it."""

from datetime import datetime

import strawberry

from models.scope import NOBODY, Held
from resolvers.printouts.receipts import Verdict
from schema.guards import guarded

VERIFY = "receipt.verify"


@strawberry.type(description="Whether a receipt (récépissé) is authentic. Of one that is not, nothing else is told.")
class ReceiptVerdict:
    """The same for everybody, signed in or not."""

    held: strawberry.Private[Held]
    authentic: bool = guarded(VERIFY, "Is there a submission of this reference with this hash?")
    sent_at: datetime | None = guarded(VERIFY, "When it was sent.")
    number: int | None = guarded(VERIFY, "1 for the first; a correction makes the next.")
    replaced: bool | None = guarded(VERIFY, "Has a later submission of the same declaration replaced it?")

    @classmethod
    def of(cls, verdict: Verdict) -> "ReceiptVerdict":
        """Make it from what was found."""
        return cls(
            held=NOBODY, authentic=verdict.authentic, sent_at=verdict.sent_at, number=verdict.number,
            replaced=verdict.replaced,
        )  # fmt: skip
