"""The timeline: every act as those concerned may follow it, and no more."""

from typing import Any

import pytest

from models.engine import ScopedEngine, watch_statements
from resolvers.opaque import encode
from tests.world import (
    APPROVE,
    CANCEL,
    COMPLETE,
    REOPEN_PART,
    RETURN,
    SAVE,
    SEND_BACK,
    TAKE,
    WITHDRAW,
    World,
)

EVENT = "at act sentence actorName part fromState toState reason items version"
TIMELINE = f"query ($id: ID!) {{ declaration(id: $id) {{ timeline {{ totalCount nodes {{ {EVENT} }} }} }} }}"


async def events(world: World, name: str) -> list[dict[str, Any]]:
    """The timeline of the first declaration, the latest first."""
    found = (await world.data(name, TIMELINE, id=world.declaration))["declaration"]["timeline"]
    assert found["totalCount"] == len(found["nodes"])
    nodes: list[dict[str, Any]] = found["nodes"]
    return nodes


async def done(world: World, name: str, document: str, **given: Any) -> None:
    """An act that is accepted, on the version that stands."""
    stands = await world.stands()
    version = stands[given["part"].lower()] if document in (COMPLETE, REOPEN_PART) else stands["version"]
    payload = await world.act(name, document, declaration=world.declaration, version=version, **given)
    assert payload["errors"] == [], payload


@pytest.fixture(scope="module")
async def world(database: ScopedEngine) -> World:
    """A declaration to which everything has happened."""
    made = await World.granted()
    await made.save_example()
    await done(made, "director", COMPLETE, part="ACTIVITY")
    await done(made, "accountant", COMPLETE, part="FINANCE")
    await done(made, "deputy", SEND_BACK, part="FINANCE", reason="Le compte 60 doit être de 31 000 €.")
    await done(made, "accountant", COMPLETE, part="FINANCE")
    await done(made, "director", REOPEN_PART, part="ACTIVITY")
    await done(made, "director", COMPLETE, part="ACTIVITY")
    await done(made, "deputy", APPROVE, attested=True)
    await done(made, "deputy", WITHDRAW)
    await done(made, "deputy", APPROVE, attested=True)
    await done(made, "officer", TAKE)
    await done(
        made, "officer", RETURN, parts=["ACTIVITY"], items=["openingDays", "hoursBilledUnder4"],
        reason="Les jours d'avril manquent.",
    )  # fmt: skip
    return made


async def test_every_act_is_told_in_french_the_latest_first(world: World) -> None:
    code = world.code
    told = [event["sentence"] for event in await events(world, "deputy")]
    assert told[::-1] == [
        f"Director {code} a enregistré sa saisie du volet activité.",
        f"Accountant {code} a enregistré sa saisie du volet financier.",
        f"Director {code} a terminé la saisie du volet activité.",
        f"Accountant {code} a terminé la saisie du volet financier.",
        f"Deputy {code} a renvoyé le volet financier à son fournisseur de données.",
        f"Accountant {code} a terminé la saisie du volet financier.",
        f"Director {code} a rouvert le volet activité.",
        f"Director {code} a terminé la saisie du volet activité.",
        f"Deputy {code} a approuvé la déclaration et l'a transmise à la Caf.",
        f"Deputy {code} a retiré la transmission.",
        f"Deputy {code} a approuvé la déclaration et l'a transmise à la Caf.",
        f"Officer {code} a pris la déclaration en charge.",
        f"Officer {code} a retourné la déclaration pour correction.",
    ]


async def test_an_event_says_who_when_why_and_from_where_to_where(world: World) -> None:
    stands = await world.stands()
    assert (await events(world, "director"))[0] == {
        "at": world.now.isoformat(), "act": "return", "sentence": f"Officer {world.code} a retourné la déclaration pour correction.",
        "actorName": f"Officer {world.code}", "part": "ACTIVITY", "fromState": "PROCESSING", "toState": "RETURNED",
        "reason": "Les jours d'avril manquent.", "items": ["Nombre de jours d'ouverture", "Heures facturées, enfants de moins de 4 ans"],
        "version": stands["version"],
    }  # fmt: skip


async def test_the_caf_reads_only_what_was_told_to_it(world: World) -> None:
    told = await events(world, "officer")
    assert [event["act"] for event in told] == ["return", "take", "approve", "withdraw", "approve"]
    assert [event["part"] for event in told] == ["ACTIVITY", None, None, None, None]


@pytest.mark.parametrize(("name", "reads"), [("accountant", True), ("deputy", True), ("director", False)])
async def test_a_reason_that_may_quote_the_accounts_is_read_by_those_who_read_them(
    world: World, name: str, reads: bool
) -> None:
    [sent_back] = [event for event in await events(world, name) if event["act"] == "sendBackPart"]
    assert (sent_back["reason"] == "Le compte 60 doit être de 31 000 €.") is reads
    assert sent_back["reason"] is None or reads


@pytest.mark.parametrize("name", ["director", "accountant", "deputy", "officer"])
async def test_a_reason_of_the_caf_is_read_by_all_concerned(world: World, name: str) -> None:
    assert (await events(world, name))[0]["reason"] == "Les jours d'avril manquent."


async def test_it_is_read_page_by_page(world: World) -> None:
    document = (
        "query ($id: ID!, $after: String) { declaration(id: $id) { timeline(first: 5, after: $after)"
        " { pageInfo { hasNextPage endCursor } edges { cursor node { sentence } } } } }"
    )
    told: list[str] = []
    after, more = None, True
    while more:
        page = (await world.data("deputy", document, id=world.declaration, after=after))["declaration"]["timeline"]
        told += [edge["node"]["sentence"] for edge in page["edges"]]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert told == [event["sentence"] for event in await events(world, "deputy")]


async def test_a_refused_act_is_not_told(world: World) -> None:
    before = await events(world, "deputy")
    for document, given in ((TAKE, {}), (CANCEL, {"reason": "Non."})):
        payload = await world.act("deputy", document, declaration=world.declaration, version=1, **given)
        assert [error["code"] for error in payload["errors"]] == ["FORBIDDEN"]
    assert await events(world, "deputy") == before


@pytest.mark.parametrize("name", ["manager", "director"])
async def test_a_stranger_and_a_manager_follow_nothing(world: World, database: ScopedEngine, name: str) -> None:
    other = world if name == "manager" else await World.granted()
    given = await other.ask(name, TIMELINE, id=world.declaration)
    assert given.body == {"data": {"declaration": None}}


async def test_the_timelines_of_a_list_cost_one_statement(database: ScopedEngine) -> None:
    many = await World.granted(structures=4)
    for number in range(3):
        declaration = encode("Declaration", many.declarations[number])
        payload = await many.act(
            "director", SAVE, declaration=declaration, version=1, values={"eajeActivity": {"openingDays": 200}}
        )
        assert payload["errors"] == []
    with watch_statements() as seen:
        found = await many.data("director", "{ declarations { nodes { timeline(first: 1) { nodes { sentence } } } } }")
    assert len(seen) == 2 + 2
    assert [len(node["timeline"]["nodes"]) for node in found["declarations"]["nodes"]] == [0, 1, 1, 1]
