"""How large a document may be: measured in one pass, refused before anything is executed."""

import pytest
from graphql import OperationDefinitionNode, parse

from server.answer import MAX_DOCUMENT
from server.documents import MAX_DEPTH, MAX_REPEATS, depth, repeats, root_fields
from tests.world import World


def nested(levels: int) -> str:
    """A query of so many levels: lists in lists."""
    ring = ["structures", "nodes", "declarations", "nodes", "structure", "declarations", "nodes"]
    names = [*ring, *(["structure", "declarations", "nodes"] * levels)][: levels - 1]
    return "{ " + " { ".join([*names, "__typename"]) + " }" * len(names) + " }"


def measured(query: str) -> int:
    document = parse(query)
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    return depth(document, operation)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ a }", 1),
        ("{ a { b } c { d { e } } }", 3),
        ("{ ... { ... { a } } }", 1),
        ("{ ...f } fragment f on Q { a { ...g } } fragment g on A { b { c } }", 3),
        ("{ a { ...f ...f } b { c { ...f } } } fragment f on A { x }", 3),
    ],
)
def test_depth_counts_fields_through_fragments(query: str, expected: int) -> None:
    assert measured(query) == expected


def test_a_fragment_is_measured_once_however_often_it_is_spread() -> None:
    """Sixty levels that spread the next one twice: two to the sixtieth, if each spread were followed."""
    web = " ".join(f"fragment f{n} on Q {{ a {{ ...f{n + 1} }} b {{ ...f{n + 1} }} }}" for n in range(60))
    assert measured(f"{{ ...f0 }} {web} fragment f60 on Q {{ a }}") == 61


def test_root_fields_are_found_through_fragments_and_counted_as_written() -> None:
    document = parse("{ a b: a ...f ... { c } } fragment f on Q { a ...g } fragment g on Q { d }")
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    assert sorted(field.name.value for field in root_fields(document, operation)) == ["a", "a", "a", "c", "d"]


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("levels", "code"), [(MAX_DEPTH - 1, None), (MAX_DEPTH, None), (MAX_DEPTH + 1, "QUERY_TOO_DEEP")]
)
async def test_a_question_is_answered_up_to_the_deepest_level(levels: int, code: str | None) -> None:
    world = await World.granted()
    assert measured(nested(levels)) == levels
    given = await world.ask("director", nested(levels))
    assert [error["extensions"]["code"] for error in given.body.get("errors", [])] == ([code] if code else [])
    assert given.status == (400 if code else 200)


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(("length", "code"), [(MAX_DOCUMENT, None), (MAX_DOCUMENT + 1, "BAD_REQUEST")])
async def test_a_document_has_a_longest_length(length: int, code: str | None) -> None:
    given = await (await World.make()).ask(None, "{ __typename }".ljust(length))
    assert [error["extensions"]["code"] for error in given.body.get("errors", [])] == ([code] if code else [])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ a b }", 0),
        ("{ a { b } }", 1),
        ("{ x: a { b } y: a { b } b { c } }", 2),
        ("{ a { x: b { c } y: b { c } z: b { c } } }", 3),
        ("{ x: a { b } ...f ... { z: a { b } } } fragment f on Q { y: a { b } }", 3),
        ("{ a { ...f } b { ...f } } fragment f on Q { x: c { d } y: c { d } }", 2),
        ("{ x: a y: a z: a }", 0),
    ],
    ids=["leaves", "once", "twice", "below", "through fragments", "in each place", "leaves cost nothing"],
)
def test_what_is_asked_in_one_place_under_several_names_is_counted(query: str, expected: int) -> None:
    document = parse(query)
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    assert repeats(document, operation) == expected


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(("times", "code"), [(MAX_REPEATS, None), (MAX_REPEATS + 1, "ASKED_TOO_OFTEN")])
async def test_one_list_is_asked_a_bounded_number_of_times_in_one_place(times: int, code: str | None) -> None:
    world = await World.granted()
    aliases = " ".join(f"a{n}: declarations(year: {2000 + n}) {{ totalCount }}" for n in range(times))
    given = await world.ask("director", f"{{ {aliases} }}")
    assert [error["extensions"]["code"] for error in given.body.get("errors", [])] == ([code] if code else [])
    assert given.status == (400 if code else 200)
