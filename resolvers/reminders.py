"""Reminders: deadlines that come near, grants that end soon. Posted as the job role, each once, in one statement.

A person has one mail for a day, however many structures it is about; what stands in it is read when it is sent. Whose
turn it is follows from `rules.turns`, so that a mail and the list of what awaits somebody cannot disagree.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from models.engine import DB
from rules.mails import Mail
from rules.policy import PARTNERS
from rules.timing import day_in_france
from rules.turns import TURNS

IN_FORCE = "g.state = 'ACTIVE' and g.ended_at is null and g.starts_on <= $1 and (g.ends_on is null or g.ends_on >= $1)"
"""The condition under which a grant `g` is in force on the day `$1`."""


def _turns() -> Iterator[str]:
    """The turns of partners as rows of SQL; an act on a part is somebody's turn in one state of that part."""
    for turn in TURNS:
        if turn.role in PARTNERS and (turn.part is None or turn.part_state is not None):
            leaves = f"{{{','.join(sorted(turn.step.leaves))}}}"
            words = (turn.role, leaves, turn.part, turn.part_state, turn.what)
            yield f"({', '.join('null' if each is None else _quoted(each) for each in words)})"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


DUE = "greatest(p.due_on, d.extended_to)"
_AWAITED = f"""
from declaration d join declaration_period p on p.id = d.period_id join structure s on s.id = d.structure_id
join role_grant g on g.tenure_id = d.tenure_id and {IN_FORCE}
join (values {", ".join(_turns())}) t (role, leaves, part, part_state, what)
  on t.role = g.role and d.state = any(t.leaves::text[]) and (t.part is null or exists (
    select from declaration_part v where v.declaration_id = d.id and v.part = t.part and v.state = t.part_state))
where p.opens_on <= $1
"""
_ENDING = """
from role_grant g join structure s on s.id = g.structure_id
where g.state = 'ACTIVE' and g.ended_at is null and g.starts_on <= $1 and not exists (
  select from role_grant n where n.person_id = g.person_id and n.tenure_id = g.tenure_id and n.role = g.role
    and n.starts_on > g.ends_on and n.ended_at is null)
"""
"""Grants that nothing follows: one that is renewed already worries nobody."""

_POST = """
insert into outgoing_mail (template, caf_id, person_id, day, once, created_at, due_at)
select $2::text, n.caf_id, n.person_id, n.day, concat_ws(' ', $2::text, n.caf_id, n.person_id, n.day, n.band), $3, $3
from (
  select distinct near.*, (select min(b) from unnest($4::int[]) b where b >= near.day - $1) as band from ({near}) near
  where near.day between $1 and $1 + (select max(b) from unnest($4::int[]) b)
) n join person on person.id = n.person_id and person.active
on conflict (once) do nothing returning id
"""
_NEAR = {
    Mail.DEADLINE_NEAR: f"select d.caf_id, g.person_id, {DUE} as day {_AWAITED}",
    Mail.GRANT_ENDING: f"select g.caf_id, g.person_id, g.ends_on as day {_ENDING}",
}


async def remind(mail: Mail, days: Sequence[int], now: datetime) -> int:
    """Post this reminder to everybody who has not had it: once for each of these numbers of days left. Says how many.

    A day on which nothing ran is made up for on the next: what counts is the smallest number not yet passed.
    """
    query = _POST.format(near=_NEAR[mail])
    return len(await DB.fetch(query, day_in_france(now), mail, now, list(days)))


async def awaited_of(person: int, caf: int, day: date, today: date) -> Sequence[Any]:
    """What is awaited from this person today in the declarations of a Caf that are due on a day."""
    return await DB.fetch(
        f"select s.name as structure, d.kind, d.year, p.observed_until, t.what {_AWAITED}"
        f" and g.person_id = $2 and d.caf_id = $3 and {DUE} = $4 order by s.name, d.id, t.part",
        today, person, caf, day,
    )  # fmt: skip


async def ending_of(person: int, caf: int, day: date, today: date) -> Sequence[Any]:
    """The grants of a person in a Caf that end on a day and are not renewed."""
    return await DB.fetch(
        f"select s.name as structure, g.role {_ENDING} and g.person_id = $2 and g.caf_id = $3 and g.ends_on = $4"
        " order by s.name, g.role",
        today, person, caf, day,
    )  # fmt: skip
