"""What a patient's record shows of the mailbox: their conversations, and what they agreed to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from bot.mailbox.book import TALKS, Book
from bot.mailbox.contact_tables import ConsentRow
from bot.mailbox.modes import Standing
from bot.mailbox.standing import as_standing

_CONSENTS = ConsentRow.__table__
MOST_CONVERSATIONS = 100


@dataclass(frozen=True)
class Consent:
    """Once given, once declined: each is one of these, and the newest of a channel counts."""

    channel: str
    given: bool
    words: str = field(repr=False)
    at: datetime


class PatientViewBook(Book):
    """Reads only."""

    def conversations_of(self, patient: str) -> list[tuple[datetime, Standing]]:
        """When each began and how it stands, the newest first; empty ones are left out."""
        mine = select(TALKS).where(TALKS.c.patient == patient, TALKS.c.last_seq > 0)
        mine = mine.order_by(TALKS.c.created_at.desc()).limit(MOST_CONVERSATIONS)
        now = self._clock()
        with self._reading() as connection:
            rows = connection.execute(mine).all()
            return [(row.created_at, as_standing(connection, row, now)) for row in rows]

    def consents_of(self, patient: str) -> list[Consent]:
        """The newest first."""
        mine = select(_CONSENTS).where(_CONSENTS.c.patient == patient)
        mine = mine.order_by(_CONSENTS.c.at.desc(), _CONSENTS.c.id.desc())
        with self._reading() as connection:
            return [
                Consent(row.channel, row.given, row.words, row.at)
                for row in connection.execute(mine)
            ]
