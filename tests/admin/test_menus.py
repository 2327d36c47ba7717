"""What stands in a menu of the admin is what the permission table says, and leads nowhere that refuses."""

import ast
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import admin
from admin.links import LINKS, links_of
from admin.tables import TABLES, tables_of
from admin.words import words_for
from models.engine import ScopedEngine
from rules.policy import POLICY, Role
from tests.admin.conftest import Cafs
from tests.admin.visits import Agent

ROOM = Path(str(admin.__file__)).parent
STAFF = {
    "manager": Role.HABILITATION_MANAGER,
    "officer": Role.DECLARATION_OFFICER,
    "cnaf": Role.NATIONAL,
}
CHOOSE_A_ROLE = {"tables/__init__.py", "tables/people.py", "pages/granting.py", "pages/staff.py"}
"""Where roles are named because they are what is chosen or counted, not to judge who is here."""


def may(role: Role, action: str) -> bool:
    return not action or role in POLICY[action].roles


@pytest.mark.parametrize("who", STAFF)
def test_the_menu_is_what_the_table_says(who: str) -> None:
    role = STAFF[who]
    held = frozenset({role})
    assert links_of(held) == {link.label: link.path for link in LINKS if may(role, link.action)}
    assert set(tables_of(held)) == {name for name, table in TABLES.items() if may(role, table.action)}
    for name, words in words_for(held).items():
        assert bool(words["add"]) is bool(TABLES[name].add and may(role, TABLES[name].making or TABLES[name].action))


@pytest.mark.parametrize("who", STAFF)
async def test_no_entry_leads_to_a_refusal_and_what_is_not_there_is_refused(
    database: ScopedEngine, cafs: Cafs, who: str
) -> None:
    visitor = await cafs.agent(who)
    held = frozenset({STAFF[who]})
    shown = set(links_of(held).values())
    for link in LINKS:
        assert ((await visitor.get(link.path)).status_code == 200) is (link.path in shown), link.path
    for name in TABLES:
        given = await visitor.get(f"/admin/api/tables/{name}/")
        assert (given.status_code == 200) is (name in tables_of(held)), name
    refused = [path async for path in _entries(visitor, held) if (await visitor.get(path)).status_code != 200]
    assert refused == []


async def _entries(visitor: Agent, held: frozenset[Role]) -> AsyncIterator[str]:
    """Where the lists lead: their page for a new row, and the page of the first."""
    for name, words in words_for(held).items():
        if words["add"]:
            yield words["add"]
        rows = await visitor.rows(name)
        if words["page"] and rows:
            yield f"{words['page']}{rows[0]['id']}"


def test_no_page_of_the_admin_judges_by_a_role() -> None:
    naming = {
        str(path.relative_to(ROOM))
        for path in ROOM.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        and node.module == "rules.policy"
        and {alias.name for alias in node.names} & {"Role", "PARTNERS", "STAFF", "REACH"}
    }
    assert naming == CHOOSE_A_ROLE
