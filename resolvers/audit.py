"""One row for each act: an accepted one in its own transaction, a refused one in a transaction of its own."""

from datetime import datetime

from models.engine import DB
from resolvers.asker import Asker
from rules.problems import Problem

_INSERT = """
insert into audit_entry (at, actor_id, actor_name, act, outcome, codes, caf_id, structure_id, tenure_id, declaration_id,
  role_grant_id, from_state, to_state, request_id)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
"""


async def note(
    asker: Asker, act: str, *,
    refused: tuple[Problem, ...] = (), caf: int | None = None, structure: int | None = None, tenure: int | None = None,
    declaration: int | None = None, role_grant: int | None = None,
    from_state: str | None = None, to_state: str | None = None,
) -> None:  # fmt: skip
    """Write down who did what, or what was refused and with which codes."""
    person = asker.person
    codes = ",".join(dict.fromkeys(each.code.value for each in refused))[:400]
    await DB.fetch(
        _INSERT, asker.now, person.person, person.name, act, "REFUSED" if refused else "DONE", codes,
        caf, structure, tenure, declaration, role_grant, from_state, to_state, asker.request_id or None,
    )  # fmt: skip


AT_THE_COMMAND_LINE = "command line"
"""Stands where the id of a request would: nobody asked through a door of the portal."""


async def note_of_person(person: int, name: str, act: str, now: datetime, request_id: str | None) -> None:
    """Write down an act on somebody's own account, done without a scope."""
    await DB.fetch(
        "insert into audit_entry (at, actor_id, actor_name, act, outcome, codes, request_id)"
        " values ($1, $2, $3, $4, 'DONE', '', $5)",
        now, person, name, act, request_id,
    )  # fmt: skip
