"""One bell a process: rings to all others, and hears them, on threads of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Protocol

import structlog

INBOX, OUTBOX = "inbox", "outbox"
# Rings of one moment become one; and what rings for ever must not take a core.
PAUSE_SECONDS = 0.005
AGAIN_SECONDS = 2.0

log = structlog.get_logger(__name__)


class Wire(Protocol):
    """What carries the rings. Each method may raise anything and is then called anew."""

    def send(self, topics: tuple[str, ...]) -> None:
        """Ring for these, everywhere."""

    def hear(self, connected: Callable[[], None]) -> Iterator[str]:
        """The topics that ring from now on; `connected` is called as soon as nothing is missed."""


class Bell:
    """`hears` is whether rings arrive now; while they do not, one must look often."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._wanted: set[str] = set()
        self._changed = threading.Condition()
        self._listeners: dict[str, list[Callable[[], None]]] = {}
        self.hears = False
        self._closed = False
        for step in (self._send, self._hear):
            threading.Thread(target=self._for_ever, args=(step,), name="bell", daemon=True).start()

    def close(self) -> None:
        """Let the threads end at their next step; whoever listens looks by himself again."""
        self._closed = True
        self.ring()

    def ring(self, *topics: str) -> None:
        """From any thread; returns at once."""
        with self._changed:
            self._wanted.update(topics)
            self._changed.notify()

    def listen(self, topic: str, rung: Callable[[], None]) -> None:
        """`rung` is called on a thread of ours."""
        self._listeners.setdefault(topic, []).append(rung)

    def _for_ever(self, step: Callable[[], None]) -> None:
        while not self._closed:
            try:
                step()
            except Exception as fault:
                if self._closed:
                    return
                # Nobody waits for a bell: all look by themselves. An address may hold a password.
                log.warning("the bell is out of order", error=type(fault).__name__)
            time.sleep(AGAIN_SECONDS)

    def _send(self) -> None:
        while not self._closed:
            with self._changed:
                while not self._wanted and not self._closed:
                    self._changed.wait()
                topics, self._wanted = tuple(sorted(self._wanted)), set()
            self._wire.send(topics)
            time.sleep(PAUSE_SECONDS)

    def _hear(self) -> None:
        try:
            for topic in self._wire.hear(self._connected):
                for rung in self._listeners.get(topic, ()):
                    rung()
        finally:
            self.hears = False

    def _connected(self) -> None:
        self.hears = True
