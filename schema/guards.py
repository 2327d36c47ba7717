"""The permission table as GraphQL reads it: every field names its action, printed in the SDL as `@allowed`."""

from collections.abc import Iterable
from typing import Any

import strawberry
from graphql import GraphQLSchema, is_introspection_type, is_object_type
from strawberry.schema_directive import Location

from rules.forms import Part
from rules.policy import Reach, Role, required_roles, right, told

strawberry.enum(Role, name="Role", description="What a person may be towards a structure or a Caf.")
strawberry.enum(Part, name="Part", description="One half of a declaration (volet).")
strawberry.enum(Reach, name="Reach", description="How far a right goes, where no role is asked.")

PUBLIC_TYPES = frozenset(
    {
        "Query",
        "Mutation",
        "PageInfo",
        "Problem",
        "AllowedAction",
        "Remark",
        "ObstacleList",
        "PlacesPeriod",
        "FormLine",
        "SentBack",
        "SheetChange",
        "SheetOutcome",
        "Progress",
        "Awaited",
        "Task",
        "Deadline",
        "MissingInPart",
        "PeriodProgress",
        "StateCount",
        "Publication",
        "PendingStep",
        "Notice",
        "StandingGrant",
        "HistoryRefusal",
    }
)
"""Types without a row of their own: containers of guarded objects, and refusals."""
PUBLIC_SUFFIXES = ("Connection", "Edge", "Payload")


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="allowed",
    repeatable=True,
    description="Who may read this field or do this act, on rows that he sees: an action of the permission table and its roles.",
)
class Allowed:
    """`@allowed(action:, roles:)`, or `@allowed(action:, reach:)` where no role is asked."""

    action: str
    roles: list[Role] | None = strawberry.UNSET
    reach: Reach | None = strawberry.UNSET


def _allowed(action: str) -> Allowed:
    """The row of the table as a directive: its roles, or the reach that needs none."""
    row = right(action)
    if row.reach is not None:
        return Allowed(action=action, reach=row.reach)
    return Allowed(action=action, roles=list(required_roles(action)))


def _told(description: str, actions: Iterable[str]) -> str:
    """A description that ends with who may, in the words of the refusal."""
    return " ".join((description, *dict.fromkeys(told(action) for action in actions)))


def act(description: str, *actions: str, keyed: bool = True, **options: Any) -> Any:
    """A mutation, with the actions of the permission table that the resolver asks; the act itself judges them.

    A `keyed` act obeys an idempotency key: what it answers is kept for a while. So one that answers secrets, or moves a
    session, is not.
    """
    asked = [_allowed(action) for action in dict.fromkeys(actions)]
    told_so, metadata = _told(description, actions), {"keyed": keyed}
    return strawberry.mutation(description=told_so, directives=asked, metadata=metadata, **options)


def read_keyed(schema: GraphQLSchema) -> frozenset[str]:
    """The acts that obey an idempotency key."""
    fields = schema.mutation_type.fields if schema.mutation_type else {}
    return frozenset(
        name for name, field in fields.items() if field.extensions["strawberry-definition"].metadata["keyed"]
    )


def guarded(action: str, description: str, **options: Any) -> Any:
    """A field that obeys an action of the permission table; nullable wherever a role can hide it."""
    return strawberry.field(
        description=_told(description, [action]),
        directives=[_allowed(action)],
        metadata={"action": action},
        **options,
    )


PUBLIC = ""
"""The action of a public field."""

Guards = dict[str, dict[str, str]]


class Unguarded(Exception):
    """A field that is neither guarded nor public: the schema is refused."""


def read_guards(schema: GraphQLSchema) -> Guards:
    """The action of every field of every object type, by type and field name; none may be missing."""
    guards: Guards = {}
    for name, kind in schema.type_map.items():
        if not is_object_type(kind) or is_introspection_type(kind):
            continue
        public = name in PUBLIC_TYPES or name.endswith(PUBLIC_SUFFIXES)
        guards[name] = {}
        for field_name, field in kind.fields.items():
            action = field.extensions["strawberry-definition"].metadata.get("action")
            if action is None and not public:
                raise Unguarded(f"{name}.{field_name}")
            guards[name][field_name] = action or PUBLIC
    return guards
