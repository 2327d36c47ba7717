"""The words of the columns: one source, whole, and the labels that the database writes are those of the rules."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLObjectType

from admin.tables import TABLES
from admin.writes import WRITES
from models.declaration_period import DeclarationPeriod
from models.organisation import Organisation
from models.role_grant import RoleGrant
from models.structure import Structure
from rules.columns import COLUMNS
from rules.columns.people import APPROVER_LABELS, GRANT_STATE_LABELS, MAIL_LABELS, MAIL_STATE_LABELS, SPAN_LABELS
from rules.columns.work import LATE_LABELS
from rules.forms import KIND_LABELS
from rules.kinds import KINDS
from rules.policy import PARTNERS, ROLE_LABELS, STAFF
from rules.timing import WITH_THE_PARTNER
from rules.trail import DOOR_LABELS, OBJECT_LABELS, OUTCOME_LABELS, TRAIL
from rules.workflow import STATE_LABELS
from schema.portal import GRAPHQL


def _as_it_stands(sql: str) -> str:
    """Each view as it was written last."""
    for name in re.findall(r"create or replace view (\S+)", sql):
        sql = re.sub(rf"create view {re.escape(name)} .*?;\n", "", sql, count=1, flags=re.DOTALL)
    return sql.replace("create or replace view", "create view")


SQL = _as_it_stands(
    "".join(
        (Path(__file__).parents[2] / f"migrations/portal_{name}.sql").read_text(encoding="utf-8")
        for name in ("admin", "trail", "agreements")
    )
)
LABELS: dict[str, Mapping[Any, str]] = {
    "g.role": {role: label for role, label in ROLE_LABELS.items() if role in PARTNERS},
    "r.role": {role: label for role, label in ROLE_LABELS.items() if role in STAFF},
    "m.template": MAIL_LABELS,
    "s.nature": {code: label for kind in KINDS.values() for code, label in kind.natures.items()},
    "d.structure_kind": {code: kind.label for code, kind in KINDS.items()},
    "d.kind": KIND_LABELS,
    "d.state": STATE_LABELS,
    "held.role": ROLE_LABELS,
    "a.act": {act: kind.label for act, kind in TRAIL.items()},
    "a.outcome": OUTCOME_LABELS,
    "a.door": DOOR_LABELS,
    "a.object_type": OBJECT_LABELS,
}
TYPES = {
    "organisation": "Organisation", "structure": "Structure", "tenure": "Tenure", "licence": "Licence",
    "agreement": "Agreement",
    "role_grant": "RoleGrant", "period": "Period", "caf": "Caf", "staff_role": "StaffRole",
}  # fmt: skip


@pytest.mark.parametrize("noun", COLUMNS)
def test_no_column_is_without_words(noun: str) -> None:
    for name, word in COLUMNS[noun].items():
        assert word.label, name
        assert word.label[0].isupper(), name
        assert len(word.help) > 5, name
        assert word.help.endswith("."), name
        assert word.description, name


@pytest.mark.parametrize("name", TABLES)
def test_every_column_of_the_admin_has_its_words(name: str) -> None:
    table = TABLES[name]
    view = SQL.partition(f"create view admin.{name} ")[2].partition(";")[0]
    for column in table.columns:
        assert re.search(rf"\b{column.name}\b", view), column.name
        assert table.words[column.name].help == table.table_class._meta.get_column_by_name(column.name)._meta.help_text


@pytest.mark.parametrize(("noun", "type_name"), TYPES.items())
def test_the_api_describes_its_fields_in_the_same_words(noun: str, type_name: str) -> None:
    kind = GRAPHQL.type_map[type_name]
    assert isinstance(kind, GraphQLObjectType)
    fields = kind.fields
    known = {re.sub(r"_(\w)", lambda found: found[1].upper(), name): word for name, word in COLUMNS[noun].items()}
    shared = set(known) & set(fields)
    assert len(shared) > 2
    for name in shared:
        assert (fields[name].description or "").startswith(f"{known[name].description} "), name


def test_the_models_help_in_the_same_words() -> None:
    for table, noun, renamed in (
        (Organisation, "organisation", {}), (Structure, "structure", {}), (RoleGrant, "role_grant", {}),
        (DeclarationPeriod, "period", {"published_by_name": "published_by"}),
    ):  # fmt: skip
        for column in table._meta.columns:
            words = COLUMNS[noun].get(renamed.get(column._meta.name, column._meta.name))
            if words is not None and column._meta.help_text:
                assert column._meta.help_text == words.help, (noun, column._meta.name)


@pytest.mark.parametrize("column", LABELS)
def test_a_label_in_a_view_is_the_one_of_the_rules(column: str) -> None:
    blocks = re.findall(rf"case {re.escape(column)}((?:\s+when '[A-Za-z_]+' then '(?:[^']|'')+')+)", SQL)
    assert blocks, column
    for block in blocks:
        pairs = re.findall(r"when '([A-Za-z_]+)' then '((?:[^']|'')+)'", block)
        found = {code: label.replace("''", "'") for code, label in pairs}
        assert found == {str(code): label for code, label in LABELS[column].items()}


@pytest.mark.parametrize(
    ("labels", "view"),
    [
        (GRANT_STATE_LABELS, "habilitations"), (APPROVER_LABELS, "structures"), (MAIL_STATE_LABELS, "courriels"),
        (SPAN_LABELS, "gestions"), (SPAN_LABELS, "agents"), (LATE_LABELS, "declarations"),
    ],
)  # fmt: skip
def test_a_state_in_a_view_is_called_as_in_the_rules(labels: dict[str, str], view: str) -> None:
    text = SQL.partition(f"create view admin.{view} ")[2].partition(";")[0]
    for label in labels.values():
        assert f"'{label}'" in text, label


def test_late_is_counted_in_the_states_where_the_partner_is_awaited() -> None:
    (states,) = re.findall(r"case when d.state in \(([^)]+)\)", SQL)
    assert set(re.findall(r"'(\w+)'", states)) == set(WITH_THE_PARTNER)


def test_a_write_takes_columns_of_its_list() -> None:
    for (name, _), write in WRITES.items():
        columns = {column.name for column in TABLES[name].columns}
        assert set(write.model.model_fields) <= columns
        assert set(write.at.values()) <= columns
