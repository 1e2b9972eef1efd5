"""Keeps a conversation for as long as its turn takes."""

from __future__ import annotations

import asyncio

from bot.mailbox import Mailbox, Work
from bot.worker.noting import note

RENEW_SECONDS = 5.0


async def keep_lease(mailbox: Mailbox, work: Work) -> None:
    """Ends only by being cancelled."""
    while True:
        await asyncio.sleep(RENEW_SECONDS)
        try:
            await asyncio.to_thread(mailbox.renew, work)
        except Exception as fault:
            # Whether it is lost is found out when the answer is stored.
            note("the lease could not be renewed", fault, message=work.key)
