"""Questions that no rule answered, or that were not understood: what the clinic could add."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from bot.patients.book import Book
from bot.patients.errors import FieldError
from bot.patients.fields import did_you_mean, storable
from bot.patients.records import UnansweredRecord
from bot.patients.tables import REASONS, UnansweredQuestion


class QuestionBook(Book):
    """Kept without the patient: the list is about the rules, not about anybody."""

    def note_unanswered(self, reason: str, words: str, day: int | None, language: str) -> None:
        """Keep a question; `reason` is uncovered (no rule) or unclear (not understood).

        `day` counts from the treatment, None if unknown.
        """
        if reason not in REASONS:
            raise FieldError("reason", f"{reason[:40]!r} is unknown", did_you_mean(reason, REASONS))
        with self._writing.begin() as session:
            session.add(
                UnansweredQuestion(
                    reason=reason,
                    words=storable(words),
                    day=day,
                    language=language,
                    asked_at=self._clock(),
                )
            )

    def unanswered(self, since: datetime | None = None) -> list[UnansweredRecord]:
        """The newest first; `since` is a moment with its zone."""
        chosen = select(UnansweredQuestion).order_by(
            UnansweredQuestion.asked_at.desc(), UnansweredQuestion.id.desc()
        )
        if since is not None:
            chosen = chosen.where(UnansweredQuestion.asked_at >= since)
        with self._reading() as session:
            return [
                UnansweredRecord(row.reason, row.words, row.day, row.language, row.asked_at)
                for row in session.scalars(chosen)
            ]
