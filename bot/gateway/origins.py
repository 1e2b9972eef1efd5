"""Which websites may talk to us from a visitor's browser: our own, and those that were named."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

GUARDED = ("/api/", "/demo/")
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Last-Event-ID",
    "Access-Control-Max-Age": "600",
}


class KnownOrigins:
    """ASGI middleware. `allowed` are origins such as https://www.clinic.example.

    Never allows credentials: no cookie is ever read, so no other site can lend one.
    """

    def __init__(self, app: ASGIApp, allowed: tuple[str, ...] = ()) -> None:
        self.app = app
        self._allowed = frozenset(allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(GUARDED):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if origin is None or _same(origin, headers.get("host", "")):
            await self.app(scope, receive, send)
        elif origin not in self._allowed or not scope["path"].startswith("/api/"):
            sentence = "This website may not use the chat. The clinic can allow it."
            refusal = JSONResponse({"error": sentence, "code": "bad_origin"}, 403)
            await refusal(scope, receive, send)
        elif scope["method"] == "OPTIONS":
            await Response(status_code=204, headers=_PREFLIGHT)(
                scope, receive, _allowing(send, origin)
            )
        else:
            await self.app(scope, receive, _allowing(send, origin))


def _same(origin: str, host: str) -> bool:
    """Whether the page came from us. Behind a proxy the scheme we see need not be the browser's."""
    return bool(host) and urlsplit(origin).netloc.lower() == host.lower()


def _allowing(send: Send, origin: str) -> Send:
    async def send_allowing(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Access-Control-Allow-Origin"] = origin
            headers["Access-Control-Expose-Headers"] = "Retry-After"
            headers.add_vary_header("Origin")
        await send(message)

    return send_allowing
