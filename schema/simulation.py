"""A simulation in GraphQL: what figures would give that nobody declares."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import orjson
import strawberry
from strawberry import ID

from models.scope import Held
from resolvers.simulations import Simulated
from rules.forms import DeclarationKind
from rules.simulation import NOTICE, Figures, Project, Result, Scenario
from rules.threshold_sentences import sentence
from rules.thresholds import Distance
from rules.values import stored
from schema.estimate import READ, Estimate
from schema.forms import PartValuesInput, read_input
from schema.guards import guarded
from schema.problem import Problem
from schema.scalars import Euros


@strawberry.input(description="A structure, or a year, that does not exist yet (projet). Nothing of it is kept.")
class ProjectInput:
    """What is missing is told by the estimate: `ITEMS_MISSING`."""

    structure_kind: str = strawberry.field(default="EAJE", description="Code of the kind of structure.")
    nature: str | None = strawberry.field(default=None, description="Code of the nature of its activity.")
    kind: DeclarationKind = strawberry.field(
        default=DeclarationKind.FORECAST, description="The form whose items are given."
    )
    year: int = strawberry.field(description="The year: its law applies, unless a scenario asks for another day.")
    figures: list[PartValuesInput] = strawberry.field(
        default_factory=list, description="The figures, one part in each entry."
    )

    def read(self) -> Project:
        """As the rules see it."""
        return Project(self.structure_kind, self.nature, self.kind, self.year, _figures(self.figures))


@strawberry.input(one_of=True, description="What is simulated: a declaration, or a project that does not exist yet.")
class SimulatedInput:
    """Exactly one of both."""

    declaration: ID | None = strawberry.field(
        default=strawberry.UNSET,
        description="A partner starts from the figures as they stand, the Caf from those sent last.",
    )
    project: ProjectInput | None = strawberry.field(default=strawberry.UNSET, description="Figures of nobody.")

    def read(self) -> str | Project:
        """The id, or the project."""
        return self.project.read() if isinstance(self.project, ProjectInput) else str(self.declaration)


@strawberry.input(description="One scenario: what changes, all else equal.")
class ScenarioInput:
    """Side by side with the others."""

    label: str = strawberry.field(description="Its name, 80 characters at most.")
    changes: list[PartValuesInput] = strawberry.field(
        default_factory=list,
        description="The figures that change, one part in each entry; null erases one. Only those that one may read.",
    )
    rules_on: date | None = strawberry.field(
        default=None, description="The day whose law applies, instead of 1 January of the year."
    )

    def read(self) -> Scenario:
        """As the rules see it."""
        return Scenario(self.label, _figures(self.changes), self.rules_on)


@strawberry.input(description="What is simulated, and the scenarios: 1 to 10.")
class SimulateInput:
    """Each scenario is compared with what is simulated as it stands."""

    of: SimulatedInput
    scenarios: list[ScenarioInput]


def _figures(given: list[Any]) -> tuple[Figures, ...]:
    return tuple(Figures(*read_input(each)) for each in given)


@strawberry.type(description="How far figures stand from one threshold (seuil), and what crossing it is worth.")
class ThresholdDistance:
    """All else equal; the estimate is made again just across."""

    held: strawberry.Private[Held]
    code: str = guarded(READ, "Stable code of the threshold.")
    sentence: str = guarded(READ, "All of it in French.")
    measure: str = guarded(READ, "What is measured, as text.")
    limit: str = guarded(READ, "The threshold, as text.")
    distance: str = guarded(READ, "The measure less the limit, as text, in the same unit; points for a percentage.")
    unit: str = guarded(READ, "The unit of all three.")
    favourable: bool = guarded(READ, "Do the figures stand on the better side?")
    item: str | None = guarded(READ, "The figure that moves; null where none can move that far.")
    by: str | None = guarded(READ, "By how much it has to move, as text, with its sign.")
    right_change: Euros | None = guarded(READ, "By what the right changes then; null where it cannot be told.")
    families_change: Euros | None = guarded(READ, "By what the families' contributions change, where they move.")
    total_change: Euros | None = guarded(READ, "Right and families' contributions together.")

    @classmethod
    def of(cls, found: Distance, held: Held) -> "ThresholdDistance":
        """Make it from what the rules found."""
        crossing = found.crossing
        moving = {"item": crossing.item, "by": format(crossing.by, "f")} if crossing else {"item": None, "by": None}
        return cls(
            held=held, code=found.threshold.code, sentence=sentence(found), measure=_plain(found.measure),
            limit=_plain(found.limit), distance=_plain(found.gap), unit=found.threshold.unit,
            favourable=found.favourable, **moving,
            right_change=_euros(crossing and crossing.right_change),
            families_change=_euros(crossing and crossing.families_change),
            total_change=_euros(crossing and crossing.total_change),
        )  # fmt: skip


def _plain(value: Decimal) -> str:
    """A figure as text, without idle zeros."""
    return str(stored(value))


def _euros(value: Any) -> Euros | None:
    return None if value is None else Euros(format(value, "f"))


@strawberry.type(description="What one scenario gives. It declares nothing.")
class SimulatedScenario:
    """Side by side with the base."""

    held: strawberry.Private[Held]
    label: str = guarded(READ, "Its name.")
    simulated: bool = guarded(READ, "Always true: this is a simulation, not a declaration.")
    rules_on: date = guarded(READ, "The day whose law applies.")
    estimate: Estimate = guarded(READ, "The estimate, with its working.")
    right_change: Euros | None = guarded(READ, "The right less that of the base; null where one has no amount.")
    psu_change: Euros | None = guarded(READ, "The same of the prestation alone.")
    thresholds: list[ThresholdDistance] = guarded(READ, "The thresholds, the nearest first; none without an amount.")

    @classmethod
    def of(cls, result: Result, held: Held, now: datetime) -> "SimulatedScenario":
        """Make it from what the rules found; the estimate is read like a stored one, so that it hides the same."""
        row = {"detail": orjson.dumps(result.estimate.to_data()), "computed_at": now}
        return cls(
            held=held, label=result.label, simulated=True, rules_on=result.case.day,
            estimate=Estimate.opened(row, held, lines=True), right_change=_euros(result.right_change),
            psu_change=_euros(result.psu_change),
            thresholds=[ThresholdDistance.of(each, held) for each in result.distances],
        )  # fmt: skip


@strawberry.type(description="Scenarios side by side (simulation). It is kept nowhere and declares nothing.")
class Simulation:
    """The base, then the scenarios in their order."""

    held: strawberry.Private[Held]
    simulated: bool = guarded(READ, "Always true: this is a simulation, not a declaration.")
    notice: str = guarded(READ, "The same in French; to be shown with every figure of it.")
    base: SimulatedScenario = guarded(READ, "The figures as they stand.")
    scenarios: list[SimulatedScenario] = guarded(READ, "The scenarios, in their order.")

    @classmethod
    def of(cls, found: Simulated, now: datetime) -> "Simulation":
        """Make it from what was worked out."""
        base, *scenarios = (SimulatedScenario.of(each, found.held, now) for each in found.results)
        return cls(held=found.held, simulated=True, notice=NOTICE, base=base, scenarios=scenarios)


@strawberry.type(description="The simulation, or why there is none.")
class SimulatePayload:
    """Either the simulation or errors."""

    simulation: Simulation | None = None
    errors: list[Problem] = strawberry.field(default_factory=list)
