"""Tracebacks, which may quote a patient, never reach a log handler of the Rasa process."""

from __future__ import annotations

import io
import logging

from bot.gateway.log_privacy import WithoutTracebacks


def test_a_traceback_becomes_the_kinds_of_error_in_it():
    """The line and the errors' names stay; their words and the lines of code go."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(WithoutTracebacks())
    logger = logging.getLogger("tests.log_privacy")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logger.addHandler(handler)
    try:
        try:
            raise KeyError("CANARY one")
        except KeyError as fault:
            raise RuntimeError("CANARY two") from fault
    except RuntimeError:
        logger.exception("running %s failed", "an action")
    logger.info("plain %d%%", 7)
    logger.removeHandler(handler)
    assert stream.getvalue().splitlines() == [
        "running an action failed (RuntimeError from KeyError)",
        "plain 7%",
    ]
