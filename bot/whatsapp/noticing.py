"""The patient sees on their phone that the message was read and that an answer is being written."""

from __future__ import annotations

import asyncio

from bot.mailbox import Work
from bot.mailbox.queueing import WHATSAPP
from bot.whatsapp.provider import Provider


class Noticing:
    """A courtesy: nobody waits for it, and nothing is lost where it fails."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._told: set[asyncio.Task] = set()

    def taken(self, work: Work) -> None:
        """This work was taken up just now."""
        name = work.messages[-1].external_id
        # What was written in the browser has an id of ours, which no provider knows.
        if work.channel != WHATSAPP or name.startswith(f"{work.conversation}/"):
            return
        told = asyncio.create_task(self._provider.seen(name, typing=True))
        self._told.add(told)
        told.add_done_callback(self._told.discard)
