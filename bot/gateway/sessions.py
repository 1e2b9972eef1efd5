"""POST and DELETE /api/session: a signed link, or nothing, becomes a random session of our own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.gateway.buckets import Buckets
from bot.gateway.metrics import REFUSED, SESSIONS
from bot.gateway.request_body import Refused, optional_text, read_object
from bot.gateway.visitors import Visitors
from bot.mailbox import Mailbox

SECONDS_PER_HOUR = 3600.0
LANGUAGES = ("en", "es")


@dataclass(frozen=True)
class Clinic:
    """What the widget shows of the clinic."""

    phone: str
    emergency_number: str


class Sessions:
    """`patient_of` gives the patient's reference for a signed link, or None for a bad one.

    `conversation_of` does so for a link to a conversation that is held on a phone.
    `most` new sessions come from one address at once, and then so many in an hour.
    """

    def __init__(
        self,
        visitors: Visitors,
        mailbox: Mailbox,
        patient_of: Callable[[str], str | None],
        clinic: Clinic,
        most: int,
        conversation_of: Callable[[str], str | None],
    ) -> None:
        self._visitors = visitors
        self._mailbox = mailbox
        self._patient_of = patient_of
        self._clinic = clinic
        self._conversation_of = conversation_of
        self._buckets = Buckets(most, most / SECONDS_PER_HOUR)

    async def open(self, request: Request) -> Response:
        """A new conversation, of the link's patient or of nobody known; or the linked one."""
        wait = self._buckets.take(request.client.host if request.client else "")
        if wait:
            REFUSED.labels("too_many_sessions").inc()
            sentence = "Too many new chats from your connection. Please try again later."
            raise Refused(429, "too_many_sessions", sentence, retry_after=wait)
        given = await read_object(request)
        token = optional_text(given, "token", "bad_token")
        language = optional_text(given, "language")
        language = language if language in LANGUAGES else None
        if token is None:
            session = await asyncio.to_thread(self._mailbox.open_session, None, language)
        else:
            session = await asyncio.to_thread(self._linked, token, language)
        visitor = await self._visitors.of(session) if session else None
        if session is None or visitor is None:
            REFUSED.labels("bad_token").inc()
            sentence = "This link is not valid any more. Please ask the clinic for a new one."
            raise Refused(401, "bad_token", sentence)
        patient, language = visitor.patient, visitor.language
        SESSIONS.labels("patient" if patient else "visitor").inc()
        return JSONResponse(
            {
                "session": session,
                "patient": patient is not None,
                "language": language or LANGUAGES[0],
                "clinic_phone": self._clinic.phone,
                "emergency_number": self._clinic.emergency_number,
            },
            201,
        )

    def _linked(self, token: str, language: str | None) -> str | None:
        conversation = self._conversation_of(token)
        if conversation is not None:
            return self._mailbox.open_session_in(conversation)
        patient = self._patient_of(token)
        return self._mailbox.open_session(patient, language) if patient else None

    async def end(self, request: Request) -> Response:
        """204, also where there was none; what was sent is still answered and kept."""
        await self._visitors.end(request)
        return Response(status_code=204)
