"""Who may touch what in the database: row-level security everywhere, and exactly the privileges written here."""

from collections import defaultdict
from typing import Any

import asyncpg
import pytest

from models.engine import DB, DbRole, ScopedEngine, connect_as
from models.piccolo_app import APP_CONFIG
from models.visibility import PUBLIC_TABLES, SEEN
from tests.models.conftest import Door
from tests.models.noted import ADDED_AGAIN, AGREED, CHANGED, NOTED, READ_OF_NOTED, READS_NOTED, RESTATED, columns
from tests.world import World

ALL = "DELETE INSERT SELECT UPDATE"
PRIVILEGES = {
    "portal_app": {
        "caf": "SELECT",
        "organisation": "INSERT(caf_id) INSERT(name) INSERT(siret) SELECT UPDATE(name)",
        "structure": "INSERT(caf_id) INSERT(commune) INSERT(ctg_since) INSERT(id_equ) INSERT(kind) INSERT(name)"
        " INSERT(nature) INSERT(opened_on) SELECT UPDATE(closed_on) UPDATE(commune) UPDATE(ctg_since) UPDATE(name)"
        " UPDATE(nature)",
        "licence": "DELETE INSERT(caf_id) INSERT(places) INSERT(starts_on) INSERT(structure_id) SELECT UPDATE(places)",
        "tenure": "INSERT(caf_id) INSERT(ends_on) INSERT(organisation_id) INSERT(starts_on) INSERT(structure_id) SELECT",
        "agreement": f"DELETE {columns('INSERT', AGREED)} SELECT {columns('UPDATE', CHANGED)}",
        "staff_role": "SELECT UPDATE(ends_on)",
        "role_grant": "SELECT UPDATE(ended_at) UPDATE(ended_by_id) UPDATE(ends_on) UPDATE(state)",
        "account_opening": "SELECT",
        "outgoing_mail": "SELECT",
        "declaration_period": "INSERT SELECT UPDATE(closes_on) UPDATE(due_on) UPDATE(opens_on) UPDATE(published_at)"
        " UPDATE(published_by_name)",
        "declaration": "INSERT SELECT UPDATE(state) UPDATE(state_since) UPDATE(updated_at) UPDATE(version)",
        "declaration_part": "INSERT SELECT UPDATE(completed_at) UPDATE(completed_by_name) UPDATE(form_version)"
        " UPDATE(remarks) UPDATE(saved_at) UPDATE(saved_by_id) UPDATE(saved_by_name) UPDATE(state) UPDATE(values)"
        " UPDATE(version)",
        "declaration_event": "INSERT SELECT",
        "group_accounts": f"INSERT SELECT {columns('UPDATE', RESTATED)}",
        "declaration_estimate": "INSERT SELECT UPDATE",
        "submission": "INSERT SELECT",
        "accepted_right": "INSERT SELECT",
        "structure_ratio": f"INSERT SELECT {columns('UPDATE', ADDED_AGAIN)}",
        "statistics_release": "SELECT",
        "statistics_cell": "SELECT",
        "audit_entry": f"{columns('INSERT', NOTED)} {columns('SELECT', READ_OF_NOTED)}",
        "act_key": "INSERT SELECT UPDATE(answer) UPDATE(made) UPDATE(rights)",
        "read_entry": columns("INSERT", READS_NOTED),
        "read_entry_id_seq": "USAGE",
        "person": "SELECT(active) SELECT(created_at) SELECT(display_name) SELECT(email) SELECT(id)",
        "declaration_period_id_seq": "USAGE",
        "declaration_id_seq": "USAGE",
        "declaration_part_id_seq": "USAGE",
        "declaration_event_id_seq": "USAGE",
        "group_accounts_id_seq": "USAGE",
        "organisation_id_seq": "USAGE",
        "structure_id_seq": "USAGE",
        "licence_id_seq": "USAGE",
        "tenure_id_seq": "USAGE",
        "agreement_id_seq": "USAGE",
        "declaration_estimate_id_seq": "USAGE",
        "submission_id_seq": "USAGE",
        "accepted_right_id_seq": "USAGE",
        "structure_ratio_id_seq": "USAGE",
        "audit_entry_id_seq": "USAGE",
        "act_key_id_seq": "USAGE",
    },
    "portal_auth": {
        "person": "SELECT(active) SELECT(display_name) SELECT(email) SELECT(id) SELECT(must_change) SELECT(notice_version)"
        " SELECT(password) SELECT(password_set_at) SELECT(totp_secret) SELECT(totp_since) SELECT(totp_step)"
        " UPDATE(must_change) UPDATE(notice_accepted_at) UPDATE(notice_version) UPDATE(password) UPDATE(password_set_at)"
        " UPDATE(totp_secret) UPDATE(totp_since) UPDATE(totp_step)",
        "session": ALL,
        "session_id_seq": "USAGE",
        "recovery_code": ALL,
        "recovery_code_id_seq": "USAGE",
        "one_time_link": ALL,
        "one_time_link_id_seq": "USAGE",
        "sign_in_attempt": ALL,
        "sign_in_attempt_id_seq": "USAGE",
        "outgoing_mail": "INSERT",
        "outgoing_mail_id_seq": "USAGE",
        "audit_entry": columns("INSERT", NOTED),
        "audit_entry_id_seq": "USAGE",
    },
    "portal_job": {
        **{table._meta.tablename: ALL for table in APP_CONFIG.table_classes},
        **{f"{table._meta.tablename}_id_seq": "USAGE" for table in APP_CONFIG.table_classes},
        "statistics_release": "INSERT SELECT",
        "statistics_cell": "INSERT SELECT",
        "audit_entry": "INSERT SELECT",
        "read_entry": "INSERT SELECT",
        "audit_head": "SELECT",
        "migration": ALL,
        "migration_id_seq": "USAGE",
    },
}
"""Written by hand: no command writes this. What stands here twice (tables of the jobs) is told by the models."""


GRANTED = """
with acls as (
  select c.relname, a.grantee, a.privilege_type as privilege
  from pg_class c, aclexplode(c.relacl) a
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S')
  union all
  select c.relname, a.grantee, a.privilege_type || '(' || t.attname || ')'
  from pg_class c join pg_attribute t on t.attrelid = c.oid, aclexplode(t.attacl) a
  where c.relnamespace = 'public'::regnamespace
)
select relname, coalesce(r.rolname, 'PUBLIC') as role, privilege
from acls left join pg_roles r on r.oid = acls.grantee order by 1, 2, 3
"""


async def test_each_role_has_exactly_the_privileges_written_here(owner: Any) -> None:
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in await owner.fetch(GRANTED):
        if row["role"] != "portal_owner":
            found[row["role"]][row["relname"]].append(row["privilege"])
    told = {role: {name: " ".join(sorted(all)) for name, all in tables.items()} for role, tables in found.items()}
    assert told == PRIVILEGES


WALK = """
select c.relname, c.relrowsecurity as enabled, c.relforcerowsecurity as forced, pg_get_userbyid(c.relowner) as owner,
  array(select distinct pg_get_userbyid(each) from pg_policy p, unnest(p.polroles) each where p.polrelid = c.oid) as bound
from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
"""


async def unguarded(connection: Any) -> set[str]:
    """The tables that are neither guarded for each role that may touch them nor listed public."""
    touched = defaultdict(set)
    for row in await connection.fetch(GRANTED):
        touched[row["relname"]].add(row["role"])
    return {
        row["relname"]
        for row in await connection.fetch(WALK)
        if row["relname"] not in PUBLIC_TABLES
        and not (row["enabled"] and row["forced"] and touched[row["relname"]] <= set(row["bound"]))
    }


async def test_every_table_is_guarded_or_public(owner: Any) -> None:
    assert await unguarded(owner) == set()
    assert {"caf", "migration"} == PUBLIC_TABLES


@pytest.mark.parametrize(
    "forgotten",
    [
        "create table note (id int)",
        "create table note (id int); alter table note enable row level security;"
        " create policy every on note to portal_owner using (true)",
        "create table note (id int); alter table note enable row level security;"
        " alter table note force row level security; grant select on note to portal_app;"
        " create policy every on note to portal_owner using (true)",
    ],
    ids=["neither", "not forced", "a role without policy"],
)
async def test_a_table_left_open_is_found(owner: Any, forgotten: str) -> None:
    await owner.execute(forgotten)
    assert await unguarded(owner) == {"note"}


async def test_every_policy_names_its_roles_and_the_web_never_has_all(owner: Any) -> None:
    rows = await owner.fetch("select tablename, policyname, roles, qual, with_check from pg_policies")
    for row in rows:
        assert "public" not in row["roles"], row
        if "portal_app" in row["roles"]:
            assert "true" not in (row["qual"], row["with_check"]), row


@pytest.mark.parametrize("role", [DbRole.APP, DbRole.AUTH, DbRole.JOB])
async def test_a_role_is_no_owner_and_has_no_way_round(owner: Any, role: DbRole) -> None:
    found = await owner.fetchrow("select * from pg_roles where rolname = $1", role.value)
    assert not any(
        found[name] for name in ("rolsuper", "rolbypassrls", "rolcreaterole", "rolcreatedb", "rolreplication")
    )
    owned = "select count(*) from pg_class where relowner = $1 or pg_has_role($1, relowner, 'member')"
    assert await owner.fetchval(owned, found["oid"]) == 0
    assert await owner.fetch("select from pg_auth_members where member = $1", found["oid"]) == []
    assert not await owner.fetchval("select has_schema_privilege($1, 'public', 'create')", role.value)
    assert not await owner.fetchval("select has_database_privilege($1, current_database(), 'create,temp')", role.value)


async def test_the_owner_is_bound_by_policies_too(owner: Any) -> None:
    found = await owner.fetchrow("select rolsuper, rolbypassrls from pg_roles where rolname = 'portal_owner'")
    assert tuple(found) == (False, False)


CLOSED = {"session", "recovery_code", "one_time_link", "sign_in_attempt", "audit_head", "read_entry"}
"""What the web process never reads under a scope."""


@pytest.mark.usefixtures("done")
async def test_without_a_scope_there_is_no_row(app: Any, job: Any) -> None:
    for table in sorted({table._meta.tablename for table in APP_CONFIG.table_classes} - PUBLIC_TABLES):
        assert await job.fetchval(f"select count(*) from {table}") > 0, f"{table} is empty: nothing is proven"
        try:
            async with app.transaction():
                assert await app.fetchval(f"select count(*) from {table}") == 0, table
        except asyncpg.InsufficientPrivilegeError:
            assert table in CLOSED


@pytest.mark.parametrize("setting", ["", "{}", None])
@pytest.mark.usefixtures("done")
async def test_an_empty_scope_sees_no_row(app: Any, setting: str | None) -> None:
    for name in ("tenures", "structures", "organisations"):
        if setting is not None:
            await app.execute("select set_config('portal.' || $1, $2, true)", name, setting)
    for table in SEEN:
        assert await app.fetchval(f"select count(*) from {table}") == 0, table


@pytest.mark.parametrize("table", sorted({*CLOSED, "migration"}))
async def test_the_web_process_cannot_even_ask(app: Any, table: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await app.fetch(f"select * from {table}")


@pytest.mark.parametrize("column", ["password", "*"])
async def test_the_web_process_never_reads_a_password(app: Any, column: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await app.fetch(f"select {column} from person")


@pytest.mark.parametrize("table", sorted(set(SEEN)))
async def test_sign_in_reads_nothing_else(door: Door, table: str) -> None:
    async with door(DbRole.AUTH) as auth:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await auth.fetch(f"select * from {table}")


FUNCTIONS = """
select p.proname, p.prosecdef, p.prorettype = 'trigger'::regtype as called_by_trigger, p.proconfig, pg_get_userbyid(p.proowner) as owner,
  array(select coalesce(r.rolname, 'PUBLIC') from aclexplode(p.proacl) a left join pg_roles r on r.oid = a.grantee) as may
from pg_proc p where p.pronamespace = 'public'::regnamespace
  and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
"""


async def test_what_runs_as_the_owner_is_named_here_and_called_by_the_web_process_only(owner: Any) -> None:
    raised = {row["proname"]: row for row in await owner.fetch(FUNCTIONS) if row["prosecdef"]}
    # Triggers that look at rows which the caller may not see; nobody can call them.
    checks = {
        "check_declaration_move",
        "check_declaration_proof",
        "check_part_change",
        "check_right",
        "check_structure_ratio",
        "check_tenure_days",
        "check_licence_days",
        "check_structure_days",
        "check_agreement_days",
        "check_tenure_agreements",
        "check_agreement_unused",
        "check_declaration_year",
        "check_group_accounts",
        "check_staff_apart",
        "chain_entry",
        "keep_heads",
    }
    asked = {
        "grant_role",
        "verify_receipt",
        "portal_granters",
        "end_tenure",
        "reopen_structure",
        "send_back_parts",
        "extend_declaration",
        "open_account",
        "send_opening_again",
        "force_password_change",
        "set_account_active",
        "name_staff",
        "open_caf",
        "rename_caf",
        "post_mail",
        "who_sees",
        "hold_rights",
    }
    # Called by those functions only.
    within = {"portal_account", "portal_answers_for"}
    assert raised.keys() == asked | checks | within
    for function in raised.values():
        assert function["proconfig"] == ["search_path=pg_catalog, public, pg_temp"]
        assert function["owner"] == "portal_owner"
    for name in asked:
        assert set(raised[name]["may"]) == {"portal_owner", "portal_app"}
    for name in within:
        assert set(raised[name]["may"]) == {"portal_owner"}
    assert {row["proname"] for row in await owner.fetch(FUNCTIONS) if row["called_by_trigger"]} >= checks


async def test_jobs_see_every_row(database: ScopedEngine, done: World, other: World) -> None:
    with connect_as(DbRole.JOB):
        rows = await DB.fetch("select distinct caf_id from submission")
    assert {done.caf, other.caf} <= {row["caf_id"] for row in rows}
