"""Every question that the schema allows, written from the schema itself: a new field is asked without an edit here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from json import dumps
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
YEAR = 2024

Tree = dict[str, "Tree"]


@dataclass(frozen=True)
class Ask:
    """One question: its document and variables."""

    document: str
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """What a question may name: ids by type, cursors, business keys by the argument that takes them, numbers."""

    ids: Mapping[str, list[str]]
    cursors: list[str] = field(default_factory=list)
    words: Mapping[str, list[str]] = field(default_factory=dict)
    years: list[int] = field(default_factory=list)


def _objects(kind: Any, schema: GraphQLSchema) -> list[GraphQLObjectType]:
    named = get_named_type(kind)
    return list(schema.get_possible_types(named)) if is_abstract_type(named) else [named]


def call(name: str, found: GraphQLField) -> str:
    """A field below the root, with the longest page and what it cannot do without."""
    given = {"first": str(PAGE)} if "first" in found.args else {}
    for argument, of in found.args.items():
        if is_required_argument(of):
            given[argument] = _literal(of.type)
    return f"{name}({', '.join(f'{argument}: {value}' for argument, value in given.items())})" if given else name


def _paths(
    kind: GraphQLObjectType, schema: GraphQLSchema, taken: tuple[str, ...] = (), steps: int = 0
) -> Iterator[tuple[str, ...]]:
    """Every path of selections from an object type, each ending in a leaf."""
    yield ("__typename",)
    for name, found in kind.fields.items():
        named = get_named_type(found.type)
        if is_leaf_type(named):
            yield (call(name, found),)
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
                yield (call(name, found), *inline, *rest)


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
        leaves = [call(name, of) for name, of in target.fields.items() if is_leaf_type(get_named_type(of.type))]
        found.append(_within(kind, target, " ".join(["__typename", *leaves])))
    return found


def questions(own: Known, foreign: Known, schema: GraphQLSchema = GRAPHQL) -> Iterator[Ask]:
    """Every root field with every argument: deep below what is one's own, and whatever is foreign by any name.

    A foreign id is asked where its type leads; where another type is wanted, the first of its type stands for all.
    """
    assert schema.query_type is not None
    further = {mark: kind for kind, ids in foreign.ids.items() for mark in ids[1:]}
    for name, found in schema.query_type.fields.items():
        page = f"(first: {PAGE})" if "first" in found.args else ""
        if not any(is_required_argument(of) for of in found.args.values()):
            for text in selections(found.type, schema):
                yield Ask(f"{{ {name}{page} {{ {text} }} }}")
        for argument, of in found.args.items():
            given = _given(argument, of, own, foreign, get_named_type(found.type).name)
            for value, kind in given:
                others = [other for other, its in found.args.items() if other != argument and is_required_argument(its)]
                more = "".join(f", {other}: {_literal(found.args[other].type)}" for other in others)
                head = f"query ($value: {of.type}) {{ {name}({argument}: $value{more})"
                texts = shallow(found.type, schema) if kind is None else selections(found.type, schema)
                for text in texts:
                    wanted = kind or further.get(value if isinstance(value, str) else "")
                    if (
                        wanted is None
                        or not is_abstract_type(get_named_type(found.type))
                        or text.startswith(f"... on {wanted} ")
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
        for kind, ids in foreign.ids.items():
            yield from (
                (each, None) for each in (ids if returned in (kind, "Node") or argument == kind.lower() else ids[:1])
            )
        yield from ((ids[0], kind) for kind, ids in own.ids.items() if ids and returned in (kind, "Node"))
    elif argument == "after":
        yield from ((each, None) for each in foreign.cursors)
    elif is_enum_type(named):
        yield from ((value, None) for value in named.values)
    elif named.name == "Int":
        yield from ((year, None) for year in {*own.years, *foreign.years})
    elif named.name in ("Boolean", "Date"):
        yield from ((value, None) for value in EVERY[named.name])
    elif named.name == "String":
        yield from ((word, None) for word in foreign.words.get(argument, _all(foreign.words)))
        yield from ((word, returned) for word in own.words.get(argument, _all(own.words))[:1])
    elif named.name == "SimulateInput":
        foreign_marks = (
            each for kind, ids in foreign.ids.items() for each in (ids if kind == "Declaration" else ids[:1])
        )
        yield from ((_simulated(each), "Declaration") for each in foreign_marks)
        yield from ((_simulated(each), "Declaration") for each in own.ids.get("Declaration", ())[:1])
    else:
        raise AssertionError(f"teach the walk what to give to the argument {argument}: {of.type}")


def _simulated(mark: str) -> dict[str, Any]:
    """A simulation of whatever has this id."""
    return {"of": {"declaration": mark}, "scenarios": [{"label": "x", "rulesOn": "2026-06-30"}]}


def _all(words: Mapping[str, list[str]]) -> list[str]:
    return [word for each in words.values() for word in each]


def filled(kind: GraphQLInputObjectType) -> dict[str, Any]:
    if kind.is_one_of or getattr(kind.extensions.get("strawberry-definition"), "is_one_of", False):
        return {next(iter(kind.fields)): {}}
    return {name: _value(of.type) for name, of in kind.fields.items() if is_required_input_field(of)}


EVERY: dict[str, list[Any]] = {"Boolean": [True, False], "Date": ["2000-01-01", "2100-01-01"]}
"""What a condition on a list is given: it narrows what is seen, whatever it says."""
SOMETHING = {"Int": 1, "Boolean": True, "Date": "2025-01-01", "Euros": "1", "String": "somebody@new.example", "ID": "?"}


def _value(kind: Any) -> Any:
    """What an input that cannot do without is given."""
    named = get_named_type(kind)
    if is_list_type(get_nullable_type(kind)):
        return [_value(named)]
    if is_enum_type(named):
        return next(iter(named.values))
    if is_input_object_type(named):
        return filled(named)
    assert named.name in SOMETHING, f"teach the walk what a {named.name} looks like"
    return SOMETHING[named.name]


def _literal(kind: Any) -> str:
    """What an argument that cannot do without is given, as it stands in a document; a number is taken for a year."""
    named = get_named_type(kind)
    assert is_leaf_type(named), f"teach the walk what a {named.name} looks like"
    text = str(YEAR) if named.name == "Int" else str(_value(named)) if is_enum_type(named) else dumps(_value(named))
    return f"[{text}]" if is_list_type(get_nullable_type(kind)) else text


__all__ = ["Ask", "Known", "call", "filled", "questions", "selections", "shallow"]
