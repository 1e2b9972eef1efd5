"""Nobody who stopped reading can stop the supervisor."""

from __future__ import annotations

import io
import os
import time
from contextlib import suppress

from bot.supervisor.speaker import Speaker


def test_lines_come_out_in_order():
    """All of them, before the end."""
    written = io.StringIO()
    speaker = Speaker(written)
    for number in range(100):
        speaker.say(f"line {number}")
    speaker.close(10)
    assert written.getvalue().splitlines() == [f"line {number}" for number in range(100)]


def test_a_full_pipe_holds_nothing_up():
    """Ten thousand lines that nobody reads: said in no time, and so is the end."""
    reading, writing = os.pipe()
    stream = os.fdopen(writing, "w")
    speaker = Speaker(stream)
    began = time.monotonic()
    for _ in range(10_000):
        speaker.say("x" * 100)
    speaker.close(0.1)
    assert time.monotonic() - began < 5
    # The reader goes for good, and that is no error either.
    os.close(reading)
    speaker._thread.join(10)
    assert not speaker._thread.is_alive()
    with suppress(BrokenPipeError):
        stream.close()
