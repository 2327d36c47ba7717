"""How a row of the audit trail hangs on the one before: what is hashed, in which order. The database says the same."""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any


class Trail(StrEnum):
    """The two trails: what was done or refused, and which personal data were read."""

    ACTS = "ACTS"
    READS = "READS"


FIELDS: dict[Trail, tuple[str, ...]] = {
    Trail.ACTS: (
        "seq", "id", "at", "actor_id", "actor_name", "act", "outcome", "codes", "roles", "grant_id", "door", "caf_id",
        "structure_id", "tenure_id", "declaration_id", "role_grant_id", "object_type", "object_id", "person_id",
        "from_state", "to_state", "request_id", "told_manager", "told_officer", "told_national",
    ),
    Trail.READS: (
        "seq", "id", "at", "actor_id", "actor_name", "roles", "door", "caf_id", "whole_list", "object_type", "object_id",
        "request_id",
    ),
}  # fmt: skip
"""What is hashed of a row, in this order; what stands here may never change, for what is written hangs on it."""

NOTHING = bytes(32)
"""What the first row of a chain hangs on."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        gone = value - EPOCH
        return str((gone.days * 86_400 + gone.seconds) * 1_000_000 + gone.microseconds)
    return str(value).lower() if isinstance(value, bool) else str(value)


def canonical(trail: Trail, row: Mapping[str, Any]) -> bytes:
    """A row as one text, no other row's: each field with its length in front, `-` where there is none."""
    told = []
    for name in FIELDS[trail]:
        value = row[name]
        said = None if value is None else _text(value).encode()
        told.append(b"-" if said is None else b"%d:%b" % (len(said), said))
    return b",".join(told)


def link(trail: Trail, before: bytes, row: Mapping[str, Any]) -> bytes:
    """The hash of a row that hangs on the hash before it."""
    return sha256(before + canonical(trail, row)).digest()
