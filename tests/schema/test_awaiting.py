"""What awaits somebody: the query finds exactly the declarations in which the table of turns names one of his roles."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

import pytest

from demo import stage
from models.engine import ScopedEngine, watch_statements
from resolvers.opaque import encode
from rules.deadlines import Calendar
from rules.forms import DeclarationKind, Part
from rules.policy import Role
from rules.timing import Timing
from rules.turns import Standing, awaited
from rules.workflow import PartState, State
from tests.world import World

LIST = (
    "query ($after: String, $first: Int) { awaitingMe(first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor }"
    " nodes { tasks { what act part role roleLabel partLabel } until { day daysLeft words late } declaration { id title state dueOn } } } }"
)
DAYS = {
    Timing.UPCOMING: (date(2025, 1, 21), date(2025, 3, 1), date(2025, 4, 1)),
    Timing.OPEN: (date(2025, 1, 20), date(2025, 1, 20), date(2025, 6, 30)),
    Timing.LATE: (date(2025, 1, 1), date(2025, 1, 19), date(2025, 1, 20)),
    Timing.CLOSED: (date(2025, 1, 1), date(2025, 1, 10), date(2025, 1, 19)),
}
"""Opening, due and last day, around the clock of the test: 20 January 2025, at the very edges."""
HOLD = {
    "director": {Role.ACTIVITY_DATA_PROVIDER: 1},
    "accountant": {Role.FINANCIAL_DATA_PROVIDER: 1},
    "deputy": {Role.APPROVER: 1},
    "half": {Role.ACTIVITY_DATA_PROVIDER: 2, Role.FINANCIAL_DATA_PROVIDER: 3, Role.APPROVER: 5},
    "officer": {},
    "manager": {},
    "nobody": {},
}
"""Who holds which role on how many of the tenures: every one, every second, every third…"""
STANDINGS = [
    (state, dict(zip(Part, parts, strict=False)))
    for state in State
    for parts in [*((each,) for each in PartState), *product(PartState, repeat=2)]
]


@dataclass(frozen=True)
class Laid:
    """One declaration as it was laid down."""

    key: int
    place: int
    due_on: date
    standing: Standing

    def whats(self, name: str) -> list[str]:
        """What the table of turns says that this person has to do in it."""
        held = {role for role, every in HOLD[name].items() if self.place % every == 0}
        if name == "officer":
            held = {Role.DECLARATION_OFFICER}
        return [turn.what for turn in awaited(self.standing) if turn.role in held]


@pytest.fixture(scope="module")
async def world(database: ScopedEngine) -> World:
    made = await World.make(structures=0)
    for name in ("half", "nobody"):
        await made.add_person(name)
    return made


@pytest.fixture(scope="module")
async def laid(world: World) -> list[Laid]:
    """Every state with every standing of its parts, on every day of a period, whether acts could lead there or not."""
    places = range(len(STANDINGS))
    tenures = [row["id"] for row in await world.written(
        "with s as (insert into structure (caf_id, id_equ, name, kind, nature, commune, opened_on)"
        " select $1, $2 || place, 'Crèche ' || place, 'EAJE', 'MULTI_ACCUEIL', 'Ville', '2010-09-01'"
        " from unnest($4::int[]) place returning id)"
        " insert into tenure (caf_id, organisation_id, structure_id, starts_on) select $1, $3, s.id, '2010-09-01' from s returning id",
        world.caf, world.code, world.organisation, list(places),
    )]  # fmt: skip
    for name, roles in HOLD.items():
        for role, every in roles.items():
            await world.written(
                "insert into role_grant (caf_id, organisation_id, structure_id, tenure_id, person_id, person_name, person_email,"
                " role, starts_on, granted_by_id, granted_at)"
                " select caf_id, organisation_id, structure_id, id, $2, $3, $4, $5, '2024-01-01', $6, $7 from tenure where id = any($1::int[])",
                [tenure for place, tenure in enumerate(tenures) if place % every == 0],
                world.people[name].id, world.people[name].name, world.people[name].email, role.value,
                world.people["manager"].id, world.now,
            )  # fmt: skip
    found = []
    for number, (timing, (opens, due, closes)) in enumerate(DAYS.items()):
        period = await stage.add_period(
            world.caf, DeclarationKind.ACTUAL, 2020 + number, opens_on=opens, due_on=due, closes_on=closes
        )
        rows = await world.written(
            "insert into declaration (caf_id, organisation_id, structure_id, tenure_id, period_id, structure_kind, kind, year,"
            " form_version, state, version, created_at, updated_at)"
            " select t.caf_id, t.organisation_id, t.structure_id, t.id, p.id, p.structure_kind, p.kind, p.year, 2, laid.state, 1, $4, $4"
            " from unnest($1::int[], $2::text[]) as laid(tenure, state) join tenure t on t.id = laid.tenure"
            " join declaration_period p on p.id = $3 order by t.id returning id",
            tenures, [state.value for state, _ in STANDINGS], period, world.now,
        )  # fmt: skip
        for place, row in enumerate(rows):
            state, parts = STANDINGS[place]
            found.append(Laid(row["id"], place, due, Standing(state, timing, tuple(parts), parts)))
    parts_laid = [(each.key, part, state) for each in found for part, state in (each.standing.parts or {}).items()]
    keys, parts_of, states = zip(*parts_laid, strict=True)
    await world.written(
        "insert into declaration_part (caf_id, structure_id, tenure_id, declaration_id, part, state, form_version, sent_back_reason)"
        " select d.caf_id, d.structure_id, d.tenure_id, d.id, laid.part, laid.state, 2, 'À revoir.'"
        " from unnest($1::int[], $2::text[], $3::text[]) as laid(declaration, part, state) join declaration d on d.id = laid.declaration",
        list(keys), list(parts_of), list(states),
    )  # fmt: skip
    return found


async def pages(world: World, name: str, first: int = 100) -> list[Mapping[str, Any]]:
    """Every row, page after page."""
    nodes: list[Mapping[str, Any]] = []
    after = None
    while True:
        page = (await world.data(name, LIST, after=after, first=first))["awaitingMe"]
        nodes += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            assert page["totalCount"] == len(nodes)
            return nodes
        after = page["pageInfo"]["endCursor"]


def test_each_day_falls_where_it_should(world: World) -> None:
    today = date(2025, 1, 20)
    assert {timing: Calendar(today, *days).timing for timing, days in DAYS.items()} == {each: each for each in Timing}


@pytest.mark.parametrize("name", HOLD)
async def test_the_query_and_the_table_of_turns_agree(world: World, laid: list[Laid], name: str) -> None:
    expected = {encode("Declaration", each.key): each.whats(name) for each in laid if each.whats(name)}
    found = await pages(world, name)
    assert {node["declaration"]["id"]: [task["what"] for task in node["tasks"]] for node in found} == expected
    assert len(found) == len(expected)
    assert bool(found) is (name not in {"manager", "nobody"})


@pytest.mark.parametrize("name", ["half", "officer"])
async def test_the_most_urgent_come_first_on_every_page(world: World, laid: list[Laid], name: str) -> None:
    keys = [(each.due_on, each.key) for each in laid if each.whats(name)]
    assert [node["declaration"]["id"] for node in await pages(world, name, first=7)] == [
        encode("Declaration", key) for _, key in sorted(keys)
    ]


async def test_somebody_with_several_roles_reads_each_of_his_tasks(world: World, laid: list[Laid]) -> None:
    found = await pages(world, "half")
    both = [node for node in found if len(node["tasks"]) > 1]
    assert both
    assert {tuple(task["role"] for task in node["tasks"]) for node in both} == {
        ("ACTIVITY_DATA_PROVIDER", "FINANCIAL_DATA_PROVIDER")
    }
    task = next(task for node in found for task in node["tasks"] if task["what"] == "Terminer le volet financier")
    assert task == {
        "what": "Terminer le volet financier", "act": "completePart", "part": "FINANCE", "partLabel": "volet financier",
        "role": "FINANCIAL_DATA_PROVIDER", "roleLabel": "fournisseur de données financières",
    }  # fmt: skip


async def test_an_officer_has_no_deadline_and_a_partner_has_one(world: World, laid: list[Laid]) -> None:
    assert {node["until"] and node["until"]["words"] for node in await pages(world, "officer")} == {None}
    told = {(node["until"]["words"], node["until"]["late"]) for node in await pages(world, "director")}
    assert {late for _, late in told} == {False, True}
    for node in await pages(world, "director"):
        until = node["until"]
        far = {0: "aujourd'hui", 1: "demain"}.get(until["daysLeft"], f"dans {until['daysLeft']} jours")
        late = "en retard d'un jour, dernier jour " if until["late"] else ""
        assert until["words"] == late + far


@pytest.mark.parametrize("name", ["half", "officer"])
async def test_the_list_costs_one_statement_and_one_for_its_count(world: World, laid: list[Laid], name: str) -> None:
    await world.data(name, "{ __typename }")
    for document, count in (
        ("{ awaitingMe(first: 100) { nodes { tasks { what } declaration { id state } } } }", 1),
        ("{ awaitingMe(first: 2) { totalCount nodes { tasks { what } } } }", 2),
    ):
        with watch_statements() as seen:
            await world.data(name, document)
        assert len(seen) == 2 + count


async def test_a_cursor_of_another_list_is_refused(world: World, laid: list[Laid]) -> None:
    given = await world.ask("half", LIST, after=encode("declaration", f"[{laid[0].key}]"))
    assert given.body["errors"][0]["extensions"]["code"] == "BAD_CURSOR"


async def test_a_delay_granted_by_the_caf_brings_a_closed_declaration_back(world: World, laid: list[Laid]) -> None:
    closed = next(
        each for each in laid
        if each.standing.timing is Timing.CLOSED and each.standing.state is State.OPEN and each.standing.parts == {Part.ACTIVITY: PartState.EMPTY}
    )  # fmt: skip
    mark = encode("Declaration", closed.key)
    assert mark not in {node["declaration"]["id"] for node in await pages(world, "director")}
    await world.written("update declaration set extended_to = '2025-01-25' where id = $1", closed.key)
    found = {node["declaration"]["id"]: node["until"]["words"] for node in await pages(world, "director")}
    await world.written("update declaration set extended_to = null where id = $1", closed.key)
    assert found[mark] == "dans 5 jours"
