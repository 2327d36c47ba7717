"""The averages of five years of the whole country, released one year after the other as `portal statistics release` does.

The population is written straight into the tables, with the constraints that every row obeys; only what a trigger would
look up again for each of a million rows is written without it.
"""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import asyncpg

from models.engine import DB, DbRole, connect_as
from resolvers.releases import release
from rules.averages import size_classes
from rules.kinds import KINDS
from rules.ratios import ratios_of
from server import database
from server.database_url import Urls, connect
from server.progress import progress_shown

DATABASE = "portal_release"
KIND = "EAJE"


@dataclass(frozen=True, slots=True)
class Nation:
    """How large the country is."""

    structures: int = 13_000
    cafs: int = 101
    years: tuple[int, ...] = (2020, 2021, 2022, 2023, 2024)


SMALL = Nation(structures=650, cafs=10)


@dataclass(frozen=True, slots=True)
class Released:
    """What was released in how many seconds."""

    structures: int
    years: int
    ratios: int
    cells: int
    published: int
    seconds: float


async def released(superuser_url: str, nation: Nation, say: Callable[[str], object]) -> Released:
    """Write the country, then release each of its years; only the releases are timed."""
    urls = await database.prepare(superuser_url, DATABASE)
    await database.migrate(urls)
    await _populate(urls, nation)
    say(f"Diffusion de {len(nation.years)} années de {nation.structures} structures…")
    DB.know({DbRole.JOB: urls[DbRole.JOB]})
    await DB.start(DbRole.JOB, max_size=1)
    gc.collect()
    gc.disable()
    try:
        start = time.perf_counter()
        with connect_as(DbRole.JOB), progress_shown() as show:
            done = [await release(KIND, year, datetime.now(UTC), show=show) for year in nation.years]
        seconds = time.perf_counter() - start
    finally:
        gc.enable()
        await DB.stop()
    rows = sum(each.structures for each in done) * len(ratios_of(KIND))
    cells, published = (sum(getattr(each, name) for each in done) for name in ("cells", "published"))
    return Released(nation.structures, len(nation.years), rows, cells, published, seconds)


async def _populate(urls: Urls, nation: Nation) -> None:
    owner, job = await connect(urls[DbRole.OWNER]), await connect(urls[DbRole.JOB])
    try:
        await owner.execute("alter table structure_ratio disable trigger of_declaration")
        async with job.transaction():
            await write(job, nation)
        await owner.execute("alter table structure_ratio enable trigger of_declaration")
        await owner.execute("vacuum analyze")
    finally:
        await job.close()
        await owner.close()


async def write(job: asyncpg.Connection, nation: Nation) -> None:
    """Cafs, organisations, structures and tenures; for each year accepted declarations with their ratios."""
    natures, sizes = list(KINDS[KIND].natures), list(size_classes(datetime.now(UTC).date()))
    await job.execute(_CAFS, nation.cafs)
    await job.execute(_PERSON)
    await job.execute(_ORGANISATIONS, nation.structures // 2)
    await job.execute(_STRUCTURES, nation.structures, natures)
    await job.execute(_TENURES)
    for year in nation.years:
        await job.execute(_PERIOD, year)
    for statement in (_DECLARATIONS, _SUBMISSIONS, _RIGHTS):
        await job.execute(statement)
    await job.execute(_RATIOS, [ratio.code for ratio in ratios_of(KIND)], sizes)


_CAFS = "insert into caf (code, name) select lpad(n::text, 3, '0'), 'Caf ' || n from generate_series(1, $1::int) n"
_PERSON = "insert into person (email, display_name, active, created_at) values ('a@mesure.example', 'A', true, now())"
_ORGANISATIONS = """
insert into organisation (caf_id, siret, name)
select c.id, lpad(n::text, 9, '0') || '00017', 'Gestionnaire ' || n
from generate_series(1, $1::int) n join caf c on c.id = 1 + n % (select count(*) from caf)
"""
_STRUCTURES = """
insert into structure (caf_id, id_equ, name, kind, nature, commune, opened_on)
select c.id, lpad(n::text, 9, '0'), 'Crèche ' || n, 'EAJE', ($2::text[])[1 + (n * 31 % 100) * cardinality($2::text[]) / 100],
  'Commune ' || n, date '2010-09-01'
from generate_series(1, $1::int) n join caf c on c.id = 1 + n % (select count(*) from caf)
"""
_TENURES = """
insert into tenure (caf_id, organisation_id, structure_id, starts_on)
select s.caf_id, o.ids[1 + s.id % cardinality(o.ids)], s.id, s.opened_on
from structure s join (select caf_id, array_agg(id) as ids from organisation group by caf_id) o on o.caf_id = s.caf_id
"""
_PERIOD = """
insert into declaration_period (caf_id, structure_kind, kind, year, opens_on, due_on, closes_on)
select id, 'EAJE', 'ACTUAL', $1::int, make_date($1::int + 1, 1, 15), make_date($1::int + 1, 3, 31), make_date($1::int + 1, 6, 30)
from caf
"""
_DECLARATIONS = """
insert into declaration (caf_id, organisation_id, structure_id, tenure_id, period_id, structure_kind, kind, year,
  form_version, state, version, created_at, updated_at, state_since)
select t.caf_id, t.organisation_id, t.structure_id, t.id, p.id, 'EAJE', 'ACTUAL', p.year, 2, 'ACCEPTED', 1, now(), now(), now()
from tenure t join declaration_period p on p.caf_id = t.caf_id
"""
_SUBMISSIONS = """
insert into submission (caf_id, structure_id, tenure_id, declaration_id, number, reference, declaration_version,
  form_version, activity, finance, estimate, psu, amount, approver_id, approver_name, attestation, sent_at, content_hash)
select d.caf_id, d.structure_id, d.tenure_id, d.id, 1,
  'T24-0000-' || upper(lpad(to_hex(d.id / 65536), 4, '0') || '-' || lpad(to_hex(d.id % 65536), 4, '0')) || '-0', 1, 2,
  '{}', '{}', '{}', 1, 1, p.id, 'A', 'Attestation', now(), encode(sha256(d.id::text::bytea), 'hex')
from declaration d, person p
"""
_RIGHTS = """
insert into accepted_right (caf_id, structure_id, tenure_id, declaration_id, submission_id, psu, amount, accepted_by_id,
  accepted_by_name, accepted_at)
select s.caf_id, s.structure_id, s.tenure_id, s.declaration_id, s.id, s.psu, s.amount, s.approver_id, 'A', now()
from submission s
"""
_RATIOS = """
insert into structure_ratio (caf_id, structure_id, tenure_id, declaration_id, submission_id, siren, structure_kind, year,
  nature, size_class, ratio, numerator, denominator)
select r.caf_id, r.structure_id, r.tenure_id, r.declaration_id, r.submission_id, left(o.siret, 9), 'EAJE', d.year, s.nature,
  ($2::text[])[1 + r.structure_id % cardinality($2::text[])], code, (100 + hashint4(r.id + n::int) % 5000 * 0.01)::numeric(12, 2),
  (150 + hashint4(r.id * 7 + n::int) % 100)::numeric
from accepted_right r
join declaration d on d.id = r.declaration_id
join organisation o on o.id = d.organisation_id
join structure s on s.id = r.structure_id
cross join unnest($1::text[]) with ordinality as of_kind(code, n)
"""
