"""The planned population, written by the job role: who runs what, who may do what, when the Cafs ask."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from demo import stage
from demo.bulk import Rows, numbers
from demo.calls import PlannedPeriod
from demo.organisations import CAFS, STAFF
from demo.people import add_people
from demo.population import Population
from demo.scene import OPENING
from models.engine import DB, DbRole, connect_as
from rules.french import PARIS
from rules.policy import Role
from rules.timing import Timing, timing
from rules.trail import Door

GRANTED, LEFT = time(10), time(17)
PUBLISHED = time(7)
OFFICER, MANAGER = Role.DECLARATION_OFFICER, Role.HABILITATION_MANAGER


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts."""

    id: int
    email: str
    name: str


@dataclass
class Settled:
    """The keys of what a plan names: Cafs by code, people by address, the rest by its place in the plan."""

    cafs: dict[str, int] = field(default_factory=dict)
    staff: dict[tuple[str, Role], Actor] = field(default_factory=dict)
    people: dict[str, Actor] = field(default_factory=dict)
    organisations: list[int] = field(default_factory=list)
    structures: list[int] = field(default_factory=list)
    tenures: list[int] = field(default_factory=list)
    periods: list[int] = field(default_factory=list)
    actors: dict[str, Actor] = field(default_factory=dict)
    """People and staff, by address."""


async def settle(plan: Population, hashed: str) -> Settled:
    """Write all of the plan but its declarations, in one transaction. Cafs, staff and periods of stories stay."""
    made = Settled()
    with connect_as(DbRole.JOB):
        async with DB.transaction():
            await _cafs(made, plan, hashed)
            ids = await add_people(
                plan.people.items(), hashed, at(min(each.starts_on for each in plan.grants), OPENING)
            )
            made.people = {email: Actor(ids[email], email, name) for email, name in plan.people.items()}
            made.actors = {**made.people, **{each.email: each for each in made.staff.values()}}
            await _organisations(made, plan)
            await _grants(made, plan)
            await _periods(made, plan)
    return made


def at(day: date, hour: time) -> datetime:
    """A moment in France."""
    return datetime.combine(day, hour, PARIS)


async def _cafs(made: Settled, plan: Population, hashed: str) -> None:
    since = min(each.starts_on for each in plan.grants)
    known = {row["code"]: row["id"] for row in await DB.fetch("select id, code from caf")}
    for code, name in CAFS.items():
        made.cafs[code] = known.get(code) or await stage.add_caf(code, name)
        if code not in known:
            for role, person in zip((MANAGER, OFFICER), STAFF, strict=True):
                email = f"{person[0]}@caf{code}.example"
                ids = await add_people([(email, person[1])], hashed, at(since, OPENING))
                await stage.add_staff_role(ids[email], role, made.cafs[code], since)
    rows: Any = await DB.fetch(
        "select c.code, s.role, p.id, p.email, p.display_name from staff_role s join person p on p.id = s.person_id"
        " join caf c on c.id = s.caf_id order by s.id desc"
    )
    made.staff = {(row["code"], Role(row["role"])): Actor(row["id"], row["email"], row["display_name"]) for row in rows}


async def _organisations(made: Settled, plan: Population) -> None:
    rows = Rows()
    made.organisations = await numbers("organisation", len(plan.organisations))
    for key, each in zip(made.organisations, plan.organisations, strict=True):
        rows.add("organisation", id=key, caf_id=made.cafs[each.of.caf], siret=each.siret, name=each.of.name)
    made.structures = await numbers("structure", len(plan.structures))
    for key, of in zip(made.structures, plan.structures, strict=True):
        caf = made.cafs[of.caf]
        rows.add(
            "structure", id=key, caf_id=caf, id_equ=of.id_equ, name=of.name, kind="EAJE", nature=of.profile.nature,
            commune=of.commune, opened_on=of.opened_on, closed_on=of.closed_on, ctg_since=of.ctg_since,
        )  # fmt: skip
        for day, places in of.places.items():
            rows.add("licence", caf_id=caf, structure_id=key, starts_on=day, places=places)
    made.tenures = await numbers("tenure", len(plan.tenures))
    for key, run in zip(made.tenures, plan.tenures, strict=True):
        rows.add(
            "tenure", id=key, caf_id=made.cafs[plan.structures[run.structure].caf],
            organisation_id=made.organisations[run.organisation], structure_id=made.structures[run.structure],
            starts_on=run.starts_on, ends_on=run.ends_on,
        )  # fmt: skip
        for agreed in run.agreements:
            rows.add(
                "agreement", caf_id=made.cafs[plan.structures[run.structure].caf],
                structure_id=made.structures[run.structure], tenure_id=key, bonus=agreed.bonus.value,
                starts_on=agreed.starts_on, ends_on=agreed.ends_on, places=None if agreed.places is None else int(agreed.places),
                amount=agreed.amount, growth=agreed.growth,
            )  # fmt: skip
    await rows.write()


async def _grants(made: Settled, plan: Population) -> None:
    rows = Rows()
    for key, grant in zip(await numbers("role_grant", len(plan.grants)), plan.grants, strict=True):
        tenure = plan.tenures[grant.tenure]
        code = plan.structures[tenure.structure].caf
        person, manager, caf = made.people[grant.email], made.staff[code, MANAGER], made.cafs[code]
        granted = at(grant.starts_on, GRANTED)
        ended = at(grant.ends_on, LEFT) if grant.left and grant.ends_on else None
        rows.add(
            "role_grant", id=key, caf_id=caf, organisation_id=made.organisations[tenure.organisation],
            structure_id=made.structures[tenure.structure], tenure_id=made.tenures[grant.tenure], person_id=person.id,
            person_name=person.name, person_email=person.email, role=grant.role.value, starts_on=grant.starts_on,
            ends_on=grant.ends_on, granted_by_id=manager.id, granted_at=granted, ended_by_id=ended and manager.id,
            ended_at=ended,
        )  # fmt: skip
        for act, moment in (("grantRole", granted), ("endRoleGrant", ended)):
            if moment:
                rows.add(
                    "audit_entry", at=moment, actor_id=manager.id, actor_name=manager.name, act=act, outcome="DONE",
                    codes="", caf_id=caf, role_grant_id=key, structure_id=made.structures[tenure.structure],
                    tenure_id=made.tenures[grant.tenure], roles=MANAGER.value, door=Door.API.value,
                    object_type="RoleGrant", object_id=key, person_id=person.id, told_manager=True,
                )  # fmt: skip
    await rows.write()


_PERIOD = """
select id from declaration_period where caf_id = $1 and structure_kind = 'EAJE' and kind = $2 and year = $3
  and observed_until is not distinct from $4
"""


async def _periods(made: Settled, plan: Population) -> None:
    for period in plan.periods:
        caf, call = made.cafs[period.caf], period.call
        found = await DB.fetch(_PERIOD, caf, call.kind.value, call.year, call.observed_until) if period.laid else []
        made.periods.append(found[0]["id"] if found else await _period(made, plan, caf, period))


async def _period(made: Settled, plan: Population, caf: int, period: PlannedPeriod) -> int:
    call, days = period.call, period.days
    published = timing(plan.day, days.opens_on, days.due_on, days.closes_on) is not Timing.UPCOMING
    return await stage.add_period(
        caf, call.kind, call.year, opens_on=days.opens_on, due_on=days.due_on, closes_on=days.closes_on,
        observed_until=call.observed_until, published_at=at(days.opens_on, PUBLISHED) if published else None,
        published_by_name=made.staff[period.caf, OFFICER].name if published else None,
    )  # fmt: skip
