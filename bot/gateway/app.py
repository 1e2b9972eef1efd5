"""The web service of the demo: chat page, health, sessions, messages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.gateway.demo import UNKNOWN_VISITOR, DemoPatient
from bot.gateway.headers import SafeHeaders
from bot.gateway.request_body import MOST_CHARACTERS, Refused, optional_text, read_object
from bot.gateway.sessions import Session, Sessions
from bot.gateway.turns import Turns

COOKIE = "afterglow_session"
STATIC = Path(__file__).parent / "static"


def create_app(
    turns: Turns,
    clean: Callable[[str], str],
    patients: Callable[[], Sequence[DemoPatient]],
    sessions: Sessions | None = None,
) -> Starlette:
    """`patients` lists whom a visitor may speak as; without a demo it returns nobody.

    `clean` makes typed text plain: no control characters, no leading `/` that Rasa would obey.
    """
    gateway = _Gateway(turns, clean, patients, sessions or Sessions())

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await turns.rasa.close()

    return Starlette(
        routes=[
            Route("/", gateway.page),
            Route("/health", gateway.health),
            Route("/api/patients", gateway.list_patients),
            Route("/api/session", gateway.open_session, methods=["POST"]),
            Route("/api/message", gateway.message, methods=["POST"]),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        middleware=[Middleware(SafeHeaders)],
        exception_handlers={Refused: _refused, HTTPException: _http_error},
        lifespan=lifespan,
    )


class _Gateway:
    def __init__(
        self,
        turns: Turns,
        clean: Callable[[str], str],
        patients: Callable[[], Sequence[DemoPatient]],
        sessions: Sessions,
    ) -> None:
        self._turns = turns
        self._clean = clean
        self._patients = patients
        self._sessions = sessions

    async def page(self, _: Request) -> Response:
        return FileResponse(STATIC / "index.html")

    async def health(self, _: Request) -> Response:
        missing = await self._turns.rasa.starting()
        if missing:
            return JSONResponse({"status": "starting", "waiting_for": list(missing)}, 503)
        return JSONResponse({"status": "ready"})

    def list_patients(self, _: Request) -> Response:
        people = self._patients()
        return JSONResponse(
            {
                "demo": bool(people),
                "patients": [
                    {"reference": person.reference, "title": person.title, "day": person.day}
                    for person in [*people, UNKNOWN_VISITOR]
                ],
            }
        )

    async def open_session(self, request: Request) -> Response:
        patient = optional_text(await read_object(request), "patient")
        known = {person.reference for person in await asyncio.to_thread(self._patients)}
        if patient is not None and patient not in known:
            raise Refused(404, "There is no such demo patient.")
        self._sessions.close(request.cookies.get(COOKIE))
        response = JSONResponse({"patient": patient})
        response.set_cookie(
            COOKIE,
            self._sessions.open(patient),
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
        return response

    async def message(self, request: Request) -> Response:
        given = await read_object(request)
        session = self._sessions.find(request.cookies.get(COOKIE))
        if session is None:
            raise Refused(401, "This conversation has ended. Please start a new one.")
        text, shown = self._said(session, given)
        if len(shown) > MOST_CHARACTERS:
            return await self._too_long(session, shown)
        return JSONResponse({"messages": await self._turns.answer(session, text, shown)})

    async def _too_long(self, session: Session, text: str) -> Response:
        """Refused, not cut: half a message could mean the opposite. Red flags come first."""
        if flagged := await self._turns.red_flag(session, text):
            return JSONResponse({"messages": [flagged]})
        raise Refused(
            400,
            f"Your message is {len(text)} characters long. Please send at most "
            f"{MOST_CHARACTERS} at a time; nothing was sent.",
        )

    def _said(self, session: Session, given: dict) -> tuple[str, str]:
        """What Rasa gets, and what the patient saw of it. All else in the request is ignored."""
        pressed, typed = optional_text(given, "button"), optional_text(given, "text")
        if (pressed is None) == (typed is None):
            raise Refused(400, "Please send either a `text` or a `button`.")
        if pressed is not None:
            button = session.offered(pressed)
            if button is None:
                raise Refused(400, "This button is no longer in use. Please type your message.")
            return button.payload, button.title
        assert typed is not None
        text = self._clean(typed)
        if not text.strip():
            raise Refused(400, "The message is empty. Please write something.")
        return text, text


async def _refused(_: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Refused)
    return JSONResponse({"error": refusal.sentence}, refusal.status)


async def _http_error(_: Request, fault: Exception) -> Response:
    assert isinstance(fault, HTTPException)
    return JSONResponse({"error": fault.detail}, fault.status_code, headers=fault.headers)
