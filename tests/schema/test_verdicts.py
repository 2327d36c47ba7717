"""Each role, each field, through the whole API: null and `FORBIDDEN` exactly when the permission table says so."""

import re
from collections import Counter
from typing import Any

import pytest
from graphql import GraphQLObjectType, get_named_type, is_leaf_type, is_object_type

from demo import stage
from models.engine import ScopedEngine
from resolvers.opaque import encode
from rules.policy import POLICY, Role, required_roles, who_may
from schema.portal import GUARDS
from tests.example import EXAMPLE_A_ACTIVITY, EXAMPLE_A_FINANCE
from tests.isolation.population import tiny_release
from tests.isolation.walk import call, shallow
from tests.schema.test_guards import GUARDED, OBJECTS, SEES
from tests.world import SAVE, World

PEOPLE = {
    "director": {Role.ACTIVITY_DATA_PROVIDER},
    "accountant": {Role.FINANCIAL_DATA_PROVIDER},
    "deputy": {Role.APPROVER},
    "manager": {Role.HABILITATION_MANAGER},
    "officer": {Role.DECLARATION_OFFICER},
    "both": {Role.ACTIVITY_DATA_PROVIDER, Role.APPROVER},
    "cnaf": {Role.NATIONAL},
}
ROWS = [
    "Caf",
    "Organisation",
    "Structure",
    "Licence",
    "Tenure",
    "Agreement",
    "RoleGrant",
    "StaffRole",
    "Period",
    "Declaration",
    "Submission",
    "GroupAccounts",
    "StatisticsCell",
]


@pytest.fixture(scope="module")
async def world(database: ScopedEngine) -> World:
    """Three structures: the first one's declaration is accepted, the second's is being typed, the third's is empty."""
    made = await World.granted(structures=3)
    await made.add_person("both")
    for tenure in made.tenures:
        for role in sorted(PEOPLE["both"]):
            await made.grant("both", role, tenure)
    await made.add_national("cnaf")
    await made.add_person("mixed")
    for tenure, role in zip(
        made.tenures, (Role.APPROVER, Role.ACTIVITY_DATA_PROVIDER, Role.ACTIVITY_DATA_PROVIDER), strict=True
    ):
        await made.grant("mixed", role, tenure)
    await made.reach("ACCEPTED")
    second = encode("Declaration", made.declarations[1])
    for who, values in (
        (
            "director",
            {"eajeActivity": {**EXAMPLE_A_ACTIVITY, "familyContributions": "58000", "hoursBilledUnder4": "32000"}},
        ),
        ("accountant", {"eajeFinance": EXAMPLE_A_FINANCE}),
    ):
        remark = [{"control": "BILLED_BELOW_ATTENDED", "text": "Heures gratuites."}] if who == "director" else []
        assert (await made.act(who, SAVE, declaration=second, version=1, values=values, remarks=remark))["errors"] == []
    await made.written(
        "insert into group_accounts (caf_id, organisation_id, kind, year, tenures, total_charges, stated_by_id,"
        " stated_by_name, stated_at) values ($1, $2, 'FORECAST', 2024, $3, 1, $4, 'N', $5)",
        made.caf, made.organisation, made.tenures, made.people["accountant"].id, made.now,
    )  # fmt: skip
    await made.written(
        "insert into agreement (caf_id, structure_id, tenure_id, bonus, starts_on, places, amount)"
        " values ($1, $2, $3, 'TERRITORY_NEW', '2024-01-01', 8, 2750)",
        made.caf, made.structures[0], made.tenures[0],
    )  # fmt: skip
    return made


async def ids_of(world: World) -> dict[str, str]:
    """One object of each type, full of values."""
    grant = await world.written("select min(id) as id from role_grant where caf_id = $1", world.caf)
    sent = await world.written("select min(id) as id from submission where caf_id = $1", world.caf)
    licence = await world.written("select id from licence where structure_id = $1", world.structures[0])
    agreed = await world.written("select id from agreement where caf_id = $1", world.caf)
    named = await world.written("select min(id) as id from staff_role where caf_id = $1", world.caf)
    stated = await world.written("select id from group_accounts where caf_id = $1", world.caf)
    keys = {
        "Caf": world.caf, "Organisation": world.organisation, "Structure": world.structures[0],
        "Tenure": world.tenures[0], "Agreement": agreed[0]["id"], "RoleGrant": grant[0]["id"], "Declaration": world.declarations[0],
        "Period": world.period, "Licence": licence[0]["id"], "GroupAccounts": stated[0]["id"],
        "StaffRole": named[0]["id"], "Submission": sent[0]["id"], "StatisticsCell": await tiny_release(),
    }  # fmt: skip
    return {kind: encode(kind, key) for kind, key in keys.items()}


def _selection(kind: GraphQLObjectType, field: str) -> str:
    of = kind.fields[field].type
    if is_leaf_type(get_named_type(of)):
        return field
    return f"{call(field, kind.fields[field])} {{ {' '.join(shallow(of))} }}"


PATHS = {
    "ActivityPart": ("Declaration", "activity"), "FinancePart": ("Declaration", "finance"),
    "FinanceTotals": ("Declaration", "finance { totals"), "Estimate": ("Declaration", "estimate"),
    "EstimateLine": ("Declaration", "estimate { lines"), "EstimateLeftOut": ("Declaration", "estimate { leftOut"), "AcceptedRight": ("Declaration", "right"),
    "EstimateOperand": ("Declaration", "estimate { lines { operands"),
    "ParameterUse": ("Declaration", "estimate { lines { operands { parameter"),
    "EajeActivity": ("Submission", "activity { ... on EajeActivity"),
    "EajeFinance": ("Submission", "finance { ... on EajeFinance"),
    "TimelineEvent": ("Declaration", "timeline { nodes"), "StructureRatio": ("Structure", "ratios(year: 2024)"),
    "Viewing": ("Structure", "whoSees"), "HistoryEntry": ("Declaration", "history { nodes"),
    "RatioComparison": ("Structure", "ratios(year: 2024) { comparisons"),
    **{name: (name, "") for name in ROWS},
}  # fmt: skip
"""How to reach one object of each type from a row."""


def test_every_guarded_type_is_asked_below() -> None:
    assert {name for name, _, _ in GUARDED} - set(PATHS) == {
        "Viewer",
        "ViewerRole",
        "Session",
        "Awaiting",
        "StructureOverview",
        "ReceiptVerdict",
        "Person",  # one's own Caf's or the Cnaf's: no row is seen by all who may see people
        "AccountOpening",
        # Of no row: tests/schema/test_simulation_rights.py.
        *("Simulation", "SimulatedScenario", "ThresholdDistance"),
        "Parameter",  # of the law, and no row: tests/schema/test_parameters.py
        "ParameterValue",
    }


def _walk(tree: Any, steps: list[str]) -> Any:
    """The first object down a path, or none where something above is null."""
    for step in steps:
        if tree is None:
            return None
        tree = tree[step]
        while isinstance(tree, list):
            tree = next((each for each in tree if each is not None), None)
    return tree


@pytest.mark.parametrize("type_name", PATHS)
@pytest.mark.parametrize("person", PEOPLE)
async def test_a_field_is_null_and_forbidden_exactly_when_the_table_says_so(
    world: World, person: str, type_name: str
) -> None:
    held = frozenset(PEOPLE[person])
    row_type, above = PATHS[type_name]
    steps = [step for step in re.sub(r"\(.*?\)|{", " ", above).split() if step not in {"...", "on", type_name}]
    above_allowed = all(
        _allowed(GUARDS[owner][step], held)
        for owner, step in zip([row_type, *_types_down(row_type, steps)], steps, strict=False)
    )
    row = (await ids_of(world))[row_type]
    kind, opened = OBJECTS[type_name], above + (" {" if above else "")
    sees = row_type in {"Caf", "Period"} or bool(held & SEES[row_type])
    for field in kind.fields:
        action = GUARDS[type_name][field]
        document = f"query ($id: ID!) {{ node(id: $id) {{ ... on {row_type} {{ {opened} {_selection(kind, field)} {'}' * opened.count('{')} }} }} }}"
        given = await world.ask(person, document, id=row)
        assert "data" in given.body, given.body
        found = given.body["data"]["node"]
        assert (found is not None) is sees, (field, given.body)
        if not sees or not above_allowed:
            continue
        refused = [
            e["extensions"] for e in given.body.get("errors", []) if e["extensions"]["field"] == f"{type_name}.{field}"
        ]
        if _allowed(action, held):
            assert refused == [], field
        else:
            assert _walk(found, [*steps, field]) is None
            [error] = refused
            assert (error["code"], error["action"]) == ("FORBIDDEN", action)
            assert error["requiredRoles"] == list(required_roles(action))


def _allowed(action: str, held: frozenset[Role]) -> bool:
    return not action or POLICY[action].reach is not None or bool(held & POLICY[action].roles)


def _types_down(row_type: str, steps: list[str]) -> list[str]:
    found, here = [], OBJECTS[row_type]
    for step in steps:
        named = get_named_type(here.fields[step].type)
        if not is_object_type(named):
            break
        here = named
        found.append(here.name)
    return found


async def test_the_table_below_is_not_empty(world: World) -> None:
    """Where the table allows, values are there: a null would prove nothing."""
    data = await world.data(
        "deputy",
        "query ($id: ID!) { declaration(id: $id) { activity { values { ... on EajeActivity { openingDays } } savedBy }"
        " finance { values { ... on EajeFinance { account60 } } totals { result } } estimate { amount lines { operands"
        " { parameter { source } } } } right { amount } submissions { nodes { estimate { amount } activity { __typename } } } } }",
        id=world.declaration,
    )
    assert "None" not in str({**data["declaration"], "estimate": data["declaration"]["estimate"]["amount"]})


# ── How a refusal is told ──────────────────────────────────────────────────────────────────────────────────────

LIST = "{ declarations { nodes { id year finance { values { ... on EajeFinance { account60 } } totals { totalCharges } } } } }"


async def test_one_refusal_for_each_field_and_set_of_roles_with_the_first_path(world: World) -> None:
    """Three declarations: on the oldest he approves, on the two others he provides the activity."""
    given = await world.ask("mixed", LIST)
    nodes = given.body["data"]["declarations"]["nodes"]
    assert [node["finance"]["values"] is None for node in nodes] == [True, True, False]
    [error] = given.body["errors"]
    assert error["path"] == ["declarations", "nodes", 0, "finance", "values"]
    extensions = error["extensions"]
    assert (extensions["code"], extensions["count"], extensions["field"]) == ("FORBIDDEN", 2, "FinancePart.values")
    assert (extensions["action"], extensions["requiredRoles"]) == (
        "finance.read",
        ["FINANCIAL_DATA_PROVIDER", "APPROVER"],
    )
    assert POLICY["finance.read"].why in error["message"]
    assert who_may("finance.read") in extensions["remedy"]
    assert "approbateur" in extensions["remedy"]


async def test_two_sets_of_roles_are_told_apart(world: World) -> None:
    """An officer of the Caf who is nothing else, and the same field refused once for each field."""
    document = "{ declarations { nodes { activity { savedBy } finance { savedBy } estimate { amount } } } }"
    given = await world.ask("officer", document)
    told = {error["extensions"]["field"]: error["extensions"]["count"] for error in given.body["errors"]}
    assert told == {"Declaration.activity": 3, "Declaration.finance": 3, "Declaration.estimate": 3}
    both = "{ declarations { nodes { finance { remarks { text } values { ... on EajeFinance { account60 } } } } } }"
    await world.add_person("split")
    await world.grant("split", Role.ACTIVITY_DATA_PROVIDER, world.tenures[0])
    for role in (Role.ACTIVITY_DATA_PROVIDER, Role.APPROVER):
        await world.grant("split", role, world.tenures[1])
    given = await world.ask("split", both)
    counted = Counter((e["extensions"]["field"], e["extensions"]["count"]) for e in given.body["errors"])
    assert counted == {("FinancePart.values", 1): 1, ("FinancePart.remarks", 1): 1}


@pytest.mark.parametrize(
    ("document", "path", "count"),
    [
        ("{ declarations(first: 1) { nodes { f: finance { v: values { __typename } } } } }", ["declarations", "nodes", 0, "f", "v"], 1),
        ("{ declarations(first: 1) { nodes { finance { a: values { __typename } b: values { __typename } } } } }", ["declarations", "nodes", 0, "finance", "a"], 2),
        ("{ declarations(first: 1) { nodes { ...D } } } fragment D on Declaration { finance { ...F } } fragment F on FinancePart { values { __typename } }", ["declarations", "nodes", 0, "finance", "values"], 1),
        ("{ declarations(first: 1) { edges { node { ... on Declaration { finance { ... { values { __typename } } } } } } } }", ["declarations", "edges", 0, "node", "finance", "values"], 1),
        ("{ structures { nodes { declarations { nodes { finance { values { __typename } } } } } } }", ["structures", "nodes", 0, "declarations", "nodes", 0, "finance", "values"], 3),
        ("{ viewer { roles { structure { declarations(first: 1) { nodes { finance { values { __typename } } } } } } } }", ["viewer", "roles", 0, "structure", "declarations", "nodes", 0, "finance", "values"], 3),
    ],
    ids=["alias", "twice", "fragments", "edges", "nested", "viewer"],
)  # fmt: skip
async def test_a_refusal_is_found_wherever_the_field_is_asked(
    world: World, document: str, path: list[str | int], count: int
) -> None:
    given = await world.ask("director", document)
    assert given.status == 200
    [error] = given.body["errors"]
    assert (error["path"], error["extensions"]["count"]) == (path, count)


async def test_an_own_grant_that_ended_is_read_whatever_else_one_has_become(world: World) -> None:
    """Somebody who was a director here and now processes declarations for this Caf."""
    person = await world.add_person("former")
    grant = await world.grant("former", Role.ACTIVITY_DATA_PROVIDER, world.tenures[0], endsOn="2024-12-31")
    await stage.add_staff_role(person.id, Role.DECLARATION_OFFICER, world.caf, world.now.date())
    given = await world.ask(
        "former", "query ($id: ID!) { node(id: $id) { id ... on RoleGrant { role active } } }", id=grant["id"]
    )
    assert given.body == {"data": {"node": {"id": grant["id"], "role": "ACTIVITY_DATA_PROVIDER", "active": False}}}


async def test_an_activity_provider_is_told_how_many_controls_quote_the_accounts(world: World) -> None:
    document = (
        "query ($id: ID!) { declaration(id: $id) { blockers { hiddenCount problems { control message } }"
        " warnings { hiddenCount problems { control } } } }"
    )
    second = encode("Declaration", world.declarations[1])
    seen = {
        who: (await world.data(who, document, id=second))["declaration"] for who in ("director", "accountant", "deputy")
    }
    assert seen["director"]["blockers"] == {"hiddenCount": 1, "problems": []}
    for who in ("accountant", "deputy"):
        assert seen[who]["blockers"]["hiddenCount"] == 0
        assert [each["control"] for each in seen[who]["blockers"]["problems"]] == ["FAMILY_CONTRIBUTIONS_DIFFER"]
    assert "58 650" not in str(seen["director"]).replace("\\u202f", " ").replace("\\xa0", " ")
