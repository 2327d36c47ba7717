"""How many statements each list costs: the same for one row and for twenty, and exactly as many as written here."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from demo import stage
from models.engine import DB, DbRole, ScopedEngine, connect_as, watch_statements
from resolvers.opaque import encode
from rules.forms import DeclarationKind
from rules.policy import Role
from tests.isolation.population import tiny_release
from tests.world import World

MANY = 20
PERIODS = 6
SESSION = 2
"""Finding the session, and loading the grants: once for each request."""
ACTIVITY = "activity { state values { ... on EajeActivity { openingDays } } }"
FINANCE = "finance { state totals { result } values { ... on EajeFinance { account60 } } }"
EVERYTHING = (
    f"id state structure {{ id name caf {{ code }} }} organisation {{ id name caf {{ code }} }} tenure {{ id startsOn }} {ACTIVITY} {FINANCE}"
    " blockers { hiddenCount } warnings { hiddenCount } estimate { amount lines { code } } right { amount }"
    " submissions { totalCount nodes { number activity { __typename } finance { __typename } estimate { amount lines { code } } } }"
)


@dataclass
class Worlds:
    """The same Caf with one structure, and with twenty."""

    one: World
    many: World


@pytest.fixture(scope="module")
async def worlds(database: ScopedEngine) -> Worlds:
    """Everything granted; the first declaration of each is accepted."""
    one, many = await World.granted(), await World.granted(structures=MANY)
    for world in (one, many):
        await world.reach("ACCEPTED")
        await world.add_person("both")
        for tenure in world.tenures:
            for role in (Role.ACTIVITY_DATA_PROVIDER, Role.APPROVER):
                await world.grant("both", role, tenure)
        await world.add_person("nobody")
        for name in world.people:
            await world.sign_in(name)
    for year in range(2020, 2020 + PERIODS - 1):
        await stage.add_period(
            many.caf, DeclarationKind.FORECAST, year,
            opens_on=date(2025, 1, 1), due_on=date(2025, 2, 1), closes_on=date(2025, 3, 1),
        )  # fmt: skip
    await one.written(
        "insert into agreement (caf_id, structure_id, tenure_id, bonus, starts_on)"
        " select caf_id, structure_id, id, 'ATTRACTIVENESS_PUBLIC', '2024-01-01' from tenure where caf_id = any($1::int[])",
        [one.caf, many.caf],
    )
    await tiny_release()
    return Worlds(one, many)


async def statements(world: World, who: str, document: str, **variables: Any) -> list[str]:
    """What is run for one request, without what finds the session."""
    with watch_statements() as seen:
        given = await world.ask(who, document, **variables)
    assert given.body["data"] is not None
    return seen[SESSION:]


def rows(tree: Any) -> int:
    """The most objects found in one list of an answer, the lines of an estimate apart: they are no rows."""
    if isinstance(tree, dict):
        return max((rows(each) for name, each in tree.items() if name != "lines"), default=0)
    return max(len(tree), *(rows(each) for each in tree), 0) if isinstance(tree, list) else 0


LISTS = {
    "structures": ("deputy", "{ structures { nodes { id name } } }", 1),
    "structures, counted": ("deputy", "{ structures { totalCount nodes { id } } }", 2),
    "structures, paged": ("deputy", "{ structures { pageInfo { hasNextPage endCursor } edges { cursor node { id } } } }", 1),
    "structures with their Caf": ("deputy", "{ structures { nodes { id caf { code } } } }", 2),
    "structures with their declarations": (
        "deputy",
        f"{{ structures {{ nodes {{ id declarations {{ totalCount nodes {{ id {ACTIVITY} {FINANCE} estimate {{ amount }} }} }} }} }} }}",
        5,
    ),
    "structures with their tenures": ("deputy", "{ structures { nodes { tenures { nodes { id organisation { name } structure { id } } } } } }", 4),
    "structures with their grants": ("manager", "{ structures { nodes { roleGrants { totalCount nodes { id personName tenure { id } } } } } }", 5),
    "declarations": ("deputy", "{ declarations { nodes { id state late } } }", 1),
    "declarations of one year": ("deputy", "{ declarations(year: 2024, kind: ACTUAL) { totalCount nodes { id } } }", 2),
    "declarations with both parts and their obstacles": ("deputy", f"{{ declarations {{ nodes {{ {ACTIVITY} {FINANCE} blockers {{ hiddenCount }} warnings {{ hiddenCount }} }} }} }}", 5),
    "declarations with everything": ("deputy", f"{{ declarations {{ totalCount nodes {{ {EVERYTHING} }} }} }}", 18),
    "late transmissions and rights that stand": ("officer", "{ declarations { nodes { id late sentLate right { amount current words } } } }", 3),
    "declarations of the Caf": ("officer", "{ declarations { nodes { id state submissions { nodes { number estimate { amount } } } right { amount } } } }", 4),
    "declarations with their periods": ("officer", "{ declarations { nodes { title period { title caf { code } progress { total late states { state count } } } } } }", 4),
    "declarations with their progress": ("deputy", "{ declarations { nodes { progress { sentence awaits { people task { what } } until { words } } } } }", 4),
    "declarations with their progress, for the Caf": ("officer", "{ declarations { nodes { progress { sentence awaits { people } } } } }", 2),
    "declarations with what is missing": ("deputy", "{ declarations { nodes { missing { part items blockers warnings } } } }", 5),
    "declarations with their timeline": ("deputy", "{ declarations { nodes { timeline { totalCount nodes { sentence reason items } } } } }", 3),
    "declarations with what one may do": ("deputy", "{ declarations { nodes { allowedActions { act allowed people problems { code message } } } } }", 6),
    "declarations with what one may do, for the Caf": ("officer", "{ declarations { nodes { allowedActions { act allowed people who } } } }", 2),
    "declarations with what one may do, part by part": (
        "deputy",
        "{ declarations { nodes { allowedActions { act } activity { allowedActions { act allowed } } finance { allowedActions { act allowed } } } } }",
        8,
    ),
    "structures with what one may do": ("manager", "{ structures { nodes { id allowedActions { act allowed who problems { message } } } } }", 1),
    "declarations with their ratios": ("deputy", "{ declarations { nodes { ratios { code value } } } }", 2),
    "declarations with their ratios, compared": ("deputy", "{ declarations { nodes { ratios { code value comparisons { average position } } } } }", 3),
    "structures with their places": ("deputy", "{ structures { nodes { licensedPlaces licences { totalCount nodes { startsOn places } } } } }", 4),
    "structures with the agreements of their tenures": (
        "deputy", "{ structures { nodes { agreements { totalCount nodes { label tenure { id } } } tenures { nodes { agreements { nodes { startsOn } } } } } } }", 6,
    ),
    "structures with their approvers and who sees them": (
        "deputy", "{ structures { nodes { id hasApprover whoSees { personName reads } } } }", 3,
    ),
    "structures as a manager reads who sees them": (
        "manager", "{ structures { nodes { id hasApprover whoSees { personName reads } } } }", 3,
    ),
    "the viewer and his roles": ("deputy", "{ viewer { email roles { role caf { name } structure { name caf { code } } tenure { id organisation { name } } } } }", 6),
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
async def test_a_list_costs_the_same_for_one_row_and_for_many(worlds: Worlds, name: str) -> None:
    who, document, count = LISTS[name]
    one, many = await worlds.one.ask(who, document), await worlds.many.ask(who, document)
    assert rows(one.body["data"]) < MANY <= rows(many.body["data"])
    costs = [await statements(world, who, document) for world in (worlds.one, worlds.many)]
    assert [len(cost) for cost in costs] == [count, count], "\n".join(costs[1])


PAGES = {
    "what awaits somebody": ("director", "awaitingMe", "tasks { what } until { words } declaration { title progress { sentence } }", MANY - 1, 4),
    "ratios of structures, some of them accepted": ("deputy", "structures", "ratios(year: 2024) { code value reason }", MANY, 3),
    "ratios of structures, compared": ("deputy", "structures", "ratios(year: 2024) { code value comparisons { average position } }", MANY, 4),
    "what is open, with what is missing": ("deputy", "overview", "structure { name } declarations { title progress { sentence } missing { items } }", MANY, 8),
    "the lines of forms": ("deputy", "declarations", "activity { form { name value previous gap } } finance { form { name value remarks { text } } }", MANY, 5),
    "periods": ("officer", "periods", "title timing published", PERIODS, 1),
    "periods with their progress": ("officer", "periods", "title caf { code } progress { total late states { state count } }", PERIODS, 3),
    "people": ("manager", "people", "displayName activeGrants roleGrants { nodes { state structure { name } } }", 4, 5),
    "statistics": ("nobody", "statistics", "ratioLabel average groupLabel", 2, 1),
    "the law": ("nobody", "parameters", "name label value history { value since until source }", 2, 0),
}  # fmt: skip


ONLY = {"statistics": 'year: 2023, kind: "EAJE", ', "parameters": 'startingWith: "eaje.family", '}
"""Releases are known to all: other tests may have made some. The law is long."""


@pytest.mark.parametrize("name", PAGES)
async def test_a_page_costs_the_same_however_long(worlds: Worlds, name: str) -> None:
    who, root, below, length, count = PAGES[name]
    document = f"query ($first: Int!) {{ {root}({ONLY.get(root, '')}first: $first) {{ nodes {{ {below} }} }} }}"
    costs = []
    for first in (2, 100):
        given = await worlds.many.data(who, document, first=first)
        assert len(given[root]["nodes"]) == min(first, length)
        costs.append(await statements(worlds.many, who, document, first=first))
    assert [len(cost) for cost in costs] == [count, count], "\n".join(costs[1])


SHARED = "{ groupAccounts { nodes { totalCharges organisation { name } tenures { structure { name } } } } }"
OBSTACLES = "{ declarations { nodes { blockers { hiddenCount } } } }"


async def test_shared_accounts_cost_one_statement_more_however_many(database: ScopedEngine) -> None:
    """What is stated for several structures together is compared with the accounts of all of them."""
    world = await World.granted(structures=3)
    await world.sign_in("accountant")
    assert len(await statements(world, "accountant", OBSTACLES)) == 5
    for year in range(2021, 2025):
        await world.written(
            "insert into group_accounts (caf_id, organisation_id, kind, year, tenures, total_charges, stated_by_id,"
            " stated_by_name, stated_at) values ($1, $2, 'ACTUAL', $3, $4, 1, $5, 'N', $6)",
            world.caf, world.organisation, year, world.tenures, world.people["accountant"].id, world.now,
        )  # fmt: skip
        assert len(await statements(world, "accountant", SHARED)) == 4
        assert len(await statements(world, "accountant", OBSTACLES)) == 6


async def test_the_session_costs_two_statements(worlds: Worlds) -> None:
    with watch_statements() as seen:
        await worlds.many.ask("deputy", "{ __typename }")
    assert len(seen) == SESSION


NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Structure { caf { code } } ... on Declaration { estimate { amount } structure { id } } } }"


async def test_nodes_cost_one_statement_for_each_type(worlds: Worlds) -> None:
    for size in (1, MANY):
        structures = [encode("Structure", key) for key in worlds.many.structures[:size]]
        declarations = [encode("Declaration", key) for key in worlds.many.declarations[:size]]
        assert len(await statements(worlds.many, "deputy", NODES, ids=structures)) == 2
        assert len(await statements(worlds.many, "deputy", NODES, ids=structures + declarations)) == 5


async def test_one_structure_and_one_declaration(worlds: Worlds) -> None:
    world = worlds.many
    one = "query ($id: ID!) { structure(id: $id) { id tenures { nodes { id } } } }"
    assert len(await statements(world, "deputy", one, id=encode("Structure", world.structures[0]))) == 2
    by_key = "query ($key: String!) { structure(idEqu: $key) { id } }"
    assert len(await statements(world, "deputy", by_key, key=f"{world.code}0")) == 1
    declared = f"query ($id: ID!) {{ declaration(id: $id) {{ {EVERYTHING} }} }}"
    assert len(await statements(world, "deputy", declared, id=world.declaration)) == 17


@pytest.mark.parametrize(
    ("document", "count"),
    [
        ("{ declarations { nodes { a: estimate { amount } b: estimate { psu } } } }", 2),
        (
            "{ structures { nodes { a: declarations(first: 1) { nodes { id } } b: declarations(first: 1) { nodes { estimate { amount } } } } } }",
            3,
        ),
        (
            "{ structures { nodes { a: declarations(first: 1) { nodes { id } } b: declarations(first: 2) { nodes { id } } } } }",
            3,
        ),
        ("{ structures { nodes { caf { code } } edges { node { caf { name } } } } }", 2),
        (
            "{ structures { nodes { ...A ...B } } } fragment A on Structure { caf { code } } fragment B on Structure { caf { name } }",
            2,
        ),
        (
            "{ structures { nodes { id caf @skip(if: true) { code } tenures @include(if: false) { nodes { id } } } } }",
            1,
        ),
    ],
    ids=["aliases", "aliases with the same page", "two pages", "nodes and edges", "fragments", "skipped"],
)
async def test_what_is_asked_twice_is_loaded_once(worlds: Worlds, document: str, count: int) -> None:
    assert len(await statements(worlds.many, "deputy", document)) == count


async def test_aliases_of_one_branch_answer_alike(worlds: Worlds) -> None:
    document = "{ structures { nodes { a: declarations(first: 1) { nodes { id } } b: declarations(first: 1) { nodes { state } } } } }"
    for node in (await worlds.many.data("deputy", document))["structures"]["nodes"]:
        assert (len(node["a"]["nodes"]), len(node["b"]["nodes"])) == (1, 1)
        assert (set(node["a"]["nodes"][0]), set(node["b"]["nodes"][0])) == ({"id"}, {"state"})


@pytest.mark.parametrize(
    ("who", "branch", "table"),
    [
        ("officer", ACTIVITY, "declaration_part"),
        ("officer", FINANCE, "declaration_part"),
        ("officer", "estimate { amount }", "declaration_estimate"),
        ("officer", "blockers { hiddenCount }", "declaration_part"),
        ("officer", "structure { roleGrants { nodes { id } } }", "role_grant"),
    ],
)
async def test_a_hidden_branch_is_not_loaded(worlds: Worlds, who: str, branch: str, table: str) -> None:
    run = await statements(worlds.many, who, f"{{ declarations {{ nodes {{ id {branch} }} }} }}")
    assert run
    assert not [each for each in run if f" {table} " in each]
    shown = await statements(worlds.many, "deputy", f"{{ declarations {{ nodes {{ id {branch} }} }} }}")
    assert [each for each in shown if f" {table} " in each]


async def test_a_branch_hidden_on_some_rows_is_loaded_for_the_others(worlds: Worlds, database: ScopedEngine) -> None:
    """Somebody who is an officer here and, wrongly, still a director of one structure."""
    world = worlds.many
    person = await world.add_person("mixed")
    await world.grant("mixed", Role.ACTIVITY_DATA_PROVIDER, world.tenures[0])
    with connect_as(DbRole.OWNER):
        await DB.fetch("alter table staff_role disable trigger apart_from_partners")
        await stage.add_staff_role(person.id, Role.DECLARATION_OFFICER, world.caf, world.now.date())
        await DB.fetch("alter table staff_role enable trigger apart_from_partners")
    given = await world.ask("mixed", "{ declarations { nodes { id estimate { amount } } } }")
    amounts = [node["estimate"] for node in given.body["data"]["declarations"]["nodes"]]
    assert [each is not None for each in amounts] == [False] * (MANY - 1) + [True]
    assert [error["extensions"]["count"] for error in given.body["errors"]] == [MANY - 1]
