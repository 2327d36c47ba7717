"""Analytical totals of several structures, as they are stated and read, and the warning that quotes them."""

from typing import Any

from resolvers.opaque import encode
from rules.forms import Part
from rules.policy import Role
from tests.example import example
from tests.resolvers.keeping import act
from tests.world import SAVE, World

STATE = (
    "mutation ($input: StateGroupAccountsInput!) { stateGroupAccounts(input: $input) { groupAccounts { id kind year"
    " totalCharges version statedByName organisation { id } tenures { id } }"
    " errors { code path message remedy currentVersion } } }"
)


READ = """query ($kind: DeclarationKind, $year: Int) { groupAccounts(kind: $kind, year: $year) {
  totalCount nodes { id kind year totalCharges version organisation { id } tenures { structure { name } } } } }"""


WARNINGS = "query ($id: ID!) { declaration(id: $id) { warnings { hiddenCount problems { control message } } } }"


CONTROL = "SHARED_CHARGES_DIFFER"


THEIR_SUM = "760000"
"""What the accounts of two worked examples add up to."""


def declarations(world: World, *places: int) -> list[str]:
    return [encode("Declaration", world.declarations[place]) for place in places]


async def state(
    world: World, total: str = THEIR_SUM, by: str = "accountant", places: Any = (0, 1), version: int = 0
) -> Any:
    return await act(world, by, STATE, declarations=declarations(world, *places), total=total, version=version)


async def typed(world: World, *places: int) -> None:
    """The accounts of the worked example, in these declarations."""
    for place in places:
        values = {"eajeFinance": example(Part.FINANCE, world.kind, world.year)}
        (declaration,) = declarations(world, place)
        saved = await world.act("accountant", SAVE, declaration=declaration, version=1, values=values)
        assert saved["errors"] == [], saved


async def warned(world: World, by: str, place: int = 0) -> bool:
    """Is the difference shown on this declaration? As the obstacle itself, or counted among those that are hidden."""
    (declaration,) = declarations(world, place)
    found = (await world.data(by, WARNINGS, id=declaration))["declaration"]["warnings"]
    return CONTROL in {each["control"] for each in found["problems"]}


async def lonely(world: World, name: str, role: Role, place: int = 0) -> None:
    """Somebody who holds one role, on one structure only."""
    await world.add_person(name)
    await world.grant(name, role, world.tenures[place])
