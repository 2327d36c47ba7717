"""A Caf in the middle of two campaigns: what the lists of periods and of declarations are asked about."""

from datetime import date

from demo import stage
from resolvers.opaque import encode
from rules.forms import DeclarationKind
from tests.world import CANCEL, DELAY, World

MANY = 6
NAMES = ["L’Île aux câlins", "Les Cœurs volants", "ÉCOLE DES CRÈCHES", "100 % câlins_", "Saint-Âgne", "Œuf"]


async def campaign() -> World:
    """Six structures with telling names: an actual 2024, whose declarations differ, and a forecast 2025 due earlier."""
    world = await World.granted(structures=MANY)
    for structure, name in zip(world.structures, NAMES, strict=True):
        await world.written("update structure set name = $2 where id = $1", structure, name)
    await world.written(
        "update declaration_period set published_at = $2, published_by_name = 'X' where id = $1",
        world.period,
        world.now,
    )
    forecast = await stage.add_period(
        world.caf, DeclarationKind.FORECAST, 2025,
        opens_on=date(2024, 12, 15), due_on=date(2025, 1, 15), closes_on=date(2025, 6, 30),
    )  # fmt: skip
    world.declarations += await stage.open_declarations(forecast, world.tenures[:3], world.now)
    await world.reach("ACCEPTED")
    for number, until in ((1, "2025-05-15"), (2, "2025-04-15")):
        done = await world.act(
            "officer",
            DELAY,
            declaration=encode("Declaration", world.declarations[number]),
            version=1,
            until=until,
            reason="R",
        )
        assert done["errors"] == []
    done = await world.act(
        "officer", CANCEL, declaration=encode("Declaration", world.declarations[3]), version=1, reason="R"
    )
    assert done["errors"] == []
    await stage.add_period(
        world.caf, DeclarationKind.UPDATE, 2025, opens_on=date(2025, 6, 15), due_on=date(2025, 7, 10),
        closes_on=date(2025, 8, 31), observed_until=date(2025, 6, 30),
    )  # fmt: skip
    return world
