"""The scope: who asks and which rows are his, loaded once per request, made of integers only.

It travels in a context variable. The engine turns it into transaction-local settings that the policies of
row-level security read; the resolvers ask it which roles are held towards a row.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property

from rules.policy import Role

Held = frozenset[Role]
NOBODY: Held = frozenset()


@dataclass(frozen=True, slots=True)
class Grant:
    """An active grant: one partner role on one tenure."""

    role: Role
    caf: int
    organisation: int
    structure: int
    tenure: int
    key: int | None = None


def _held_by(pairs: Iterable[tuple[int, Role]]) -> dict[int, Held]:
    held: dict[int, set[Role]] = {}
    for key, role in pairs:
        held.setdefault(key, set()).add(role)
    return {key: frozenset(roles) for key, roles in held.items()}


@dataclass(frozen=True)
class Scope:
    """One person, his active grants, and the Caf of each staff role."""

    person: int
    name: str = ""
    grants: tuple[Grant, ...] = ()
    manager_caf: int | None = None
    officer_caf: int | None = None
    national: bool = False
    _sets: dict[object, Held] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def is_staff(self) -> bool:
        """Is this an account of the Caf or of the Cnaf?"""
        return self.national or self.manager_caf is not None or self.officer_caf is not None

    @cached_property
    def by_tenure(self) -> dict[int, Held]:
        """The partner roles held, by tenure."""
        return _held_by((grant.tenure, grant.role) for grant in self.grants)

    @cached_property
    def by_structure(self) -> dict[int, Held]:
        """The partner roles held, by structure."""
        return _held_by((grant.structure, grant.role) for grant in self.grants)

    @cached_property
    def by_organisation(self) -> dict[int, Held]:
        """The partner roles held, by organisation."""
        return _held_by((grant.organisation, grant.role) for grant in self.grants)

    @cached_property
    def by_caf(self) -> dict[int, Held]:
        """The partner roles held, by Caf."""
        return _held_by((grant.caf, grant.role) for grant in self.grants)

    def tenures_with(self, role: Role) -> list[int]:
        """The tenures on which a partner role is held."""
        return sorted(tenure for tenure, held in self.by_tenure.items() if role in held)

    def towards(self, caf: int, partner: Held = NOBODY) -> Held:
        """The roles held towards a row of a Caf: staff roles of that Caf, and the partner roles given."""
        key = (caf, partner)
        held = self._sets.get(key)
        if held is None:
            staff = {
                Role.HABILITATION_MANAGER: self.manager_caf == caf,
                Role.DECLARATION_OFFICER: self.officer_caf == caf,
                Role.NATIONAL: self.national,
            }
            held = self._sets[key] = partner | frozenset(role for role, yes in staff.items() if yes)
        return held

    def towards_tenure(self, caf: int, tenure: int) -> Held:
        """The roles held towards a row that belongs to a tenure."""
        return self.towards(caf, self.by_tenure.get(tenure, NOBODY))

    def towards_structure(self, caf: int, structure: int) -> Held:
        """The roles held towards a structure, whichever the tenure."""
        return self.towards(caf, self.by_structure.get(structure, NOBODY))

    def towards_organisation(self, caf: int, organisation: int) -> Held:
        """The roles held towards an organisation, whichever the structure."""
        return self.towards(caf, self.by_organisation.get(organisation, NOBODY))

    def towards_caf(self, caf: int) -> Held:
        """The roles held somewhere in a Caf."""
        return self.towards(caf, self.by_caf.get(caf, NOBODY))

    @property
    def cafs(self) -> list[int] | None:
        """The Cafs that concern this person: those of his roles; none named for the Cnaf, whom all concern."""
        if self.national:
            return None
        staff = {caf for caf in (self.manager_caf, self.officer_caf) if caf is not None}
        return sorted(staff | self.by_caf.keys())

    @cached_property
    def settings(self) -> dict[str, str]:
        """What the policies of row-level security read: numbers and lists of numbers."""
        return {
            "portal.person": str(int(self.person)),
            "portal.tenures": _array(self.by_tenure),
            "portal.structures": _array(self.by_structure),
            "portal.organisations": _array(self.by_organisation),
            "portal.activity_tenures": _array(self.tenures_with(Role.ACTIVITY_DATA_PROVIDER)),
            "portal.finance_tenures": _array(self.tenures_with(Role.FINANCIAL_DATA_PROVIDER)),
            "portal.approver_tenures": _array(self.tenures_with(Role.APPROVER)),
            "portal.manager_caf": "" if self.manager_caf is None else str(int(self.manager_caf)),
            "portal.officer_caf": "" if self.officer_caf is None else str(int(self.officer_caf)),
            "portal.national": "on" if self.national else "off",
        }

    @cached_property
    def settings_sql(self) -> str:
        """One statement that puts the settings in force until the transaction ends."""
        return self._settings_sql("true")

    @property
    def lasting_sql(self) -> str:
        """The same until the connection ends."""
        return self._settings_sql("false")

    def _settings_sql(self, local: str) -> str:
        return "SELECT " + ", ".join(
            f"set_config('{name}', '{value}', {local})" for name, value in self.settings.items()
        )


def _array(ids: Iterable[int]) -> str:
    return "{" + ",".join(str(int(each)) for each in sorted(ids)) + "}"


_scope: ContextVar[Scope | None] = ContextVar("scope", default=None)


def current_scope() -> Scope | None:
    """The scope in force, or none: then no row is seen."""
    return _scope.get()


@contextmanager
def scoped(scope: Scope | None) -> Iterator[None]:
    """Put a scope in force for this block and the tasks that it starts."""
    token = _scope.set(scope)
    try:
        yield
    finally:
        _scope.reset(token)
