"""What the migrations build is what the models say, and the hand-written SQL adds what is named here, no more."""

from collections import defaultdict
from typing import Any

import asyncpg
import pytest
from piccolo.table import create_db_tables

from models.engine import DB, DbRole, ScopedEngine, connect_as
from models.piccolo_app import APP_CONFIG
from server.database import drop, prepare
from server.database_url import Urls

ADDED = {
    "organisation": {"organisation_of_caf"},
    "structure": {"structure_of_caf", "structure_of_kind", "around_what_it_holds"},
    "tenure": {
        "tenure_of_structure",
        "tenure_of_organisation",
        "tenure_organisation_same_caf",
        "tenure_structure_same_caf",
        "tenure_one_at_a_time",
        "tenure_by_structure",
        "tenure_by_organisation",
        "within_structure",
        "around_its_agreements",
    },
    "agreement": {
        "agreement_same_tenure",
        "agreement_one_at_a_time",
        "agreement_by_structure",
        "within_tenure",
        "never_used",
    },
    "staff_role": {"staff_role_one_at_a_time", "apart_from_partners"},
    "account_opening": {
        "account_opening_same_caf",
        "account_opening_once",
        "account_opening_by_caf",
        "never_erased",
        "never_emptied",
    },
    "outgoing_mail": {"outgoing_mail_due", "outgoing_mail_by_caf"},
    "recovery_code": {"recovery_code_once"},
    "one_time_link": {"one_time_link_by_person"},
    "session": {"session_by_expiry"},
    "role_grant": {
        "role_grant_same_tenure",
        "role_grant_one_at_a_time",
        "role_grant_by_structure",
        "role_grant_by_caf",
        "role_grant_by_granter",
        "never_erased",
        "never_emptied",
        "ended_for_good",
        "moves",
    },
    "licence": {"licence_of_structure", "within_structure"},
    "declaration_period": {"period_of_caf", "period_once", "period_by_caf"},
    "declaration": {
        "declaration_of_tenure",
        "declaration_same_tenure",
        "declaration_same_period",
        "declaration_same_kind",
        "declaration_one_alive",
        "declaration_by_tenure",
        "declaration_by_structure",
        "declaration_by_caf",
        "declaration_by_period",
        "declaration_by_state",
        "moves",
        "proven",
        "within_tenure",
    },
    "declaration_part": {"part_same_declaration", "sealed"},
    "declaration_estimate": {"estimate_same_declaration"},
    "declaration_event": {
        "event_same_declaration",
        "event_by_declaration",
        "event_act_known",
        "event_states_known",
        "immutable",
        "never_emptied",
    },
    "group_accounts": {"group_accounts_same_caf", "group_accounts_is_a_number", "of_one_organisation"},
    "submission": {
        "submission_of_declaration",
        "submission_same_declaration",
        "submission_follows_previous",
        "submission_reference_once",
        "submission_reference_well_formed",
        "immutable",
        "never_emptied",
    },
    "accepted_right": {"right_same_submission", "right_by_declaration", "immutable", "never_emptied", "copied"},
    "structure_ratio": {
        "structure_ratio_same_submission",
        "structure_ratio_of_right",
        "structure_ratio_by_structure",
        "structure_ratio_by_year",
        "of_declaration",
    },
    "statistics_release": {"release_of_year", "immutable", "never_emptied"},
    "statistics_cell": {
        "cell_same_release",
        "cell_once",
        "cell_by_place",
        "cell_by_id",
        "immutable",
        "never_emptied",
        "with_release",
    },
    "audit_entry": {
        "audit_by_declaration",
        "audit_by_structure",
        "audit_by_person",
        "audit_by_actor",
        "audit_by_caf",
        "audit_place",
        "audit_chained",
        "chained",
        "heads",
        "immutable",
        "never_emptied",
    },
    "read_entry": {"read_place", "read_chained", "chained", "heads", "immutable", "never_emptied"},
    "audit_head": {"audit_head_once", "never_erased", "never_emptied"},
}
"""Keys, exclusions, indexes and triggers that Piccolo cannot say, by table."""

COLUMNS = """
select c.relname || '.' || a.attname as place, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as filled,
       pg_get_expr(d.adbin, d.adrelid) as fallback
from pg_attribute a join pg_class c on c.oid = a.attrelid left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
  and c.relname <> 'migration'
"""
RULES = """
select c.relname as relation, k.conname as name, pg_get_constraintdef(k.oid) as rule
from pg_constraint k join pg_class c on c.oid = k.conrelid
where c.relnamespace = 'public'::regnamespace and c.relname <> 'migration' and k.contype <> 'n'
union all
select c.relname, i.relname, pg_get_indexdef(i.oid)
from pg_index x join pg_class c on c.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
where c.relnamespace = 'public'::regnamespace and c.relname <> 'migration'
  and not exists (select from pg_constraint k where k.conindid = i.oid and k.contype in ('p', 'u', 'x'))
union all
select c.relname, t.tgname, pg_get_triggerdef(t.oid)
from pg_trigger t join pg_class c on c.oid = t.tgrelid
where c.relnamespace = 'public'::regnamespace and not t.tgisinternal
"""


async def _catalogue(urls: Urls) -> tuple[dict[str, Any], dict[str, dict[str, str]]]:
    """Every column and every rule (constraint, index, trigger) of a database."""
    connection = await asyncpg.connect(urls[DbRole.OWNER])
    try:
        columns = {row["place"]: tuple(row.values())[1:] for row in await connection.fetch(COLUMNS)}
        rules: dict[str, dict[str, str]] = defaultdict(dict)
        for row in await connection.fetch(RULES):
            rules[row["relation"]][row["name"]] = row["rule"]
        return columns, rules
    finally:
        await connection.close()


@pytest.fixture(scope="module")
async def by_models(server_url: str, worker: str, database: ScopedEngine) -> Any:
    """The catalogue of a database that Piccolo builds from the models alone."""
    name = f"portal_{worker}_models"
    urls = await prepare(server_url, name)
    kept, DB.urls, pools, DB.pools = DB.urls, dict(urls), DB.pools, {}
    try:
        with connect_as(DbRole.OWNER):
            await create_db_tables(*APP_CONFIG.table_classes)
    finally:
        DB.urls, DB.pools = kept, pools
    yield await _catalogue(urls)
    await drop(server_url, name)


@pytest.fixture(scope="module")
async def migrated(urls: Urls) -> Any:
    """The catalogue of the migrated database."""
    return await _catalogue(urls)


def test_the_tables_are_those_of_the_models(migrated: Any) -> None:
    built = {place.partition(".")[0] for place in migrated[0]}
    assert built == {table._meta.tablename for table in APP_CONFIG.table_classes}


def test_every_column_is_as_its_model_says(by_models: Any, migrated: Any) -> None:
    assert migrated[0] == by_models[0]
    assert len(migrated[0]) > 100


def test_no_column_is_filled_without_being_told(migrated: Any) -> None:
    told = {place: fallback for place, (_, _, fallback) in migrated[0].items() if not place.endswith(".id")}
    kept = {place: fallback for place, fallback in told.items() if fallback and not fallback.startswith("NULL::")}
    assert kept == {
        "person.active": "true",
        "person.must_change": "false",
        "session.door": "'API'::character varying",
        "session.agent": "''::character varying",
        "sign_in_attempt.failures": "0",
        "sign_in_attempt.tries": "0",
        "role_grant.state": "'ACTIVE'::character varying",
        "outgoing_mail.attempts": "0",
        "declaration.state": "'OPEN'::character varying",
        "declaration.version": "1",
        "declaration.state_since": "CURRENT_TIMESTAMP",
        "declaration_part.state": "'EMPTY'::character varying",
        "declaration_part.version": "1",
        "declaration_part.values": "'{}'::jsonb",
        "declaration_part.remarks": "'{}'::jsonb",
        "declaration_part.sent_back_items": "'[]'::jsonb",
        "submission.reference": "''::character varying",
        "declaration_event.items": "'[]'::jsonb",
        "group_accounts.tenures": "'{}'::integer[]",
        "group_accounts.version": "1",
        "declaration_estimate.fictional": "false",
        "statistics_cell.code": "''::character varying",
        "audit_entry.codes": "''::character varying",
        "audit_entry.roles": "''::character varying",
        "audit_entry.told_manager": "false",
        "audit_entry.told_officer": "false",
        "audit_entry.told_national": "false",
        "audit_head.seq": "0",
        "audit_head.anchor_seq": "0",
        "read_entry.roles": "''::character varying",
        "read_entry.whole_list": "false",
    }


def test_every_rule_of_the_models_is_there_and_only_what_is_named_is_added(by_models: Any, migrated: Any) -> None:
    added = {}
    for table, rules in migrated[1].items():
        said = by_models[1][table]
        assert {name: rules.get(name) for name in said} == said, table
        if rules.keys() - said.keys():
            added[table] = rules.keys() - said.keys()
    assert added == ADDED
