"""What acts of a Caf's staff outside declarations have in common: find the row, check the right; do it; audit."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypedDict, TypeVar, cast

import asyncpg
from piccolo.querystring import QueryString

from models.engine import DB
from models.scope import Scope, scoped
from models.visibility import visible
from resolvers.asker import Asker, demand
from resolvers.audit import Object, note
from resolvers.opaque import sought
from resolvers.undertaking import as_it_is, undertake
from rules.policy import Role, required_roles
from rules.problems import Code, Problem, Refused, problem


class Where(TypedDict, total=False):
    """Where an act falls, in the words of the audit trail, as far as known."""

    caf: int
    structure: int
    tenure: int
    role_grant: int
    person: int


@dataclass(frozen=True, slots=True)
class Errand:
    """One act: its permission, the row that it names by an opaque id, and the type of what it `makes`.

    `where` selects where that row `t` stands, under the names of `Where`. What it does not tell, and everything where
    the act names no row (no `table`), falls in the Caf of whoever asks.
    """

    name: str
    action: str
    argument: str = ""
    type_name: str = ""
    table: str = ""
    where: str = "t.caf_id as caf"
    makes: str = ""

    def about(self, named: int, made: object = None) -> Object | None:
        """What the audit trail calls the object of the act: what was made, else the row that was named."""
        if self.makes and isinstance(made, int):
            return self.makes, made
        return (self.type_name, named) if named else None


@dataclass(slots=True)
class Place:
    """The row that an act names (0 when it names none), and where the act falls; the work adds what it makes."""

    key: int = 0
    where: Where = field(default_factory=Where)


Made = TypeVar("Made")


async def perform(
    asker: Asker, errand: Errand, mark: str, work: Callable[[Place], Awaitable[Made]],
    again: Callable[[Any], Made] = as_it_is,
) -> Made:  # fmt: skip
    """Do the act in one transaction, or refuse it and write nothing but the refusal's audit row.

    The row named is not locked: somebody without the right must read so, and could not lock it. The work locks it.
    `again` reads from JSON what the work has made, where it is more than a number.
    """
    place = Place()

    async def attempt(held: Scope) -> Made:
        place.where = _home(asker.person, errand.action)
        if errand.table:
            place.key, where = await _found(errand, mark)
            place.where |= where
        demand(errand.action, held.towards(place.where.get("caf", 0)))
        made = await work(place)
        await note(asker, errand.name, action=errand.action, about=errand.about(place.key, made), **place.where)
        return made

    def earlier(made: Any) -> Made:
        demand(errand.action, asker.person.towards(_home(asker.person, errand.action).get("caf", 0)))
        return again(made)

    with scoped(asker.person):
        try:
            return await undertake(asker, attempt, again=earlier)
        except Refused as refused:
            async with DB.transaction():
                about = errand.about(place.key)
                await note(
                    asker, errand.name, refused=refused.problems, action=errand.action, about=about, **place.where
                )
            raise


def _home(person: Scope, action: str) -> Where:
    """The Caf in which somebody may do an action by his staff role, if there is one."""
    cafs = {Role.HABILITATION_MANAGER: person.manager_caf, Role.DECLARATION_OFFICER: person.officer_caf}
    own = [caf for role in required_roles(action) if (caf := cafs.get(role)) is not None]
    return Where(caf=own[0]) if own else Where()


async def _found(errand: Errand, mark: str) -> tuple[int, Where]:
    """The row named and where it stands; a strange id is not found."""
    key = sought(errand.type_name, mark)
    rows: Any = await DB.run_querystring(
        QueryString(
            f"select {errand.where} from {errand.table} t where t.id = {{}} and {{}}", key, visible(errand.table, "t")
        )
    )
    if not rows:
        raise Refused(problem(Code.NOT_FOUND, errand.argument))
    return key, cast(Where, {name: each for name, each in rows[0].items() if each is not None})


@contextmanager
def refusing(refusals: Mapping[str, Problem]) -> Iterator[None]:
    """What the database refuses inside this block, by its SQLSTATE, told as our refusals; anything else goes on."""
    try:
        yield
    except asyncpg.PostgresError as error:
        if error.sqlstate in refusals:
            raise Refused(refusals[error.sqlstate]) from None
        raise


OVERLAPS, TAKEN = "23P01", "23505"
"""The SQLSTATE of an exclusion that is violated, and of a key that exists already."""
