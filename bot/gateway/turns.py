"""One turn: what the patient said, in order, to Rasa; an honest sentence when no answer comes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.gateway.rasa_client import Message, NotReady, RasaClient, Unanswered
from bot.gateway.sessions import Button, Session

ANSWER_SECONDS = 10.0

logger = logging.getLogger(__name__)


class StandsIn(Protocol):
    """Answers without Rasa: from the text, the patient's reference and the conversation's id."""

    def red_flag(self, text: str, patient: str | None, conversation: str) -> Message | None:
        """The fixed reply to a red flag, or None where there is none."""

    def failed(self, text: str, patient: str | None, conversation: str) -> Message:
        """An apology; the staff have a task."""


@dataclass(frozen=True)
class Turns:
    """Answers messages. `sorry` is said while parts are still starting, and when all else fails."""

    rasa: RasaClient
    sorry: str
    stand_in: StandsIn
    today: Callable[[], date]
    answer_seconds: float = ANSWER_SECONDS

    async def answer(self, session: Session, text: str, shown: str) -> list[Message]:
        """Always at least one message. `text` goes to Rasa, `shown` is what the patient sees."""
        try:
            messages = await asyncio.wait_for(self._in_turn(session, text), self.answer_seconds)
        except (Unanswered, asyncio.TimeoutError) as fault:
            logger.warning("No answer from Rasa: %s", fault or "too slow")
            flagged = await self.red_flag(session, shown)
            return [flagged or await self._sorry(session, shown, isinstance(fault, NotReady))]
        return [_with_button_ids(session, message) for message in messages]

    async def red_flag(self, session: Session, shown: str) -> Message | None:
        """The fixed reply to a red flag, found without Rasa; None if there is none."""
        return await self._without_rasa(self.stand_in.red_flag, session, shown)

    async def _sorry(self, session: Session, shown: str, starting: bool) -> Message:
        apology = None
        if not starting:
            apology = await self._without_rasa(self.stand_in.failed, session, shown)
        return apology or _error(self.sorry)

    async def _without_rasa(
        self, say: Callable[..., Message | None], session: Session, shown: str
    ) -> Message | None:
        try:
            reply = await asyncio.to_thread(say, shown, session.patient, session.conversation)
        except Exception as fault:
            # Whatever broke, the patient still gets the honest sentence. Only the kind is
            # logged: the error's own words may quote the message.
            logger.error("The desk failed: %s", type(fault).__name__)
            return None
        return _with_button_ids(session, reply) if reply else None

    async def _in_turn(self, session: Session, text: str) -> list[Message]:
        async with session.turn:
            return await self.rasa.say(session.conversation, text, session.patient, self.today())


def _error(sentence: str) -> Message:
    return {
        "text": sentence,
        "buttons": [],
        "custom": {"aftercare": {"kind": "error", "answers": []}},
    }


def _with_button_ids(session: Session, message: Message) -> Message:
    """The page never sees a payload, only the id of a button that this session was offered."""
    buttons = [Button(b["title"], b["payload"]) for b in message.get("buttons") or ()]
    return {
        "text": message.get("text") or "",
        "buttons": [{"title": button.title, "id": session.offer(button)} for button in buttons],
        "custom": message.get("custom") or {},
    }
