"""Rasa's tracker store, at a cost that does not grow with the conversation.

Rasa's own reads and replays all events of a conversation for each message. This one reads the last
turns and what was known before them, and appends what is new in one transaction. It orders by the
numbers of the rows, never by time: a clock that steps back makes nobody's words disappear.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from typing import Any, TypeVar

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import Connection

from bot.patients.database import WRITING, engine_for
from bot.serving import history_tables as tables
from bot.serving.windowed import WindowedTracker

_THREADS = 4
_failure: ContextVar[Exception | None] = ContextVar("history_failure", default=None)

Result = TypeVar("Result")


class HistoryLost(RuntimeError):
    """A turn was made without what was said before, or could not be stored."""


class HistoryMoved(RuntimeError):
    """Somebody else stored events of this conversation since it was read.

    A process that was frozen in the middle of a turn goes on after others have answered in its
    place. What it made is thrown away: `ensure_kept` refuses it, and the message is tried again.
    """


def begin_turn() -> None:
    """From here on `ensure_kept` speaks of this turn alone."""
    _failure.set(None)


def ensure_kept() -> None:
    """Raises HistoryLost if the history of this turn could not be read or stored.

    Rasa swallows what a tracker store raises: it goes on as if nothing had ever been said, and
    answers. Who hands a turn to Rasa asks here whether that answer is worth anything.
    """
    if (failure := _failure.get()) is not None:
        raise HistoryLost(type(failure).__name__) from failure


class HistoryStore(TrackerStore):
    """For `tracker_store: {type: bot.serving.history.HistoryStore, url: …}` in endpoints.yml."""

    def __init__(
        self,
        domain: Domain | None = None,
        host: str = "",
        event_broker: EventBroker | None = None,
        **more: Any,
    ) -> None:
        """`host` is the address of the database, SQLite or PostgreSQL."""
        super().__init__(domain, event_broker, **more)
        self._engine = engine_for(host)
        self._writing = self._engine.execution_options(**{WRITING: True})
        tables.make_tables(self._writing)
        # A database that hangs must not hold up the conversations that do not wait for it.
        self._threads = ThreadPoolExecutor(_THREADS, "history")

    async def retrieve(self, sender_id: str) -> WindowedTracker:
        """The conversation's last turns; an empty tracker for one that has not begun."""
        return await self._read(sender_id, whole=False)

    async def retrieve_full_tracker(self, conversation_id: str) -> WindowedTracker | None:
        """All of the conversation, from its first event on."""
        tracker = await self._read(conversation_id, whole=True)
        return tracker if tracker.events else None

    async def exists(self, conversation_id: str) -> bool:
        """Whether anything was said in it."""
        return bool((await self.retrieve(conversation_id)).events)

    async def keys(self) -> Iterable[str]:
        """Every conversation."""
        return await self._with(tables.senders, writes=False)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Append what is new, all of it or nothing. Raises HistoryLost after a failed reading:
        what was made without the history must not be stored behind it. Raises HistoryMoved if the
        conversation went on since it was read: this turn was made for another place in it.
        """
        ensure_kept()
        ours = tracker if isinstance(tracker, WindowedTracker) else None
        if ours is not None and not ours.unstored():
            return
        after, start = (ours.start.after, ours.next_start()) if ours else (0, None)

        def write(connection: Connection) -> list[Event]:
            tables.hold(connection, tracker.sender_id)
            stored = tables.count(connection, tracker.sender_id, after)
            if ours is not None and stored != ours.stored:
                raise HistoryMoved(f"{stored} events are stored, and {ours.stored} were read")
            # A tracker that is not of our making holds the whole conversation.
            new = list(tracker.events)[stored:]
            if new:
                tables.append(connection, tracker.sender_id, new)
            if start is not None:
                tables.move_start(connection, tracker.sender_id, start)
            return new

        new = await self._with(write, writes=True)
        if ours is not None:
            ours.stored = len(ours.events)
        if new and self.event_broker is not None:
            await self._stream_new_events(self.event_broker, new, tracker.sender_id)

    def close(self) -> None:
        """Let go of the database."""
        self._threads.shutdown()
        self._engine.dispose()

    async def _read(self, sender: str, whole: bool) -> WindowedTracker:
        def replay(connection: Connection) -> WindowedTracker:
            start, ids, contents = tables.read(connection, sender, whole)
            events = deserialise_events(contents)
            return WindowedTracker.replayed(sender, self.domain.slots, start, events, ids)

        return await self._with(replay, writes=False)

    async def _with(self, step: Callable[[Connection], Result], writes: bool) -> Result:
        def run() -> Result:
            with (self._writing if writes else self._engine).begin() as connection:
                return step(connection)

        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, run)
        except Exception as fault:
            _failure.set(fault)
            raise
