"""Our side of the wire to Rasa, and to the action server where there is one."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import httpx

from bot.gateway.rasas import FRESH_SECONDS, Rasas, answers, ranked

Message = dict[str, Any]

# Long enough for a queue in front of Rasa; a turn that takes longer is given up and tried again.
TURN_SECONDS = 60.0
_MESSAGE = "/webhooks/afterglow/message"


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
    """Speaks to `AfterglowChannel`. An empty `actions_url`: the actions run inside Rasa.

    `rasa_url` may name several (see `Rasas`). All messages of a conversation go to the same one as
    long as that is up: two at a time would each go on from what was said before the other.
    """

    def __init__(
        self, rasa_url: str, actions_url: str, key: str, turn_seconds: float = TURN_SECONDS
    ) -> None:
        self._actions_health = f"{actions_url}/health" if actions_url else ""
        # trust_env off: a proxy set for the machine must never see a patient's words.
        self._http = httpx.AsyncClient(
            headers={"X-Afterglow-Key": key}, timeout=turn_seconds, trust_env=False
        )
        self._rasas = Rasas(rasa_url, self._http)
        self._actions_at = -FRESH_SECONDS

    async def starting(self) -> tuple[str, ...]:
        """The parts that do not answer, of `rasa` and `actions`; empty when all is ready.

        One Rasa of several is enough to answer.
        """
        missing = () if await self._rasas.up() else ("rasa",)
        return missing if await self._actions_answer() else (*missing, "actions")

    async def is_up(self) -> bool:
        """Whether all was ready now or a moment ago."""
        return not await self.starting()

    async def say(self, question: Question, today: date) -> list[Message]:
        """All the bot says to this. Raises Unanswered, or NotReady where something is down."""
        if not await self.is_up():
            self._doubt()
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
        response = await self._delivered(question.conversation, body)
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

    async def _actions_answer(self) -> bool:
        if not self._actions_health or time.monotonic() - self._actions_at < FRESH_SECONDS:
            return True
        if await answers(self._http, self._actions_health):
            self._actions_at = time.monotonic()
            return True
        return False

    def _doubt(self) -> None:
        self._actions_at = -FRESH_SECONDS
        self._rasas.doubt()

    async def _delivered(self, conversation: str, body: dict[str, Any]) -> httpx.Response:
        for address in ranked(await self._rasas.up(), conversation):
            try:
                return await self._http.post(f"{address}{_MESSAGE}", json=body)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                # It never got the message, so the next one may have it at once.
                self._rasas.leave_out(address)
            except httpx.HTTPError as fault:
                self._doubt()
                raise NotReady(f"the turn broke off: {type(fault).__name__}") from None
        self._doubt()
        raise NotReady("no Rasa can be reached")

    async def _why(self, what: str) -> Unanswered:
        """A part that went down in mid-turn is the reason, not the message."""
        self._doubt()
        return Unanswered(what) if await self.is_up() else NotReady(what)


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
