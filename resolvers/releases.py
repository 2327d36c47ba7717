"""Releasing the statistics of a year: read, compute, apply secrecy, freeze, in one transaction. By the job role only."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zlib import crc32

import asyncpg
import orjson

from models.engine import DB
from resolvers.audit import note_at_the_command_line, noted_at_the_command_line
from resolvers.memory import no_collector
from resolvers.pages import Row
from rules import french
from rules.averages import Average, Computed, Member, Places, averages, size_class
from rules.kinds import KINDS
from rules.licences import highest
from rules.parameters import PARAMETERS
from rules.problems import Code, Refused, problem
from rules.ratios import Ratio, Terms, ratios_of
from rules.suppression import NATIONAL

Show = Callable[[str, int, int], None]
"""What is being done, how far it is, how far it goes."""

_ACCEPTED = """
select r.*, s.opened_on, s.closed_on, t.starts_on, t.ends_on
from (
  select declaration_id, min(caf_id) as caf_id, min(structure_id) as structure_id, min(tenure_id) as tenure_id,
    min(siren) as siren, min(nature) as nature, min(size_class) as size_class, array_agg(ratio) as ratios,
    array_agg(numerator) as numerators, array_agg(denominator) as denominators
  from structure_ratio where structure_kind = $1 and year = $2 group by declaration_id
) r
join declaration d on d.id = r.declaration_id
join structure s on s.id = r.structure_id
join tenure t on t.id = r.tenure_id
where d.state = 'ACCEPTED'
"""
_EXISTING = """
select s.id, s.caf_id, s.nature,
  array(select l.starts_on from licence l where l.structure_id = s.id order by l.id) as days,
  array(select l.places from licence l where l.structure_id = s.id order by l.id) as places
from structure s
where s.kind = $1 and s.opened_on <= $3 and (s.closed_on is null or s.closed_on >= $2)
"""
_CELLS = """
insert into statistics_cell (release_id, structure_kind, year, caf_id, ratio, axis, code, average, q1, median, q3, band,
  coverage, reason)
select $1, $2, $3, each.*
from unnest($4::int[], $5::text[], $6::text[], $7::text[], $8::numeric[], $9::numeric[], $10::numeric[], $11::numeric[],
  $12::text[], $13::int[], $14::text[]) as each
"""


@dataclass(frozen=True, slots=True)
class Release:
    """What was released, or would be: cells in all and published, structures in, and structures left out."""

    kind: str
    year: int
    cells: int
    published: int
    structures: int
    partial: int
    incomplete: int


async def release(
    kind: str, year: int, now: datetime, *, dry_run: bool = False, show: Show = lambda *_: None
) -> Release:
    """Release the statistics of a kind of structure and a year, for ever; with `dry_run` compute them and write nothing.

    Raises `Refused` with `ALREADY_RELEASED`, `RELEASE_RUNNING` or `NOTHING_TO_RELEASE`.
    """
    async with noted_at_the_command_line("release", now, rehearsal=dry_run):
        return await _release(kind, year, now, dry_run, show)


async def _release(kind: str, year: int, now: datetime, dry_run: bool, show: Show) -> Release:
    async with DB.transaction():
        # One picture of the year, whatever is accepted meanwhile.
        await DB.fetch("set transaction isolation level repeatable read")
        await _demand_first(kind, year)
        members, existing, told = await _read(kind, year)
        if not members:
            raise Refused(problem(Code.NOTHING_TO_RELEASE, **_words(kind, year)))
        title = f"{kind} {year} : moyennes"
        with no_collector():
            cells = list(
                averages(
                    ratios_of(kind), members, existing, KINDS[kind].natures, date(year, 1, 1),
                    lambda done, total: show(title, done, total),
                )
            )  # fmt: skip
        show(title, len(ratios_of(kind)), len(ratios_of(kind)))
    if not dry_run:
        # In a transaction of its own: one that looks at an old picture of the year could not add to the audit trail.
        async with DB.transaction():
            await _demand_first(kind, year)
            made = await _freeze(kind, year, now, cells)
            await note_at_the_command_line("release", now, about=("Release", made))
    published = sum(average is not None for _, _, average in cells)
    return Release(kind, year, len(cells), published, len(members), **told)


def _words(kind: str, year: int) -> dict[str, Any]:
    return {"year": year, "kind": KINDS[kind].label}


async def _demand_first(kind: str, year: int) -> None:
    locked = await DB.fetch("select pg_try_advisory_xact_lock($1, $2) as mine", crc32(kind.encode()) >> 1, year)
    if not locked[0]["mine"]:
        raise Refused(problem(Code.RELEASE_RUNNING, **_words(kind, year)))
    found = await DB.fetch(
        "select released_at from statistics_release where structure_kind = $1 and year = $2", kind, year
    )
    if found:
        raise _already(kind, year, found[0]["released_at"])


def _already(kind: str, year: int, at: datetime) -> Refused:
    return Refused(problem(Code.ALREADY_RELEASED, **_words(kind, year), released=french.moment(at)))


async def _read(kind: str, year: int) -> tuple[list[Member], list[Places], dict[str, int]]:
    """The structures that enter, those that exist, and how many accepted ones are left out and why.

    All ratios or none: were a structure in one ratio and not in another, two averages would differ by that structure.
    """
    rows = await DB.fetch(_ACCEPTED, kind, year)
    codes = {ratio.code for ratio in ratios_of(kind)}
    whole = [row for row in rows if _whole_year(row, year)]
    members = {row["structure_id"]: member for row in whole if (member := _member(row, codes)) is not None}
    there = await DB.fetch(_EXISTING, kind, date(year, 1, 1), date(year, 12, 31))
    existing = [_place(row, members.get(row["id"]), year) for row in there]
    left_out = {"partial": len(rows) - len(whole), "incomplete": len(whole) - len(members)}
    return list(members.values()), existing, left_out


def _whole_year(row: Row, year: int) -> bool:
    """Open and under this tenure from 1 January to 31 December."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    ends = (row["closed_on"], row["ends_on"])
    return max(row["opened_on"], row["starts_on"]) <= first and all(end is None or end >= last for end in ends)


def _member(row: Row, codes: set[str]) -> Member | None:
    terms = {
        code: Terms(numerator, denominator)
        for code, numerator, denominator in zip(row["ratios"], row["numerators"], row["denominators"], strict=True)
        if numerator is not None
    }
    if not codes <= terms.keys() or row["size_class"] is None:
        return None
    return Member(row["caf_id"], row["siren"], row["nature"], row["size_class"], terms)


def _place(row: Row, member: Member | None, year: int) -> Places:
    """Where a structure stands: as it declared, else as it is known."""
    if member is not None:
        return member.caf, member.nature, member.size_class
    known: Iterable[tuple[date, int]] = zip(row["days"], row["places"], strict=True)
    places = highest(known, date(year, 1, 1), date(year, 12, 31)) or Decimal(1)
    return row["caf_id"], row["nature"], size_class(places, date(year, 1, 1))


async def _freeze(kind: str, year: int, now: datetime, cells: Sequence[Computed]) -> int:
    try:
        made = await DB.fetch(
            "insert into statistics_release (structure_kind, year, released_at, parameters)"
            " values ($1, $2, $3, $4::jsonb) returning id",
            kind, year, now, orjson.dumps(_parameters(date(year, 1, 1))).decode(),
        )  # fmt: skip
    except asyncpg.UniqueViolationError:
        raise _already(kind, year, now) from None
    await DB.fetch(_CELLS, made[0]["id"], kind, year, *map(list, zip(*map(_columns, cells), strict=True)))
    return int(made[0]["id"])


def _parameters(day: date) -> dict[str, str]:
    """The bounds and classes that were in force."""
    names = [name for name in PARAMETERS.names() if name.startswith("statistics.")]
    return {name: str(PARAMETERS.on(name, day).value) for name in names}


def _columns(computed: tuple[Ratio, Any, Average | None]) -> tuple[Any, ...]:
    ratio, cell, found = computed
    place = (None if cell.territory == NATIONAL else cell.territory, ratio.code, cell.axis, cell.code)
    if found is None:
        return (*place, *([None] * 6), "SECRET")
    return (*place, found.average, found.q1, found.median, found.q3, found.band, found.coverage, None)
