"""What the Caf's officers do with its periods: open one as a draft, change its days, publish it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg
from piccolo.querystring import QueryString

from models.engine import DB
from models.visibility import visible
from resolvers.asker import Asker
from resolvers.desk import Errand, Place, perform
from resolvers.opaque import key_of
from resolvers.pages import Row
from rules.forms import DeclarationKind
from rules.kinds import KINDS
from rules.periods import Call, Days, wrong_call, wrong_days, wrong_move
from rules.problems import Code, Refused, problem
from rules.timing import WITH_THE_PARTNER

_OPEN = Errand("openPeriod", "period.keep", makes="Period")
_CHANGE = Errand("changePeriod", "period.keep", "period", "Period", "declaration_period")
_PUBLISH = Errand("publishPeriod", "period.keep", "period", "Period", "declaration_period")


async def open_period(asker: Asker, structure_kind: str, call: Call, days: Days) -> int:
    """Lay down a period of one's own Caf, as a draft: nothing is asked of anybody before it is published."""

    async def work(place: Place) -> int:
        problems = list(wrong_call(call))
        problems = problems or list(wrong_days(call, days))
        if structure_kind not in KINDS:
            problems.insert(0, problem(Code.NOT_FOUND, "structureKind"))
        if problems:
            raise Refused(*problems)
        try:
            made = await DB.fetch(
                "insert into declaration_period (caf_id, structure_kind, kind, year, observed_until, opens_on, due_on,"
                " closes_on) values ($1, $2, $3, $4, $5, $6, $7, $8) returning id",
                place.where["caf"], structure_kind, call.kind.value, call.year, call.observed_until,
                days.opens_on, days.due_on, days.closes_on,
            )  # fmt: skip
        except asyncpg.UniqueViolationError:
            raise Refused(problem(Code.PERIOD_EXISTS, "year", name=call.name)) from None
        return int(made[0]["id"])

    return await perform(asker, _OPEN, "", work)


async def change_period(asker: Asker, period: str, days: Days) -> int:
    """Change the days of a period; those of a published one hold at once for all its declarations but delayed ones.

    What a published period may not change is said, with the reasons, by `rules.periods.wrong_move`.
    """

    async def work(place: Place) -> int:
        row = await _locked(place.key)
        problems = list(wrong_days(call_of(row), days))
        if row["published_at"] is not None:
            problems += wrong_move(asker.today, days_of(row), days)
        if problems:
            raise Refused(*problems)
        await DB.fetch(
            "update declaration_period set opens_on = $2, due_on = $3, closes_on = $4 where id = $1",
            place.key, days.opens_on, days.due_on, days.closes_on,
        )  # fmt: skip
        return place.key

    return await perform(asker, _CHANGE, period, work)


def call_of(row: Row) -> Call:
    """What the period of a row asks; a declaration's row tells it too."""
    return Call(DeclarationKind(row["kind"]), row["year"], row["observed_until"])


def days_of(row: Row) -> Days:
    """The days of a row of a period."""
    return Days(row["opens_on"], row["due_on"], row["closes_on"])


async def _locked(key: int) -> Row:
    """The period, held until the transaction ends: two officers publish or change it one after the other."""
    rows: Sequence[Row] = await DB.fetch("select * from declaration_period where id = $1 for update", key)
    return rows[0]


@dataclass(frozen=True, slots=True)
class Published:
    """How many declarations a publication opened, how many there were already, how many stay cancelled."""

    key: int
    opened: int
    already: int
    cancelled: int


async def publish_period(asker: Asker, period: str, again: Sequence[str]) -> Published:
    """Open one declaration for each tenure that the period is about, and that has none yet.

    Publishing again adds those that are missing, for a structure opened since. A cancelled declaration was cancelled for
    a reason: it is opened anew only when it is named in `again`, never by the way.
    """

    async def work(place: Place) -> Published:
        row = await _locked(place.key)
        opened = await _open_declarations(asker, row, await _tenures_again(asker, place.key, again))
        await DB.fetch(
            "update declaration_period set published_at = $2, published_by_name = $3 where id = $1 and published_at is null",
            place.key, asker.now, asker.person.name,
        )  # fmt: skip
        # Of a tenure and a period one declaration is alive at most.
        (count,) = await DB.fetch(
            "select count(*) filter (where state <> 'CANCELLED') as alive, count(distinct tenure_id) as tenures"
            " from declaration where period_id = $1",
            place.key,
        )
        return Published(place.key, opened, count["alive"] - opened, count["tenures"] - count["alive"])

    return await perform(asker, _PUBLISH, period, work, lambda made: Published(**made))


async def _tenures_again(asker: Asker, period: int, again: Sequence[str]) -> list[int]:
    """The tenures of these cancelled declarations of the period."""
    if len(again) > asker.house.page_max:
        raise Refused(problem(Code.PAGE_TOO_LONG, "again", given=len(again), limit=asker.house.page_max))
    keys = [key_of("Declaration", mark) for mark in again]
    rows: Sequence[Any] = await DB.run_querystring(
        QueryString(
            "select t.id, t.tenure_id from declaration t"
            " where t.id = any({}::int[]) and t.period_id = {} and t.state = 'CANCELLED' and {}",
            [key for key in keys if key is not None], period, visible("declaration", "t"),
        )
    )  # fmt: skip
    found = {row["id"]: row["tenure_id"] for row in rows}
    unknown = [problem(Code.NOT_FOUND, "again", str(place)) for place, key in enumerate(keys) if key not in found]
    if unknown:
        raise Refused(*unknown)
    return sorted(found.values())


ASKED = """
from declaration_period p
join structure s on s.caf_id = p.caf_id and s.kind = p.structure_kind
join tenure t on t.structure_id = s.id
where p.id = $1
  and greatest(t.starts_on, s.opened_on, $2::date) <= least(t.ends_on, s.closed_on, $3::date)
"""
"""The tenures `t` that a period is about, in the days that it is about."""
_MISSING = f"""
insert into declaration (caf_id, organisation_id, structure_id, tenure_id, period_id, structure_kind, kind, year,
  form_version, state, version, created_at, updated_at, state_since)
select t.caf_id, t.organisation_id, t.structure_id, t.id, p.id, p.structure_kind, p.kind, p.year, $4, 'OPEN', 1, $5, $5, $5
{ASKED}
  and (t.id = any($6::int[]) or not exists (select from declaration d where d.tenure_id = t.id and d.period_id = p.id))
order by t.id
on conflict (tenure_id, period_id) where state <> 'CANCELLED' do nothing
returning id
"""
_PARTS = """
insert into declaration_part (caf_id, structure_id, tenure_id, declaration_id, part, form_version, state, version)
select d.caf_id, d.structure_id, d.tenure_id, d.id, asked.part, d.form_version, 'EMPTY', 1
from declaration d cross join unnest($2::text[]) with ordinality as asked(part, place)
where d.id = any($1::int[]) order by d.id, asked.place
"""


async def _open_declarations(asker: Asker, row: Row, again: Sequence[int]) -> int:
    """The missing declarations and their empty parts, two statements however many; how many they are."""
    kind, call = KINDS[row["structure_kind"]], call_of(row)
    made = await DB.fetch(_MISSING, row["id"], *call.span, kind.version, asker.now, list(again))
    parts = [part.value for part in kind.required_parts(call.kind, call.year)]
    await DB.fetch(_PARTS, [each["id"] for each in made], parts)
    return len(made)


async def progress(asker: Asker, periods: Sequence[int]) -> dict[int, list[Row]]:
    """How many declarations of each period stand in each `state` (`n`) and are `late`, of those that the caller sees."""
    rows = await DB.run_querystring(
        QueryString(
            "select t.period_id, t.state, count(*) as n, count(*) filter (where {}) as late from declaration t"
            " join declaration_period p on p.id = t.period_id where t.period_id = any({}::int[]) and {} group by 1, 2",
            late_on(asker), list(periods), visible("declaration", "t"),
        )
    )  # fmt: skip
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row["period_id"], []).append(row)
    return found


def late_on(asker: Asker) -> QueryString:
    """Is a declaration `t` of a period `p` late today? The same as `rules.timing.is_late`, in SQL."""
    waiting = sorted(state.value for state in WITH_THE_PARTNER)
    return QueryString(
        "(t.state = any({}::text[]) and {}::date > greatest(p.due_on, t.extended_to))", waiting, asker.today
    )
