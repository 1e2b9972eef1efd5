"""Whether anything changed that the staff would want to see, asked often and answered cheaply."""

from __future__ import annotations

import hashlib

from sqlalchemy import func, select

from bot.mailbox.book import INBOX, OUTBOX, TALKS, Book
from bot.mailbox.contact_tables import DeliveryRow
from bot.mailbox.modes import HUMAN, WAITING
from bot.patients.escalation_tables import Escalation

_CALLS = Escalation.__table__
_DELIVERIES = DeliveryRow.__table__
# What was sent longer ago than these has reached the patient or never will.
_NEWEST = 50


class PulseBook(Book):
    """Every question here is answered from an index, however long the history is."""

    def pulse(self) -> str:
        """Another text whenever a message, a mode, a call or a delivery changed."""
        staffed = TALKS.c.mode.in_((WAITING, HUMAN))
        talks = select(func.count(), func.sum(TALKS.c.mode_version)).where(staffed)
        newest = [
            select(func.max(column))
            for column in (INBOX.c.id, OUTBOX.c.id, _CALLS.c.acknowledged_at)
        ]
        with self._reading() as connection:
            told = [connection.execute(one).scalar() for one in newest]
            told += connection.execute(talks).one()
            told += connection.execute(_open_calls()).all()
            told += [_in_short(connection.execute(one).scalars()) for one in _on_their_way()]
        return hashlib.sha256(repr([str(one) for one in told]).encode()).hexdigest()[:24]


def _open_calls():
    return (
        select(_CALLS.c.level, func.count(), func.count(_CALLS.c.assigned_to))
        .where(_CALLS.c.acknowledged_at.is_(None))
        .group_by(_CALLS.c.level)
        .order_by(_CALLS.c.level)
    )


def _on_their_way():
    yield select(OUTBOX.c.delivered_at.is_(None)).order_by(OUTBOX.c.id.desc()).limit(_NEWEST)
    yield select(_DELIVERIES.c.state).order_by(_DELIVERIES.c.id.desc()).limit(_NEWEST)


def _in_short(values) -> str:
    return " ".join(str(value) for value in values)
