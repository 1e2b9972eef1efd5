"""Fetches from time to time what the provider's webhook did not bring."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

import structlog

from bot.journal import traced
from bot.mailbox import Mailbox
from bot.mailbox.queueing import WHATSAPP
from bot.whatsapp.provider import Provider
from bot.whatsapp.receiving import NotStored
from bot.whatsapp.records import Incoming, SendFault

SWEEP_SECONDS = 300.0
# After a failure, sooner: what is missing waits all the while.
FAULT_SECONDS = 30.0
# What seemed new at the last look may have come into the list behind it.
OVERLAP = timedelta(minutes=15)
# At the start: as far as what came last, and a day at least.
FIRST_LOOK = timedelta(days=1)
LONGEST_LOOK = timedelta(days=7)

log = structlog.get_logger(__name__)


class Sweep:
    """What is there already is known by its id, so looking too often only costs a question."""

    def __init__(
        self,
        mailbox: Mailbox,
        provider: Provider,
        accept: Callable[[Sequence[Incoming]], Awaitable[None]],
        clock: Callable[[], datetime],
        seconds: float = SWEEP_SECONDS,
    ) -> None:
        self._mailbox = mailbox
        self._provider = provider
        self._accept = accept
        self._clock = clock
        self._seconds = seconds
        self._looked_at: datetime | None = None

    async def run(self) -> None:
        """Ends by itself only where the provider keeps no list."""
        while True:
            try:
                if not await self._look():
                    return
            except (SendFault, NotStored) as fault:
                log.warning("what was missed could not be fetched", error=str(fault))
            except Exception as fault:
                log.error("what was missed could not be fetched", error=traced(fault))
            else:
                await asyncio.sleep(self._seconds)
                continue
            await asyncio.sleep(min(FAULT_SECONDS, self._seconds))

    async def _look(self) -> bool:
        now = self._clock()
        batch = await self._provider.missed(await self._since(now))
        if batch is None:
            return False
        await self._accept(batch.messages)
        self._looked_at = now
        return True

    async def _since(self, now: datetime) -> datetime:
        if self._looked_at is not None:
            return min(self._looked_at, now) - OVERLAP
        newest = await asyncio.to_thread(self._mailbox.newest_sent, WHATSAPP)
        return max(min(newest or now, now - FIRST_LOOK) - OVERLAP, now - LONGEST_LOOK)
