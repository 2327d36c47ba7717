"""Worlds drawn by lot: two Cafs, who runs what from when to when, who holds which role on which days, what was declared.

Small, so that a counterexample can be read; keys begin at 1 in every table, so that a key taken for another one shows.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.oracle.declarations import add_declarations
from tests.oracle.lots import Lots
from tests.oracle.rows import (
    LONG_AGO,
    Agreement,
    Caf,
    Cell,
    Licence,
    Opening,
    Organisation,
    Period,
    Person,
    Release,
    RoleGrant,
    StaffRole,
    Structure,
    Tenure,
)
from tests.oracle.trails import add_entries
from tests.oracle.world import World

NOON = datetime(2025, 6, 15, 10, tzinfo=UTC)
MOMENTS = (NOON, NOON.replace(hour=21, minute=59), NOON.replace(hour=22))
"""Noon; the last minute of the day in France; the first second of the next."""
PARTNER_ROLES = ("ACTIVITY_DATA_PROVIDER", "FINANCIAL_DATA_PROVIDER", "APPROVER")
STAFF_ROLES = ("HABILITATION_MANAGER", "DECLARATION_OFFICER", "NATIONAL")
KINDS = ("ACTUAL", "FORECAST", "ACTUAL", "UPDATE")
PEOPLE = 4


CASTS = ("partner",) * 5 + ("officer", "officer", "manager", "national", "several", "nobody")
"""What the viewer mostly is; all that is drawn beside may make him more, or nothing at all today."""
STAFFED = {
    "officer": ("DECLARATION_OFFICER",), "manager": ("HABILITATION_MANAGER",), "national": ("NATIONAL",),
    "several": ("HABILITATION_MANAGER", "DECLARATION_OFFICER"),
}  # fmt: skip


def drawn_world(lots: Lots) -> World:
    """A world and who asks in it."""
    world = World(now=lots.of(MOMENTS), viewer=1 + lots.below(PEOPLE))
    world.cafs = [Caf(n, f"{n:03d}", f"Caf{n}") for n in (1, 2)]
    world.people = [Person(n, f"p{n}@x.example", f"Person{n}") for n in range(1, PEOPLE + 1)]
    cast = lots.of(CASTS)
    _add_staff(world, lots, cast)
    _add_structures(world, lots)
    _add_agreements(world, lots)
    _add_grants(world, lots, cast)
    _add_openings(world, lots)
    _add_periods(world, lots)
    _add_cells(world, lots)
    add_declarations(world, lots)
    add_entries(world, lots)
    return world


def _caf(lots: Lots) -> int:
    """The first more often than the other."""
    return 2 if lots.once_in(4) else 1


def _add_staff(world: World, lots: Lots, cast: str) -> None:
    asked = [(role, world.viewer) for role in STAFFED.get(cast, ())]
    asked += [(lots.of(STAFF_ROLES), 1 + lots.below(PEOPLE)) for _ in range(lots.below(3))]
    for n, (role, person) in enumerate(asked, 1):
        if any((each.role, each.person_id) == (role, person) for each in world.staff):
            continue
        certain = n <= len(STAFFED.get(cast, ())) and not lots.once_in(6)
        spell = (world.today - timedelta(days=9), None) if certain else lots.spell(world.today)
        world.staff.append(StaffRole(n, person, role, None if role == "NATIONAL" else _caf(lots), *spell))


def _add_structures(world: World, lots: Lots) -> None:
    today = world.today
    world.organisations = [
        Organisation(n, caf, f"{lots.below(3) + 1:014d}", f"Organisation{n}")
        for n, caf in ((1, 1), (2, 2), (3, 1 + lots.below(2)))
    ]  # fmt: skip
    known: set[tuple[int, str]] = set()
    for each in list(world.organisations):
        if (each.caf_id, each.siret) in known:
            world.organisations[each.id - 1] = replace(each, siret=f"{each.id + 3:014d}")
        known.add((each.caf_id, each.siret))
    for n in range(1, 2 + lots.below(3)):
        caf = _caf(lots)
        same_id = f"E{lots.below(2)}"
        taken = any((each.caf_id, each.id_equ) == (caf, same_id) for each in world.structures)
        world.structures.append(
            Structure(
                n, caf, f"F{n}" if taken else same_id, f"Creche{lots.below(3)}", f"Ville{n}",
                today - timedelta(days=900), today - timedelta(days=1) if lots.once_in(5) else None, date(2012, 1, n) if lots.once_in(3) else None,
            )
        )  # fmt: skip
        for _ in range(lots.below(3)):
            starts = lots.around(today)
            if all((each.structure_id, each.starts_on) != (n, starts) for each in world.licences):
                world.licences.append(Licence(len(world.licences) + 1, caf, n, starts, 10 + len(world.licences)))
        _add_tenures(world, lots, caf, n)


def _add_tenures(world: World, lots: Lots, caf: int, structure: int) -> None:
    """One, or a transfer around today."""
    own = [each for each in world.organisations if each.caf_id == caf]
    key = len(world.tenures) + 1
    first = world.today - timedelta(days=900)
    if not lots.once_in(2):
        world.tenures.append(Tenure(key, caf, lots.of(own).id, structure, first, None))
        return
    cut = lots.around(world.today)
    world.tenures.append(Tenure(key, caf, lots.of(own).id, structure, first, cut - timedelta(days=1)))
    if not lots.once_in(6):
        world.tenures.append(Tenure(key + 1, caf, lots.of(own).id, structure, cut, None))


AGREED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("ATTRACTIVENESS_PUBLIC", {}),
    ("TERRITORY_NEW", {"places": 8, "amount": "2750.50"}),
    ("TRAJECTORY", {"growth": "8.25"}),
)


def _add_agreements(world: World, lots: Lots) -> None:
    """Of each tenure some, each of a bonus of its own."""
    for run in world.tenures:
        for bonus, figures in AGREED:
            if lots.once_in(3):
                key, spell = len(world.agreements) + 1, lots.spell(world.today)
                world.agreements.append(Agreement(key, run.caf_id, run.structure_id, run.id, bonus, *spell, **figures))


def _add_grants(world: World, lots: Lots, cast: str) -> None:
    """Staff hold no grant in force: theirs have ended."""
    own = 1 + lots.below(4) if cast == "partner" else lots.below(3)
    people = [world.viewer] * own + [1 + lots.below(PEOPLE) for _ in range(lots.below(5))]
    asked = [(person, lots.of(world.tenures), lots.of(PARTNER_ROLES)) for person in people]
    if cast == "partner" and lots.once_in(4):
        everywhere = lots.of(PARTNER_ROLES)
        asked = [*((world.viewer, each, everywhere) for each in world.tenures), *asked[1:]]
    for n, (person, tenure, role) in enumerate(asked, 1):
        plain = not lots.once_in(3)
        state = "ACTIVE" if plain else lots.of(["ACTIVE", "REQUESTED", "SUSPENDED"])
        starts, ends = (world.today - timedelta(days=9), None) if plain else lots.spell(world.today)
        again = any(
            (g.person_id, g.tenure_id, g.role, g.ended_at) == (person, tenure.id, role, None) for g in world.grants
        )
        staff = any(each.person_id == person for each in world.staff)
        over = LONG_AGO if again or staff or (not plain and lots.once_in(4)) else None
        world.grants.append(
            RoleGrant(
                n, tenure.caf_id, tenure.organisation_id, tenure.structure_id, tenure.id, person, f"Granted{n}",
                f"g{n}@x.example", role, state, starts, ends, over, person % PEOPLE + 1,
            )
        )  # fmt: skip


def _add_openings(world: World, lots: Lots) -> None:
    for n in range(1, 2 + lots.below(3)):
        caf = None if lots.once_in(3) else _caf(lots)
        person = 1 + lots.below(PEOPLE)
        if any((each.caf_id, each.person_id) == (caf, person) for each in world.openings):
            continue
        own = [each.id for each in world.organisations if each.caf_id == caf]
        organisation = lots.of(own) if own and lots.once_in(2) else None
        world.openings.append(Opening(n, caf, organisation, person, f"Asked{n}", f"a{n}@x.example"))


def _add_periods(world: World, lots: Lots) -> None:
    today = world.today
    for n in range(1, 2 + lots.below(4)):
        kind, year = lots.of(KINDS), lots.of([2025, 2024])
        opens, due, closes = sorted(lots.around(today) for _ in range(3))
        observed = date(year, 6 + lots.below(2), 30) if kind == "UPDATE" else None
        told = (LONG_AGO, f"Publisher{n}") if lots.once_in(2) else (None, None)
        caf = _caf(lots)
        if any((p.caf_id, p.kind, p.year) == (caf, kind, year) for p in world.periods):
            continue
        world.periods.append(Period(n, caf, kind, year, opens, due, closes, observed, *told))


def _add_cells(world: World, lots: Lots) -> None:
    if lots.once_in(4):
        world.releases = [Release(1, 2024)]
        world.cells = [
            Cell(
                1, 1, 2024, None, "REAL_OCCUPANCY", "ALL", "", "61.00", "50.00", "60.00", "70.00", "20 à 49", 80, None
            ),
            Cell(
                2,
                1,
                2024,
                1 + lots.below(2),
                "BILLING_RATE",
                "NATURE",
                "MULTI_ACCUEIL",
                None,
                None,
                None,
                None,
                None,
                None,
                "SECRET",
            ),
        ]
