"""The audit trail of accounts: what people do on their own, what is refused to them, and what nobody signed in asks."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from models.engine import DbRole, connect_as
from resolvers.asker import Asker
from resolvers.audit import note_of_person
from rules.problems import Problem, Refused
from rules.trail import Door


async def note_on_account(asker: Asker, act: str, refused: tuple[Problem, ...] = ()) -> None:
    """One audit row for an act on one's own account, in the transaction of `portal_auth` that is open."""
    scope = asker.visitor.scope
    about = ("Person", scope.person)
    await note_of_person(
        scope.person, scope.name, act, asker.now, asker.request_id or None,
        door=Door(asker.door.value), refused=refused, about=about,
    )  # fmt: skip


async def note_by_nobody(
    asker: Asker, act: str, refused: tuple[Problem, ...] = (), *, about: int | None, known_as: str | None = None
) -> None:
    """The same for whoever is not signed in, about an account: he is its owner once he has proven it (`known_as`).

    Where no account has the address that was typed the row names none, for what was typed may be anything. It is
    written all the same, so that a known address takes no longer than an unknown one.
    """
    await note_of_person(
        None if known_as is None else about, known_as or "", act, asker.now, asker.request_id or None,
        door=Door(asker.door.value), refused=refused, about=None if about is None else ("Person", about),
    )  # fmt: skip


@asynccontextmanager
async def refusals_noted(asker: Asker, act: str, about: int | None = None) -> AsyncIterator[None]:
    """What is refused in this block leaves one row, in a transaction of its own.

    It is of whoever is signed in, else of the account `about`; of no account there is no row.
    """
    try:
        yield
    except Refused as refused:
        with connect_as(DbRole.AUTH):
            if asker.visit is not None:
                await note_on_account(asker, act, refused.problems)
            elif about is not None:
                await note_by_nobody(asker, act, refused.problems, about=about)
        raise
