"""The declarations of a settled plan: most of them as the rows that their acts leave, a sample by the acts themselves."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from demo import stage
from demo.bulk import Rows, numbers
from demo.course import KIND, PlannedAct
from demo.doing import DOING
from demo.population import PlannedDeclaration, Population
from demo.records import Place, record
from demo.rehearsal import Done, Figures, Rehearsed, Script, rehearse
from demo.scene import OPENING
from demo.settlement import OFFICER, Actor, Settled, at
from models.engine import DB, DbRole, connect_as
from models.visibility import explicit_predicates
from resolvers.acting import BY_PART
from resolvers.asker import Asker, House
from resolvers.opaque import encode
from resolvers.ratios import store_ratios
from resolvers.sessions import load_scope
from rules.case import Facts
from rules.forms import Part
from rules.workflow import Act

TOGETHER = 40
"""Tenures whose rows are written at once."""
Tell = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Declaring:
    """A plan, where it was settled, and the house rules."""

    plan: Population
    settled: Settled
    house: House

    async def in_bulk(self, tenures: Collection[int], done: Tell = lambda: None) -> None:
        """Rehearse the declarations of these tenures and write what they leave; `done` after each declaration."""
        waiting = self._by_tenure(tenures)
        with connect_as(DbRole.JOB), explicit_predicates(False):
            async with DB.transaction():
                for start in range(0, len(waiting), TOGETHER):
                    await self._write(waiting[start : start + TOGETHER], done)

    async def _write(self, tenures: Sequence[Sequence[PlannedDeclaration]], done: Tell) -> None:
        rows, accepted = Rows(), list[int]()
        keys = iter(await numbers("declaration", sum(map(len, tenures))))
        approvals = [act for each in tenures for one in each for act in one.acts if act.act is Act.APPROVE]
        submissions = await numbers("submission", len(approvals))
        for each in tenures:
            places = [self._place(one, next(keys)) for one in each]
            for place, (_, made) in zip(places, self._rehearsed(each, places), strict=True):
                right = record(rows, place, made, self.settled.actors, submissions)
                del submissions[: sum(act.planned.act is Act.APPROVE for act in made.acts)]
                accepted += [right] if right else []
                done()
        await rows.write()
        for submission in accepted:
            await store_ratios(submission)

    async def by_acts(self, tenures: Collection[int], done: Tell = lambda: None) -> None:
        """Do every act of these declarations through the portal's own functions, as whoever holds its role."""
        drafts = []
        for each in self._by_tenure(tenures):
            places = []
            for one in each:
                place = self._place(one, 0)
                key = await stage.open_declaration(place.tenure, place.period, place.opened_at)
                places.append(self._place(one, key))
            for script, made in self._rehearsed(each, places):
                # The same figures and remarks; what becomes of them is the portal's affair.
                drafts += [(act, script.row["id"]) for act in made.acts]
                done()
        versions: dict[tuple[int, Part | None], int] = {}
        for act, key in sorted(drafts, key=lambda draft: draft[0].planned.at):
            await self._do(act, key, versions)

    async def _do(self, done: Done, key: int, versions: dict[tuple[int, Part | None], int]) -> None:
        act, part = done.planned, done.planned.leg.part
        who = self.settled.actors[done.email]
        asker = Asker(act.at, self.house, await load_scope(who.id, who.name, act.at))
        version, of_part = versions.get((key, None), 1), versions.get((key, part), 1)
        read = of_part if act.act in BY_PART else version
        await DOING[act.act](asker, encode("Declaration", key), read, done)
        versions[key, None] = version + 1
        if part:
            versions[key, part] = of_part + 1

    def _by_tenure(self, tenures: Collection[int]) -> list[list[PlannedDeclaration]]:
        found: dict[int, list[PlannedDeclaration]] = {tenure: [] for tenure in sorted(tenures)}
        for declaration in self.plan.declarations:
            if declaration.tenure in found:
                found[declaration.tenure].append(declaration)
        return [each for each in found.values() if each]

    def _place(self, declaration: PlannedDeclaration, key: int) -> Place:
        plan, settled = self.plan, self.settled
        tenure, period = plan.tenures[declaration.tenure], plan.periods[declaration.period]
        return Place(
            settled.cafs[period.caf], settled.organisations[tenure.organisation], settled.structures[tenure.structure],
            settled.tenures[declaration.tenure], settled.periods[declaration.period], key,
            at(max(period.days.opens_on, tenure.starts_on), OPENING),
        )  # fmt: skip

    def _rehearsed(
        self, declared: Sequence[PlannedDeclaration], places: Sequence[Place]
    ) -> Iterator[tuple[Script, Rehearsed]]:
        return rehearse([self._script(one, place) for one, place in zip(declared, places, strict=True)])

    def _script(self, declaration: PlannedDeclaration, place: Place) -> Script:
        year, period = declaration.year, self.plan.periods[declaration.period]
        tenure = self.plan.tenures[declaration.tenure]
        structure = self.plan.structures[tenure.structure]
        row = {
            "id": place.declaration, "tenure_id": place.tenure, "structure_kind": KIND.code, "kind": year.kind.value,
            "year": year.year, "form_version": KIND.version, "due_on": period.days.due_on,
        }  # fmt: skip
        known = Facts(
            nature=structure.profile.nature, licensed_places=Decimal(year.places.most), ctg_since=structure.ctg_since,
            observed_until=period.call.observed_until, opened_on=structure.opened_on,
            runs_from=tenure.starts_on, runs_until=tenure.ends_on, agreements=tenure.agreements,
        )  # fmt: skip
        people = [self._actor(declaration.tenure, period.caf, act) for act in declaration.acts]
        figures = Figures(year, self.house.fictional_allowed)
        return Script(row, known, figures, declaration.acts, [(each.email, each.name) for each in people])

    def _actor(self, tenure: int, caf: str, act: PlannedAct) -> Actor:
        """Whoever holds the role that the act wants, at its moment."""
        if act.role is OFFICER:
            return self.settled.staff[caf, act.role]
        return self.settled.people[self.plan.holder(tenure, act.role, act.at.date())]


def sample(plan: Population, organisations: Collection[str]) -> set[int]:
    """The tenures of these organisations, by domain."""
    return {
        place
        for place, each in enumerate(plan.tenures)
        if plan.organisations[each.organisation].of.domain in organisations
    }
