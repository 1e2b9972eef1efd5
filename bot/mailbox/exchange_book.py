"""What was asked and what was answered, pair by pair, for those who look at all of it together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.mailbox.book import INBOX, OUTBOX, TALKS, Book
from bot.mailbox.feedback_book import FEEDBACK


@dataclass(frozen=True)
class Exchange:
    """One reply of the assistant with the words it answers. `thumb` is up, down or None."""

    conversation: str
    patient: str | None
    channel: str
    question: str = field(repr=False)
    aftercare: Mapping[str, Any] = field(repr=False)
    asked_at: datetime
    thumb: str | None = None

    @property
    def kind(self) -> str:
        """The kind of the answer (design §3.3)."""
        return str(self.aftercare.get("kind") or "error")

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics that were answered."""
        return tuple(answer["topic"] for answer in self.aftercare.get("answers") or ())

    @property
    def verdicts(self) -> tuple[str, ...]:
        """What was said of them."""
        return tuple(answer["verdict"] for answer in self.aftercare.get("answers") or ())


class ExchangeBook(Book):
    """Read only."""

    def exchanges(self, since: datetime, until: datetime) -> list[Exchange]:
        """Replies to messages of this time, oldest first; messages answered as one are one."""
        chosen = (
            select(
                OUTBOX.c.id,
                OUTBOX.c.conversation,
                OUTBOX.c.aftercare,
                TALKS.c.patient,
                TALKS.c.channel,
                INBOX.c.text,
                INBOX.c.received_at,
                FEEDBACK.c.thumb,
            )
            .join_from(INBOX, OUTBOX, INBOX.c.answered_by == OUTBOX.c.id)
            .join(TALKS, TALKS.c.id == OUTBOX.c.conversation)
            .join(FEEDBACK, FEEDBACK.c.outbox == OUTBOX.c.id, isouter=True)
            .where(OUTBOX.c.kind == "reply")
            .where(INBOX.c.received_at >= since, INBOX.c.received_at < until)
            .order_by(INBOX.c.id)
        )
        found: dict[int, Exchange] = {}
        with self._reading() as connection:
            for row in connection.execute(chosen):
                before = found.get(row.id)
                words = f"{before.question}\n{row.text}" if before else row.text
                found[row.id] = Exchange(
                    row.conversation,
                    row.patient,
                    row.channel,
                    words,
                    row.aftercare or {},
                    before.asked_at if before else row.received_at,
                    row.thumb,
                )
        return list(found.values())
