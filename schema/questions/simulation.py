"""The question « what if »."""

import strawberry
from strawberry import Info

from models.scope import scoped
from resolvers.asker import Asker
from resolvers.simulations import simulate
from rules.policy import told
from rules.problems import Refused
from schema.problem import problems
from schema.selection import Selection, selection_of
from schema.simulation import SimulateInput, SimulatePayload, Simulation

SHOWN = (("Simulation", "base"), ("Simulation", "scenarios"))


@strawberry.type
class SimulationQuestions:
    """Nothing is written: so it is a question, whatever it computes."""

    @strawberry.field(
        description="What a declaration, or a project that does not exist yet, would give with other figures or under the"
        f" law of another day. Nothing is written. A project: {told('simulation.project')}"
    )
    async def simulate(self, info: Info, input: SimulateInput) -> SimulatePayload:
        """Scenarios side by side; refusals are data, as those of acts."""
        asker: Asker = info.context
        asked = selection_of(info._raw_info).below("SimulatePayload", "simulation")
        subject, scenarios = input.of.read(), [each.read() for each in input.scenarios]
        try:
            with scoped(asker.person):
                found = await simulate(asker, subject, scenarios, measured=_measured(asked))
        except Refused as refused:
            return SimulatePayload(errors=problems(refused.problems))
        return SimulatePayload(simulation=Simulation.of(found, asker.now))


def _measured(asked: Selection) -> bool:
    """Does somebody read thresholds?"""
    return any(asked.below(*place).asks("SimulatedScenario", "thresholds") for place in SHOWN)
