"""The gateway's web service, put together: the only thing of ours that faces the internet."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, Protocol

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from bot.gateway.events import Events
from bot.gateway.failures import HonestFailure
from bot.gateway.feedback import Feedback
from bot.gateway.headers import SafeHeaders
from bot.gateway.health import Health
from bot.gateway.hub import Hub
from bot.gateway.messages import Messages
from bot.gateway.metrics import Metrics, OpenCalls
from bot.gateway.origins import KnownOrigins
from bot.gateway.pages import Pages
from bot.gateway.rasa_client import RasaClient
from bot.gateway.request_body import Refused
from bot.gateway.sessions import LANGUAGES, Clinic, Sessions
from bot.gateway.visitors import Visitors
from bot.journal import traced
from bot.mailbox import Mailbox, Visitor
from bot.mailbox.writer import GroupWriter
from bot.wakeups import OUTBOX, Alarm, Bell

_CODES = {404: "not_found", 405: "bad_method"}
_SENTENCES = {404: "There is nothing at this address.", 405: "This address does not do that."}
FORGET_SECONDS = 600.0
# Between two looks for news of all streams, however often it rings.
LEAST_SECONDS = 0.02

log = structlog.get_logger(__name__)


class StaffDesk(Protocol):
    """The staff's pages, whoever makes them: `run` goes on while the gateway does."""

    app: ASGIApp

    async def run(self) -> None: ...

    def close(self) -> None: ...


@dataclass(frozen=True)
class Parts:
    """What the gateway is made of.

    `channels` are the addresses of the providers that bring messages from elsewhere; each of
    `closing` is waited for at the end. `recovery(visitor, language)` is the dated timeline as plain
    values; without a language, in the conversation's.
    """

    mailbox: Mailbox
    writer: GroupWriter
    rasa: RasaClient
    clean: Callable[[str], str]
    suspects: Callable[[str], bool]
    patient_of: Callable[[str], str | None]
    conversation_of: Callable[[str], str | None]
    recovery: Callable[[Visitor, str | None], Mapping[str, Any]]
    clinic: Clinic
    pages: Pages
    origins: tuple[str, ...] = ()
    new_sessions: int = 60
    channels: tuple[Route, ...] = ()
    closing: tuple[Callable[[], Awaitable[None]], ...] = ()
    open_calls: Callable[[], OpenCalls] = lambda: ({}, None)
    warnings: Callable[[], Sequence[str]] = tuple
    staff: StaffDesk | None = None
    bell: Bell | None = None


def create_app(parts: Parts) -> Starlette:
    """The application; it begins to watch for replies when it is served."""
    hub = Hub(parts.mailbox, Alarm(parts.bell, OUTBOX, LEAST_SECONDS))
    visitors = Visitors(parts.mailbox)
    sessions = Sessions(
        visitors,
        parts.mailbox,
        parts.patient_of,
        parts.clinic,
        parts.new_sessions,
        parts.conversation_of,
    )
    messages = Messages(visitors, parts.mailbox, parts.writer, parts.clean, parts.suspects)
    events = Events(visitors, parts.mailbox, hub)
    health = Health(parts.rasa, parts.mailbox)

    async def timeline(request: Request) -> Response:
        visitor = await visitors.behind(request)
        asked = request.query_params.get("language")
        asked = asked if asked in LANGUAGES else None
        return JSONResponse(await asyncio.to_thread(parts.recovery, visitor, asked))

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        app.state.hub = hub
        app.state.closing = [hub.close, *([parts.staff.close] if parts.staff else [])]
        steps = [hub.run(), visitors.keep_alive(), _forget(parts.mailbox)]
        steps += [parts.staff.run()] if parts.staff else []
        helpers = [asyncio.create_task(step) for step in steps]
        yield
        for close in app.state.closing:
            close()
        for helper in helpers:
            helper.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*helpers)
        for close in (parts.rasa.close, *parts.closing):
            await close()
        await asyncio.to_thread(parts.writer.close)

    return Starlette(
        routes=[
            *parts.pages.routes(),
            Route("/health", health.health),
            Route("/ready", health.ready),
            Route("/metrics", Metrics(parts.mailbox, parts.open_calls, parts.warnings).get),
            Route("/api/session", sessions.open, methods=["POST"]),
            Route("/api/session", sessions.end, methods=["DELETE"]),
            Route("/api/feedback", Feedback(visitors, parts.mailbox).post, methods=["POST"]),
            Route("/api/messages", messages.post, methods=["POST"]),
            Route("/api/events", events.get),
            Route("/api/timeline", timeline),
            *parts.channels,
            *([Mount("/staff", parts.staff.app)] if parts.staff else []),
        ],
        middleware=[
            Middleware(SafeHeaders),
            Middleware(KnownOrigins, allowed=parts.origins),
            Middleware(HonestFailure),
        ],
        exception_handlers={Refused: _refused, HTTPException: _http_error},
        lifespan=lifespan,
    )


async def _forget(mailbox: Mailbox) -> None:
    while True:
        await asyncio.sleep(FORGET_SECONDS)
        try:
            await asyncio.to_thread(mailbox.forget_idle_sessions)
        except Exception as fault:
            log.warning("idle sessions were not removed", error=traced(fault))


async def _refused(_: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Refused)
    body = {"error": refusal.sentence, "code": refusal.code}
    wait = refusal.retry_after
    return JSONResponse(body, refusal.status, {"Retry-After": str(wait)} if wait else None)


async def _http_error(_: Request, fault: Exception) -> Response:
    assert isinstance(fault, HTTPException)
    body = {
        "error": _SENTENCES.get(fault.status_code, fault.detail),
        "code": _CODES.get(fault.status_code, "refused"),
    }
    return JSONResponse(body, fault.status_code, headers=fault.headers)
