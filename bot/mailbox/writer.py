"""One thread that writes for everybody: what arrives together is made durable by one commit.

A commit waits for the disk; committing each message by itself would let a busy minute queue up
behind it.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TypeVar

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")

MOST_TOGETHER = 400
MOST_QUEUED = 5000


class WriterBusy(RuntimeError):
    """More is waiting to be written than will be written soon."""


@dataclass
class _Wanted:
    item: object
    outcome: Future = field(default_factory=Future)


class GroupWriter:
    """Hands items to `write` in groups; a group that fails is tried again one by one.

    `write(items)` commits and returns one outcome an item. An outcome that is an exception is
    raised to whoever submitted that item. A fault that is one of `for_all` would meet every item,
    so nothing is tried again after it.
    """

    def __init__(
        self,
        write: Callable[[Sequence[Item]], Sequence[Outcome]],
        for_all: tuple[type[Exception], ...] = (),
    ) -> None:
        self._write = write
        self._for_all = for_all
        self._queue: deque[_Wanted] = deque()
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="group-writer", daemon=True)
        self._thread.start()

    def submit(self, item: Item) -> Future:
        """The outcome, once it is committed. Raises WriterBusy when too much waits already."""
        wanted = _Wanted(item)
        with self._changed:
            if self._closed or len(self._queue) >= MOST_QUEUED:
                raise WriterBusy("too much is waiting to be written")
            self._queue.append(wanted)
            self._changed.notify()
        return wanted.outcome

    def close(self) -> None:
        """Write what is queued, then end."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        while group := self._next_group():
            try:
                outcomes = self._write([wanted.item for wanted in group])
            except Exception as fault:
                self._one_by_one(group, fault)
            else:
                for wanted, outcome in zip(group, outcomes):
                    _settle(wanted.outcome, outcome)

    def _next_group(self) -> list[_Wanted]:
        with self._changed:
            while not self._queue and not self._closed:
                self._changed.wait()
            together = min(len(self._queue), MOST_TOGETHER)
            # Whoever gave up waiting may have been told that nothing was stored, and that stays so.
            group = [self._queue.popleft() for _ in range(together)]
        wanted = [one for one in group if one.outcome.set_running_or_notify_cancel()]
        return wanted or (self._next_group() if group else [])

    def _one_by_one(self, group: list[_Wanted], fault: Exception) -> None:
        for wanted in group:
            if len(group) > 1 and not isinstance(fault, self._for_all):
                try:
                    [outcome] = self._write([wanted.item])
                except Exception as own_fault:
                    wanted.outcome.set_exception(own_fault)
                    fault = own_fault
                else:
                    _settle(wanted.outcome, outcome)
            else:
                wanted.outcome.set_exception(fault)


def _settle(outcome: Future, value: object) -> None:
    if isinstance(value, Exception):
        outcome.set_exception(value)
    else:
        outcome.set_result(value)
