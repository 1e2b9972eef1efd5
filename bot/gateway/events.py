"""GET /api/events: a conversation as server-sent events, resumed where the browser left off."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from bot.gateway.buckets import Buckets
from bot.gateway.hub import Hub, Listener
from bot.gateway.request_body import Refused
from bot.gateway.visitors import Visitors, token_of
from bot.journal import traced
from bot.mailbox import Entry, Mailbox

KEEP_ALIVE_SECONDS = 15.0
STILL_OPEN_SECONDS = 5.0
MOST_STREAMS = 6
# A replay from the beginning reads a whole conversation; a browser needs one for each page.
REPLAYS, REPLAYS_PER_SECOND = 60, 1.0

log = structlog.get_logger(__name__)


class Events:
    """Everything is read from the mailbox, so a lost connection or gateway loses nothing."""

    def __init__(self, visitors: Visitors, mailbox: Mailbox, hub: Hub) -> None:
        self._visitors = visitors
        self._mailbox = mailbox
        self._hub = hub
        self._buckets = Buckets(REPLAYS, REPLAYS_PER_SECOND)

    async def get(self, request: Request) -> Response:
        """A stream until the session is over or the browser goes."""
        last = request.headers.get("last-event-id", "")
        visitor = await self._visitors.behind(request, active=not last)
        if not last and (wait := self._buckets.take(visitor.conversation)):
            raise Refused(429, "slow_down", "Please wait a moment and try again.", wait)
        if self._hub.streams_of(visitor.conversation) >= MOST_STREAMS:
            raise Refused(429, "too_many_streams", "This chat is open too many times.", 15)
        token = token_of(request) or ""
        seq = int(last) if last.isascii() and last.isdigit() and len(last) < 10 else 0
        return StreamingResponse(
            self._stream(token, visitor.conversation, seq),
            media_type="text/event-stream",
            # A proxy that waits for the end of a stream would never pass it on.
            headers={"X-Accel-Buffering": "no"},
        )

    async def _stream(self, token: str, conversation: str, seq: int) -> AsyncIterator[str]:
        with self._hub.listening(conversation) as listener:
            shown = _Shown(seq)
            quiet = 0.0
            while not self._hub.closing:
                if await self._visitors.of(token) is None:
                    return
                async for event in self._news(listener, shown):
                    quiet = 0.0
                    yield event
                if not await listener.changed(STILL_OPEN_SECONDS):
                    quiet += STILL_OPEN_SECONDS
                    if quiet >= KEEP_ALIVE_SECONDS:
                        quiet = 0.0
                        yield ": keep-alive\n\n"

    async def _news(self, listener: Listener, shown: _Shown) -> AsyncIterator[str]:
        head = listener.head
        if head is None:
            return
        if shown.seq > head.last_seq:
            # Not a number of ours: better everything again than something missing.
            shown.seq = 0
        while shown.seq < head.last_seq:
            entries = await self._entries(listener.conversation, shown.seq)
            if not entries:
                break
            for entry in entries:
                yield _event("message", message_of(entry), entry.seq)
                shown.seq = entry.seq
            sent = [entry.outbox_id for entry in entries if entry.outbox_id is not None]
            self._hub.delivered(sent)
        if head.seen_seq != shown.seen:
            shown.seen = head.seen_seq
            yield _event("seen", {"seq": head.seen_seq})
        mode = (head.mode, head.by)
        if mode != shown.mode:
            shown.mode = mode
            yield _event("mode", {"mode": head.mode, "by": head.by})
        typing = head.waiting and not head.delayed
        if typing != shown.typing:
            shown.typing = typing
            yield _event("typing", {"on": typing})
        if head.delayed != shown.delayed:
            shown.delayed = head.delayed
            yield _event("status", {"state": "delayed" if head.delayed else "ok"})

    async def _entries(self, conversation: str, seq: int) -> list[Entry]:
        try:
            return await asyncio.to_thread(self._mailbox.entries_after, conversation, seq)
        except Exception as fault:
            log.error("messages could not be read", error=traced(fault))
            return []


class _Shown:
    """What this browser has been told so far.

    The first `status` of a connection, also when all is well, says that the replay is over.
    """

    def __init__(self, seq: int) -> None:
        self.seq = seq
        self.seen = 0
        self.typing = False
        self.delayed: bool | None = None
        # A page begins with the assistant; who comes back may have missed that a person left.
        self.mode: tuple[str, str | None] | None = None if seq else ("bot", None)


def message_of(entry: Entry) -> dict[str, Any]:
    """One message as the widget gets it."""
    told: dict[str, Any] = {
        "seq": entry.seq,
        "from": entry.author,
        "text": entry.text,
        "at": entry.at.isoformat(),
        "buttons": [{"id": b["id"], "title": b["title"]} for b in entry.buttons],
        "aftercare": entry.aftercare,
        "pinned": _is_emergency(entry.aftercare),
    }
    if entry.staff is not None:
        told["by"] = entry.staff
    if entry.external_id is not None:
        told["client_id"] = entry.external_id
    if entry.reply_to is not None:
        told["reply_to"] = entry.reply_to
    return told


def _is_emergency(aftercare: dict[str, Any] | None) -> bool:
    escalation = (aftercare or {}).get("escalation") or {}
    return (aftercare or {}).get("kind") == "red_flag" and escalation.get("level") == "emergency"


def _event(name: str, data: dict[str, Any], seq: int | None = None) -> str:
    number = f"id: {seq}\n" if seq is not None else ""
    # JSON keeps line breaks inside its texts as \n, so one `data:` line holds it all.
    return f"event: {name}\n{number}data: {json.dumps(data, ensure_ascii=False)}\n\n"
