"""Logging: one line per event, JSON, with nothing in it about a person.

Four walls: only field names on the list are written, whatever looks like a personnummer is masked everywhere, an
exception is told by its type and place, never by its text (which may quote what someone wrote), and of what a foreign
library says only that it spoke, and where in its code.

A library that says the same again is heard once in ten seconds: while a broker is away its client would fill the disk.
"""

import logging
import math
import re
import sys
from collections.abc import Callable, Collection, Mapping
from time import monotonic
from traceback import extract_tb
from types import TracebackType
from typing import Any, Literal

import structlog
from structlog.typing import EventDict, Processor

FIELDS = frozenset(
    {
        "event", "level", "timestamp", "logger", "service", "request_id", "correlation_id", "case_id", "event_id",
        "type", "topic", "partition", "offset", "number", "attempts", "code", "status", "method", "route",
        "duration_ms", "exception", "at", "seconds", "count", "task", "host", "port", "dropped_fields", "state",
        "version", "unit", "group",
    }
)  # fmt: skip
"""What a log line may carry: mechanics, ids and codes. A service adds names of its own, never of personal data."""

MASK = "[maskerat]"
_LEFT_OUT = "left_out"
REPEATED_AFTER_SECONDS = 10.0
"""A place in a foreign library is heard once in this time; the next line says how many were left out."""
HARMLESS = frozenset({"uvicorn.error"})
"""Foreign loggers whose words are written, masked: they speak of sockets, and in fixed sentences."""

_NOISY = ("aiokafka", "faststream", "sqlalchemy", "psycopg", "httpx2", "uvicorn", "alembic", "asyncio")

# A UUID may end in twelve digits: it is recognised first and left alone.
_NUMBER = re.compile(
    r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
    r"|(?<![0-9A-Za-z])(?P<number>(?:[0-9]{2})?[0-9]{6}[-+\s\u2010-\u2015\u2212]?[0-9TRSUWXJKLMN][0-9]{3})(?![0-9A-Za-z])"
)
_DIGITS = frozenset({10, 12})


def mask(value: Any) -> Any:
    """Return the value with everything that looks like a personnummer masked, at any depth."""
    if isinstance(value, str):
        return _NUMBER.sub(lambda found: MASK if found["number"] else found[0], value)
    if isinstance(value, int) and not isinstance(value, bool) and len(str(abs(value))) in _DIGITS:
        return MASK
    if isinstance(value, Mapping):
        return {mask(key): mask(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [mask(inner) for inner in value]
    return value if isinstance(value, int | float | bool | None) else mask(str(value))


def set_up(
    service: str, form: Literal["json", "console"] = "json", fields: Collection[str] = frozenset()
) -> None:
    """Make every logger of the process, ours and foreign, write through the same walls to standard error."""
    shared = _walls(service, FIELDS | frozenset(fields))
    last = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_wordless, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    handler.addFilter(_sparing())
    _take_over(handler)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def _walls(service: str, allowed: Collection[str]) -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _named(service),
        _plain_exception,
        _only(allowed),
        _masked,
    ]


def _take_over(handler: logging.Handler) -> None:
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    logging.raiseExceptions = False  # a line that can't be written would be shown with all that it held
    for name in list(logging.root.manager.loggerDict):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    for noisy in _NOISY:
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _named(service: str) -> Processor:
    def name(_: Any, __: str, line: EventDict) -> EventDict:
        line["service"] = service
        return line

    return name


def _wordless(_: Any, __: str, line: EventDict) -> EventDict:
    record = line["_record"]
    if record.name not in HARMLESS:
        line["event"] = "foreign"
        line["at"] = [f"{record.filename}:{record.lineno} {record.funcName}"]
        if left_out := getattr(record, _LEFT_OUT, 0):
            line["count"] = left_out
    return line


def _sparing() -> Callable[[logging.LogRecord], bool]:
    """Return a filter that keeps a library from filling the disk, while what it calls is away."""
    heard: dict[tuple[str, str, int], tuple[float, int]] = {}

    def spare(record: logging.LogRecord) -> bool:
        if isinstance(record.msg, dict) or record.name in HARMLESS:  # ours come as dictionaries
            return True
        place, now = (record.name, record.filename, record.lineno), monotonic()
        last, left_out = heard.get(place, (-math.inf, 0))
        if now - last < REPEATED_AFTER_SECONDS:
            heard[place] = (last, left_out + 1)
            return False
        heard[place] = (now, 0)
        setattr(record, _LEFT_OUT, left_out)
        return True

    return spare


def _plain_exception(_: Any, __: str, line: EventDict) -> EventDict:
    record = line.get("_record")
    told = line.pop("exc_info", None) or (record.exc_info if record is not None else None)
    if record is not None:
        record.exc_info = record.exc_text = record.stack_info = None
    line.pop("stack_info", None)
    failure = sys.exc_info() if told is True else told
    if isinstance(failure, BaseException):
        failure = (type(failure), failure, failure.__traceback__)
    if isinstance(failure, tuple) and failure[0] is not None:
        line["exception"] = failure[0].__name__
        line["at"] = _place(failure[2])
    return line


def _place(trace: TracebackType | None) -> list[str]:
    last = extract_tb(trace)[-3:]
    return [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in last]


def _only(allowed: Collection[str]) -> Processor:
    def only(_: Any, __: str, line: EventDict) -> EventDict:
        unknown = [name for name in line if name not in allowed and not name.startswith("_")]
        for name in unknown:
            del line[name]
        if unknown:
            line["dropped_fields"] = sorted(unknown)
        return line

    return only


def _masked(_: Any, __: str, line: EventDict) -> EventDict:
    return {name: value if name.startswith("_") else mask(value) for name, value in line.items()}
