"""From what a provider tells to what is stored: every message durable, or none acknowledged."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import structlog

from bot.gateway.messages import is_whole
from bot.gateway.metrics import ACCEPTED
from bot.journal import traced
from bot.mailbox.identity import Keys
from bot.mailbox.phone_records import FILES, Attached, PhoneArrival
from bot.mailbox.writer import GroupWriter, WriterBusy
from bot.whatsapp.keywords import keyword_of
from bot.whatsapp.proofs import may_prove
from bot.whatsapp.records import Incoming, Sender

CHANNEL = "whatsapp"
PROOF, UNKNOWN, TEXT = "proof", "unknown", "text"
# Twilio waits fifteen seconds for our answer, all in all.
STORE_SECONDS = 12.0
MOST_AT_ONCE = 200
# What stands for a message without words, for the staff and in the web chat.
SIGNS = {
    "photo": "📷",
    "voice": "🎤",
    "audio": "🎵",
    "video": "🎬",
    "document": "📎",
    "sticker": "🏷️",
    "location": "📍",
    "contact": "👤",
    "reaction": "👍",
    "changed": "🔁",
    UNKNOWN: "❔",
}

log = structlog.get_logger(__name__)


class NotStored(Exception):
    """At least one message is not on the disk, so nothing may be acknowledged."""


class Receiver:
    """`clean` makes typed text plain; `suspects` says whether a text may speak of danger."""

    def __init__(
        self,
        writer: GroupWriter,
        clean: Callable[[str], str],
        suspects: Callable[[str], bool],
    ) -> None:
        self._writer = writer
        self._clean = clean
        self._suspects = suspects

    async def accept(self, messages: Sequence[Incoming]) -> None:
        """Store them all, each at most once for ever. Raises NotStored."""
        until = asyncio.get_running_loop().time() + STORE_SECONDS
        for start in range(0, len(messages), MOST_AT_ONCE):
            part = messages[start : start + MOST_AT_ONCE]
            # In a thread: reading a whole batch for danger would keep everybody else waiting.
            arrivals = await asyncio.to_thread(self._arrivals, part)
            await self._store(arrivals, until - asyncio.get_running_loop().time())

    def _arrivals(self, messages: Sequence[Incoming]) -> list[PhoneArrival]:
        return [arrival_of(message, self._clean, self._suspects) for message in messages]

    async def _store(self, arrivals: Sequence[PhoneArrival], seconds: float) -> None:
        try:
            # All are asked for before any is waited for, so that one commit can hold them all.
            stored = [asyncio.wrap_future(self._writer.submit(arrival)) for arrival in arrivals]
            outcomes = await asyncio.wait_for(
                asyncio.gather(*stored, return_exceptions=True), max(seconds, 0)
            )
        except (WriterBusy, asyncio.TimeoutError) as fault:
            log.error("messages from phones could not be stored", error=traced(fault))
            raise NotStored from None
        faults = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
        if faults:
            log.error("messages from phones could not be stored", error=traced(faults[0]))
            raise NotStored
        new = sum(not outcome.again for outcome in outcomes)
        ACCEPTED.inc(new)
        log.info("messages from phones stored", new=new, known=len(outcomes) - new)


def arrival_of(
    message: Incoming, clean: Callable[[str], str], suspects: Callable[[str], bool]
) -> PhoneArrival:
    """The message as the mailbox takes it."""
    text = clean(message.text)
    kind, whole = _kind(message.kind, text), True
    if kind == TEXT:
        whole = is_whole(text)
    elif kind in FILES:
        # Albums come as one message a photo.
        whole = False
    pressed = message.button is not None
    return PhoneArrival(
        CHANNEL,
        message.id,
        _keys(message.sender),
        text or SIGNS.get(kind, SIGNS[UNKNOWN]),
        kind=kind,
        button=message.button,
        urgent=not pressed and suspects(text),
        whole=whole,
        silent=kind == "changed" or (kind == "reaction" and not text),
        sent_at=message.sent_at,
        files=tuple(Attached(m.kind, m.source, m.mime) for m in message.media if m.kind in FILES),
        becomes=_keys(message.becomes) if message.becomes else None,
    )


def _kind(kind: str, text: str) -> str:
    if kind != TEXT:
        return kind
    if not text.strip():
        return UNKNOWN
    keyword = keyword_of(text)
    if keyword is not None:
        return keyword[0]
    return PROOF if may_prove(text) else TEXT


def _keys(sender: Sender) -> Keys:
    return Keys(sender.user_id, sender.phone, sender.parent_user_id)
