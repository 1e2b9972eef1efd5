"""Whether anything changed that the staff would want to see, asked often and answered cheaply."""

from __future__ import annotations

from sqlalchemy import func, select

from bot.mailbox.book import INBOX, OUTBOX, TALKS, Book
from bot.mailbox.modes import HUMAN, WAITING
from bot.patients.escalation_tables import Escalation

_CALLS = Escalation.__table__


class PulseBook(Book):
    """Every question here is answered from an index, however long the history is."""

    def pulse(self) -> str:
        """Another text whenever a message, a mode or a call for a person changed."""
        staffed = TALKS.c.mode.in_((WAITING, HUMAN))
        talks = select(func.count(), func.sum(TALKS.c.mode_version)).where(staffed)
        open_calls = (
            select(_CALLS.c.level, func.count(), func.count(_CALLS.c.assigned_to))
            .where(_CALLS.c.acknowledged_at.is_(None))
            .group_by(_CALLS.c.level)
            .order_by(_CALLS.c.level)
        )
        with self._reading() as connection:
            newest = [
                connection.execute(select(func.max(column))).scalar()
                for column in (INBOX.c.id, OUTBOX.c.id, _CALLS.c.acknowledged_at)
            ]
            calls = connection.execute(open_calls).all()
            told = (*newest, *connection.execute(talks).one(), *(tuple(call) for call in calls))
        return " ".join(str(part) for part in told)
