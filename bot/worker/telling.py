"""What a conversation is told about the staff: who has seen it, and that the assistant is back."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog

from bot.mailbox import Mailbox, Standing
from bot.worker.loops import repeat
from bot.worker.stand_in import StandIn

SEEN_SECONDS = 0.5
SILENCE_SECONDS = 5.0

log = structlog.get_logger(__name__)


class Telling:
    """A person who says nothing for `silence` has handed the conversation back.

    Several workers may run this: each line is said, and each conversation handed back, once.
    """

    def __init__(self, mailbox: Mailbox, stand_in: StandIn, silence: timedelta) -> None:
        self._mailbox = mailbox
        self._stand_in = stand_in
        self._silence = silence

    async def run(self) -> None:
        """Ends only by being cancelled. Whatever fails is logged and tried again."""
        await asyncio.gather(
            repeat(self.tell_seen, SEEN_SECONDS), repeat(self.hand_back, SILENCE_SECONDS)
        )

    async def tell_seen(self) -> None:
        """Every patient whose call was taken learns by whom."""
        for untold in await asyncio.to_thread(self._mailbox.untold):
            line = await asyncio.to_thread(self._stand_in.seen, untold)
            said = await asyncio.to_thread(self._mailbox.tell_seen, untold, line)
            event = "the patient knows who has seen it" if said else "nobody can read who saw it"
            log.info(event, conversation=untold.conversation)

    async def hand_back(self) -> None:
        """Conversations whose person went quiet are the assistant's again.

        What the patient wrote last and nobody answered becomes a task first: a crash in between
        leaves one call too many, never a message that nobody looks at.
        """
        for quiet in await asyncio.to_thread(self._mailbox.silent, self._silence):
            if quiet.unanswered:
                await asyncio.to_thread(self._call, quiet)
            line = await asyncio.to_thread(self._stand_in.handed_back, quiet)
            if await asyncio.to_thread(self._mailbox.hand_back_silent, quiet, line):
                log.info("handed back after a silence", conversation=quiet.conversation)

    def _call(self, quiet: Standing) -> None:
        entries = self._mailbox.thread(quiet.conversation, max(0, quiet.last_seq - 20))
        words = [entry.text for entry in entries if entry.author == "patient"]
        self._stand_in.left_unanswered(quiet, words[-1] if words else "")
