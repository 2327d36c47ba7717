"""The one place through which every field of every answer passes, and where it is judged."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any

from graphql import GraphQLField, GraphQLNonNull, GraphQLSchema, is_leaf_type, is_list_type, is_object_type
from graphql.pyutils import Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from resolvers.asker import Asker, may
from schema.guards import PUBLIC, Guards, read_guards


@dataclass(frozen=True, slots=True)
class Leaf:
    """A field that is a plain attribute with a leaf type: nothing to resolve, only a value to write."""

    read: Callable[[Any], Any]
    write: Callable[[Any], Any]
    nullable: bool


Leaves = dict[str, dict[str, Leaf]]
TABLES = "portal-tables"
"""Where a schema keeps its tables."""


def _leaf(field: GraphQLField) -> Leaf | None:
    declared = field.extensions["strawberry-definition"]
    inner = field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type
    if declared.base_resolver is not None or field.args or is_list_type(inner) or not is_leaf_type(inner):
        return None
    return Leaf(attrgetter(declared.python_name), inner.coerce_output_value, inner is field.type)


def read_leaves(schema: GraphQLSchema) -> Leaves:
    """The plain leaves of every object type."""
    found: Leaves = {}
    for name, kind in schema.type_map.items():
        if is_object_type(kind) and not name.startswith("__"):
            leaves = {each: _leaf(field) for each, field in kind.fields.items()}
            found[name] = {each: leaf for each, leaf in leaves.items() if leaf is not None}
    return found


class GuardedExecutor(StrawberryGraphQLCoreExecutionContext):
    """Judges each field by (action, roles held towards the row): hidden is null, noted once per grant set.

    The verdict is worked out once per action and set of roles; nothing is awaited and nothing is created per value.
    A plain leaf is then written at once; whatever is not plain, null or wrong goes graphql-core's own way.
    """

    @cached_property
    def tables(self) -> tuple[Guards, Leaves]:
        """The actions and the plain leaves of this schema, read once."""
        if TABLES not in self.schema.extensions:
            self.schema.extensions[TABLES] = read_guards(self.schema), read_leaves(self.schema)
        return self.schema.extensions[TABLES]

    def execute_field(
        self, parent_type: Any, source: Any, field_details_list: Any, path: Path, position_context: Any
    ) -> Any:
        """Resolve the field if its action is allowed towards its row; else answer null and note it."""
        guards, leaves = self.tables
        type_name, name = parent_type.name, field_details_list[0].node.name.value
        # Introspection is not in the table; what it may tell is decided before execution.
        introspection = name.startswith("__") or type_name.startswith("__")
        action = PUBLIC if introspection else guards[type_name][name]
        if action is not PUBLIC and not may(action, source.held):
            asker: Asker = self.context_value
            asker.hide(f"{type_name}.{name}", action, source.held, path.as_list)
            return None
        leaf = leaves.get(type_name, {}).get(name)
        if leaf is not None:
            value = leaf.read(source)
            if value is None and leaf.nullable:
                return None
            if value is not None:
                try:
                    return leaf.write(value)
                except Exception:  # noqa: S110 - graphql-core below tells the same error with its path
                    pass
        return super().execute_field(parent_type, source, field_details_list, path, position_context)
