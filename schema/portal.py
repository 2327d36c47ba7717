"""The schema of the portal, put together and checked: no field without a guard."""

import strawberry
from graphql import GraphQLSchema
from strawberry.schema.config import StrawberryConfig

import schema.comparison  # registers the branches of ratios
import schema.history_links
import schema.links  # registers the branches
import schema.permit_links  # registers the branches of what may be done
import schema.progress_links  # noqa: F401  (registers the branches of progress)
from schema.executor import GuardedExecutor
from schema.guards import read_guards, read_keyed
from schema.mutation import Mutation
from schema.nodes import NODES
from schema.query import Query
from schema.scalars import SCALAR_MAP

SCHEMA = strawberry.Schema(
    query=Query,
    mutation=Mutation,
    types=[kind for _, kind in NODES.values()],
    execution_context_class=GuardedExecutor,
    config=StrawberryConfig(auto_camel_case=True, disable_field_suggestions=True, scalar_map=SCALAR_MAP),
)
GRAPHQL: GraphQLSchema = SCHEMA._schema
GUARDS = read_guards(GRAPHQL)
KEYED = read_keyed(GRAPHQL)


def sdl() -> str:
    """The schema as it is published and committed."""
    return SCHEMA.as_str() + "\n"
