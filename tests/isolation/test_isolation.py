"""Nobody ever sees a structure that is not his: every question of the schema, asked by strangers."""

from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any

import orjson
import pytest
from graphql import is_introspection_type, is_object_type

import schema.connection
import schema.query
from models.visibility import SEEN
from resolvers.opaque import encode
from schema.query import NODES
from tests.isolation.conftest import Pair
from tests.isolation.marks import TABLES, Marks, Rows, known_of, marks_of, rows_of, words_of
from tests.isolation.population import NEIGHBOUR
from tests.isolation.walk import Ask, Known, acts, questions
from tests.world import World

STRANGERS = ["director", "accountant", "deputy", "manager", "officer", NEIGHBOUR, "nobody", "cnaf"]
NATIONAL_READS = {"organisation", "structure", "tenure"}
CODES = {"FORBIDDEN"}
"""What a question well asked may be refused with."""


async def asked(world: World, name: str, questions: Iterable[Ask]) -> AsyncIterator[tuple[Ask, Any]]:
    """Each question and its answer; one that is not executed proves nothing."""
    for ask in questions:
        given = await world.ask(name, ask.document, **ask.variables)
        assert "data" in given.body, (ask, given.body)
        refused = {error["extensions"]["code"] for error in given.body.get("errors", [])}
        assert refused <= CODES | ({"BAD_CURSOR"} if "after" in ask.document else set()), (ask, given.body)
        yield ask, given.body


def counts(tree: Any) -> Iterator[tuple[int, int]]:
    """The total and the number of objects of every page in an answer."""
    if isinstance(tree, dict):
        if "totalCount" in tree and "nodes" in tree:
            yield tree["totalCount"], len(tree["nodes"])
        for each in tree.values():
            yield from counts(each)
    elif isinstance(tree, list):
        for each in tree:
            yield from counts(each)


def nameless(tree: Any) -> Iterator[Any]:
    """Objects whose id is withheld: rows that should not have been loaded at all."""
    if isinstance(tree, dict):
        if "id" in tree and tree["id"] is None:
            yield tree
        for each in tree.values():
            yield from nameless(each)
    elif isinstance(tree, list):
        for each in tree:
            yield from nameless(each)


async def leaked(world: World, name: str, asks: Iterable[Ask], marks: Marks) -> str | None:
    """The first answer that betrays something, or counts what it does not show."""
    async for ask, body in asked(world, name, asks):
        found = marks.found_in(body)
        if found:
            return f"{name} reads {sorted(found)[:5]} by {ask}"
        for row in nameless(body["data"]):
            return f"{name} learns that {row} exists by {ask}"
        for total, shown in counts(body["data"]):
            if "after" not in ask.document and total != shown:
                return f"{name} is told of {total} and shown {shown} by {ask}"
    return None


def of_tenure(rows: Rows, tenure: int, structure: int, organisation: int) -> Rows:
    """The rows that belong to one tenure."""
    keys = {"tenure": tenure, "structure": structure, "organisation": organisation}
    return {
        table: [
            row for row in found if row.get("tenure_id", tenure) == tenure and row["id"] == keys.get(table, row["id"])
        ]
        for table, found in rows.items()
    }


def test_the_foreign_world_is_marked_in_every_text(pair: Pair) -> None:
    marks = marks_of(pair.foreign_rows, pair.own_rows)
    plain = {
        f"{table}.{column}"
        for table in TABLES
        for column in pair.foreign_rows[table][0]
        if not any(marks.words & words_of([{column: row[column]}]) for row in pair.foreign_rows[table])
        and any(words_of([{column: row[column]}]) for row in pair.foreign_rows[table])
    }
    assert plain == CLOSED
    assert all(pair.foreign_rows[table] for table in TABLES)


CLOSED = {
    "staff_role.role", "staff_role.starts_on", "role_grant.role", "role_grant.starts_on",
    "structure.kind", "structure.opened_on", "tenure.starts_on",
    "declaration_period.kind", "declaration_period.structure_kind", "declaration_period.opens_on",
    "declaration_period.due_on", "declaration_period.closes_on",
    "declaration.kind", "declaration.structure_kind", "declaration.state",
    "declaration_part.part", "declaration_part.state", "submission.attestation",
    "audit_entry.act", "audit_entry.outcome", "audit_entry.from_state", "audit_entry.to_state",
}  # fmt: skip
"""Columns whose words are the same everywhere: closed lists and days of the profession."""


async def test_those_concerned_find_every_mark(pair: Pair) -> None:
    """The walk can find what it looks for: asked by its own people, the foreign world shows itself whole."""
    marks = marks_of(pair.foreign_rows, pair.own_rows)
    known = known_of(pair.foreign_rows)
    found: set[str] = set()
    types: set[str] = set()
    for name in ("director", "deputy", "manager", "officer", NEIGHBOUR):
        async for _, body in asked(pair.foreign, name, questions(known, Known({}))):
            found |= marks.found_in(body)
            types |= set(_types(body["data"]))
    objects = {name for name, kind in schema.portal.GRAPHQL.type_map.items() if _shown(name, kind)}
    assert objects - types == set()
    told = {table: words_of(pair.foreign_rows[table]) & marks.words for table in SEEN}
    hidden = {table: words - found for table, words in told.items()}
    assert {table: words for table, words in hidden.items() if words} == {}
    assert marks.ids - found <= {encode("Person", row["id"]) for row in pair.foreign_rows["person"]}


def _shown(name: str, kind: Any) -> bool:
    return (
        is_object_type(kind)
        and not is_introspection_type(kind)
        and name not in {"Query", "Mutation", "PageInfo"}
        and not name.endswith("Payload")
    )


def _types(tree: Any) -> Iterator[str]:
    if isinstance(tree, dict):
        if tree.get("__typename"):
            yield tree["__typename"]
        for each in tree.values():
            yield from _types(each)
    elif isinstance(tree, list):
        for each in tree:
            yield from _types(each)


@pytest.mark.parametrize("name", STRANGERS)
async def test_a_stranger_finds_nothing_of_another_caf(pair: Pair, name: str) -> None:
    tables = set(TABLES) - (NATIONAL_READS if name == "cnaf" else set())
    marks = marks_of(pair.foreign_rows, pair.own_rows, tables)
    asks = questions(known_of(pair.own_rows), known_of(pair.foreign_rows))
    assert await leaked(pair.own, name, asks, marks) is None


@pytest.mark.parametrize("name", ["director", "accountant", "deputy"])
async def test_a_partner_finds_nothing_of_his_neighbour_in_the_same_caf(pair: Pair, name: str) -> None:
    world, rows = pair.own, pair.own_rows
    theirs = of_tenure(rows, world.tenures[2], world.structures[2], rows["structure"][2]["id"])
    theirs = {**theirs, "organisation": rows["organisation"][1:]}
    tables = {
        "organisation",
        "structure",
        "tenure",
        "role_grant",
        "declaration",
        "declaration_part",
        "declaration_estimate",
    }
    mine = {
        table: [row for row in found if row not in theirs.get(table, [])] for table, found in rows.items()
    } | {"audit_entry": []}  # fmt: skip
    marks = marks_of({**theirs, "person": []}, {**mine, "person": []}, tables)
    assert len(marks.words) > 20
    assert await leaked(world, name, questions(known_of(mine), known_of(theirs)), marks) is None


async def test_a_manager_finds_nothing_of_the_declarations_of_his_own_caf(pair: Pair) -> None:
    hidden = {"declaration", "declaration_part", "declaration_estimate", "submission", "accepted_right"}
    marks = marks_of(pair.own_rows, pair.foreign_rows, hidden)
    known = known_of(pair.own_rows)
    assert len(marks.words) > 50
    assert await leaked(pair.own, "manager", questions(known, known), marks) is None


DRAFT = {"declaration_part", "declaration_estimate"}


async def test_an_officer_finds_no_figure_that_was_not_sent(pair: Pair) -> None:
    marks = marks_of(pair.own_rows, pair.foreign_rows, DRAFT)
    known = known_of(pair.own_rows)
    assert len(marks.words) > 20
    assert await leaked(pair.own, "officer", questions(known, known), marks) is None


UNKNOWN = {name: [encode(name, 2**31 - 1)] for name in NODES}


@pytest.mark.parametrize("name", ["deputy", "manager", "officer", "nobody"])
async def test_a_strange_id_is_answered_like_one_that_does_not_exist(pair: Pair, name: str) -> None:
    strange = known_of(pair.foreign_rows)
    nothing = Known({})
    for kind, ids in strange.ids.items():
        for mark in ids[:1]:
            theirs, unknown = Known({kind: [mark]}), Known({kind: UNKNOWN[kind]})
            pairs = zip(questions(nothing, theirs), questions(nothing, unknown), strict=True)
            for one, other in pairs:
                if mark in one.variables.get("value", ()):
                    answers = [await pair.own.ask(name, ask.document, **ask.variables) for ask in (one, other)]
                    sent = [
                        orjson.dumps(answer.body).replace(i.encode(), b"?")
                        for answer, i in zip(answers, (mark, *UNKNOWN[kind]), strict=True)
                    ]
                    assert (sent[0], answers[0].status) == (sent[1], answers[1].status), one


@pytest.mark.parametrize("name", ["director", "deputy", "manager", "officer", "nobody", "cnaf"])
async def test_an_act_on_a_strange_id_is_not_found_and_changes_nothing(pair: Pair, name: str) -> None:
    before = await _written(pair, name)
    strange = {kind: ids[:2] for kind, ids in known_of(pair.foreign_rows).ids.items()}
    asked_acts = list(acts(strange))
    assert len(asked_acts) > 7 * len(strange)
    for ask in asked_acts:
        given = await pair.own.ask(name, ask.document, **ask.variables)
        assert "data" in given.body, given.body
        payload = next(iter(given.body["data"].values()))
        codes = {error["code"] for error in payload.pop("errors")}
        assert codes == {"NOT_FOUND"} or (codes == {"FORBIDDEN"} and _seen(name, ask, strange)), (ask, given.body)
        assert set(payload.values()) == {None}
    assert await _written(pair, name) == before


async def _written(pair: Pair, name: str) -> dict[str, Any]:
    """The rows of the foreign world; what the Cnaf was refused on a tenure that it sees is noted there."""
    rows = dict(await rows_of(pair.foreign))
    if name == "cnaf":
        rows["audit_entry"] = [row for row in rows["audit_entry"] if row["outcome"] != "REFUSED"]
    return rows


def _seen(name: str, ask: Ask, strange: dict[str, list[str]]) -> bool:
    """The Cnaf sees every tenure, and may not grant on it: it is told so."""
    return name == "cnaf" and ask.variables["input"].get("tenure") in strange["Tenure"]
