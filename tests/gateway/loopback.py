"""Real servers on loopback: any ASGI app, and a stand-in that speaks the Rasa channel's wire."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

KEY = "the-key-of-this-test"


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()


@contextmanager
def serving(app: Starlette, **more: object) -> Iterator[str]:
    """The app on a free port, as its address; `more` is for uvicorn."""
    # Made anew from its number, as the gateway's is: the loop then knows that it is TCP and sends
    # small answers at once instead of forty milliseconds later.
    listener = socket.socket(fileno=socket.create_server(("127.0.0.1", 0)).detach())
    # ws off: uvicorn needs a newer websockets than Rasa allows.
    server = _Server(uvicorn.Config(app, log_level="critical", lifespan="on", ws="none", **more))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        assert server.up.wait(10), "the server did not start"
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()
        assert not thread.is_alive(), "the server did not stop"


def closed_address() -> str:
    """An address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


class WireRasa:
    """Answers as `AfterglowChannel` does, as its text asks it to; keeps what it got.

    `answers` holds the structured answer (design §3.3) for a text, where a test needs one. A
    message that is delivered again gets what it got before.
    """

    def __init__(self) -> None:
        self.received: list[dict] = []
        self.answers: dict[str, dict] = {}
        self.said: dict[str, list[dict]] = {}
        self.memory: dict | None = None
        self.at_once = self.most_at_once = 0
        self.is_ready = self.actions_ready = True
        self.is_mute = False
        self.release = threading.Event()

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/webhooks/afterglow/health", self.health),
                Route("/webhooks/afterglow/message", self.message, methods=["POST"]),
                Route("/health", self.actions_health),
            ]
        )

    async def health(self, request: Request) -> Response:
        if request.headers.get("x-afterglow-key") != KEY:
            return JSONResponse({"error": "key"}, 403)
        return JSONResponse({}, 200 if self.is_ready else 503)

    async def actions_health(self, _: Request) -> Response:
        return JSONResponse({}, 200 if self.actions_ready else 503)

    async def message(self, request: Request) -> Response:
        if request.headers.get("x-afterglow-key") != KEY:
            return JSONResponse({"error": "key"}, 403)
        turn = await request.json()
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            return await self._answer(turn)
        finally:
            self.at_once -= 1

    async def _answer(self, turn: dict) -> Response:
        self.received.append(turn)
        text = turn["text"]
        if turn["again"] and turn["message"] in self.said:
            return JSONResponse({"messages": self.said[turn["message"]]})
        if "hangs" in text:
            await asyncio.to_thread(self.release.wait, 30)
        if "breaks" in text:
            return JSONResponse({"error": "no"}, 500)
        if "garbles" in text:
            return PlainTextResponse("{not json")
        if "misshapes" in text:
            return JSONResponse({"messages": [7]})
        if self.is_mute:
            return JSONResponse({"messages": []})
        buttons = [{"title": "Makeup", "payload": '/topic{"topic":"makeup"}'}] * ("menu" in text)
        custom = {"aftercare": self.answers.get(text, {"kind": "answer"})}
        custom |= {"memory": self.memory} if self.memory else {}
        answer = {"text": f"You said: {text}", "buttons": buttons, "custom": custom}
        self.said[turn["message"]] = [answer]
        return JSONResponse({"messages": [answer]})
