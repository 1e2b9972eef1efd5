"""Sends what waits for a phone: in order for each, danger ahead, and never twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

import structlog

from bot.mailbox import Mailbox
from bot.mailbox.delivery_records import Delivery
from bot.whatsapp.calls import FAIL, HOLD, LATER, step_after
from bot.whatsapp.provider import Provider
from bot.whatsapp.records import Outbound, Sender, SendFault
from bot.whatsapp.window import ruling
from bot.whatsapp.wording import Wording
from bot.worker.loops import keep_taking, until_it_works
from bot.worker.noting import note
from bot.worker.storing import stored

PHONES_AT_ONCE = 8
DANGERS_AT_ONCE = 4
POLL_SECONDS = 0.1
# A call that is older is given up; its end will be told by a status, or by the provider's list.
CALL_SECONDS = 25.0
# A message that cannot be put into words so often never will be.
MOST_WORDINGS = 6
# When we are told to end, calls under way get this long to be answered.
END_SECONDS = 3.0

log = structlog.get_logger(__name__)


class Deliverer:
    """`name` is this worker's in the mailbox; whoever bore it before is dead.

    `unsure_waits`: the provider can be asked whether a message was sent, so the next one to that
    phone waits until it was. `locked_out` is called when the provider does not know us any more.
    """

    def __init__(
        self,
        name: str,
        mailbox: Mailbox,
        provider: Provider,
        wording: Wording,
        locked_out: Callable[[], None],
        unsure_waits: bool,
    ) -> None:
        self._name = name
        self._mailbox = mailbox
        self._provider = provider
        self._wording = wording
        self._locked_out = locked_out
        self._unsure_waits = unsure_waits
        self._calls: set[asyncio.Task] = set()

    async def run(self) -> None:
        """Ends only by being cancelled. Whatever fails is logged and tried again."""
        await until_it_works(self._release)
        take = partial(self._mailbox.take_delivery, self._name, ruling)
        waits = self._unsure_waits
        await asyncio.gather(
            self._keep_sending(partial(take, unsure_waits=waits), PHONES_AT_ONCE),
            self._keep_sending(partial(take, urgent=True), DANGERS_AT_ONCE),
        )

    async def close(self) -> None:
        """Wait a moment for the calls under way, so that they need not be found out about."""
        if self._calls:
            await asyncio.wait(self._calls, timeout=END_SECONDS)

    async def _release(self) -> None:
        await asyncio.to_thread(self._mailbox.release_deliveries, self._name)

    async def _keep_sending(self, take: Callable[[], Delivery | None], at_once: int) -> None:
        async def rest() -> None:
            await asyncio.sleep(POLL_SECONDS)

        await keep_taking(take, self._safely, at_once, rest, self._calls)

    async def _safely(self, delivery: Delivery) -> None:
        try:
            await self._deliver(delivery)
        except Exception as fault:
            # It stays marked as being sent, and is unsure when its time is over.
            note("what came of a call could not be stored", fault, delivery=delivery.key)

    async def _deliver(self, delivery: Delivery) -> None:
        try:
            messages = await asyncio.to_thread(self._wording.messages, delivery)
            if delivery.part == 0 and len(messages) > 1:
                await asyncio.to_thread(self._mailbox.split, delivery, len(messages))
            message = messages[delivery.part]
        except Exception as fault:
            note("a message could not be put into words", fault, delivery=delivery.key)
            await self._unworded(delivery)
        else:
            await self._call(delivery, message)

    async def _unworded(self, delivery: Delivery) -> None:
        """Nothing was sent. What stands in a file may be mended; what is wrong with it stays so."""
        if delivery.tries >= MOST_WORDINGS:
            await self._store(self._mailbox.fail, delivery, "no_words")
            return
        again = step_after(SendFault("down"), delivery.tries, delivery.urgent, False).after
        await self._store(self._mailbox.later, delivery, again, "no_words")

    async def _call(self, delivery: Delivery, message: Outbound) -> None:
        to = Sender(delivery.user_id, delivery.phone, delivery.parent_user_id)
        try:
            call = self._provider.send(message, to, delivery.key)
            sent = await asyncio.wait_for(call, CALL_SECONDS)
        except SendFault as fault:
            await self._after(delivery, fault)
        except Exception as fault:
            # A fault of ours, or no answer: the message may have gone out.
            note("a call to the provider broke", fault, delivery=delivery.key)
            await self._after(delivery, SendFault("answer_lost"))
        else:
            await self._store(self._mailbox.sent, delivery, sent)
            log.info("sent", delivery=delivery.key, tries=delivery.tries)

    async def _after(self, delivery: Delivery, fault: SendFault) -> None:
        is_template = delivery.text is None
        step = step_after(fault, delivery.tries, delivery.urgent, is_template)
        about = {"delivery": delivery.key, "tries": delivery.tries, "error": str(fault)}
        log.warning("not sent", next=step.does, **about)
        if step.does == LATER:
            await self._store(self._mailbox.later, delivery, step.after, str(fault))
        elif step.does == HOLD:
            await self._store(self._mailbox.hold, delivery, str(fault))
        elif step.does == FAIL:
            await self._store(self._mailbox.fail, delivery, str(fault))
        else:
            await self._store(self._mailbox.lost, delivery, str(fault))
        if fault.kind == "unauthorised":
            log.critical("the provider refuses our key; nothing goes out", error=str(fault))
            await self._store(self._locked_out)

    async def _store(self, store: Callable[..., None], *given: Any) -> None:
        await stored(store, *given, unless="what came of a call could not be stored yet")
