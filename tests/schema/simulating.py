"""How `simulate` is asked in tests: a declaration or a project, and scenarios."""

from collections.abc import Mapping
from typing import Any

from rules.forms import DeclarationKind, Part
from tests.example import example
from tests.world import World

SIMULATE = """query ($input: SimulateInput!) { simulate(input: $input) {
  simulation { simulated notice base { ...told } scenarios { ...told } }
  errors { code message remedy path action requiredRoles } } }
fragment told on SimulatedScenario {
  label simulated rulesOn rightChange psuChange
  estimate { psu amount day reason reasonText missingItems fictional lines {
    code result hiddenOperandCount operands { symbol label value origin reference } } }
  thresholds { code sentence measure limit distance unit favourable item by rightChange familiesChange totalChange }
}"""
NOTHING = ({"label": "Rien ne change"},)
MORE_HOURS = {"label": "Plus d'heures", "changes": [{"eajeActivity": {"hoursAttendedUnder4": "33 500,50"}}]}
AN_ACCOUNT = {"label": "Un compte", "changes": [{"eajeFinance": {"account64": "300000"}}]}


async def simulated(world: World, who: str, of: Mapping[str, Any] | None = None, *scenarios: Any) -> Any:
    """The payload of a simulation; of the first declaration, without changes, unless told otherwise."""
    given = {"of": of or {"declaration": world.declaration}, "scenarios": list(scenarios or NOTHING)}
    return (await world.data(who, SIMULATE, input=given))["simulate"]


async def refusals(world: World, who: str, of: Mapping[str, Any] | None = None, *scenarios: Any) -> list[Any]:
    """The code and path of each error."""
    payload = await simulated(world, who, of, *scenarios)
    assert payload["simulation"] is None
    return [(each["code"], "/".join(each["path"])) for each in payload["errors"]]


def project(**changes: Any) -> dict[str, Any]:
    """The forecast of the example as a project."""
    figures = [{"eajeActivity": example(Part.ACTIVITY, DeclarationKind.FORECAST, 2025)}]
    figures += [{"eajeFinance": example(Part.FINANCE, DeclarationKind.FORECAST, 2025)}]
    return {"project": {"nature": "MULTI_ACCUEIL", "year": 2025, "figures": figures, **changes}}
