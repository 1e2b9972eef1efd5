"""What breaks on our side is said honestly, with the same headers as every other answer."""

from __future__ import annotations

import structlog
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.journal import traced

RETRY_SECONDS = 5

log = structlog.get_logger(__name__)


class HonestFailure:
    """ASGI middleware, innermost: an error becomes a 503, unless an answer has begun.

    Starlette's own handler stands outside all middleware, so another site's browser would see its
    answer without the header that lets it be read, and take it for a lost connection.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def send_noting(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, send_noting)
        except Exception as fault:
            if scope["type"] != "http" or begun:
                raise
            # Most likely the database is away for a moment; nothing was stored that was not
            # acknowledged.
            log.error("a request failed", error=traced(fault))
            sentence = "That did not work just now. Please try again in a moment."
            body = {"error": sentence, "code": "not_now"}
            refusal = JSONResponse(body, 503, {"Retry-After": str(RETRY_SECONDS)})
            await refusal(scope, receive, send)
