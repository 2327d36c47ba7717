"""The house keeps its own rules: who imports whom, how long a module is, what stands in the tables of codes and rights."""

import ast
import statistics
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from graphql import assert_object_type, build_schema
from graphql.utilities import find_breaking_changes

from rules.policy import POLICY, right
from rules.problems import PROBLEMS, Code
from rules.workflow import STEPS
from schema.branches import _BRANCHES
from schema.portal import GUARDS, sdl

ROOT = Path(__file__).resolve().parent.parent
MAY_IMPORT = {
    "rules": set[str](),
    "models": {"rules"},
    "resolvers": {"models", "rules"},
    "schema": {"resolvers", "models", "rules"},
    "admin": {"resolvers", "models", "rules"},
    "server": {"admin", "schema", "resolvers", "models", "rules"},
    "demo": {"server", "admin", "schema", "resolvers", "models", "rules"},
}
PURE = set(sys.stdlib_module_names) | {"babel", "yaml", "rules"}
VAGUE = {"manager", "managers", "helper", "helpers", "util", "utils", "base", "misc", "common", "shared", "core"}
ASKED_ELSEWHERE = {
    "account.own": "printed on the acts on one's own account, which name no other",
    "session.open": "printed on `signIn` and `signOut`, open to all",
    "period.keep": "asked by the acts that lay down, change and publish a period",
    "controls.accounts": "asked of each obstacle that quotes accounts",
    "receipt.read": "asked for each receipt that is printed",
    "role_grant.grant": "asked by the act `grantRole`",
    "role_grant.end": "asked by the act `endRoleGrant`",
    "role_grant.activate": "asked by the act `activateRoleGrant`",
    "role_grant.suspend": "asked by the act `suspendRoleGrant`",
    "account.open": "asked by the acts that open an account and send its link again",
    "account.force_change": "asked by the act `forcePasswordChange`",
    "account.activate": "asked by the acts that close an account and open it again",
    "staff_role.keep": "asked by the acts that name staff and end its roles",
    "caf.keep": "asked by the acts `openCaf` and `renameCaf`",
    "organisation.keep": "asked by the acts that make an organisation known and correct its name",
    "structure.keep": "asked by the acts that open, license, close and reopen a structure",
    "agreement.keep": "asked by the acts that record and end an agreement that opens a bonus",
    "tenure.keep": "asked by the act `transferStructure`",
    "mail.read": "asked by the list of mails in the admin",
    "simulation.project": "asked by the question `simulate`, of who makes up a project",
    "group_accounts.state": "asked by the act `stateGroupAccounts`",
}
"""Actions that neither guard a field nor a step of the workflow, and where they are asked instead."""


@cache
def modules(*rooms: str) -> dict[Path, ast.Module]:
    """Every module of these rooms, parsed."""
    found = (path for room in rooms for path in sorted((ROOT / room).rglob("*.py")))
    return {path.relative_to(ROOT): ast.parse(path.read_text(encoding="utf-8")) for path in found}


def lengths(*rooms: str) -> dict[Path, int]:
    return {path: len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in modules(*rooms)}


def imported(tree: ast.Module) -> Iterator[str]:
    """The top-level packages that a module imports, wherever in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "a relative import hides its room"
            yield (node.module or "").partition(".")[0]


def leftward(trees: dict[Path, ast.Module]) -> list[str]:
    """The imports that go against the order of the rooms."""
    forbidden = {room: (set(MAY_IMPORT) | {"tests"}) - allowed - {room} for room, allowed in MAY_IMPORT.items()}
    return [
        f"{path} imports {name}"
        for path, tree in trees.items()
        for name in imported(tree)
        if name in forbidden[path.parts[0]]
    ]


def test_a_room_imports_only_to_its_right() -> None:
    assert leftward(modules(*MAY_IMPORT)) == []


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("rules/policy.py", "from models.scope import Scope"),
        ("models/caf.py", "import resolvers.pages"),
        ("resolvers/pages.py", "def f():\n    from schema.query import find"),
        ("schema/caf.py", "import admin"),
        ("admin/page.py", "from schema.portal import sdl"),
        ("admin/page.py", "from server.app import app"),
        ("server/app.py", "import demo.stage"),
        ("demo/stage.py", "from tests.world import World"),
    ],
)
def test_an_import_to_the_left_is_found(module: str, line: str) -> None:
    assert leftward({Path(module): ast.parse(line)}) != []


def test_the_rules_import_no_framework() -> None:
    foreign = {
        f"{path}: {name}" for path, tree in modules("rules").items() for name in imported(tree) if name not in PURE
    }
    assert foreign == set()


def test_modules_are_small() -> None:
    assert {str(path): count for path, count in lengths(*MAY_IMPORT, "tests").items() if count > 300} == {}
    assert statistics.median(lengths(*MAY_IMPORT).values()) < 100


def test_a_module_is_a_noun() -> None:
    words = {path: set(path.stem.split("_")) for path in modules(*MAY_IMPORT)}
    assert [str(path) for path, said in words.items() if said & VAGUE] == []


@pytest.mark.parametrize("code", Code)
def test_a_code_of_refusal_is_explained(code: Code) -> None:
    entry = PROBLEMS[code]
    assert len(entry.meaning) > 10
    for text in (entry.sentence, entry.remedy):
        assert text.endswith((".", "}")), "a whole sentence, or one made elsewhere"


def test_every_code_of_refusal_is_used_somewhere() -> None:
    used = {
        node.attr
        for path, tree in modules(*MAY_IMPORT).items()
        if path.parts[:2] != ("rules", "problems")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Code"
    }
    assert {code.name for code in Code} - used == set()


def test_the_committed_schema_is_the_printed_one() -> None:
    committed = (ROOT / "schema/schema.graphql").read_text(encoding="utf-8")
    breaking = find_breaking_changes(build_schema(committed), build_schema(sdl()))
    told = "\n".join(change.description for change in breaking) or "no breaking change"
    assert committed == sdl(), f"schema/schema.graphql is not what the code prints; `make docs` writes it. {told}"


def test_a_breaking_change_is_named() -> None:
    narrowed = build_schema(sdl())
    del assert_object_type(narrowed.type_map["Structure"]).fields["commune"]
    found = find_breaking_changes(build_schema(sdl()), narrowed)
    assert [change.description for change in found] == ["Field Structure.commune was removed."]


async def test_the_migrations_say_all_that_the_models_say() -> None:
    from piccolo.apps.migrations.commands.new import AutoMigrationManager

    from models.piccolo_app import APP_CONFIG

    statements = await AutoMigrationManager(auto_input="y").get_alter_statements(app_config=APP_CONFIG)
    assert [line for each in statements for line in each.statements] == []


def test_every_table_of_the_models_is_known_to_piccolo() -> None:
    from piccolo.table import Table

    from models.piccolo_app import APP_CONFIG

    written = {
        node.name
        for tree in modules("models").values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and any(getattr(base, "id", "") == Table.__name__ for base in node.bases)
    }
    assert written == {table.__name__ for table in APP_CONFIG.table_classes}


def test_money_is_never_a_float() -> None:
    found = [
        f"{path}:{node.lineno}"
        for path, tree in modules("rules", "models", "resolvers", "schema").items()
        for node in ast.walk(tree)
        if (isinstance(node, ast.Constant) and isinstance(node.value, float) and not _seconds(tree, node))
        or (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "float")
    ]
    assert found == []


def _seconds(tree: ast.Module, constant: ast.Constant) -> bool:
    """A duration in seconds may be a float."""
    return any(
        node.value is constant and getattr(node.targets[0], "id", "").endswith("_SECONDS")
        for node in tree.body
        if isinstance(node, ast.Assign)
    )


def asked_actions() -> set[str]:
    """The actions that guard a field or a branch, or are asked by a step of the workflow."""
    fields = {action for fields in GUARDS.values() for action in fields.values() if action}
    branches = {action for _, action in _BRANCHES.values()}
    return fields | branches | {action for step in STEPS.values() for action in step.actions.values()}


def test_every_action_asked_stands_in_the_permission_table() -> None:
    for action in asked_actions() | set(ASKED_ELSEWHERE):
        assert right(action).action == action


def test_every_action_of_the_permission_table_is_asked_somewhere() -> None:
    assert set(POLICY) - asked_actions() == set(ASKED_ELSEWHERE)


def test_an_action_asked_elsewhere_is_quoted_where_it_is_asked() -> None:
    quoted = {
        node.value
        for tree in modules("resolvers", "schema", "admin").values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(ASKED_ELSEWHERE) - quoted == set()


def test_the_locks_hold_all_that_their_packages_want() -> None:
    """They are installed without asking for more: pip would look for newer releases, whose hashes no line knows."""
    checked = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout.strip()) == (0, "No broken requirements found.")
    assert "--no-deps --require-hashes" in (ROOT / "Makefile").read_text(encoding="utf-8")
