"""The history of structures, declarations and people: what the audit trail tells those concerned, refusals included."""

import re
from dataclasses import dataclass

from resolvers.pages import Listing, Row
from rules.policy import ROLE_LABELS, Role
from rules.problems import PROBLEMS, Code
from rules.trail import OBJECT_LABELS

HISTORY = Listing(
    "audit_entry",
    "t.id, t.caf_id, t.structure_id, t.tenure_id, t.declaration_id, t.at, t.act, t.actor_name, t.roles, t.door, t.outcome,"
    " t.codes, t.object_type, t.object_id, t.person_id, t.from_state, t.to_state",
    descending=True,
)
"""What was done or refused, the latest first: partners read that of their tenures, staff what each act tells them."""

_WORDS = re.compile(r"\{[^}]*\}")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an act was refused: the code, and its sentence; what was typed is not kept, so that there are dots instead."""

    code: str
    sentence: str


def refusals_of(row: Row) -> list[Refusal]:
    """The reasons of a refusal; a code that no longer exists stays as it is."""
    codes = row["codes"].split(",") if row["codes"] else []
    known = {code.value: code for code in Code}
    return [Refusal(code, _WORDS.sub("…", PROBLEMS[known[code]].sentence) if code in known else code) for code in codes]


def roles_of(row: Row) -> list[Role]:
    """The roles that let it be done."""
    return [Role(role) for role in row["roles"].split(",") if role]


def role_labels(row: Row) -> list[str]:
    """The same, in French."""
    return [ROLE_LABELS[role] for role in roles_of(row)]


def object_label(row: Row) -> str | None:
    """What it was about, in French."""
    kind = row["object_type"]
    return None if kind is None else OBJECT_LABELS.get(kind, kind)
