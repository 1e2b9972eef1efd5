"""A provider in a few lines, for what must be tried with a clock that is turned."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from bot.whatsapp.records import Batch, Outbound, Sender, SendFault, SentMessage


class SmallProvider:
    """Takes what it is sent, unless `faults` has something for the next call."""

    longest = 4096

    def __init__(self, clock: Callable[[], datetime], name: str = "meta") -> None:
        self.name = name
        self.clock = clock
        self.taken: list[tuple[str, Outbound]] = []
        self.faults: list[Exception] = []
        # What was taken although its answer never came.
        self.takes_anyway = False
        self.listed: list[SentMessage] | None = [] if name == "twilio" else None
        self.list_fault: SendFault | None = None
        self.seconds = 0.0
        self.seen_ids: list[str] = []
        self.batch: Batch | None = None
        self.asked_since: list[datetime] = []

    async def send(self, message: Outbound, to: Sender, key: str) -> str:
        await asyncio.sleep(self.seconds)
        fault = self.faults.pop(0) if self.faults else None
        if fault is None or self.takes_anyway:
            self._take(message, key)
        if fault is not None:
            raise fault
        return self._id()

    async def sent_since(self, to: Sender, since: datetime) -> list[SentMessage] | None:
        if self.list_fault:
            raise self.list_fault
        return self.listed

    async def seen(self, message_id: str, typing: bool) -> None:
        self.seen_ids.append(message_id)

    async def missed(self, since: datetime) -> Batch | None:
        self.asked_since.append(since)
        return self.batch

    async def close(self) -> None:
        """Nothing to let go of."""

    def _take(self, message: Outbound, key: str) -> None:
        self.taken.append((key, message))
        if self.listed is not None:
            text = message.text or "the template's own words"
            self.listed.append(SentMessage(self._id(), text, "sent", self.clock()))

    def _id(self) -> str:
        return f"wamid.{len(self.taken)}"
