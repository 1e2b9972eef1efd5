"""Our log: JSON lines with references, and no word of anybody's at any level."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.journal import keep_journal, traced
from bot.training import quiet_rasa


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What is written, with this process's logging put back afterwards."""
    root = logging.getLogger()
    kept = root.handlers[:], root.level
    written = io.StringIO()
    keep_journal("gateway", "debug", written)
    yield written
    root.handlers, root.level = kept[0], kept[1]
    logging.getLogger("bot").setLevel(logging.NOTSET)


def entries(written: io.StringIO) -> list[dict]:
    """Each line as the object that it must be."""
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_a_line_is_one_object_with_its_references(lines):
    """Event, level, time, process and what was named."""
    structlog.get_logger("bot.worker.worker").info("answered", message="m7")
    [entry] = entries(lines)
    assert entry.pop("timestamp").endswith("Z")
    assert entry == {
        "part": "gateway",
        "event": "answered",
        "message": "m7",
        "level": "info",
        "logger": "bot.worker.worker",
    }


def test_an_error_is_its_kind_and_place(lines):
    """Neither its words nor a traceback, whoever logs it."""
    try:
        raise ValueError("CANARY")
    except ValueError as fault:
        structlog.get_logger("bot.x").exception("it failed")
        logging.getLogger("bot.y").exception("it %s too", "failed")
        assert traced(fault).startswith("ValueError at test_journal.py:")
    assert "CANARY" not in lines.getvalue()
    assert [entry["event"] for entry in entries(lines)] == ["it failed", "it failed too"]
    assert all(entry["error"].startswith("ValueError at ") for entry in entries(lines))


def test_an_error_that_nobody_waited_for_is_named_without_its_words(lines):
    """asyncio prints such errors in full; here only its first line stays."""

    async def forget() -> None:
        async def fail() -> None:
            raise RuntimeError("CANARY")

        task = asyncio.create_task(fail())
        await asyncio.sleep(0)
        del task

    asyncio.run(forget())
    [entry] = entries(lines)
    assert entry["event"] == "Task exception was never retrieved"
    assert "CANARY" not in lines.getvalue()


def test_libraries_may_only_warn(lines):
    """At debug level ours are heard, theirs are not: some write down what passes through."""
    logging.getLogger("httpcore.http11").debug("send CANARY")
    logging.getLogger("sqlalchemy.engine.Engine").info("INSERT CANARY")
    logging.getLogger("bot.mailbox").debug("ours")
    assert [entry["event"] for entry in entries(lines)] == ["ours"]


def test_a_process_that_quieted_rasa_can_keep_a_journal_later(lines):
    """A logger that was used meanwhile writes the same lines as all others."""
    structlog.reset_defaults()
    quiet_rasa()
    log = structlog.get_logger("bot.worker.worker")
    log.info("too little to be told")
    again = io.StringIO()
    keep_journal("worker", "debug", again)
    log.info("answered")
    assert lines.getvalue() == ""
    assert [(entry["part"], entry["event"]) for entry in entries(again)] == [("worker", "answered")]
