"""The one place through which every field of every answer passes, and where it is judged."""

from functools import cached_property
from typing import Any

from graphql.pyutils import Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from resolvers.asker import Asker, may
from schema.guards import PUBLIC, Guards, read_guards

_GUARDS: dict[int, Guards] = {}


class GuardedExecutor(StrawberryGraphQLCoreExecutionContext):
    """Judges each field by (action, roles held towards the row): hidden is null, noted once per grant set.

    The verdict is worked out once per action and set of roles; nothing is awaited and nothing is created per value.
    """

    @cached_property
    def guards(self) -> Guards:
        """The actions of this schema's fields, read once."""
        key = id(self.schema)
        if key not in _GUARDS:
            _GUARDS[key] = read_guards(self.schema)
        return _GUARDS[key]

    def execute_field(
        self, parent_type: Any, source: Any, field_details_list: Any, path: Path, position_context: Any
    ) -> Any:
        """Resolve the field if its action is allowed towards its row; else answer null and note it."""
        name = field_details_list[0].node.name.value
        # An introspection type or field is not in the table; what it may tell is decided before execution.
        action = self.guards.get(parent_type.name, {}).get(name, PUBLIC)
        if action is not PUBLIC and not may(action, source.held):
            asker: Asker = self.context_value
            asker.hide(f"{parent_type.name}.{name}", action, source.held, path.as_list())
            return None
        return super().execute_field(parent_type, source, field_details_list, path, position_context)
