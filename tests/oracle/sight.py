"""Which rows somebody sees on a day, and which roles he holds towards each: design §4 and §5 in plain Python."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any

from tests.oracle.rights import MANAGER, NATIONAL, OFFICER, Held, may
from tests.oracle.rows import RoleGrant, StaffRole
from tests.oracle.world import World


def on_day(row: Any, today: date) -> bool:
    """From its first day to its last, both included."""
    return bool(row.starts_on <= today and (row.ends_on is None or row.ends_on >= today))


def in_force(grant: RoleGrant, today: date) -> bool:
    """A grant opens something on its days, once it is active, until it is ended."""
    return grant.state == "ACTIVE" and grant.ended_at is None and on_day(grant, today)


class Sight:
    """What the viewer of a world sees of it."""

    def __init__(self, world: World) -> None:
        self.world, self.today, self.viewer = world, world.today, world.viewer
        self.grants = [g for g in world.grants if g.person_id == world.viewer and in_force(g, self.today)]
        staff = [each for each in world.staff if each.person_id == world.viewer and on_day(each, self.today)]
        self.national = any(each.role == NATIONAL for each in staff)
        self.manager_caf = _caf(staff, MANAGER)
        self.officer_caf = _caf(staff, OFFICER)

    @cached_property
    def tenures(self) -> set[int]:
        """Those on which he holds a role today."""
        return {each.tenure_id for each in self.grants}

    def held(self, caf: int | None, **towards: int) -> Held:
        """The roles held towards a row: his grants on that tenure, structure or organisation, his staff roles in that Caf."""
        found = {each.role for each in self.grants for name, key in towards.items() if getattr(each, name) == key}
        if caf is not None:
            found |= {MANAGER} if self.manager_caf == caf else set()
            found |= {OFFICER} if self.officer_caf == caf else set()
        return frozenset(found | ({NATIONAL} if self.national else set()))

    def held_towards(self, row: Any) -> Held:
        """The roles held towards a row of any table."""
        held: Held = HELD[row.table](self, row)
        return held

    def sees(self, row: Any) -> bool:
        """Is this row his to see?"""
        return bool(SEES[row.table](self, row))

    def seen(self, rows: Iterable[Any]) -> list[Any]:
        """Those of these rows that he sees."""
        return [row for row in rows if self.sees(row)]

    def in_his_caf(self, row: Any) -> bool:
        """Staff see the structures of their Caf; the Cnaf all."""
        return self.national or row.caf_id in (self.manager_caf, self.officer_caf)

    def answers_for(self, person: int) -> bool:
        """A manager for whoever was granted or asked for in his Caf; the Cnaf for staff. Nobody for himself."""
        if person == self.viewer:
            return False
        world = self.world
        asked = [each.caf_id for each in world.openings if each.person_id == person]
        known = asked + [each.caf_id for each in world.grants if each.person_id == person]
        if self.manager_caf is not None and self.manager_caf in known:
            return True
        return self.national and (None in asked or any(each.person_id == person for each in world.staff))

    def on_all(self, row: Any) -> Held:
        """Towards accounts that tenures share: of what is held on them, what reads accounts counts if it is so on all."""
        each = [self.held(row.caf_id, tenure_id=tenure) for tenure in row.tenures]
        held: Held = frozenset().union(*each)
        if all(may("group_accounts.read", one) for one in each):
            return held
        return frozenset(role for role in held if not may("group_accounts.read", frozenset({role})))


def _caf(staff: list[StaffRole], role: str) -> int | None:
    return next((each.caf_id for each in staff if each.role == role), None)


def _of_grant(sight: Sight, row: Any) -> Held:
    """One's own grant is read even when it is no longer, or not yet, in force."""
    held = sight.held(row.caf_id, tenure_id=row.tenure_id)
    return held if may("role_grant.read", held) else held | {row.role}


def _on_tenure(sight: Sight, row: Any) -> bool:
    return row.tenure_id in sight.tenures


def _concerned(sight: Sight, row: Any) -> bool:
    return _on_tenure(sight, row) or row.caf_id == sight.officer_caf


SEES: dict[str, Any] = {
    "caf": lambda sight, row: True,
    "declaration_period": lambda sight, row: True,
    "statistics_cell": lambda sight, row: True,
    "organisation": lambda sight, row: sight.in_his_caf(row) or row.id in {g.organisation_id for g in sight.grants},
    "structure": lambda sight, row: sight.in_his_caf(row) or row.id in {g.structure_id for g in sight.grants},
    "licence": lambda sight, row: sight.in_his_caf(row) or row.structure_id in {g.structure_id for g in sight.grants},
    "tenure": lambda sight, row: sight.in_his_caf(row) or row.id in sight.tenures,
    "agreement": lambda sight, row: _concerned(sight, row) or row.caf_id == sight.manager_caf,
    "role_grant": lambda sight, row: (
        row.person_id == sight.viewer or row.tenure_id in sight.tenures or row.caf_id == sight.manager_caf
    ),
    "account_opening": lambda sight, row: sight.national if row.caf_id is None else row.caf_id == sight.manager_caf,
    "person": lambda sight, row: sight.answers_for(row.id),
    # One's own staff role is told by `viewer`.
    "staff_role": lambda sight, row: sight.national,
    "declaration": _concerned,
    "submission": _concerned,
    "accepted_right": _concerned,
    "structure_ratio": _concerned,
    "declaration_part": _on_tenure,
    "declaration_estimate": _on_tenure,
    "declaration_event": lambda sight, row: (
        _on_tenure(sight, row) or (row.told_caf_id is not None and row.told_caf_id == sight.officer_caf)
    ),
    "group_accounts": lambda sight, row: set(row.tenures) <= sight.tenures,
    # Partners read what was done or tried on their tenures; staff what the act tells them.
    "audit_entry": lambda sight, row: (
        _on_tenure(sight, row)
        or (row.told_manager and row.caf_id is not None and row.caf_id == sight.manager_caf)
        or (row.told_officer and row.caf_id is not None and row.caf_id == sight.officer_caf)
        or (row.told_national and sight.national)
    ),
}  # fmt: skip
"""Table by table, why a row is seen. A table that is not here is seen by nobody."""

HELD: dict[str, Any] = {
    "caf": lambda sight, row: frozenset(),
    "statistics_cell": lambda sight, row: frozenset(),
    "declaration_period": lambda sight, row: sight.held(row.caf_id, caf_id=row.caf_id),
    "organisation": lambda sight, row: sight.held(row.caf_id, organisation_id=row.id),
    "structure": lambda sight, row: sight.held(row.caf_id, structure_id=row.id),
    "licence": lambda sight, row: sight.held(row.caf_id, structure_id=row.structure_id),
    "tenure": lambda sight, row: sight.held(row.caf_id, tenure_id=row.id),
    "agreement": lambda sight, row: sight.held(row.caf_id, tenure_id=row.tenure_id),
    "role_grant": _of_grant,
    "account_opening": lambda sight, row: sight.held(row.caf_id),
    "person": lambda sight, row: sight.held(sight.manager_caf),
    "staff_role": lambda sight, row: sight.held(row.caf_id),
    "group_accounts": Sight.on_all,
    **dict.fromkeys(
        ("declaration", "submission", "accepted_right", "declaration_event", "structure_ratio", "audit_entry"),
        lambda sight, row: sight.held(row.caf_id, tenure_id=getattr(row, "tenure_id", 0)),
    ),
}  # fmt: skip
"""Table by table, towards what the roles of a row are held."""
