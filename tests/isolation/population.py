"""Two Cafs where nothing is alike: every text, figure and time of one differs from the other's."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Any

from demo import stage
from models.engine import DB, DbRole, connect_as
from resolvers.opaque import encode
from rules.averages import size_classes
from rules.forms import DeclarationKind, Part
from rules.policy import Role
from tests.example import example
from tests.isolation.agreements import agree
from tests.world import ACCEPT, APPROVE, CANCEL, COMPLETE, DELAY, NOON, RETURN, SAVE, SEND_BACK, TAKE, World

_numbers = count(1)
PLACES = {2: 17}
"""The neighbour's structure is smaller."""
WARNINGS = "query ($id: ID!) { declaration(id: $id) { warnings { problems { control path } } } }"
STATE = "mutation ($input: StateGroupAccountsInput!) { stateGroupAccounts(input: $input) { errors { code path } } }"
PUBLISH = "mutation ($input: PublishPeriodInput!) { publishPeriod(input: $input) { errors { code path } } }"
OPEN_ACCOUNT = "mutation ($input: OpenAccountInput!) { openAccount(input: $input) { errors { code path } } }"
NEIGHBOUR = "neighbour"
"""Holds every partner role on the last structure of his Caf, which another organisation runs, and none elsewhere."""
FORECAST, UPDATE, CANCELLED = 3, 4, 5
"""Where the other declarations stand among the world's, after an actual one for each structure."""
PROVIDERS = {2: (NEIGHBOUR, NEIGHBOUR)}
APPROVERS = {2: NEIGHBOUR}
RELEASED_YEAR = 2023
"""Of the tiny release: no other test in a database of several worlds releases it."""


async def marked_world(places: int = 20) -> World:
    """A Caf with three structures, the third run by a neighbour, where everything that can be said has been said.

    The first structure's actual declaration was sent back, returned and accepted, its forecast is sent, its update is
    sent back. The second's is being typed, with a delay; its forecast is cancelled. The neighbour's is returned.
    """
    number = next(_numbers)
    world = await World.make(structures=2, places=places)
    world.now = NOON + timedelta(minutes=number, microseconds=4_200 + number)
    await _name(world, number)
    await _add_neighbour(world)
    await _grant(world)
    await agree(world, number)
    await _open_account(world)
    await _add_others(world)
    await _publish(world)
    for place in (0, 1, 2):
        await _save(world, place, _actual(world, place, number * 10 + place + 1))
    await _try(world)
    await _share(world, number)
    for place in (0, 1, 2):
        await _answer(world, place)
    await _tell(world, number)
    await tiny_release()
    return world


async def _name(world: World, number: int) -> None:
    code = world.code
    await world.written(
        "update organisation set name = $2, siret = $3 where id = $1",
        world.organisation, f"Commune de {code}bourg", f"6{number:08d}{number:05d}",
    )  # fmt: skip
    for place, structure in enumerate(world.structures):
        await world.written(
            "update structure set name = $2, commune = $3, nature = $4, ctg_since = $5 where id = $1",
            structure, f"Crèche {code} n° {place}", f"{code}ville", f"NATURE_{code}",
            date(2012, 1, 1) + timedelta(days=number * 10 + place),
        )  # fmt: skip


async def _add_neighbour(world: World) -> None:
    code = world.code
    organisation = await stage.add_organisation(world.caf, f"7{next(_numbers):08d}00011", f"Association de {code}val")
    structure = await stage.add_structure(
        world.caf, f"{code}-val", f"Jardin {code}val", nature=f"JARDIN_{code}", commune=f"{code}val", places=17,
        opened_on=date(2012, 1, 1),
    )  # fmt: skip
    world.structures.append(structure)
    world.tenures.append(await stage.add_tenure(world.caf, organisation, structure, date(2012, 1, 1)))
    world.declarations.append(await stage.open_declaration(world.tenures[2], world.period, world.now))
    await world.add_person(NEIGHBOUR)


async def _grant(world: World) -> None:
    for tenure in world.tenures[:2]:
        await world.grant("director", Role.ACTIVITY_DATA_PROVIDER, tenure)
        await world.grant("accountant", Role.FINANCIAL_DATA_PROVIDER, tenure)
        await world.grant("deputy", Role.APPROVER, tenure)
    for role in (Role.ACTIVITY_DATA_PROVIDER, Role.FINANCIAL_DATA_PROVIDER, Role.APPROVER):
        await world.grant(NEIGHBOUR, role, world.tenures[2])
    await world.add_person("nobody")


async def _open_account(world: World) -> None:
    """Somebody for whom the Caf has asked, and who is not granted anything."""
    done = await world.act(
        "manager", OPEN_ACCOUNT, email=f"asked@{world.code.lower()}.example", displayName=f"Demandée {world.code}",
        organisation=encode("Organisation", world.organisation),
    )  # fmt: skip
    assert done["errors"] == [], done


async def _add_others(world: World) -> None:
    """A forecast and an update of the first structure, and a forecast of the second."""
    forecast, update = [
        await stage.add_period(
            world.caf, kind, 2025, observed_until=observed,
            opens_on=date(2025, 1, 10), due_on=date(2025, 3, 31), closes_on=date(2025, 6, 30),
        )
        for kind, observed in ((DeclarationKind.FORECAST, None), (DeclarationKind.UPDATE, date(2025, 6, 30)))
    ]  # fmt: skip
    for tenure, period in ((0, forecast), (0, update), (1, forecast)):
        world.declarations.append(await stage.open_declaration(world.tenures[tenure], period, world.now))


async def _publish(world: World) -> None:
    """At a second of its own: unlike other times, when a period was published is known to all."""
    acts = world.now
    world.now = acts + timedelta(seconds=1)
    published = await world.act("officer", PUBLISH, period=encode("Period", world.period))
    assert published["errors"] == [], published
    world.now = acts


async def _try(world: World) -> None:
    """Something is refused, and stands in the history."""
    done = await world.act("director", APPROVE, declaration=world.declaration, version=2, attested=True)
    assert [error["code"] for error in done["errors"]] == ["FORBIDDEN"], done


async def _share(world: World, number: int) -> None:
    """The total of the accounts of the organisation's two structures."""
    declarations = [encode("Declaration", each) for each in world.declarations[:2]]
    total = f"{600_000 + number}.{number % 100:02d}"
    done = await world.act("accountant", STATE, declarations=declarations, total=total)
    assert done["errors"] == [], done


async def _tell(world: World, number: int) -> None:
    """Every reason that somebody may give, in words of this world's own."""
    why = f"Motif {world.code}"
    for place in (0, 2):
        await _complete(world, place)
        await _do(world, place, "deputy", SEND_BACK, part="FINANCE", reason=f"{why} comptes {place}")
        await _complete(world, place, "FINANCE")
        await _do(world, place, "deputy", APPROVE, attested=True)
        await _do(world, place, "officer", TAKE)
        await _do(
            world, place, "officer", RETURN, parts=["ACTIVITY"], items=["openingDays"], reason=f"{why} retour {place}"
        )
    await _complete(world, 0, "ACTIVITY")
    await _do(world, 0, "deputy", APPROVE, attested=True)
    await _do(world, 0, "officer", TAKE)
    await _do(world, 0, "officer", ACCEPT)
    await _save(world, FORECAST, shifted(DeclarationKind.FORECAST, world.places, number * 10 + FORECAST + 1))
    await _answer(world, FORECAST)
    await _complete(world, FORECAST)
    await _do(world, FORECAST, "deputy", APPROVE, attested=True)
    await _save(world, UPDATE, shifted(DeclarationKind.UPDATE, world.places, number * 10 + UPDATE + 1))
    await _answer(world, UPDATE)
    await _complete(world, UPDATE)
    await _do(world, UPDATE, "deputy", SEND_BACK, part="ACTIVITY", reason=f"{why} renvoi")
    until = date(2025, 9, 1) + timedelta(days=number)
    await _do(world, 1, "officer", DELAY, until=until.isoformat(), reason=f"{why} délai")
    await _do(world, CANCELLED, "officer", CANCEL, reason=f"{why} annulation")


# ── Figures ────────────────────────────────────────────────────────────────────────────────────────────────────────

Figures = Mapping[str, Mapping[str, Any]]
KEYS = {Part.ACTIVITY: "eajeActivity", Part.FINANCE: "eajeFinance"}


def _actual(world: World, place: int, number: int) -> Figures:
    """Figures of its own to the cent."""
    cents = f"{number % 100:02d}"
    activity = {
        **example(Part.ACTIVITY, world.kind, world.year, PLACES.get(place, world.places)),
        "hoursAttendedUnder4": f"{34_600 + number}.{cents}", "hoursBilledUnder4": f"{34_500 + number}.{cents}",
        "familyContributions": f"{58_000 + number}.{cents}", "generalSchemeRate": f"98.{cents}",
        "dailyOpeningHours": f"10.{cents}",
    }  # fmt: skip
    accounts = {f"account{n}": f"{10_000 + n * 1_000 + number}.{cents}" for n in (60, 61, 62, 64, 65, 66, 67, 68)}
    accounts |= {f"account63{n}": f"{1_000 + len(n) + number}.{cents}" for n in ("a", "b")}
    accounts |= {
        "account70623": f"{170_000 + number}.{cents}",
        "account70641": f"{58_000 + number + (place == 1)}.{cents}",
    }
    return {"eajeActivity": activity, "eajeFinance": accounts}


def shifted(kind: DeclarationKind, places: int, number: int) -> Figures:
    """The worked example for 2025, each of its hours and euros moved by an amount of its own."""
    found = {}
    for part, key in KEYS.items():
        given = example(part, kind, 2025, places)
        moved = {
            name: f"{float(value) + number:.0f}.{number % 100:02d}"
            for name, value in given.items()
            if isinstance(value, str) and float(value) > 1_000
        }
        if given:
            found[key] = given | moved | {name: 110 for name in HALVES if name in given}
    return found


HALVES = ("openingDaysToDate", "openingDaysRemaining")
"""Of an update, which observes half a year."""


async def _save(world: World, place: int, figures: Figures) -> None:
    """Each part by its provider."""
    for part, who in zip(Part, PROVIDERS.get(place, ("director", "accountant")), strict=True):
        if KEYS[part] in figures:
            await _do(world, place, who, SAVE, part=part, values={KEYS[part]: figures[KEYS[part]]})


async def _answer(world: World, place: int) -> None:
    """A remark on each warning, each in its part."""
    declaration = encode("Declaration", world.declarations[place])
    providers = PROVIDERS.get(place, ("director", "accountant"))
    shown = (await world.data(providers[1], WARNINGS, id=declaration))["declaration"]["warnings"]["problems"]
    for part, who in zip(Part, providers, strict=True):
        said = [
            {"control": each["control"], "text": f"Remarque {world.code} {place} {each['control']}"}
            for each in shown
            if each["path"][0] == part.lower()
        ]
        if said:
            await _do(world, place, who, SAVE, part=part, values={KEYS[part]: {}}, remarks=said)


# ── Acts ───────────────────────────────────────────────────────────────────────────────────────────────────────────


async def _complete(world: World, place: int, *parts: str) -> None:
    """The parts named, or all that the declaration has, by their providers."""
    who = dict(zip(Part, PROVIDERS.get(place, ("director", "accountant")), strict=True))
    for part in sorted(set(parts or await _versions(world, place)) & set(Part)):
        await _do(world, place, who[Part(part)], COMPLETE, part=part)


async def _versions(world: World, place: int) -> dict[str, int]:
    """The version of a declaration, under no name, and of its parts."""
    found = await world.written(
        "select '' as name, version from declaration where id = $1"
        " union all select part, version from declaration_part where declaration_id = $1",
        world.declarations[place],
    )
    return {row["name"]: row["version"] for row in found}


async def _do(world: World, place: int, who: str, document: str, **given: Any) -> None:
    """An act that is accepted, on the version that stands."""
    versions = await _versions(world, place)
    of = given["part"] if document in (SAVE, COMPLETE) else ""
    if document == SAVE:
        del given["part"]
    who = APPROVERS.get(place, who) if who == "deputy" else who
    declaration = encode("Declaration", world.declarations[place])
    done = await world.act(who, document, declaration=declaration, version=versions[of], **given)
    assert done["errors"] == [], done


async def tiny_release() -> int:
    """A release of two cells, one of them secret, unless it is there: statistics are of no world. The first cell's key."""
    size = next(iter(size_classes(date(RELEASED_YEAR, 1, 1))))
    cells = [(None, "ALL", "", "SECRET"), (61, "SIZE", size, None)]
    with connect_as(DbRole.JOB):
        async with DB.transaction():
            made = await DB.fetch(
                "insert into statistics_release (structure_kind, year, released_at, parameters) values"
                " ('EAJE', $1, $2, '{}') on conflict do nothing returning id",
                RELEASED_YEAR, NOON,
            )  # fmt: skip
            for average, axis, code, reason in cells if made else ():
                await DB.fetch(
                    "insert into statistics_cell (release_id, structure_kind, year, ratio, axis, code, average, q1,"
                    " median, q3, band, coverage, reason) values ($1, 'EAJE', $2, 'REAL_OCCUPANCY', $3, $4, $5::int,"
                    " $5::int, $5::int, $5::int, $6, $7, $8)",
                    made[0]["id"], RELEASED_YEAR, axis, code, average, *((None, None) if reason else ("20 à 49", 80)),
                    reason,
                )  # fmt: skip
        found = await DB.fetch("select min(id) as id from statistics_cell where year = $1", RELEASED_YEAR)
        return int(found[0]["id"])


def without_predicates(world: World) -> World:
    """The same world, asked with every explicit predicate emptied."""
    return replace(world, house=replace(world.house, explicit_predicates=False))
