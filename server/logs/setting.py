"""How lines are written: structlog for ours and for those of every library, JSON in production, words at a prompt."""

import logging
import sys

import orjson
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from server.logs import accident, fields
from server.settings import Mode, Settings

SHARED: tuple[Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    accident.told,
)


def set_up(settings: Settings) -> None:
    """Write to stderr what is at least as grave as LOG_LEVEL. Safe to repeat."""
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = _Stderr()
    handler.setFormatter(formatter(settings.mode))
    root = logging.getLogger()
    root.handlers = [each for each in root.handlers if not isinstance(each.formatter, Formatter)] + [handler]
    root.setLevel(settings.log_level.upper())


class _Stderr(logging.Handler):
    """Whatever stderr is when a line is written."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        try:
            print(self.format(record), file=sys.stderr, flush=True)
        except Exception:  # a full disk or a closed pipe stops no answer
            self.handleError(record)


class Formatter(structlog.stdlib.ProcessorFormatter):
    """One line of ours or of a library."""


def formatter(mode: Mode) -> Formatter:
    """As production or a prompt wants its lines."""
    last: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, fields.only_known]
    shown: Processor = (
        structlog.processors.JSONRenderer(serializer=_json)
        if mode is Mode.PRODUCTION
        else structlog.processors.LogfmtRenderer()
    )
    return Formatter(foreign_pre_chain=[_foreign, *SHARED], processors=[*last, shown])


def _foreign(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """A library's line: its sentence before anything was filled in."""
    record: logging.LogRecord = event["_record"]
    event["event"] = fields.sentence(str(record.msg))
    return event


def _json(event: EventDict, **_: object) -> str:
    return orjson.dumps(event, default=str).decode()
