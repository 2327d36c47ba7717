"""The outbox: which mail is due, what is to be said in it, and what became of it. Read and written by the job role.

A mail is taken for one try at a time: the next try is fixed, and written down, before this one begins. Of two who
deliver, one takes it; whoever dies with it in hand leaves it to the next try, so that a mail may be sent twice, never
lost. One that is fatal to whoever sends it is given up in the end like any other.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from models.engine import DB
from resolvers.keychain import fingerprint
from resolvers.reminders import IN_FORCE, awaited_of, ending_of
from rules.forms import DeclarationKind, Part
from rules.mails import MAILS, Mail
from rules.periods import Call
from rules.policy import Role
from rules.timing import WITH_THE_PARTNER, day_in_france
from rules.workflow import PartState, State

WAITS = tuple(timedelta(minutes=each) for each in (1, 5, 15, 60, 360))
"""How long after each try the next one comes; the last wait comes again and again."""
PATIENCE = timedelta(days=3)
ERROR_LENGTH = 300

_TAKE = """
update outgoing_mail set attempts = attempts + 1, last_error = 'Essai interrompu.',
  due_at = $1 + ($2::interval[])[least(attempts + 1, cardinality($2::interval[]))]
where id = (
  select id from outgoing_mail where sent_at is null and given_up_at is null and due_at <= $1
  order by due_at, id for update skip locked limit 1)
returning id
"""


async def take(now: datetime) -> int | None:
    """The mail that has been due for longest, taken for one try; none when nothing is due."""
    await DB.fetch(
        "update outgoing_mail set given_up_at = $1 where sent_at is null and given_up_at is null and due_at <= $1"
        " and attempts > 0 and created_at <= $1 - $2::interval",
        now, PATIENCE,
    )  # fmt: skip
    rows = await DB.fetch(_TAKE, now, list(WAITS))
    return rows[0]["id"] if rows else None


@dataclass(frozen=True, slots=True)
class Task:
    """What is awaited from somebody in one declaration, or which role he loses on one structure."""

    structure: str
    what: str = ""
    declaration: str = ""
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Parcel:
    """One mail to be sent: to whom, and all that its text may tell. Nothing of a declaration but its name and days."""

    id: int
    mail: Mail
    person: int
    name: str
    email: str
    created_at: datetime
    attempts: int
    has_password: bool = False
    caf: str = ""
    organisation: str = ""
    structure: str = ""
    declaration: str = ""
    part: Part | None = None
    day: date | None = None
    due_on: date | None = None
    closes_on: date | None = None
    tasks: Sequence[Task] = field(default_factory=tuple)


_READ = f"""
select m.id, m.template, m.person_id, m.created_at, m.attempts, m.caf_id, m.part, m.day, e.email, e.display_name,
  e.active, e.password is not null as has_password, e.must_change, c.name as caf, o.name as organisation,
  s.name as structure, d.kind, d.year, d.state, v.state as part_state, p.observed_until,
  greatest(p.due_on, d.extended_to) as due_on, greatest(p.closes_on, d.extended_to) as closes_on,
  m.tenure_id is null or exists (
    select from role_grant g where g.person_id = m.person_id and g.tenure_id = m.tenure_id and {IN_FORCE}) as concerned
from outgoing_mail m join person e on e.id = m.person_id
left join caf c on c.id = m.caf_id
left join tenure r on r.id = m.tenure_id left join organisation o on o.id = r.organisation_id
left join structure s on s.id = r.structure_id
left join declaration d on d.id = m.declaration_id left join declaration_period p on p.id = d.period_id
left join declaration_part v on v.declaration_id = d.id and v.part = m.part
where m.id = $2
"""

_STILL_TRUE: Mapping[Mail, Callable[[Mapping[str, Any]], bool]] = {
    Mail.CHANGE_WANTED: lambda row: row["must_change"],
    Mail.PART_READY: lambda row: row["state"] == State.READY,
    Mail.PART_SENT_BACK: lambda row: row["part_state"] == PartState.SENT_BACK,
    Mail.RETURNED: lambda row: row["state"] in WITH_THE_PARTNER,
}
"""What must still be so when a mail is sent, where time may have passed it by."""


async def read(key: int, now: datetime) -> Parcel | None:
    """What this mail says, as things stand now; none when there is nothing left to say, or nobody to say it to."""
    row = (await DB.fetch(_READ, day_in_france(now), key))[0]
    mail = Mail(row["template"])
    if not (row["active"] and row["concerned"] and _STILL_TRUE.get(mail, _always)(row)):
        return None
    tasks = await _tasks(mail, row, day_in_france(now))
    if mail in _LISTS and not tasks:
        return None
    return Parcel(
        row["id"], mail, row["person_id"], row["display_name"], row["email"], row["created_at"], row["attempts"],
        row["has_password"], row["caf"] or "", row["organisation"] or "", row["structure"] or "", _called(row) if row["kind"] else "",
        Part(row["part"]) if row["part"] else None, row["day"], row["due_on"], row["closes_on"], tasks,
    )  # fmt: skip


def _always(_: Mapping[str, Any]) -> bool:
    return True


def _called(row: Mapping[str, Any]) -> str:
    return Call(DeclarationKind(row["kind"]), row["year"], row["observed_until"]).name


_LISTS = {Mail.DEADLINE_NEAR: awaited_of, Mail.GRANT_ENDING: ending_of}


async def _tasks(mail: Mail, row: Mapping[str, Any], today: date) -> tuple[Task, ...]:
    if mail not in _LISTS:
        return ()
    found = await _LISTS[mail](row["person_id"], row["caf_id"], row["day"], today)
    return tuple(
        Task(each["structure"], role=Role(each["role"]))
        if mail is Mail.GRANT_ENDING
        else Task(each["structure"], each["what"], _called(each))
        for each in found
    )


async def make_link(parcel: Parcel, now: datetime, life: timedelta) -> str:
    """The token of a new one-time link, which stands in this mail and nowhere else: only its hash is kept."""
    purpose = MAILS[parcel.mail].link
    if purpose is None:
        raise ValueError(f"{parcel.mail} carries no link")
    token = secrets.token_urlsafe(32)
    await DB.fetch(
        "insert into one_time_link (person_id, purpose, token_hash, created_at, expires_at) values ($1, $2, $3, $4, $5)",
        parcel.person, purpose, fingerprint(token), now, now + life,
    )  # fmt: skip
    return token


async def sent(key: int, now: datetime) -> None:
    """It was sent, whatever else was decided of it meanwhile."""
    await DB.fetch(
        "update outgoing_mail set sent_at = $2, given_up_at = null, last_error = null where id = $1", key, now
    )


async def failed(key: int, why: str) -> None:
    """This try came to nothing; the next one is fixed already."""
    await DB.fetch("update outgoing_mail set last_error = $2 where id = $1", key, why[:ERROR_LENGTH])


async def give_up(key: int, why: str | None, now: datetime) -> None:
    """There will be no other try."""
    await DB.fetch(
        "update outgoing_mail set given_up_at = coalesce(given_up_at, $3), last_error = $2"
        " where id = $1 and sent_at is null",
        key, why and why[:ERROR_LENGTH], now,
    )  # fmt: skip
