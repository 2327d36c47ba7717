"""The agreements that open a bonus in two Cafs where nothing is alike."""

from datetime import date, timedelta
from decimal import Decimal

from tests.world import World


async def agree(world: World, number: int) -> None:
    """Agreements on each tenure, on days and of figures of its own."""
    for place, (structure, tenure) in enumerate(zip(world.structures, world.tenures, strict=True)):
        own = number * 10 + place
        of, days = (world.caf, structure, tenure), timedelta(days=own)
        await world.written(
            "insert into agreement (caf_id, structure_id, tenure_id, bonus, starts_on, ends_on, places, amount, growth)"
            " values ($1, $2, $3, 'TERRITORY_NEW', $4, $5, 4, $6, null), ($1, $2, $3, 'TRAJECTORY', $7, null, null, null, $8)",
            *of, date(2021, 3, 1) + days, date(2033, 3, 1) + days, Decimal(f"{2_700 + own}.{own % 100:02d}"),
            date(2025, 11, 1) + days, Decimal(f"{300 + own}.{own % 100:02d}"),
        )  # fmt: skip
