"""The measured population: a slice of the country, the same at each run, written straight into the tables.

In the Cafs of odd number everything has been sent; in those of even number the last period is being typed, and one
structure in seven has not begun.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import asyncpg

from demo.bench.figures import SIZES, Filled, filled
from resolvers.asker import House
from resolvers.passwords import hash_password
from rules import notice
from rules.forms import DeclarationKind
from rules.policy import Role

PASSWORD = "Mesurer, puis mesurer encore."  # noqa: S105 - of a database that lasts as long as the measure
PERIODS = ((DeclarationKind.ACTUAL, 2023), (DeclarationKind.FORECAST, 2025), (DeclarationKind.ACTUAL, 2024))
"""The last one is open today."""
RUN_BY_ONE = 10
"""Structures of one organisation."""
WRITTEN = 12
"""Tenures that the provider writes, some of them not begun: enough for the twin drafts of four connections."""
OFFICER_CAF, READER_CAF, WRITER_CAF = 1, 2, 4
"""Nobody writes where others read, so that every answer read can be compared."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How large the slice is. `declarations` is the length of the long list, at most all that a Caf holds."""

    cafs: int = 5
    structures: int = 400
    declarations: int = 1_000

    @property
    def tenures(self) -> int:
        """How many tenures hold the declarations of the long list."""
        return -(-self.declarations // len(PERIODS))


TINY = Extent(cafs=4, structures=60, declarations=40)


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody who asks: a partner on the first tenures of a Caf (or the first of every so many), or its staff."""

    name: str
    role: Role
    caf: int
    tenures: int = 0
    every: int = 1

    @property
    def email(self) -> str:
        """The account."""
        return f"{self.name}@mesure.example"


def people(extent: Extent) -> dict[str, Who]:
    """Those who ask, by name."""
    known = (
        Who("manager", Role.HABILITATION_MANAGER, READER_CAF),
        Who("officer", Role.DECLARATION_OFFICER, OFFICER_CAF),
        Who("director", Role.APPROVER, READER_CAF, RUN_BY_ONE),
        Who("accountant", Role.FINANCIAL_DATA_PROVIDER, READER_CAF, 4 * RUN_BY_ONE),
        Who("group", Role.APPROVER, READER_CAF, extent.tenures),
        # All with the same form, so that what the portal saves and what the floor saves can be compared.
        Who("provider", Role.ACTIVITY_DATA_PROVIDER, WRITER_CAF, WRITTEN, every=len(SIZES)),
    )
    return {who.name: who for who in known}


_CHEAP = House(password_time_cost=1, password_memory_kib=8)
"""Signing in is not measured."""


async def populate(job: asyncpg.Connection, extent: Extent, today: date) -> None:
    """Write the slice through a connection of the job role, in one transaction."""
    now = datetime.combine(today - timedelta(days=10), time(9, 30), UTC)
    forms = [form for kind, year in PERIODS for form in filled(kind, year)]
    async with job.transaction():
        await job.execute(_CAFS, extent.cafs)
        await job.execute(_ORGANISATIONS, -(-extent.structures // RUN_BY_ONE))
        await job.execute(_STRUCTURES, extent.structures)
        await job.execute(_LICENCES, list(SIZES))
        await job.execute(_TENURES, RUN_BY_ONE)
        for kind, year in PERIODS:
            opens = today - timedelta(days=30) if (kind, year) == PERIODS[-1] else date(year, 1, 15)
            await job.execute(_PERIOD, kind.value, year, opens, opens + timedelta(days=60), opens + timedelta(days=120))
        for who in people(extent).values():
            await _add(job, who, now)
        await job.execute(_DECLARATIONS, now)
        for statement in (_PARTS, _ESTIMATES, _SUBMISSIONS):
            await job.execute(statement, now, *_columns(forms))
        await job.execute(_RIGHTS, now)
        await job.execute(_RATIOS, *_ratio_columns(forms))


async def _add(job: asyncpg.Connection, who: Who, now: datetime) -> None:
    password = hash_password(PASSWORD, _CHEAP)
    key = await job.fetchval(_PERSON, who.email, who.name.title(), password, now, notice.VERSION)
    if who.tenures:
        await job.execute(_GRANTS, key, who.role.value, now, f"{who.caf:03d}", who.tenures, who.every)
    else:
        await job.execute(_STAFF, key, who.role.value, f"{who.caf:03d}")


def _columns(forms: list[Filled]) -> list[list[object]]:
    names = ("kind", "year", "number", "activity", "finance", "estimate", "psu", "amount")
    return [[getattr(form, name) for form in forms] for name in names]


def _ratio_columns(forms: list[Filled]) -> list[list[object]]:
    """The ratios of each form, as an acceptance stores them."""
    rows = [(form.year, form.number, form.size_class, *each) for form in forms for each in form.ratios]
    return [list(column) for column in zip(*rows, strict=True)]


_CAFS = "insert into caf (code, name) select lpad(n::text, 3, '0'), 'Caf ' || n from generate_series(1, $1::int) n"
_ORGANISATIONS = """
insert into organisation (caf_id, siret, name)
select c.id, lpad((c.id * 100000 + n)::text, 9, '0') || '00017', 'Gestionnaire ' || n
from caf c, generate_series(1, $1::int) n order by c.id, n
"""
_STRUCTURES = """
insert into structure (caf_id, id_equ, name, kind, nature, commune, opened_on)
select c.id, c.code || lpad(n::text, 6, '0'), 'Crèche ' || lpad(((n * 37) % 1000)::text, 3, '0') || '-' || n, 'EAJE',
  (array['MULTI_ACCUEIL', 'COLLECTIVE_CRECHE', 'MICRO_CRECHE'])[1 + n % 3], 'Commune ' || n % 60,
  date '2010-09-01'
from caf c, generate_series(1, $1::int) n order by c.id, n
"""
_LICENCES = """
insert into licence (caf_id, structure_id, starts_on, places)
select caf_id, id, opened_on, ($1::int[])[1 + id % 4] from structure order by id
"""
_TENURES = """
insert into tenure (caf_id, organisation_id, structure_id, starts_on)
select s.caf_id, o.id, s.id, s.opened_on
from (select *, row_number() over (partition by caf_id order by id) - 1 as place from structure) s
join (select *, row_number() over (partition by caf_id order by id) - 1 as place from organisation) o
  on o.caf_id = s.caf_id and o.place = s.place / $1::int
order by s.id
"""
_PERIOD = """
insert into declaration_period (caf_id, structure_kind, kind, year, opens_on, due_on, closes_on)
select id, 'EAJE', $1, $2, $3, $4, $5 from caf
"""
_PERSON = """
insert into person (email, display_name, password, active, created_at, notice_version, notice_accepted_at)
values ($1, $2, $3, true, $4, $5, $4) returning id
"""
_STAFF = "insert into staff_role (person_id, role, caf_id, starts_on) select $1, $2, id, '2020-01-01' from caf where code = $3"
_GRANTS = """
insert into role_grant (caf_id, organisation_id, structure_id, tenure_id, person_id, person_name, person_email, role,
  starts_on, granted_by_id, granted_at)
select t.caf_id, t.organisation_id, t.structure_id, t.id, p.id, p.display_name, p.email, $2, date '2020-01-01', m.id, $3
from person p, tenure t join caf c on c.id = t.caf_id, person m
where p.id = $1 and c.code = $4 and m.email like 'manager@%' and t.id % $6 = 0 order by t.id limit $5
"""
_DECLARATIONS = """
insert into declaration (caf_id, organisation_id, structure_id, tenure_id, period_id, structure_kind, kind, year,
  form_version, state, version, created_at, updated_at, state_since)
select t.caf_id, t.organisation_id, t.structure_id, t.id, p.id, 'EAJE', p.kind, p.year, 2,
  case when p.opens_on < $1::timestamptz - interval '60 days' then 'ACCEPTED'
    when c.code::int % 2 = 1 then (array['TRANSMITTED', 'PROCESSING', 'ACCEPTED'])[1 + t.id % 3]
    when t.id % 7 = 3 then 'OPEN' else 'IN_PROGRESS' end,
  1, $1, $1 + t.id * interval '1 second', $1
from tenure t join caf c on c.id = t.caf_id join declaration_period p on p.caf_id = t.caf_id order by p.id, t.id
"""
_FILLED = """
with form as (select * from unnest($2::text[], $3::int[], $4::int[], $5::jsonb[], $6::jsonb[], $7::jsonb[], $8::numeric[],
  $9::numeric[]) as f(kind, year, number, activity, finance, estimate, psu, amount)),
filled as (select d.*, f.activity, f.finance, f.estimate, f.psu, f.amount from declaration d
  join form f on f.kind = d.kind and f.year = d.year and f.number = d.tenure_id % 4)
"""
_PARTS = (
    _FILLED
    + """
insert into declaration_part (caf_id, structure_id, tenure_id, declaration_id, part, state, version, form_version,
  "values", remarks, saved_by_name, saved_at)
select caf_id, structure_id, tenure_id, id, part,
  case state when 'OPEN' then 'EMPTY' when 'IN_PROGRESS' then state else 'COMPLETE' end, 1, 2,
  case when state = 'OPEN' then '{}' when part = 'ACTIVITY' then activity else finance end, '{}', 'Camille Petit', $1
from filled, unnest(array['ACTIVITY', 'FINANCE']) part order by id, part
"""
)
_ESTIMATES = (
    _FILLED
    + """
insert into declaration_estimate (caf_id, structure_id, tenure_id, declaration_id, psu, amount, detail, fictional, computed_at)
select caf_id, structure_id, tenure_id, id, psu, amount, estimate, (estimate->>'fictional')::boolean, $1
from filled where state <> 'OPEN' order by id
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
  f.estimate, f.psu, f.amount, a.id, a.display_name, 'Attestation', $1, encode(sha256(f.id::text::bytea), 'hex')
from filled f, person a where f.state in ('TRANSMITTED', 'PROCESSING', 'ACCEPTED') and a.email like 'group@%' order by f.id
"""
)
_RIGHTS = """
insert into accepted_right (caf_id, structure_id, tenure_id, declaration_id, submission_id, psu, amount, accepted_by_id,
  accepted_by_name, accepted_at)
select s.caf_id, s.structure_id, s.tenure_id, s.declaration_id, s.id, s.psu, s.amount, a.id, a.display_name, $1
from submission s join declaration d on d.id = s.declaration_id, person a
where d.state = 'ACCEPTED' and a.email like 'officer@%' order by s.id
"""
_RATIOS = """
insert into structure_ratio (caf_id, structure_id, tenure_id, declaration_id, submission_id, siren, structure_kind, year,
  nature, size_class, ratio, numerator, denominator)
select r.caf_id, r.structure_id, r.tenure_id, r.declaration_id, r.submission_id, left(o.siret, 9), 'EAJE', d.year, s.nature,
  f.size_class, f.ratio, f.numerator, f.denominator
from accepted_right r
join declaration d on d.id = r.declaration_id
join organisation o on o.id = d.organisation_id
join structure s on s.id = r.structure_id
join unnest($1::int[], $2::int[], $3::text[], $4::text[], $5::numeric[], $6::numeric[])
  as f(year, number, size_class, ratio, numerator, denominator) on f.year = d.year and f.number = d.tenure_id % 4
where d.kind = 'ACTUAL' order by d.id
"""
