"""The permission table against row-level security: each role sees and writes the rows that the table says, no other."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from piccolo.querystring import QueryString

from models.engine import DB, DbRole, ScopedEngine, connect_as
from models.scope import scoped
from models.visibility import SEEN, SIGNED_IN_TABLES, visible
from rules.policy import PARTNERS, POLICY, REACH, Reach, Role, required_roles
from server.database_url import Urls
from tests.models.ground import HELD, Ground, Holder, Place, elsewhere, make_ground
from tests.models.writes import BLIND, WRITES, change_blindly, may_write, note

READS = {
    "organisation": "organisation.read",
    "structure": "structure.read",
    "licence": "structure.read",
    "tenure": "tenure.read",
    "agreement": "agreement.read",
    "role_grant": "role_grant.read",
    "declaration": "declaration.read",
    "ACTIVITY": "activity.read",
    "FINANCE": "finance.totals",
    "declaration_estimate": "estimate.read",
    "declaration_event": "timeline.read",
    "group_accounts": "controls.read",
    "submission": "submission.read",
    "accepted_right": "right.read",
    "structure_ratio": "ratio.read",
    "staff_role": "staff_role.read",
    "declaration_period": "period.read",
    "statistics_release": "statistics.read",
    "statistics_cell": "statistics.read",
}
"""Which action lets a row be seen. A financial part is seen by whoever may read its totals: its accounts are judged
in the API; so are the accounts that several structures share: whoever prepares all of them needs the controls that quote them."""
BY_HAND = {
    "person": {Role.HABILITATION_MANAGER},
    "asked for": {Role.HABILITATION_MANAGER},
    "account_opening": {Role.HABILITATION_MANAGER},
    "outgoing_mail": {Role.HABILITATION_MANAGER},
    "staff": {Role.NATIONAL},
    "asked for by the Cnaf": {Role.NATIONAL},
    "opening by the Cnaf": {Role.NATIONAL},
    "mail of the Cnaf": {Role.NATIONAL},
    "event of a draft": set(PARTNERS),
    "accounts of strangers": set[Role](),
    "entry of partners": set(PARTNERS),
    "entry for managers": {Role.HABILITATION_MANAGER},
    "entry for officers": {Role.DECLARATION_OFFICER},
    "entry for the Cnaf": {Role.NATIONAL},
    "entry for nobody": set[Role](),
}
"""Rows of which no action tells alone: people are seen by the manager of a Caf where they are granted or asked for, staff
and those for whom the Cnaf has asked by the Cnaf, and so are the mails of each; what partners do among themselves is theirs; accounts shared with a structure that one does not see are not seen either; an act tells partners of its tenure, and the staff that it names."""
TABLES = {
    "ACTIVITY": "declaration_part",
    "FINANCE": "declaration_part",
    "event of a draft": "declaration_event",
    "accounts of strangers": "group_accounts",
    "asked for": "person",
    "staff": "person",
    "asked for by the Cnaf": "person",
    "opening by the Cnaf": "account_opening",
    "mail of the Cnaf": "outgoing_mail",
    **dict.fromkeys(
        ("entry of partners", "entry for managers", "entry for officers", "entry for the Cnaf", "entry for nobody"),
        "audit_entry",
    ),
}
"""The tables of the rows that are not called as their table."""


KNOWN_TO_ALL = {row for row, action in READS.items() if POLICY[action].reach is Reach.PUBLIC}


def roles_of(row: str) -> set[Role]:
    """Who may see this row, towards whom it stands."""
    if row in BY_HAND:
        return BY_HAND[row]
    return set(Role) if POLICY[READS[row]].reach is Reach.PUBLIC else set(required_roles(READS[row]))


def table_of(row: str) -> str:
    """Several rows may stand in one table."""
    return TABLES.get(row, row)


def reaches(holder: Holder, ground: Ground, place: Place, row: str) -> bool:
    """Does this holder's role reach that row of a place today?"""
    if row in KNOWN_TO_ALL:
        return True
    if holder.when not in HELD:
        return False
    own = ground.places["own"]
    reach = REACH[holder.role]
    return (
        reach is Reach.NATIONAL
        or (reach is Reach.OWN_CAF and place.caf == own.caf)
        or (reach is Reach.OWN_TENURES and place.rows[row] == own.rows[row])
    )


def expected(holder: Holder, ground: Ground, row: str) -> set[int]:
    """The rows that the permission table gives to this holder, and what is his own."""
    theirs = {
        place.rows[row]
        for place in ground.places.values()
        if (row in KNOWN_TO_ALL or holder.role in roles_of(row)) and reaches(holder, ground, place, row)
    }
    return theirs | ({holder.own[row]} if row in holder.own else set())


async def misread(ground: Ground, *rows: str) -> list[str]:
    """Where the database shows other rows than the permission table says."""
    wrong = []
    for row in rows or (*READS, *BY_HAND):
        places = {place.rows[row] for place in ground.places.values()}
        for holder in ground.holders:
            mine = {holder.own[row]} if row in holder.own else set()
            with scoped(holder.scope), connect_as(DbRole.APP):
                found = await DB.fetch(f"select id from {table_of(row)} where id = any($1)", list(places | mine))
            seen, wanted = {each["id"] for each in found}, expected(holder, ground, row)
            if seen != wanted:
                wrong.append(f"{row}: {holder.role} ({holder.when}) sees {seen}, not {wanted}")
    return wrong


async def miswritten(ground: Ground, *tables: str) -> list[str]:
    """Where the database lets other people write than the permission table says."""
    wrong = []
    for what, (table, write, actions) in WRITES.items():
        for holder in ground.holders if not tables or table in tables else ():
            for name, place in ground.places.items():
                wanted = _asked(actions, holder) and reaches(holder, ground, place, "tenure")
                if await may_write(holder, place, write) != wanted:
                    wrong.append(f"{what}: {holder.role} ({holder.when}) at {name}, expected {wanted}")
    for table, (change, actions) in BLIND.items():
        for holder in ground.holders if not tables or table in tables else ():
            changed, seen = await change_blindly(holder, table, change)
            if changed > (seen if holder.when in HELD and _asked(actions, holder) else 0):
                wrong.append(
                    f"{table}: {holder.role} ({holder.when}) changes {changed} of the {seen} rows that he sees"
                )
    return wrong


def _asked(actions: set[str], holder: Holder) -> bool:
    return any(holder.role in required_roles(action) for action in actions)


@pytest.fixture(scope="module")
async def ground(database: ScopedEngine) -> Ground:
    """In the database of this worker."""
    return await make_ground()


@pytest.mark.parametrize("row", [*READS, *BY_HAND])
async def test_a_role_sees_the_rows_that_the_permission_table_says(ground: Ground, row: str) -> None:
    assert await misread(ground, row) == []


async def test_a_role_writes_what_the_permission_table_says(ground: Ground) -> None:
    assert await miswritten(ground) == []


@pytest.mark.parametrize("mine", [True, False])
async def test_a_person_signs_the_audit_in_his_own_name_only(ground: Ground, mine: bool) -> None:
    for holder in ground.holders:
        assert await may_write(holder, ground.places["foreign"], note(mine)) is mine


def test_every_row_that_an_action_reads_is_compared() -> None:
    reads = {action for action in POLICY if action.endswith(".read")}
    assert reads - set(READS.values()) == {
        "caf.read",  # public: no row is hidden
        "viewer.read",  # one's own account, compared as `person`
        "finance.read",  # narrower than its row, judged in the API
        "group_accounts.read",  # so is this
        "receipt.read",  # a submission's
        "person.read",  # one's own Caf's or the Cnaf's, compared by hand
        "mail.read",  # of the matters of one's own Caf, or of none; compared in the tests of the admin
        "history.read",  # what each act tells, compared by hand
        "parameter.read",  # public: it stands in files, not in rows
        "access.read",  # answered by a function, which is asked in the tests of the API
    }
    assert set(SEEN) == {table_of(row) for row in (*READS, *BY_HAND)} - KNOWN_TO_ALL
    assert SIGNED_IN_TABLES == KNOWN_TO_ALL


@pytest.mark.parametrize("table", SEEN)
async def test_the_explicit_predicate_says_the_same_as_the_policy(ground: Ground, table: str) -> None:
    different = 0
    for holder in ground.holders:
        with scoped(holder.scope):
            with connect_as(DbRole.APP):
                behind = {row["id"] for row in await DB.fetch(f"select id from {table}")}
            with connect_as(DbRole.JOB):
                rows = await DB.run_querystring(
                    QueryString(f"select id from {table} t where {{}}", visible(table, "t"))
                )
        assert {row["id"] for row in rows} == behind, (table, holder.role, holder.when)
        different += bool(behind)
    assert 0 < different < len(ground.holders) or table in {"role_grant", "person"}  # one's own is always seen


@pytest.fixture(scope="module")
async def planted(clone: Callable[[], Awaitable[Urls]], database: ScopedEngine) -> AsyncIterator[Ground]:
    """A throw-away copy, where policies may be spoilt."""
    async with elsewhere(await clone()):
        yield await make_ground()


OF_ONE_S_OWN = {"read_entry", "act_key"}
"""Written in one's own name, whatever one's role; compared apart."""
COMPARED = {table_of(row) for row in (*READS, *BY_HAND)}


@pytest.mark.parametrize("spoilt", ["true", "false"], ids=["widened", "narrowed"])
async def test_the_comparison_sees_every_policy_that_is_spoilt(planted: Ground, spoilt: str) -> None:
    with connect_as(DbRole.OWNER):
        policies = await DB.fetch(
            "select * from pg_policies where 'portal_app' = any(roles) order by tablename, policyname"
        )
    assert {row["tablename"] for row in policies} == COMPARED | OF_ONE_S_OWN
    for row in policies:
        beside = row["tablename"] in OF_ONE_S_OWN or row["policyname"] == "noted"
        if beside or (row["tablename"] in KNOWN_TO_ALL and spoilt == "true"):
            continue
        target = f"alter policy {row['policyname']} on {row['tablename']}"
        clauses = [
            (name, row[column]) for name, column in (("using", "qual"), ("with check", "with_check")) if row[column]
        ]
        with connect_as(DbRole.OWNER):
            await DB.fetch(f"{target} {' '.join(f'{name} ({spoilt})' for name, _ in clauses)}")
        names = [name for name in (*READS, *BY_HAND) if table_of(name) == row["tablename"]]
        found = [*await misread(planted, *names), *await miswritten(planted, row["tablename"])]
        assert found, f"{row['policyname']} on {row['tablename']} was spoilt and nothing was seen"
        with connect_as(DbRole.OWNER):
            await DB.fetch(f"{target} {' '.join(f'{name} ({was})' for name, was in clauses)}")
    assert await misread(planted) == []
