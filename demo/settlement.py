"""The planned population, written by the job role in one transaction, with the acts that the portal itself knows.

Only the doors differ from a partner's day: nobody signs in, nothing crosses the schema. Rights, versions, states,
controls, estimates, transmissions and audit rows come from the same functions.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from demo import stage
from demo.course import PlannedAct
from demo.people import add_people
from demo.population import PlannedGrant, Population
from demo.scene import OPENING, caf_of
from models.engine import DB, DbRole, connect_as
from models.role_grant import RoleGrant
from models.scope import Grant, Scope
from resolvers import declarations as acts
from resolvers.asker import Asker, House
from resolvers.audit import note
from resolvers.opaque import encode
from rules.forms import Part
from rules.french import PARIS
from rules.policy import Role
from rules.workflow import Act

GRANTED, LEFT = time(10), time(17)


@dataclass(frozen=True, slots=True)
class _Person:
    id: int
    name: str


async def settle(plan: Population, hashed: str, house: House, done: Callable[[], None] = lambda: None) -> None:
    """Write the plan; the Cafs and their staff are there already. `done` is called after each declaration."""
    with connect_as(DbRole.JOB):
        async with DB.transaction():
            await _Settlement(plan, hashed, house).run(done)


class _Settlement:
    def __init__(self, plan: Population, hashed: str, house: House) -> None:
        self.plan, self.hashed, self.house = plan, hashed, house
        self.cafs: dict[str, int] = {}
        self.staff: dict[tuple[int, Role], _Person] = {}
        self.people: dict[str, _Person] = {}
        self.tenures: list[Grant] = []

    async def run(self, done: Callable[[], None]) -> None:
        plan = self.plan
        self.cafs = {code: await caf_of(code) for code in sorted({each.caf for each in plan.structures})}
        self.staff = await _staff()
        since = datetime.combine(min(each.starts_on for each in plan.grants), OPENING, PARIS)
        ids = await add_people(plan.people.items(), self.hashed, since)
        self.people = {email: _Person(ids[email], name) for email, name in plan.people.items()}
        await self._settle()
        for grant in plan.grants:
            await self._grant(grant)
        periods = [
            await stage.add_period(
                self.cafs[each.caf], each.kind, each.year,
                opens_on=each.opens_on, due_on=each.due_on, closes_on=each.closes_on,
            )
            for each in plan.periods
        ]  # fmt: skip
        for declaration in plan.declarations:
            opened = plan.periods[declaration.period].opens_on
            tenure = self.tenures[declaration.tenure]
            made = await stage.open_declaration(tenure.tenure, periods[declaration.period], _at(opened, OPENING))
            await self._declare(made, declaration.tenure, declaration.acts)
            done()

    async def _settle(self) -> None:
        organisations = [
            await stage.add_organisation(self.cafs[each.of.caf], each.siret, each.of.name)
            for each in self.plan.organisations
        ]
        structures = [
            await stage.add_structure(
                self.cafs[each.caf], each.id_equ, each.name, nature=each.profile.nature, commune=each.commune,
                places=each.profile.places, opened_on=each.opened_on,
            )
            for each in self.plan.structures
        ]  # fmt: skip
        for each in self.plan.tenures:
            caf = self.cafs[self.plan.structures[each.structure].caf]
            organisation, structure = organisations[each.organisation], structures[each.structure]
            made = await stage.add_tenure(caf, organisation, structure, each.starts_on, each.ends_on)
            self.tenures.append(Grant(Role.APPROVER, caf, organisation, structure, made))

    async def _grant(self, grant: PlannedGrant) -> None:
        tenure, person = self.tenures[grant.tenure], self.people[grant.email]
        manager = self.staff[tenure.caf, Role.HABILITATION_MANAGER]
        granted = _at(grant.starts_on, GRANTED)
        ended = _at(grant.ends_on, LEFT) if grant.left and grant.ends_on else None
        row = RoleGrant(
            caf=tenure.caf, organisation=tenure.organisation, structure=tenure.structure, tenure=tenure.tenure,
            person=person.id, person_name=person.name, person_email=grant.email, role=grant.role.value,
            starts_on=grant.starts_on, ends_on=grant.ends_on, granted_by=manager.id, granted_at=granted,
            ended_by=ended and manager.id, ended_at=ended,
        )  # fmt: skip
        made = (await RoleGrant.insert(row).returning(RoleGrant._meta.primary_key))[0]["id"]
        asker = self._asker(manager, granted, Scope(manager.id, manager.name, manager_caf=tenure.caf))
        await note(asker, "grantRole", caf=tenure.caf, role_grant=made)
        if ended:
            asker = self._asker(manager, ended, Scope(manager.id, manager.name, manager_caf=tenure.caf))
            await note(asker, "endRoleGrant", caf=tenure.caf, role_grant=made)

    async def _declare(self, declaration: int, tenure: int, planned: tuple[PlannedAct, ...]) -> None:
        """The acts one after the other, each with the version that the one before has left."""
        mark, version, parts = encode("Declaration", declaration), 1, dict.fromkeys(Part, 1)
        for act in planned:
            asker = self._holder(tenure, act)
            match act.act, act.part:
                case Act.SAVE, Part() as part:
                    await acts.save(asker, mark, parts[part], part, act.values, dict(act.remarks), "EAJE")
                    parts[part] += 1
                case Act.COMPLETE_PART, Part() as part:
                    await acts.complete_part(asker, mark, parts[part], part)
                    parts[part] += 1
                case Act.APPROVE, _:
                    await acts.approve(asker, mark, version, attested=True)
                case Act.TAKE, _:
                    await acts.take(asker, mark, version)
                case Act.ACCEPT, _:
                    await acts.accept(asker, mark, version)
            version += 1

    def _holder(self, tenure: int, act: PlannedAct) -> Asker:
        """Whoever holds the role that the act wants, at its moment."""
        of = self.tenures[tenure]
        if act.role is Role.DECLARATION_OFFICER:
            person = self.staff[of.caf, act.role]
            return self._asker(person, act.at, Scope(person.id, person.name, officer_caf=of.caf))
        person = self.people[self.plan.holder(tenure, act.role, act.at.date())]
        held = Grant(act.role, of.caf, of.organisation, of.structure, of.tenure)
        return self._asker(person, act.at, Scope(person.id, person.name, grants=(held,)))

    def _asker(self, person: _Person, at: datetime, scope: Scope) -> Asker:
        return Asker(at, self.house, scope)


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, PARIS)


async def _staff() -> dict[tuple[int, Role], _Person]:
    rows: Any = await DB.fetch(
        "select s.caf_id, s.role, p.id, p.display_name from staff_role s join person p on p.id = s.person_id"
        " where s.caf_id is not null order by s.id desc"
    )
    return {(row["caf_id"], Role(row["role"])): _Person(row["id"], row["display_name"]) for row in rows}
