"""POST /api/messages: what a patient sends, safely stored before it is said to be."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.gateway.buckets import Buckets
from bot.gateway.metrics import ACCEPTED, REFUSED
from bot.gateway.request_body import MOST_CHARACTERS, Refused, optional_text, read_object
from bot.gateway.visitors import Visitors
from bot.journal import traced
from bot.mailbox import Accepted, Arrival, Mailbox, Visitor
from bot.mailbox.writer import GroupWriter, WriterBusy

BURST, PER_SECOND = 60, 1.0
# Danger is heard beyond that, but not without any end.
DANGER_BURST, DANGER_PER_SECOND = 20, 0.5
STORE_SECONDS = 12.0
# A text of this length is hardly the first part of a sentence.
WHOLE_CHARACTERS = 60
# Longer ones would keep the other visitors waiting while they are read.
QUICK_CHARACTERS = 600
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_NOT_STORED = "Your message could not be stored. Please send it again in a moment."

log = structlog.get_logger(__name__)


class Messages:
    """`clean` makes typed text plain; `suspects` says whether a text may speak of danger."""

    def __init__(
        self,
        visitors: Visitors,
        mailbox: Mailbox,
        writer: GroupWriter,
        clean: Callable[[str], str],
        suspects: Callable[[str], bool],
    ) -> None:
        self._visitors = visitors
        self._mailbox = mailbox
        self._writer = writer
        self._clean = clean
        self._suspects = suspects
        self._buckets = Buckets(BURST, PER_SECOND)
        self._danger_buckets = Buckets(DANGER_BURST, DANGER_PER_SECOND)

    async def post(self, request: Request) -> Response:
        """202 once it is durable; the same id again is stored once and gets the same answer."""
        visitor = await self._visitors.behind(request)
        wait = self._buckets.take(visitor.conversation)
        try:
            given = await read_object(request)
            name = _id(given)
            arrival = await self._arrival(visitor, name, given, limited=bool(wait))
            if wait and not arrival.urgent:
                raise _slow_down(wait)
            if wait and (longer := self._danger_buckets.take(visitor.conversation)):
                raise _slow_down(longer)
        except Refused as refusal:
            REFUSED.labels(refusal.code).inc()
            raise
        accepted = await self._store(arrival)
        ACCEPTED.inc()
        return JSONResponse({"id": name, "seq": accepted.seq}, 202)

    async def _arrival(
        self, visitor: Visitor, name: str, given: dict[str, Any], limited: bool
    ) -> Arrival:
        """All else in the request (sender, channel, metadata) is not even looked at."""
        pressed = optional_text(given, "button", "no_such_button")
        typed = optional_text(given, "text", "bad_text")
        if (pressed is None) == (typed is None):
            raise Refused(400, "bad_text", "Please send either a `text` or a `button`.")
        external_id = f"{visitor.conversation}/{name}"
        if typed is None:
            if limited:
                return Arrival("web", external_id, visitor.conversation, "")
            button = await asyncio.to_thread(
                self._mailbox.button, visitor.conversation, pressed[:100]
            )
            if button is None:
                raise Refused(
                    400,
                    "no_such_button",
                    "This button is no longer in use. Please type your message.",
                )
            title, says = button["title"], button["says"]
            return Arrival("web", external_id, visitor.conversation, title, says=says)
        text = self._clean(typed)
        if not text.strip():
            raise Refused(400, "bad_text", "The message is empty. Please write something.")
        quick = len(text) <= QUICK_CHARACTERS
        urgent = self._suspects(text) if quick else await asyncio.to_thread(self._suspects, text)
        if len(text) > MOST_CHARACTERS and not urgent:
            # Refused, not cut: half a message could mean the opposite. Red flags come first.
            raise Refused(
                400,
                "too_long",
                f"Your message is {len(text)} characters long. Please send at most "
                f"{MOST_CHARACTERS} at a time; nothing was sent.",
            )
        return Arrival(
            "web",
            external_id,
            visitor.conversation,
            text,
            urgent=urgent,
            whole=is_whole(text),
        )

    async def _store(self, arrival: Arrival) -> Accepted:
        try:
            stored = asyncio.wrap_future(self._writer.submit(arrival))
            return await asyncio.wait_for(stored, STORE_SECONDS)
        except (WriterBusy, asyncio.TimeoutError):
            REFUSED.labels("busy").inc()
            raise Refused(503, "busy", _NOT_STORED, retry_after=5) from None
        except Exception as fault:
            log.error("a message could not be stored", error=traced(fault))
            REFUSED.labels("not_stored").inc()
            raise Refused(503, "not_stored", _NOT_STORED, retry_after=5) from None


def is_whole(text: str) -> bool:
    """Whether a text needs no second one to be understood, so that its answer need not wait."""
    return text.rstrip(" )\"'”»").endswith(("?", "？")) or len(text) >= WHOLE_CHARACTERS


def _id(given: dict[str, Any]) -> str:
    name = optional_text(given, "id", "bad_id")
    if name is None or not _ID.fullmatch(name):
        raise Refused(
            400, "bad_id", "`id` must be 1 to 64 letters, digits, - or _, new for each message."
        )
    return name


def _slow_down(seconds: int) -> Refused:
    sentence = "That was a lot at once. Please wait a moment and send it again."
    return Refused(429, "slow_down", sentence, retry_after=seconds)
