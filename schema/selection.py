"""What a request asks below a field, so that each level is loaded by one statement for all its parents."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLIncludeDirective,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSkipDirective,
    InlineFragmentNode,
    SelectionNode,
    is_abstract_type,
    is_object_type,
)
from graphql.execution.values import VariableValues, get_argument_values, get_directive_values


@dataclass(frozen=True, slots=True)
class Request:
    """The parts of a running operation that a selection reads."""

    schema: GraphQLSchema
    fragments: dict[str, FragmentDefinitionNode]
    variables: VariableValues


@dataclass(frozen=True, slots=True)
class Chosen:
    """One field as it is written: its arguments, and what is asked below it."""

    name: str
    arguments: dict[str, Any]
    below: "Selection"


@dataclass(frozen=True, slots=True)
class Selection:
    """The merged selections of some field nodes."""

    request: Request
    nodes: tuple[FieldNode, ...]

    def fields(self, type_name: str) -> Iterator[Chosen]:
        """The fields chosen on an object type, one for each time it is written, fragments resolved."""
        kind = self.request.schema.type_map[type_name]
        if not is_object_type(kind):
            return
        found: list[FieldNode] = []
        # One memory for all parents: a fragment spread again adds nothing, and cannot be made to multiply.
        seen: set[str] = set()
        for node in self.nodes:
            if node.selection_set is not None:
                self._collect(kind, node.selection_set.selections, found, seen)
        for node in found:
            definition = kind.fields.get(node.name.value)
            if definition is not None:
                arguments = get_argument_values(definition, node, self.request.variables)
                yield Chosen(node.name.value, arguments, Selection(self.request, (node,)))

    def below(self, type_name: str, *names: str) -> "Selection":
        """What is asked below fields of an object type, whatever their response keys; their nodes merged."""
        found = [node for chosen in self.fields(type_name) if chosen.name in names for node in chosen.below.nodes]
        return Selection(self.request, tuple(found))

    def joined(self, other: "Selection") -> "Selection":
        """Both selections as one."""
        return Selection(self.request, (*self.nodes, *other.nodes))

    def asks(self, type_name: str, name: str) -> bool:
        """Is this field of the object type asked at all?"""
        return any(chosen.name == name for chosen in self.fields(type_name))

    def _collect(
        self,
        kind: GraphQLObjectType,
        selections: Sequence[SelectionNode],
        found: list[FieldNode],
        seen: set[str],
    ) -> None:
        for node in selections:
            if not self._included(node):
                continue
            if isinstance(node, FieldNode):
                found.append(node)
            elif isinstance(node, InlineFragmentNode):
                if self._applies(kind, node.type_condition.name.value if node.type_condition else None):
                    self._collect(kind, node.selection_set.selections, found, seen)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
                seen.add(node.name.value)
                fragment = self.request.fragments[node.name.value]
                if self._applies(kind, fragment.type_condition.name.value):
                    self._collect(kind, fragment.selection_set.selections, found, seen)

    def _included(self, node: SelectionNode) -> bool:
        skip = get_directive_values(GraphQLSkipDirective, node, self.request.variables)
        include = get_directive_values(GraphQLIncludeDirective, node, self.request.variables)
        return not (skip and skip["if"]) and not (include and not include["if"])

    def _applies(self, kind: GraphQLObjectType, condition: str | None) -> bool:
        if condition is None or condition == kind.name:
            return True
        other = self.request.schema.type_map[condition]
        return is_abstract_type(other) and self.request.schema.is_sub_type(other, kind)


def selection_of(info: Any) -> Selection:
    """What is asked below the field being resolved."""
    return Selection(
        Request(info.schema, info.fragments, VariableValues({}, info.variable_values)),
        tuple(info.field_nodes),
    )
