"""The drafts of the whole country redone as `portal recompute` does, after the price of an hour has changed.

Each structure has one draft, with its figures and an estimate of yesterday, and beside it a declaration that was sent:
what an update without accounts takes its cost price from, and what the controls of others compare with.
"""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from demo.bench.figures import KIND, SIZES, activity_of, finance_of
from demo.bench.national_release import Nation, write
from models.engine import DB, DbRole, connect_as
from resolvers.recomputation import Wanted, recompute
from rules.case import Case, Facts, Sent
from rules.forms import Column, DeclarationKind, Form, Part
from rules.values import read_all, stored, typed
from server import database
from server.database_url import Urls, connect
from server.progress import progress_shown

DATABASE = "portal_recomputation"
FORECAST, UPDATE, ACTUAL = DeclarationKind
MIX = (
    ((ACTUAL, 2024), (FORECAST, 2024)), ((UPDATE, 2025), (FORECAST, 2025)), ((FORECAST, 2025), (ACTUAL, 2024)),
    ((ACTUAL, 2023), (FORECAST, 2023)),
)  # fmt: skip
"""The draft of a structure and what it has sent, by turns."""
WHOLE = 13_000
BOUND = 30.0
"""Seconds that all the structures of the country may take."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run over all the drafts: seconds on the clock, and of the processor in Python and in PostgreSQL."""

    clock: float
    python: float
    postgres: float

    @property
    def core(self) -> float:
        """Seconds that one core works, if it does all of it."""
        return self.python + self.postgres


@dataclass(frozen=True, slots=True)
class Recalculated:
    """The estimates of so many drafts redone: looked at, written, and looked at again when nothing differs."""

    structures: int
    dry_run: Run
    written: Run
    again: Run
    whole: int = WHOLE
    bound: float = BOUND

    def of_the_country(self, run: Run) -> float:
        """Seconds of one core for as many structures as the country has, at this pace."""
        return run.core * self.whole / self.structures

    @property
    def within(self) -> bool:
        """Is each run within the bound, for the whole country?"""
        return all(self.of_the_country(run) < self.bound for run in (self.dry_run, self.written, self.again))


async def recalculated(superuser_url: str, nation: Nation, say: Callable[[str], object]) -> Recalculated:
    """Write the drafts, then redo them; only the runs are timed. Raises `ValueError` if one does not what it should."""
    urls = await database.prepare(superuser_url, DATABASE)
    await database.migrate(urls)
    await _populate(urls, nation)
    say(f"Estimations de {nation.structures} structures, recalculées…")
    DB.know({DbRole.JOB: urls[DbRole.JOB]})
    await DB.start(DbRole.JOB, max_size=1)
    try:
        with connect_as(DbRole.JOB):
            return Recalculated(
                nation.structures,
                dry_run=await _timed(nation, nation.structures, dry_run=True),
                written=await _timed(nation, nation.structures),
                again=await _timed(nation, 0),
            )
    finally:
        await DB.stop()


async def _timed(nation: Nation, differing: int, dry_run: bool = False) -> Run:
    (row,) = await DB.fetch("select pg_backend_pid() as backend")
    before = (time.perf_counter(), time.process_time(), _worked(row["backend"]))
    with progress_shown() as show:
        done = await recompute(Wanted(), datetime.now(UTC), fictional_allowed=True, dry_run=dry_run, show=show)
    after = (time.perf_counter(), time.process_time(), _worked(row["backend"]))
    if (done.looked_at, done.differing) != (nation.structures, differing):
        raise ValueError(f"{done} of {nation.structures}")
    return Run(*(end - start for start, end in zip(before, after, strict=True)))


def _worked(process: int) -> float:
    """Seconds of the processor that another process of this machine has used, as Linux tells them."""
    ticks = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[11:13]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


async def _populate(urls: Urls, nation: Nation) -> None:
    owner, job = await connect(urls[DbRole.OWNER]), await connect(urls[DbRole.JOB])
    try:
        async with job.transaction():
            await write(job, Nation(nation.structures, nation.cafs, ()))
            await job.execute(_LICENCES, list(SIZES))
            for kind, year in sorted({each for pair in MIX for each in pair}):
                await job.execute(_PERIOD, kind.value, year)
            forms = list(_forms())
            columns = [list(column) for column in zip(*forms, strict=True)]
            for place, ((kind, year), (sent_kind, sent_year)) in enumerate(MIX):
                await job.execute(_DECLARATIONS, kind.value, year, "IN_PROGRESS", place, len(MIX))
                await job.execute(_DECLARATIONS, sent_kind.value, sent_year, "TRANSMITTED", place, len(MIX))
            for statement in (_PARTS, _ESTIMATES, _SUBMISSIONS):
                await job.execute(statement, *columns)
        await owner.execute("vacuum analyze")
    finally:
        await job.close()
        await owner.close()


def _forms() -> Iterator[tuple[Any, ...]]:
    """Each declaration of the mix for each size: kind, year, number of the size, activity, finance, estimate, amounts."""
    for number, places in enumerate(SIZES):
        sent: dict[tuple[DeclarationKind, int], Sent] = {}
        for kind, year in sorted({each for pair in MIX for each in pair}):
            form = KIND.form(kind, year)
            parts = {part: kept(form, part, places) for part in Part}
            case = Case(
                form, year, typed(form, {**parts[Part.ACTIVITY], **parts[Part.FINANCE]}), Facts(sent=sent), True
            )
            sent = {**sent, (kind, year): Sent(kind, year, case.values)}
            estimate = KIND.estimate(case)
            texts = [orjson.dumps(each).decode() for each in (*parts.values(), _yesterday(estimate.to_data()))]
            yield (kind.value, year, number, *texts, estimate.psu, estimate.right, estimate.fictional)


def kept(form: Form, part: Part, places: int) -> dict[str, Any]:
    """What a part keeps of ordinary figures, as its form asks them; an update has all of them in its first column."""
    given = activity_of(places) if part is Part.ACTIVITY else finance_of(places)
    asked = {
        item.name: "0" if item.column is Column.REMAINING else given[item.total or item.name]
        for item in form.part(part) if (item.total or item.name) in given
    }  # fmt: skip
    return {name: stored(value) for name, value in read_all(form, part, asked).items() if value is not None}


def _yesterday(data: dict[str, Any]) -> dict[str, Any]:
    """The same estimate under another figure of the law."""
    used = (each for line in data["lines"] for each in line["operands"] if each["reference"] == "psu.coverage_rate")
    for operand in used:
        operand["value"] = "65"
    return data


_LICENCES = """
insert into licence (caf_id, structure_id, starts_on, places)
select caf_id, id, opened_on, ($1::int[])[1 + id % 4] from structure order by id
"""
_PERIOD = """
insert into declaration_period (caf_id, structure_kind, kind, year, opens_on, due_on, closes_on, observed_until)
select id, 'EAJE', $1::text, $2::int, make_date($2::int, 7, 1), make_date($2::int, 12, 1), make_date($2::int, 12, 31),
  case when $1::text = 'UPDATE' then make_date($2::int, 6, 30) end
from caf
"""
_DECLARATIONS = """
insert into declaration (caf_id, organisation_id, structure_id, tenure_id, period_id, structure_kind, kind, year,
  form_version, state, version, created_at, updated_at, state_since)
select t.caf_id, t.organisation_id, t.structure_id, t.id, p.id, 'EAJE', p.kind, p.year, 2, $3, 1, now(), now(), now()
from tenure t join declaration_period p on p.caf_id = t.caf_id and p.kind = $1 and p.year = $2 where t.id % $5 = $4 order by t.id
"""
_FILLED = """
with form as (select * from unnest($1::text[], $2::int[], $3::int[], $4::jsonb[], $5::jsonb[], $6::jsonb[], $7::numeric[],
  $8::numeric[], $9::boolean[]) as f(kind, year, number, activity, finance, estimate, psu, amount, fictional)),
filled as (select d.*, f.activity, f.finance, f.estimate, f.psu, f.amount, f.fictional from declaration d
  join form f on f.kind = d.kind and f.year = d.year and f.number = d.structure_id % 4)
"""
_PARTS = (
    _FILLED
    + """
insert into declaration_part (caf_id, structure_id, tenure_id, declaration_id, part, state, version, form_version,
  "values", remarks, saved_by_name, saved_at)
select caf_id, structure_id, tenure_id, id, part, case state when 'IN_PROGRESS' then state else 'COMPLETE' end, 1, 2,
  case when part = 'ACTIVITY' then activity else finance end, '{}', 'Camille Petit', now()
from filled, unnest(array['ACTIVITY', 'FINANCE']) part where kind <> 'UPDATE' or part = 'ACTIVITY' order by id, part
"""
)
_ESTIMATES = (
    _FILLED
    + """
insert into declaration_estimate (caf_id, structure_id, tenure_id, declaration_id, psu, amount, detail, fictional, computed_at)
select caf_id, structure_id, tenure_id, id, psu, amount, estimate, fictional, now() from filled order by id
"""
)
_SUBMISSIONS = (
    _FILLED
    + """
insert into submission (caf_id, structure_id, tenure_id, declaration_id, number, reference, declaration_version, form_version,
  activity, finance, estimate, psu, amount, approver_id, approver_name, attestation, sent_at, content_hash)
select f.caf_id, f.structure_id, f.tenure_id, f.id, 1,
  'T24-0000-' || upper(lpad(to_hex(f.id / 65536), 4, '0') || '-' || lpad(to_hex(f.id % 65536), 4, '0')) || '-0', 1, 2,
  jsonb_build_object('values', f.activity, 'remarks', '{}'::jsonb, 'version', 1, 'saved_by', 'Camille Petit'),
  jsonb_build_object('values', f.finance, 'remarks', '{}'::jsonb, 'version', 1, 'saved_by', 'Camille Petit'),
  f.estimate, f.psu, f.amount, a.id, a.display_name, 'Attestation', now(), encode(sha256(f.id::text::bytea), 'hex')
from filled f, person a where f.state = 'TRANSMITTED' order by f.id
"""
)
