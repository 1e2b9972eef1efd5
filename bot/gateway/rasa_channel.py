"""Rasa's side of the wire: takes one message from a worker, returns all the bot said to it.

Runs inside the Rasa server, on loopback. Only our own processes know the key, so conversation and
metadata can be believed, and a text that begins with `/` is a button that we issued. A message
that is delivered again, because the answer to it got lost, is not taken a second time: what was
said to it is read back from the conversation.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import os
from collections.abc import Awaitable, Callable
from typing import Any
from weakref import WeakValueDictionary

from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.core.tracker_store import TrackerStore
from rasa.shared.exceptions import RasaException
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from bot.gateway.log_privacy import keep_messages_out_of_logs
from bot.gateway.turns import BadTurn, Turn, read_turn
from bot.serving.actions_inside import ActionsInside
from bot.serving.history import begin_turn, ensure_kept
from bot.serving.prepared import prepare
from bot.serving.recorded import recorded
from bot.serving.settled import settle

KEY_HEADER = "X-Afterglow-Key"

logger = logging.getLogger(__name__)


class TurnCollector(OutputChannel):
    """Keeps each bot message whole; Rasa's own collector splits text, buttons and custom apart."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        return "afterglow"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        self.messages.append(_whole(message))


class AfterglowChannel(InputChannel):
    """POST /webhooks/afterglow/message: {conversation, text, metadata, …} -> {messages}."""

    def __init__(self, key: str, actions_inside: bool = False) -> None:
        self._key = key.encode()
        self._actions = ActionsInside() if actions_inside else None
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._running: set[asyncio.Task] = set()
        self._warming: asyncio.Task | None = None

    @classmethod
    def name(cls) -> str:
        return "afterglow"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> AfterglowChannel:
        """Raises RasaException if the key is empty or its variable is not set."""
        key = os.path.expandvars(str((credentials or {}).get("key") or "")).strip()
        if not key or "${" in key:
            raise RasaException(
                "The afterglow channel has no key. Set AFTERGLOW_CHANNEL_KEY to a long random "
                "value, or start everything with `afterglow serve`, which makes one."
            )
        keep_messages_out_of_logs()
        # A Rasa that `afterglow serve` has not started asks the server that its endpoints name.
        return cls(key, os.environ.get("AFTERGLOW_ACTIONS") == "inside")

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        routes = Blueprint("afterglow_channel")

        @routes.listener("after_server_start")
        async def ready_agent(app: Sanic, _: asyncio.AbstractEventLoop) -> None:
            prepare(app.ctx.agent, self._actions)

        @routes.get("/health")
        async def health(request: Request) -> HTTPResponse:
            if not self._is_ours(request):
                return _refused(403, "The key is missing or wrong.")
            if not _has_model(request):
                return _refused(503, "Rasa runs without a model.")
            if not await self._is_warm(request.app.ctx.agent):
                return _refused(503, "Rasa is warming up.")
            return json_response({"status": "ready"})

        @routes.get("/ready")
        async def ready(request: Request) -> HTTPResponse:
            # For probes, which cannot hold a key: all it tells is whether messages would be read.
            warm = _has_model(request) and await self._is_warm(request.app.ctx.agent)
            return json_response({}, status=200 if warm else 503)

        @routes.post("/message")
        async def message(request: Request) -> HTTPResponse:
            if not self._is_ours(request):
                return _refused(403, "The key is missing or wrong.")
            try:
                turn = read_turn(request.body)
            except BadTurn as fault:
                return _refused(400, str(fault))
            if not _has_model(request):
                return _refused(503, "Rasa runs without a model.")
            store = request.app.ctx.agent.tracker_store
            running = asyncio.create_task(self._take(turn, store, on_new_message))
            self._running.add(running)
            running.add_done_callback(self._running.discard)
            try:
                # A turn that has begun is finished and stored, even when nobody waits any more:
                # Rasa would cancel it where it stands.
                messages = await asyncio.shield(running)
            except Exception as fault:
                # Only the kind: an exception's own words may quote the patient.
                logger.error("A turn failed inside Rasa: %s", type(fault).__name__)
                return _refused(500, "The message could not be handled.")
            return json_response({"messages": messages})

        return routes

    async def _take(
        self,
        turn: Turn,
        store: TrackerStore,
        on_new_message: Callable[[UserMessage], Awaitable[Any]],
    ) -> list[dict[str, Any]]:
        # Held while a turn is looked for and while it is made: a message delivered again must
        # find the first delivery either not begun or stored.
        lock = self._turns.setdefault(turn.conversation, asyncio.Lock())
        async with lock:
            said = await recorded(store, turn.conversation, turn.message) if turn.again else []
            if said:
                return [_whole(message) for message in said]
            collector = TurnCollector()
            begin_turn()
            await on_new_message(
                UserMessage(
                    turn.text,
                    collector,
                    turn.conversation,
                    input_channel=self.name(),
                    message_id=turn.message,
                    metadata=turn.metadata,
                )
            )
            # An answer that was made without what was said before is none.
            ensure_kept()
            return collector.messages

    async def _is_warm(self, agent: Agent) -> bool:
        """Whether a first text has been read. It takes seconds, and no patient should wait so."""
        if self._warming is None:
            self._warming = asyncio.create_task(self._warm(agent))
        return self._warming.done()

    async def _warm(self, agent: Agent) -> None:
        if self._actions is not None:
            await self._actions.warm()
        await agent.parse_message("hello")
        settle()

    def _is_ours(self, request: Request) -> bool:
        given = request.headers.get(KEY_HEADER, "").encode("utf-8", "surrogateescape")
        return hmac.compare_digest(given, self._key)


def _whole(message: dict[str, Any]) -> dict[str, Any]:
    return {
        "text": message.get("text") or "",
        "buttons": list(message.get("buttons") or ()),
        "custom": dict(message.get("custom") or {}),
    }


def _has_model(request: Request) -> bool:
    agent = getattr(request.app.ctx, "agent", None)
    return agent is not None and agent.is_ready()


def _refused(status: int, sentence: str) -> HTTPResponse:
    return json_response({"error": sentence}, status=status)
