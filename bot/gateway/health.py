"""GET /health: is everything there that answers patients; GET /ready: can messages be accepted."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.gateway.rasa_client import RasaClient
from bot.mailbox import Mailbox

# Anybody may ask; the parts behind us are asked no more often than this.
FRESH_SECONDS = 0.5
WORKER_SEEN = timedelta(seconds=15)


class Health:
    """What it finds is remembered for half a second."""

    def __init__(self, rasa: RasaClient, mailbox: Mailbox) -> None:
        self._rasa = rasa
        self._mailbox = mailbox
        self._asking = asyncio.Lock()
        self._asked_at = -FRESH_SECONDS
        self._missing: tuple[str, ...] = ()

    async def health(self, _: Request) -> Response:
        """503 with what is missing while a part starts or is down."""
        async with self._asking:
            if time.monotonic() - self._asked_at > FRESH_SECONDS:
                self._missing = await self._ask()
                self._asked_at = time.monotonic()
        if self._missing:
            body = {"status": "starting", "waiting_for": list(self._missing)}
            return JSONResponse(body, 503)
        return JSONResponse({"status": "ready"})

    async def ready(self, _: Request) -> Response:
        """Whether this gateway reaches its database; Rasa may be down, messages wait for it."""
        try:
            await asyncio.wait_for(asyncio.to_thread(self._mailbox.working, WORKER_SEEN), 3)
        except Exception as fault:
            return JSONResponse({"status": "starting", "error": type(fault).__name__}, 503)
        return JSONResponse({"status": "ready"})

    async def _ask(self) -> tuple[str, ...]:
        missing = await self._rasa.starting()
        try:
            working = await asyncio.to_thread(self._mailbox.working, WORKER_SEEN)
        except Exception:
            # What exactly is wrong with it is for the log of whoever uses it.
            return (*missing, "database")
        return missing if working else (*missing, "worker")
