"""Every question that the schema allows, written from the schema itself: a new field is asked without an edit here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_enum_type,
    is_input_object_type,
    is_leaf_type,
    is_list_type,
    is_object_type,
    is_required_argument,
    is_required_input_field,
)

from schema.portal import GRAPHQL

DEPTH = 2
"""How many steps from row to row a path has below its first; no step is taken twice on one path."""
TOKENS = 1_800
PAGE = 100

Tree = dict[str, "Tree"]


@dataclass(frozen=True)
class Ask:
    """One question: its document and variables."""

    document: str
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """What a question may name: ids by type, cursors, business keys, numbers."""

    ids: Mapping[str, list[str]]
    cursors: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    years: list[int] = field(default_factory=list)


def _objects(kind: Any, schema: GraphQLSchema) -> list[GraphQLObjectType]:
    named = get_named_type(kind)
    return list(schema.get_possible_types(named)) if is_abstract_type(named) else [named]


def _call(name: str, found: GraphQLField) -> str:
    """A field below the root, with the longest page."""
    for argument, of in found.args.items():
        assert not is_required_argument(of), f"teach the walk what to give to {name}({argument}:)"
    return f"{name}(first: {PAGE})" if "first" in found.args else name


def _paths(
    kind: GraphQLObjectType, schema: GraphQLSchema, taken: tuple[str, ...] = (), steps: int = 0
) -> Iterator[tuple[str, ...]]:
    """Every path of selections from an object type, each ending in a leaf."""
    yield ("__typename",)
    for name, found in kind.fields.items():
        named = get_named_type(found.type)
        if is_leaf_type(named):
            yield (_call(name, found),)
            continue
        edge = f"{kind.name}.{name}"
        if edge in taken:
            continue
        for target in _objects(found.type, schema):
            further = steps + any(each.name == "Node" for each in target.interfaces)
            if further > DEPTH:
                continue
            inline = (f"... on {target.name}",) if is_abstract_type(named) else ()
            for rest in _paths(target, schema, (*taken, edge), further):
                yield (_call(name, found), *inline, *rest)


def _render(tree: Tree) -> str:
    return " ".join(f"{name} {{ {_render(below)} }}" if below else name for name, below in tree.items())


def _cost(step: str, leaf: bool) -> int:
    """How many tokens a step adds to a document."""
    words = {"... on": 3, "(first:": 6}
    return next((count for sign, count in words.items() if sign in step), 1) + (0 if leaf else 2)


def _grow(tree: Tree, path: tuple[str, ...]) -> int:
    """Add a path to a tree; how many tokens that adds."""
    added = 0
    for place, step in enumerate(path):
        if step not in tree:
            added += _cost(step, place == len(path) - 1)
        tree = tree.setdefault(step, {})
    return added


@cache
def selections(kind: Any, schema: GraphQLSchema = GRAPHQL) -> list[str]:
    """Selections that together hold every path from a type, each short enough for one request."""
    found = []
    for target in _objects(kind, schema):
        tree: Tree = {}
        size = 0
        for path in _paths(target, schema):
            size += _grow(tree, path)
            if size > TOKENS:
                found.append(_within(kind, target, _render(tree)))
                tree, size = {}, 0
        found.append(_within(kind, target, _render(tree)))
    return found


def _within(kind: Any, target: GraphQLObjectType, text: str) -> str:
    return f"... on {target.name} {{ {text} }}" if is_abstract_type(get_named_type(kind)) else text


@cache
def shallow(kind: Any, schema: GraphQLSchema = GRAPHQL) -> list[str]:
    """The leaves of an object, or of the objects of a connection; one selection for each type that it may be."""
    named = get_named_type(kind)
    if is_object_type(named) and named.name.endswith("Connection"):
        return [
            f"totalCount pageInfo {{ startCursor endCursor }} nodes {{ {nodes} }} edges {{ cursor node {{ {nodes} }} }}"
            for nodes in shallow(named.fields["nodes"].type, schema)
        ]
    found = []
    for target in _objects(kind, schema):
        leaves = [name for name, of in target.fields.items() if is_leaf_type(get_named_type(of.type))]
        found.append(_within(kind, target, " ".join(["__typename", *leaves])))
    return found


def questions(own: Known, foreign: Known, schema: GraphQLSchema = GRAPHQL) -> Iterator[Ask]:
    """Every root field with every argument: deep below what is one's own, and whatever is foreign by any name."""
    assert schema.query_type is not None
    for name, found in schema.query_type.fields.items():
        page = f"(first: {PAGE})" if "first" in found.args else ""
        if not any(is_required_argument(of) for of in found.args.values()):
            for text in selections(found.type, schema):
                yield Ask(f"{{ {name}{page} {{ {text} }} }}")
        for argument, of in found.args.items():
            given = _given(argument, of, own, foreign, get_named_type(found.type).name)
            for value, kind in given:
                head = f"query ($value: {of.type}) {{ {name}({argument}: $value)"
                texts = shallow(found.type, schema) if kind is None else selections(found.type, schema)
                for text in texts:
                    if (
                        kind is None
                        or not is_abstract_type(get_named_type(found.type))
                        or text.startswith(f"... on {kind} ")
                    ):
                        yield Ask(f"{head} {{ {text} }} }}", {"value": value})


def _given(argument: str, of: Any, own: Known, foreign: Known, returned: str) -> Iterator[tuple[Any, str | None]]:
    """What an argument is given; with the type that it leads to when the question then goes deep."""
    named, many = get_named_type(of.type), is_list_type(get_nullable_type(of.type))
    if argument == "first":
        return
    if named.name == "ID" and many:
        yield [each for ids in (*own.ids.values(), *foreign.ids.values()) for each in ids][:PAGE], None
    elif named.name == "ID":
        yield from ((each, None) for ids in foreign.ids.values() for each in ids)
        yield from ((ids[0], kind) for kind, ids in own.ids.items() if ids and returned in (kind, "Node"))
    elif argument == "after":
        yield from ((each, None) for each in foreign.cursors)
    elif is_enum_type(named):
        yield from ((value, None) for value in named.values)
    elif named.name == "Int":
        yield from ((year, None) for year in {*own.years, *foreign.years})
    elif named.name == "String":
        yield from ((word, None) for word in foreign.words)
        yield from ((word, returned) for word in own.words[:1])
    else:
        raise AssertionError(f"teach the walk what to give to the argument {argument}: {of.type}")


def acts(ids: Mapping[str, list[str]], schema: GraphQLSchema = GRAPHQL) -> Iterator[Ask]:
    """Every mutation that takes an id, on each of these ids, the rest of its input filled in somehow."""
    assert schema.mutation_type is not None
    for name, found in schema.mutation_type.fields.items():
        for argument, of in found.args.items():
            kind = get_named_type(of.type)
            assert is_input_object_type(kind), f"teach the walk what to give to {name}({argument}:)"
            named_ids = [each for each, inner in kind.fields.items() if get_named_type(inner.type).name == "ID"]
            for each in named_ids:
                for ids_of in ids.values():
                    for value in ids_of:
                        filled = {**_filled(kind), each: value}
                        selection = " ".join(_payload(found, schema))
                        yield Ask(
                            f"mutation ($input: {of.type}) {{ {name}({argument}: $input) {{ {selection} }} }}",
                            {"input": filled},
                        )


def _payload(found: GraphQLField, schema: GraphQLSchema) -> Iterator[str]:
    payload = get_named_type(found.type)
    assert is_object_type(payload)
    for name, of in payload.fields.items():
        yield f"{name} {{ {' '.join(shallow(of.type, schema))} }}"


def _filled(kind: GraphQLInputObjectType) -> dict[str, Any]:
    if kind.is_one_of or getattr(kind.extensions.get("strawberry-definition"), "is_one_of", False):
        return {next(iter(kind.fields)): {}}
    return {name: _value(of.type) for name, of in kind.fields.items() if is_required_input_field(of)}


SOMETHING = {"Int": 1, "Boolean": True, "Date": "2025-01-01", "String": "somebody@new.example", "ID": "?"}


def _value(kind: Any) -> Any:
    named = get_named_type(kind)
    if is_list_type(get_nullable_type(kind)):
        return []
    if is_enum_type(named):
        return next(iter(named.values))
    if is_input_object_type(named):
        return _filled(named)
    assert named.name in SOMETHING, f"teach the walk what a {named.name} looks like"
    return SOMETHING[named.name]


__all__ = ["Ask", "Known", "acts", "questions", "selections", "shallow"]
