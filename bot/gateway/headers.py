"""Headers that every answer carries, so that a page of ours runs only what is ours."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
# The widget's files hold nothing of anybody's, and another site's page must be able to load them.
OPEN_FILES = "/widget/"


class SafeHeaders:
    """ASGI middleware: adds HEADERS; browsers keep nothing but the files of the widget."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    # The staff's pages are stricter still.
                    headers.setdefault(name, value)
                is_open = scope["path"].startswith(OPEN_FILES)
                headers["Cache-Control"] = "no-cache" if is_open else "no-store"
                if is_open:
                    headers["Access-Control-Allow-Origin"] = "*"
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)
