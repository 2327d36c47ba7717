"""What the web process may write and read column by column: of what it keeps, and of the audit trail, never a place in a chain."""

from collections.abc import Iterable

NOTED = (
    "at", "actor_id", "actor_name", "act", "outcome", "codes", "roles", "grant_id", "door", "caf_id", "structure_id",
    "tenure_id", "declaration_id", "role_grant_id", "object_type", "object_id", "person_id", "from_state", "to_state",
    "request_id", "told_manager", "told_officer", "told_national",
)  # fmt: skip
READ_OF_NOTED = {"id", *NOTED} - {"grant_id", "request_id"}
READS_NOTED = (
    "at", "actor_id", "actor_name", "roles", "door", "caf_id", "whole_list", "object_type", "object_id", "request_id",
)  # fmt: skip
"""What is written of an act, read of it, and written of a read: never its place in the chain."""
CHANGED = ("ends_on", "places", "amount", "growth")
AGREED = ("caf_id", "structure_id", "tenure_id", "bonus", "starts_on", *CHANGED)
"""What is written of an agreement, and what of it changes later."""
RESTATED = ("tenures", "total_charges", "version", "stated_by_id", "stated_by_name", "stated_at")
ADDED_AGAIN = ("submission_id", "siren", "nature", "size_class", "numerator", "denominator", "reason")
"""What changes of shared accounts, and of a ratio."""


def columns(privilege: str, names: Iterable[str]) -> str:
    """The privilege on each of these columns, as PostgreSQL tells it."""
    return " ".join(sorted(f"{privilege}({name})" for name in names))
