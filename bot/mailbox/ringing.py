"""A mailbox that rings after what others wait for: after the commit, so that they find it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.engine import Engine

from bot.mailbox.mailbox import Mailbox
from bot.mailbox.modes import Standing
from bot.mailbox.records import Accepted, Arrival, Outgoing, UnknownConversation, Work

INBOX, OUTBOX = "inbox", "outbox"


class RingingMailbox(Mailbox):
    """`ring(*topics)` returns at once and never fails."""

    def __init__(
        self, engine: Engine, clock: Callable[[], datetime], ring: Callable[..., None]
    ) -> None:
        super().__init__(engine, clock)
        self._ring = ring

    def accept(self, arrivals: Sequence[Arrival]) -> list[Accepted | UnknownConversation]:
        outcomes = super().accept(arrivals)
        self._ring(INBOX, OUTBOX)
        return outcomes

    def claim(self, worker: str) -> Work | None:
        work = super().claim(worker)
        if work is not None:
            self._ring(OUTBOX)
        return work

    def answer(self, work: Work, reply: Outgoing | None) -> bool:
        said = super().answer(work, reply)
        # More of this conversation may be due now.
        self._ring(INBOX, OUTBOX)
        return said

    def answer_urgent(self, work: Work, reply: Outgoing) -> bool:
        said = super().answer_urgent(work, reply)
        self._ring(INBOX, OUTBOX)
        return said

    def reply_as_staff(self, *given: Any, **named: Any) -> Standing:
        standing = super().reply_as_staff(*given, **named)
        self._ring(OUTBOX)
        return standing

    def hand_back(self, *given: Any, **named: Any) -> Standing:
        standing = super().hand_back(*given, **named)
        self._ring(OUTBOX)
        return standing

    def not_urgent(self, work: Work) -> None:
        super().not_urgent(work)
        self._ring(INBOX)

    def put_back(self, work: Work, after: timedelta, failed: bool = False) -> None:
        super().put_back(work, after, failed)
        self._ring(INBOX)

    def say_late(self, work: Work, sentence: Outgoing) -> None:
        super().say_late(work, sentence)
        self._ring(OUTBOX)

    def post_to(self, conversation: str, message: Outgoing) -> int:
        seq = super().post_to(conversation, message)
        self._ring(OUTBOX)
        return seq
