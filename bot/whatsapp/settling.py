"""What becomes of messages that are held, unsure or failed: an end for each, and nobody guesses."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.journal import traced
from bot.mailbox import Mailbox
from bot.mailbox.delivery_records import Delivery, Told
from bot.whatsapp.options import numbered
from bot.whatsapp.provider import Provider
from bot.whatsapp.records import Sender, SendFault, SentMessage
from bot.whatsapp.statuses import told
from bot.whatsapp.tasks import Tasks
from bot.whatsapp.window import opened_after
from bot.whatsapp.wording import Wording

STEP_SECONDS = 0.5
# Then the staff are told that nobody knows.
UNSURE_LONGEST = timedelta(minutes=2)
LOOK_AGAIN = timedelta(seconds=5)
# What the provider's list does not show after this was never sent: no call lasts so long.
NOT_THERE = timedelta(seconds=30)
LOOK_BACK = timedelta(minutes=2)
_ADDRESS_KEY = re.compile(r"(?<=#patient=)\S+")

log = structlog.get_logger(__name__)


class Settling:
    """Every step is safe to take twice, and several workers take them side by side."""

    def __init__(
        self,
        mailbox: Mailbox,
        provider: Provider,
        wording: Wording,
        tasks: Tasks,
        clock: Callable[[], datetime],
    ) -> None:
        self._mailbox = mailbox
        self._provider = provider
        self._wording = wording
        self._tasks = tasks
        self._clock = clock

    async def run(self) -> None:
        """Ends only by being cancelled. Whatever fails is logged and tried again."""
        while True:
            for step in (self._expire, self._reopen, self._ask, self._settle, self._report):
                await self._safely(step)
            await asyncio.sleep(STEP_SECONDS)

    async def _safely(self, step: Callable[..., Awaitable[None]], *given: Any) -> None:
        about = {"delivery": given[0].key} if given else {}
        try:
            await step(*given)
        except Exception as fault:
            # Others wait behind this one. Only the kind: an error's words may quote a patient.
            log.error("a step failed", step=step.__name__.strip("_"), error=traced(fault), **about)

    async def _expire(self) -> None:
        await asyncio.to_thread(self._mailbox.expire)

    async def _reopen(self) -> None:
        await asyncio.to_thread(self._mailbox.release_held, opened_after(self._clock()))

    async def _ask(self) -> None:
        await asyncio.to_thread(self._mailbox.ask_to_reopen, bool(self._wording.template))

    async def _report(self) -> None:
        for delivery in await asyncio.to_thread(self._mailbox.failed_due):
            await self._safely(self._tell, delivery)

    async def _settle(self) -> None:
        for delivery in await asyncio.to_thread(self._mailbox.unsure_due):
            await self._safely(self._settle_one, delivery)

    async def _tell(self, delivery: Delivery) -> None:
        # The task first: a crash in between tells of it once more, under the same key.
        await asyncio.to_thread(self._tasks.undelivered, delivery)
        await asyncio.to_thread(self._mailbox.reported, delivery)
        log.warning("the staff were told", delivery=delivery.key, state=delivery.state)

    async def _settle_one(self, delivery: Delivery) -> None:
        age = self._clock() - delivery.changed_at
        if age >= UNSURE_LONGEST:
            await self._tell(delivery)
            return
        to = Sender(delivery.user_id, delivery.phone, delivery.parent_user_id)
        try:
            listed = await self._provider.sent_since(to, delivery.changed_at - LOOK_BACK)
        except SendFault as fault:
            log.warning("what was sent could not be asked", error=str(fault))
            await asyncio.to_thread(self._mailbox.look_again, delivery, LOOK_AGAIN)
            return
        if listed is None:
            # Only a status can tell.
            await asyncio.to_thread(self._mailbox.look_again, delivery, UNSURE_LONGEST - age)
            return
        found = await asyncio.to_thread(self._among, delivery, listed)
        if found is not None:
            await asyncio.to_thread(self._mailbox.note, [_told(found, delivery.key)])
            log.info("it was sent after all", delivery=delivery.key)
        elif age >= NOT_THERE:
            await asyncio.to_thread(self._mailbox.send_again, delivery)
            log.info("it was not sent; once more", delivery=delivery.key)
        else:
            await asyncio.to_thread(self._mailbox.look_again, delivery, LOOK_AGAIN)

    def _among(self, delivery: Delivery, listed: list[SentMessage]) -> SentMessage | None:
        """The one that nobody knows yet and that says what this one says.

        What a template says is the provider's, so there any that nobody knows is it.
        """
        known = self._mailbox.known_ids(delivery.contact, [one.id for one in listed])
        unknown = [one for one in listed if one.id not in known]
        if delivery.text is None:
            return next(iter(unknown), None)
        message = self._wording.messages(delivery)[delivery.part]
        text = _bare(numbered(message.text, message.buttons, message.language))
        return next((one for one in unknown if _bare(one.text) == text), None)


def _told(found: SentMessage, key: str) -> Told:
    state = found.state if found.state in ("delivered", "read", "failed") else "sent"
    return told(found.id, state, key, found.error)


def _bare(text: str) -> str:
    """Without the part of an address that is new each time."""
    return " ".join(_ADDRESS_KEY.sub("", text).split())
