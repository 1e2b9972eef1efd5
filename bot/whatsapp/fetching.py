"""Brings patients' photos and recordings from the provider into our own store."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import structlog

from bot.journal import traced
from bot.mailbox import Mailbox, Outgoing
from bot.mailbox.attachment_book import Attachment
from bot.whatsapp.media_store import MediaStore
from bot.whatsapp.provider import Provider
from bot.whatsapp.records import Media, SendFault, TooBig

# WhatsApp's own limit is 16 MB for all but documents.
MOST_BYTES = 25 * 1024 * 1024
PAUSES = tuple(timedelta(seconds=s) for s in (5, 30, 120, 600)) + (timedelta(hours=1),) * 24
# The clinic can put these right, or they pass; anything else stays as it is.
_HOPEFUL = ("pair_rate", "rate", "down", "answer_lost", "unauthorised")
POLL_SECONDS = 1.0

log = structlog.get_logger(__name__)


class Fetcher:
    """`lost` gives the sentence for a patient whose file could not be kept, with a staff task."""

    def __init__(
        self,
        mailbox: Mailbox,
        provider: Provider,
        store: MediaStore,
        lost: Callable[[Attachment], Outgoing],
    ) -> None:
        self._mailbox = mailbox
        self._provider = provider
        self._store = store
        self._lost = lost

    async def run(self) -> None:
        """Ends only by being cancelled. Whatever fails is logged and tried again."""
        while True:
            try:
                did = await self.step()
            except Exception as fault:
                log.error("a file could not be dealt with", error=traced(fault))
                did = False
            if not did:
                await asyncio.sleep(POLL_SECONDS)

    async def step(self) -> bool:
        """Deal with one file; False if none was due."""
        attachment = await asyncio.to_thread(self._mailbox.claim_attachment)
        if attachment is None:
            return False
        if attachment.tries > len(PAUSES):
            await self._give_up(attachment, "tried too often")
            return True
        media = Media(attachment.source, attachment.mime, attachment.kind)
        try:
            content = await self._provider.fetch(media, MOST_BYTES)
        except TooBig:
            await self._give_up(attachment, "too big")
        except SendFault as fault:
            if fault.kind in _HOPEFUL:
                pause = PAUSES[attachment.tries - 1]
                log.warning("a file was not fetched yet", attachment=attachment.id, why=str(fault))
                await asyncio.to_thread(self._mailbox.attachment_later, attachment.id, pause)
            else:
                await self._give_up(attachment, str(fault))
        else:
            name = await asyncio.to_thread(self._store.write, attachment.id, content)
            keep = self._mailbox.keep_attachment
            await asyncio.to_thread(keep, attachment.id, name, len(content))
            log.info("a file was stored", attachment=attachment.id, bytes=len(content))
        return True

    async def _give_up(self, attachment: Attachment, why: str) -> None:
        log.error("a file is lost", attachment=attachment.id, why=why)
        sentence = await asyncio.to_thread(self._lost, attachment)
        await asyncio.to_thread(self._mailbox.lose_attachment, attachment, sentence)
