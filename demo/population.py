"""The population of the demo as a plan: who runs what, who may do what, who has declared what. Nothing is stored here.

The same seed gives the same people and figures, whatever the day; the day only moves the dates and the years.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from demo import names
from demo.calls import Key, PlannedPeriod, planned_periods
from demo.course import Depth, PlannedAct, course, depths
from demo.figures import Profile, Year, draw
from rules.policy import Role
from rules.timing import Timing

CAFS = ["901", "902", "903"]
SOON, LATER = timedelta(days=39), timedelta(days=199)
"""How long ago a director left, and a structure changed hands."""


@dataclass(frozen=True, slots=True)
class Blueprint:
    """An organisation and its structures: how many, in which town, and whether one person does everything."""

    caf: str
    name: str
    domain: str
    commune: str
    structures: int
    alone: bool = False


ORGANISATIONS = (
    Blueprint("901", "Ville de Boisfleury", "boisfleury", "Boisfleury", 3),
    Blueprint("901", "Association Les Premiers Pas", "premierspas", "Boisfleury", 1, alone=True),
    Blueprint("901", "Ccas de Montclair-les-Bains", "montclair", "Montclair-les-Bains", 2),
    Blueprint("901", "Crèches Arc-en-Ciel (Sarl)", "arcenciel", "Saint-Hilaire-du-Lac", 2),
    Blueprint("902", "Communauté de communes du Haut-Vernon", "hautvernon", "Vernonville", 4),
    Blueprint("902", "Mutualité des Monts-Clairs", "mutualite-mc", "Sainte-Odile-sur-Lys", 2),
    Blueprint("902", "Crèche parentale La Cabane", "lacabane", "Pierrefeu-le-Haut", 1, alone=True),
    Blueprint("902", "Commune de Sainte-Odile-sur-Lys", "sainteodile", "Sainte-Odile-sur-Lys", 1),
    Blueprint("903", "Ville de Port-Lannec", "portlannec", "Port-Lannec", 3),
    Blueprint("903", "Familles rurales de Kermoal", "kermoal", "Kermoal", 1, alone=True),
    Blueprint("903", "Petits Navires (Sas)", "petitsnavires", "Port-Lannec", 2),
    Blueprint("903", "Centre hospitalier de Port-Lannec", "ch-portlannec", "Port-Lannec", 1),
)
TRANSFERRED = (0, 1)
"""The first structure of the first organisation was run by the second one until `LATER`."""
LEFT = 8
"""The organisation of which a director has left."""


@dataclass(frozen=True, slots=True)
class PlannedOrganisation:
    """An organisation with its number."""

    of: Blueprint
    siret: str


@dataclass(frozen=True, slots=True)
class PlannedStructure:
    """A structure and what it is like."""

    caf: str
    id_equ: str
    name: str
    commune: str
    opened_on: date
    profile: Profile


@dataclass(frozen=True, slots=True)
class PlannedTenure:
    """Which organisation runs which structure; both by their place in the plan."""

    organisation: int
    structure: int
    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class PlannedGrant:
    """A role of a person (by e-mail) on a tenure (by its place). `left`: ended by the manager on its last day."""

    tenure: int
    email: str
    role: Role
    starts_on: date
    ends_on: date | None = None
    left: bool = False


@dataclass(frozen=True, slots=True)
class PlannedDeclaration:
    """What a tenure was asked in a period, and what has been done since."""

    tenure: int
    period: int
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
    def plan(cls, seed: int, day: date, taken: set[Key], fictional_allowed: bool = True) -> "Population":
        """The plan of a seed for a day; `taken` are the periods of the stories."""
        made, rng = cls(day), Random(seed)
        made._settle(rng)
        made._habilitate(rng)
        made.periods = planned_periods(day, CAFS, taken)
        for timing in (Timing.CLOSED, Timing.LATE, Timing.OPEN):
            made._declare(rng, timing, fictional_allowed)
        return made

    def _settle(self, rng: Random) -> None:
        names_left = rng.sample(names.STRUCTURES, len(names.STRUCTURES))
        for place, blueprint in enumerate(ORGANISATIONS):
            self.organisations.append(PlannedOrganisation(blueprint, names.siret(rng)))
            for _ in range(blueprint.structures):
                opened = date(rng.randint(1996, 2012), rng.randint(1, 12), 1)
                number = f"{blueprint.caf}{len(self.structures) + 101:05d}"
                structure = PlannedStructure(
                    blueprint.caf, number, names_left.pop(), blueprint.commune, opened, draw(rng)
                )
                self._run(place, len(self.structures), opened)
                self.structures.append(structure)

    def _run(self, organisation: int, structure: int, opened: date) -> None:
        if structure == 0:
            new, former = TRANSFERRED
            changed = self.day - LATER
            self.tenures.append(PlannedTenure(former, structure, opened, changed - timedelta(days=1)))
            self.tenures.append(PlannedTenure(new, structure, changed))
        else:
            self.tenures.append(PlannedTenure(organisation, structure, opened))

    def _habilitate(self, rng: Random) -> None:
        """A director for each structure; for each organisation one who counts and one who approves, or one for all.

        Those of a tenure that has ended keep their roles on it, and so what it declared.
        """
        taken: set[str] = set()
        shared = [self._shared_people(rng, each.of, taken) for each in self.organisations]
        start = self.day - timedelta(days=700)
        left = next(place for place, tenure in enumerate(self.tenures) if tenure.organisation == LEFT)
        for place, tenure in enumerate(self.tenures):
            counts, approves = shared[tenure.organisation]
            blueprint = self.organisations[tenure.organisation].of
            director = counts if blueprint.alone else self._person(rng, blueprint, taken)
            since = max(start, tenure.starts_on)
            self.grants += [
                PlannedGrant(place, counts, Role.FINANCIAL_DATA_PROVIDER, since),
                PlannedGrant(place, approves, Role.APPROVER, since),
            ]
            if place == left:
                gone = self.day - SOON - timedelta(days=1)
                after = self._person(rng, blueprint, taken)
                self.grants += [
                    PlannedGrant(place, director, Role.ACTIVITY_DATA_PROVIDER, since, gone, left=True),
                    PlannedGrant(place, after, Role.ACTIVITY_DATA_PROVIDER, self.day - SOON),
                ]
            else:
                self.grants.append(PlannedGrant(place, director, Role.ACTIVITY_DATA_PROVIDER, since))

    def _shared_people(self, rng: Random, blueprint: Blueprint, taken: set[str]) -> tuple[str, str]:
        first = self._person(rng, blueprint, taken)
        return first, first if blueprint.alone else self._person(rng, blueprint, taken)

    def _person(self, rng: Random, blueprint: Blueprint, taken: set[str]) -> str:
        email, name = names.person(rng, taken, blueprint.domain)
        self.people[email] = name
        return email

    def _declare(self, rng: Random, timing: Timing, fictional_allowed: bool) -> None:
        tenures = self._asked(timing)
        for tenure, depth in zip(tenures, depths(rng, timing, len(tenures)), strict=True):
            structure = self.structures[self.tenures[tenure].structure]
            period = next(
                place for place, each in enumerate(self.periods) if each.caf == structure.caf and each.timing is timing
            )
            asked = self.periods[period]
            year = Year(structure.profile, asked.kind, asked.year, rng.uniform(0.95, 1.05))
            acts = course(rng, year, asked, self.day, self._depth(tenure, timing, depth), fictional_allowed)
            self.declarations.append(PlannedDeclaration(tenure, period, acts))

    def _asked(self, timing: Timing) -> Sequence[int]:
        """The tenures in force when the period was opened."""
        opened = {each.caf: each.opens_on for each in self.periods if each.timing is timing}
        return [
            place
            for place, tenure in enumerate(self.tenures)
            if tenure.starts_on <= opened[self.structures[tenure.structure].caf]
            and (tenure.ends_on is None or tenure.ends_on >= opened[self.structures[tenure.structure].caf])
        ]

    def _depth(self, tenure: int, timing: Timing, drawn: Depth) -> Depth:
        """A director who left has left a draft behind, early in the period that is now late."""
        gone = any(grant.left and grant.tenure == tenure for grant in self.grants)
        return Depth.ABANDONED if gone and timing is Timing.LATE else drawn

    def holder(self, tenure: int, role: Role, on: date) -> str:
        """Who holds a role on a tenure on a day."""
        for grant in self.grants:
            ended = grant.ends_on is not None and grant.ends_on < on
            if (grant.tenure, grant.role) == (tenure, role) and grant.starts_on <= on and not ended:
                return grant.email
        raise LookupError(f"nobody is {role} of tenure {tenure} on {on}")
