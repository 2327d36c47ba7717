"""What is missing in each part, and all one's structures with it: counted for all, at a constant cost."""

from datetime import date

import pytest

from demo import stage
from models.engine import ScopedEngine, watch_statements
from rules.forms import DeclarationKind
from rules.policy import Role
from tests.schema.test_progress_told import act, stage_grant
from tests.world import CANCEL, SAVE, World

MISSING = "query ($id: ID!) { declaration(id: $id) { missing { part partLabel items blockers warnings } } }"
OVERVIEW = (
    "query ($year: Int) { overview(first: 100, year: $year) { totalCount nodes { structure { name } declarations { id title stateLabel"
    " late dueOn progress { sentence awaits { people task { what } } } missing { part items blockers warnings } estimate { amount } } } } }"
)


async def test_what_is_missing_is_counted_by_part_for_whoever_reads_it_or_not(database: ScopedEngine) -> None:
    world = await World.granted()
    document = "query ($id: ID!) { declaration(id: $id) { blockers { hiddenCount problems { control path } } warnings { hiddenCount problems { control } } } }"
    await world.save_example(familyContributions="58000", hoursBilledUnder4="32000")
    seen = {
        name: (await world.data(name, MISSING, id=world.declaration))["declaration"]["missing"]
        for name in ("director", "accountant", "deputy")
    }
    assert seen["director"] == seen["accountant"] == seen["deputy"]
    lists = (await world.data("deputy", document, id=world.declaration))["declaration"]
    assert sum(each["items"] + each["blockers"] for each in seen["deputy"]) == len(lists["blockers"]["problems"])
    assert sum(each["warnings"] for each in seen["deputy"]) == len(lists["warnings"]["problems"])
    by_part = {each["part"]: each for each in seen["deputy"]}
    assert by_part["FINANCE"]["blockers"] == 1
    assert by_part["ACTIVITY"]["warnings"] >= 1


async def test_an_untouched_part_misses_each_of_its_required_items_until_it_is_typed(database: ScopedEngine) -> None:
    world = await World.granted()
    before = (await world.data("deputy", MISSING, id=world.declaration))["declaration"]["missing"]
    assert [each["partLabel"] for each in before] == ["volet activité", "volet financier"]
    assert all(each["items"] > 5 for each in before)
    await world.act(
        "director", SAVE, declaration=world.declaration, version=1, values={"eajeActivity": {"openingDays": 220}}
    )
    after = (await world.data("deputy", MISSING, id=world.declaration))["declaration"]["missing"]
    assert [each["items"] for each in after] == [before[0]["items"] - 1, before[1]["items"]]


async def test_an_officer_is_not_told_what_is_missing_in_a_draft(database: ScopedEngine) -> None:
    world = await World.granted()
    given = await world.ask("officer", MISSING, id=world.declaration)
    assert given.body["data"] == {"declaration": {"missing": None}}
    assert [error["extensions"]["action"] for error in given.body["errors"]] == ["controls.read"]


# ── All my structures ──────────────────────────────────────────────────────────────────────────────────────────────


async def several(structures: int) -> World:
    """As many structures, each with an actual, a forecast and an update to declare."""
    world = await World.granted(structures=structures)
    for kind, observed in ((DeclarationKind.FORECAST, None), (DeclarationKind.UPDATE, date(2025, 6, 30))):
        period = await stage.add_period(
            world.caf, kind, 2025, opens_on=date(2025, 1, 1), due_on=date(2025, 2, 10), closes_on=date(2025, 12, 31), observed_until=observed
        )  # fmt: skip
        world.declarations += await stage.open_declarations(period, world.tenures, world.now)
    await world.save_example()
    return world


STATEMENTS = 9
"""Structures, declarations, parts, people, acts that led there, three facts beside the figures, estimates."""


@pytest.mark.parametrize("structures", [1, 10, 40])
async def test_the_overview_costs_the_same_for_one_structure_and_for_forty(
    database: ScopedEngine, structures: int
) -> None:
    world = await several(structures)
    await world.sign_in("deputy")
    with watch_statements() as seen:
        found = await world.data("deputy", OVERVIEW.replace("totalCount ", ""))
    assert len(found["overview"]["nodes"]) == structures
    assert {len(node["declarations"]) for node in found["overview"]["nodes"]} == {3}
    assert len(seen) - 2 == STATEMENTS, "\n".join(seen)


async def test_the_overview_tells_for_each_structure_what_is_going_on_and_what_is_missing(
    database: ScopedEngine,
) -> None:
    world = await several(2)
    found = (await world.data("director", OVERVIEW))["overview"]
    assert found["totalCount"] == 2
    assert [node["structure"]["name"] for node in found["nodes"]] == ["Crèche 0", "Crèche 1"]
    first = found["nodes"][0]["declarations"]
    assert [(each["title"], each["dueOn"]) for each in first] == [
        ("Prévisionnel 2025", "2025-02-10"), ("Actualisé janvier à juin 2025", "2025-02-10"), ("Réel 2024", "2025-03-31")
    ]  # fmt: skip
    actual = first[2]
    assert (actual["stateLabel"], actual["late"]) == ("en cours de saisie", False)
    assert actual["estimate"]["amount"] == "171823.79"
    assert actual["progress"]["awaits"][1] == {
        "people": [f"Accountant {world.code}"],
        "task": {"what": "Terminer le volet financier"},
    }
    assert [each["items"] for each in actual["missing"]] == [0, 0]
    forecast, update = first[0], first[1]
    assert [each["part"] for each in forecast["missing"]] == ["ACTIVITY", "FINANCE"]
    assert [each["part"] for each in update["missing"]] == ["ACTIVITY"]
    assert all(each["items"] > 0 for each in (*forecast["missing"], *update["missing"]))


async def test_the_overview_of_one_year_holds_that_year_only(database: ScopedEngine) -> None:
    world = await several(1)
    for year, titles in ((2024, 1), (2025, 2), (2023, 0)):
        [node] = (await world.data("director", OVERVIEW, year=year))["overview"]["nodes"]
        assert len(node["declarations"]) == titles


async def test_what_is_over_or_not_open_is_left_out(database: ScopedEngine) -> None:
    world = await World.granted(structures=1)
    for year, opens, closes in (
        (2022, date(2024, 1, 1), date(2025, 1, 19)),
        (2026, date(2025, 1, 21), date(2025, 12, 31)),
    ):
        period = await stage.add_period(
            world.caf, DeclarationKind.ACTUAL, year, opens_on=opens, due_on=closes, closes_on=closes
        )
        await stage.open_declarations(period, world.tenures, world.now)
    document = "{ overview { nodes { declarations { title } } } }"
    for state, titles in (("TRANSMITTED", ["Réel 2024"]), ("CANCELLED", [])):
        if state == "TRANSMITTED":
            await world.reach(state)
        else:
            await act(world, "officer", CANCEL, reason="Ouverte par erreur.")
        [node] = (await world.data("director", document))["overview"]["nodes"]
        assert [each["title"] for each in node["declarations"]] == titles


async def test_after_a_transfer_each_side_reads_its_own_declarations(database: ScopedEngine) -> None:
    world = await World.granted()
    [structure] = world.structures
    await world.written("update tenure set ends_on = '2024-12-31' where id = $1", world.tenures[0])
    other = await stage.add_organisation(world.caf, f"9{structure:013d}", "Association")
    world.tenures.append(await stage.add_tenure(world.caf, other, structure, date(2025, 1, 1)))
    period = await stage.add_period(
        world.caf, DeclarationKind.FORECAST, 2025, opens_on=date(2025, 1, 1), due_on=date(2025, 2, 10), closes_on=date(2025, 12, 31)
    )  # fmt: skip
    await stage.open_declaration(world.tenures[1], period, world.now)
    await world.add_person("heir")
    await stage_grant(world, "heir", Role.APPROVER, world.tenures[1], date(2025, 1, 1))
    document = "{ overview { totalCount nodes { structure { name } declarations { title progress { sentence } } } } }"
    for name, titles in (("director", ["Réel 2024"]), ("heir", ["Prévisionnel 2025"])):
        found = (await world.data(name, document))["overview"]
        assert found["totalCount"] == 1
        assert [each["title"] for each in found["nodes"][0]["declarations"]] == titles
        assert f"{'Director' if name == 'heir' else 'Heir'} {world.code}" not in str(found)


@pytest.mark.parametrize("name", ["officer", "manager", "nobody"])
async def test_whoever_holds_no_partner_role_has_no_structures_of_his_own(database: ScopedEngine, name: str) -> None:
    world = await World.granted()
    await world.add_person("nobody")
    found = await world.data(name, "{ overview { totalCount nodes { structure { name } } } }")
    assert found["overview"] == {"totalCount": 0, "nodes": []}
