"""Objects found again by their opaque ids."""

from collections.abc import Iterable, Sequence
from typing import Any

from resolvers.asker import Asker
from resolvers.listings import (
    AGREEMENTS,
    CAFS,
    DECLARATIONS,
    GROUP_ACCOUNTS,
    LICENCES,
    OPENINGS,
    ORGANISATIONS,
    PEOPLE,
    PERIODS,
    ROLE_GRANTS,
    STAFF_ROLES,
    STRUCTURES,
    SUBMISSIONS,
    TENURES,
)
from resolvers.opaque import key_of, sought
from resolvers.pages import Listing, one_by
from resolvers.statistics import CELLS
from schema.agreement import Agreement
from schema.branches import grow
from schema.caf import Caf
from schema.declaration import Declaration
from schema.group_accounts import GroupAccounts
from schema.licence import Licence
from schema.organisation import Organisation
from schema.period import Period
from schema.person import AccountOpening, Person
from schema.role_grant import RoleGrant
from schema.selection import Selection
from schema.staff_role import StaffRole
from schema.statistic import StatisticsCell
from schema.structure import Structure
from schema.submission import Submission
from schema.tenure import Tenure

NODES: dict[str, tuple[Listing, Any]] = {
    "Caf": (CAFS, Caf),
    "Organisation": (ORGANISATIONS, Organisation),
    "Structure": (STRUCTURES, Structure),
    "Licence": (LICENCES, Licence),
    "Tenure": (TENURES, Tenure),
    "Agreement": (AGREEMENTS, Agreement),
    "RoleGrant": (ROLE_GRANTS, RoleGrant),
    "Person": (PEOPLE, Person),
    "AccountOpening": (OPENINGS, AccountOpening),
    "StaffRole": (STAFF_ROLES, StaffRole),
    "Period": (PERIODS, Period),
    "Declaration": (DECLARATIONS, Declaration),
    "Submission": (SUBMISSIONS, Submission),
    "GroupAccounts": (GROUP_ACCOUNTS, GroupAccounts),
    "StatisticsCell": (CELLS, StatisticsCell),
}


async def find_all(asker: Asker, types: Iterable[str], marks: Sequence[str], below: Selection) -> list[Any]:
    """The objects of these ids, grown, in their order; a strange or malformed id is none, as if it did not exist."""
    made: dict[str, Any] = {}
    for type_name in types:
        listing, kind = NODES[type_name]
        keys = {mark: key_of(type_name, mark) for mark in marks}
        if any(key is not None for key in keys.values()):
            rows = await one_by(listing, "id", keys.values())
            made.update({mark: kind.of(rows[key], asker) for mark, key in keys.items() if key in rows})
    await grow(list(made.values()), below, asker)
    return [made.get(mark) for mark in marks]


async def find(asker: Asker, type_name: str, mark: str, below: Selection) -> Any:
    """The object of one type and id, or none; an id of another type is looked for like any other."""
    listing, kind = NODES[type_name]
    rows = await one_by(listing, "id", [sought(type_name, mark)])
    made = [kind.of(row, asker) for row in rows.values()]
    await grow(made, below, asker)
    return made[0] if made else None
