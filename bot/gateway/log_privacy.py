"""Keeps what patients write out of the Rasa server's log.

Rasa logs a failed action with its traceback, and that quotes the action server's answer, which
repeats the whole conversation.
"""

from __future__ import annotations

import logging


class WithoutTracebacks(logging.Filter):
    """Replaces a traceback by the kinds of error in it, outermost first."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[1] is not None:
            fault = record.exc_info[1]
            record.msg = f"{record.getMessage()} ({_kinds(fault)})"
            record.args = ()
        record.exc_info = record.exc_text = None
        return True


def keep_messages_out_of_logs() -> None:
    """Filter all of this process's log handlers. Safe to call twice."""
    for handler in logging.getLogger().handlers:
        if not any(isinstance(known, WithoutTracebacks) for known in handler.filters):
            handler.addFilter(WithoutTracebacks())


def _kinds(fault: BaseException) -> str:
    kinds = []
    cause: BaseException | None = fault
    while cause is not None:
        kinds.append(type(cause).__name__)
        cause = cause.__cause__ or cause.__context__
    return " from ".join(kinds)
