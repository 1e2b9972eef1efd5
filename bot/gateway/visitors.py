"""Who is asking: the session behind a request's bearer token, and nothing else about it."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from starlette.requests import Request

from bot.gateway.request_body import Refused
from bot.mailbox import Mailbox, Visitor

# For so long a session is believed without asking the database again.
FRESH_SECONDS = 5.0
TOUCH_SECONDS = 60.0
MOST_REMEMBERED = 20_000
MOST_TOKEN_CHARACTERS = 200

log = structlog.get_logger(__name__)


@dataclass
class _Known:
    visitor: Visitor
    asked_at: float
    touched_at: float


class Visitors:
    """Sessions by their token, remembered for a few seconds."""

    def __init__(self, mailbox: Mailbox, clock: Callable[[], float] = time.monotonic) -> None:
        self._mailbox = mailbox
        self._clock = clock
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._touching: set[asyncio.Task] = set()

    async def behind(self, request: Request, active: bool = True) -> Visitor:
        """The visitor. `active`: asking counts as using the session. Raises Refused."""
        token = token_of(request)
        visitor = await self.of(token) if token else None
        if token is None or visitor is None:
            raise Refused(401, "no_session", "This conversation has ended. Please start again.")
        if active:
            self._touch(token)
        return visitor

    async def of(self, token: str) -> Visitor | None:
        """The visitor of a session that is neither over nor idle for too long."""
        known, now = self._known.get(token), self._clock()
        if known is not None and now - known.asked_at < FRESH_SECONDS:
            return known.visitor
        visitor = await asyncio.to_thread(self._mailbox.visitor, token)
        if visitor is None:
            self._known.pop(token, None)
            return None
        touched_at = known.touched_at if known else now - TOUCH_SECONDS
        self._known[token] = _Known(visitor, now, touched_at)
        self._known.move_to_end(token)
        while len(self._known) > MOST_REMEMBERED:
            self._known.popitem(last=False)
        return visitor

    async def end(self, request: Request) -> None:
        """End the session of this request, if it has one."""
        token = token_of(request)
        if token:
            await asyncio.to_thread(self._mailbox.end_session, token)
            self._known.pop(token, None)

    def _touch(self, token: str) -> None:
        known, now = self._known.get(token), self._clock()
        if known is None or now - known.touched_at < TOUCH_SECONDS:
            return
        known.touched_at = now
        task = asyncio.create_task(self._store_touch(token))
        self._touching.add(task)
        task.add_done_callback(self._touching.discard)

    async def _store_touch(self, token: str) -> None:
        try:
            await asyncio.to_thread(self._mailbox.touch, token)
        except Exception as fault:
            # Nobody waits for it; the next minute tries again.
            log.warning("a session was not kept alive", error=type(fault).__name__)


def token_of(request: Request) -> str | None:
    """The bearer token as it was sent."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    token = token.strip()
    if kind.lower() != "bearer" or not token or len(token) > MOST_TOKEN_CHARACTERS:
        return None
    return token
