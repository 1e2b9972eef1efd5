"""From waiting messages to the reply: danger first, then Rasa, and the desk where Rasa fails."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

import structlog

from bot.gateway.rasa_client import Message, Question, RasaClient, Unanswered
from bot.mailbox import Outgoing, Work
from bot.worker.stand_in import StandIn

# Danger is answered with all that Rasa would add to the fixed words, or without it after this.
DANGER_SECONDS = 1.5
# A message that breaks what reads it will break it again; then a person must look.
MOST_FAILURES = 3

log = structlog.get_logger(__name__)


class Stage(Protocol):
    """What a channel answers by itself, because Rasa knows nothing of it."""

    async def before_rasa(self, work: Work) -> Outgoing | None:
        """The reply, or None for what Rasa answers."""

    async def after_rasa(self, work: Work, reply: Outgoing) -> Outgoing:
        """Rasa's reply with what this channel has to add."""

    async def in_silence(self, work: Work) -> None:
        """A person has the conversation: note what must be noted, and say nothing."""


@dataclass(frozen=True)
class Answering:
    """Finds the reply; stores nothing in the mailbox. `stages` are by their channel."""

    rasa: RasaClient
    stand_in: StandIn
    today: Callable[[], date]
    stages: Mapping[str, Stage] = field(default_factory=dict)

    async def ordinary(self, work: Work) -> Outgoing | None:
        """The reply. Raises NotReady when it must wait, Unanswered when it should be tried again.

        What short messages say together may be danger although none of them is. None: a person has
        the conversation, and there is no danger in it.
        """
        if await self._shows_danger(work):
            return await self._danger(work)
        if work.failures >= MOST_FAILURES:
            return await asyncio.to_thread(self.stand_in.failed, work)
        stage = self.stages.get(work.channel)
        if work.held:
            if stage is not None:
                await stage.in_silence(work)
            return None
        if stage is None:
            return await self._from_rasa(work)
        reply = await stage.before_rasa(work)
        return reply or await stage.after_rasa(work, await self._from_rasa(work))

    async def urgent(self, work: Work) -> Outgoing | None:
        """The reply to danger within seconds, whatever is down; None if there is no danger."""
        if not await asyncio.to_thread(self.stand_in.shows_danger, work):
            return None
        return await self._danger(work)

    async def delayed(self, work: Work) -> Outgoing:
        """The sentence that says so."""
        return await asyncio.to_thread(self.stand_in.delayed, work)

    async def _shows_danger(self, work: Work) -> bool:
        try:
            return await asyncio.to_thread(self.stand_in.shows_danger, work)
        except Exception:
            if work.failures < MOST_FAILURES:
                raise
            # What breaks the reading of danger itself is for a person's eyes.
            return False

    async def _danger(self, work: Work) -> Outgoing:
        if work.held:
            # Rasa is told nothing of what a person and the patient speak about.
            return await asyncio.to_thread(self.stand_in.red_flag, work)
        try:
            reply = await asyncio.wait_for(self._from_rasa(work), DANGER_SECONDS)
        except (Unanswered, asyncio.TimeoutError) as fault:
            reason = str(fault) or "too slow"
            log.warning("danger answered without Rasa", message=work.key, reason=reason)
            return await asyncio.to_thread(self.stand_in.red_flag, work)
        if (reply.aftercare or {}).get("kind") == "red_flag":
            return reply
        # Rasa remembers the conversation differently than we do; the careful one is right.
        return await asyncio.to_thread(self.stand_in.red_flag, work)

    async def _from_rasa(self, work: Work) -> Outgoing:
        question = Question(
            work.conversation, work.says, work.key, work.patient, work.language, work.again
        )
        return as_one(await self.rasa.say(question, self.today()))


def as_one(messages: list[Message]) -> Outgoing:
    """All that was said in one turn as one reply; its buttons get ids of our own."""
    customs = [message["custom"] for message in messages]
    return Outgoing(
        "\n\n".join(message["text"] for message in messages if message["text"]),
        buttons=tuple(
            {
                "id": secrets.token_urlsafe(9),
                "title": button["title"],
                "says": button["payload"],
            }
            for message in messages
            for button in message["buttons"]
        ),
        aftercare=_last(customs, "aftercare"),
        memory=_last(customs, "memory"),
    )


def _last(customs: list[dict], name: str) -> dict | None:
    return next((custom[name] for custom in reversed(customs) if custom.get(name)), None)


