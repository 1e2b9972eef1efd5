"""The desk as one web application, for the gateway to mount at /staff."""

from __future__ import annotations

import asyncio

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.journal import traced
from bot.staff.guard import Guard
from bot.staff.headers import DeskHeaders
from bot.staff.keys import form_key
from bot.staff.live import Bell
from bot.staff.parts import StaffParts
from bot.staff.rendering import Rendering
from bot.staff.table import PAGES

FORGET_SECONDS = 600.0

log = structlog.get_logger(__name__)


class Site:
    """`app` is what is mounted; `run` goes on while the gateway does."""

    def __init__(self, parts: StaffParts) -> None:
        self._parts = parts
        self._bell = Bell()
        rendering = Rendering(PAGES, parts.settings.timezone)
        guard = Guard(parts, rendering, form_key(parts.settings.signing_secret()))
        self.app = Starlette(
            routes=[Route(p.path, guard.endpoint(p), methods=p.methods) for p in PAGES],
            middleware=[Middleware(DeskHeaders)],
            exception_handlers={HTTPException: _http_error},
        )
        self.app.state.bell = self._bell

    async def run(self) -> None:
        """Ends only by being cancelled."""
        await asyncio.gather(self._bell.watch(self._parts.mailbox), self._forget())

    def close(self) -> None:
        """Let every stream end."""
        self._bell.close()

    async def _forget(self) -> None:
        while True:
            await asyncio.sleep(FORGET_SECONDS)
            try:
                await asyncio.to_thread(self._parts.accounts.forget_old_staff_sessions)
            except Exception as fault:
                log.warning("old logins were not removed", error=traced(fault))


async def _http_error(_: Request, fault: Exception) -> Response:
    assert isinstance(fault, HTTPException)
    sentence = "There is nothing at this address." if fault.status_code == 404 else fault.detail
    return PlainTextResponse(sentence, fault.status_code, headers=fault.headers)
