"""Lets a route cut the connection instead of answering, as a network does."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send


class Cuttable:
    """ASGI middleware, outermost: routes find the connection in the scope."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # ASGI has no word for it; uvicorn's own object behind `send` holds the connection.
        cycle = getattr(send, "__self__", None)
        scope["cut"] = getattr(getattr(cycle, "transport", None), "abort", None)
        await self.app(scope, receive, send)


async def cut(request: Request) -> Response:
    """Ends the connection without a byte. What is returned reaches nobody."""
    abort = request.scope.get("cut")
    if abort is not None:
        abort()
        # The connection's end is noticed on the loop's next round.
        await asyncio.sleep(0.01)
    return Response(status_code=500)
