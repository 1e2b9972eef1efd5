"""Checking a password is slow on purpose; here it is kept from slowing down everything else.

Anybody may ask for a check. In threads of its own, a few at a time and a short queue for each
address, a flood of them costs the patients' chat nothing.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Answer = TypeVar("Answer")

AT_ONCE = 2
MOST_QUEUED = 24
MOST_FROM_ONE = 4


class TooMany(Exception):
    """The queue is full; later there will be room."""


class Turnstile:
    """Of one gateway process."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="passwords")
        self._queued: Counter[str] = Counter()

    async def through(self, address: str, work: Callable[[], Answer]) -> Answer:
        """Do it in turn. Raises TooMany at once rather than let anybody wait for long."""
        if sum(self._queued.values()) >= MOST_QUEUED or self._queued[address] >= MOST_FROM_ONE:
            raise TooMany
        self._queued[address] += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._queued[address] -= 1
            if not self._queued[address]:
                del self._queued[address]
