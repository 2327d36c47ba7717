"""Drafts whose stored estimate is of another day: what `portal recompute` has to redo."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import orjson

from models.engine import DbRole, connect_as
from resolvers.recomputation import Recomputed, Redone, Wanted, recompute
from tests.world import World

Data = dict[str, Any]
OLD_PRICE, OLD_AMOUNT = "9.55", "161473.79"


def parameter(data: Data, name: str) -> Data:
    """The operand of that parameter in an estimate."""
    found = (each for line in data["lines"] for each in line["operands"] if each["reference"] == name)
    return next(each for each in found if each["origin"] == "PARAMETER")


def older(data: Data) -> Data:
    """The same estimate under another price of the hour, stored before lines kept all that they keep today."""
    data = orjson.loads(orjson.dumps(data))
    parameter(data, "psu.first_step_supplied")["value"] = OLD_PRICE
    for line in data["lines"]:
        line.pop("decimals", None)
    data["right"] = OLD_AMOUNT
    return data


async def proven(**options: Any) -> World:
    """A world where no invented price gives an amount, as in production."""
    world = await World.granted(**options)
    world.house = replace(world.house, fictional_allowed=False)
    return world


async def spread(world: World) -> None:
    """Every declaration of the world typed and estimated like the first one, as if each had been saved."""
    await world.written(
        'update declaration_part p set "values" = f."values", state = f.state, version = p.version + 1 from declaration_part f'
        " where f.declaration_id = $1 and f.part = p.part and p.declaration_id = any($2::int[])",
        world.declarations[0], world.declarations[1:],
    )  # fmt: skip
    await world.written(
        "update declaration d set state = f.state, version = d.version + 1 from declaration f where f.id = $1 and d.id = any($2::int[])",
        world.declarations[0], world.declarations[1:],
    )  # fmt: skip
    await world.written(
        "insert into declaration_estimate (caf_id, structure_id, tenure_id, declaration_id, psu, amount, detail, fictional,"
        " computed_at) select d.caf_id, d.structure_id, d.tenure_id, d.id, e.psu, e.amount, e.detail, e.fictional,"
        " e.computed_at from declaration_estimate e, declaration d where e.declaration_id = $1 and d.id = any($2::int[])",
        world.declarations[0], world.declarations[1:],
    )  # fmt: skip


async def age(world: World, *declarations: int, change: Callable[[Data], Data] = older) -> None:
    """Store other estimates of these declarations, of all if none is named."""
    for key in declarations or world.declarations:
        (row,) = await world.written("select detail::text from declaration_estimate where declaration_id = $1", key)
        data = change(orjson.loads(row["detail"]))
        await world.written(
            "update declaration_estimate set detail = $2::jsonb, psu = $3::text::numeric, amount = $4::text::numeric,"
            " computed_at = '2024-12-01' where declaration_id = $1",
            key, orjson.dumps(data).decode(), data["psu"], data["right"],
        )  # fmt: skip


async def amounts(world: World) -> list[str | None]:
    """The stored amount of each declaration that has an estimate."""
    rows = await world.written(
        "select amount::text from declaration_estimate where caf_id = $1 order by declaration_id", world.caf
    )
    return [row["amount"] for row in rows]


async def redo(world: World, *, dry_run: bool = False, **wanted: Any) -> tuple[Recomputed, list[Redone]]:
    """Redo the drafts of the world's Caf: the counts, and what was told."""
    told: list[Redone] = []
    with connect_as(DbRole.JOB):
        done = await recompute(
            Wanted(**{"caf": world.code, **wanted}), world.now, dry_run=dry_run, tell=told.append,
            fictional_allowed=world.house.fictional_allowed,
        )  # fmt: skip
    return done, told
