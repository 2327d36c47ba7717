"""Every act that the schema allows on an id, written from the schema itself: a new mutation is asked without an edit here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_input_object_type,
    is_leaf_type,
    is_list_type,
    is_object_type,
    is_required_input_field,
)

from schema.portal import GRAPHQL
from tests.isolation.walk import Ask, filled, shallow


@dataclass(frozen=True)
class Doing:
    """One act at one place of its input. `beside`: it names one's own too; `among`: the ids before it, if it takes a list."""

    act: str
    argument: str
    beside: bool
    document: str
    input: Mapping[str, Any]
    among: list[str] | None

    def on(self, mark: str) -> Ask:
        """The same act on this id."""
        given = mark if self.among is None else [*self.among, mark]
        return Ask(self.document, {"input": {**self.input, self.argument: given}})


def acts(own: Mapping[str, list[str]], schema: GraphQLSchema = GRAPHQL) -> Iterator[Doing]:
    """Every mutation at every place of its input where an id stands, the rest filled in.

    The other ids are each of one's own in turn: what is strange must be found wherever it stands. A list holds the strange
    id alone, and beside each of one's own.
    """
    assert schema.mutation_type is not None
    for name, found in schema.mutation_type.fields.items():
        for argument, of in found.args.items():
            kind = get_named_type(of.type)
            assert is_input_object_type(kind), f"teach the walk what to give to {name}({argument}:)"
            selection = " ".join(_payload(found, schema))
            document = f"mutation ($input: {of.type}) {{ {name}({argument}: $input) {{ {selection} }} }}"
            places = {each: inner for each, inner in kind.fields.items() if get_named_type(inner.type).name == "ID"}
            assert not _hidden_ids(kind), f"teach the walk the ids inside {kind.name}"
            for place, inner in places.items():
                many = is_list_type(get_nullable_type(inner.type))
                others = [each for each in places if each != place and is_required_input_field(places[each])]
                for one in [None, *(ids[0] for ids in own.values() if ids)] if others or many else [None]:
                    given = {
                        **filled(kind),
                        **({each: _among(places[each].type, one) for each in others} if one else {}),
                    }
                    beside = [] if one is None else [one]
                    yield Doing(name, place, one is not None, document, given, beside if many else None)


def _among(kind: Any, mark: str) -> Any:
    return [mark] if is_list_type(get_nullable_type(kind)) else mark


def _hidden_ids(kind: GraphQLInputObjectType) -> list[str]:
    """The fields of an input that hold ids further down."""
    inner = {name: get_named_type(of.type) for name, of in kind.fields.items()}
    return [
        name
        for name, below in inner.items()
        if is_input_object_type(below)
        and (any(get_named_type(of.type).name == "ID" for of in below.fields.values()) or _hidden_ids(below))
    ]


def _payload(found: GraphQLField, schema: GraphQLSchema) -> Iterator[str]:
    payload = get_named_type(found.type)
    assert is_object_type(payload)
    for name, of in payload.fields.items():
        leaf = is_leaf_type(get_named_type(of.type))
        yield name if leaf else f"{name} {{ {' '.join(shallow(of.type, schema))} }}"
