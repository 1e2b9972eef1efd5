"""POST /api/feedback: a thumb for one answer of the visitor's own conversation."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from bot.gateway.buckets import Buckets
from bot.gateway.request_body import Refused, read_object
from bot.gateway.visitors import Visitors
from bot.mailbox import Mailbox
from bot.mailbox.feedback_book import THUMBS

BURST, PER_SECOND = 20, 0.5
MOST_SEQ = 10**9


class Feedback:
    """What is said of an answer changes no conversation: it is for the clinic's own list."""

    def __init__(self, visitors: Visitors, mailbox: Mailbox) -> None:
        self._visitors = visitors
        self._mailbox = mailbox
        self._buckets = Buckets(BURST, PER_SECOND)

    async def post(self, request: Request) -> Response:
        """204; the last thumb counts, and null takes it back."""
        visitor = await self._visitors.behind(request)
        if wait := self._buckets.take(visitor.conversation):
            sentence = "That was a lot at once. Please wait a moment."
            raise Refused(429, "slow_down", sentence, retry_after=wait)
        given = await read_object(request)
        seq, thumb = given.get("seq"), given.get("thumb")
        if type(seq) is not int or not 0 < seq < MOST_SEQ:
            raise Refused(400, "bad_seq", "`seq` must be the number of an answer.")
        if thumb is not None and thumb not in THUMBS:
            raise Refused(400, "bad_thumb", "`thumb` must be up, down or null.")
        kept = await asyncio.to_thread(
            self._mailbox.give_thumb, visitor.conversation, seq, thumb
        )
        if not kept:
            raise Refused(404, "no_such_answer", "There is no such answer in this conversation.")
        return Response(status_code=204)
