"""Thumbs that patients give to answers."""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from bot.mailbox.book import OUTBOX, Book
from bot.mailbox.feedback_tables import FeedbackRow

FEEDBACK = FeedbackRow.__table__
THUMBS = ("up", "down")


class FeedbackBook(Book):
    """One thumb for an answer: the last one given counts."""

    def give_thumb(self, conversation: str, seq: int, thumb: str | None) -> bool:
        """Keep it, or take it back (None). False where this conversation has no such answer."""
        answer = select(OUTBOX.c.id).where(
            OUTBOX.c.conversation == conversation, OUTBOX.c.seq == seq, OUTBOX.c.kind == "reply"
        )
        with self._writing() as connection:
            found = connection.execute(answer).scalar_one_or_none()
            if found is None:
                return False
            # Written anew rather than changed: two clicks at once are one row either way.
            connection.execute(delete(FEEDBACK).where(FEEDBACK.c.outbox == found))
            if thumb is not None:
                row = {"outbox": found, "thumb": thumb, "at": self._clock()}
                connection.execute(insert(FEEDBACK), row)
            return True
