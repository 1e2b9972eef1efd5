"""Keeps a conversation for as long as its turn takes."""

from __future__ import annotations

import asyncio

import structlog

from bot.journal import traced
from bot.mailbox import Mailbox, Work

RENEW_SECONDS = 5.0

log = structlog.get_logger(__name__)


async def keep_lease(mailbox: Mailbox, work: Work) -> None:
    """Ends only by being cancelled."""
    while True:
        await asyncio.sleep(RENEW_SECONDS)
        try:
            await asyncio.to_thread(mailbox.renew, work)
        except Exception as fault:
            # Whether it is lost is found out when the answer is stored.
            log.error("the lease could not be renewed", error=traced(fault), message=work.key)
