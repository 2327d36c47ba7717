"""What those concerned may follow of a declaration: one row for each act, in the act's own transaction."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from piccolo.querystring import QueryString

from models.engine import DB
from models.scope import Held
from models.visibility import visible
from resolvers.asker import Asker, may
from resolvers.pages import Listing, Row
from rules.forms import DeclarationKind, Part
from rules.kinds import KINDS
from rules.workflow import Step

_INSERT = """
insert into declaration_event (caf_id, told_caf_id, structure_id, tenure_id, declaration_id, at, act, part, actor_id,
  actor_name, from_state, to_state, version, reason, items)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15::jsonb)
"""


async def tell(
    asker: Asker, step: Step, row: Mapping[str, Any], *,
    part: Part | None, to_state: str, reason: str, items: tuple[str, ...],
) -> None:  # fmt: skip
    """Write down an accepted act; the Caf's officers are told of those that concern them."""
    person = asker.person
    await DB.fetch(
        _INSERT, row["caf_id"], row["caf_id"] if step.told_to_caf else None, row["structure_id"], row["tenure_id"],
        row["id"], asker.now, step.act, part, person.person, person.name, row["state"], to_state, row["version"] + 1,
        reason or None, orjson.dumps(items).decode(),
    )  # fmt: skip


EVENTS = Listing(
    "declaration_event",
    "t.id, t.caf_id, t.tenure_id, t.declaration_id, t.at, t.act, t.part, t.actor_name, t.from_state, t.to_state,"
    " t.version, t.reason, t.items::text as items, d.structure_kind, d.kind, d.year, d.form_version",
    joins="join declaration d on d.id = t.declaration_id",
    descending=True,
)
"""The acts on declarations, the latest first: all of them for partners, for officers those told to their Caf."""


def reason_of(row: Row, held: Held) -> str | None:
    """Why, as far as it may be read: what is said of one part only by those who read that part."""
    told = row["part"] is None or may(f"{row['part'].lower()}.figures", held)
    reason: str | None = row["reason"] if told else None
    return reason


def items_of(row: Row) -> list[str]:
    """The items named, by their French labels."""
    kind = KINDS[row["structure_kind"]]
    form = kind.form(DeclarationKind(row["kind"]), row["year"], row["form_version"])
    return [form.by_name[name].label for name in orjson.loads(row["items"])]


async def leads_to(declarations: Sequence[int]) -> dict[int, Row]:
    """For each declaration the last act that led to its present state, where the Caf is concerned: one statement."""
    if not declarations:
        return {}
    rows = await DB.run_querystring(
        QueryString(
            "select distinct on (t.declaration_id) t.declaration_id, t.act, t.part, t.actor_name, t.reason"
            " from declaration_event t join declaration d on d.id = t.declaration_id and d.state = t.to_state"
            " where t.declaration_id = any({}::int[]) and t.from_state <> t.to_state and t.told_caf_id is not null and {}"
            " order by t.declaration_id, t.id desc",
            sorted(declarations), visible("declaration_event", "t"),
        )
    )  # fmt: skip
    return {row["declaration_id"]: row for row in rows}
