"""Live updates: one look at the database for all browsers, and a bell for each of them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import structlog
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from bot.journal import traced
from bot.mailbox import Mailbox
from bot.staff.page import CARE, Page
from bot.staff.visit import Visit

LOOK_SECONDS = 0.25
FAULT_SECONDS = 1.0
STILL_IN_SECONDS = 5.0
KEEP_ALIVE_SECONDS = 15.0
MOST_STREAMS = 12

log = structlog.get_logger(__name__)


class Bell:
    """Rings whenever something changed that the staff would want to see."""

    def __init__(self) -> None:
        self.pulse: str | None = None
        self.closing = False
        self._waiting: set[asyncio.Event] = set()
        self._streams: Counter[str] = Counter()

    async def watch(self, mailbox: Mailbox) -> None:
        """Ends only by being cancelled."""
        while True:
            pause = LOOK_SECONDS
            if self._waiting:
                try:
                    pulse = await asyncio.to_thread(mailbox.pulse)
                except Exception as fault:
                    log.error("no news for the staff could be read", error=traced(fault))
                    pause = FAULT_SECONDS
                else:
                    if pulse != self.pulse:
                        self.pulse = pulse
                        self._ring()
            await asyncio.sleep(pause)

    def close(self) -> None:
        """Let every stream end, so that the gateway can."""
        self.closing = True
        self._ring()

    def _ring(self) -> None:
        for one in self._waiting:
            one.set()

    async def stream(self, visit: Visit) -> AsyncIterator[str]:
        """`changed` with the new pulse, and `over` once the session is."""
        rung, told, quiet = asyncio.Event(), None, 0.0
        self._waiting.add(rung)
        self._streams[visit.staff.id] += 1
        try:
            yield ": here\n\n"
            while not self.closing:
                if self.pulse is not None and self.pulse != told:
                    told, quiet = self.pulse, 0.0
                    yield f"event: changed\ndata: {told}\n\n"
                try:
                    await asyncio.wait_for(rung.wait(), STILL_IN_SECONDS)
                    rung.clear()
                except asyncio.TimeoutError:
                    quiet += STILL_IN_SECONDS
                if not await self._is_in(visit):
                    yield "event: over\ndata: over\n\n"
                    return
                if quiet >= KEEP_ALIVE_SECONDS:
                    quiet = 0.0
                    yield ": keep-alive\n\n"
        finally:
            self._waiting.discard(rung)
            self._streams[visit.staff.id] -= 1

    async def _is_in(self, visit: Visit) -> bool:
        try:
            session = await asyncio.to_thread(visit.parts.accounts.staff_session, visit.token)
        except Exception as fault:
            # The database is away for a moment; the next look decides.
            log.error("a login could not be looked at", error=traced(fault))
            return True
        return session is not None and session.stage == "in" and session.account.role in CARE

    def is_full(self, staff: str) -> bool:
        """Whether this person has too many pages open."""
        return self._streams[staff] >= MOST_STREAMS


async def events(visit: Visit) -> Response:
    """A stream that says when to look again; it holds nothing of anybody itself."""
    bell: Bell = visit.request.app.state.bell
    if bell.is_full(visit.staff.id):
        return PlainTextResponse("too many pages are open", 429)
    return StreamingResponse(
        bell.stream(visit),
        media_type="text/event-stream",
        # A proxy that waits for the end of a stream would never pass it on.
        headers={"X-Accel-Buffering": "no"},
    )


PAGES = (Page("/events", events, CARE),)
