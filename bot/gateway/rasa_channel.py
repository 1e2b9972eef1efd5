"""Rasa's side of the wire: takes one message from the gateway, returns all the bot said to it.

Runs inside the Rasa server, on loopback. Only the gateway knows the key, so conversation and
metadata can be believed, and a text that begins with `/` is a button that we issued.
"""

from __future__ import annotations

import hmac
import json
import logging
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.shared.exceptions import RasaException
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from bot.gateway.log_privacy import keep_messages_out_of_logs

KEY_HEADER = "X-Afterglow-Key"

logger = logging.getLogger(__name__)


class BadTurn(ValueError):
    """The request is not one of ours; the text says what is wrong with it."""


@dataclass(frozen=True)
class Turn:
    """One message of one conversation, with what the gateway knows about its author."""

    conversation: str
    text: str
    metadata: dict[str, Any]


class TurnCollector(OutputChannel):
    """Keeps each bot message whole; Rasa's own collector splits text, buttons and custom apart."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        return "afterglow"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        self.messages.append(
            {
                "text": message.get("text") or "",
                "buttons": list(message.get("buttons") or ()),
                "custom": dict(message.get("custom") or {}),
            }
        )


class AfterglowChannel(InputChannel):
    """POST /webhooks/afterglow/message: {conversation, text, metadata} -> {messages}."""

    def __init__(self, key: str) -> None:
        self._key = key.encode()

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
        return cls(key)

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        routes = Blueprint("afterglow_channel")

        @routes.get("/health")
        async def health(request: Request) -> HTTPResponse:
            if not self._is_ours(request):
                return _refused(403, "The key is missing or wrong.")
            if not _has_model(request):
                return _refused(503, "Rasa runs without a model.")
            return json_response({"status": "ready"})

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
            collector = TurnCollector()
            try:
                await on_new_message(
                    UserMessage(
                        turn.text,
                        collector,
                        turn.conversation,
                        input_channel=self.name(),
                        metadata=turn.metadata,
                    )
                )
            except Exception as fault:
                # Only the kind: an exception's own words may quote the patient.
                logger.error("A turn failed inside Rasa: %s", type(fault).__name__)
                return _refused(500, "The message could not be handled.")
            return json_response({"messages": collector.messages})

        return routes

    def _is_ours(self, request: Request) -> bool:
        given = request.headers.get(KEY_HEADER, "").encode("utf-8", "surrogateescape")
        return hmac.compare_digest(given, self._key)


def read_turn(body: bytes) -> Turn:
    """Raises BadTurn with a sentence that names the field."""
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        raise BadTurn("The body is not JSON.") from None
    if not isinstance(given, dict):
        raise BadTurn("The body must be a JSON object.")
    for field in ("conversation", "text"):
        if not isinstance(given.get(field), str) or not given[field].strip():
            raise BadTurn(f"`{field}` must be a text that is not empty.")
    metadata = given.get("metadata")
    if not isinstance(metadata, dict):
        raise BadTurn("`metadata` must be an object.")
    if not isinstance(metadata.get("patient"), (str, type(None))):
        raise BadTurn("`metadata.patient` must be a reference or null.")
    try:
        date.fromisoformat(metadata["today"])
    except (KeyError, TypeError, ValueError):
        raise BadTurn("`metadata.today` must be a date such as 2026-11-20.") from None
    return Turn(given["conversation"], given["text"], metadata)


def _has_model(request: Request) -> bool:
    agent = getattr(request.app.ctx, "agent", None)
    return agent is not None and agent.is_ready()


def _refused(status: int, sentence: str) -> HTTPResponse:
    return json_response({"error": sentence}, status=status)
