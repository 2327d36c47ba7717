"""Errors as the world sees them: a stable code, French words, a remedy; an accident is an incident id."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg
import structlog
from graphql import GraphQLError, get_named_type, is_input_object_type

from models.engine import DatabaseAway
from resolvers.asker import Asker
from rules.permits import forbidden
from rules.problems import PROBLEMS, Code, Problem, Refused, problem
from schema.portal import GRAPHQL
from server.documents import MAX_DEPTH

log = structlog.stdlib.get_logger("portal")

ECHO = 100
"""The most of somebody's input that is ever echoed."""

TRY_AGAIN = (
    DatabaseAway,
    ConnectionError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.TooManyConnectionsError,
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.LockNotAvailableError,
)
"""What passes by itself: the database is away, stopping, starting, busy or too slow. A transaction may end in any."""


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


def request_fault(code: Code, detail: str = "", error: GraphQLError | None = None, **words: Any) -> Fault:
    """A refusal of the whole request."""
    shown = _shown(problem(code, detail=_short(detail), **words))
    if error is not None and error.locations:
        shown["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    return Fault(shown, PROBLEMS[code].status)


def _short(text: str) -> str:
    text = text.partition(" Did you mean ")[0].removesuffix(".")
    return text if len(text) <= ECHO else text[: ECHO - 1] + "…"


_CHOICE = re.compile(r"OneOf Input Object '(\w+)'|member field '(\w+)'")
_PLACE = re.compile(
    r"Variable '\$(\w+)' has invalid value(?: at ([\w.\[\]]+))?:"
    r"(?: Expected value of type '\w+' (?:not )?to include (?:required|unknown) field '(\w{1,60})')?"
)


def variable_faults(errors: Sequence[GraphQLError]) -> list[Fault]:
    """Variables that do not have the type asked: the path of each, in the words of the input."""
    found = []
    for error in errors:
        if error.original_error is not None and not isinstance(error.original_error, GraphQLError | ValueError):
            found.append(faults(error))
            continue
        place = _PLACE.match(error.message)
        name = place[1] + (place[2] or "") + (f".{place[3]}" if place[3] else "") if place else _one_of(error.message)
        found.append(variable_fault(name, error.message))
    return found


def variable_fault(name: str, detail: str) -> Fault:
    """A variable that cannot be read: its place, as `input.values.eajeActivity`."""
    path = [step for step in re.split(r"[.\[\]]+", name) if step]
    shown = _shown(problem(Code.BAD_USER_INPUT, *path, name=name), detail=_short(detail))
    return Fault(shown, PROBLEMS[Code.BAD_USER_INPUT].status)


def _one_of(message: str) -> str:
    """Where a choice between several members stands: such an error names the type or the member only."""
    named = _CHOICE.search(message)
    inputs = [kind for kind in GRAPHQL.type_map.values() if is_input_object_type(kind)]
    for kind in inputs:
        for name, field in kind.fields.items():
            choice = get_named_type(field.type)
            chosen = is_input_object_type(choice) and choice.is_one_of and named
            if chosen and (chosen[1] == choice.name or chosen[2] in choice.fields):
                return f"input.{name}"
    return "variables"


def faults(error: BaseException) -> Fault:
    """What an exception becomes: a refusal as it is, a database away as 503, anything else an incident."""
    path = error.path if isinstance(error, GraphQLError) else None
    cause = error.original_error or error if isinstance(error, GraphQLError) else error
    if isinstance(cause, Refused):
        return Fault(_shown(cause.problems[0], path), PROBLEMS[cause.problems[0].code].status)
    if isinstance(cause, TRY_AGAIN):
        return Away(_shown(problem(Code.SERVICE_UNAVAILABLE)), PROBLEMS[Code.SERVICE_UNAVAILABLE].status)
    if isinstance(cause, asyncpg.DataError | asyncpg.InFailedSQLTransactionError):
        # A text that PostgreSQL cannot hold, e.g. one with a NUL character; the rest of its query is not read either.
        return Fault(_shown(problem(Code.BAD_USER_INPUT, name="variables"), path), 400)
    if isinstance(cause, GraphQLError) and path is not None:
        return Fault(_shown(problem(Code.BAD_USER_INPUT, name=str(path[-1])), path, detail=_short(cause.message)), 400)
    if isinstance(cause, RecursionError):
        return request_fault(Code.QUERY_TOO_DEEP, str(MAX_DEPTH))
    incident = secrets.token_hex(6)
    log.error("incident", incident=incident, exc_info=cause)
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
