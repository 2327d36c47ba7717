"""What a GraphQL document asks, told in one pass over it: its root fields and its depth."""

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)

MAX_DEPTH = 15
"""The deepest question that anybody needs: lists, transmissions, estimate, lines, operands, parameters."""
MAX_INTROSPECTION_DEPTH = 25

Fragments = dict[str, FragmentDefinitionNode]


def _fragments(document: DocumentNode) -> Fragments:
    return {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}


def root_fields(document: DocumentNode, operation: OperationDefinitionNode) -> list[FieldNode]:
    """The fields at the root of an operation, through fragments; a fragment spread again counts once."""
    fragments, found, seen = _fragments(document), list[FieldNode](), set[str]()
    waiting: list[SelectionNode] = list(operation.selection_set.selections)
    while waiting:
        node = waiting.pop()
        if isinstance(node, FieldNode):
            found.append(node)
        elif isinstance(node, InlineFragmentNode):
            waiting.extend(node.selection_set.selections)
        elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
            seen.add(node.name.value)
            waiting.extend(fragments[node.name.value].selection_set.selections)
    return found


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
