"""Who reads the trail: partners what happened on their tenures, staff what each act tells them, nobody anything else."""

from typing import Any

import pytest

from resolvers.opaque import encode
from rules.policy import ROLE_LABELS, Role
from rules.workflow import ACT_LABELS, STEPS
from tests.resolvers.keeping import successor, transfer
from tests.trail.own import document
from tests.world import RETURN, World

pytestmark = pytest.mark.usefixtures("database")

ENTRY = (
    "at actorName roles roleLabels act actLabel outcome outcomeLabel door doorLabel refusals { code sentence }"
    " objectType objectLabel objectId fromState toState"
)
OF_STRUCTURE = f"query ($id: ID!, $first: Int, $after: String) {{ structure(id: $id) {{ history(first: $first, after: $after) {{ totalCount pageInfo {{ hasNextPage endCursor }} nodes {{ {ENTRY} }} }} }} }}"
OF_DECLARATION = f"query ($id: ID!) {{ declaration(id: $id) {{ history {{ nodes {{ {ENTRY} }} }} }} }}"
OF_PERSON = (
    f"query ($id: ID!) {{ person(id: $id) {{ history {{ nodes {{ {ENTRY} }} }} acts {{ nodes {{ {ENTRY} }} }} }} }}"
)


async def on_structure(world: World, who: str, place: int = 0) -> list[dict[str, Any]]:
    """The acts told to somebody, the latest first."""
    shown = await world.data(who, OF_STRUCTURE, id=encode("Structure", world.structures[place]), first=100)
    return list(shown["structure"]["history"]["nodes"])


async def on_declaration(world: World, who: str) -> list[dict[str, Any]]:
    shown = await world.data(who, OF_DECLARATION, id=world.declaration)
    return list(shown["declaration"]["history"]["nodes"])


def told(entries: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(entry["act"], entry["outcome"]) for entry in entries]


async def test_partners_read_who_did_what_by_which_role_and_what_was_refused() -> None:
    world = await World.granted()
    await world.save_example(finance=False)
    await world.act("director", document("approve"), declaration=world.declaration, version=2, attested=True)
    refused, saved = (await on_declaration(world, "accountant"))[:2]
    assert saved == {
        "at": saved["at"], "actorName": world.people["director"].name, "roles": ["ACTIVITY_DATA_PROVIDER"],
        "roleLabels": [ROLE_LABELS[Role.ACTIVITY_DATA_PROVIDER]], "act": "save", "actLabel": "enregistrer la saisie",
        "outcome": "DONE", "outcomeLabel": "fait", "door": "API", "doorLabel": "portail", "refusals": [],
        "objectType": "Declaration", "objectLabel": "déclaration", "objectId": world.declaration, "fromState": "OPEN",
        "toState": "IN_PROGRESS",
    }  # fmt: skip
    assert (refused["act"], refused["outcomeLabel"], refused["roles"]) == ("approve", "refusé", [])
    (why,) = refused["refusals"]
    assert why["code"] == "FORBIDDEN"
    assert "…" in why["sentence"] and "{" not in why["sentence"]  # noqa: PT018
    grants = [entry for entry in await on_structure(world, "director") if entry["objectType"] == "RoleGrant"]
    assert {(entry["act"], entry["actorName"]) for entry in grants} == {("grantRole", world.people["manager"].name)}


async def test_an_officer_reads_what_was_sent_and_what_officers_did_and_nothing_of_a_draft() -> None:
    world = await World.granted()
    await world.save_example()
    await world.act("deputy", document("approve"), declaration=world.declaration, version=3, attested=True)
    assert await on_declaration(world, "officer") == []
    for name, act, given in (
        ("director", "completePart", {"part": "ACTIVITY", "version": 2}), ("accountant", "completePart", {"part": "FINANCE", "version": 2}),
        ("deputy", "approve", {"version": 5, "attested": True}), ("officer", "accept", {"version": 6}), ("officer", "take", {"version": 6}),
    ):  # fmt: skip
        await world.act(name, document(act), declaration=world.declaration, **given)
    assert told(await on_declaration(world, "officer")) == [
        ("take", "DONE"),
        ("accept", "REFUSED"),
        ("approve", "DONE"),
    ]
    assert ("approve", "REFUSED") in told(await on_declaration(world, "deputy"))
    assert {act for act, _ in told(await on_structure(world, "officer"))} <= {
        act.value for act in ACT_LABELS if STEPS[act].told_to_caf
    }


async def test_a_manager_reads_of_grants_people_and_structures_and_never_of_declarations() -> None:
    world = await World.granted()
    await world.reach("PROCESSING")
    given = {"structure": encode("Structure", world.structures[0]), "commune": "Autre ville"}
    await world.act("manager", document("changeStructure"), **given)
    entries = told(await on_structure(world, "manager"))
    assert entries[0] == ("changeStructure", "DONE")
    assert {act for act, _ in entries} == {"changeStructure", "grantRole"}
    assert {act for act, _ in told(await on_structure(world, "officer"))} >= {"changeStructure", "take", "approve"}


async def test_a_manager_reads_of_a_person_what_was_done_about_her_in_his_caf() -> None:
    world, other = await World.granted(), await World.granted()
    director = world.people["director"]
    mark = encode("Person", director.id)
    await world.act("director", document("grantRole"), email="x@y.example", displayName="X", tenure=encode("Tenure", world.tenures[0]), role="APPROVER", startsOn="2025-01-01")  # fmt: skip
    await world.act("manager", document("forcePasswordChange"), person=mark)
    shown = (await world.data("manager", OF_PERSON, id=mark))["person"]
    assert told(shown["history"]["nodes"]) == [("forcePasswordChange", "DONE"), ("grantRole", "DONE")]
    assert told(shown["acts"]["nodes"]) == [("grantRole", "REFUSED")]
    assert (await other.data("manager", OF_PERSON, id=mark))["person"] is None


async def test_the_cnaf_reads_of_staff_and_nothing_of_a_cafs_own_matters() -> None:
    world = await World.granted()
    await world.add_national("cnaf")
    rows = await world.written("select id from staff_role where person_id = $1", world.people["officer"].id)
    await world.act("cnaf", document("endStaffRole"), staffRole=encode("StaffRole", rows[0]["id"]), endsOn="2026-01-01")
    mark = encode("Person", world.people["officer"].id)
    shown = (await world.data("cnaf", OF_PERSON, id=mark))["person"]
    assert told(shown["history"]["nodes"]) == [("endStaffRole", "DONE")]
    assert await on_structure(world, "cnaf") == []


async def test_after_a_transfer_each_side_reads_its_own() -> None:
    world = await World.granted()
    await world.save_example(finance=False)
    taken = await transfer(world, await successor(world), "2026-01-01")
    assert taken["errors"] == [], taken
    rows = await world.written("select max(id) as id from tenure where structure_id = $1", world.structures[0])
    await world.add_person("next")
    await world.grant("next", Role.APPROVER, rows[0]["id"], startsOn="2026-01-01")
    former = told(await on_structure(world, "director"))
    assert ("save", "DONE") in former
    assert ("transferStructure", "DONE") not in former
    world.now = world.now.replace(year=2026, month=2)
    world.people["next"].token = None
    assert told(await on_structure(world, "next")) == [("grantRole", "DONE"), ("transferStructure", "DONE")]


async def test_pages_follow_one_another_by_their_cursor() -> None:
    world = await World.granted()
    await world.save_example()
    mark = encode("Structure", world.structures[0])
    whole = await on_structure(world, "director")
    found: list[dict[str, Any]] = []
    after, more = None, True
    while more:
        page = (await world.data("director", OF_STRUCTURE, id=mark, first=2, after=after))["structure"]["history"]
        assert page["totalCount"] == len(whole)
        found += page["nodes"]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert found == whole
    assert len(whole) == 5


async def test_no_words_of_people_are_told() -> None:
    world = await World.granted()
    sent = await world.reach("PROCESSING")
    why = {"version": sent["version"], "reason": "Un motif bien à elle", "parts": ["ACTIVITY"]}
    await world.act("officer", RETURN, declaration=world.declaration, **why)
    assert "motif" not in str(await on_declaration(world, "director"))
