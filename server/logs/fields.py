"""The fields that a line may have. Whatever else is handed to a logger, or stands in a library's sentence, is left out."""

from structlog.typing import EventDict, WrappedLogger

FIELDS = (
    "timestamp", "level", "logger", "event",
    "request_id", "person", "method", "route", "status", "ms",
    "incident", "errors", "sqlstate", "constraint", "table",
)  # fmt: skip
"""In the order in which they are written. `person` is a number, `route` a pattern: an address can hold a one-time link."""
LONGEST_SENTENCE = 120
QUOTES = "'\"«`<{[(="
"""Where a library's sentence begins to quote what it was given."""


def only_known(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """The known fields, in their order."""
    return {name: event[name] for name in FIELDS if event.get(name) not in (None, "")}


def sentence(template: str) -> str:
    """What a library says, without what it says it of: its first line, up to the first quotation."""
    line = template.partition("\n")[0]
    end = min((at for mark in QUOTES if (at := line.find(mark)) >= 0), default=len(line))
    return line[: min(end, LONGEST_SENTENCE)].strip()
