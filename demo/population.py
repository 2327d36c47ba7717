"""The population of the demo as a plan: who runs what, who may do what, who has declared what. Nothing is stored here.

The same seed gives the same people, figures and acts, whatever the day; the day only moves the dates and the years.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from demo import habilitations, names
from demo.calls import ACTUAL, FORECAST, YEARS, Key, PlannedPeriod, planned_periods
from demo.course import KIND, ROUTES, Course, PlannedAct, course_acts, courses, legs, mix_of
from demo.figures import Places, Profile, Year, draw
from demo.habilitations import PlannedGrant
from demo.organisations import CAFS, ORGANISATIONS, Blueprint
from rules.agreements import Agreement, Bonus
from rules.forms import DeclarationKind
from rules.periods import Days
from rules.policy import Role

TRANSFERRED, CLOSED, ENLARGED = ("boisfleury", "premierspas"), "agglo-valdambre", "aubeterre"
"""The first structure of the first organisation was run by the second one until 30 June, two years ago; the first
structure of these was closed, and enlarged, in mid-year."""
OPENED = "vernonville"
"""Its first structure opened in mid-year, three years ago."""
CTG_SINCE = date(2021, 1, 1)
"""In the first two Cafs a territorial convention holds from that day."""
AGREED = {
    "arcenciel": (Agreement(Bonus.ATTRACTIVENESS_PRIVATE, date(2024, 1, 1)),),
    "montclair": (Agreement(Bonus.ATTRACTIVENESS_PUBLIC, date(2024, 7, 1)),),
    "sainthilaire": (
        Agreement(Bonus.TERRITORY_EXISTING, CTG_SINCE, places=Decimal(12), amount=Decimal("1842.50")),
        Agreement(Bonus.TERRITORY_NEW, date(2023, 9, 1), places=Decimal(4), amount=Decimal("2800.00")),
        Agreement(Bonus.TRAJECTORY, date(2025, 11, 1), growth=Decimal("8.50")),
    ),
}
"""The agreements that open a bonus to the first structure of these, by domain."""
MARGIN = timedelta(days=10)
"""How long after the due day the last acts come."""
ORDINARY_DRIFT, RARE_DRIFT, RARE = 0.03, 0.16, 0.05


@dataclass(frozen=True, slots=True)
class PlannedOrganisation:
    """An organisation with its number."""

    of: Blueprint
    siret: str


@dataclass(frozen=True, slots=True)
class PlannedStructure:
    """A structure and what it is like; `places` from a day on."""

    caf: str
    id_equ: str
    name: str
    commune: str
    opened_on: date
    closed_on: date | None
    ctg_since: date | None
    places: Mapping[date, int]
    profile: Profile


@dataclass(frozen=True, slots=True)
class PlannedTenure:
    """Which organisation runs which structure, both by their place in the plan; and the agreements that open it a bonus."""

    organisation: int
    structure: int
    starts_on: date
    ends_on: date | None = None
    agreements: tuple[Agreement, ...] = ()

    def overlap(self, first: date, last: date) -> tuple[date, date] | None:
        """The days in common with others, both included."""
        start, end = max(self.starts_on, first), min(self.ends_on or last, last)
        return (start, end) if start <= end else None


@dataclass(frozen=True, slots=True)
class PlannedDeclaration:
    """What a tenure was asked in a period, the figures of that year, and what has been done since."""

    tenure: int
    period: int
    year: Year
    course: Course
    acts: tuple[PlannedAct, ...]


@dataclass
class Population:
    """The whole plan; everything is referred to by its place in these lists."""

    day: date
    organisations: list[PlannedOrganisation] = field(default_factory=list)
    structures: list[PlannedStructure] = field(default_factory=list)
    tenures: list[PlannedTenure] = field(default_factory=list)
    people: dict[str, str] = field(default_factory=dict)
    grants: list[PlannedGrant] = field(default_factory=list)
    periods: list[PlannedPeriod] = field(default_factory=list)
    declarations: list[PlannedDeclaration] = field(default_factory=list)

    @classmethod
    def plan(cls, seed: int, day: date, laid: Mapping[Key, Days]) -> "Population":
        """The plan of a seed for a day; `laid` are the periods of the stories."""
        made, rng = cls(day), Random(seed)
        made._settle(rng)
        made.people, made.grants = habilitations.plan(
            rng, day, [each.of for each in made.organisations],
            [(each.organisation, each.starts_on) for each in made.tenures],
        )  # fmt: skip
        made.periods = planned_periods(day, CAFS, laid)
        made._declare(rng)
        return made

    def _settle(self, rng: Random) -> None:
        names_left = names.structures()
        rng.shuffle(names_left)
        sirens: dict[str, str] = {}
        for place, blueprint in enumerate(ORGANISATIONS):
            siren = sirens[blueprint.domain] = sirens.get(blueprint.of) or names.siren(rng)
            self.organisations.append(PlannedOrganisation(blueprint, names.siret(rng, siren)))
            for number in range(blueprint.structures):
                self._build(rng, place, blueprint, number == 0, names_left.pop())

    def _build(self, rng: Random, organisation: int, of: Blueprint, first: bool, name: str) -> None:
        opened, year = date(rng.randint(1996, 2010), rng.randint(1, 12), 1), self.day.year
        profile, closed = draw(rng), None
        places = {opened: profile.places}
        if first and of.domain == OPENED:
            opened = date(year - 3, 9, 1)
            places = {opened: profile.places}
        if first and of.domain == CLOSED:
            closed = date(year - 2, 7, 12)
        if first and of.domain == ENLARGED:
            places[date(year - 2, 9, 1)] = profile.places + 6
        commune = of.commune if of.structures < 10 or first else rng.choice(names.COMMUNES)
        number = f"{of.caf}{len(self.structures) + 101:05d}"
        ctg = CTG_SINCE if of.caf in list(CAFS)[:2] else None
        self._run(organisation, opened, closed, AGREED.get(of.domain, ()) if first else ())
        self.structures.append(PlannedStructure(of.caf, number, name, commune, opened, closed, ctg, places, profile))

    def _run(self, organisation: int, opened: date, closed: date | None, agreed: tuple[Agreement, ...]) -> None:
        structure = len(self.structures)
        if structure == 0:
            new, former = TRANSFERRED
            changed = date(self.day.year - 2, 7, 1)
            self.tenures += [
                PlannedTenure(_place(former), structure, opened, changed - timedelta(days=1)),
                PlannedTenure(_place(new), structure, changed),
            ]
        else:
            self.tenures.append(PlannedTenure(organisation, structure, opened, closed, agreed))

    def _declare(self, rng: Random) -> None:
        drifts = {
            (place, year): _drift(rng)
            for place in range(len(self.structures))
            for year in range(self.day.year - YEARS, self.day.year + 1)
        }
        drawn: dict[str, Iterator[Course]] = {}
        for place, period in enumerate(self.periods):
            next_course = drawn.setdefault(mix_of(period.slot), courses(rng, period.slot))
            for tenure, places in self._asked(period):
                course = next(next_course)
                structure = self.tenures[tenure].structure
                drift = drifts[structure, period.call.year] * rng.uniform(0.985, 1.015)
                year = Year(
                    self.structures[structure].profile, period.call.kind, period.call.year, drift, places,
                    _observed(places, period.call.observed_until),
                )  # fmt: skip
                self.declarations.append(self._declaration(rng, tenure, place, year, course))

    def _asked(self, period: PlannedPeriod) -> Iterator[tuple[int, Places]]:
        """The tenures that ran a structure of the Caf in the days that a period is about, and were there in time."""
        if period.slot == "upcoming" or period.days.opens_on >= self.day or not self._estimable(period):
            return
        first, last = period.call.span
        for place, tenure in enumerate(self.tenures):
            structure = self.structures[tenure.structure]
            whole = tenure.overlap(first, date(period.call.year, 12, 31))
            in_time = whole and whole[0] <= last and tenure.starts_on <= period.days.due_on
            if whole and in_time and structure.caf == period.caf:
                yield place, Places.between(*whole, structure.places)

    def _estimable(self, period: PlannedPeriod) -> bool:
        """Were accounts sent before? An update asks none, and its estimate takes those of the year or the year before.

        The stories lay their periods at days of their own, and so a forecast may come after the updates of its year.
        """
        if period.call.kind is not DeclarationKind.UPDATE:
            return True
        year = period.call.year
        with_accounts = {(FORECAST, year), (ACTUAL, year - 1), (FORECAST, year - 1)}
        return any(
            each.caf == period.caf
            and (each.call.kind, each.call.year) in with_accounts
            and each.days.due_on + MARGIN < period.days.opens_on
            for each in self.periods
        )

    def _declaration(self, rng: Random, tenure: int, period: int, year: Year, drawn: Course) -> PlannedDeclaration:
        asked, wrong = self.periods[period], rng.random() < 0.4
        first, last = self._window(tenure, asked)
        course = self._possible(tenure, asked, drawn, first, last)
        left = self._left(tenure, Role.ACTIVITY_DATA_PROVIDER)
        if left and asked.slot == "late":
            course, last = Course.STARTED, min(first + timedelta(days=20), left)
        route = legs(course, KIND.required_parts(year.kind, year.year), wrong)
        return PlannedDeclaration(tenure, period, year, course, course_acts(rng, route, asked, first, last))

    def _window(self, tenure: int, period: PlannedPeriod) -> tuple[date, date]:
        """The days of the acts, all in the past, within the period, and done by people who had their roles."""
        since = max(grant.starts_on for grant in self.granted[tenure] if not self._follows(grant))
        first = max(period.days.opens_on, since) + timedelta(days=1)
        return first, min(period.days.due_on + MARGIN, period.days.closes_on, self.day - timedelta(days=1))

    def _possible(self, tenure: int, period: PlannedPeriod, drawn: Course, first: date, last: date) -> Course:
        """What was drawn, as far as there was time and somebody to do it."""
        if last < first:
            return Course.UNTOUCHED
        left = self._left(tenure, Role.APPROVER)
        wanted = {leg.role for leg in ROUTES[drawn]}
        return Course.READY if left and left < last and Role.APPROVER in wanted else drawn

    def _left(self, tenure: int, role: Role) -> date | None:
        """The last day of somebody who held a role on a tenure and holds it no more."""
        return next((grant.ends_on for grant in self.granted[tenure] if grant.left and grant.role is role), None)

    def _follows(self, grant: PlannedGrant) -> bool:
        return grant.starts_on > self.day - timedelta(days=90)

    @property
    def granted(self) -> Mapping[int, Sequence[PlannedGrant]]:
        """The habilitations of each tenure."""
        if not self._granted:
            for grant in self.grants:
                self._granted.setdefault(grant.tenure, []).append(grant)
        return self._granted

    _granted: dict[int, list[PlannedGrant]] = field(default_factory=dict, repr=False, compare=False)

    def holder(self, tenure: int, role: Role, on: date) -> str:
        """Who holds a role on a tenure on a day."""
        for grant in self.granted[tenure]:
            ended = grant.ends_on is not None and grant.ends_on < on
            if grant.role is role and grant.starts_on <= on and not ended:
                return grant.email
        raise LookupError(f"nobody is {role} of tenure {tenure} on {on}")


def _place(domain: str) -> int:
    return next(place for place, each in enumerate(ORGANISATIONS) if each.domain == domain)


def _drift(rng: Random) -> float:
    """How far a year lies from the ordinary one: a little, now and then more."""
    spread = RARE_DRIFT if rng.random() < RARE else ORDINARY_DRIFT
    return 1 + rng.uniform(-spread, spread)


def _observed(places: Places, until: date | None) -> float:
    """How much of these days had passed on the last day observed, to the hundredth."""
    if until is None:
        return 1.0
    passed = sum((min(end, until) - start).days + 1 for start, end, _ in places.periods if start <= until)
    return round(passed / places.days, 2)
