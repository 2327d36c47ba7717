"""The oracle knows every type, field and argument of the API, and nothing of the house."""

import ast
import sys
from pathlib import Path

import pytest
from graphql import (
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_non_null_type,
)

from tests.oracle.asking import REFUSED
from tests.oracle.rights import OPEN, READERS, ROLES
from tests.oracle.shape import ABSTRACT, ACTS_ONLY, SHAPE
from tests.oracle.sight import HELD, SEES

HERE = Path(__file__).resolve().parent
SDL = build_schema((HERE.parents[1] / "schema" / "schema.graphql").read_text(encoding="utf-8"), assume_valid=True)
ORACLE = (
    "acts", "comparison", "declared", "drafts", "entrance", "fields", "figures", "history", "law", "lists", "nouns", "oracle", "progress", "questions", "rights", "rows",
    "shape", "sight", "simulations", "working", "world",
)  # fmt: skip
"""What tells the right answers; its neighbours write worlds and put questions to the portal."""
FREE = set(sys.stdlib_module_names) | {"orjson"}


def asked(schema: GraphQLSchema) -> dict[str, GraphQLObjectType]:
    """The object types that questions lead to."""
    return {
        name: kind
        for name, kind in schema.type_map.items()
        if isinstance(kind, GraphQLObjectType)
        and not (
            name.startswith("__")
            or name == "Mutation"
            or (name.endswith("Payload") and name not in SHAPE)
            or name in ACTS_ONLY
        )
    }


def test_the_oracle_knows_every_field_of_the_schema() -> None:
    """A new field is red here until it has its line in SHAPE: who reads it, and what stands there."""
    known = {f"{kind}.{name}" for kind, fields in SHAPE.items() for name in fields}
    there = {f"{name}.{field}" for name, kind in asked(SDL).items() for field in kind.fields}
    assert sorted(there - known) == [], "teach the oracle these fields (tests/oracle/shape.py and what it is made of)"
    assert sorted(known - there) == [], "the oracle knows fields that are no more"


def test_the_oracle_knows_where_every_field_leads_and_what_it_takes() -> None:
    for name, kind in asked(SDL).items():
        for place, field in kind.fields.items():
            named = get_named_type(field.type)
            known = SHAPE[name][place]
            assert known.kind == ("" if is_leaf_type(named) else named.name), f"{name}.{place}"
            assert dict(known.args) == {each: str(of.type) for each, of in field.args.items()}, f"{name}.{place}"
    for name, kinds in ABSTRACT.items():
        abstract = SDL.type_map[name]
        assert is_abstract_type(abstract), name
        assert {each.name for each in SDL.get_possible_types(abstract)} == set(kinds), name


def test_a_field_that_is_refused_to_somebody_can_be_null() -> None:
    for each in REFUSED:
        kind, _, name = each.partition(".")
        assert not is_non_null_type(asked(SDL)[kind].fields[name].type), each


def test_every_group_of_fields_has_readers_of_the_closed_list() -> None:
    groups = {field.action for fields in SHAPE.values() for field in fields.values()}
    assert groups - {OPEN} <= set(READERS)
    assert {role for readers in READERS.values() for role in readers} == set(ROLES)
    assert set(HELD) <= set(SEES)


@pytest.mark.parametrize("name", ORACLE)
def test_the_oracle_imports_nothing_of_the_house(name: str) -> None:
    tree = ast.parse((HERE / f"{name}.py").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
        for each in names:
            own = each.removeprefix("tests.oracle.")
            assert each.partition(".")[0] in FREE or own in ORACLE, f"{name} imports {each}"
