"""A backend that speaks the widget's HTTP contract and answers what a test wants, also badly."""

from __future__ import annotations

import asyncio
import base64
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.widget.script import PAGES, joined
from tests.widget.fake_conversation import Conversation, stream
from tests.widget.scripted import TIMELINE, TIMELINE_WITHOUT_DAY, answer_to

CSP = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
FOR_OTHER_SITES: dict[str, Any] = {
    "allow_origins": ["*"],
    "allow_methods": ["GET", "POST", "DELETE"],
    "allow_headers": ["authorization", "content-type", "last-event-id"],
}
PATIENTS = [
    {"reference": "P-AVA", "title": "Ava, treated today", "day": 0},
    {"reference": "P-BEN", "title": "Ben, treated 3 days ago", "day": 3},
]
HOST_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Host</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<script type="module" src="/widget/afterglow-chat.js"></script></head>
<body><main><h1>A clinic's page</h1><afterglow-chat {attributes}></afterglow-chat></main></body>
</html>"""


class FakeClinic:
    """Keeps its conversations over a restart of the server, as the real tables do."""

    def __init__(self) -> None:
        self.script = joined()
        self.tasks: set[asyncio.Task[None]] = set()
        self.reset()

    def reset(self) -> None:
        """As new, for the next test."""
        self.conversations: dict[str, Conversation] = {}
        self.answers: dict[str, list[dict[str, Any]]] = {}
        self.received: list[dict[str, Any]] = []
        self.failures: list[tuple[int, str]] = []
        self.facts: dict[str, Any] = {}
        self.recovery: dict[str, Any] | None = None
        self.embedding: tuple[str, int, dict[str, str]] = ("", 404, {})
        self.sessions_opened = 0
        self.opening_takes = 0.0
        self.holds_answers = False
        self.holds_acknowledgements = False
        self.holds_sessions = False
        self.loses_acknowledgements = 0

    def app(self) -> Starlette:
        """The routes of the contract, and a bare host page for odd attributes."""
        return Starlette(
            lifespan=self.take_up,
            middleware=[Middleware(CORSMiddleware, **FOR_OTHER_SITES)],
            routes=[
                Route("/", lambda _: page(FileResponse(PAGES / "clinic.html"))),
                Route("/plain", lambda _: page(FileResponse(PAGES / "plain.html"))),
                Route("/host", self.host),
                Route("/clinic", lambda _: HTMLResponse(*self.embedding)),
                Route("/widget/afterglow-chat.js", self.widget),
                Mount("/widget", StaticFiles(directory=PAGES)),
                Route("/demo/patients", lambda _: JSONResponse({"patients": PATIENTS})),
                Route("/demo/link", self.link, methods=["POST"]),
                Route("/api/session", self.open_session, methods=["POST"]),
                Route("/api/session", self.end_session, methods=["DELETE"]),
                Route("/api/messages", self.take, methods=["POST"]),
                Route("/api/events", self.events),
                Route("/api/timeline", self.timeline),
            ],
        )

    async def widget(self, _: Request) -> Response:
        return Response(self.script, media_type="text/javascript")

    async def host(self, request: Request) -> Response:
        attributes = unquote(request.url.query)
        answer = HTMLResponse(HOST_PAGE.format(attributes=attributes))
        return answer if attributes == "unguarded" else page(answer)

    async def link(self, request: Request) -> Response:
        claims = json.dumps({"sub": (await request.json())["reference"]}).encode()
        return JSONResponse({"token": f"h.{base64.urlsafe_b64encode(claims).decode()}.s"})

    async def open_session(self, request: Request) -> Response:
        while self.holds_sessions:
            await asyncio.sleep(0.02)
        asked = await request.json()
        await asyncio.sleep(self.opening_takes)
        token = asked["token"]
        if token == "expired":
            return refusal(401, "bad_token")
        session = secrets.token_urlsafe(16)
        self.sessions_opened += 1
        claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1])) if token else {}
        self.conversations[session] = Conversation(claims.get("sub"))
        facts = {
            "session": session,
            "patient": bool(token),
            "language": asked["language"] or "en",
            "clinic_phone": "+1 212 555 0100",
            "emergency_number": "911",
            **self.facts,
        }
        return JSONResponse(facts, 201)

    async def end_session(self, request: Request) -> Response:
        self.conversations.pop(session_of(request), None)
        return Response(status_code=204)

    async def take(self, request: Request) -> Response:
        conversation = self.conversations.get(session_of(request))
        if conversation is None:
            return refusal(401, "session_over")
        if self.failures:
            return refusal(*self.failures.pop(0))
        said = await request.json()
        known = [m for m in conversation.messages if m.get("client_id") == said["id"]]
        if known:
            return JSONResponse({"id": said["id"], "seq": known[0]["seq"]}, 202)
        text = said.get("text") or conversation.title_of(said.get("button"))
        if text is None:
            return refusal(400, "no_such_button")
        self.received.append(said)
        stored = conversation.add(**{"from": "patient", "text": text, "client_id": said["id"]})
        conversation.unanswered.append(text)
        self._answer_soon(conversation, text)
        if self.loses_acknowledgements:
            self.loses_acknowledgements -= 1
            return refusal(503, "busy")
        while self.holds_acknowledgements:
            await asyncio.sleep(0.02)
        return JSONResponse({"id": said["id"], "seq": stored["seq"]}, 202)

    @asynccontextmanager
    async def take_up(self, _: Starlette) -> AsyncIterator[None]:
        """After a start, answer what the last server did not."""
        for conversation in self.conversations.values():
            for text in conversation.unanswered:
                self._answer_soon(conversation, text)
        yield

    def _answer_soon(self, conversation: Conversation, text: str) -> None:
        # The loop keeps only a weak hold on its tasks.
        task = asyncio.get_running_loop().create_task(self._answer(conversation, text))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _answer(self, conversation: Conversation, text: str) -> None:
        # In the order of the conversation, as the real worker does.
        while self.holds_answers or conversation.unanswered[0] != text:
            await asyncio.sleep(0.02)
        for message in self.answers.get(text) or answer_to(text):
            conversation.add(**message)
        conversation.unanswered.remove(text)

    async def events(self, request: Request) -> Response:
        conversation = self.conversations.get(session_of(request))
        if conversation is None:
            return refusal(401, "session_over")
        after = int(request.headers.get("last-event-id", 0))
        return StreamingResponse(stream(conversation, after), media_type="text/event-stream")

    async def timeline(self, request: Request) -> Response:
        conversation = self.conversations.get(session_of(request))
        if conversation is None:
            return refusal(401, "session_over")
        if self.recovery is not None:
            return JSONResponse(self.recovery)
        days = [p["day"] for p in PATIENTS if p["reference"] == conversation.patient]
        structures = [m["aftercare"] for m in conversation.messages]
        told = [one.get("day") for one in structures if isinstance(one, dict)]
        day = next((d for d in [*days, *told] if isinstance(d, int)), None)
        known = {**TIMELINE, "day": day, "entries": [now(e, day) for e in TIMELINE["entries"]]}
        language = {"language": request.query_params["language"]}
        return JSONResponse({**(TIMELINE_WITHOUT_DAY if day is None else known), **language})


def now(entry: dict[str, Any], day: int | None) -> dict[str, Any]:
    """The entry, marked if it is today's."""
    last = entry["until_day"]
    is_now = day is not None and entry["from_day"] <= day and (last is None or day <= last)
    return {**entry, "now": is_now}


def session_of(request: Request) -> str:
    return request.headers.get("authorization", "").removeprefix("Bearer ")


def refusal(status: int, code: str) -> Response:
    headers = {"Retry-After": "1"} if status == 429 else {}
    return JSONResponse({"error": f"A sentence about {code}.", "code": code}, status, headers)


def page(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = CSP
    return response
