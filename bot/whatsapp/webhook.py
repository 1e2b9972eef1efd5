"""Where the provider delivers: nothing unsigned is even parsed, nothing unstored acknowledged."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.gateway.metrics import REFUSED
from bot.gateway.request_body import Refused, read_bytes
from bot.whatsapp.provider import Provider
from bot.whatsapp.receiving import NotStored, Receiver
from bot.whatsapp.records import Status, Unreadable

META_BYTES = 3 * 1024 * 1024
TWILIO_BYTES = 64 * 1024
# Twilio takes an empty page of its own language for "say nothing just now".
_EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>'

log = structlog.get_logger(__name__)


class Webhook:
    """The provider's addresses. `take_statuses` stores how far our own messages got.

    Only the chosen provider has addresses at all. What is refused is told in a word, and the log
    has counts: a body may hold what patients wrote, and a right signature would open the door.
    """

    def __init__(
        self,
        provider: Provider,
        receiver: Receiver,
        take_statuses: Callable[[Sequence[Status]], object],
    ) -> None:
        self._provider = provider
        self._receiver = receiver
        self._take_statuses = take_statuses

    def routes(self) -> tuple[Route, ...]:
        """Where the provider is told to deliver."""
        if self._provider.name == "meta":
            return (Route("/whatsapp/meta", self._meta, methods=["GET", "POST"]),)
        return (
            Route("/whatsapp/twilio", self._twilio, methods=["POST"]),
            Route("/whatsapp/twilio/status", self._twilio, methods=["POST"]),
        )

    async def _meta(self, request: Request) -> Response:
        if request.method != "POST":
            answer = self._provider.setup_answer(request.query_params)
            if answer is None:
                raise _refused(403, "bad_token", "The verify token is missing or wrong.")
            return PlainTextResponse(answer)
        await self._take(request, META_BYTES)
        return PlainTextResponse("ok")

    async def _twilio(self, request: Request) -> Response:
        await self._take(request, TWILIO_BYTES)
        return Response(_EMPTY_TWIML, media_type="text/xml")

    async def _take(self, request: Request, most_bytes: int) -> None:
        """All that a request tells, on the disk. Raises Refused."""
        query = request.scope["query_string"].decode("latin-1")
        body = await read_bytes(request, most_bytes)
        genuine = self._provider.is_genuine
        if not await asyncio.to_thread(genuine, request.headers, body, query):
            log.warning("an unsigned request was refused", bytes=len(body))
            raise _refused(403, "not_signed", "The signature is missing or wrong.")
        try:
            batch = await asyncio.to_thread(self._provider.read, body, request.headers, query)
        except Unreadable:
            log.warning("a signed request could not be read", bytes=len(body))
            raise _refused(400, "unreadable", "The body is not what was expected.") from None
        if batch.skipped:
            log.warning("parts of a request were no message for us", parts=batch.skipped)
        try:
            await self._receiver.accept(batch.messages)
        except NotStored:
            sentence = "It could not be stored just now; please deliver it again."
            raise _refused(503, "not_stored", sentence, retry_after=5) from None
        if batch.statuses:
            await asyncio.to_thread(self._take_statuses, batch.statuses)


def _refused(status: int, code: str, sentence: str, retry_after: int | None = None) -> Refused:
    REFUSED.labels(f"whatsapp_{code}").inc()
    return Refused(status, code, sentence, retry_after=retry_after)
