"""Our side of the wire to Rasa, and to the action server where there is one; both on loopback."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import httpx

Message = dict[str, Any]

HEALTH_SECONDS = 2.0
# Long enough for a queue in front of Rasa; a turn that takes longer is given up and tried again.
TURN_SECONDS = 60.0
# Every turn asks whether all is up; what was up a moment ago still is.
FRESH_SECONDS = 0.5


class Unanswered(Exception):
    """Rasa gave no usable answer although it runs. Says why, never what the patient wrote."""


class NotReady(Unanswered):
    """Rasa or the action server is down, starting or too slow; the message is not to blame."""


@dataclass(frozen=True, repr=False)
class Question:
    """One message for Rasa. `message` is its id for ever, also when it is delivered `again`.

    `pretend` is somebody made up by staff, who want to see the answer and why it is given.
    """

    conversation: str
    text: str
    message: str
    patient: str | None = None
    language: str | None = None
    again: bool = False
    pretend: dict[str, Any] | None = None


class RasaClient:
    """Speaks to `AfterglowChannel`. An empty `actions_url`: the actions run inside Rasa."""

    def __init__(
        self, rasa_url: str, actions_url: str, key: str, turn_seconds: float = TURN_SECONDS
    ) -> None:
        self._health = {"rasa": f"{rasa_url}/webhooks/afterglow/health"}
        if actions_url:
            self._health["actions"] = f"{actions_url}/health"
        self._message = f"{rasa_url}/webhooks/afterglow/message"
        self._turn_seconds = turn_seconds
        self._up_at = -FRESH_SECONDS
        # trust_env off: a proxy set for the machine must never see a patient's words.
        self._http = httpx.AsyncClient(
            headers={"X-Afterglow-Key": key}, timeout=turn_seconds, trust_env=False
        )

    async def starting(self) -> tuple[str, ...]:
        """The parts that do not answer, of `rasa` and `actions`; empty when all is ready."""
        return tuple([name for name, url in self._health.items() if not await self._answers(url)])

    async def is_up(self) -> bool:
        """Whether all was ready now or a moment ago."""
        if time.monotonic() - self._up_at < FRESH_SECONDS:
            return True
        if await self.starting():
            return False
        self._up_at = time.monotonic()
        return True

    async def say(self, question: Question, today: date) -> list[Message]:
        """All the bot says to this. Raises Unanswered, or NotReady where something is down."""
        if not await self.is_up():
            raise NotReady("Rasa or the actions do not answer")
        metadata = {
            "patient": question.patient,
            "today": today.isoformat(),
            "language": question.language,
        }
        if question.pretend is not None:
            metadata["pretend"] = question.pretend
        body = {
            "conversation": question.conversation,
            "text": question.text,
            "message": question.message,
            "again": question.again,
            "metadata": metadata,
        }
        try:
            response = await self._http.post(self._message, json=body)
        except httpx.HTTPError as fault:
            self._up_at = -FRESH_SECONDS
            raise NotReady(f"the turn broke off: {type(fault).__name__}") from None
        try:
            response.raise_for_status()
            messages = [_message(message) for message in response.json()["messages"]]
        except (httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError) as fault:
            raise await self._why(f"the turn failed: {type(fault).__name__}") from None
        if not messages:
            # What Rasa returns when an action failed or its server is down.
            raise await self._why("the bot said nothing")
        return messages

    async def close(self) -> None:
        await self._http.aclose()

    async def _why(self, what: str) -> Unanswered:
        """A part that went down in mid-turn is the reason, not the message."""
        self._up_at = -FRESH_SECONDS
        return Unanswered(what) if await self.is_up() else NotReady(what)

    async def _answers(self, url: str) -> bool:
        try:
            response = await self._http.get(url, timeout=HEALTH_SECONDS)
        except httpx.HTTPError:
            return False
        return response.status_code == 200


def _message(given: Mapping[str, Any]) -> Message:
    return {
        "text": str(given.get("text") or ""),
        "buttons": [
            {
                "title": str(button["title"]),
                "payload": str(button.get("payload") or button["title"]),
            }
            for button in given.get("buttons") or ()
        ],
        "custom": dict(given.get("custom") or {}),
    }
