"""Who is asking: the session behind a request's bearer token, and nothing else about it."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable

import structlog
from starlette.requests import Request

from bot.gateway.request_body import Refused
from bot.journal import traced
from bot.mailbox import Mailbox, Visitor

# For so long a session is believed without asking the database again.
FRESH_SECONDS = 5.0
TOUCH_SECONDS = 30.0
MOST_REMEMBERED = 20_000
MOST_TOKEN_CHARACTERS = 200

log = structlog.get_logger(__name__)


class Visitors:
    """Sessions by their token, remembered for a few seconds.

    That a session is in use is stored for many of them at once: by itself each would cost the
    disk as much as a message does.
    """

    def __init__(self, mailbox: Mailbox, clock: Callable[[], float] = time.monotonic) -> None:
        self._mailbox = mailbox
        self._clock = clock
        self._known: OrderedDict[str, tuple[Visitor, float]] = OrderedDict()
        self._used: dict[str, float] = {}

    async def behind(self, request: Request, active: bool = True) -> Visitor:
        """The visitor. `active`: asking counts as using the session. Raises Refused."""
        token = token_of(request)
        visitor = await self.of(token) if token else None
        if token is None or visitor is None:
            raise Refused(401, "no_session", "This conversation has ended. Please start again.")
        if active:
            self._used[token] = self._clock()
        return visitor

    async def of(self, token: str) -> Visitor | None:
        """The visitor of a session that is neither over nor idle for too long."""
        known, now = self._known.get(token), self._clock()
        if known is not None and now - known[1] < FRESH_SECONDS:
            return known[0]
        visitor = await asyncio.to_thread(self._mailbox.visitor, token)
        if visitor is None:
            self._known.pop(token, None)
            return None
        self._known[token] = (visitor, now)
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
            self._used.pop(token, None)

    async def keep_alive(self) -> None:
        """Store from time to time which sessions were used. Ends only by being cancelled."""
        while True:
            await asyncio.sleep(TOUCH_SECONDS)
            used, self._used = self._used, {}
            try:
                if used:
                    await asyncio.to_thread(self._mailbox.touch, used)
            except Exception as fault:
                log.warning("sessions were not kept alive yet", error=traced(fault))
                self._used = {**used, **self._used}


def token_of(request: Request) -> str | None:
    """The bearer token as it was sent."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    token = token.strip()
    if kind.lower() != "bearer" or not token or len(token) > MOST_TOKEN_CHARACTERS:
        return None
    return token
