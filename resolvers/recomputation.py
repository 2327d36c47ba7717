"""Stored estimates of drafts, redone under today's law and facts. By the job role only.

What was sent, and what was accepted of it, is neither read nor written: a draft is what can still be typed or approved.
Figures are held for one batch at a time; of the others only the keys are. A batch is written in one transaction: what
somebody saved meanwhile stays as he saved it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from models.engine import DB
from models.visibility import explicit_predicates
from resolvers.audit import note_at_the_command_line
from resolvers.dossier import Dossier, PartContent
from resolvers.facts import facts_by
from resolvers.listings import DECLARATIONS, PARTS
from resolvers.memory import no_collector
from resolvers.pages import Row, rows_where
from resolvers.undertaking import KNOTS, TRIES
from rules.case import Facts
from rules.forms import DeclarationKind, Part
from rules.periods import Call
from rules.recomputation import Difference, compared
from rules.workflow import STEPS, Act

AT_ONCE = 500
"""Declarations of a batch: its statements are as many for one."""
DRAFTS = sorted(STEPS[Act.SAVE].leaves | STEPS[Act.APPROVE].leaves)
"""The states in which the stored estimate is that of a draft."""
TITLE = "Estimations relues"

Show = Callable[[str, int, int], None]
"""What is being done, how far it is, how far it goes."""

_WANTED = """
select d.id from declaration_estimate e join declaration d on d.id = e.declaration_id
join structure s on s.id = d.structure_id join caf c on c.id = d.caf_id
where d.state = any($1::text[]) and ($2::text is null or c.code = $2) and ($3::int is null or d.year = $3)
  and ($4::text is null or s.id_equ = $4)
order by c.code, s.id_equ, d.year, d.id
"""
_READ = f"""
select {DECLARATIONS.columns}, e.detail::text as detail, e.computed_at, c.code as caf, s.id_equ, s.name
from unnest($1::int[]) with ordinality as wanted(id, place) join declaration t on t.id = wanted.id
join declaration_estimate e on e.declaration_id = t.id join caf c on c.id = t.caf_id {DECLARATIONS.joins}
where t.state = any($2::text[]) order by wanted.place
"""
_WRITE = """
with redone as (
  select * from unnest($2::int[], $3::int[], $4::timestamptz[], $5::numeric[], $6::numeric[], $7::text[], $8::boolean[])
    as r(id, version, computed_at, psu, amount, detail, fictional)),
held as (select d.id, d.version from declaration d join redone r on r.id = d.id order by d.id for share of d)
update declaration_estimate e set psu = r.psu, amount = r.amount, detail = r.detail::jsonb, fictional = r.fictional,
  computed_at = $1
from redone r join held h on h.id = r.id and h.version = r.version
where e.declaration_id = r.id and e.computed_at = r.computed_at returning e.declaration_id
"""
"""A save holds its declaration and counts its version up: from the lock on, the version tells whether one came between."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which drafts: of one Caf, one year, one structure, or all."""

    caf: str | None = None
    year: int | None = None
    structure: str | None = None


@dataclass(frozen=True, slots=True)
class Redone:
    """One draft whose estimate is another than the stored one."""

    caf: str
    id_equ: str
    structure: str
    call: Call
    difference: Difference


@dataclass(frozen=True, slots=True)
class Recomputed:
    """How many estimates were looked at, how many differ, how many of these were saved again meanwhile and left."""

    looked_at: int
    differing: int
    overtaken: int


@dataclass(frozen=True, slots=True)
class _Draft:
    """A draft to be redone: its key, what is to be stored with the version it follows from, what is told of it."""

    key: int
    columns: tuple[Any, ...]
    redone: Redone


async def recompute(
    wanted: Wanted, now: datetime, *, fictional_allowed: bool, dry_run: bool = False,
    show: Show = lambda *_: None, tell: Callable[[Redone], None] = lambda _: None,
) -> Recomputed:  # fmt: skip
    """Redo the stored estimates of these drafts and write those that differ; with `dry_run` only tell them.

    The first batch that changes something leaves the row of the audit trail.
    """
    keys = [row["id"] for row in await DB.fetch(_WANTED, DRAFTS, wanted.caf, wanted.year, wanted.structure)]
    looked_at = differing = written = 0
    for begin in range(0, len(keys), AT_ONCE):
        some = keys[begin : begin + AT_ONCE]
        rows = await DB.fetch(_READ, some, DRAFTS)
        drafts = await _differing(rows, fictional_allowed)
        kept = {each.key for each in drafts} if dry_run else await _write(drafts, now, noted=written > 0)
        for each in drafts:
            if each.key in kept:
                tell(each.redone)
        looked_at, differing, written = looked_at + len(rows), differing + len(drafts), written + len(kept)
        show(TITLE, begin + len(some), len(keys))
    return Recomputed(looked_at, differing, differing - written)


async def _differing(rows: Sequence[Row], fictional_allowed: bool) -> list[_Draft]:
    """Those of these drafts whose estimate is no longer the one stored."""
    parts: dict[int, dict[Part, PartContent]] = {row["id"]: {} for row in rows}
    # The job role sees every row and has no scope to say so.
    with explicit_predicates(False):
        for part in await rows_where(PARTS, "declaration_id", parts):
            parts[part["declaration_id"]][Part(part["part"])] = PartContent.of(part)
        facts = await facts_by(rows)
    with no_collector():
        drafts = (_draft(row, parts[row["id"]], facts[row["id"]], fictional_allowed) for row in rows)
        return [each for each in drafts if each is not None]


def _draft(row: Row, parts: Mapping[Part, PartContent], facts: Facts, fictional_allowed: bool) -> _Draft | None:
    estimate = Dossier(row, parts, facts, fictional_allowed).estimate
    data = estimate.to_data()
    difference = compared(orjson.loads(row["detail"]), data)
    if difference is None:
        return None
    columns = (
        row["id"], row["version"], row["computed_at"], estimate.psu, estimate.right, orjson.dumps(data).decode(),
        estimate.fictional,
    )  # fmt: skip
    call = Call(DeclarationKind(row["kind"]), row["year"], row["observed_until"])
    return _Draft(row["id"], columns, Redone(row["caf"], row["id_equ"], row["name"], call, difference))


async def _write(drafts: Sequence[_Draft], now: datetime, *, noted: bool) -> set[int]:
    """Store these estimates, but for those overtaken; the keys of what was written."""
    if not drafts:
        return set()
    given = (now, *map(list, zip(*(each.columns for each in drafts), strict=True)))
    for left in reversed(range(TRIES)):
        try:
            async with DB.transaction():
                kept = {row["declaration_id"] for row in await DB.fetch(_WRITE, *given)}
                if kept and not noted:
                    await note_at_the_command_line("recompute", now)
                return kept
        except KNOTS:
            if not left:
                raise
    raise AssertionError("the last try returns or raises")
