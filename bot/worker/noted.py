"""Answers with a line in the audit: whose record was used, and which rules in which version."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from bot.journal import traced
from bot.mailbox import Outgoing, Work
from bot.worker.answering import Answering

# Danger must not wait behind whoever holds the database.
NOTE_SECONDS = 1.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class NotedAnswering:
    """Answering as it is; `note(work, reply)` is told of each reply before it is stored."""

    answering: Answering
    note: Callable[[Work, Outgoing], None]

    async def ordinary(self, work: Work) -> Outgoing | None:
        """As there."""
        return await self._noted(work, await self.answering.ordinary(work))

    async def urgent(self, work: Work) -> Outgoing | None:
        """As there."""
        return await self._noted(work, await self.answering.urgent(work))

    async def delayed(self, work: Work) -> Outgoing:
        """As there; it answers nothing yet."""
        return await self.answering.delayed(work)

    async def _noted(self, work: Work, reply: Outgoing | None) -> Outgoing | None:
        if reply is None or work.patient is None:
            return reply
        try:
            # Given up waiting for, it is still written as soon as the database lets it.
            await asyncio.wait_for(asyncio.to_thread(self.note, work, reply), NOTE_SECONDS)
        except Exception as fault:
            # The patient's answer does not wait for the audit; the reply itself keeps the version.
            log.error("an answer is not in the audit", message=work.key, error=traced(fault))
        return reply


def rules_of(reply: Outgoing) -> dict[str, object]:
    """What the audit says of an answer: rules and version, never words."""
    aftercare = reply.aftercare or {}
    answers = aftercare.get("answers") or ()
    return {
        "rules": [answer["rule"] for answer in answers if answer.get("rule")],
        "version": aftercare.get("rule_version", 0),
    }
