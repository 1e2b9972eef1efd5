"""Our own log: one JSON object a line, with references and never with names, numbers or words.

Libraries may only warn: at their finer levels several of them write down what passes through.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from traceback import extract_tb
from typing import TextIO

import structlog

LEVELS = ("debug", "info", "warning", "error")
_OURS = ("bot", "actions")
MOST_PLACES = 6


def keep_journal(part: str, level: str = "info", stream: TextIO | None = None) -> None:
    """Send all logs of this process to `stream` (standard output). `part` names the process."""
    handler = logging.StreamHandler(stream or sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _WithPart(part),
                structlog.processors.JSONRenderer(),
            ],
            foreign_pre_chain=[_first_line, *_PROCESSORS],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    for name in _OURS:
        logging.getLogger(name).setLevel(level.upper())
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_PROCESSORS,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


class _WithPart:
    def __init__(self, part: str) -> None:
        self._part = part

    def __call__(self, _logger: object, _method: str, entry: dict) -> dict:
        return {"part": self._part, **entry}


def _only_the_kind(_logger: object, _method: str, entry: dict) -> dict:
    """A traceback and an error's words may quote a patient; the kind of error may not."""
    fault = entry.pop("exc_info", None)
    if isinstance(fault, tuple):
        fault = fault[1]
    elif fault is True:
        fault = sys.exc_info()[1]
    if isinstance(fault, BaseException):
        entry["error"] = traced(fault)
    entry.pop("stack_info", None)
    return entry


def traced(error: BaseException) -> str:
    """Kind and place of an error. Its message is left out: it may quote a patient."""
    frames = extract_tb(error.__traceback__)
    places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames]
    return f"{type(error).__name__} at {' > '.join(places[-MOST_PLACES:])}"


def _first_line(_logger: object, _method: str, entry: dict) -> dict:
    """asyncio shows the errors that nobody waited for, words and all, from the second line on."""
    entry["event"] = str(entry["event"]).partition("\n")[0]
    return entry


_PROCESSORS = [
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.PositionalArgumentsFormatter(),
    _only_the_kind,
]
