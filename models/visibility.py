"""Which rows a scope sees, as explicit predicates for our queries.

Row-level security stands behind each of them and says the same (`migrations/portal_security.sql`); one switch
empties every predicate here, and the reads must then give the same rows. Predicates make plans fast, policies
make mistakes harmless.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

from piccolo.querystring import QueryString

from models.scope import Scope, current_scope

PUBLIC_TABLES = frozenset({"caf", "migration"})
"""Tables that hold nothing of a tenant: no row-level security."""

SIGNED_IN_TABLES = frozenset({"declaration_period", "statistics_release", "statistics_cell"})
"""Tables whose rows are known to whoever is signed in."""


@dataclass(frozen=True, slots=True)
class Sight:
    """One reason to see a row: a column of the row among what the scope holds; `within`, all of a list column.

    The Cnaf sees rows of any Caf or, with a column, those where it is empty. `through` another table, a person is seen
    for a row about him that is. `told` names a column that says whether this reason counts for the row.
    """

    column: str
    of: str
    within: bool = False
    through: str = ""
    told: str = ""

    def predicate(self, scope: Scope, alias: str) -> QueryString | None:
        """The SQL of this reason, or none when the scope holds nothing of the sort."""
        if self.told:
            inner = replace(self, told="").predicate(scope, alias)
            return None if inner is None else QueryString(f"{alias}.{self.told} and {{}}", inner)
        if self.through:
            inner = replace(self, through="").predicate(scope, "x")
            seen = f"exists (select from {self.through} x where x.person_id = {alias}.id and {{}})"
            return None if inner is None else QueryString(seen, inner)
        return self._of_the_cnaf(scope, alias) if self.of == "national" else self._among_held(scope, alias)

    def _of_the_cnaf(self, scope: Scope, alias: str) -> QueryString | None:
        if not scope.national:
            return None
        return QueryString(f"{alias}.{self.column} is null" if self.column else "true")

    def _among_held(self, scope: Scope, alias: str) -> QueryString | None:
        held = _held(scope, self.of)
        if not held:
            return None
        if self.within:
            return QueryString(f"{alias}.{self.column} <@ {{}}::int[]", held)
        if len(held) == 1:
            return QueryString(f"{alias}.{self.column} = {{}}", held[0])
        return QueryString(f"{alias}.{self.column} = any({{}}::int[])", held)


def _held(scope: Scope, of: str) -> list[int]:
    sources: dict[str, Iterable[int | None]] = {
        "person": (scope.person,),
        "tenures": scope.by_tenure,
        "structures": scope.by_structure,
        "organisations": scope.by_organisation,
        "manager_caf": (scope.manager_caf,),
        "officer_caf": (scope.officer_caf,),
    }
    return sorted(each for each in sources[of] if each is not None)


_STAFF = (Sight("caf_id", "manager_caf"), Sight("caf_id", "officer_caf"), Sight("", "national"))
_TENURE = Sight("tenure_id", "tenures")
_OFFICER = Sight("caf_id", "officer_caf")
_MANAGER = Sight("caf_id", "manager_caf")
_OF_NO_CAF = Sight("caf_id", "national")

SEEN: dict[str, tuple[Sight, ...]] = {
    "organisation": (Sight("id", "organisations"), *_STAFF),
    "structure": (Sight("id", "structures"), *_STAFF),
    "licence": (Sight("structure_id", "structures"), *_STAFF),
    "tenure": (Sight("id", "tenures"), *_STAFF),
    "agreement": (_TENURE, _OFFICER, _MANAGER),
    "role_grant": (Sight("person_id", "person"), _TENURE, _MANAGER),
    "staff_role": (Sight("person_id", "person"), Sight("", "national")),
    "account_opening": (_MANAGER, _OF_NO_CAF),
    "outgoing_mail": (_MANAGER, _OF_NO_CAF),
    "person": (
        Sight("id", "person"),
        replace(_MANAGER, through="role_grant"),
        replace(_MANAGER, through="account_opening"),
        Sight("", "national", through="staff_role"),
        replace(_OF_NO_CAF, through="account_opening"),
    ),
    "declaration": (_TENURE, _OFFICER),
    "declaration_part": (_TENURE,),
    "declaration_estimate": (_TENURE,),
    "declaration_event": (_TENURE, Sight("told_caf_id", "officer_caf")),
    "group_accounts": (Sight("tenures", "tenures", within=True),),
    "submission": (_TENURE, _OFFICER),
    "accepted_right": (_TENURE, _OFFICER),
    "structure_ratio": (_TENURE, _OFFICER),
    "audit_entry": (
        _TENURE,
        replace(_MANAGER, told="told_manager"),
        replace(_OFFICER, told="told_officer"),
        Sight("", "national", told="told_national"),
    ),
}

_explicit: ContextVar[bool] = ContextVar("explicit", default=True)


@contextmanager
def explicit_predicates(on: bool) -> Iterator[None]:
    """The switch: with `False` only row-level security decides."""
    token = _explicit.set(on)
    try:
        yield
    finally:
        _explicit.reset(token)


def visible(table: str, alias: str) -> QueryString:
    """The predicate that keeps the rows of `table` which the scope in force sees."""
    if table in PUBLIC_TABLES or not _explicit.get():
        return QueryString("true")
    scope = current_scope()
    if table in SIGNED_IN_TABLES:
        return QueryString("false" if scope is None else "true")
    found = [] if scope is None else [sight.predicate(scope, alias) for sight in SEEN[table]]
    reasons = [reason for reason in found if reason is not None]
    if not reasons:
        return QueryString("false")
    return QueryString("(" + " or ".join("{}" for _ in reasons) + ")", *reasons)
