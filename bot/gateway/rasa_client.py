"""The gateway's side of the wire to Rasa and the action server, both on loopback."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import httpx

Message = dict[str, Any]

HEALTH_SECONDS = 2.0


class Unanswered(Exception):
    """Rasa gave no usable answer. Says why, never what the patient wrote."""


class NotReady(Unanswered):
    """Rasa or the action server does not answer at all."""


class RasaClient:
    """Speaks to `AfterglowChannel`. The caller sets a message's time limit; there is none here."""

    def __init__(self, rasa_url: str, actions_url: str, key: str) -> None:
        self._health = {
            "rasa": f"{rasa_url}/webhooks/afterglow/health",
            "actions": f"{actions_url}/health",
        }
        self._message = f"{rasa_url}/webhooks/afterglow/message"
        # trust_env off: a proxy set for the machine must never see a patient's words.
        self._http = httpx.AsyncClient(
            headers={"X-Afterglow-Key": key}, timeout=None, trust_env=False
        )

    async def starting(self) -> tuple[str, ...]:
        """The parts that do not answer, of `rasa` and `actions`; empty when all is ready."""
        return tuple([name for name, url in self._health.items() if not await self._answers(url)])

    async def say(
        self, conversation: str, text: str, patient: str | None, today: date
    ) -> list[Message]:
        """All the bot says to this text. Raises Unanswered, or NotReady where nothing was sent."""
        if missing := await self.starting():
            raise NotReady(f"no answer from {' and '.join(missing)}")
        body = {
            "conversation": conversation,
            "text": text,
            "metadata": {"patient": patient, "today": today.isoformat()},
        }
        try:
            response = await self._http.post(self._message, json=body)
            response.raise_for_status()
            messages = [_message(message) for message in response.json()["messages"]]
        except (httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError) as fault:
            raise Unanswered(f"the turn failed: {type(fault).__name__}") from None
        if not messages:
            # What Rasa returns when an action failed or its server is down.
            raise Unanswered("the bot said nothing")
        return messages

    async def close(self) -> None:
        await self._http.aclose()

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
