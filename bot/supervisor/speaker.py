"""Says lines without ever waiting for whoever reads them."""

from __future__ import annotations

import queue
import threading
from contextlib import suppress
from typing import TextIO

MOST_LINES = 1000


class Speaker:
    """Writes from a thread of its own: a full pipe must not keep dead children from being replaced.

    Lines that nobody has read for long are dropped.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lines: queue.Queue[str | None] = queue.Queue(MOST_LINES)
        self._thread = threading.Thread(target=self._run, name="speaker", daemon=True)
        self._thread.start()

    def say(self, line: str) -> None:
        """Returns at once."""
        try:
            self._lines.put_nowait(line)
        except queue.Full:
            # There is nobody to tell that nobody listens.
            return

    def close(self, seconds: float = 1.0) -> None:
        """Give what was said last a moment to get out."""
        try:
            self._lines.put_nowait(None)
        except queue.Full:
            return
        self._thread.join(seconds)

    def _run(self) -> None:
        # A reader that went away is no reason to stop serving: from then on lines are dropped.
        with suppress(BrokenPipeError):
            while (line := self._lines.get()) is not None:
                print(line, file=self._stream, flush=True)
