"""The lists of the admin, and which of them a role sees: a role never sees another's, nor learns that it exists."""

from collections.abc import Mapping

from admin.tables.partners import AGREMENTS, GESTIONNAIRES, GESTIONS, STRUCTURES
from admin.tables.people import AGENTS, CAFS, COURRIELS, HABILITATIONS, PERSONNES
from admin.tables.table import AdminTable
from admin.tables.trail import JOURNAL
from admin.tables.work import DECLARATIONS, PERIODES
from models.scope import Held, Scope
from rules.policy import Role, allowed

TABLES = {
    table.name: table
    for table in (
        PERSONNES, HABILITATIONS, COURRIELS, STRUCTURES, GESTIONNAIRES, GESTIONS, AGREMENTS, DECLARATIONS, PERIODES,
        CAFS, AGENTS, JOURNAL,
    )
}  # fmt: skip


def staff_roles(scope: Scope) -> Held:
    """The staff roles of a person, each in its Caf or nationally: nothing else opens the admin."""
    held = {
        Role.HABILITATION_MANAGER: scope.manager_caf is not None,
        Role.DECLARATION_OFFICER: scope.officer_caf is not None,
        Role.NATIONAL: scope.national,
    }
    return frozenset(role for role, yes in held.items() if yes)


def tables_of(held: Held) -> Mapping[str, AdminTable]:
    """The lists that these roles see."""
    return {name: table for name, table in TABLES.items() if allowed(table.action, held)}
