"""Watches the conversations that somebody is listening to, with one question for all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import structlog

from bot.gateway.metrics import STREAMS
from bot.journal import traced
from bot.mailbox import Head, Mailbox
from bot.wakeups import Alarm

FAULT_SECONDS = 1.0
DELIVERED_SECONDS = 0.5
MOST_MARKED = 500

log = structlog.get_logger(__name__)


class Listener:
    """One browser's stream: where its conversation stands, and a bell for when that changes."""

    def __init__(self, conversation: str) -> None:
        self.conversation = conversation
        self.head: Head | None = None
        self._rung = asyncio.Event()

    def tell(self, head: Head | None) -> None:
        """The hub has news."""
        if head != self.head:
            self.head = head
            self._rung.set()

    async def changed(self, seconds: float) -> bool:
        """Wait for news; False if there was none for so long."""
        try:
            await asyncio.wait_for(self._rung.wait(), seconds)
        except asyncio.TimeoutError:
            return False
        self._rung.clear()
        return True


class Hub:
    """Runs while the gateway does; looks for news when the alarm says so."""

    def __init__(self, mailbox: Mailbox, alarm: Alarm) -> None:
        self._mailbox = mailbox
        self._alarm = alarm
        self._listeners: dict[str, set[Listener]] = {}
        self._delivered: set[int] = set()
        self.closing = False

    @contextmanager
    def listening(self, conversation: str) -> Iterator[Listener]:
        """A listener that is told of this conversation's news."""
        listener = Listener(conversation)
        self._listeners.setdefault(conversation, set()).add(listener)
        STREAMS.inc()
        try:
            yield listener
        finally:
            STREAMS.dec()
            self._listeners[conversation].discard(listener)
            if not self._listeners[conversation]:
                del self._listeners[conversation]

    def streams_of(self, conversation: str) -> int:
        """How many browsers listen to it."""
        return len(self._listeners.get(conversation, ()))

    def delivered(self, outbox_ids: Sequence[int]) -> None:
        """These were written to a browser; that is stored soon."""
        self._delivered.update(outbox_ids)

    async def run(self) -> None:
        """Ends only by being cancelled."""
        await asyncio.gather(self._watch(), self._mark())

    def close(self) -> None:
        """Let every stream end, so that the gateway can."""
        self.closing = True
        for listener in [one for group in self._listeners.values() for one in group]:
            listener.tell(None)

    async def _watch(self) -> None:
        while True:
            if self._listeners:
                try:
                    heads = await asyncio.to_thread(self._mailbox.heads, list(self._listeners))
                except Exception as fault:
                    log.error("no news could be read", error=traced(fault))
                    await asyncio.sleep(FAULT_SECONDS)
                else:
                    for conversation, head in heads.items():
                        for listener in self._listeners.get(conversation, ()):
                            listener.tell(head)
            await self._alarm.sleep()

    async def _mark(self) -> None:
        while True:
            await asyncio.sleep(DELIVERED_SECONDS)
            marked = sorted(self._delivered)[:MOST_MARKED]
            if not marked:
                continue
            try:
                await asyncio.to_thread(self._mailbox.mark_delivered, marked)
                self._delivered.difference_update(marked)
            except Exception as fault:
                log.error("deliveries could not be marked yet", error=traced(fault))
