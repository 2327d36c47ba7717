"""Posting mails: in the transaction of the act that they tell of, as the table of `rules.mails` says."""

from collections.abc import Mapping
from typing import Any

from models.engine import DB
from resolvers.asker import Asker
from rules.forms import Part
from rules.mails import MAILS, POSTED
from rules.workflow import Act, State


async def post(asker: Asker, act: Act, row: Mapping[str, Any], *, part: Part | None, to_state: str) -> None:
    """Post what an accepted act on a declaration says to others: one statement, or none. Its author is not told."""
    mail = POSTED.get((act, State(to_state)))
    if mail is None:
        return
    sending = MAILS[mail]
    await DB.fetch(
        "select post_mail($1, $2, $3, $4, $5, null, $6, $7)",
        mail, row["tenure_id"], row["id"], list(sending.roles(part)), part if sending.providers else None,
        asker.today, asker.now,
    )  # fmt: skip
