"""An accident in the log: which errors, raised where. Never their messages, which quote figures, addresses and rows."""

import sys
import sysconfig
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
from structlog.typing import EventDict, WrappedLogger

ROOTS = tuple(sorted(
    {f"{Path(__file__).resolve().parents[2]}/", *(f"{sysconfig.get_path(name)}/" for name in ("purelib", "stdlib"))},
    key=len, reverse=True,
))  # fmt: skip
"""What is cut off from the path of a module."""
MOST_FRAMES = 25


def told(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Replace `exc_info` by `errors`, the last one raised first, and by what PostgreSQL names of its refusal."""
    given = event.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["errors"] = [{"type": _name(each), "at": _frames(each)} for each in _chain(error)]
        event.update(next((_refusal(each) for each in _chain(error) if isinstance(each, asyncpg.PostgresError)), {}))
    return event


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    found: BaseException | None = error
    while found is not None and id(found) not in seen:
        seen.add(id(found))
        yield found
        found = found.__cause__ or (None if found.__suppress_context__ else found.__context__)


def _name(error: BaseException) -> str:
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _frames(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)[-MOST_FRAMES:]
    return [f"{_short(each.filename)}:{each.lineno} {each.name}" for each in frames]


def _short(path: str) -> str:
    return next((path.removeprefix(root) for root in ROOTS if path.startswith(root)), path)


def _refusal(error: asyncpg.PostgresError) -> dict[str, Any]:
    return {"sqlstate": error.sqlstate, "constraint": error.constraint_name, "table": error.table_name}
