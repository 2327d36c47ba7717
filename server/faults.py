"""Errors as the world sees them: a stable code, French words, a remedy; an accident is an incident id."""

import logging
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg  # type: ignore[import-untyped]
from graphql import GraphQLError

from models.engine import DatabaseAway
from resolvers.asker import Asker, forbidden
from rules.problems import PROBLEMS, Code, Problem, Refused, problem

log = logging.getLogger("portal")

ECHO = 100
"""The most of somebody's input that is ever echoed."""

_TRY_AGAIN = (
    DatabaseAway,
    asyncpg.QueryCanceledError,
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.LockNotAvailableError,
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One error of an answer, and the HTTP status that it asks for when it stands alone."""

    error: dict[str, Any]
    status: int


class Away(Fault):
    """The database is away: nothing of the answer is worth sending."""


def _shown(found: Problem, path: Sequence[str | int] | None = None, **more: Any) -> dict[str, Any]:
    extensions = {"code": found.code.value, "remedy": found.remedy, **found.details, **more}
    if found.path:
        extensions["path"] = list(found.path)
    return {"message": found.message, **({"path": list(path)} if path else {}), "extensions": extensions}


def request_fault(code: Code, detail: str = "", error: GraphQLError | None = None) -> Fault:
    """A refusal of the whole request."""
    shown = _shown(problem(code, detail=_short(detail), limit=""))
    if error is not None and error.locations:
        shown["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    return Fault(shown, PROBLEMS[code].status)


def _short(text: str) -> str:
    text = text.partition(" Did you mean ")[0]
    return text if len(text) <= ECHO else text[: ECHO - 1] + "…"


_VARIABLE = re.compile(r'Variable "\$(\w+)"')
_PLACE = re.compile(r'at "([\w.\[\]$]+)"')


def variable_faults(errors: Sequence[GraphQLError]) -> list[Fault]:
    """Variables that do not have the type asked: the path of each, in the words of the input."""
    found = []
    for error in errors:
        if error.original_error is not None and not isinstance(error.original_error, GraphQLError | ValueError):
            found.append(faults(error))
            continue
        variable, place = _VARIABLE.search(error.message), _PLACE.search(error.message)
        name = place.group(1) if place else variable.group(1) if variable else "variables"
        path = re.split(r"[.\[\]]+", name.strip("$]"))
        found.append(
            Fault(
                _shown(problem(Code.BAD_USER_INPUT, *path, name=name), detail=_short(error.message)),
                PROBLEMS[Code.BAD_USER_INPUT].status,
            )
        )
    return found


def faults(error: BaseException) -> Fault:
    """What an exception becomes: a refusal as it is, a database away as 503, anything else an incident."""
    path = error.path if isinstance(error, GraphQLError) else None
    cause = error.original_error or error if isinstance(error, GraphQLError) else error
    if isinstance(cause, Refused):
        return Fault(_shown(cause.problems[0], path), PROBLEMS[cause.problems[0].code].status)
    if isinstance(cause, _TRY_AGAIN):
        return Away(_shown(problem(Code.SERVICE_UNAVAILABLE)), PROBLEMS[Code.SERVICE_UNAVAILABLE].status)
    if isinstance(cause, asyncpg.DataError):
        # A text that PostgreSQL cannot hold, e.g. one with a NUL character.
        return Fault(_shown(problem(Code.BAD_USER_INPUT, name="variables"), path), 400)
    if isinstance(cause, GraphQLError) and path is not None:
        return Fault(_shown(problem(Code.BAD_USER_INPUT, name=str(path[-1])), path, detail=_short(cause.message)), 400)
    incident = secrets.token_hex(6)
    log.error("incident %s", incident, exc_info=cause)
    return Fault(
        _shown(problem(Code.INTERNAL_ERROR, incident=incident), path, incident=incident),
        PROBLEMS[Code.INTERNAL_ERROR].status,
    )


def hidden_fields(asker: Asker) -> list[dict[str, Any]]:
    """One `FORBIDDEN` for each field and grant set that the role hides, with the first path and how many."""
    return [
        _shown(forbidden(refusal.action), refusal.path, field=refusal.field, count=refusal.count)
        for refusal in asker.field_refusals.values()
    ]
