"""The question that whoever holds a receipt may ask."""

import strawberry

from resolvers.printouts.receipts import verify_receipt
from schema.receipt import ReceiptVerdict


@strawberry.type
class ReceiptQuestions:
    """Open to all: no session is needed."""

    @strawberry.field(
        description="Is this receipt (récépissé) authentic? Open to all, without a session."
        " Small letters, spaces and look-alikes (O for 0, I for 1) are understood."
    )
    async def verify_receipt(self, reference: str, hash: str) -> ReceiptVerdict:
        """The reference and the hash as they stand on the receipt."""
        return ReceiptVerdict.of(await verify_receipt(reference, hash))
