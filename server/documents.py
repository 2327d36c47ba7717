"""What a GraphQL document asks, told in one pass over it: its root fields, its depth, how often it asks the same."""

from collections import Counter
from collections.abc import Iterator

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

MAX_DEPTH = 15
"""The deepest question that anybody needs: lists, transmissions, estimate, lines, operands, parameters."""
MAX_INTROSPECTION_DEPTH = 25

MAX_REPEATS = 15
"""How often one field may be asked in one place under other names: each time is a list of its own to load."""

Fragments = dict[str, FragmentDefinitionNode]


def _fragments(document: DocumentNode) -> Fragments:
    return {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}


def root_fields(document: DocumentNode, operation: OperationDefinitionNode) -> list[FieldNode]:
    """The fields at the root of an operation, through fragments; a fragment spread again counts once."""
    return list(_fields_of(operation.selection_set, _fragments(document)))


def depth(document: DocumentNode, operation: OperationDefinitionNode) -> int:
    """How many fields deep an operation is. Each fragment is measured once; validation has refused cycles."""
    fragments, known = _fragments(document), dict[str, int]()

    def of_spread(name: str) -> int:
        if name not in known:
            known[name] = of(fragments[name].selection_set)
        return known[name]

    def of(selections: SelectionSetNode | None) -> int:
        deepest, waiting = 0, list(selections.selections) if selections else []
        while waiting:
            node = waiting.pop()
            if isinstance(node, FieldNode):
                deepest = max(deepest, 1 + of(node.selection_set))
            elif isinstance(node, InlineFragmentNode):
                waiting.extend(node.selection_set.selections)
            elif isinstance(node, FragmentSpreadNode):
                deepest = max(deepest, of_spread(node.name.value))
        return deepest

    return of(operation.selection_set)


def repeats(document: DocumentNode, operation: OperationDefinitionNode) -> int:
    """The most times that a field with something below it is asked in one place, under whatever names."""
    fragments = _fragments(document)
    most, waiting, seen = 0, [operation.selection_set], set[int]()
    while waiting:
        place = waiting.pop()
        if id(place) in seen:
            continue
        seen.add(id(place))
        asked: Counter[str] = Counter()
        for node in _fields_of(place, fragments):
            if node.selection_set is not None:
                asked[node.name.value] += 1
                waiting.append(node.selection_set)
        most = max(most, *asked.values()) if asked else most
    return most


def _fields_of(place: SelectionSetNode, fragments: Fragments) -> Iterator[FieldNode]:
    """The fields of one place, through fragments; a fragment spread again counts once."""
    waiting, seen = list(place.selections), set[str]()
    while waiting:
        node = waiting.pop()
        if isinstance(node, FieldNode):
            yield node
        elif isinstance(node, InlineFragmentNode):
            waiting.extend(node.selection_set.selections)
        elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
            seen.add(node.name.value)
            waiting.extend(fragments[node.name.value].selection_set.selections)
