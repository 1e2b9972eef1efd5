"""How long a loop sleeps between two looks at the database."""

from __future__ import annotations

import asyncio
import time

from bot.wakeups.bell import Bell

OFTEN_SECONDS = 0.1
# What no bell was rung for, such as the work of somebody who died, is found this late.
SELDOM_SECONDS = 1.0
# What was rung for may be due a little later: a burst that goes on, a turn that is tried again.
LIVELY_SECONDS = 4.0


class Alarm:
    """Sleeps until the bell rings for this topic; without a bell, a tenth of a second.

    `least` is slept in any case, so that many rings do not become many looks. Used in one event
    loop, the one that is running when it first sleeps.
    """

    def __init__(self, bell: Bell | None, topic: str, least: float = 0.0) -> None:
        self._bell = bell
        self._topic = topic
        self._least = least
        self._rung: asyncio.Event | None = None
        self._rung_at = -LIVELY_SECONDS

    async def sleep(self) -> None:
        """Returns when it is time to look."""
        if self._bell is None:
            await asyncio.sleep(OFTEN_SECONDS)
            return
        rung = self._rung or self._begin(self._bell)
        await asyncio.sleep(self._least)
        lively = time.monotonic() - self._rung_at < LIVELY_SECONDS
        patience = OFTEN_SECONDS if lively or not self._bell.hears else SELDOM_SECONDS
        try:
            await asyncio.wait_for(rung.wait(), patience)
        except asyncio.TimeoutError:
            return
        rung.clear()

    def _begin(self, bell: Bell) -> asyncio.Event:
        loop, rung = asyncio.get_running_loop(), asyncio.Event()

        def ring() -> None:
            self._rung_at = time.monotonic()
            rung.set()

        def from_its_thread() -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(ring)

        self._rung = rung
        bell.listen(self._topic, from_its_thread)
        return rung
