"""One structure seen from everywhere: its people, those whose grants are not in force, those beside it, staff near and far.

Imports nothing of the rules.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from demo import stage
from resolvers.opaque import encode
from tests.isolation.population import tiny_release
from tests.permissions.table import ROLES
from tests.world import COMPLETE, REOPEN_PART, SEND_BACK, World

STATES = ("OPEN", "IN_PROGRESS", "READY", "TRANSMITTED", "PROCESSING", "RETURNED", "ACCEPTED", "CANCELLED")
PARTS = ("ACTIVITY", "FINANCE")
PROVIDERS = {"ACTIVITY": "A", "FINANCE": "F"}
PARTNERS = ("A", "F", "P")
DAYS = {
    "before": (date(2025, 2, 1), date(2025, 3, 31), date(2025, 6, 30)),
    "open": (date(2025, 1, 10), date(2025, 3, 31), date(2025, 6, 30)),
    "late": (date(2025, 1, 10), date(2025, 1, 15), date(2025, 6, 30)),
    "closed": (date(2025, 1, 10), date(2025, 1, 12), date(2025, 1, 15)),
}
"""The period, seen from the day of the world."""
CHANGE_STRUCTURE = "mutation ($input: ChangeStructureInput!) { changeStructure(input: $input) { errors { code } } }"
NOT_IN_FORCE = {
    "ended": ("ACTIVE", date(2024, 1, 1), date(2025, 1, 19)),
    "coming": ("ACTIVE", date(2025, 1, 21), None),
    "suspended": ("SUSPENDED", date(2024, 1, 1), None),
    "requested": ("REQUESTED", date(2024, 1, 1), None),
}
"""The state, first and last day of grants that open nothing on the day of the world."""
NAMES = {"A": "director", "F": "accountant", "P": "deputy", "M": "manager", "O": "officer", "N": "cnaf"}


@dataclass
class Ground:
    """The world of the structure, and the worlds from which its people ask."""

    world: World
    elsewhere: World
    declarations: dict[str, int]
    """One in each state, and `ACTIVITY EMPTY` and the like for the state of a part in a declaration being typed."""
    marks: dict[str, str]
    """The opaque ids of what is asked about, by what it is."""

    def asks_from(self, who: str) -> tuple[World, str | None]:
        """The world and the name under which somebody of the matrix asks."""
        if who in ("Mx", "Ox"):
            return self.elsewhere, NAMES[who[0]]
        return self.world, None if who == "anon" else NAMES.get(who, who)

    def of(self, state: str) -> World:
        """The world, its first declaration being the one in that state."""
        return replace(self.world, declarations=[self.declarations[state]])

    async def on(self, day: str) -> None:
        """Lay the period around the day of the world."""
        sql = "update declaration_period set opens_on = $2, due_on = $3, closes_on = $4 where id = $1"
        await self.world.written(sql, self.world.period, *DAYS[day])


async def make_ground() -> Ground:
    """A structure for each state, all of one organisation and alike; one more beside them, and one of another's."""
    places = [*STATES, *(f"{part} {state}" for part in PARTS for state in ("EMPTY", "COMPLETE", "SENT_BACK")), "sister"]
    world, elsewhere = await World.make(structures=len(places)), await World.make()
    for name in (*NOT_IN_FORCE, "before", "after", "sister", "other", "nobody"):
        await world.add_person(name)
    await world.add_national(NAMES["N"])
    for name in PARTNERS:
        await _grant(world, NAMES[name], world.tenures, [name])
    for name, (state, starts, ends) in NOT_IN_FORCE.items():
        await _grant(world, name, world.tenures[:-1], PARTNERS, state, starts, ends)
    await _grant(world, "sister", world.tenures[-1:], PARTNERS)
    declarations = dict(zip(places, world.declarations, strict=True))
    ground = Ground(world, elsewhere, declarations, {})
    for name in places[:-1]:
        await _bring(ground.of(name), name)
    await _neighbours(world)
    ground.marks = await _marks(ground)
    for asking, who in map(
        ground.asks_from,
        ("A", "F", "P", *NOT_IN_FORCE, "before", "after", "sister", "other", "M", "O", "Mx", "Ox", "N", "nobody"),
    ):
        assert who is not None
        await asking.sign_in(who)
    return ground


async def _grant(
    world: World, name: str, tenures: Sequence[int], roles: Sequence[str], state: str = "ACTIVE",
    starts: date = date(2024, 1, 1), ends: date | None = None,
) -> None:  # fmt: skip
    person = world.people[name]
    await world.written(
        "insert into role_grant (caf_id, organisation_id, structure_id, tenure_id, person_id, person_name, person_email,"
        " role, starts_on, ends_on, granted_by_id, granted_at, state)"
        " select t.caf_id, t.organisation_id, t.structure_id, t.id, $1, $2, $3, r, $4, $5, $6, $7, $8"
        " from tenure t cross join unnest($9::text[]) r where t.id = any($10::int[])",
        person.id, person.name, person.email, starts, ends, world.people["manager"].id, world.now, state,
        [ROLES[role] for role in roles], list(tenures),
    )  # fmt: skip


async def _bring(world: World, name: str) -> None:
    """Lead a declaration, typed with the worked example, to a state of its own or of one part."""
    if name in STATES:
        await world.put(name)
        return
    part, state = name.split()
    if state == "EMPTY":
        await world.save_example(activity=part != "ACTIVITY", finance=part != "FINANCE")
    elif state == "COMPLETE":
        await world.put("READY")
        (other,) = {*PARTS} - {part}
        await _do(world, PROVIDERS[other], REOPEN_PART, part=other, version=3)
    else:
        await world.put("READY")
        await _do(world, "P", SEND_BACK, part=part, version=5, reason="Un chiffre.")


async def _do(world: World, who: str, document: str, **input: Any) -> None:
    done = await world.act(NAMES[who], document, declaration=world.declaration, **input)
    assert done["errors"] == [], done


async def _neighbours(world: World) -> None:
    """Who ran the structures before and who runs them after; another organisation of the same Caf."""
    targets = world.tenures[:-1]
    await world.written(
        "update tenure set starts_on = '2024-01-01', ends_on = '2024-12-31' where id = any($1::int[])", targets
    )
    for number, (name, starts, ends) in enumerate(
        (("before", date(2010, 9, 1), date(2023, 12, 31)), ("after", date(2025, 1, 1), None))
    ):
        organisation = await stage.add_organisation(world.caf, f"8{world.caf:08d}{number:05d}", f"Association {name}")
        made = await world.written(
            "insert into tenure (caf_id, organisation_id, structure_id, starts_on, ends_on)"
            " select caf_id, $1, structure_id, $2, $3 from tenure where id = any($4::int[]) returning id",
            organisation, starts, ends, targets,
        )  # fmt: skip
        await _grant(world, name, [row["id"] for row in made], PARTNERS, starts=max(starts, date(2020, 1, 1)))
    organisation = await stage.add_organisation(world.caf, f"8{world.caf:08d}00009", "Association voisine")
    structure = await stage.add_structure(
        world.caf, f"{world.code}-x", "Voisine", nature="MULTI_ACCUEIL", commune="Ville", places=20,
        opened_on=date(2010, 9, 1),
    )  # fmt: skip
    tenure = await stage.add_tenure(world.caf, organisation, structure, date(2010, 9, 1))
    await _grant(world, "other", [tenure], PARTNERS)


async def _marks(ground: Ground) -> dict[str, str]:
    """The ids of everything about the accepted declaration, its structure, its tenure, its Caf."""
    world, place = ground.world, STATES.index("ACCEPTED")
    tenure, sister = world.tenures[place], world.tenures[-1]
    stated = await world.written(
        "insert into group_accounts (caf_id, organisation_id, kind, year, tenures, total_charges, stated_by_id,"
        " stated_by_name, stated_at) values ($1, $2, 'ACTUAL', 2024, $3, 1, $4, 'N', $5) returning id",
        world.caf, world.organisation, sorted([tenure, sister]), world.people["accountant"].id, world.now,
    )  # fmt: skip
    grants = await world.written("select id, person_id, role from role_grant where tenure_id = $1 order by id", tenure)
    held = {(row["person_id"], row["role"]): row["id"] for row in grants}
    staff = await world.written("select id from staff_role where person_id = $1", world.people["officer"].id)
    sent = await world.written(
        "select id, reference, content_hash from submission where declaration_id = $1", ground.declarations["ACCEPTED"]
    )
    agreed = await world.written(
        "insert into agreement (caf_id, structure_id, tenure_id, bonus, starts_on)"
        " values ($1, $2, $3, 'ATTRACTIVENESS_PRIVATE', '2024-01-01') returning id",
        world.caf, world.structures[place], tenure,
    )  # fmt: skip
    await tiny_release()
    mark = encode("Structure", world.structures[place])
    assert (await world.act("manager", CHANGE_STRUCTURE, structure=mark, commune="Ville"))["errors"] == []
    keys = {
        "Caf": world.caf, "Organisation": world.organisation, "Structure": world.structures[place], "Tenure": tenure,
        "Period": world.period, "Declaration": ground.declarations["ACCEPTED"], "Submission": sent[0]["id"],
        "GroupAccounts": stated[0]["id"], "StaffRole": staff[0]["id"],
        "RoleGrant": held[world.people["director"].id, ROLES["A"]], "Agreement": agreed[0]["id"],
    }  # fmt: skip
    return {
        **{name: encode(name, key) for name, key in keys.items()},
        "sister": encode("Declaration", world.declarations[-1]),
        "draft": encode("Declaration", ground.declarations["OPEN"]),
        "requested": encode("RoleGrant", held[world.people["requested"].id, ROLES["A"]]),
        "partner": encode("Person", world.people["director"].id),
        "agent": encode("Person", world.people["officer"].id),
        "agent e-mail": world.people["officer"].email,
        "reference": sent[0]["reference"], "hash": sent[0]["content_hash"],
    }  # fmt: skip


__all__ = ["COMPLETE", "DAYS", "PARTS", "STATES", "Ground", "make_ground"]
